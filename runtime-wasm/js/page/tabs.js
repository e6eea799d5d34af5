// Groups of which one is in front. A part of `extras.js`.
import { one } from "./dom.js";

let tabLists = 0;

/** @param {HTMLElement} place */
globalThis.labcTabs = (place) => {
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const number = ++tabLists;
  const panels = /** @type {HTMLElement[]} */ ([...place.children].filter((child) => child.matches(".group")));
  const tabs = panels.map((panel, index) => {
    const tab = document.createElement("button");
    const title = one(".group-title", panel);
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.id = `tab-${number}-${index + 1}`;
    panel.id = `panel-${number}-${index + 1}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    if (title) tab.append(...[...title.childNodes].map((node) => node.cloneNode(true)));
    else tab.textContent = String(index + 1);
    tab.addEventListener("click", () => show(index));
    // What is found by searching the page comes to the front.
    panel.addEventListener("beforematch", () => show(index));
    return tab;
  });
  /** @param {number} chosen */
  const show = (chosen) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = /** @type {boolean} */ (index === chosen ? false : "until-found");
    });
  };
  list.addEventListener("keydown", ({ key }) => {
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const step = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 })[key] * (getComputedStyle(list).direction === "rtl" ? -1 : 1);
    const next = /** @type {Record<string, number>} */ ({ Home: 0, End: tabs.length - 1 })[key] ?? (at + step + tabs.length) % tabs.length;
    if (!tabs[next]) return;
    show(next);
    tabs[next].focus();
  });
  if (!tabs.length) return;
  list.append(...tabs);
  place.prepend(list);
  place.dataset.ready = "1";
  show(0);
};
