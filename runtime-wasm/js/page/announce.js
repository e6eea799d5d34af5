// Notices at the top of the page, and whole sentences for screen readers.
import { one } from "./dom.js";

let sentences = [];
let speaking = 0;

export function notice(text) {
  const p = document.createElement("p");
  p.className = "notice";
  p.textContent = text;
  one("[data-notices]").append(p);
  say(text);
}

// The theme words what the script says: attributes of the live region.
export function sentence(name) {
  return one("[data-live]").dataset[name];
}

export function say(text) {
  sentences.push(text);
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    one("[data-live]").textContent = sentences.join(" ");
    sentences = [];
  }, 100);
}

export function words(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}
