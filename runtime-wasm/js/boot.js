// Starts a lab's page.

// The page's program, and the sealed fragments after it.
function load() {
  const pieces = unpacked(document.getElementById("lab-data").textContent);
  const text = new TextDecoder();
  fragments = pieces.slice(1).map((piece) => text.decode(piece));
  return pieces[0];
}

async function start() {
  const evaluator = startEvaluator();
  const page = load();
  await evaluator;
  if (!wasm_bindgen.start(page)) throw new Error("the page's data cannot be read");
  lab = wasm_bindgen;
  openStore();
  relearn();
  adopt(document);
  apply(lab.all(), false);
  watch();
  document.addEventListener("input", onInput);
  document.addEventListener("change", ({ target }) => target.dataset.number && typed(target));
  document.addEventListener("submit", onSubmit);
  document.addEventListener("toggle", ({ target }) => target.open && target.dataset.table && fillTable(target), true);
  addEventListener("storage", onStorage);
  addEventListener("pagehide", save);
  addEventListener("pagehide", writeAll);
  document.addEventListener("visibilitychange", save);
  globalThis.labc = { lab, patch };
  document.documentElement.dataset.ready = "1";
  performance.mark("labc-ready");
  openCopies();
}

start().catch((fault) => {
  notice(`${sentence("broken")} (${(fault && fault.message) || fault})`);
});
