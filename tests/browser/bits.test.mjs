// Native and wasm compute the same bits: random pages, run by the native evaluator when they were written
// and here by each evaluator that a site may ship, in the engine that Chromium has too. `LABC_PAGES` says how
// many; what makes the texts stand for bits is told in tests/src/bin/random_pages.rs. What students type is read the
// same, too: `LABC_TYPED` says how many texts.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { files, labc, root, site } from "./lib/site.mjs";

const count = Number(process.env.LABC_PAGES || 1000);
const typed = Number(process.env.LABC_TYPED || 4000);
const SETTINGS = 3;

// A page gets the smallest evaluator that does what it needs; the course has no use of the full one.
const ALL = `lab full "Full"

slider angle "Angle" from 0 to 3 start 1

"The sine of the angle is {sin(angle)}."
`;
const own = mkdtempSync(join(tmpdir(), "labc-full-"));
after(() => rmSync(own, { recursive: true }));
writeFileSync(join(own, "full.lab"), ALL);
execFileSync(labc, ["build", join(own, "full.lab"), "--out", join(own, "site")], { cwd: own, stdio: "pipe" });

const assets = [site, join(own, "site")].flatMap((folder) =>
  files(folder).filter((path) => path.startsWith("assets/")).map((path) => join(folder, path)));
// Those of labs: the one of the student's own page only marks.
const evaluators = assets.filter((path) => path.endsWith(".wasm") && !path.includes("/work-"));

// An evaluator as the pages load it: its glue is a script that leaves `wasm_bindgen` behind.
function runtime(wasm) {
  const path = assets.find((path) => /\/runtime-[0-9a-f]+\.js$/.test(path));
  const glue = readFileSync(path, "utf8");
  // The page's own script follows in the same file; it needs a document and is left out.
  const end = /\(\{\s*__proto__:\s*null\s*\}\);/.exec(glue);
  const bindgen = new Function(`${glue.slice(0, end.index + end[0].length)}\nreturn wasm_bindgen;`)();
  bindgen.begin(new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), bindgen.imports()));
  return bindgen;
}

function written() {
  const folder = mkdtempSync(join(tmpdir(), "labc-bits-"));
  try {
    const file = join(folder, "pages");
    const args = ["run", "--quiet", "--package", "labc-tests", "--bin", "random_pages", "--", String(count), file];
    const said = execFileSync("cargo", args, { cwd: root, encoding: "utf8" });
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

assert.ok(evaluators.some((path) => basename(path).startsWith("full-")) && evaluators.length > 2, evaluators.join(" "));
const { bytes, said } = written();
for (const wasm of evaluators) test(`${count} random pages show the same natively and in ${basename(wasm)}`, (context) => {
  let lab = runtime(wasm);
  const text = new TextDecoder();
  let at = 0;
  const length = () => bytes.readUInt32LE((at += 4) - 4);
  const piece = (size) => bytes.subarray(at, (at += size));
  let [pages, refused, slots, zeros] = [0, 0, 0, 0];
  while (at < bytes.length) {
    let read = false;
    try {
      read = lab.start(piece(length()));
    } catch {
      // It needs what this evaluator is without.
      lab = runtime(wasm);
    }
    if (!read) {
      // Only the full evaluator has everything that a random page may use.
      assert.ok(!wasm.includes("/full-"), `page ${pages} is refused`);
      refused++;
    }
    const controls = length();
    for (let setting = 0; setting < SETTINGS; setting++) {
      for (let control = 0; control < controls; control++) {
        const value = bytes.readDoubleLE((at += 8) - 8);
        if (read) lab.set(control, value);
      }
      const native = text.decode(piece(length()));
      if (!read) continue;
      lab.run();
      const mine = lab.all();
      if (mine !== native) assert.fail(`page ${pages}, setting ${setting}: ${JSON.stringify(differing(mine, native))}`);
      slots += mine.split("\u001e").length;
      zeros += mine.split("\u001e").filter((record) => record.endsWith("\u001f0")).length;
    }
    pages++;
  }
  assert.equal(pages, count);
  assert.ok(refused < pages / 2, `${refused} pages were refused`);
  assert.ok(zeros > pages - refused, "hardly any difference was seen to be zero");
  context.diagnostic(said);
  context.diagnostic(`${slots} texts were the same, ${refused} pages were refused`);
});

const [page, ...readings] = execFileSync("cargo", ["run", "--quiet", "--package", "labc-tests", "--bin", "typed_readings", "--", String(typed)], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).trim().split("\n");
for (const wasm of evaluators) test(`${typed} texts that students may type are read the same natively and in ${basename(wasm)}`, (context) => {
  const lab = runtime(wasm);
  assert.ok(lab.start(Buffer.from(page, "hex")), "the page is refused");
  assert.equal(readings.length, typed);
  // Evaluators of pages that ask nothing read controls only.
  const reads = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(wasm))).some(({ name }) => name === "estimate");
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
