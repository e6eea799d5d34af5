// Numbers of a text that are dragged, and symbols of formulas that light up with what they stand for: the slider, the
// axis and the values of one control. A part of `extras.js`: `heard.js` passes on what happens to them.
//
// To a screen reader a sentence stays a sentence, and there is one slider for one quantity: it has the name, the value
// and what that comes to, is what the keyboard moves, and gets the focus when a number or a symbol is pressed.
import { say, words } from "./announce.js";
import { all, one } from "./dom.js";

// So many pixels are the whole range; with Shift, a tenth of it.
const WHOLE = 320;
const FINE = 0.1;
// Less is a press.
const STILL = 3;
/** @type {{ place: With<"by">, begun: number, x: number, at: number, moved: boolean } | null} */
let scrubbed = null;

/** @param {string} control @returns {Slider} */
function rangeOf(control) {
  return one(`[type="range"][data-control="${control}"]`);
}

// Lights what stands for a control, and nothing else.
/** @param {string | undefined} control */
function light(control) {
  for (const element of all(".lit")) element.classList.remove("lit");
  if (!control || !one(`[data-by="${control}"]`)) return;
  for (const element of all(`[data-by="${control}"],[data-plot][data-grab="${control}"]`)) element.classList.add("lit");
  rangeOf(control)?.closest(".control")?.classList.add("lit");
}

// What a place stands for.
/** @param {HTMLElement | null} place @returns {string | undefined} */
function standsFor(place) {
  return place?.dataset.by || (place && one('[type="range"]', place)?.dataset.control);
}

// The control has the focus from here on. On a phone it may be behind another one.
/** @param {string} control */
function handOver(control) {
  const range = rangeOf(control);
  const place = /** @type {HTMLElement} */ (range.closest(".control"));
  const panel = /** @type {HTMLElement} */ (place.parentNode);
  if (!place.checkVisibility()) one(".segments", panel)?.children[[...panel.children].indexOf(place) - 1]?.click();
  (range.hidden ? one(`[data-number="${control}"]`) : range).focus({ preventScroll: true });
}

/**
 * @param {PointerEvent} event
 * @param {With<"by">} place
 */
function scrub({ type, clientX, shiftKey, button }, place) {
  const control = place.dataset.by;
  const range = rangeOf(control);
  if (type === "pointerdown" && !button && range && !range.disabled) {
    scrubbed = { place, begun: clientX, x: clientX, at: +range.value, moved: false };
    return true;
  }
  if (scrubbed?.place !== place) return false;
  scrubbed.moved ||= Math.abs(clientX - scrubbed.begun) >= STILL;
  if (type === "pointermove" && scrubbed.moved) {
    const way = (clientX - scrubbed.x) * (shiftKey ? FINE : 1) * (getComputedStyle(range).direction === "rtl" ? -1 : 1);
    const [min, max] = [+range.min, +range.max];
    scrubbed.at = Math.min(max, Math.max(min, scrubbed.at + (way / WHOLE) * (max - min)));
    scrubbed.x = clientX;
    range.value = scrubbed.at;
    range.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (type === "pointerup") handOver(control);
  if (type === "pointerup" || type === "pointercancel") scrubbed = null;
  return true;
}

/** @param {any} place @param {any} event */
export function touch(place, event) {
  const { type, relatedTarget } = event;
  const control = standsFor(place);
  const symbol = place.tagName === "mrow";
  if (place.tagName === "OUTPUT") scrub(event, place);
  if (type === "pointerover") light(control);
  if (type === "focusin") {
    light(control);
    const range = rangeOf(/** @type {string} */ (control));
    if (symbol) say(`${words(one("label", /** @type {HTMLElement} */ (range.parentNode)))}: ${range.getAttribute("aria-valuetext")}`);
  }
  if (symbol && (type === "pointerdown" || (type === "keydown" && event.key === "Enter"))) handOver(/** @type {string} */ (control));
  // What has the focus stays lit.
  if (type === "pointerout" && !place.contains(relatedTarget) && !scrubbed) light(standsFor(/** @type {HTMLElement} */ (document.activeElement).closest("[data-by],.control")));
  if (type === "focusout") light(undefined);
}
