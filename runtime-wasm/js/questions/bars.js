// Options that are drawn as bars in place of choosing one: by the pointer, by a finger, or by the arrow keys. The tallest
// one is the answer, or the lowest where that is asked for. Once it is final, the model's bars stand beside. Heights are
// shares of the drawing's. A part of `extras.js`.
import { one, put } from "../page/dom.js";
import { added, filled, modelOf, rowOf, rowsOf, within } from "./rows.js";

const STEP = 1 / 40;
// So many digits of a value are kept.
const DIGITS = 3;

// How far the bars are from the model's, all together, as a share of the model's.
/**
 * @param {number[]} drawn
 * @param {number[]} model
 */
export function barsApart(drawn, model) {
  /** @param {number[]} values */
  const sum = (values) => values.reduce((sum, value) => sum + value, 0);
  return sum(drawn.map((height, at) => Math.abs(height - model[at]))) / sum(model);
}

// The key of the tallest bar, or of the lowest; of two, the first.
/**
 * @param {OptionRow[]} bars
 * @param {string | undefined} least
 */
export function tallest(bars, least) {
  const heights = /** @type {number[]} */ (bars.map(({ height }) => height));
  return bars[heights.indexOf(least ? Math.min(...heights) : Math.max(...heights))].key;
}

/** @param {Hand} hand */
export function bars({ form, place, model, choose }) {
  const { dataset } = place;
  const says = one(".says", form);
  const [whole, number] = [+dataset.whole, +dataset.number];
  const rows = rowsOf(place);
  /** @param {number} height */
  const value = (height) => [+(height * number).toPrecision(DIGITS), dataset.unit].filter((part) => part !== "").join("\u00a0");

  /** @param {OptionRow} row */
  function draw(row) {
    const set = row.height !== undefined;
    row.bar.style.blockSize = `${100 * (row.height ?? 0)}%`;
    row.handle.style.insetBlockEnd = row.bar.style.blockSize;
    row.handle.hidden = !!form.dataset.done;
    row.handle.setAttribute("aria-valuenow", String(Math.round(100 * (row.height ?? 0))));
    row.handle.setAttribute("aria-valuetext", set ? value(/** @type {number} */ (row.height)) : dataset.unset);
    put(row.value, set ? value(/** @type {number} */ (row.height)) : "");
  }

  /**
   * @param {OptionRow} row
   * @param {number} height
   */
  function made(row, height) {
    // What is shown is what is kept.
    row.height = +(within(height) * whole).toPrecision(DIGITS) / whole;
    draw(row);
    const set = rows.filter(({ height }) => height !== undefined);
    if (set.length < rows.length) return;
    choose(tallest(rows, dataset.least), { bars: rows.map(({ key, height }) => `${key} ${+(/** @type {number} */ (height) * whole).toPrecision(DIGITS)}`).join(" ") });
  }

  function say() {
    const left = rows.filter(({ height }) => height === undefined).length;
    put(says, left ? (left < rows.length ? filled(dataset.left, left) : "") : filled(dataset.says, /** @type {OptionRow} */ (rowOf(rows, tallest(rows, dataset.least))).name));
  }

  for (const row of rows) {
    const well = added(row.row, "span", "well");
    row.row.prepend(well);
    row.bar = added(well, "span", "bar-drawn");
    row.truth = added(well, "span", "bar-model");
    row.handle = added(well, "span", "handle");
    row.value = added(row.row, "span", "value");
    row.model = added(row.row, "em", "mine");
    const { handle } = row;
    handle.tabIndex = 0;
    for (const [name, text] of [["role", "slider"], ["aria-orientation", "vertical"], ["aria-label", row.name], ["aria-valuemin", "0"], ["aria-valuemax", "100"]]) handle.setAttribute(name, text);
    handle.addEventListener("keydown", (event) => {
      const by = /** @type {Record<string, number>} */ ({ ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5, Home: -40, End: 40 })[event.key];
      if (!by || form.dataset.done) return;
      event.preventDefault();
      made(row, (row.height ?? 0) + by * STEP * (event.shiftKey ? 0.2 : 1));
      say();
    });
    let held = false;
    /** @param {PointerEvent} event */
    const reach = ({ clientY }) => {
      const { bottom, height } = well.getBoundingClientRect();
      made(row, (bottom - clientY) / height);
    };
    well.addEventListener("pointerdown", (event) => {
      if (event.button || form.dataset.done) return;
      held = true;
      well.setPointerCapture(event.pointerId);
      reach(event);
    });
    well.addEventListener("pointermove", (event) => held && reach(event));
    const release = () => {
      if (held) say();
      held = false;
    };
    well.addEventListener("pointerup", release);
    well.addEventListener("pointercancel", release);
  }

  /** @param {Partial<Item>} item */
  return ({ bars: stored }) => {
    const words = typeof stored === "string" ? stored.split(" ") : [];
    for (let at = 0; at < words.length; at += 2) {
      const row = rowOf(rows, words[at]);
      if (row && Number.isFinite(+words[at + 1])) row.height = within(+words[at + 1] / whole);
    }
    const complete = rows.every(({ height }) => height !== undefined);
    if (!form.dataset.done) {
      if (complete) made(rows[0], /** @type {number} */ (rows[0].height));
      else choose("", undefined);
    }
    rows.forEach(draw);
    const truth = modelOf(/** @type {string} */ (form.dataset.done && model()));
    for (const row of rows) {
      const known = truth.get(row.key);
      row.truth.style.blockSize = `${100 * (known?.height ?? 0)}%`;
      put(row.model, known ? filled(dataset.model, known.value) : "");
    }
    if (!truth.size) say();
    else put(says, complete ? filled(dataset.off, `${Math.round(100 * barsApart(/** @type {number[]} */ (rows.map(({ height }) => height)), rows.map(({ key }) => truth.get(key)?.height ?? 0)))} %`) : "");
  };
}
