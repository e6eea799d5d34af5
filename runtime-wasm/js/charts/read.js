// Charts are read: values under the pointer and under the keyboard. The mark is dragged, and the slider follows. A part
// of `extras.js`: `page/heard.js` passes on what happens to a chart.
import { say } from "../page/announce.js";
import { recordsIn } from "../page/answers.js";
import { one, put } from "../page/dom.js";
import { touch } from "../page/scrub.js";

// The page's evaluator.
let lab = /** @type {Evaluator} */ (/** @type {unknown} */ (null));
const STRIDES = 24;
let reading = 0;
/** @type {Set<Plot>} */
const readers = new Set();

// Where a reader can stop, as the drawing stands now.
/**
 * @param {Plot} plot
 * @returns {Stop[]}
 */
function stopsOf(plot) {
  const drawing = one("[data-chart]", plot);
  plot.svg = /** @type {SVGSVGElement} */ (drawing.firstElementChild);
  if (one("main").ariaBusy) return plot.stops || [];
  if (!plot.stops || plot.pieces !== drawing.pieces) {
    plot.pieces = drawing.pieces;
    const text = lab.stops(+drawing.dataset.chart);
    plot.stops = text ? recordsIn(text) : [];
  }
  return plot.stops;
}

/**
 * @param {Plot} plot
 * @param {number} index
 */
function showStop(plot, index) {
  const stop = stopsOf(plot)[index];
  const readout = one("[data-readout]", plot);
  readout.hidden = !stop;
  plot.at = stop ? index : -1;
  if (!stop) {
    readers.delete(plot);
    return;
  }
  readers.add(plot);
  const { width, height } = plot.svg.viewBox.baseVal;
  put(/** @type {Element} */ (readout.lastElementChild), stop[2]);
  readout.style.setProperty("--x", 100 * (stop[0] / width) + "%");
  readout.style.setProperty("--y", 100 * (stop[1] / height) + "%");
  readout.dataset.side = stop[0] > width / 2 ? "before" : "after";
}

/**
 * @param {Plot} plot
 * @param {{ clientX: number, clientY: number }} event
 */
function nearest(plot, event) {
  const stops = stopsOf(plot);
  const box = plot.svg.getBoundingClientRect();
  const scale = plot.svg.viewBox.baseVal.width / box.width;
  const x = (event.clientX - box.left) * scale;
  const y = (event.clientY - box.top) * scale;
  const weight = plot.dataset.along ? 0.02 : 1;
  let best = -1;
  let least = Infinity;
  stops.forEach((stop, index) => {
    const far = Math.abs(stop[0] - x) + weight * Math.abs(stop[1] - y);
    if (far < least) [best, least] = [index, far];
  });
  return best;
}

// Where reading with the keys begins: at the current setting, where the drawing marks it.
/** @param {Plot} plot */
function firstStop(plot) {
  const now = one(".now", plot.svg);
  if (!now) return 0;
  const { left, right, top } = now.getBoundingClientRect();
  return nearest(plot, { clientX: (left + right) / 2, clientY: top });
}

/**
 * @param {Plot} plot
 * @param {KeyboardEvent} event
 */
function stepTo(plot, { key, shiftKey }) {
  const count = stopsOf(plot).length;
  const columns = +/** @type {string} */ (plot.dataset.columns);
  const wide = plot.dataset.along && !shiftKey ? Math.max(1, Math.round(count / STRIDES)) : 1;
  const at = plot.at >= 0 ? plot.at : -wide;
  /** @type {Record<string, number>} */
  const moves = { ArrowRight: wide, ArrowLeft: -wide, ArrowUp: columns || wide, ArrowDown: -columns || -wide };
  const last = count - 1;
  /** @type {number | undefined} */
  let next = /** @type {Record<string, number>} */ ({ Home: 0, End: last })[key];
  if (key in moves) next = !(plot.at >= 0) ? firstStop(plot) : Math.min(last, Math.max(0, at + moves[key]));
  if (next === undefined || !count) return false;
  showStop(plot, next);
  // Only where the reader rests is said.
  clearTimeout(reading);
  reading = setTimeout(() => say(stopsOf(plot)[plot.at]?.[2] || ""), 200);
  return true;
}

// The share of its slider's range that an axis shows: all of it, or a frame that holds the current setting.
/**
 * @param {Plot} plot
 * @param {Slider} range
 */
function shareShown(plot, { min, max, value }) {
  const frames = (plot.dataset.frames || "1 1").split(" ").map(Number);
  const at = (+value - +min) / (+max - +min);
  const shown = frames.findIndex((until, index) => index % 2 === 0 && at <= until);
  return frames[shown + 1];
}

// The slider goes where the mark is dragged: the axis has its scale, unless it was made linear. A frame that changes
// meanwhile changes nothing for the hand.
/**
 * @param {Plot} plot
 * @param {PointerEvent} event
 */
function drag(plot, event) {
  if (plot.straight) return;
  const range = one(`[type="range"][data-control="${plot.dataset.grab}"]`);
  const axis = one(".axis", plot).getBoundingClientRect();
  plot.share ||= shareShown(plot, range);
  range.value = +range.min + ((event.clientX - axis.left) / axis.width) * plot.share * (range.max - range.min);
  range.dispatchEvent(new Event("input", { bubbles: true }));
}

// A finger may be about to scroll the page: it drags once it has moved.
/**
 * @param {Plot} plot
 * @param {PointerEvent} event
 */
function dragged(plot, { type, button, pointerType }) {
  if (type === "pointerdown") [plot.held, plot.share] = [!button, 0];
  const held = plot.held && (type !== "pointerdown" || pointerType === "mouse");
  if (type === "pointerup" || type === "pointercancel") plot.held = false;
  return held && type !== "pointercancel";
}

/**
 * @param {Plot} plot
 * @param {any} event Of the pointer, the keyboard or the focus: its type says which.
 * @param {Evaluator} evaluator
 */
function hear(plot, event, evaluator) {
  lab = evaluator;
  const { type } = event;
  if (!plot.dataset.plot) return touch(plot, event);
  if (plot.dataset.grab && dragged(plot, event)) drag(plot, event);
  if (type === "keydown") {
    if (event.key === "Escape") showStop(plot, -1);
    else if (!event.ctrlKey && !event.metaKey && !event.altKey && stepTo(plot, event)) event.preventDefault();
  } else if (type === "focusout") showStop(plot, -1);
  else if (type === "pointerout") plot.contains(event.relatedTarget) || showStop(plot, -1);
  else if (type === "pointermove" || type === "pointerdown") showStop(plot, nearest(plot, event));
}

// A drawing that changed under the reader is read again, silently.
function reread() {
  for (const plot of readers) showStop(plot, plot.at);
}

// The page's script calls them once this one has loaded.
globalThis.labcReading = { hear, reread };
