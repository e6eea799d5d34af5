// Notices at the top of the page, and whole sentences for screen readers.
import { one } from "./dom.js";

/** @type {string[]} */
let sentences = [];
let speaking = 0;

/** @param {string} text */
export function notice(text) {
  const p = document.createElement("p");
  p.className = "notice";
  p.textContent = text;
  one("[data-notices]").append(p);
  say(text);
}

// The theme words what the script says: attributes of the live region.
/**
 * @param {string} name
 * @returns {string}
 */
export function sentence(name) {
  return /** @type {string} */ (one("[data-live]").dataset[name]);
}

/** @param {string} text */
export function say(text) {
  sentences.push(text);
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    one("[data-live]").textContent = sentences.join(" ");
    sentences = [];
  }, 100);
}

/** @param {Element} element */
export function words(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}
