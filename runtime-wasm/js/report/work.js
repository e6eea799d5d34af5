// Starts the student's own page: the report, a name for it, copies and their way back, erasing everything.
import { notice, say, sentence } from "../page/announce.js";
import { all, one } from "../page/dom.js";
import { startEvaluator, unpacked } from "../page/load.js";
import "../page/offline.js";
import { openCopies, remember, remembered, showKept } from "../record/copy.js";
import { absorb, eraseAll, LARGEST, SLICE, taking, unpack } from "../record/import.js";
import { course, flush, openStore } from "../record/store.js";
import { draw, grow, marksOf, setCourse, view } from "./report.js";

/** @type {Map<string, string> | null} */
let pending = null;
let drawing = 0;

function redraw() {
  clearTimeout(drawing);
  drawing = setTimeout(draw, 200);
}

// Says what became of a file, in the theme's words with the counts in them.
/**
 * @param {string} word
 * @param {Values} values
 */
function tell(word, values = {}) {
  const place = one("[data-outcome]");
  place.replaceChildren(grow("outcome", values, [word, ...(values.left ? ["left"] : [])]));
  say(shownWords(place));
}

/**
 * @param {Element} element
 * @returns {string}
 */
function shownWords(element) {
  return [...element.childNodes].map((child) => (/** @type {HTMLElement} */ (child).hidden ? "" : child.childNodes.length ? shownWords(/** @type {Element} */ (child)) : child.textContent)).join(" ").replace(/\s+/g, " ").trim();
}

/** @param {File} file */
async function takeIn(file) {
  if (file.size > LARGEST) return tell("large", { file: file.name });
  await read(await file.text(), file.name);
}

// One at a time.
/** @param {() => Promise<void>} work */
async function alone(work) {
  const controls = [...all("[data-import],[data-paste] *,[data-anyway]")];
  for (const control of controls) control.disabled = true;
  await work();
  for (const control of controls) control.disabled = false;
}

/**
 * @param {string} text
 * @param {string} file
 */
async function read(text, file) {
  await alone(async () => {
    const before = taking;
    // What takes long says so, and how far it is.
    /** @type {HTMLElement | null} */
    let shown = null;
    const { items, fault } = await unpack(text, course, (share) => {
      if (!shown) tell("reading", { file });
      shown ||= one("[data-outcome] [data-put=done]");
      /** @type {HTMLElement} */ (shown).textContent = `${Math.floor(share * 100)} %`;
    });
    // Erased in the meantime.
    if (before !== taking) return;
    pending = fault === "damaged" && items.size ? items : null;
    if (fault) return tell(fault, { file, count: items ? items.size : 0 });
    await merged(items, file);
  });
}

/**
 * @param {Map<string, string>} items
 * @param {string} file
 */
async function merged(items, file) {
  if (items.size > SLICE) tell("reading", { file });
  const counts = await absorb(items);
  if (view) await draw();
  tell("merged", { file, ...counts });
}

/** @param {EventOn<HTMLFormElement>} event */
function onPaste(event) {
  event.preventDefault();
  read(one("textarea", event.target).value.trim(), sentence("pasted"));
}

/** @param {EventOn} event */
function onClick({ target }) {
  if (target.closest("[data-anyway]") && pending) {
    const items = pending;
    pending = null;
    alone(() => merged(items, ""));
  } else if (target.closest("[data-print]")) {
    print();
  } else if (target.closest("[data-erase]")) {
    one("[data-erase-dialog]").showModal();
  } else if (target.closest("[data-erase-really]")) {
    const count = eraseAll();
    one("[data-erase-dialog]").close();
    one("[data-student]").value = "";
    tell("gone", { count });
    if (view) draw();
    showKept();
  } else if (target.closest("[data-cancel]")) {
    /** @type {HTMLDialogElement} */ (target.closest("dialog")).close();
  }
}

async function start() {
  openStore();
  openCopies();
  const name = one("[data-student]");
  name.value = remembered("student") || "";
  name.addEventListener("change", () => {
    remember("student", name.value.trim().slice(0, 200));
    if (view) draw();
  });
  const file = one("[data-import]");
  file.addEventListener("change", () => {
    if (file.files.length) takeIn(file.files[0]);
    file.value = "";
  });
  one("[data-paste]").addEventListener("submit", /** @type {EventListener} */ (onPaste));
  document.addEventListener("click", /** @type {EventListener} */ (onClick));
  addEventListener("storage", () => view && redraw());
  addEventListener("pagehide", flush);
  for (const control of all("[data-needs-script] :disabled")) control.disabled = false;
  await startEvaluator();
  const pieces = unpacked(globalThis.labcCourse);
  setCourse(JSON.parse(new TextDecoder().decode(pieces[1])), pieces[0]);
  await draw();
  globalThis.labc = { marksOf, asked: () => /** @type {{ labs: ListedLab[] }} */ (view).labs };
  document.documentElement.dataset.ready = "1";
}

start().catch((fault) => {
  notice(`${sentence("broken")} (${(fault && fault.message) || fault})`);
});
