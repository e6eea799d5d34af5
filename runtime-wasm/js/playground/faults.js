// What is wrong with a lab, each with its place, its repair and an explanation.

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} attributes
 * @param {(Node | string | false | null)[]} children
 */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.assign(made, attributes);
  made.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return made;
}

// A sentence in which some words are code.
/** @param {string} text */
function sentence(text) {
  const pieces = text.split("`");
  return pieces.map((piece, at) => (at % 2 && at < pieces.length - 1 ? element("code", { textContent: piece }) : piece));
}

/**
 * @param {FaultFound} fault
 * @param {FaultActions} actions
 */
function item(fault, { source, change, explain }) {
  const { severity, code, message, line, start, end, label, help, repair } = fault;
  const place = element("button", { type: "button", className: "place", textContent: `line ${line}` });
  place.addEventListener("click", () => {
    source.focus();
    source.setSelectionRange(start, Math.max(start, end));
  });
  const head = element("p", {}, element("strong", { className: severity, textContent: severity }), " ", ...sentence(message), " ", place);
  const helps = help.map((each) => element("p", { className: "help" }, ...sentence(each)));
  let button = null;
  if (repair) {
    button = element("button", { type: "button", className: "repair" }, "Repair: ", ...sentence(repair.title));
    button.addEventListener("click", () => {
      for (const [from, to, text] of repair.edits) change(from, to, text);
    });
  }
  const more = element("div", {});
  const why = element("details", {}, element("summary", {}, "Explain ", element("code", { textContent: code })), more);
  // The markup is the compiler's own page about the code.
  why.addEventListener("toggle", async () => {
    if (why.open && !more.firstChild) more.innerHTML = await explain(code);
  });
  return element("li", {}, head, label && element("p", { className: "label" }, ...sentence(label)), ...helps, button, why);
}

// Lists what is wrong: errors first, for warnings may be there only because a lab is half written.
/**
 * @param {HTMLElement} list
 * @param {FaultFound[]} found
 * @param {FaultActions} actions
 */
export function showFaults(list, found, actions) {
  /** @param {FaultFound} fault */
  const isError = ({ severity }) => severity === "error";
  const all = [...found.filter(isError), ...found.filter((fault) => !isError(fault))];
  list.replaceChildren(...all.map((fault) => item(fault, actions)));
}
