// The pages' scripts as TypeScript reads them: every name has a type, which comments state.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./lib/site.mjs";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const folder = join(root, "runtime-wasm");

test("the scripts' types hold", () => {
  const { status, stdout } = spawnSync(process.execPath, [tsc, "--project", join(folder, "js")], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("the evaluator that the scripts know is the one that Rust exports", () => {
  const known = readFileSync(join(folder, "js/globals.d.ts"), "utf8");
  const declared = [...known.matchAll(/^ {2}(\w+)\((.*)\): /gm)].map(([, name, given]) => `${name}/${given ? given.split(",").length : 0}`);
  const sources = [join(folder, "src"), join(folder, "../compiler/playground/src")];
  const exported = sources
    .flatMap((source) => readdirSync(source).map((file) => readFileSync(join(source, file), "utf8")))
    .flatMap((text) => [...text.matchAll(/#\[wasm_bindgen\]\npub fn (\w+)\((.*?)\)/g)])
    .map(([, name, given]) => `${name}/${given ? given.split(",").length : 0}`);
  assert.deepEqual(declared.slice(2).sort(), exported.sort());
});
