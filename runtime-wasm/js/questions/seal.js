// Predictions that open what follows them, and reflections that open their feedback.
import { adopt, answers, fragments } from "../page/adopt.js";
import { say, sentence, words } from "../page/announce.js";
import { all, markup, one } from "../page/dom.js";
import { withExtrasAt } from "../page/load.js";
import { apply, lab, progress } from "../page/patch.js";
import { COMMITTED } from "../record/kinds.js";
import { kindOf } from "../record/merge.js";
import { itemOf, keepRecord, optionOf, relearn } from "../record/record.js";
import { keep, prefix } from "../record/store.js";
import { adoptAsked, commitEstimate, decide, estimate, showSureness, sureness } from "./ask.js";
import { endDraft, isReady, pausing, restoreDraft } from "./typed.js";

/**
 * @param {string} seal
 * @returns {With<"seal">}
 */
export function openSeal(seal) {
  const place = one(`[data-seal="${seal}"]`);
  if (!place || place.dataset.open) return place;
  place.dataset.open = "1";
  place.classList.remove("sealed");
  place.replaceChildren(markup(fragments[/** @type {number} */ (/** @type {unknown} */ (seal))]));
  lab.open(+seal);
  adopt(place);
  return place;
}

// Brings questions to life, and the entries that a seal held for the bar at the foot.
/** @param {ParentNode} root */
export function adoptQuestions(root) {
  for (const entry of all("main [data-hud-entry]", root)) one(".vitals").append(entry);
  for (const form of all("[data-predict]", root)) {
    form.firstElementChild.disabled = false;
    // Made by hand in place of choosing an option.
    const hand = one("[data-hand]", form);
    if (hand) withExtrasAt(hand, () => globalThis.labcHand(form, itemOf));
    const item = itemOf("predict", form.dataset.predict, form);
    if (item) commit(form, item);
    else restoreDraft(form);
  }
  for (const form of all("[data-reflect]", root)) {
    form.firstElementChild.disabled = false;
    const item = itemOf("reflect", form.dataset.reflect, form);
    if (item) answer(form, item.option);
    restoreDraft(form);
  }
  for (const reveal of all("[data-reveal]", root)) {
    const form = one(`[data-predict="${reveal.dataset.reveal}"]`);
    const item = form && itemOf("predict", reveal.dataset.reveal, form);
    if (item) verdict(reveal, item.option);
  }
  adoptAsked(root);
}

// Shows what is said about one option; null if the lab no longer has it.
/**
 * @param {HTMLElement} place
 * @param {string | undefined} option
 */
function verdict(place, option) {
  const found = optionOf(place, "[data-verdict]", option, (one) => one.dataset.verdict) || null;
  for (const element of all("[data-verdict]", place)) element.hidden = element !== found;
  const gone = one("[data-gone]", place);
  if (gone) gone.hidden = !!found;
  return found;
}

/**
 * @param {Question} form
 * @param {string | undefined} option
 */
function check(form, option) {
  const chosen = optionOf(form, "[data-option]", option, (one) => one.value);
  for (const input of all("[data-option]", form)) {
    input.checked = input === chosen;
    const mine = one("[data-mine]", /** @type {Element} */ (input.parentElement));
    if (mine) mine.hidden = !input.checked;
  }
  form.dataset.done = "1";
  progress();
}

// Final: the form takes nothing more.
/** @param {Question} form */
export function freeze(form) {
  const fieldset = form.firstElementChild;
  fieldset.disabled = true;
  one(".act", fieldset).hidden = true;
  clearTimeout(pausing);
  for (const hint of all(".hint", form)) hint.hidden = true;
  one("[data-committed]", form).hidden = false;
  form.dataset.done = "1";
  progress();
}

// The form freezes and its seal opens.
/**
 * @param {Question} form
 * @param {Item} item
 */
function commit(form, item) {
  check(form, item.option);
  showSureness(form, item);
  freeze(form);
  one("[data-gone]", form).hidden = !!one("[data-option]:checked", form);
  const place = openSeal(form.dataset.sealOf);
  const reveal = one(`[data-reveal="${form.dataset.predict}"]`);
  if (reveal) verdict(reveal, item.option);
  return place;
}

/**
 * @param {Question} form
 * @param {string | undefined} option
 */
function answer(form, option) {
  check(form, option);
  const place = openSeal(form.dataset.sealOf);
  return place && verdict(place, option);
}

// Something was committed: what it opened is brought up to date and said. The focus goes to the first block that
// opened, and the page stays where it is: what was asked can be tried before the verdict is read.
/** @param {HTMLElement | null} place */
export function opened(place) {
  relearn();
  apply(lab.all(), true);
  keepRecord();
  say(sentence("opened"));
  const first = place && /** @type {HTMLElement[]} */ ([...place.children]).find((child) => !child.hidden);
  if (first) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
}

/** @param {EventOn<Estimate>} event */
export function onSubmit(event) {
  const form = event.target;
  const { predict, reflect } = form.dataset;
  if (!predict && !reflect && !form.dataset.estimate && !form.dataset.decide) return;
  event.preventDefault();
  if (form.dataset.estimate) return estimate(form);
  if (form.dataset.decide) return decide(form);
  if (!isReady(form)) return;
  const option = /** @type {HTMLInputElement} */ (one("[data-option]:checked", form)).value;
  if (reflect) {
    const item = itemOf("reflect", reflect, form);
    keep("reflect", reflect, { first: option, ...item, v: 1, option });
    endDraft(form);
    const found = answer(form, option);
    apply(lab.all(), true);
    if (found) say(words(one(".verdict-word:not([hidden])", found)));
    return;
  }
  // Another tab may have been first.
  let item = itemOf("predict", /** @type {string} */ (predict), form);
  if (!item) {
    // What is true is frozen with the answer: the lab may change.
    openSeal(form.dataset.sealOf);
    relearn();
    apply(lab.all(), false);
    const { right, truth } = answers[/** @type {string} */ (predict)] || {};
    item = { v: 1, option, ...form.drawn, confidence: sureness(form), right: right === undefined ? undefined : right === option, truth, at: new Date().toISOString() };
    item = keep("predict", /** @type {string} */ (predict), item) || item;
    endDraft(form);
  }
  opened(commit(form, item));
}

// What is committed in another tab is committed here, also where that tab still has the lab under its former names.
/** @param {StorageEvent} event */
export function onStorage({ key, newValue }) {
  if (!newValue || !key || !COMMITTED.includes(kindOf(key.slice(prefix.length)))) return;
  const open = [...all("[data-predict]:not([data-done]),[data-estimate]:not([data-done])")];
  for (const form of open) {
    const { predict, estimate: name } = form.dataset;
    const item = predict ? itemOf("predict", predict, form) : itemOf("estimate", name, form);
    if (!item) continue;
    if (predict) commit(form, item);
    else commitEstimate(form, item);
    relearn();
    apply(lab.all(), true);
    say(sentence("elsewhere"));
  }
}
