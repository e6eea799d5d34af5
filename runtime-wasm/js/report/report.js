// The report: what the student's work comes to, in templates of the theme. A place named by `data-put` gets
// a text, one by `data-when` is shown in one of the states it names, `data-list` gets what is repeated.
import { RECORD, recordsIn } from "../page/answers.js";
import { all, one } from "../page/dom.js";
import { remembered } from "../record/copy.js";
import { Pace } from "../record/import.js";
import { LISTS } from "../record/kinds.js";
import { gather } from "../record/store.js";
import { wire } from "../record/wire.js";

/** @type {Uint8Array | null} The answer keys, as the evaluator takes them. */
let sheets = null;
/** @type {{ labs: ListedLab[] } | null} */
export let view = null;

// The labs of the course, and their answer keys for the evaluator.
/**
 * @param {{ labs: ListedLab[] }} labs
 * @param {Uint8Array} keys
 */
export function setCourse(labs, keys) {
  view = labs;
  sheets = keys;
}

// Fills a template in.
/**
 * @param {string} name
 * @param {Values} values
 * @param {string[]} states
 * @returns {DocumentFragment}
 */
export function grow(name, values = {}, states = []) {
  const grown = one(`template[data-template="${name}"]`).content.cloneNode(true);
  for (const place of all("[data-put]", grown)) place.textContent = /** @type {string} */ (values[place.dataset.put] ?? "");
  for (const place of all("[data-when]", grown)) place.hidden = !place.dataset.when.split(" ").some((state) => states.includes(state));
  for (const place of all("[data-href]", grown)) place.href = /** @type {string} */ (values.href);
  for (const place of all("meter", grown)) place.value = /** @type {number} */ (values.share);
  return grown;
}

/**
 * @param {ParentNode} root
 * @param {string} name
 */
function list(root, name) {
  return one(`[data-list="${name}"]`, root);
}

// What the evaluator answers: labs with their marks and counts, the counts of all, levels of confidence.
/** @param {Iterable<[string, string]>} work */
export function marksOf(work) {
  return marksIn(wire(work));
}

/** @param {string} items */
function marksIn(items) {
  /** @type {Marked} */
  const result = { labs: [], total: /** @type {Counts} */ (/** @type {unknown} */ (null)), levels: [] };
  /** @param {string[]} numbers @returns {Counts} */
  const counts = (numbers) => {
    const [labs, parts, made, right, frozen, failures, goals] = [0, 2, 4, 6, 8, 10, 12].map((at) => /** @type {Count} */ (numbers.slice(at, at + 2).map(Number)));
    return { labs, parts, made, right, frozen, failures, goals };
  };
  const marks = wasm_bindgen.marks(/** @type {Uint8Array} */ (sheets), items);
  if (!marks) throw new Error("the course's data cannot be read");
  for (const [what, ...rest] of recordsIn(marks)) {
    const lab = /** @type {MarkedLab} */ (result.labs.at(-1));
    if (what === "lab") {
      result.labs.push({ started: rest[1] === "1", parts: [...rest[2]].map((done) => done === "1"), marks: [] });
    } else if (what === "mark") {
      const [answered, option, gone, right, frozen, confidence, left, text, said] = rest;
      lab.marks.push({ answered: answered === "1", option: option && +option, gone: gone === "1", right, frozen, confidence, left: left === "1", text, said });
    } else if (what === "total" && rest[0] === "one") {
      lab.total = counts(rest.slice(1));
    } else if (what === "total") {
      result.total = counts(rest.slice(1));
    } else if (what === "level") {
      result.levels.push({ confidence: rest[0], right: +rest[1], made: +rest[2] });
    }
  }
  return result;
}

// How sure, in per cent where it is a share.
/** @param {Numeral} confidence Or a word. */
function sureness(confidence) {
  return confidence !== "" && confidence >= 0 && confidence <= 1 ? `${Math.round(confidence * 100)} %` : confidence;
}

/** @param {Count} count */
const share = ([part, whole]) => (whole ? part / whole : 0);

let drawn = 0;

// Draws the whole report anew. Much work is prepared in pieces; what is drawn meanwhile takes the place of this.
export async function draw() {
  const mine = ++drawn;
  const pace = new Pace();
  /** @type {string[]} */
  const pieces = [];
  /** @type {[string, string][]} */
  let piece = [];
  for (const item of gather()) {
    if (piece.push(item) < 200) continue;
    pieces.push(wire(piece));
    piece = [];
    if (pace.due) await pace.rest();
    if (mine !== drawn) return;
  }
  const marked = marksIn([...pieces, wire(piece)].join(RECORD));
  const { total } = marked;
  /** @type {Values} */
  const values = { date: new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" }), name: remembered("student") || "" };
  for (const [name, [part, whole]] of Object.entries(total)) Object.assign(values, { [name]: part, [name + "-of"]: whole });
  const report = one("[data-report]");
  const states = marked.labs.some((lab) => lab.started) ? ["started"] : ["empty"];
  if (values.name) states.push("named");
  if (total.right[1]) states.push("marked");
  if (marked.levels.length) states.push("levels");
  report.replaceChildren(grow("report", values, states));
  for (const level of marked.levels) {
    list(report, "levels").append(grow("level", { ...level, confidence: sureness(level.confidence), share: share([level.right, level.made]) }));
  }
  drawTopics(report, marked);
  marked.labs.forEach((lab, index) => drawLab(list(report, "labs"), lab, /** @type {{ labs: ListedLab[] }} */ (view).labs[index]));
}

// Predictions right by what they test, the weakest first.
/**
 * @param {HTMLElement} report
 * @param {Marked} marked
 */
function drawTopics(report, marked) {
  /** @type {Map<string, { right: number, made: number }>} */
  const topics = new Map();
  marked.labs.forEach(({ marks }, index) => marks.forEach(({ right }, at) => {
    if (right === "") return;
    for (const topic of /** @type {{ labs: ListedLab[] }} */ (view).labs[index].asked[at].about || []) {
      const sum = topics.get(topic) || { right: 0, made: 0 };
      topics.set(topic, { right: sum.right + +right, made: sum.made + 1 });
    }
  }));
  const known = [...topics];
  known.sort(([, a], [, b]) => share([a.right, a.made]) - share([b.right, b.made]) || b.made - a.made);
  for (const place of all("[data-topics]", report)) place.hidden = known.length < 2;
  if (known.length < 2) return;
  // Where everything was right, nothing is weak.
  const [[weakest, { right, made }]] = known;
  one("[data-weak]", report).hidden = right === made;
  one("[data-weakest]", report).textContent = weakest;
  for (const [topic, sum] of known) list(report, "topics").append(grow("topic", { topic, ...sum, share: share([sum.right, sum.made]) }));
}

/**
 * @param {HTMLElement} place
 * @param {MarkedLab} lab
 * @param {ListedLab} listed
 */
function drawLab(place, lab, { title, href, parts, asked }) {
  const done = lab.parts.every(Boolean) && lab.started;
  const states = [done ? "done" : lab.started ? "begun" : "untouched"];
  const grown = grow("lab", { title, href, done: lab.parts.filter(Boolean).length, parts: parts.length }, states);
  const section = /** @type {HTMLElement} */ (grown.firstElementChild);
  if (lab.started) {
    lab.parts.forEach((done, index) => list(section, "parts").append(grow("part", { title: parts[index] }, [done ? "done" : "open"])));
    lab.marks.forEach((mark, index) => mark.answered && drawMark(section, mark, asked[index]));
  }
  for (const part of all("[data-filled]", section)) part.hidden = !list(part, part.dataset.filled).children.length;
  place.append(section);
}

/**
 * @param {HTMLElement} section
 * @param {MarkOf} mark
 * @param {AskedOf} asked
 */
function drawMark(section, mark, { kind, title, options }) {
  const name = LISTS[kind];
  if (!name) return;
  const states = [{ 1: "right", 0: "wrong" }[mark.right] || (mark.gone ? "gone" : "unmarked"), mark.left ? "left" : "stayed"];
  if (mark.right && mark.frozen && mark.right !== mark.frozen) states.push(mark.frozen === "1" ? "was-right" : "was-wrong");
  if (mark.confidence) states.push("sure");
  if (mark.said) states.push("said");
  const answer = mark.option === "" ? mark.text : options[mark.option];
  list(section, name).append(grow(name, { title, answer, said: mark.said, confidence: sureness(mark.confidence) }, states));
}
