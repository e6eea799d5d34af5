// Loads the page's data and the evaluator, then starts.
const { wasm, wasmScript } = document.currentScript.dataset;

async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The page's program, and the sealed fragments after it.
async function load() {
  const bytes = await inflate(document.getElementById("lab-data").textContent.trim());
  const view = new DataView(bytes.buffer);
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + view.getUint32(at, true);
    pieces.push(bytes.subarray(at + 4, end));
    at = end;
  }
  const text = new TextDecoder();
  fragments = pieces.slice(1).map((piece) => text.decode(piece));
  return pieces[0];
}

async function fetched() {
  if (location.protocol === "file:") return null;
  try {
    const response = await fetch(wasm);
    if (!response.ok) return null;
    return response.headers.get("content-type") === "application/wasm" ? response : await response.arrayBuffer();
  } catch {
    return null;
  }
}

// For pages opened from a file, where nothing can be fetched: the evaluator as a script.
async function scripted() {
  await new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = wasmScript;
    script.onload = loaded;
    script.onerror = () => failed(new Error("the evaluator did not load"));
    document.head.append(script);
  });
  return inflate(globalThis.labcWasm);
}

async function start() {
  const evaluator = async () => wasm_bindgen({ module_or_path: (await fetched()) || (await scripted()) });
  const [page] = await Promise.all([load(), evaluator()]);
  lab = new wasm_bindgen.Lab(page);
  openStore();
  adopt(document);
  apply(lab.all(), false);
  watch();
  document.addEventListener("input", onInput);
  document.addEventListener("change", ({ target }) => target.dataset.number && typed(target));
  document.addEventListener("submit", onSubmit);
  document.addEventListener("toggle", ({ target }) => target.open && target.dataset.table && fillTable(target), true);
  addEventListener("storage", onStorage);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", save);
  globalThis.labc = { lab, patch };
  document.documentElement.dataset.ready = "1";
  performance.mark("labc-ready");
}

start().catch((fault) => {
  notice(`${sentence("broken")} (${(fault && fault.message) || fault})`);
});
