// Charts that are read and dragged, numbers of a text that are dragged, and symbols of formulas that light up
// with their sliders: what happens to them is passed on to `read.js` and `scrub.js`, which are loaded when the pointer, a
// finger or the focus first comes to one. What happens before they are there is passed on in its order.
import { one } from "./dom.js";
import { addExtras } from "./load.js";
import { lab } from "./patch.js";

// `data-by` names the control that a number or a symbol stands for.
const PLACES = "[data-plot],.prose [data-by],math [data-by],.control";
const COMES = ["pointerover", "pointerdown", "focusin"];
const HEARD = [...COMES, "pointermove", "pointerup", "pointercancel", "pointerout", "focusout", "keydown"];
/** @type {Promise<unknown> | null} */
let coming = null;

/** @param {any} event Of the pointer, the keyboard or the focus. */
function pass(event) {
  const { target, type } = event;
  const place = target.closest?.(PLACES);
  if (!place) return;
  // The pointer stays with what it drags from here on, however long the script takes.
  if (type === "pointerdown" && !event.button && place.matches("[data-grab],output")) place.setPointerCapture(event.pointerId);
  const hear = () => globalThis.labcReading.hear(place, event, lab);
  if (globalThis.labcReading) return hear();
  // A script that did not come is asked for again the next time.
  if (COMES.includes(type) && (place.dataset.plot || one("[data-by]"))) coming = addExtras();
  coming?.then(hear, () => {});
}

export function hearAll() {
  for (const name of HEARD) document.addEventListener(name, pass);
}
