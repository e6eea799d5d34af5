// Finding elements, and writing texts. What is found has the attributes that the theme gives it: see `Found`.

/** @type {<Selector extends string>(selector: Selector, root?: ParentNode) => Selector extends keyof Found ? Found[Selector] : any} */
export const one = (selector, root = document) => /** @type {any} */ (root.querySelector(selector));
/** @type {<Selector extends string>(selector: Selector, root?: ParentNode) => NodeListOf<Selector extends keyof Found ? NonNullable<Found[Selector]> : any>} */
export const all = (selector, root = document) => /** @type {any} */ (root.querySelectorAll(selector));

/** @param {string} text */
export function markup(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content;
}

/**
 * A text that is there is changed, not replaced: the page then lays out no more than that text.
 * @param {Element} element
 * @param {string} text
 */
export function put(element, text) {
  const there = /** @type {Text | null} */ (element.firstChild);
  if (there && there === element.lastChild && there.nodeType === 3) {
    if (there.data !== text) there.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}
