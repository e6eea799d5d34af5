// Presets, reset and links of benches, and the buttons of charts: they have `data-press`. What they do is in
// `settings.js`, which is loaded at the first press, or at once where the page has presets or its address carries
// settings.
import { saveFile } from "../record/copy.js";
import { namesOf, optionOf } from "../record/record.js";
import { move, sync } from "./controls.js";
import { all, one } from "./dom.js";
import { pictures, withExtras } from "./load.js";
import { lab, patch } from "./patch.js";

// Once that script is there: what it offers.
/** @type {BenchTools | null} */
export let tools = null;

/** @param {(tools: BenchTools) => void} use */
function settings(use) {
  return withExtras(() => {
    tools ||= globalThis.labcSettings({ lab, move, sync, patch, namesOf, optionOf, saveFile });
    use(/** @type {BenchTools} */ (tools));
  });
}

/** @param {ParentNode} root */
export function adoptBench(root) {
  for (const button of all("[data-press]", root)) button.hidden = !pictures;
  if (one("[data-preset]", root)) settings((tools) => tools.show());
}

/** @param {EventOn} event */
export function pressSetting({ target }) {
  const button = /** @type {HTMLButtonElement | null} */ (target.closest("[data-press]"));
  if (button) settings((tools) => tools.press(button));
}

// Settings that the page's address carries.
export async function followLink() {
  if (location.hash.startsWith("#set&")) await settings((tools) => tools.follow());
}
