// The options of a prediction as rows that are compared by hand. A part of `extras.js`.
import { words } from "../page/announce.js";
import { all } from "../page/dom.js";

// Takes the place of each option's label: its button is there for the form alone.
/** @param {HTMLElement} place @returns {OptionRow[]} */
export function rowsOf(place) {
  const rows = /** @type {OptionRow[]} */ (/** @type {unknown} */ ([...all("[data-option]", place)].map((option) => {
    const label = /** @type {HTMLElement} */ (option.parentElement);
    const row = document.createElement("div");
    row.className = "option row";
    row.setAttribute("role", "listitem");
    row.append(...label.childNodes);
    label.replaceWith(row);
    row.querySelector("[data-mine]")?.remove();
    option.hidden = true;
    return { option, row, key: option.value, name: words(/** @type {Element} */ (option.nextElementSibling)) };
  })));
  place.setAttribute("role", "list");
  // What asks for an answer goes to the first thing that can be moved.
  rows[0].option.focus = () => /** @type {HTMLElement} */ (rows[0].row.querySelector("button,[tabindex]")).focus();
  return rows;
}

// The row of a stored key, under today's name or a former one.
/**
 * @param {OptionRow[]} rows
 * @param {string} key
 */
export function rowOf(rows, key) {
  return rows.find((row) => row.key === key) || rows.find(({ option }) => (option.dataset.was || "").split(" ").includes(key));
}

// What the model gives for each row, by key: its place, its height as a share of the drawing's, its value in words.
/**
 * @param {string} text
 * @returns {Map<string, ModelRow>}
 */
export function modelOf(text) {
  return new Map(/** @type {[string, number, number, string][]} */ (JSON.parse(text || "[]")).map(([key, place, height, value]) => [key, { place, height, value }]));
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Element} parent
 * @param {Name} kind
 * @param {string} look
 */
export function added(parent, kind, look) {
  const made = parent.appendChild(document.createElement(kind));
  made.className = look;
  return made;
}

// The parts of a sentence of the theme, its gaps filled in turn.
/**
 * @param {string} text
 * @param {(string | number)[]} parts
 */
export function filled(text, ...parts) {
  return text.replace(/\{\}/g, () => String(parts.shift()));
}

// A height as a share of the drawing's.
/** @param {number} height */
export function within(height) {
  return Math.min(1, Math.max(0, height));
}
