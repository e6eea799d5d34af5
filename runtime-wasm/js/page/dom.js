// Finding elements, and writing texts. What is found has the attributes that the theme gives it: its type is not known.

/** @type {(selector: string, root?: ParentNode) => any} */
export const one = (selector, root = document) => root.querySelector(selector);
/** @type {(selector: string, root?: ParentNode) => NodeListOf<any>} */
export const all = (selector, root = document) => root.querySelectorAll(selector);

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
