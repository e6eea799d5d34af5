// Finding elements, and writing texts.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => root.querySelectorAll(selector);

export function markup(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content;
}

// A text that is there is changed, not replaced: the page then lays out no more than that text.
export function put(element, text) {
  const there = element.firstChild;
  if (there && there === element.lastChild && there.nodeType === 3) {
    if (there.data !== text) there.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}
