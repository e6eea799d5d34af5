// One part a screen: what stands before the parts, then each of them.
import { say, words } from "../page/announce.js";
import { all, one } from "../page/dom.js";

// Where the arrows and the space bar have work of their own, and where every key has.
const ARROWS = "input,select,[role=tab],[tabindex='0']";
const KEYS = "textarea,select,[type=range],[type=text],[type=number],[role=slider],[data-plot]";
// How much of a window one that is longer is moved by.
const SCREEN = 0.85;

/** @type {Element[][]} */
let screens = [];
/** @type {Element[]} */
let every = [];
let at = 0;
/** @type {Presenter} */
let bar;

// A sentence of the theme, its gaps filled in turn.
/**
 * @param {string} text
 * @param {(string | number)[]} values
 */
export function filled(text, ...values) {
  return text.replace(/\{\}/g, () => String(values.shift()));
}

// What is on each screen. What follows the last part is on the last one, but for the sources.
function listScreens() {
  every = [...one("main").children].filter((block) => !block.matches(".pending,.notices,.sources,.pager"));
  const first = every.findIndex((block) => block.matches(".part"));
  if (first < 0) return [every];
  const found = [every.slice(0, first)];
  for (const block of every.slice(first)) {
    if (block.matches(".part")) found.push([block]);
    else /** @type {Element[]} */ (found.at(-1)).push(block);
  }
  return found;
}

function titleOf(index = at) {
  return words(/** @type {Element} */ (one("h1,h2", screens[index].find((block) => one("h1,h2", block)))));
}

/**
 * @param {number} index
 * @param {boolean} [atEnd]
 */
function show(index, atEnd) {
  at = index;
  for (const block of every) block.toggleAttribute("data-elsewhere", !screens[at].includes(block));
  const [first] = /** @type {HTMLElement[]} */ (screens[at]);
  const part = first.matches(".part");
  const text = part ? filled(bar.dataset.part, at, screens.length - 1, titleOf()) : titleOf();
  one("[data-where]", bar).textContent = text;
  one("[data-back]", bar).disabled = !at;
  one("[data-on]", bar).disabled = at === screens.length - 1;
  history.replaceState(history.state, "", part ? `#${first.id}` : location.pathname + location.search);
  scrollTo({ top: atEnd ? document.documentElement.scrollHeight : 0, behavior: "instant" });
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  say(text);
}

/** @param {number} by */
function step(by) {
  if (screens[at + by]) show(at + by);
}

// A page on, as a presenter's remote asks for: to the next block that is not whole in sight, and from the end of a part
// to the next one. Back, the same way.
/** @param {number} by */
function turn(by) {
  const { scrollHeight } = document.documentElement;
  const whole = by > 0 ? scrollY + innerHeight >= scrollHeight - 2 : scrollY <= 2;
  if (whole) {
    if (screens[at + by]) show(at + by, by < 0);
    return;
  }
  const top = one(".top").getBoundingClientRect().bottom;
  const room = bar.getBoundingClientRect().top - top;
  const blocks = [...all(".part:not([data-elsewhere]) > :not([data-seal]),[data-seal] > *", one("main"))].map((block) => block.getBoundingClientRect());
  const next = by > 0 && blocks.find((box) => box.height && box.bottom > top + room + 1);
  const far = next && next.top > top + room / 4 ? next.top - top - 12 : by * SCREEN * room;
  scrollBy({ top: far, behavior: "instant" });
}

function leave() {
  location.replace(location.href.replace(/[?&]present\b/, ""));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const { key, defaultPrevented, ctrlKey, altKey, metaKey } = event;
  const target = /** @type {Element} */ (event.target);
  if (defaultPrevented || ctrlKey || altKey || metaKey) return;
  if (key === "Escape" && !target.closest("[data-plot]") && !one("dialog[open]")) return leave();
  if (target.closest(KEYS)) return;
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === "PageDown" || key === "PageUp") turn(key === "PageDown" ? 1 : -1);
  else if ((key === "ArrowRight" || key === "ArrowLeft") && !target.closest(ARROWS)) step(key === forward ? 1 : -1);
  else return;
  event.preventDefault();
}

// Links lead to a place on any screen.
function follow() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const index = screens.findIndex((blocks) => blocks.some((block) => block.contains(place)));
  if (!place || index < 0) return false;
  show(index);
  if (!place.matches(".part")) place.scrollIntoView({ behavior: "instant" });
  return true;
}

/** @param {Presenter} presenter */
export function begin(presenter) {
  bar = presenter;
  screens = listScreens();
  document.documentElement.dataset.presented = "1";
  bar.hidden = false;
  one("[data-back]", bar).addEventListener("click", () => step(-1));
  one("[data-on]", bar).addEventListener("click", () => step(1));
  one("[data-leave]", bar).addEventListener("click", leave);
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", follow);
  if (!follow()) show(0);
}
