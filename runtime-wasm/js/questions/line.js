// The line on which an estimate is placed by hand. What is typed and what is placed are one answer; once it is committed,
// the truth stands on the same line. A part of `extras.js`.
import { sentence } from "../page/announce.js";
import { one } from "../page/dom.js";

// The ends, in the unit of a bare number and in base units.
/** @param {EstimateLine} line */
function endsOf(line) {
  return line.dataset.line.split(" ").map(Number);
}

// How far along the line a value lies, from 0 to 1.
/**
 * @param {EstimateLine} line
 * @param {number} value
 */
function shareOf(line, value) {
  const [, , from, to] = endsOf(line);
  return line.dataset.log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

// The number at a place, with no more digits than a hand can mean.
/**
 * @param {EstimateLine} line
 * @param {number} share
 */
function numberAt(line, share) {
  const [from, to] = endsOf(line);
  const number = line.dataset.log ? from * (to / from) ** share : from + share * (to - from);
  return Math.min(to, Math.max(from, +number.toPrecision(line.dataset.log ? 2 : 3)));
}

// What is read of the answer, and the truth, belong to the page's own script.
/**
 * @param {EstimateLine} line
 * @param {Estimate} form
 * @param {(form: Estimate) => Reading} readAnswer
 * @param {() => number | undefined} truth
 */
globalThis.labcLine = (line, form, readAnswer, truth) => {
  const typed = one("[data-typed]", form);
  const write = () => (typed.value = String(numberAt(line, line.value / line.max)));
  line.addEventListener("input", write);
  // The page's script calls it when something is typed, and when the estimate is committed.
  form.showLine = () => {
    const [fate, value, read] = typed.value.trim() ? readAnswer(form) : [];
    const placed = fate === "value" || fate === "share";
    const share = placed ? shareOf(line, +/** @type {string} */ (value)) : 0;
    if (placed) line.value = share * line.max;
    line.classList.toggle("placed", placed);
    line.style.setProperty("--at", `${100 * share}%`);
    line.setAttribute("aria-valuetext", placed ? /** @type {string} */ (read) : sentence("unplaced"));
    if (!form.dataset.done) return;
    const mark = one("[data-truth]", form);
    mark.hidden = false;
    mark.style.setProperty("--share", /** @type {string} */ (/** @type {unknown} */ (shareOf(line, /** @type {number} */ (truth())))));
  };
  // It was moved before this script was there.
  if (line.value !== line.defaultValue && !typed.value.trim()) write();
  form.showLine();
};
