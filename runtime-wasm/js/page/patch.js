// Writes what the evaluator returns into the page.
import { redraw } from "../charts/draw.js";
import { isRight } from "../questions/ask.js";
import { ASKED, COMMITTED } from "../record/kinds.js";
import { itemOf } from "../record/record.js";
import { keep } from "../record/store.js";
import { sentence, words } from "./announce.js";
import { recordsIn } from "./answers.js";
import { schedule, tellSlider } from "./controls.js";
import { all, markup, one, put } from "./dom.js";
import { blockOf, BLOCKS, canWait, late, uncover, uncovered, wait, WAITING, writeLate } from "./late.js";
import { failures, listenToStatuses, writeGoal } from "./state.js";

/** @type {Map<string, Place[]>} */
const slots = new Map();
// What every tick looks at, as it came into the page.
/** @type {{ table: With<"table", HTMLDetailsElement>[], status: Status[], goal: Goal[] }} */
export const watched = { table: [], status: [], goal: [] };
/** @type {HTMLElement | null} */
let firstChoice = null;
let canFail = false;
const FORECASTS = COMMITTED.map((kind) => `[data-${kind}]`).join();
const QUESTIONS = ASKED.map((kind) => `[data-${kind}]`).join();
/** @type {Evaluator} */
export let lab = /** @type {Evaluator} */ (/** @type {unknown} */ (null));

// The evaluator, once it runs.
/** @param {Evaluator} evaluator */
export function setEvaluator(evaluator) {
  lab = evaluator;
}

/** @param {ParentNode} root */
export function index(root) {
  for (const name of ["s", "status", "tone", "shown", "share", "over", "met", "case", "slot"]) {
    for (const element of all(`[data-${name}]`, root)) {
      const slot = element.dataset[name];
      if (!slots.has(slot)) slots.set(slot, []);
      /** @type {Place[]} */ (slots.get(slot)).push([name, element, blockOf(element)]);
    }
  }
  for (const [name, elements] of Object.entries(watched)) elements.push(...all(`[data-${name}]`, root));
  firstChoice = one(".choice");
  canFail ||= !!one(".arm.fail", root);
}

// Answers that the record decides are written by the evaluator.
/** @param {AnswerKey[]} answers */
export function listenForAnswers(answers) {
  for (const answer of answers) if ("slot" in answer) slots.set(`${answer.slot}`, [["right", answer, null]]);
}

// Setting what is set already would have the page look at its styles again.
/**
 * @param {HTMLElement} element
 * @param {boolean} hidden
 */
export function hide(element, hidden) {
  if (element.hidden === hidden) return;
  element.hidden = hidden;
  if (!hidden) uncover(element);
}

/**
 * @param {string} name
 * @param {any} element Of the kind that `name` implies: see `Place`.
 * @param {Block | null} block
 * @param {string} text
 */
export function write(name, element, block, text) {
  if (name === "s") {
    put(element, text);
  } else if (name === "right") {
    element.right = text;
  } else if (name === "status") {
    for (const arm of element.children) hide(arm, arm.dataset.arm !== (text || "undefined"));
  } else if (name === "met") {
    writeGoal(element, text === "1");
  } else if (name === "tone" || name === "case") {
    for (const mark of element.children) hide(mark, mark.dataset.arm !== text);
  } else if (name === "shown") {
    hide(element, text !== "1");
  } else if (name === "share") {
    element.value = Math.min(1, parseFloat(text) || 0);
  } else if (name === "over") {
    hide(element, !(parseFloat(text) > 1));
  } else {
    redraw(element, text);
  }
}

/**
 * @param {Answer<Change> | undefined} records
 * @param {boolean} aloud
 */
export function apply(records, aloud) {
  if (!records) return;
  const waits = canWait();
  for (const [slot, text] of recordsIn(records)) {
    for (const place of slots.get(slot) || []) {
      if (waits && place[2]?.away && WAITING.includes(place[0])) wait(place, text);
      else {
        late.delete(place);
        write(...place, text);
      }
    }
  }
  if (uncovered) writeLate();
  for (const details of watched.table) {
    if (!details.open) continue;
    if (waits && /** @type {Block | null} */ (details.closest(BLOCKS))?.away) wait(details);
    else fillTable(details);
  }
  globalThis.labcReading?.reread();
  tellSlider();
  listenToStatuses(aloud);
  hud();
}

// While values are computed there is none to show: it is filled once they are.
/** @param {With<"table", HTMLDetailsElement>} details */
export function fillTable(details) {
  if (one("main").ariaBusy) return;
  /** @type {Element} */ (details.lastElementChild).replaceChildren(markup(lab.table(+details.dataset.table)));
}

let going = 0;

// What takes long is computed a piece at a time, with the last values shown as such until it is done.
export function patch() {
  clearTimeout(going);
  const records = lab.run();
  one("main").ariaBusy = /** @type {string | null} */ (/** @type {unknown} */ (records === undefined || null));
  if (records === undefined) going = setTimeout(patch);
  else apply(records, true);
}

// Charts are drawn for the width they have.
export const widths = new ResizeObserver((entries) => {
  if (entries.map((entry) => measure(/** @type {Chart} */ (entry.target))).includes(true)) schedule();
});

/** @param {Chart} chart */
export function measure(chart) {
  const px = Math.round(chart.clientWidth);
  if (!px || chart.px === px) return false;
  chart.px = px;
  lab.width(+chart.dataset.chart, px);
  return true;
}

/**
 * @param {string} name
 * @param {string} text
 */
function show(name, text) {
  if (shown[name] === text) return;
  shown[name] = text;
  const entry = one(`[data-hud-${name}]`);
  hide(entry, !text);
  put(entry.lastChild, text);
}

// What the foot bar says.
/** @type {Record<string, string>} */
const shown = {};
/** @type {HTMLElement | null | undefined} */
let context;

// A part that asks nothing is done once its end has been on screen.
const ends = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of /** @type {Sighting<With<"part">>[]} */ (/** @type {unknown} */ (entries))) {
    if (!isIntersecting) continue;
    ends.unobserve(target);
    const part = /** @type {With<"part">} */ (target.closest("[data-part]"));
    part.dataset.seen = "1";
    keep("seen", part.dataset.part, { v: 1 });
  }
  progress();
});

// The part in view is the current step.
const reader = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of /** @type {Sighting<With<"part">>[]} */ (/** @type {unknown} */ (entries))) {
    const link = one(`[data-part-link="${target.dataset.part}"]`);
    // A theme may leave the steps out.
    if (!link) continue;
    link.ariaCurrent = isIntersecting ? "step" : null;
    // On a phone there may be more parts than room.
    const row = isIntersecting && link.closest(".parts");
    if (row) row.scrollLeft += link.getBoundingClientRect().left - 99;
  }
}, { rootMargin: "-25% 0% -75%" });

export function watch() {
  for (const part of all("[data-part]")) {
    reader.observe(part);
    if (one(QUESTIONS, part)) continue;
    if (itemOf("seen", part.dataset.part, part)) part.dataset.seen = "1";
    else ends.observe(/** @type {Element} */ (part.lastElementChild));
  }
  progress();
  one("[data-hud]").hidden = false;
}

// What the foot bar and the list of parts say about work done.
export function progress() {
  const parts = all("[data-part]");
  let done = 0;
  const settled = [];
  for (const part of parts) {
    const { dataset } = part;
    const asked = [...all(QUESTIONS, part)];
    const whole = dataset.seen || (asked.length && asked.every((form) => form.dataset.done));
    if (whole) {
      done++;
      settled.push(...all(FORECASTS, part));
    }
    const tick = one(`[data-part-link="${dataset.part}"] [data-tick]`);
    if (tick) tick.hidden = !whole;
  }
  const asked = [...all(FORECASTS)];
  show("parts", parts.length ? `${done} ${sentence("of")} ${parts.length}` : "");
  // How many were right is told once their part is done: until then that is there to be found.
  const right = settled.length ? `, ${settled.filter(isRight).length} ${sentence("right")}` : "";
  show("predictions", asked.length ? `${asked.filter((form) => form.dataset.done).length} ${sentence("of")} ${asked.length}${right}` : "");
}

// What it says about the current settings: the first choice is their context.
export function hud() {
  const chosen = firstChoice && one(":checked", firstChoice);
  show("failures", canFail ? "" + failures.size : "");
  if (chosen === context) return;
  context = chosen;
  if (chosen) put(one("[data-hud-context] dt"), words(one("legend, label", /** @type {HTMLElement} */ (firstChoice))));
  show("context", chosen ? words(chosen.closest("label, option")) : "");
}
