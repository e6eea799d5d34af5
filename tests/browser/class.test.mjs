// What students hand in: the class's marks are the pages' marks, and broken files do no harm.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./lib/axe.mjs";
import { launch, visit } from "./lib/browser.mjs";
import { rows } from "./lib/csv.mjs";
import { fixture, myWork } from "./lib/fixture.mjs";
import { merged, ours, random, randomText } from "./lib/ledgers.mjs";
import { labc, root } from "./lib/site.mjs";
import { nearestClaim } from "../../runtime-wasm/js/questions/sketch.js";

const STUDENTS = +process.env.LABC_STUDENTS || 500;
const SAVED = "2026-11-21T10:00:00.000Z";
const project = join(root, "tests/projects/ledger");

let browser;
let course;
let place;
before(async () => {
  browser = await launch();
  course = await fixture();
  place = mkdtempSync(join(tmpdir(), "labc-class-"));
});
after(async () => {
  await browser?.close();
  await course?.close();
  rmSync(place, { recursive: true });
});

// What a student may have in the fixture's labs: known and former things, gone options, unknown kinds, rubbish.
function record(source) {
  const { below, of } = source;
  const items = [];
  const add = (key, fields) => below(4) && items.push([key, JSON.stringify({ v: of([1, 2, 2]), at: `2026-11-1${below(10)}T10:00:00.${100 + below(900)}Z`, ...fields })]);
  const sure = () => (below(2) ? { confidence: of([0.5, 0.6, 0.75, 0.9, 1]) } : {});
  const right = () => (below(3) ? { right: of([true, false]) } : {});
  add("first/predict/growth", { option: of(["two", "four", "eight", "sixteen", ""]), ...sure(), ...right() });
  // Drawn instead of chosen: the curve says which option it is.
  if (!below(3)) {
    const sketch = Array.from({ length: 25 }, (_, at) => 1e6 * (1 + (at / 24) * below(10)));
    items.push(["first/predict/growth", JSON.stringify({ v: 2, at: "2026-11-20T10:00:00.100Z", option: nearestClaim("two 2 2 four 4 4 eight 8 8", sketch[24] / sketch[0]), sketch, ...sure() })]);
  }
  add("first/predict/halving", { option: of(["half", "quarter"]), ...sure(), ...right() });
  add("second/predict/time", { option: of(["quick", "right", "slow", "=2+2"]), ...sure(), ...right() });
  add("first/reflect/why", { first: of(["sides", "luck"]), option: of(["sides", "luck", "gone"]) });
  add("first/status/fit.oom", { reached: of([true, false, "2026"]), left: of([true, false]) });
  add("first/set/side", { value: below(100000) });
  add("second/estimate/day", { typed: "3 TB", value: of([1, 8.64e13, 1.728e14, 1.73e14, 172.8e12, 3e12, 1e15, -4, 0, 1.7279999999999998e14, 4.5e-7]), factor: of([0.5, 1, 3]), ...sure() });
  add("second/answer/words", { text: of(["", " ", "=1+1", "because", "two\nlines", "Ω, \"quoted\""]) });
  add("second/task/draw", { done: of([true, false]) });
  add("second/decide/line", { option: of(["this", "other", "gone"]), because: of(["", "cheap", "@home"]) });
  add("second/goal/soon", { met: of([true, false]) });
  add("second/record/taken", { value: of([0.25, 4, 1e-9, 12345.678, "text", true]), unit: "s" });
  add("second/seen/resting", {});
  add("second/hologram/x", { y: [1] });
  if (!below(10)) items.push(["first/predict/growth", randomText(source).toWellFormed()]);
  if (!below(10)) items.push([`first/predict/unknown${below(5)}`, randomText(source).toWellFormed()]);
  return items;
}

test("the same records, marked by the command and by the page: the same marks", async (t) => {
  const folder = join(place, "handed-in");
  const students = [];
  for (let index = 0; index < STUDENTS; index++) {
    const source = random(1000 + index);
    const items = record(source);
    const name = `student ${String(index).padStart(4, "0")}`;
    items.push(["~/student/last", JSON.stringify({ v: 2, at: SAVED, value: name })]);
    const parts = source.below(5) === 0 ? [items.filter((_, at) => at % 2), items.filter((_, at) => at % 2 === 0)] : [items];
    parts.forEach((part, at) => {
      const nested = join(folder, `group ${index % 7}`, `${name}_${index}_assignsubmission_file_`);
      mkdirSync(nested, { recursive: true });
      writeFileSync(join(nested, `copy ${at}`), ours.pack("fixture", merged(part), SAVED));
    });
    students.push({ name, items: [...merged(items)] });
  }
  const csv = join(place, "answers.csv");
  const started = performance.now();
  const { status, stderr } = spawnSync(labc, ["collect", folder, "--csv", csv], { cwd: project, encoding: "utf8" });
  const took = performance.now() - started;
  assert.equal(status, 0, stderr);
  const counting = rows(readFileSync(csv, "utf8")).filter((row) => row.status === "counts");
  const collected = counting.map((row) => [row.student, row.lab, row.kind, row.name, row.key, row["right today"], row.fixed, row.confidence, row.answer, row["off by"], row.reason].join("|"));

  const { page } = await visit(browser);
  await myWork(page, course.url);
  const marked = await page.evaluate((students) => students.map(({ items }) => labc.marksOf(new Map(items))), students);
  const lines = [];
  const inert = (text) => text.replace(/^(?=\s*[=+\-@])/, "'");
  const word = (flag) => ({ 1: "yes", 0: "no" })[flag] ?? "";
  const asked = await page.evaluate(() => labc.asked());
  students.forEach(({ name }, at) => {
    marked[at].labs.forEach((lab, index) => {
      lab.marks.forEach((mark, entry) => {
        if (!mark.answered) return;
        const { kind, name: what, options } = asked[index].asked[entry];
        const status = kind === "status";
        const key = options.length ? inert(mark.text) : "";
        const answer = inert(mark.option === "" ? mark.text : options[mark.option]);
        const [off, reason] = [kind === "estimate" ? mark.said : "", kind === "decide" ? inert(mark.said) : ""];
        const sure = mark.confidence;
        lines.push([name, asked[index].id, kind, what, key, mark.gone ? "gone" : word(mark.right), status ? (mark.left ? "yes" : "no") : "", sure, answer, off, reason].join("|"));
      });
    });
  });
  assert.ok(lines.length > STUDENTS * 3);
  assert.deepEqual(collected.sort(), lines.sort());
  t.diagnostic(`${STUDENTS} students, ${lines.length} marks, all the same; the command took ${took.toFixed(0)} ms`);
  await page.context().close();
});

test("broken files are named, the rest is collected, and the class page is clean", async () => {
  const folder = join(place, "mixed");
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  const copy = (items, course = "fixture") => ours.pack(course, new Map(Object.entries(items)), SAVED);
  const wrong = { "first/predict/growth": JSON.stringify({ v: 2, at: SAVED, option: "two", right: false, confidence: 0.9 }), "first/status/fit.oom": '{"v":2,"reached":true,"left":true}' };
  const good = copy(wrong);
  const files = {
    "good.json": good,
    "deep/er/=cmd.json": copy({ "first/predict/growth": '{"v":2,"option":"four"}', "~/student/last": '{"v":2,"value":"=HYPERLINK(1)"}' }),
    "cut.json": good.slice(0, 90),
    "changed.json": good.replace("two", "tow"),
    "other.json": copy({}, "elsewhere"),
    "deep.json": "[".repeat(200000),
    "empty.txt": "",
    "binary": Buffer.from([0xff, 0xfe, 0, 1]),
    "<script>alert(1)<_script>.json": good.slice(5),
    ".DS_Store": "hidden",
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const out = join(place, "report");
  const { status, stdout, stderr } = spawnSync(labc, ["collect", folder, "--out", out], { cwd: project, encoding: "utf8" });
  assert.equal(status, 1, stderr);
  assert.match(stdout, /class report: open/);
  assert.match(stderr, /3 students from 3 copies, 5 files not taken in, 1 copy damaged; passed over: 1 system file, 1 text without a copy/);
  for (const name of ["cut.json", "other.json", "deep.json", "binary"]) assert.match(stderr, new RegExp(`${name}: `));
  assert.match(stderr, /changed.json: damaged: 1 item is lost and left out, the others are as they were saved/);
  assert.doesNotMatch(stderr, /DS_Store/);
  const table = readFileSync(join(out, "answers.csv"), "utf8");
  assert.equal(rows(table).length, 4);
  assert.match(table, /\r\ndeep\/er\/=cmd.json,'=HYPERLINK\(1\),deep\/er\/=cmd.json,/);
  for (const row of [...rows(table), ...rows(readFileSync(join(out, "students.csv"), "utf8"))]) {
    for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  }
  const { page, faults } = await visit(browser);
  await page.goto(pathToFileURL(join(out, "index.html")).href);
  const words = (await page.locator("main").innerText()).replace(/\s+/g, " ");
  assert.match(words, /3 students from 3 copies/);
  assert.match(words, /1 wrong and sure/);
  assert.match(words, /Out of memory 2 2/);
  assert.match(words, /Confident mistakes Student Lab Question Answer How sure good \(good.json\) First lab/);
  assert.deepEqual(faults, []);
  if (process.env.LABC_SHOTS) await page.screenshot({ path: join(process.env.LABC_SHOTS, "class.png"), fullPage: true });
  assert.deepEqual(await violations(page), []);
  await page.context().close();

  assert.equal(spawnSync(labc, ["collect", join(place, "nowhere")], { cwd: project }).status, 2);
  const totals = execFileSync(labc, ["collect", join(folder, "deep")], { cwd: project, encoding: "utf8" });
  assert.equal(rows(totals)[0]["right today"], "1");
});
