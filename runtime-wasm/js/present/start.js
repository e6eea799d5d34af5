// A lab that is presented to a class: `?present` behind its address. A script by itself, which such a page loads before
// it looks at what is stored; no other page loads it.
import "./memory.js";
import { askHands } from "./hands.js";
import { begin } from "./screens.js";
import { all, one } from "../page/dom.js";

const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);

// The page computes: what is said and shown from here on can be relied on.
function ready() {
  document.body.insertAdjacentHTML("beforeend", globalThis.labcPresent);
  const bar = one(".presenter");
  const { dataset } = bar;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL(dataset.style, src).href;
  const hands = () => {
    for (const form of all("[data-predict]:not([data-asked])")) askHands(form, bar);
  };
  // What a seal held may ask, too.
  document.addEventListener("submit", () => setTimeout(hands));
  style.onload = style.onerror = () => {
    hands();
    begin(bar);
  };
  document.head.append(style);
}

new MutationObserver((_, observer) => {
  if (!document.documentElement.dataset.ready) return;
  observer.disconnect();
  ready();
}).observe(document.documentElement, { attributeFilter: ["data-ready"] });
