// The student's work in local storage, one key per item: `labc/<course>/<lab>/<kind>/<name>`. Nothing is
// deleted that is not understood; what finds no room stays in memory and is tried again.
import { notice, sentence } from "../page/announce.js";
import { offerCopy, showKept } from "./copy.js";
import { COMMITTED, FIELDS } from "./kinds.js";
import { asideOf, crc32, hex, isPrecious, kindOf, mergeItem, outranks, readItem, SCHEMA } from "./merge.js";

// A page of a course has both; the student's page has no lab.
export const { course, lab: labId } = /** @type {{ course: string, lab: string }} */ (/** @type {unknown} */ (document.body.dataset));
export const prefix = `labc/${course}/`;
// Both by keys without the prefix: what waits for room, and what this page last read or wrote.
/** @type {Work} */
export const unsaved = new Map();
/** @type {Work} */
export const known = new Map();
// Set while another tab erases everything. No item can have this key: an imported one erases nothing.
export const ERASING = `labc-erase/${course}`;
// Where work that finds no room waits from page to page of a visit.
const VISIT = `labc-visit/${course}`;
const VISITS = "labc-visit:";
/** @type {Storage | null} */
export let storage = null;
/** @type {Storage | null} */
let session = null;
// What the window was called, and what other courses have in its name.
/** @type {{ name: string, work: Record<string, Record<string, string> | undefined> }} */
let named = { name: "", work: {} };
export let troubled = "";
let retrying = 0;
let told = false;

export function openStore() {
  try {
    storage = localStorage;
    storage.getItem("labc");
  } catch {
    storage = null;
  }
  unpackVisit();
  if (!storage) inTrouble("unsaved");
  flush();
  addEventListener("storage", meet);
  // A page that comes back as it was left does not know what was done since.
  addEventListener("pageshow", ({ persisted }) => persisted && troubled && location.reload());
  document.addEventListener("click", stayHere);
}

// What the pages before this one could not keep: in the session's storage, and where that is denied, too, in
// the name of the window, which lasts as long as the window.
function unpackVisit() {
  try {
    const text = sessionStorage.getItem(VISIT);
    sessionStorage.setItem(VISIT, text || "");
    session = sessionStorage;
    takeBack(JSON.parse(/** @type {string} */ (text)));
  } catch {
    // denied
  }
  // Other sites can name a window: where there is another way, a name is not believed.
  if (session) return;
  const { name } = window;
  if (!name.startsWith(VISITS)) {
    named.name = name;
    return;
  }
  try {
    named = JSON.parse(name.slice(VISITS.length));
    takeBack(named.work[course]);
  } catch {
    named = { name: "", work: {} };
  }
}

/** @param {Record<string, unknown> | null | undefined} items */
function takeBack(items) {
  for (const [key, text] of Object.entries(items || {})) if (typeof text === "string") mergeItem(unsaved, key, text);
}

// Hands what waits on to the next page of the visit.
export function carry() {
  const waiting = unsaved.size ? Object.fromEntries(unsaved) : undefined;
  try {
    // Without storage this ends in `catch`, as where it is full.
    if (waiting) /** @type {Storage} */ (session).setItem(VISIT, JSON.stringify(waiting));
    else /** @type {Storage} */ (session).removeItem(VISIT);
  } catch {
    if (session) return;
    named.work[course] = waiting;
    const text = JSON.stringify(named);
    window.name = text.includes('"work":{}') ? named.name : VISITS + text;
  }
}

// Another site could read the window's name: its pages open beside this one.
/** @param {Event} event */
function stayHere({ target }) {
  /** @type {HTMLAnchorElement | null} */
  const link = /** @type {Element} */ (target).closest("a[href]");
  if (session || !link || !/^([a-z]+:|\/\/)/i.test(/** @type {string} */ (link.getAttribute("href")))) return;
  link.target = "_blank";
  link.rel = "noopener";
}

// Says once that work does not last, and why: `unsaved` without any storage, `full` without room.
/** @param {string} why */
export function inTrouble(why) {
  if (troubled === why) return;
  troubled = why;
  offerCopy(why);
}

/**
 * @param {string} kind
 * @param {string} name
 */
export function keyOf(kind, name, lab = labId) {
  return `${prefix}${lab}/${kind}/${name}`;
}

/** @param {string} key */
export function stored(key) {
  try {
    return storage && storage.getItem(prefix + key);
  } catch {
    inTrouble("unsaved");
    return null;
  }
}

/**
 * The item under a key, or null. Use `itemOf` for an item that may have had other names.
 * @param {string} kind
 * @param {string} name
 * @param {string} lab
 */
export function itemAt(kind, name, lab) {
  const key = `${lab}/${kind}/${name}`;
  const text = unsaved.get(key) || stored(key);
  if (!text) return null;
  known.set(key, text);
  const item = readItem(text);
  const wanted = FIELDS[kind];
  const fits = item && item[wanted] !== undefined && (wanted !== "option" || typeof item.option === "string");
  // A later version of this page may have changed what it keeps.
  if (fits || (item && item.v > SCHEMA)) return item;
  quarantine(key, text);
  return null;
}

// Moves what cannot be read out of the way. Another tab may have put it right in the meantime.
/**
 * @param {string} key
 * @param {string} text
 */
function quarantine(key, text) {
  try {
    /** @type {Storage} */ (storage).setItem(`${prefix}quarantine/${key}/${hex(crc32(text))}-${text.length}`, text);
    if (/** @type {Storage} */ (storage).getItem(prefix + key) === text) /** @type {Storage} */ (storage).removeItem(prefix + key);
    known.delete(key);
  } catch {
    // it stays where it is
  }
  if (!told) notice(sentence("aside"));
  told = true;
}

// Keeps an item and returns the one that counts: another tab may have committed first. Items written under
// an earlier schema are kept aside as they were.
/**
 * @param {string} kind
 * @param {string} name
 * @param {Item} item
 */
export function keep(kind, name, item) {
  const key = `${labId}/${kind}/${name}`;
  const at = (COMMITTED.includes(kind) && item.at) || new Date().toISOString();
  const old = known.get(key);
  const before = old && readItem(old);
  const later = before && before.v > SCHEMA;
  const text = JSON.stringify(later ? { ...before, ...item, v: before.v, at } : { ...item, v: SCHEMA, at });
  if (before && before.v < SCHEMA) unsaved.set(asideOf(key, old), old);
  unsaved.set(key, text);
  flush();
  return readItem(unsaved.get(key) || known.get(key) || text);
}

// Answers first, settings last: where room is short, they matter least.
export function flush() {
  /** @param {[string, string]} item */
  const weight = ([key]) => (kindOf(key) === "set" ? 1 : 0);
  for (const [key, text] of [...unsaved].sort((a, b) => weight(a) - weight(b))) {
    try {
      settle(key, text);
      unsaved.delete(key);
    } catch {
      inTrouble(storage ? "full" : "unsaved");
    }
  }
  clearTimeout(retrying);
  if (unsaved.size) retrying = setTimeout(flush, 10000);
  else if (troubled === "full") {
    troubled = "";
    offerCopy("");
  }
  carry();
  showKept();
}

// Writes an item unless another tab has written a better one since this page looked.
/**
 * @param {string} key
 * @param {string} text
 */
function settle(key, text) {
  // Without storage this throws, and the item waits.
  const there = /** @type {Storage} */ (storage).getItem(prefix + key);
  if (there !== null && there !== text && there !== known.get(key)) {
    const wins = outranks(key, text, there);
    const loses = wins ? there : text;
    if (isPrecious(key, loses)) /** @type {Storage} */ (storage).setItem(prefix + asideOf(key, loses), loses);
    if (!wins) text = there;
  }
  if (there !== text) /** @type {Storage} */ (storage).setItem(prefix + key, text);
  known.set(key, text);
}

// Another tab wrote: of its item and ours the better one stays. What was removed behind our back comes
// back, unless the student erased everything.
/** @param {StorageEvent} event */
function meet({ key, newValue }) {
  if (key === null) {
    for (const [rest, text] of known) unsaved.has(rest) || unsaved.set(rest, text);
    known.clear();
    flush();
    return;
  }
  if (key === ERASING) {
    if (newValue !== null && known.size) notice(sentence("erased"));
    known.clear();
    unsaved.clear();
    carry();
    return;
  }
  if (!key.startsWith(prefix)) return;
  key = key.slice(prefix.length);
  const mine = known.get(key);
  if (mine === undefined || mine === newValue) return;
  if (newValue !== null) {
    known.set(key, newValue);
    const mineWins = outranks(key, mine, newValue);
    const loses = mineWins ? newValue : mine;
    if (COMMITTED.includes(kindOf(key))) {
      unsaved.set(asideOf(key, loses), loses);
      if (!mineWins) notice(sentence("first"));
    }
    if (mineWins) unsaved.set(key, mine);
  } else if (readItem(mine)) {
    known.delete(key);
    unsaved.set(key, mine);
  }
  flush();
}

// Everything of the course, by keys without the prefix, as it stands in storage and in memory.
export function gather() {
  /** @type {Work} */
  const work = new Map();
  try {
    for (const key of Object.keys(storage || {})) {
      if (key.startsWith(prefix)) work.set(key.slice(prefix.length), /** @type {string} */ (/** @type {Storage} */ (storage).getItem(key)));
    }
  } catch {
    inTrouble("unsaved");
  }
  for (const [key, text] of unsaved) {
    if (work.get(key) === known.get(key)) work.set(key, text);
    else mergeItem(work, key, text);
  }
  return work;
}
