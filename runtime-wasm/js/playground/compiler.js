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

const calls = {
  compile: (text, assets, proves) => JSON.parse(wasm_bindgen.compile(text, assets, proves)),
  explain: (code) => wasm_bindgen.explain(code),
};

// What the worker does.
export function serve() {
  let ready = null;
  globalThis.onmessage = async ({ data }) => {
    try {
      if (data.load) ready = load(data.load);
      await ready;
      const answer = data.call ? calls[data.call](...data.given) : null;
      globalThis.postMessage({ id: data.id, answer });
    } catch (error) {
      globalThis.postMessage({ id: data.id, failed: String(error) });
    }
  };
}

class Compiler {
  constructor(addresses) {
    this.addresses = addresses;
    this.waiting = new Map();
    this.count = 0;
    this.worker = null;
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

  ask(message) {
    const id = ++this.count;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ ...message, id });
    });
  }

  // One of `calls`. After a failure, as of a lab nested too deeply for the browser, the next call starts afresh.
  async call(call, ...given) {
    try {
      await (this.ready || this.start());
      return this.worker ? await this.ask({ call, given }) : calls[call](...given);
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

export function compilerAt(addresses) {
  return new Compiler(addresses);
}
