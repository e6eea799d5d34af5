// Charts that are read and dragged: what happens to them is passed on to `read.js`, which is loaded when the pointer, a
// finger or the focus first comes to one. What happens before it is there is passed on in its order.
import { addExtras } from "./load.js";
import { lab } from "./patch.js";

const COMES = ["pointerover", "pointerdown", "focusin"];
const HEARD = [...COMES, "pointermove", "pointerup", "pointercancel", "pointerout", "focusout", "keydown"];
let coming = null;

function pass(event) {
  const { target, type } = event;
  const place = target.closest?.("[data-plot]");
  if (!place) return;
  // The pointer stays with what it drags from here on, however long the script takes.
  if (type === "pointerdown" && !event.button && place.dataset.grab) place.setPointerCapture(event.pointerId);
  const hear = () => globalThis.labcReading.hear(place, event, lab);
  if (globalThis.labcReading) return hear();
  // A script that did not come is asked for again the next time.
  if (COMES.includes(type)) coming = addExtras();
  coming?.then(hear, () => {});
}

export function hearAll() {
  for (const name of HEARD) document.addEventListener(name, pass);
}
