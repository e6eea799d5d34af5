// Options that are put in order in place of choosing one: dragged, or moved by their buttons and the arrow keys. The first
// one is the answer. Once it is final, each row says where the model has it. A part of `extras.js`.
import { one, put } from "../page/dom.js";
import { added, filled, modelOf, rowOf, rowsOf } from "./rows.js";

// How many pairs stand as in the model, and how many there are. Places in the model, in the order that was made; equal
// places may stand either way.
/** @param {number[]} places */
export function pairsInOrder(places) {
  let [right, pairs] = [0, 0];
  places.forEach((place, at) => {
    for (const later of places.slice(at + 1)) {
      pairs++;
      if (place <= later) right++;
    }
  });
  return [right, pairs];
}

/** @param {Hand} hand */
export function order({ form, place, model, choose }) {
  const { dataset } = place;
  const says = one(".says", form);
  const rows = rowsOf(place);
  const known = new Map(rows.map((row) => [row.row, row]));
  const inOrder = () => [...place.children].map((element) => /** @type {OptionRow} */ (known.get(/** @type {HTMLElement} */ (element))));

  /** @param {OptionRow} row */
  function made(row) {
    const now = inOrder();
    choose(now[0].key, { order: now.map(({ key }) => key).join(" ") });
    put(says, filled(dataset.place, row.name, now.indexOf(row) + 1, now.length));
  }

  // The neighbour goes past it: what is held or in focus stays where it is in the document.
  /**
   * @param {OptionRow} row
   * @param {number} by
   */
  function move(row, by) {
    const { previousElementSibling: before, nextElementSibling: after } = row.row;
    if (form.dataset.done || !(by < 0 ? before : after)) return;
    if (by < 0) row.row.after(/** @type {Element} */ (before));
    else row.row.before(/** @type {Element} */ (after));
    made(row);
  }

  for (const row of rows) {
    const grip = added(row.row, "span", "grip");
    put(grip, "⠿");
    grip.ariaHidden = "true";
    row.row.prepend(grip);
    for (const [by, sign, label] of /** @type {[number, string, string][]} */ ([[-1, "↑", dataset.up], [1, "↓", dataset.down]])) {
      const button = added(row.row, "button", "quiet");
      button.type = "button";
      put(button, sign);
      button.setAttribute("aria-label", filled(label, row.name));
      button.addEventListener("click", () => move(row, by));
      button.addEventListener("keydown", (event) => {
        const step = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1 })[event.key];
        if (!step) return;
        event.preventDefault();
        move(row, step);
      });
    }
    let held = false;
    grip.addEventListener("pointerdown", (event) => {
      if (event.button || form.dataset.done) return;
      event.preventDefault();
      held = true;
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", ({ clientY }) => {
      if (!held) return;
      /** @param {Element | null} element @param {number} by */
      const past = (element, by) => {
        if (!element) return false;
        const { top, height } = element.getBoundingClientRect();
        return by * (clientY - top - height / 2) > 0;
      };
      if (past(row.row.previousElementSibling, -1)) move(row, -1);
      else if (past(row.row.nextElementSibling, 1)) move(row, 1);
    });
    const release = () => (held = false);
    grip.addEventListener("pointerup", release);
    grip.addEventListener("pointercancel", release);
    row.model = added(row.row, "em", "mine");
  }

  /** @param {Partial<Item>} item */
  return ({ order: stored }) => {
    const keys = typeof stored === "string" ? stored.split(" ") : [];
    const there = /** @type {OptionRow[]} */ (keys.map((key) => rowOf(rows, key)).filter((row, at, found) => row && found.indexOf(row) === at));
    const whole = there.length === rows.length;
    if (whole) place.append(...there.map(({ row }) => row));
    if (!form.dataset.done) {
      // What was chosen before a reload counts as long as the order is there, too.
      if (whole) made(there[0]);
      else choose("", undefined);
      put(says, "");
      return;
    }
    const truth = modelOf(model());
    for (const { key, model } of rows) {
      const known = truth.get(key);
      put(model, known ? filled(dataset.model, known.place, known.value) : "");
    }
    put(says, whole && truth.size ? filled(dataset.off, ...pairsInOrder(/** @type {number[]} */ (there.map(({ key }) => truth.get(key)?.place)))) : "");
  };
}
