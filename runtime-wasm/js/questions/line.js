// The line on which an estimate is placed by hand. What is typed and what is placed are one answer; once it is committed,
// the truth stands on the same line.
import { answers } from "../page/adopt.js";
import { sentence } from "../page/announce.js";
import { one } from "../page/dom.js";
import { readAnswer } from "./typed.js";

// The ends, in the unit of a bare number and in base units.
function endsOf(line) {
  return line.dataset.line.split(" ").map(Number);
}

// How far along the line a value lies, from 0 to 1.
function shareOf(line, value) {
  const [, , from, to] = endsOf(line);
  return line.dataset.log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

// The number at a place, with no more digits than a hand can mean.
function numberAt(line, share) {
  const [from, to] = endsOf(line);
  const number = line.dataset.log ? from * (to / from) ** share : from + share * (to - from);
  return Math.min(to, Math.max(from, +number.toPrecision(line.dataset.log ? 2 : 3)));
}

export function adoptLine(form) {
  const line = one("[data-line]", form);
  if (!line) return;
  line.addEventListener("input", () => (one("[data-typed]", form).value = String(numberAt(line, line.value / line.max))));
  showAnswer(form);
}

// Shows on the line what stands in the field.
export function showAnswer(form) {
  const line = one("[data-line]", form);
  if (!line) return;
  const [fate, value, read] = one("[data-typed]", form).value.trim() ? readAnswer(form) : [];
  const placed = fate === "value" || fate === "share";
  const share = placed ? shareOf(line, +value) : 0;
  if (placed) line.value = share * line.max;
  line.classList.toggle("placed", placed);
  line.style.setProperty("--at", `${100 * share}%`);
  line.setAttribute("aria-valuetext", placed ? read : sentence("unplaced"));
}

export function showTruth(form) {
  const line = one("[data-line]", form);
  if (!line) return;
  const truth = one("[data-truth]", form);
  truth.hidden = false;
  truth.style.setProperty("--share", shareOf(line, answers[form.dataset.estimate]?.value));
}
