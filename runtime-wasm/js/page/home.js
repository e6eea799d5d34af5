// The pages that list labs: what is done of each, and where the student goes on. A part is done by the rules of My work
// (`Sheet::marks` in compiler/core/src/mark.rs).
import { FIELDS } from "../record/kinds.js";
import { all, one } from "./dom.js";
import "./offline.js";

const prefix = `labc/${document.body.dataset.course}/`;

// The items of the course by their keys. What can't be read is not done.
/** @returns {Map<string, Item | null>} */
function stored() {
  const items = new Map();
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(prefix)) continue;
      try {
        items.set(key.slice(prefix.length), JSON.parse(/** @type {string} */ (localStorage.getItem(key))));
      } catch {
        // damaged
      }
    }
  } catch {
    // This browser keeps nothing.
  }
  return items;
}

/**
 * @param {string} kind
 * @param {Item | null | undefined} item
 */
function answers(kind, item) {
  if (!item || !item.v) return false;
  const field = FIELDS[kind];
  const value = field === undefined ? true : item[field];
  return typeof value === "string" ? value.trim() !== "" : typeof value === "number" || value === true;
}

// `data-asks` has a word for each thing that is asked, with its former names: `predict/growth|predict/doubling`.
/**
 * @param {With<"asks">} part
 * @param {string[]} labs
 * @param {Map<string, Item | null>} items
 */
function isDone(part, labs, items) {
  const asks = part.dataset.asks.split(" ");
  return asks.every((names) => names.split("|").some((name) => labs.some((lab) => answers(name.split("/")[0], items.get(`${lab}/${name}`)))));
}

/**
 * @param {string} text
 * @param {number[]} values
 */
function filled(text, ...values) {
  return text.replace(/\{\}/g, () => /** @type {string} */ (/** @type {unknown} */ (values.shift())));
}

function show() {
  const items = stored();
  const list = one("[data-labs]");
  const touched = new Map();
  for (const [key, item] of items) {
    const [lab, , name] = key.split("/");
    const at = item && item.at;
    if (name !== undefined && typeof at === "string" && at > (touched.get(lab) || "")) touched.set(lab, at);
  }
  let last = { at: "", index: 0 };
  const labs = [...all("[data-lab]")].map((lab, index) => {
    const names = [lab.dataset.lab, ...lab.dataset.was.split(" ")].filter(Boolean);
    const parts = [...all("[data-asks]", lab)];
    const open = parts.filter((part) => {
      const done = isDone(part, names, items);
      part.classList.toggle("done", done);
      const tick = one("[data-tick]", part);
      if (tick) tick.hidden = !done;
      return !done;
    });
    const at = names.map((name) => touched.get(name) || "").sort().at(-1);
    if (at > last.at) last = { at, index };
    const said = one("[data-progress]", lab);
    said.hidden = !at || !parts.length;
    const { some, whole } = list.dataset;
    one("[data-said]", said).textContent = open.length ? filled(some, parts.length - open.length, parts.length) : whole;
    return { lab, open };
  });
  // On from where the student was last; after a lab that is done, the next one that isn't.
  const next = [...labs.slice(last.index), ...labs.slice(0, last.index)].find(({ open }) => open.length);
  const card = one("[data-continue]");
  if (!card) return;
  card.hidden = !next;
  if (!next) return;
  const [part] = next.open;
  const begun = next.lab === labs[last.index].lab && last.at !== "";
  one("[data-begin]", card).hidden = last.at !== "";
  one("[data-go-on]", card).hidden = last.at === "";
  const link = one("a", card);
  link.textContent = one(".lab-title a", next.lab).textContent;
  link.href = begun ? part.dataset.href : one(".lab-title a", next.lab).href;
  const place = one("[data-part]", card);
  place.hidden = !begun;
  place.textContent = part.dataset.title;
}

show();
// What was done on a page that the student comes back from, or in another tab.
addEventListener("pageshow", show);
addEventListener("storage", show);
