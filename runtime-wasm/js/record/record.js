// The student's record as this page sees it: items under today's names and former ones, and what the lab adds.
import { words } from "../page/announce.js";
import { all, one } from "../page/dom.js";
import { writeLate } from "../page/late.js";
import { lab } from "../page/patch.js";
import { writeDown } from "../questions/ask.js";
import { openSeal } from "../questions/seal.js";
import { compareItems, kindOf, readItem } from "./merge.js";
import { gather, itemAt, keep, labId } from "./store.js";
import { wire } from "./wire.js";

const formerly = (document.body.dataset.was || "").split(" ").filter(Boolean);
const reads = (document.body.dataset.reads || "").split(" ").filter(Boolean);
const SURE = 0.75;

/**
 * The names of a thing: today's, then those it had before.
 * @param {string} name
 * @param {HTMLElement} element
 */
export function namesOf(name, element) {
  return [name, ...(element.dataset.was || "").split(" ")].filter(Boolean);
}

/**
 * The item of something, under today's name or a former one, of the lab as of the thing itself. Where there is more
 * than one, it is the one that merging would keep; of two equal ones, the one with the newer name. `before` are texts
 * that the names in keys begin with. `Items::find` in compiler/core/src/record.rs is the same.
 * @param {string} kind
 * @param {string} name
 * @param {HTMLElement} element
 */
export function itemOf(kind, name, element, before = [""], labs = [labId, ...formerly]) {
  const names = before.flatMap((start) => namesOf(name, element).map((known) => start + known));
  let best = null;
  for (const id of labs) {
    for (const known of names) {
      const item = itemAt(kind, known, id);
      if (item && (!best || compareItems(kind, item, best) > 0)) best = item;
    }
  }
  return best;
}

/**
 * The option that a stored key means today, if it is still there.
 * @param {Element} root
 * @param {string} selector
 * @param {unknown} key
 * @param {(option: any) => unknown} keyOf
 */
export function optionOf(root, selector, key, keyOf) {
  const options = [...all(selector, root)];
  return options.find((one) => keyOf(one) === key) || options.find((one) => (one.dataset.was || "").split(" ").includes(key));
}

// Tells the evaluator what the record holds by now.
export function relearn() {
  if (!reads.length) return;
  const work = new Map([...gather()].filter(([key]) => reads.includes(key.split("/")[0])));
  lab.recall(wire(work));
}

// `record/<name>`: what the lab adds, with the values that hold after something the student did. Of a row its
// key; what is undefined or still sealed is left as it was.
export function keepRecord() {
  writeLate();
  for (const field of all("[data-record]")) {
    const { record, kind, unit, keys } = field.dataset;
    const raw = lab.raw(+field.dataset.s);
    if (Number.isNaN(raw)) continue;
    /** @type {number | boolean | string} */
    let value = raw;
    let text = words(field);
    if (kind === "bool") value = raw !== 0;
    if (kind === "row") {
      value = keys.split(" ")[raw];
      text = /** @type {string} */ (value);
    }
    const before = itemOf("record", record, field);
    if (before && before.value === value && before.text === text) continue;
    keep("record", record, { ...before, v: 1, value, text, ...(unit && { unit }) });
  }
}

/**
 * Questions of an earlier lab that were answered wrongly by somebody who was sure.
 * @param {HTMLElement} section
 */
export function lookAgain(section) {
  const labs = namesOf(/** @type {string} */ (section.dataset.revisit), section);
  /** @param {Item | null} item */
  const isWrong = (item) => item && item.right === false && +item.confidence >= SURE;
  /** @param {[string, string]} item */
  const asked = ([key, text]) => kindOf(key) === "predict" && labs.includes(key.split("/")[0]) && isWrong(readItem(text));
  if (![...gather()].some(asked)) return;
  const place = openSeal(one("[data-seal]", section).dataset.seal);
  let found = 0;
  for (const article of all("[data-revisited]", place)) {
    const item = itemOf("predict", article.dataset.revisited, article, [""], labs);
    if (!isWrong(item)) continue;
    found++;
    article.hidden = false;
    const said = optionOf(article, "[data-verdict]", /** @type {Item} */ (item).option, (one) => one.dataset.verdict);
    if (said) said.hidden = false;
    const again = one("[data-again]", article);
    const names = namesOf(article.dataset.revisited, article);
    again.dataset.was = labs.flatMap((id) => names.map((name) => `${id}.${name}`)).join(" ");
    writeDown(again, `${section.dataset.revisit}.${article.dataset.revisited}`);
  }
  one("[data-nothing]", section).hidden = found > 0;
}
