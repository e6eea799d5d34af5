// Loads the evaluator, and data that the build has packed.
import { notice, sentence } from "./announce.js";
import { addScript, inflated } from "./files.js";

const { dataset } = /** @type {With<"wasm" | "wasmScript" | "pictures" | "present", HTMLScriptElement>} */ (document.currentScript);
// The address of the script with what pages use seldom: reading and pictures of charts, presets, links to settings, the
// order of tables, tabs, predictions made by hand.
export const { pictures } = dataset;

// The pieces that the build packed: a character for each byte, each piece behind its length.
/** @param {string} text */
export function unpacked(text) {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const letter = code | 32;
    const digit = code > 47 && code < 58;
    bytes[at] = letter > 96 && letter < 123 ? code + (letter < 110 ? 13 : -13) : digit ? code + (code < 53 ? 5 : -5) : code === 96 ? 60 : code;
  }
  const view = new DataView(bytes.buffer);
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + view.getUint32(at, true);
    pieces.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return pieces;
}

/** @returns {Promise<Response | ArrayBuffer | null>} */
async function fetched() {
  if (location.protocol === "file:") return null;
  try {
    const response = await fetch(dataset.wasm);
    if (!response.ok) return null;
    return response.headers.get("content-type") === "application/wasm" ? response : await response.arrayBuffer();
  } catch {
    return null;
  }
}

/** @type {Promise<unknown> | null} */
let extras = null;

// That script, once it is there. One that did not come is asked for again the next time.
export function addExtras() {
  extras ||= addScript(pictures);
  return extras.catch((fault) => {
    extras = null;
    throw fault;
  });
}

// Does something for which it is needed, or something else where it does not come.
/**
 * @param {() => void} use
 * @param {() => void} [without]
 */
export async function withExtras(use, without) {
  try {
    await addExtras();
  } catch {
    without?.();
    return notice(sentence("nopicture"));
  }
  use();
}

// The same, once something is in sight.
/**
 * @param {Element} place
 * @param {() => void} use
 * @param {() => void} [without]
 */
export function withExtrasAt(place, use, without) {
  const sight = new IntersectionObserver((seen) => {
    if (!seen[0].isIntersecting) return;
    sight.disconnect();
    withExtras(use, without);
  });
  sight.observe(place);
}

// For pages opened from a file, where nothing can be fetched: the evaluator as a script.
async function scripted() {
  await addScript(dataset.wasmScript);
  return inflated(globalThis.labcWasm);
}

// Presented to a class, a lab finds nothing that is stored, and stores nothing: what sees to that is there first.
export async function startEvaluator() {
  if (location.search.includes("present")) await addScript(dataset.present);
  const module = (await fetched()) || (await scripted());
  const imports = wasm_bindgen.imports();
  const { instance } = await (module instanceof Response ? WebAssembly.instantiateStreaming(module, imports) : WebAssembly.instantiate(module, imports));
  wasm_bindgen.begin(instance);
}
