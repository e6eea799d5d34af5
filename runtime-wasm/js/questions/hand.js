// Predictions that are made by hand: curves that are drawn, options that are put in order or drawn as bars. What is made
// chooses an option, and stands in `form.drawn` as the record has it. A part of `extras.js`.
import { all, one } from "../page/dom.js";
import { bars } from "./bars.js";
import { order } from "./ranking.js";
import { sketch } from "./sketch.js";

const HANDS = { sketch, order, bars };

// `itemOf` is that of `record.js`, which belongs to the page's own script.
/**
 * @param {Question} form
 * @param {typeof import("../record/record.js").itemOf} itemOf
 */
globalThis.labcHand = (form, itemOf) => {
  const place = one("[data-hand]", form);
  const name = /** @type {string} */ (form.dataset.predict);
  // What the model gives, once that is unlocked.
  const model = () => (form.dataset.done && one(`[data-reveal="${name}"]`)?.dataset.model) || "";
  // Chooses an option, and keeps what was made with it.
  /** @param {string} key @param {Drawn | undefined} drawn */
  const choose = (key, drawn) => {
    form.drawn = drawn;
    let chosen = null;
    for (const option of all("[data-option]", form)) {
      option.checked = option.value === key;
      if (option.checked) chosen = option;
    }
    chosen?.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // What is in the record, or in the draft as long as there is no answer.
  const kept = () => itemOf("predict", name, form) || (!form.dataset.done && itemOf("draft", name, form, ["predict."])) || {};
  const show = HANDS[/** @type {keyof typeof HANDS} */ (place.dataset.hand)]({ form, place, model, choose });
  const update = () => show(kept());
  update();
  const waiting = new MutationObserver(() => {
    if (!model()) return;
    waiting.disconnect();
    update();
  });
  new MutationObserver(() => {
    update();
    // The verdict may be behind another question.
    if (!model()) waiting.observe(one("main"), { childList: true, subtree: true });
  }).observe(form, { attributeFilter: ["data-done"] });
  if (form.dataset.done && !model()) waiting.observe(one("main"), { childList: true, subtree: true });
};
