// Drawings: only what changed of one is changed in the page.
import { markup, put } from "../page/dom.js";

// What an element is: its name and classes. One that stays what it is, is moved.
/** @param {string} piece */
function nature(piece) {
  return piece.slice(0, piece.indexOf('"', piece.indexOf('"') + 1));
}

// Brings an element from one piece of markup to another of the same nature.
/**
 * @param {Element} element
 * @param {string} piece
 */
function reshape(element, piece) {
  const close = piece.indexOf(">");
  const names = new Set();
  for (const [, name, value] of piece.slice(0, close).matchAll(/([\w-]+)="([^"]*)"/g)) {
    names.add(name);
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  for (const name of element.getAttributeNames()) if (!names.has(name)) element.removeAttribute(name);
  if (!piece.startsWith("text")) return;
  const text = piece.slice(close + 1, piece.indexOf("<", close));
  put(element, text.includes("&") ? markup(text).textContent : text);
}

// Drawings are flat: all elements are children of the first.
/**
 * @param {Chart} place
 * @param {string} text
 */
export function redraw(place, text) {
  const pieces = text.split(/<(?=\w)/).slice(1);
  const before = place.pieces;
  place.pieces = pieces;
  const svg = place.firstElementChild;
  if (!before || !svg) return place.replaceChildren(markup(text));
  const elements = [svg, ...svg.children];
  /** @type {string[] | null} */
  let natures = null;
  let old = 0;
  for (const piece of pieces) {
    if (piece === before[old]) {
      old++;
      continue;
    }
    natures ||= before.map(nature);
    const at = natures.indexOf(nature(piece), old);
    if (at < 0) {
      const fresh = /** @type {Element} */ (/** @type {Node} */ (markup(`<svg><${piece}</svg>`).firstChild).firstChild);
      if (elements[old]) elements[old].before(fresh);
      else svg.append(fresh);
      continue;
    }
    for (; old < at; old++) elements[old].remove();
    reshape(elements[old++], piece);
  }
  for (; old < before.length; old++) elements[old].remove();
}
