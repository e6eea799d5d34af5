// On a phone the controls of a bench are docked below it. Of several, one is there at a time; buttons name them all.
import { words } from "./announce.js";
import { one } from "./dom.js";

/** @param {HTMLElement} panel */
export function dock(panel) {
  const controls = [...panel.children];
  if (controls.length < 2) return;
  const row = document.createElement("div");
  row.className = "segments";
  /** @param {number} chosen */
  const pick = (chosen) => controls.forEach((control, index) => {
    control.classList.toggle("picked", index === chosen);
    row.children[index].setAttribute("aria-pressed", String(index === chosen));
  });
  controls.forEach((control, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words(one("label, legend", control));
    button.addEventListener("click", () => pick(index));
    row.append(button);
  });
  panel.prepend(row);
  pick(0);
}
