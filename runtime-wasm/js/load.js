// Loads the evaluator, and data that the build has packed.
const { wasm, wasmScript } = document.currentScript.dataset;

async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The pieces that the build packed: each behind its length.
async function unpacked(base64) {
  const bytes = await inflate(base64);
  const view = new DataView(bytes.buffer);
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + view.getUint32(at, true);
    pieces.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return pieces;
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

async function startEvaluator() {
  return wasm_bindgen({ module_or_path: (await fetched()) || (await scripted()) });
}
