// Questions besides predictions and reflections: estimates, free texts, tasks, decisions.
import { answers } from "../page/adopt.js";
import { say, words } from "../page/announce.js";
import { all, one } from "../page/dom.js";
import { withExtrasAt } from "../page/load.js";
import { progress } from "../page/patch.js";
import { itemOf, keepRecord, lookAgain, optionOf } from "../record/record.js";
import { keep } from "../record/store.js";
import { freeze, opened, openSeal } from "./seal.js";
import { endDraft, isReady, keepDrafts, readAnswer, restoreDraft } from "./typed.js";

/** @type {Map<string, number>} */
const writing = new Map();

// Keeps a text while it is typed, a moment after the last letter.
/**
 * @param {TextField} area
 * @param {string} name
 */
export function writeDown(area, name) {
  const item = itemOf("answer", name, area);
  area.value = item ? /** @type {string} */ (item.text) : "";
  area.disabled = false;
  const done = () => {
    if (area.value.trim()) area.dataset.done = "1";
    else delete area.dataset.done;
    progress();
  };
  area.addEventListener("input", () => {
    done();
    clearTimeout(writing.get(name));
    const store = () => {
      writing.delete(name);
      area.store = null;
      keep("answer", name, { v: 1, text: area.value });
    };
    writing.set(name, setTimeout(store, 400));
    area.store = store;
  });
  done();
}

// What is still being typed, when the page goes away.
export function writeAll() {
  keepDrafts();
  for (const area of all("textarea")) {
    if (!area.store) continue;
    area.store();
  }
  for (const timer of writing.values()) clearTimeout(timer);
  writing.clear();
}

/** @param {HTMLInputElement} box */
function markTask(box) {
  if (box.checked) box.dataset.done = "1";
  else delete box.dataset.done;
  progress();
}

/** @param {ParentNode} root */
export function adoptAsked(root) {
  for (const area of all("[data-answer]", root)) writeDown(area, area.dataset.answer);
  for (const box of all("[data-task]", root)) {
    const item = itemOf("task", box.dataset.task, box);
    box.checked = !!(item && item.done);
    box.disabled = false;
    markTask(box);
    box.addEventListener("change", () => {
      keep("task", box.dataset.task, { v: 1, done: box.checked });
      markTask(box);
    });
  }
  for (const form of all("[data-decide]", root)) {
    form.firstElementChild.disabled = false;
    const item = itemOf("decide", form.dataset.decide, form);
    if (item) decided(form, item);
    restoreDraft(form);
  }
  for (const form of all("[data-estimate]", root)) {
    form.firstElementChild.disabled = false;
    const item = itemOf("estimate", form.dataset.estimate, form);
    if (item) commitEstimate(form, item);
    else restoreDraft(form);
    // The line that it may be placed on.
    const line = one("[data-line]", form);
    if (line) withExtrasAt(line, () => globalThis.labcLine(line, form, readAnswer, () => answers[form.dataset.estimate]?.value));
  }
  for (const section of all("[data-revisit]", root)) lookAgain(section);
}

// Shows what was decided, and what was not.
/**
 * @param {Question} form
 * @param {Item} item
 */
function decided(form, item) {
  const chosen = optionOf(form, "[data-option]", item.option, (one) => one.value);
  const rejected = [];
  for (const input of all("[data-option]", form)) {
    input.checked = input === chosen;
    if (input !== chosen) rejected.push(words(/** @type {Element} */ (input.nextElementSibling)));
  }
  const reason = one("[data-because]", form);
  if (reason && item.because) reason.value = item.because;
  const done = one("[data-decided]", form);
  done.hidden = !chosen;
  if (!chosen) return;
  one("[data-chosen]", done).textContent = words(chosen.nextElementSibling);
  one("[data-rejected]", done).textContent = rejected.join(", ");
  form.dataset.done = "1";
  progress();
}

/** @param {Question} form */
export function decide(form) {
  const chosen = one("[data-option]:checked", form);
  const reason = one("[data-because]", form);
  if (!hinted(form, "none", !chosen, "[data-option]")) return;
  if (reason && !hinted(form, "unreasoned", !reason.value.trim(), "[data-because]")) return;
  /** @type {Item} */
  const item = { v: 1, option: /** @type {HTMLInputElement} */ (chosen).value };
  if (reason) item.because = reason.value.trim();
  keep("decide", /** @type {string} */ (form.dataset.decide), item);
  endDraft(form);
  decided(form, item);
  keepRecord();
  say(words(one("[data-decided]", form)));
}

// Shows a hint where something is missing, says it, and goes where it is missing; whether all is well.
/**
 * @param {ParentNode} form
 * @param {string} hint
 * @param {boolean} wrong
 * @param {string} [selector]
 */
export function hinted(form, hint, wrong, selector) {
  const place = one(`[data-${hint}]`, form);
  if (place) place.hidden = !wrong;
  if (!wrong) return true;
  if (place) say(words(place));
  one(/** @type {string} */ (selector), form).focus();
  return false;
}

// How sure the student is, where the question asks; `undefined` where it does not.
/** @param {ParentNode} form */
export function sureness(form) {
  const chosen = one("[data-sure]:checked", form);
  return chosen ? +chosen.value : undefined;
}

/** @param {ParentNode} form */
export function isSure(form) {
  return !one("[data-sure]", form) || hinted(form, "unsure", !one("[data-sure]:checked", form), "[data-sure]");
}

/**
 * @param {ParentNode} form
 * @param {Item} item
 */
export function showSureness(form, item) {
  for (const input of all("[data-sure]", form)) input.checked = +input.value === +item.confidence;
}

// The number as it was typed; as it was read where the lab asks in another unit today, or for something else.
/**
 * @param {Estimate} form
 * @param {Item} item
 */
export function commitEstimate(form, item) {
  const answer = one("[data-typed]", form);
  const { typed = String(item.value), read, unit, value } = item;
  answer.value = typed;
  one("[data-gone]", form).hidden = unit === undefined || unit === form.dataset.of;
  if (read && +readAnswer(form)[1] !== value) answer.value = read;
  showSureness(form, item);
  freeze(form);
  const place = openSeal(form.dataset.sealOf);
  form.showLine?.();
  return place;
}

// Whether what a form committed to is right, by the key of today.
/** @param {Estimate} form Or that of a prediction. */
export function isRight(form) {
  const { predict, estimate: name, near } = form.dataset;
  const { right, value } = answers[predict || name] || {};
  if (predict) return !!one(`[data-option][value="${right}"]:checked`, form);
  const said = (itemOf("estimate", name, form) || {}).value;
  const factor = said === value ? 1 : said / /** @type {number} */ (value);
  return factor > 0 && factor <= near && 1 / factor <= near;
}

/** @param {Estimate} form */
export function estimate(form) {
  if (!isReady(form)) return;
  const { estimate: name, of, near } = form.dataset;
  const [, number, read] = readAnswer(form);
  const value = +number;
  const typed = one("[data-typed]", form).value.trim();
  openSeal(form.dataset.sealOf);
  const { truth, value: key } = answers[name] || {};
  /** @type {Item} */
  const item = { v: 1, typed, read, value, unit: of, near: +near, confidence: sureness(form), truth, at: new Date().toISOString() };
  const factor = value === key ? 1 : value / /** @type {number} */ (key);
  if (factor > 0 && Number.isFinite(factor)) item.factor = factor;
  const kept = keep("estimate", name, item) || item;
  endDraft(form);
  const place = commitEstimate(form, kept.value === undefined ? item : kept);
  opened(place);
}
