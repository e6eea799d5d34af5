// The pages' scripts as TypeScript reads them: names, imports, numbers of arguments, types where comments state them.
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

// Folders and modules in which every name has a type. It only grows.
const STRICT = ["record/", "page/dom.js"];

test("what is typed throughout stays so", () => {
  const strict = spawnSync(process.execPath, [tsc, "--project", join(folder, "js/tsconfig.strict.json")], { encoding: "utf8" });
  const faults = strict.stdout.split("\n").filter((line) => STRICT.some((part) => line.includes(`js/${part}`)));
  assert.match(strict.stdout, /js\/\w+\/\w+\.js\(/, "other modules are not strict yet: if they are, this list can go");
  assert.deepEqual(faults, []);
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
