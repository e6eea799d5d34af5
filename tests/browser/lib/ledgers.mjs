// Random records of students, and the pages' own functions over them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root, tool } from "./site.mjs";

// A module's text without its imports and exports.
const plain = (text) => text.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
const script = (name) => plain(readFileSync(join(root, "runtime-wasm/js/record", name), "utf8"));

// The rules of the record's kinds, as the build writes them into the pages' scripts.
export const rules = plain(execFileSync(tool("record_rules"), { encoding: "utf8" }));

// What the pages' scripts compute without a page: the text of the very files, in a function; perhaps with another clock.
export const oursWith = (performance, setTimeout) => new Function("performance", "setTimeout", `"use strict"; const document = { body: { dataset: { course: "c" } } };
${rules}
${script("merge.js")}
${script("copy.js")}
${script("import.js")}
return { mergeItem, outranks, isPrecious, asideOf, crc32, hex, readItem, kindOf, checksumOf, pack, unpack, SCHEMA };`)(performance, setTimeout);
export const ours = oursWith(performance, setTimeout);

// Numbers that are the same in every run: mulberry32.
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const of = (list) => list[below(list.length)];
  return { next, below, of };
}

const LABS = ["wall", "frontier", "~"];
const KINDS = ["predict", "estimate", "reflect", "answer", "decide", "task", "set", "seen", "status", "goal", "record", "student", "hologram", ""];
const TEXTS = ["", "x", "Ω", "\u{1f600}", "two\nlines", '"quoted"', "\\ud83d", "\ud83d", "\u0000", "a=b", "__proto__", "é\u0301"];

// An item as a page of this version, an earlier, a later or a broken one leaves it.
export function randomText({ below, of, next }) {
  const roll = below(20);
  if (roll === 0) return of(["", "{half", "null", "[]", "3", "{}", '{"v":0}', '{"v":"2"}', "\ud800", "{".repeat(70), '{"v":1,"x":' + "[".repeat(63) + "]".repeat(63) + "}", '{"v":1,"x":' + "[".repeat(64) + "]".repeat(64) + "}"]);
  const item = { v: of([1, 2, 2, 2, 3, 2.5]) };
  if (below(5)) item.at = of(["2026-11-21T10:00:00.000Z", "2026-11-21T10:00:00Z", "2026-11-21T10:00:01.5Z", "2025-01-01T00:00:00.000Z", "yesterday", 7, `2026-0${1 + below(9)}-11T1${below(10)}:00:00.${below(1000)}Z`]);
  if (below(2)) item.option = of(["a", "b", "c", 3]);
  if (!below(3)) item.left = of([true, false, "", "2026", 0, null, {}]);
  if (!below(3)) item.text = of(TEXTS);
  if (!below(3)) item.value = of([next() * 1e9, -1.5e-300, 0, true, 12345678901234567890]);
  if (!below(4)) item["field " + below(3)] = { deep: [of(TEXTS), { x: null }] };
  return JSON.stringify(item);
}

export function randomKey({ below, of }) {
  if (!below(12)) return of(["quarantine/wall/predict/p0/00000000-5", "aside/wall/answer/p1/12345678-9", "lonely", "two/parts", "a/b/c/d/e", "__proto__", "//", "\u{1f600}/predict/x", "\ufb01/predict/x"]);
  return `${of(LABS)}/${of(KINDS)}/p${below(3)}`;
}

// Some items, several under the same key.
export function randomItems(source, most = 12) {
  return Array.from({ length: source.below(most) }, () => [randomKey(source), randomText(source)]);
}

// The record that items come to.
export function merged(...lists) {
  const ledger = new Map();
  for (const items of lists) for (const [key, text] of items) ours.mergeItem(ledger, key, text);
  return ledger;
}

export const sorted = (ledger) => [...ledger].sort(([a], [b]) => (a < b ? -1 : 1));
