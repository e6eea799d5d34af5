// Native and wasm compute the same bits: random pages, run by the native evaluator when they were written
// and here by each evaluator of the site, in the engine that Chromium has too. `LABC_PAGES` says how
// many; what makes the texts stand for bits is told in tests/src/bin/random_pages.rs. What students type is read the
// same, too: `LABC_TYPED` says how many texts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { evaluators, runtime } from "./lib/evaluator.mjs";
import { site, tool } from "./lib/site.mjs";

const count = Number(process.env.LABC_PAGES || 1000);
const typed = Number(process.env.LABC_TYPED || 4000);
const SETTINGS = 3;

const all = evaluators(site);

function written() {
  const folder = mkdtempSync(join(tmpdir(), "labc-bits-"));
  try {
    const file = join(folder, "pages");
    const said = execFileSync(tool("random_pages"), [String(count), file], { encoding: "utf8" });
    return { bytes: readFileSync(file), said: said.trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Where two outputs first differ, as records of slot and text.
function differing(mine, theirs) {
  const theirRecords = theirs.split("\u001e");
  const at = mine.split("\u001e").findIndex((record, index) => record !== theirRecords[index]);
  return { wasm: mine.split("\u001e")[at], native: theirRecords[at] };
}

assert.ok(all.size > 2, [...all.keys()].join(" "));
const { bytes, said } = written();
for (const [name, wasm] of all) test(`${count} random pages show the same natively and in ${name}`, (context) => {
  let lab = runtime(site, wasm);
  const text = new TextDecoder();
  let at = 0;
  const length = () => bytes.readUInt32LE((at += 4) - 4);
  const piece = (size) => bytes.subarray(at, (at += size));
  let [pages, refused, slots, zeros] = [0, 0, 0, 0];
  while (at < bytes.length) {
    let read = true;
    // Whether the page runs: an evaluator stops where it would need a part that it is without. It never shows anything
    // else instead.
    const tried = (step) => {
      try {
        return read ? step() : undefined;
      } catch {
        lab = runtime(site, wasm);
        read = false;
      }
    };
    const data = piece(length());
    read = tried(() => lab.start(data)) === true;
    const controls = length();
    for (let setting = 0; setting < SETTINGS; setting++) {
      for (let control = 0; control < controls; control++) {
        const value = bytes.readDoubleLE((at += 8) - 8);
        tried(() => lab.set(control, value));
      }
      const native = text.decode(piece(length()));
      tried(() => lab.run());
      const mine = tried(() => lab.all());
      if (!read) continue;
      if (mine !== native) assert.fail(`page ${pages}, setting ${setting}: ${JSON.stringify(differing(mine, native))}`);
      slots += mine.split("\u001e").length;
      zeros += mine.split("\u001e").filter((record) => record.endsWith("\u001f0")).length;
    }
    pages++;
    if (!read) refused++;
  }
  assert.equal(pages, count);
  // Only the whole evaluator has everything that a random page may use.
  assert.ok(refused <= (name === "whole" ? 0 : pages * 0.9), `${refused} pages were refused`);
  assert.ok(zeros > pages - refused, "hardly any difference was seen to be zero");
  context.diagnostic(said);
  context.diagnostic(`${slots} texts were the same, ${refused} pages were refused`);
});

const [page, ...readings] = execFileSync(tool("typed_readings"), [String(typed)], { encoding: "utf8", maxBuffer: 1 << 28 }).trim().split("\n");
for (const [name, wasm] of all) test(`${typed} texts that students may type are read the same natively and in ${name}`, (context) => {
  const lab = runtime(site, wasm);
  assert.ok(lab.start(Buffer.from(page, "hex")), "the page is refused");
  assert.equal(readings.length, typed);
  // Evaluators of pages that ask nothing read controls only.
  const reads = WebAssembly.Module.exports(new WebAssembly.Module(wasm)).some(({ name }) => name === "estimate");
  const fates = {};
  for (const line of readings) {
    const [text, answers, moves] = JSON.parse(line);
    if (reads) answers.forEach((native, scale) => {
      const mine = lab.estimate(scale, text);
      if (mine !== native) assert.fail(JSON.stringify({ text, scale, wasm: mine, native }));
      const [fate] = native.split("\u001f");
      fates[fate] = (fates[fate] ?? 0) + 1;
    });
    moves.forEach((native, control) => assert.equal(lab.parse(control, text), native, JSON.stringify({ text, control })));
  }
  // Every kind of reading is among them.
  if (reads) for (const fate of ["value", "outside", "ask", "share", "number", "several", "grouping", "large", "unit", "kind"]) assert.ok(fates[fate], `no ${fate}`);
  context.diagnostic(JSON.stringify(fates));
});
