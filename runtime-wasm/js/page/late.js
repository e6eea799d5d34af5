// While a slider is held, results for blocks far from what is on screen wait: laying out and painting them would take
// most of a frame, and nobody sees it. They are written when the slider is let go or rests, when the page scrolls or a
// block comes near, before the page is printed, and before the student's record takes a text from the page.
import { one } from "./dom.js";
import { fillTable, write } from "./patch.js";

export const BLOCKS = "main > *, .part > *, .outro > *, [data-seal] > *, .bench > *, .instruments > *, .metrics > *";
// What may wait: texts, shares and drawings. What shows or hides parts of the page is written at once.
export const WAITING = ["s", "share", "slot"];
const PAUSE = 200;
// Places in the page with what is to be written there, and tables that are to be filled.
/** @type {Map<Place | With<"table", HTMLDetailsElement>, string | undefined>} */
export const late = new Map();
let held = false;
export let uncovered = false;
let scrolledAt = -PAUSE;
let resting = 0;

const nearby = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of /** @type {Sighting<Block>[]} */ (/** @type {unknown} */ (entries))) target.away = !isIntersecting;
  writeLate();
}, { rootMargin: "50%" });

// The block of an element, observed from now on.
/**
 * @param {Element} element
 * @returns {Block | null}
 */
export function blockOf(element) {
  const block = /** @type {Block | null} */ (element.closest(BLOCKS));
  if (block) nearby.observe(block);
  return block;
}

// What was hidden has no place on the screen that an observer knows of: texts in it are due at once.
/** @param {HTMLElement} element */
export function uncover(element) {
  const block = /** @type {Block | null} */ (element.closest(BLOCKS));
  if (!block || block.away || one(BLOCKS, element)) uncovered = true;
}

export function canWait() {
  return held && performance.now() - scrolledAt > PAUSE;
}

/**
 * @param {Place | With<"table", HTMLDetailsElement>} place
 * @param {string} [text]
 */
export function wait(place, text) {
  late.set(place, text);
  clearTimeout(resting);
  resting = setTimeout(writeLate, PAUSE);
}

export function writeLate() {
  uncovered = false;
  const due = [...late];
  late.clear();
  for (const [place, text] of due) {
    if (text === undefined) fillTable(/** @type {With<"table", HTMLDetailsElement>} */ (place));
    else write(.../** @type {Place} */ (place), text);
  }
}

function letGo() {
  held = false;
  writeLate();
}

export function holdSliders() {
  /** @param {EventOn<HTMLInputElement> & { repeat?: boolean }} event */
  const hold = ({ target, repeat }) => {
    if (target.type === "range" && repeat !== false) held = true;
    else writeLate();
  };
  addEventListener("pointerdown", /** @type {EventListener} */ (hold));
  addEventListener("keydown", /** @type {EventListener} */ (hold));
  for (const name of ["pointerup", "pointercancel", "keyup", "blur", "beforeprint"]) addEventListener(name, letGo);
  for (const name of ["click", "toggle", "focusin", "beforematch", "resize"]) addEventListener(name, writeLate, true);
  addEventListener("scroll", () => {
    scrolledAt = performance.now();
    writeLate();
  }, true);
}
