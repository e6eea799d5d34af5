// The order of a table's rows by a column. A part of `extras.js`.
import { words } from "./announce.js";
import { one } from "./dom.js";

// A cell's number where it has one; numbers come before words, what is undefined comes last in either order.
/**
 * @param {Evaluator} lab
 * @param {HTMLTableCellElement} cell
 */
function rank(lab, cell) {
  if (cell.dataset.n) return +cell.dataset.n;
  const live = one("[data-s]", cell);
  return live ? lab.value(+live.dataset.s) : NaN;
}

/**
 * @param {Evaluator} lab
 * @param {HTMLTableCellElement} a
 * @param {HTMLTableCellElement} b
 * @param {number} sign
 */
function arrange(lab, a, b, sign) {
  const [x, y] = [rank(lab, a), rank(lab, b)];
  if ((x === x) !== (y === y)) return x === x ? -1 : 1;
  return sign * (x === x ? x - y : words(a).localeCompare(words(b), document.documentElement.lang, { numeric: true }));
}

// Up, down, and back to the author's order. Rows stay where they are while values move.
/**
 * @param {Evaluator} lab
 * @param {HTMLTableRowElement[]} before
 * @param {HTMLTableCellElement[]} heads
 * @param {number} column
 */
globalThis.labcSort = (lab, before, heads, column) => {
  const head = heads[column];
  const next = /** @type {Record<string, string>} */ ({ ascending: "descending", descending: "" })[head.ariaSort || ""] ?? "ascending";
  for (const other of heads) other.removeAttribute("aria-sort");
  const rows = [...before];
  if (next) {
    head.setAttribute("aria-sort", next);
    const sign = next === "ascending" ? 1 : -1;
    rows.sort((a, b) => arrange(lab, a.cells[column], b.cells[column], sign));
  }
  /** @type {ParentNode} */ (before[0].parentNode).append(...rows);
};
