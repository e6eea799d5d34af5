// What students type: what was read stands beside the field, and drafts survive a reload.
import { say, sentence, words } from "../page/announce.js";
import { fieldsIn } from "../page/answers.js";
import { all, one } from "../page/dom.js";
import { lab } from "../page/patch.js";
import { DRAFTED } from "../record/kinds.js";
import { itemOf, optionOf } from "../record/record.js";
import { keep } from "../record/store.js";
import { hinted, isSure, showSureness, sureness } from "./ask.js";

export const READS = ["value", "share", "clamped", "snapped"];
export let pausing = 0;

// A sentence of the theme, its gaps filled in turn.
/**
 * @param {string} name
 * @param {string[]} parts
 */
function filled(name, parts) {
  return sentence(name).replace(/\{\}/g, () => /** @type {string} */ (parts.shift()));
}

// Says beside a field what became of what was typed; of two readings one can be picked.
/**
 * @param {HTMLElement} place
 * @param {Reading} reading
 * @param {Choose} [pick]
 */
export function tell(place, [fate, ...rest], pick) {
  const named = fate === "unit" || fate === "kind";
  const other = fate === "kind" && (!rest[1] || !rest[2] || rest[1] === rest[2]);
  place.textContent = filled("t" + (other ? "other" : fate), named ? rest : rest.slice(1));
  place.classList.toggle("reading", [...READS, "ask", "anew", "gone", "rescaled"].includes(fate));
  place.hidden = false;
  if (fate !== "ask") return;
  for (let i = 0; i < rest.length; i += 2) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = rest[i + 1];
    button.onclick = () => /** @type {Choose} */ (pick)(rest[i], rest[i + 1]);
    place.append(" ", button);
  }
}

// What is readable is shown at once, what is not once the student pauses; then it is also said.
/**
 * @param {HTMLElement} place
 * @param {Reading} fields
 * @param {Choose} pick
 */
export function tellLater(place, fields, pick) {
  clearTimeout(pausing);
  place.hidden = true;
  const now = () => tell(place, fields, pick);
  if (READS.includes(fields[0]) || fields[0] === "ask") now();
  pausing = setTimeout(() => {
    now();
    say(words(place));
  }, 1000);
}

// The fields of what the evaluator read.
/**
 * @param {string} reading
 * @param {string} text
 * @returns {Reading}
 */
export function fieldsOf(reading, text) {
  const fields = fieldsIn(reading);
  if (fields[0] === "number") fields[2] = text;
  return fields;
}

// What stands in an estimate.
/** @param {Estimate} form */
export function readAnswer(form) {
  const { value } = one("[data-typed]", form);
  return fieldsOf(lab.estimate(+form.dataset.index, value), value.trim());
}

// One of two readings: with a zero behind it, a point is one.
/**
 * @param {Estimate} form
 * @returns {Choose}
 */
function pickAnswer(form) {
  return (value, text) => {
    const answer = one("[data-typed]", form);
    answer.value = text.replace(/\.\d{3}(?!\d)/, "$&0");
    answer.focus();
    typing(form);
  };
}

/** @param {Estimate} form */
export function typing(form) {
  form.armed = "";
  form.showLine?.();
  for (const hint of all(".hint", form)) hint.hidden = true;
  if (form.dataset.estimate && one("[data-typed]", form).value.trim()) tellLater(/** @type {HTMLElement} */ (one("[data-reading]", form)), readAnswer(form), pickAnswer(form));
  clearTimeout(form.drafting);
  form.drafting = setTimeout(() => keepDraft(form), 400);
}

// `draft/<kind>.<name>`: what a form holds before it is committed.
/**
 * @param {Question} form
 * @returns {[kind: string, name: string]}
 */
function draftName(form) {
  const kind = /** @type {string} */ (DRAFTED.find((kind) => form.dataset[kind]));
  return [kind + ".", /** @type {string} */ (form.dataset[kind])];
}

/** @param {Question} form */
function draftOf(form) {
  const text = one("[data-typed],[data-because]", form)?.value;
  const bare = /[\d.]\s*$/.test(/** @type {string} */ (text));
  return { v: 1, text, ...(bare && { unit: form.dataset.symbol }), option: one("[data-option]:checked", form)?.value, ...form.drawn, confidence: sureness(form) };
}

/** @param {Question} form */
function keepDraft(form) {
  clearTimeout(form.drafting);
  form.drafting = 0;
  keep("draft", draftName(form).join(""), draftOf(form));
}

// What was committed needs no draft any more.
/** @param {Question} form */
export function endDraft(form) {
  clearTimeout(form.drafting);
  form.drafting = 0;
  const [kind, name] = draftName(form);
  if (itemOf("draft", name, form, [kind])) keep("draft", kind + name, { v: 1 });
}

// A number without a unit keeps the one that it was typed for, whatever the lab asks in today.
/** @param {Question} form */
export function restoreDraft(form) {
  const [kind, name] = draftName(form);
  const item = itemOf("draft", name, form, [kind]);
  if (!item) return;
  const field = one("[data-typed],[data-because]", form);
  if (field && item.text) field.value = item.unit && item.unit !== form.dataset.symbol ? `${item.text} ${item.unit}` : item.text;
  const option = item.option && optionOf(form, "[data-option]", item.option, (one) => one.value);
  if (option) option.checked = true;
  if (item.confidence) showSureness(form, item);
  if (kind === "estimate." && item.text) tell(/** @type {HTMLElement} */ (one("[data-reading]", form)), readAnswer(/** @type {Estimate} */ (form)), pickAnswer(/** @type {Estimate} */ (form)));
}

// The first Enter in a form that commits for good says what would be committed, the second commits it.
/** @param {EventOn<HTMLInputElement & { form: Estimate | null }, KeyboardEvent>} event */
export function onEnter(event) {
  const { target, key, repeat, isComposing } = event;
  const { form } = target;
  if (key !== "Enter" || !form || target.type === "submit" || target.type === "button" || !one("[data-twice]", form)) return;
  const held = JSON.stringify(draftOf(form));
  if (form.armed === held && !repeat) return;
  event.preventDefault();
  if (repeat || isComposing || !isReady(form)) return;
  form.armed = held;
  const twice = /** @type {HTMLElement} */ (one("[data-twice]", form));
  twice.hidden = false;
  const reading = one("[data-reading]", form);
  say(`${reading ? words(reading) : ""} ${words(twice)}`);
}

// Whether a form holds all that it asks for; if not, a hint says what is missing.
/** @param {Estimate} form Or that of a prediction. */
export function isReady(form) {
  if (!form.dataset.estimate) return hinted(form, "none", !one("[data-option]:checked", form), "[data-option]") && isSure(form);
  const answer = one("[data-typed]", form);
  const reading = /** @type {HTMLElement} */ (one("[data-reading]", form));
  const fields = /** @type {Reading} */ (answer.value.trim() ? readAnswer(form) : ["none"]);
  const [fate] = fields;
  const reads = fate === "value" || fate === "share";
  const { estimate: name } = form.dataset;
  clearTimeout(pausing);
  if (!reads) {
    const hint = fate === "none" || fate === "outside" ? fate : "reading";
    if (hint === "reading") tell(reading, fields, pickAnswer(form));
    hinted(form, hint, true, "[data-typed]");
    answer.setAttribute("aria-invalid", "true");
    answer.setAttribute("aria-describedby", `${hint}-${name}`);
    return false;
  }
  hinted(form, "none", false);
  hinted(form, "outside", false);
  tell(reading, fields);
  answer.removeAttribute("aria-invalid");
  return isSure(form);
}

export function keepDrafts() {
  for (const form of document.forms) if (form.drafting) keepDraft(/** @type {Question} */ (form));
}
