// Evaluators outside of a browser, as the pages load them.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { inflateRawSync } from "node:zlib";

import { files } from "./site.mjs";

// Those of labs in a site, by name, and `whole`: the one for pages opened from a file, which all the others are cut from.
export function evaluators(folder) {
  const assets = files(folder).filter((path) => path.startsWith("assets/")).map((path) => join(folder, path));
  const found = new Map();
  for (const path of assets) if (/\/lab-[0-9a-f]+\.wasm$/.test(path)) found.set(basename(path), readFileSync(path));
  const script = readFileSync(assets.find((path) => /\/lab-wasm-[0-9a-f]+\.js$/.test(path)), "utf8");
  found.set("whole", inflateRawSync(Buffer.from(script.split('"')[1], "base64")));
  return found;
}

// An evaluator with its glue: a script that leaves `wasm_bindgen` behind. That of pages with uploads has all of it.
export function runtime(folder, wasm) {
  const scripts = files(folder).filter((path) => /^assets\/(upload|runtime|quiet)-[0-9a-f]+\.js$/.test(path)).sort();
  const glue = readFileSync(join(folder, scripts.at(-1)), "utf8");
  // The page's own script follows in the same file; it needs a document and is left out.
  const end = /\(\{\s*__proto__:\s*null\s*\}\);/.exec(glue);
  const bindgen = new Function(`${glue.slice(0, end.index + end[0].length)}\nreturn wasm_bindgen;`)();
  bindgen.begin(new WebAssembly.Instance(new WebAssembly.Module(wasm), bindgen.imports()));
  return bindgen;
}
