// The compiler, in a worker, so that the page answers while a lab is proved; on this page itself where none can be had, as
// on pages opened from a file.
import { addScript, inflated } from "../page/files.js";

// Loads the compiler: fetched, or from a script that has set `labcWasm`.
async function load({ wasm = "", packed = "" }) {
  let source = null;
  if (packed) {
    source = await inflated(packed);
  } else {
    const response = await fetch(wasm);
    if (!response.ok) throw new Error(`${wasm}: ${response.status}`);
    source = await response.arrayBuffer();
  }
  const { instance } = await WebAssembly.instantiate(source, wasm_bindgen.imports());
  wasm_bindgen.begin(instance);
}

/** @typedef {typeof calls} Calls */
const calls = {
  /** @type {(text: string, assets: string, proves: boolean) => Compiled} */
  compile: (text, assets, proves) => JSON.parse(wasm_bindgen.compile(text, assets, proves)),
  /** @param {string} code */
  explain: (code) => wasm_bindgen.explain(code),
};

// What the worker does.
export function serve() {
  /** @type {Promise<void> | null} */
  let ready = null;
  globalThis.onmessage = async ({ data }) => {
    try {
      if (data.load) ready = load(data.load);
      await ready;
      const answer = data.call ? /** @type {Record<string, Function>} */ (calls)[data.call](...data.given) : null;
      globalThis.postMessage({ id: data.id, answer });
    } catch (error) {
      globalThis.postMessage({ id: data.id, failed: String(error) });
    }
  };
}

class Compiler {
  /** @param {Addresses} addresses */
  constructor(addresses) {
    this.addresses = addresses;
    /** @type {Map<number, { done: (answer: any) => void, failed: (error: Error) => void }>} What was asked, by number. */
    this.waiting = new Map();
    this.count = 0;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Promise<void> | null} */
    this.ready = null;
  }

  start() {
    this.ready = location.protocol === "file:" ? this.here() : this.beside();
    return this.ready;
  }

  // On this page: scripts are all that a page opened from a file can load.
  async here() {
    await addScript(this.addresses.packed);
    await load({ packed: globalThis["labcWasm"] });
  }

  beside() {
    this.worker = new Worker(this.addresses.script);
    this.worker.onmessage = ({ data }) => {
      const waits = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (waits) "failed" in data ? waits.failed(new Error(data.failed)) : waits.done(data.answer);
    };
    this.worker.onerror = () => {
      for (const { failed } of this.waiting.values()) failed(new Error("the compiler did not start"));
      this.waiting.clear();
    };
    return this.ask({ load: { wasm: this.addresses.wasm } });
  }

  /**
   * @param {object} message
   * @returns {Promise<any>}
   */
  ask(message) {
    const id = ++this.count;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      /** @type {Worker} */ (this.worker).postMessage({ ...message, id });
    });
  }

  /**
   * One of `calls`. After a failure, as of a lab nested too deeply for the browser, the next call starts afresh.
   * @template {keyof Calls} Call
   * @param {Call} call
   * @param {Parameters<Calls[Call]>} given
   * @returns {Promise<ReturnType<Calls[Call]>>}
   */
  async call(call, ...given) {
    try {
      await (this.ready || this.start());
      return this.worker ? await this.ask({ call, given }) : /** @type {Record<string, Function>} */ (calls)[call](...given);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  // Gives up what is being worked on.
  stop() {
    this.worker?.terminate();
    for (const { failed } of this.waiting.values()) failed(new Error("stopped"));
    this.waiting.clear();
    this.worker = null;
    this.ready = null;
  }
}

/** @param {Addresses} addresses */
export function compilerAt(addresses) {
  return new Compiler(addresses);
}
