// What is pressed seldom: presets, back to the start, links that carry settings, and what a chart's buttons do. What it
// needs of the page is handed in: see `bench.js`.
import { pictureOf } from "../charts/picture.js";
import { notice, say, sentence } from "./announce.js";
import { fieldsIn } from "./answers.js";
import { all, one } from "./dom.js";

const CONTROLS = "[data-control],[data-choices]";
const LINKED = "#set&";
// How long sliders are on their way to a preset, in milliseconds.
const GLIDE = 200;
// The page's evaluator and functions.
let page = /** @type {BenchPage} */ (/** @type {unknown} */ (null));
let frame = 0;
// Sliders that are on their way, with where from and where to.
/** @type {{ element: Control, from: number, to: number }[]} */
let glides = [];

// A control's number, whatever element it is on the page.
/** @param {HTMLElement} element */
function numberOf(element) {
  return +/** @type {string} */ (element.dataset.control ?? element.dataset.choices);
}

// What a control is set to: a slider's value in base units, the index of an option, 0 or 1.
/** @param {Control} element */
function settingOf(element) {
  const control = numberOf(element);
  return element.type === "range" ? page.lab.base(control) : +page.lab.number(control);
}

// Where that is on a slider.
/**
 * @param {Control} element
 * @param {number} value
 */
function positionOf(element, value) {
  return element.type === "range" ? +fieldsIn(page.lab.kept(numberOf(element), value, true))[1] : value;
}

// Shows a control at a position; the element that was moved.
/**
 * @param {Control} element
 * @param {number} position
 * @returns {Control}
 */
function showAt(element, position) {
  if (element.type === "range") element.value = position;
  else if (element.dataset.control) element.checked = !!position;
  else {
    const option = all("[data-key]", element)[position];
    option.checked = option.selected = true;
    return one("select", element) || option;
  }
  return element;
}

/**
 * @param {Control} element
 * @param {number} position
 */
function place(element, position) {
  page.move(numberOf(element), position, showAt(element, position));
}

/** @param {HTMLElement} [held] */
function finish(held) {
  cancelAnimationFrame(frame);
  for (const { element, to } of glides) if (element !== held) place(element, to);
  glides = [];
  if (held) for (const button of all("[data-reset]", held.closest(".bench") || document.body)) forget(button);
}

// Moves controls, as a hand would: sliders glide, unless the reader wants no motion.
/** @param {Setting[]} settings */
function moveTo(settings) {
  finish();
  const begun = performance.now();
  for (const [element, to] of settings) {
    if (element.type === "range") glides.push({ element, from: positionOf(element, settingOf(element)), to });
    else place(element, to);
  }
  const glide = () => {
    const share = (performance.now() - begun) / GLIDE;
    if (share >= 1) return finish();
    for (const { element, from, to } of glides) place(element, to - (to - from) * (1 - share) ** 3);
    frame = requestAnimationFrame(glide);
  };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) finish();
  else glide();
}

/** @param {Control} element */
function startOf(element) {
  if (element.type === "range") return +element.defaultValue;
  if (element.dataset.control) return +element.defaultChecked;
  return [...all("[data-key]", element)].findIndex((option) => option.defaultChecked || option.defaultSelected);
}

// The settings of a preset whose controls are on the page: those under a seal can't be moved yet.
/**
 * @param {With<"preset", HTMLButtonElement>} button
 * @returns {Setting[]} The second of each is the value, not yet a position.
 */
function settingsOf(button) {
  const pairs = button.dataset.preset.split(" ").map((pair) => pair.split("=").map(Number));
  return pairs.map(([control, value]) => /** @type {Setting} */ ([one(`[data-control="${control}"],[data-choices="${control}"]`), value])).filter(([element]) => element);
}

// A preset is pressed while all of its settings hold.
function show() {
  for (const button of all("[data-preset]")) {
    const holds = settingsOf(button).every(([element, value]) => Math.abs(settingOf(element) - value) <= 1e-9 * Math.abs(value));
    button.setAttribute("aria-pressed", String(holds));
  }
}

// What was moved by hand since a reset is not undone.
/**
 * @param {ResetButton} button
 * @param {Setting[] | null} before
 */
function forget(button, before = null) {
  button.from = before;
  const [reset, undo] = /** @type {HTMLCollectionOf<HTMLElement>} */ (button.children);
  reset.hidden = !!before;
  undo.hidden = !before;
}

// Back to the start, and from there to where the controls were.
/** @param {ResetButton} button */
function reset(button) {
  /** @type {Control[]} */
  const controls = [...all(CONTROLS, /** @type {Element} */ (button.closest(".bench")))];
  const { from: before } = button;
  finish();
  forget(button, before ? null : controls.map((element) => [element, positionOf(element, settingOf(element))]));
  moveTo(before || controls.map((element) => [element, startOf(element)]));
}

// The address of this page with the settings of all its controls, by their names, with what they measure.
function linkHere() {
  const settings = new URLSearchParams();
  for (const element of all(CONTROLS)) {
    const { name, of = "" } = element.dataset;
    const value = settingOf(element);
    const key = element.dataset.choices && all("[data-key]", element)[value].dataset.key;
    settings.set(name, key || `${value} ${of}`.trim());
  }
  return location.href.split("#")[0] + LINKED + settings;
}

async function copyLink() {
  const link = linkHere();
  try {
    await navigator.clipboard.writeText(link);
    say(sentence("linkcopied"));
  } catch {
    // Where nothing may be copied, it stands in the address bar.
    history.replaceState(history.state, "", link);
    notice(sentence("linkabove"));
  }
}

// Linear axes in place of logarithmic ones, and back.
/** @param {With<"straight", HTMLButtonElement>} button */
function straighten(button) {
  const { straight: chart, across } = button.dataset;
  const straight = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(straight));
  one(`[data-plot="${chart}"]`).straight = straight && across;
  page.lab.straight(+chart, straight);
  page.patch();
}

// What a chart shows stays behind what it shows next.
/** @param {With<"pin", HTMLButtonElement>} button */
function pin(button) {
  const kept = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(kept));
  one(`[data-pinned="${button.dataset.pin}"]`).hidden = !kept;
  page.lab.pin(+button.dataset.pin, kept);
  page.patch();
}

/** @param {HTMLButtonElement} button */
function savePicture(button) {
  const figure = /** @type {HTMLElement} */ (button.closest("figure"));
  const name = one("figcaption", figure).textContent.toLowerCase().match(/[\p{L}\p{N}]+/gu) || ["chart"];
  page.saveFile(name.join("-").slice(0, 60) + ".svg", "image/svg+xml", pictureOf(figure));
}

/** @param {HTMLButtonElement} button */
function press(button) {
  if (button.dataset.preset) moveTo(settingsOf(/** @type {With<"preset", HTMLButtonElement>} */ (button)).map(([element, value]) => [element, positionOf(element, value)]));
  else if (button.dataset.straight) straighten(/** @type {With<"straight", HTMLButtonElement>} */ (button));
  else if (button.dataset.pin) pin(/** @type {With<"pin", HTMLButtonElement>} */ (button));
  else if (button.dataset.picture) savePicture(button);
  else if ("reset" in button.dataset) reset(button);
  else copyLink();
}

// Where a link says that a control stands; nothing where it means something else today.
/**
 * @param {Control} element
 * @param {string} text
 * @returns {number | undefined}
 */
function linked(element, text) {
  if (element.dataset.choices) {
    const option = page.optionOf(element, "[data-key]", text, (one) => one.dataset.key);
    return option && [...all("[data-key]", element)].indexOf(option);
  }
  const [number, of = ""] = text.split(" ");
  const value = parseFloat(number);
  if (of !== (element.dataset.of || "") || !Number.isFinite(value)) return undefined;
  return positionOf(element, value);
}

// Settings that the page's address carries. The student's own stay in the record, and are back after a reload.
function follow() {
  const settings = new URLSearchParams(location.hash.slice(LINKED.length));
  for (const element of all(CONTROLS)) {
    const text = page.namesOf(element.dataset.name, element).map((name) => settings.get(name)).find((text) => text !== null);
    const position = text === undefined ? undefined : linked(element, text);
    if (position === undefined || Number.isNaN(position)) continue;
    showAt(element, position);
    page.lab.set(numberOf(element), position);
    if (element.type === "range") page.sync(numberOf(element));
  }
  history.replaceState(history.state, "", location.href.split("#")[0]);
  notice(sentence("linked"));
}

// The page's script calls it once this one has loaded.
/** @param {BenchPage} given @returns {BenchTools} */
globalThis.labcSettings = (given) => {
  page = given;
  return { press, follow, show, finish };
};
