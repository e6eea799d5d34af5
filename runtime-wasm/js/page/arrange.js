// Tables that the reader may order, and groups of which one is in front.
import { all } from "./dom.js";
import { withExtras, withExtrasAt } from "./load.js";
import { lab } from "./patch.js";

// What puts a table in order is loaded when the first head is pressed.
/** @param {HTMLTableElement} table */
export function sortable(table) {
  const before = [...table.tBodies[0].rows];
  const heads = [.../** @type {HTMLTableSectionElement} */ (table.tHead).rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => withExtras(() => globalThis.labcSort(lab, before, heads, column)));
  });
}

// Without the script the groups stand one below the other, each under its title. Until it is there, the first group stands
// where it will be, so that nothing moves under the reader.
/** @param {ParentNode} root */
export function tabbed(root) {
  for (const place of all("[data-tabs]", root)) {
    place.dataset.ready = "";
    withExtrasAt(place, () => globalThis.labcTabs(place), () => delete place.dataset.ready);
  }
}
