import { adoptQuestions } from "../questions/seal.js";
import { sortable, tabbed } from "./arrange.js";
import { adoptBench } from "./bench.js";
import { restore } from "./controls.js";
import { dock } from "./dock.js";
import { all } from "./dom.js";
import { index, listenForAnswers, measure, widths } from "./patch.js";

// What lies under the page's seals, once it has been read.
/** @type {string[]} */
export let fragments = [];
// What predictions and estimates are compared with, by name: `right`, `truth`, `value`. Where the record decides, the
// evaluator writes `right` once the seal is open.
/** @type {Record<string, AnswerKey>} */
export let answers = {};

/**
 * @param {string[]} texts
 * @param {Record<string, AnswerKey>} key
 */
export function setSealed(texts, key) {
  fragments = texts;
  answers = key;
  listenForAnswers(Object.values(key));
}

// Brings newly arrived markup to life: the page at the start, a fragment when its seal opens.
/** @param {ParentNode} root */
export function adopt(root) {
  index(root);
  restore(root);
  all(".panel", root).forEach(dock);
  tabbed(root);
  all("[data-sortable]", root).forEach(sortable);
  for (const chart of all("[data-chart]", root)) {
    measure(chart);
    widths.observe(chart);
  }
  for (const place of all("[data-plot],mrow[data-by]", root)) place.tabIndex = 0;
  adoptBench(root);
  adoptQuestions(root);
}
