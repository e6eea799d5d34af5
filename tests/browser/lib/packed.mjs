// What a page carries for the browser, unpacked by the page's own script.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./site.mjs";

const script = readFileSync(join(root, "runtime-wasm/js/page/load.js"), "utf8");
const body = script.slice(script.indexOf("export function unpacked(") + "export ".length, script.indexOf("async function fetched("));

// The pieces of the text: the page's program, then what lies under its seals.
export const unpacked = new Function(`${body}\nreturn unpacked;`)();
