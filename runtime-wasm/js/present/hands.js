// The class's show of hands: a count for each option before the reveal, and bars of them after it. The answer that most
// give is the one that is locked in, for the class, and nothing of it is kept.
import { say, words } from "../page/announce.js";
import { all, one } from "../page/dom.js";
import { filled } from "./screens.js";

/**
 * @param {Question} form
 * @returns {HTMLInputElement[]} In the order of the options.
 */
function fieldsOf(form) {
  return [...all("[data-hands]", form)];
}

/** @param {HTMLInputElement} field */
function countOf(field) {
  return Math.max(0, Math.round(+field.value) || 0);
}

/**
 * @param {Question} form
 * @returns {HTMLInputElement[]}
 */
function optionsOf(form) {
  return [...all("[data-option]", form)];
}

// What most hands are for is chosen, unless the teacher chose. How sure a class is, nobody asks.
/** @param {Question} form */
function choose(form) {
  const options = optionsOf(form);
  const counts = fieldsOf(form).map(countOf);
  const most = Math.max(...counts);
  if (most && !options.some((option) => option.checked)) options[counts.indexOf(most)].checked = true;
  const degree = /** @type {HTMLInputElement | null} */ (one(".sure [type=radio]", form));
  if (degree) degree.checked = true;
}

// Shares of all hands, with a mark at the answer that the model gives.
/**
 * @param {Question} form
 * @param {Presenter} bar
 */
function reveal(form, bar) {
  const counts = fieldsOf(form).map(countOf);
  const total = counts.reduce((sum, count) => sum + count);
  const right = one(`[data-reveal="${form.dataset.predict}"] [data-right]`)?.dataset.verdict;
  const said = optionsOf(form).map((option, index) => {
    const label = /** @type {HTMLElement} */ (option.parentElement);
    const place = /** @type {HTMLElement} */ (label.nextElementSibling);
    const share = total && counts[index] / total;
    const text = total ? filled(bar.dataset.share, counts[index], total, Math.round(100 * share)) : "";
    place.replaceChildren();
    if (total) {
      const line = document.createElement("span");
      line.className = "share-of-hands";
      line.style.setProperty("--share", String(share));
      place.append(line, text);
    }
    const answer = words(/** @type {Element} */ (one("span", label)));
    if (option.value !== right) return text && `${answer}: ${text}.`;
    const mark = document.createElement("strong");
    mark.className = "model";
    mark.textContent = bar.dataset.model;
    label.classList.add("is-right");
    label.append(mark);
    return `${answer} (${bar.dataset.model})${text && `: ${text}`}.`;
  });
  say(said.join(" "));
}

// Down the fields by Enter, and on to the button.
/** @param {KeyboardEvent} event */
function onEnter(event) {
  const { key, target } = event;
  const field = /** @type {HTMLInputElement & { form: Question }} */ (target);
  if (key !== "Enter" || field.dataset.hands === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const fields = fieldsOf(field.form);
  const next = fields[fields.indexOf(field) + 1] || one("[type=submit]", field.form);
  next.focus();
}

/**
 * @param {Question} form
 * @param {Presenter} bar
 */
export function askHands(form, bar) {
  form.dataset.asked = "1";
  // What is drawn or put in order isn't a choice between options.
  const options = one(".options:not([data-hand])", form);
  if (!options || form.dataset.done) return;
  options.classList.add("counted");
  for (const option of optionsOf(form)) {
    const label = /** @type {HTMLElement} */ (option.parentElement);
    const place = document.createElement("p");
    place.className = "hands";
    const field = document.createElement("input");
    Object.assign(field, { type: "number", min: "0", max: "9999", placeholder: "0", inputMode: "numeric", autocomplete: "off" });
    field.dataset.hands = "";
    field.setAttribute("aria-label", filled(bar.dataset.hands, words(/** @type {Element} */ (one("span", label)))));
    place.append(field);
    label.after(place);
    // It isn't a student's answer, so the page must not record it.
    for (const name of ["input", "change"]) field.addEventListener(name, (event) => event.stopPropagation());
  }
  const how = document.createElement("p");
  how.className = "how";
  how.textContent = bar.dataset.how;
  options.before(how);
  one("[type=submit]", form).textContent = bar.dataset.reveal;
  form.addEventListener("keydown", onEnter);
  form.addEventListener("submit", () => {
    choose(form);
    setTimeout(() => form.dataset.done && reveal(form, bar));
  });
}
