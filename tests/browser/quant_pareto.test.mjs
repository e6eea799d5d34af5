// The Price of a Bit, as a student walks it: what the page shows is what the experiment's files say, the mistakes made
// on purpose can be caused, and the work is stored.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { choose, commit, estimate, everything, item, open, revisit, status, table, text, toggle, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { bringIn, copyOf, fill, myWork, unfill } from "./lib/fixture.mjs";
import { labc, root } from "./lib/site.mjs";
import { choose as chooseFile, paste } from "./lib/upload.mjs";

const LAB = "quant_pareto/index.html";
const data = (name) => JSON.parse(readFileSync(join(root, "labs-src/quant_pareto", name), "utf8"));
// As the page rounds to three significant digits.
const three = (value) => String(Number(value.toPrecision(3)));

test("the measured lab", async () => {
  const [measured, mistakes] = [data("results.json"), data("mistakes.json")];
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  const sealed = await everything(page);
  for (const words of ["Your candidate", "Right forms", three(measured.int4_g64_gptq.gap)]) {
    assert.ok(!sealed.includes(words), `"${words}" stands in the page before the prediction`);
  }

  await commit(page, "corner", "beaten");
  await estimate(page, "gptq_gap", three(measured.int4_g64_gptq.gap));
  assert.match(await text(page, "[data-reveal=corner]"), /Right/);
  assert.ok((await text(page, "[data-reveal-estimate=gptq_gap]")).includes(`${three(measured.int4_g64_gptq.gap)} %`));

  await commit(page, "channels", "better");
  assert.match(await text(page, "[data-reveal=channels]"), /The model disagrees/);

  // The mistakes: a grid that wraps, one that is cut, and a GPTQ that equals rounding to the last digit.
  await commit(page, "spare", "same");
  assert.match((await status(page, "outcome")).text, /It works/);
  await choose(page, "grid", "wrapping");
  assert.match((await status(page, "outcome")).text, /Wrapped around/);
  await choose(page, "grid", "wrong_scale");
  assert.match((await status(page, "outcome")).text, /Cut off/);
  await choose(page, "grid", "right");
  await choose(page, "method", "diagonal");
  assert.equal(mistakes.diagonal.gap, mistakes.right.gap);
  assert.match((await status(page, "outcome")).text, /No better than rounding/);
  await choose(page, "method", "gptq");
  assert.match((await status(page, "outcome")).text, /GPTQ at work/);

  // Traffic without activations promises too much.
  await commit(page, "promise", "half");
  assert.match((await status(page, "counted")).text, /Part of the traffic is missing/);
  await toggle(page, "honest", true);
  assert.match((await status(page, "counted")).text, /Everything counted/);

  assert.match((await status(page, "fits")).text, /Does not fit/);
  await choose(page, "shipped", "int2_g64");
  assert.match((await status(page, "fits")).text, /it stammers/);
  await choose(page, "shipped", "int4_g64_gptq");
  assert.match((await status(page, "fits")).text, /Nothing that fits is measurably better/);
  // The record follows a change a moment later.
  await page.waitForFunction(() => JSON.parse(localStorage.getItem("labc/mlsys/quant_pareto/record/shipped_scheme"))?.value === "int4_g64_gptq");
  assert.deepEqual(faults, []);
  await page.context().close();
});

// Answers what stands before the charts.
async function begin(page) {
  await open(page, `${server.url}/${LAB}`);
  if (await page.locator("form[data-predict=corner] button").isVisible()) {
    await commit(page, "corner", "beaten");
    await estimate(page, "gptq_gap", "1");
  }
  await page.waitForFunction(() => document.querySelector(".upload [data-paste]")?.disabled === false);
  await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => (details.open = true)));
}

test("in how many models a scheme is on the frontier, and better than the candidate, is what seeds.json says", async () => {
  const [measured, trials] = [data("results.json"), Object.values(data("seeds.json"))];
  const seven = ["fp32", "fp16", "int8_tensor", "int8_channel", "int4_g128", "int4_g64", "int4_g64_gptq"];
  const beats = (a, b) => a.bytes <= b.bytes && a.gap <= b.gap && (a.bytes < b.bytes || a.gap < b.gap);
  const times = (scheme, among) => trials.filter((t) => t.scheme === scheme && !trials.some((o) => o.seed === t.seed && among.includes(o.scheme) && beats(o, t))).length;
  const { page, faults } = await visit(browser);
  await begin(page);
  const all = await table(page, "Measured");
  for (const [scheme, { label, perplexity, gap }] of Object.entries(measured)) {
    const name = Object.keys(all).find((name) => name.replace(/ candidate$/, "") === label);
    assert.equal(all[name]["On the frontier"], String(times(scheme, Object.keys(measured))), label);
    assert.equal(all[name].Perplexity, perplexity.toFixed(2), label);
    if (Math.abs(gap) < 1e3) assert.ok(all[name]["Above FP32"].replace("−", "-").startsWith(gap.toFixed(2).replace("-0.00", "0.00")), `${label}: ${all[name]["Above FP32"]} and ${gap}`);
  }
  await commit(page, "channels", "nothing");
  await choose(page, "shipped", "int4_g64");
  const rows = await table(page, "Model by model");
  const wins = (scheme) => trials.filter((t) => t.scheme === scheme && t.gap < trials.find((o) => o.seed === t.seed && o.scheme === "int4_g64").gap).length;
  for (const scheme of seven) {
    const row = rows[Object.keys(rows).find((name) => name.replace(/ candidate$/, "") === measured[scheme].label)];
    assert.equal(row["On the frontier"], String(times(scheme, seven)), scheme);
    const words = scheme === "int4_g64" ? "" : { 0: "in no model", [data("manifest.json").run.models]: "in every model" }[wins(scheme)] ?? "could be luck";
    assert.equal(row["Better than your candidate"], `${wins(scheme)} ${words}`.trim(), scheme);
  }
  assert.deepEqual(faults, []);
  await page.context().close();
});

const COLUMNS = "label bytes linear_bytes bits perplexity perplexity_low perplexity_high gap gap_sd gap_low gap_high accuracy accuracy_low accuracy_high regular irregular held_out".split(" ");
// A file with one row like NF4, changed, in CSV.
function csv(change = {}, columns = COLUMNS) {
  const row = { ...data("results.json").nf4_g64, label: "NF4 of my own", bytes: 240000, gap: 1.2, gap_low: 1, gap_high: 1.5, ...change };
  return `key,${columns.join(",")}\nmine,${columns.map((name) => row[name]).join(",")}\n`;
}
const GOOD = csv();
const ROW = GOOD.split("\n")[1];
const BAD = [
  ["empty", "", /The file is empty/],
  ["prose", "It was about 1.2 percent.", /neither a CSV file/],
  ["half of a JSON file", JSON.stringify(data("results.json")).slice(0, 500), /neither a CSV file/],
  ["all of ours", readFileSync(join(root, "labs-src/quant_pareto/results.json"), "utf8"), /more than 8 rows/],
  ["a column missing", csv({}, COLUMNS.filter((name) => name !== "gap")), /no column “gap”/],
  ["a cell missing", csv({ perplexity: "" }), /Row 1, perplexity: nothing stands there/],
  ["words for a number", csv({ gap: "small" }), /Row 1, gap: “small” is not a number/],
  ["no bytes", csv({ bytes: 0 }), /Row 1, bytes: 0 B is out of range; it has to be > 0 B/],
  ["another unit", csv({ bytes: "12 s" }), /Row 1, bytes: “12 s” is a time/],
  ["better than certain", csv({ perplexity: 0.9 }), /Row 1, perplexity: 0\.9 is out of range; it has to be ≥ 1/],
  ["more than all", csv({ accuracy: 104 }), /Row 1, accuracy: 104 % is out of range/],
  ["two rows of one name", `${GOOD}${ROW}\n`, /Row 2 has the same name as row 1: “mine”/],
  ["huge", `${GOOD}${"x".repeat(300_000)}`, /at most 256 KiB are read/],
];

test("a student's own results: taken, shown beside ours, kept, copied, collected, removed; bad files say why", async () => {
  const { page, faults } = await visit(browser);
  await begin(page);
  assert.match((await status(page, "beside_ours")).text, /Nothing of yours so far/);
  await chooseFile(page, "mine.csv", GOOD);
  const shown = async (page) => {
    assert.match((await status(page, "beside_ours")).text, /On the frontier[^]*1 of your 1/);
    const rows = await table(page, "Measured");
    assert.equal(rows["NF4 of my own yours"]["Above FP32"].split(" ")[0], "1.20");
    assert.equal(rows["NF4 of my own yours"]["On the frontier"], "0 not repeated");
    assert.match(await page.locator(".drawing").first().textContent(), /NF4 of my own \(yours\)/);
  };
  await shown(page);

  // What is wrong is said, and what was brought before stays.
  for (const [name, bad, expected] of BAD) {
    assert.match(await paste(page, bad), expected, name);
    await shown(page);
  }

  // It survives a reload, and the charts and the verdict of later parts have it, too.
  await begin(page);
  await shown(page);
  await commit(page, "channels", "nothing");
  await commit(page, "spare", "same");
  await commit(page, "promise", "half");
  assert.match(await text(page, "main"), /Of your own, NF4 of my own fits: 240 kB, 1\.20 % above FP32/);
  for (const title of ["Perplexity above FP32 of the same model", "Right forms"]) {
    const chart = page.locator("figure", { hasText: title }).first();
    const words = await chart.textContent();
    assert.match(words, /NF4 of my own \(yours\)/, title);
    assert.ok(!words.includes("undefined"), title);
  }
  const hash = createHash("sha256").update(GOOD).digest("hex");
  assert.equal((await item(page, "quant_pareto", "upload", "mine")).hash, hash);

  // The student's copy holds the file; another device shows it, and so does the class report.
  await myWork(page, server.url);
  assert.match(await text(page, "[data-report]"), /mine\.csv/);
  const { name, text: copy } = await copyOf(page, ".keeping [data-copy]");
  const other = await visit(browser);
  await myWork(other.page, server.url);
  await bringIn(other.page, copy);
  await begin(other.page);
  await shown(other.page);
  const folder = mkdtempSync(join(tmpdir(), "labc-own-results-"));
  mkdirSync(join(folder, "in"));
  writeFileSync(join(folder, "in", name), copy);
  execFileSync(labc, ["collect", join(folder, "in"), "--out", join(folder, "report")], { cwd: join(root, "site"), stdio: "pipe" });
  assert.ok(readFileSync(join(folder, "report/index.html"), "utf8").includes(`mine.csv: 1 rows, SHA-256 ${hash}`));
  assert.ok(readFileSync(join(folder, "report/answers.csv"), "utf8").includes(hash));
  rmSync(folder, { recursive: true });

  await begin(page);
  await page.locator(".upload [data-remove]").click();
  assert.match((await status(page, "beside_ours")).text, /Nothing of yours so far/);
  await begin(page);
  assert.match((await status(page, "beside_ours")).text, /Nothing of yours so far/);
  assert.equal(await page.locator("tr.yours:visible").count(), 0);
  assert.deepEqual([...faults, ...other.faults], []);
  await page.context().close();
  await other.page.context().close();
});

test("with no room left in the browser, rows are shown, waited with, and saved once there is room", async () => {
  const { page, faults } = await visit(browser);
  await begin(page);
  await chooseFile(page, "first.csv", csv({ label: "First" }));
  await fill(page, 100);
  const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((row) => ROW.replace(/^mine,[^,]*/, `row${row},Second`));
  await chooseFile(page, "second.csv", [GOOD.split("\n")[0], ...rows].join("\n"));
  await page.waitForFunction(() => document.querySelector("[data-kept]").dataset.kept === "waiting");
  assert.match(await text(page, "[data-notices]"), /may be gone when you close this page/);
  assert.match(JSON.stringify(await item(page, "quant_pareto", "upload", "mine")), /first\.csv/, "what was kept before is still there");
  // The next page of the visit has the new rows, and so has a copy.
  await begin(page);
  assert.match(await page.locator("tr.yours").first().textContent(), /Second/);
  await unfill(page);
  await page.waitForFunction(() => document.querySelector("[data-kept]").dataset.kept === "kept");
  assert.match(JSON.stringify(await item(page, "quant_pareto", "upload", "mine")), /second\.csv/);
  const again = await revisit(page.context());
  await begin(again.page);
  assert.match(await again.page.locator("tr.yours").first().textContent(), /Second/);
  assert.deepEqual([...faults, ...again.faults], []);
  await page.context().close();
});
