// Sliders with their number boxes, choices and switches.
import { fieldsOf, pausing, READS, tell, tellLater, typing } from "../questions/typed.js";
import { DRAFTED } from "../record/kinds.js";
import { itemOf, keepRecord, optionOf } from "../record/record.js";
import { flush, keep } from "../record/store.js";
import { say, sentence, words } from "./announce.js";
import { fieldsIn } from "./answers.js";
import { tools } from "./bench.js";
import { all, one } from "./dom.js";
import { hide, lab, patch } from "./patch.js";

/** @type {Map<number, number>} */
const moved = new Map();
/** @type {Map<number, Control>} */
const dirty = new Map();
let frame = 0;
let saving = 0;

export function schedule() {
  frame = frame || requestAnimationFrame(tick);
}

function tick() {
  frame = 0;
  for (const [control, value] of moved) lab.set(control, value);
  for (const control of moved.keys()) sync(control);
  moved.clear();
  tools?.show();
  patch();
}

/**
 * @param {number} control
 * @param {number} value
 * @param {Control} element
 */
export function move(control, value, element) {
  moved.set(control, value);
  dirty.set(control, element);
  schedule();
  clearTimeout(saving);
  saving = setTimeout(save, 300);
}

// Everything that shows where a slider stands.
/** @param {number} control */
export function sync(control) {
  const box = one(`[data-number="${control}"]`);
  const range = one(`[type="range"][data-control="${control}"]`);
  if (!box || !range) return;
  box.value = lab.number(control);
  range.setAttribute("aria-valuetext", lab.text(control));
  fill(range);
}

// A slider that has the focus says where it stands and what that comes to: the first figure of its bench.
export function tellSlider(range = /** @type {Slider} */ (document.activeElement)) {
  if (range.type !== "range" || !range.dataset.control) return;
  const card = one(".strip > :not([hidden]) .card", range.closest(".bench") || range);
  const figure = card ? `: ${words(one("dt", card))} ${words(one(".figure", card))}` : "";
  range.setAttribute("aria-valuetext", lab.text(+range.dataset.control) + figure);
}

/** @param {Slider} range */
function fill(range) {
  range.style.setProperty("--at", (100 * (range.value - range.min)) / (range.max - range.min || 1) + "%");
}

// Where something is said about a control.
/** @param {Element} element */
function hintOf(element) {
  return one("[data-hint]", element.closest(".control") || element);
}

// What was typed into a box, while it is typed and once it is done.
/**
 * @param {NumberBox} box
 * @param {boolean} done
 */
export function typedInto(box, done) {
  const control = +box.dataset.number;
  const fields = fieldsOf(lab.parse(control, box.value), box.value.trim());
  const [fate, position] = fields;
  const hint = one(`[data-hint="${control}"]`);
  const range = one(`[type="range"][data-control="${control}"]`);
  /** @param {string} position */
  const take = (position) => {
    range.value = position;
    move(control, +position, range);
  };
  /** @param {string} position */
  const pick = (position) => {
    hint.hidden = true;
    take(position);
    range.focus();
  };
  const draft = "set." + range.dataset.name;
  clearTimeout(box.drafting);
  clearTimeout(pausing);
  box.removeAttribute("aria-invalid");
  if (!done) {
    tellLater(hint, fields, pick);
    box.drafting = setTimeout(() => keep("draft", draft, { v: 1, text: box.value }), 400);
    return;
  }
  if (itemOf("draft", range.dataset.name, range, ["set."])) keep("draft", draft, { v: 1 });
  tell(hint, fields, pick);
  if (READS.includes(fate)) {
    hint.hidden = fate === "value";
    take(position);
  } else {
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", hint.id);
    if (fate !== "ask") hint.textContent += ` ${sentence("stays")} ${lab.text(control)}.`;
    box.value = lab.number(control);
  }
  if (!hint.hidden) say(words(hint));
}

// `set/<name>`: a slider's number in its unit, and in base units with their dimension; a choice's key, a switch's
// state.
export function save() {
  clearTimeout(saving);
  for (const [control, value] of moved) lab.set(control, value);
  for (const [control, element] of dirty) {
    /** @type {boolean | number | string} */
    let value = element.checked;
    /** @type {object} */
    let more = {};
    if (element.type === "radio") value = /** @type {string} */ (element.dataset.key);
    if (element.selectedOptions) value = element.selectedOptions[0].dataset.key;
    if (element.type === "range") {
      const text = lab.number(control);
      value = text === "" || Number.isNaN(+text) ? text : +text;
      more = { unit: element.dataset.unit, base: lab.base(control), of: element.dataset.of };
    }
    const named = /** @type {With<"name">} */ (element.closest(".choice") || element);
    const { name } = named.dataset;
    keep("set", name, { ...itemOf("set", name, named), v: 1, value, ...more });
  }
  if (dirty.size) keepRecord();
  dirty.clear();
  flush();
}

// Some browsers put back what a form held before a reload: what is stored counts, not that.
/** @param {ParentNode} root */
export function restore(root) {
  for (const element of all("[data-control]", root)) {
    const control = +element.dataset.control;
    const item = itemOf("set", element.dataset.name, element);
    if (element.type === "range") {
      const { value, base, of = element.dataset.of } = item || /** @type {Partial<Item>} */ ({});
      const number = base ?? value;
      if (item) {
        const same = of === element.dataset.of && typeof number === "number";
        const fields = /** @type {Reading} */ (same ? fieldsIn(lab.kept(control, number, base !== undefined)) : ["anew"]);
        const [fate, position] = fields;
        if (position) {
          lab.set(control, +position);
          element.value = +position;
        }
        if (fate && fate !== "value") tell(one(`[data-hint="${control}"]`), fields);
      }
      sync(control);
      restoreBox(element, control);
    } else {
      const same = item && typeof item.value === "boolean";
      element.checked = same ? item.value : element.defaultChecked;
      if (item && !same) tell(hintOf(element), ["anew"]);
      lab.set(control, +element.checked);
    }
    element.disabled = false;
  }
  for (const box of all("[data-number]", root)) box.disabled = false;
  for (const choice of all(".choice", root)) {
    const item = itemOf("set", choice.dataset.name, choice);
    const start = [...all("[data-key]", choice)].find((one) => one.defaultChecked || one.defaultSelected);
    const kept = item && optionOf(choice, "[data-key]", item.value, (one) => one.dataset.key);
    const option = kept || start;
    if (item && !kept) tell(hintOf(choice), ["gone"]);
    if (option) {
      option.checked = option.selected = true;
      lab.set(+choice.dataset.choices, +option.value);
    }
    choice.disabled = false;
  }
}

// What was typed into a box and not done.
/**
 * @param {Slider} element
 * @param {number} control
 */
function restoreBox(element, control) {
  const { text } = itemOf("draft", element.dataset.name, element, ["set."]) || {};
  const box = one(`[data-number="${control}"]`);
  if (!text || !box) return;
  box.value = text;
  tell(one(`[data-hint="${control}"]`), fieldsOf(lab.parse(control, text), text), () => typedInto(box, true));
}

/** @param {EventOn<Control & NumberBox & Slider>} event */
export function onInput({ target }) {
  const { control, choice, number } = target.dataset;
  if (control || choice || number) tools?.finish(target);
  if (target.form && DRAFTED.some((kind) => /** @type {HTMLFormElement} */ (target.form).dataset[kind])) return typing(/** @type {Estimate} */ (target.form));
  if (number) return typedInto(target, false);
  const hint = hintOf(target);
  if (hint) hide(hint, true);
  if (target.type === "range") {
    fill(target);
    one(`[data-number="${control}"]`)?.removeAttribute("aria-invalid");
    move(+control, +target.value, target);
  } else if (choice) {
    move(+choice, +target.value, target);
  } else if (control) {
    move(+control, +target.checked, target);
  }
}
