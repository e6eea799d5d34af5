// A copy of the student's work as a file, and when to offer one.
// So many answers without a copy are worth a reminder, and so many more after it was put off.
import { say, sentence } from "../page/announce.js";
import { one } from "../page/dom.js";
import { WORK } from "./kinds.js";
import { crc32, hex, kindOf, readItem, SCHEMA, timeOf } from "./merge.js";
import { course, flush, gather, storage, stored, troubled, unsaved } from "./store.js";

const ENOUGH = 5;
let asked = 0;

/**
 * @param {string} course
 * @param {Work} items
 */
function checksumOf(course, items) {
  let crc = crc32(course);
  for (const key of [...items.keys()].sort()) crc = crc32(`\0${key}\0${items.get(key)}`, crc);
  return hex(crc);
}

/**
 * The checksum of one item, by which the others are known to be whole where one is damaged.
 * @param {[string, string]} item
 */
export function checkOf([key, text]) {
  return hex(crc32(`${key}\0${text}`));
}

/**
 * The file's text; `site/reference/ledger.md` describes it.
 * @param {string} course
 * @param {Work} items
 * @param {string} saved
 */
function pack(course, items, saved) {
  const sorted = [...items.keys()].sort().map((key) => /** @type {[string, string]} */ ([key, items.get(key)]));
  const file = { format: "labc-ledger", version: 1, course, saved, checks: sorted.map(checkOf).join(" "), items: Object.fromEntries(sorted), checksum: checksumOf(course, items) };
  return JSON.stringify(file, null, 1) + "\n";
}

// Frames may be forbidden to save files, and are not told: only the student knows whether a file came.
function isFramed() {
  return top !== self || (origin === "null" && location.protocol !== "file:");
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function saveFile(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function saveCopy() {
  const now = new Date().toISOString();
  saveFile(`${course}-${now.slice(0, 16).replace(/[T:]/g, "-")}.json`, "application/json", pack(course, gather(), now));
  const whole = one("[data-copy-text]");
  if (!whole || !isFramed()) return copied(now);
  one("dialog[open]")?.close();
  offerCopy("framed");
  writeCopy(now);
  whole.open = true;
  one("[data-got]").hidden = false;
  one("textarea", whole).focus();
}

// The copy as text, of a moment.
function writeCopy(now = new Date().toISOString()) {
  const area = one("[data-copy-text] textarea");
  area.value = pack(course, gather(), now);
  area.at = now;
}

function copyText() {
  writeCopy();
  const area = one("[data-copy-text] textarea");
  area.focus();
  area.select();
  if (!document.execCommand("copy")) offerCopy("byhand");
}

/**
 * The student has a copy of everything up to a moment.
 * @param {string} at
 */
function copied(at) {
  remember("backup", at);
  remember("nudge", 0);
  const offer = one("[data-offer]");
  if (!offer || offer.hidden) return say(sentence("saved"));
  one("[data-got]", offer).hidden = true;
  offerCopy("saved");
}

/**
 * What concerns the student and no lab.
 * @param {string} kind
 * @param {string | number} value
 */
export function remember(kind, value) {
  unsaved.set(`~/${kind}/last`, JSON.stringify({ v: SCHEMA, at: new Date().toISOString(), value }));
  flush();
}

/**
 * @param {string} kind
 * @returns {any}
 */
export function remembered(kind) {
  const item = readItem(unsaved.get(`~/${kind}/last`) || stored(`~/${kind}/last`) || "");
  return item ? item.value : null;
}

// How many answers no copy holds.
function notCopied() {
  const last = remembered("backup") || "";
  let count = 0;
  for (const [key, text] of gather()) {
    if (WORK.includes(kindOf(key)) && timeOf(readItem(text)) >= last) count++;
  }
  return count;
}

/**
 * Shows the offer with its reason, such as `full`, `unsaved`, `nudge`; without one it goes.
 * @param {string} why
 */
export function offerCopy(why) {
  const offer = one("[data-offer]");
  if (!offer) return;
  offer.hidden = !why;
  if (!why) return;
  one("[data-offer-why]", offer).textContent = sentence(why);
  one("[data-later]", offer).hidden = why !== "nudge";
  say(sentence(why));
}

function nudge() {
  asked = notCopied();
  if (!troubled && asked >= ENOUGH && asked >= ENOUGH + (remembered("nudge") || 0)) offerCopy("nudge");
}

// What the foot bar says about the work: how much waits for room.
export function showKept() {
  const place = one("[data-kept]");
  if (!place) return;
  place.dataset.kept = storage ? (unsaved.size ? "waiting" : "kept") : "visit";
  place.textContent = sentence(place.dataset.kept);
  const button = one("[data-unkept]");
  if (button) button.hidden = place.dataset.kept === "kept";
}

export function openCopies() {
  document.addEventListener("click", /** @type {EventListener} */ (/** @param {EventOn} event */ ({ target }) => {
    if (target.closest("[data-copy]")) saveCopy();
    else if (target.closest("[data-take]")) copyText();
    else if (target.closest("[data-got]")) copied(/** @type {string} */ (one("[data-copy-text] textarea").at));
    else if (target.closest("[data-later]")) {
      remember("nudge", asked);
      offerCopy("");
    }
  }));
  const whole = one("[data-copy-text]");
  if (whole) {
    whole.addEventListener("toggle", () => whole.open && writeCopy());
    whole.addEventListener("copy", /** @param {any} event */ ({ target }) => target.selectionEnd - target.selectionStart === target.value.length && copied(target.at));
  }
  showKept();
  nudge();
}
