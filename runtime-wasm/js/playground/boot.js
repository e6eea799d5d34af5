// The playground: a lab is written on the left, and checked and run on the right while it is written.
import { compilerAt, serve } from "./compiler.js";
import { showFaults } from "./faults.js";
import { packed, unpacked } from "./link.js";

// The text of the last visit.
const DRAFT = "labc-playground";
// What that was before the text of a link came in its place.
const OWN = "labc-playground-own";
// How long nothing has to be typed before the text is compiled, in milliseconds.
const PAUSE = 200;

function open() {
  const root = /** @type {With<"assets" | "checking" | "copied" | "failed" | "fine" | "inAddress" | "packed" | "pageOf" | "proved" | "script" | "wasm">} */ (document.querySelector("[data-playground]"));
  /** @type {(name: string) => HTMLElement} */
  const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));
  const source = /** @type {HTMLTextAreaElement} */ (part("source"));
  const frame = /** @type {HTMLIFrameElement} */ (part("page"));
  const examples = /** @type {HTMLSelectElement} */ (part("examples"));
  const [verdict, faults, share, shared, prove, before] = ["verdict", "faults", "share", "shared", "prove", "before"].map(part);
  const { dataset } = root;
  const assets = dataset.assets;
  const compiler = compilerAt({ script: dataset.script, wasm: dataset.wasm, packed: dataset.packed });
  let timer = 0;
  let shown = "";
  // What is compiled now, and whether the newest text waits for that: to be compiled, or to be proved as well.
  let busy = false;
  let waits = "";

  /** @param {string} name */
  const stored = (name) => {
    try {
      return localStorage.getItem(name) || "";
    } catch {
      return "";
    }
  };
  /** @param {string} name @param {string} text */
  const store = (name, text) => {
    try {
      text ? localStorage.setItem(name, text) : localStorage.removeItem(name);
    } catch {
      // It is kept in the address, when the author asks for that.
    }
  };

  // Compiles the text. While one is compiled, only the newest waits.
  /** @param {boolean} proves */
  async function compile(proves) {
    verdict.textContent = dataset.checking;
    root.dataset.state = "checking";
    if (busy) {
      waits = proves || waits === "prove" ? "prove" : "check";
      return;
    }
    busy = true;
    try {
      const started = performance.now();
      const answer = await compiler.call("compile", source.value, assets, proves);
      dataset.took = String(Math.round(performance.now() - started));
      if (!waits) tell(answer, proves);
    } catch (error) {
      if (!waits) {
        verdict.textContent = `${dataset.failed} (${/** @type {Error} */ (error).message})`;
        root.dataset.state = "failed";
      }
    }
    busy = false;
    const next = waits;
    waits = "";
    if (next) compile(next === "prove");
  }

  // Shows what has become of a text.
  /**
   * @param {Compiled} compiled
   * @param {boolean} proves
   */
  function tell({ faults: found, page, title }, proves) {
    showFaults(faults, found, { source, change, explain: /** @param {string} code */ (code) => compiler.call("explain", code) });
    const errors = found.filter(({ severity }) => severity === "error").length;
    verdict.textContent = told(errors, found.length - errors, proves && !errors);
    root.dataset.state = errors ? "errors" : "fine";
    frame.classList.toggle("old", !page);
    if (page && page !== shown) show(page, title);
  }

  /**
   * @param {number} errors
   * @param {number} warnings
   * @param {boolean} proved
   */
  function told(errors, warnings, proved) {
    /** @param {number} number @param {string} word */
    const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
    const some = [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(", ");
    return some || (proved ? dataset.proved : dataset.fine);
  }

  // Shows a page in place of the one before, at the same place of it.
  /**
   * @param {string} page
   * @param {string | null} title
   */
  function show(page, title) {
    shown = page;
    const inside = frame.contentWindow;
    const top = inside ? inside.scrollY : 0;
    frame.onload = () => /** @type {Window} */ (frame.contentWindow).scrollTo(0, top);
    frame.title = `${dataset.pageOf} ${title}`;
    frame.srcdoc = page;
  }

  function typed() {
    store(DRAFT, source.value);
    shared.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(compile, PAUSE, false);
  }

  // Puts a text in place of another, so that the editor can take it back.
  /**
   * @param {number} start
   * @param {number} end
   * @param {string} text
   */
  function change(start, end, text) {
    source.focus();
    source.setSelectionRange(start, end);
    const done = text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete");
    if (!done) {
      source.setRangeText(text, start, end, "end");
      typed();
    }
  }

  /** @param {string} name */
  function example(name) {
    const template = /** @type {HTMLTemplateElement} */ (root.querySelector(`[data-example="${name}"]`));
    return template.content.textContent.trimStart();
  }

  /** @param {string} text */
  function take(text) {
    source.value = text;
    store(DRAFT, text);
    compile(false);
  }

  // The author's own text is there to go back to as long as another is here, whatever becomes of that.
  function offerOwn() {
    const own = stored(OWN);
    before.hidden = !own || own === source.value;
  }

  async function fromAddress() {
    if (!location.hash.startsWith("#lab=")) return false;
    const text = await unpacked(location.hash.slice(5));
    if (text === null) {
      shared.textContent = "The link holds no lab: it is incomplete, or too long.";
      return false;
    }
    const old = stored(DRAFT);
    if (old !== text && !stored(OWN)) store(OWN, old);
    source.value = text;
    offerOwn();
    compile(false);
    return true;
  }

  source.addEventListener("input", typed);
  source.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) compile(true);
  });
  prove.addEventListener("click", () => compile(true));
  examples.addEventListener("change", () => {
    if (examples.value) take(example(examples.value));
    examples.value = "";
  });
  share.addEventListener("click", async () => {
    history.replaceState(null, "", `#lab=${await packed(source.value)}`);
    try {
      await navigator.clipboard.writeText(location.href);
      shared.textContent = dataset.copied;
    } catch {
      shared.textContent = dataset.inAddress;
    }
  });
  before.addEventListener("click", () => {
    history.replaceState(null, "", location.pathname + location.search);
    take(stored(OWN));
    store(OWN, "");
    offerOwn();
  });
  addEventListener("hashchange", fromAddress);
  root.hidden = false;
  fromAddress().then((found) => {
    if (found) return;
    take(stored(DRAFT) || example(examples.options[1].value));
    offerOwn();
  });
}

if (typeof document === "undefined") serve();
else open();
