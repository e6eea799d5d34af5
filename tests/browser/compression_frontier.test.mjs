// The Compression Frontier, as a student walks it from top to bottom: wrong answers and right ones, every
// failure reached and escaped, the work stored.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { choose, commit, everything, item, open, reflect, rested, revisit, setSlider, settled, status, table, text, tick, typeNumber, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { site } from "./lib/site.mjs";

const LAB = "vol1_10/index.html";
// Words of the sealed parts: a control, a verdict, failures, feedback, a table.
const SEALED = ["Calibration images", "The model disagrees", "Refused", "Out of memory", "NF4", "Five formats", "beaten", "untouched", "Distilled to 4B"];

const stored = (page, kind, name) => item(page, "vol1_10", kind, name);
// What a chart says of itself.
const chart = (page, title) => page.locator("figure.chart", { hasText: title }).first().innerText();
// What a page saves, it saves a moment later.
const goal = (page, name) => page.locator(`[data-goal=${name}] .met`).isVisible();

for (const [where, address, options] of [
  ["from a server", () => `${server.url}/${LAB}`, {}],
  ["from a file, with the network off", () => pathToFileURL(join(site, LAB)).href, { offline: true }],
]) {
  test(`part one, ${where}`, async () => {
    const { page, faults } = await visit(browser, options);
    await open(page, address());

    // Nothing of what comes is in the page, hidden or not; without a choice nothing opens.
    const sealed = await everything(page);
    for (const words of SEALED) assert.ok(!sealed.includes(words), `"${words}" stands in the page before the prediction`);
    await page.locator("form[data-predict=lossless] button").click();
    assert.match(await text(page, "form[data-predict=lossless]"), /Choose an option first/);
    await page.locator("form[data-predict=lossless] label", { has: page.locator("input[value=exact]") }).click();
    await page.locator("form[data-predict=lossless] button").click();
    assert.match(await text(page, "form[data-predict=lossless]"), /Say how sure you are first/);
    assert.equal(await page.locator(".choice[data-name=model]").count(), 0);

    // A wrong answer: the verdict has the figure, and it is final.
    await commit(page, "lossless", "exact", "0.95");
    assert.match(await text(page, "[data-reveal=lossless]"), /You predicted: nothing[\s\S]*The model disagrees[\s\S]*The model gives 0\.5 pp[\s\S]*256 levels/);
    assert.ok(await page.locator("form[data-predict=lossless] input").first().isDisabled());

    // The figures at the start.
    const start = await table(page, "Five formats");
    assert.deepEqual(Object.keys(start).map((name) => name.split(" ")[0]), ["FP32", "FP16", "INT8", "INT4", "INT2"]);
    const int8 = start["INT8 usual"];
    assert.ok(int8, "INT8 is not highlighted in words");
    assert.equal(int8["Top-1"], "75.60");
    assert.equal(int8.Lost, "0.50 lower");
    assert.equal(int8.Size, "24.4");
    assert.equal(int8.Ratio, "4");
    assert.equal(int8.Latency, "0.30");
    assert.equal(int8.Energy, "210");
    assert.equal(start.FP32.Size, "97.5 too large");
    assert.equal(start.FP32.Lost, "0.00 kept");
    assert.equal(start.FP32.Energy, "840");
    assert.equal(start.FP16.Lost, "0.04 kept");
    assert.equal(start.INT4.Lost, "2.60 lost");
    assert.equal(start.INT2["Top-1"], "69.30");

    // Beside each chart, what it says in a sentence, and the same as a table.
    assert.match(await chart(page, "What each format loses"), /INT2 is most with 6\.8 pp[\s\S]*Above tolerable: INT4 and INT2/);
    assert.match(await chart(page, "What each format weighs"), /Above the store: FP32 and FP16/);

    // Calibration: 128 images cost 0.25 pp, 384 cost 0.1, 4096 nothing more; typed in, too.
    await setSlider(page, "calibration", 128);
    assert.equal((await table(page, "Five formats"))["INT8 usual"].Lost, "0.75 lower");
    assert.match((await table(page, "Five formats")).INT4.Lost, /^2\.98|^2\.97/);
    await setSlider(page, "calibration", 4096);
    assert.equal((await table(page, "Five formats"))["INT8 usual"].Lost, "0.50 lower");
    await typeNumber(page, "calibration", "384");
    assert.equal((await table(page, "Five formats"))["INT8 usual"].Lost, "0.60 lower");

    // QAT: the slider leaves, the loss shrinks, to what the text says it does.
    await choose(page, "tuning", "qat");
    assert.ok(!(await page.locator("input[type=range][data-name=calibration]").isVisible()), "calibration is on show under QAT");
    assert.match((await table(page, "Five formats"))["INT8 usual"].Lost, /^0\.15/);
    await choose(page, "tuning", "ptq");
    await typeNumber(page, "calibration", "512");

    // The other networks; attention suffers most.
    await choose(page, "model", "vit_base");
    assert.match((await table(page, "Five formats"))["INT8 usual"].Lost, /^0\.6[78] lower/);
    assert.equal((await table(page, "Five formats")).INT4.Size, "41.3 too large");
    await choose(page, "model", "resnet50");

    // The phone: its own latencies, INT2 slower than INT4, and a fraction of the energy.
    await choose(page, "device", "mobile");
    const phone = await table(page, "Five formats");
    assert.equal(phone["INT8 usual"].Latency, "4.50");
    assert.equal(phone.FP32.Latency, "18.00");
    assert.ok(parseFloat(phone.INT2.Latency) > parseFloat(phone.INT4.Latency));
    assert.match(phone["INT8 usual"].Energy, /^2[23]$/);
    await choose(page, "device", "cloud");

    // The store: refused in FP32; accepted in INT8, worse in INT4; the small network has room to spare.
    assert.equal((await status(page, "store")).level, "fail");
    assert.match((await status(page, "store")).text, /Refused[\s\S]*97\.5 MiB, 72\.5 MiB more/);
    await choose(page, "shipped", "int4");
    await rested(page);
    assert.equal((await status(page, "store")).level, "warn");
    assert.match((await status(page, "store")).text, /12\.2 MiB[\s\S]*2\.6 pp/);
    assert.equal(await goal(page, "shippable"), false);
    await choose(page, "shipped", "fp16");
    await rested(page);
    assert.equal((await status(page, "store")).level, "fail");
    await choose(page, "shipped", "int8");
    await rested(page);
    assert.match((await status(page, "store")).text, /24\.4 MiB of 25 MiB/);
    assert.equal(await goal(page, "shippable"), true);
    await choose(page, "model", "mobilenetv3");
    assert.equal((await status(page, "store")).level, "pass");
    assert.match((await status(page, "store")).text, /5\.\d+ MiB of 25 MiB/);
    assert.equal(await goal(page, "shippable"), true);

    // Each answer to the reflection has its own feedback, and one is right; it may be changed.
    const said = new Set();
    for (const [key, words] of [["weights", /Both are rounded/], ["uneven", /NF4/], ["exact", /code 122[\s\S]*0\.0025/], ["finer", /\bRight\b/]]) {
      await reflect(page, "levels", key);
      const answer = await text(page, "form[data-reflect=levels]");
      assert.match(answer, words);
      said.add(answer);
    }
    assert.equal(said.size, 4);

    // The equation, worked out.
    await page.locator("summary", { hasText: "The governing equation" }).first().click();
    const equation = await text(page, "details[open]");
    for (const words of ["127", "0.394 %", "7.14 %", "18.1×", "16×"]) assert.ok(equation.includes(words), `${words} is missing in the equation: ${equation}`);

    // A reload keeps everything.
    await rested(page);
    const kept = await stored(page, "predict", "lossless");
    assert.deepEqual([kept.option, kept.confidence, kept.right, kept.truth], ["exact", 0.95, false, "0.5 pp"]);
    for (const arm of ["store.refused"]) {
      const failure = await stored(page, "status", arm);
      assert.ok(failure.reached && failure.left, `${arm}: ${JSON.stringify(failure)}`);
    }
    assert.equal(await stored(page, "record", "plan.entry"), null, "a field of a part that is still closed");
    assert.equal((await stored(page, "record", "shipped_format")).value, "int8");
    assert.equal((await stored(page, "goal", "shippable")).met, true);
    assert.ok(Math.abs((await stored(page, "record", "shipped_size")).value / 5.4e6 - 1) < 1e-9);
    assert.equal((await stored(page, "set", "model")).value, "mobilenetv3");
    assert.equal((await stored(page, "reflect", "levels")).option, "finer");
    const again = await revisit(page.context());
    await open(again.page, address());
    assert.match(await text(again.page, "[data-reveal=lossless]"), /You predicted: nothing/);
    assert.equal((await status(again.page, "store")).level, "pass");

    assert.deepEqual([...faults, ...again.faults], []);
    await page.context().close();
  });
}

test("part two: three phones", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  assert.equal(await page.locator(".choice[data-name='flagship.plan']").count(), 0);
  await commit(page, "allocation", "zeros");
  assert.match(await text(page, "[data-reveal=allocation]"), /The model disagrees[\s\S]*4\.02 GB[\s\S]*3\.01 GB/);

  // At the start everybody gets INT8: one tier is well served, two cannot hold it.
  const level = async (tier) => (await status(page, `${tier}.fits`)).level;
  const levels = async () => Promise.all(["flagship", "midrange", "entry"].map(level));
  assert.deepEqual(await levels(), ["pass", "fail", "fail"]);
  assert.match((await status(page, "midrange.fits")).text, /8\.03 GB[\s\S]*4\.29 GB: 3\.74 GB too much/);
  assert.match((await status(page, "plans")).text, /2 of 3 tiers/);
  assert.equal(await goal(page, "fits_everywhere"), false);

  assert.match(await chart(page, "The compression frontier"), /8 of 10 points are on the frontier[\s\S]*Budget: INT8 at 8\.03 GB/);

  // Everything wrong: no tier holds FP32.
  for (const tier of ["flagship", "midrange", "entry"]) await choose(page, `${tier}.plan`, "fp32");
  assert.deepEqual(await levels(), ["fail", "fail", "fail"]);
  await rested(page);
  assert.match((await status(page, "plans")).text, /3 of 3 tiers/);

  // Everything too small: it fits, and it could be better.
  for (const tier of ["flagship", "midrange", "entry"]) await choose(page, `${tier}.plan`, "distilled_1b");
  assert.deepEqual(await levels(), ["warn", "warn", "warn"]);
  await rested(page);
  assert.match((await status(page, "entry.fits")).text, /INT4 \+ 50 % structured would fit as well and has 8\.05/);
  assert.equal((await status(page, "plans")).level, "pass");
  assert.match((await table(page, "What each tier gets")).Budget.Perplexity, /^(?=.*9\.80)(?=.*far off)(?=.*FP32 \+ 3\.66)/);
  assert.equal(await goal(page, "fits_everywhere"), true);
  assert.equal(await goal(page, "on_frontier"), true);
  assert.equal(await goal(page, "best_everywhere"), false);

  // Off the frontier: zeros take as much memory as plain INT4.
  await choose(page, "midrange.plan", "int4_zero50");
  assert.match((await status(page, "midrange.fits")).text, /INT4 would fit as well and has 6\.47/);
  assert.equal(await goal(page, "on_frontier"), false);
  await choose(page, "midrange.plan", "fp16");
  await choose(page, "entry.plan", "int4_zero50");
  assert.equal(await level("entry"), "fail");
  assert.equal(await level("midrange"), "fail");
  await rested(page);

  // Won: with INT8, INT4 and INT4 with half of the structure.
  await choose(page, "flagship.plan", "int8");
  await choose(page, "midrange.plan", "int4");
  await choose(page, "entry.plan", "int4_cut50");
  assert.deepEqual(await levels(), ["pass", "pass", "pass"]);
  assert.equal((await status(page, "plans")).level, "pass");
  for (const words of ["fits_everywhere", "on_frontier", "best_everywhere"]) assert.equal(await goal(page, words), true, words);
  const won = await table(page, "What each tier gets");
  assert.match(won.Flagship.Memory, /^(?=.*The best fit)(?=.*of 8\.59 GB)/);
  assert.match(won.Flagship.Perplexity, /^(?=.*6\.21)(?=.*close)(?=.*FP32 \+ 0\.07)/);
  assert.match(won["Mid-range"].Perplexity, /^(?=.*6\.47)(?=.*noticeable)(?=.*FP32 \+ 0\.33)/);
  assert.match(won.Budget.Perplexity, /^(?=.*8\.05)(?=.*far off)(?=.*FP32 \+ 1\.91)/);

  await page.locator("summary", { hasText: "Every recipe in numbers" }).click();

  assert.match(await chart(page, "The compression frontier"), /Flagship: INT8 [\s\S]*Budget: INT4 \+ 50 % structured at 2\.01 GB and 8\.05/);
  // The frontier is computed: two recipes of ten are not on it.
  const recipes = await table(page, "Every recipe");
  assert.equal(Object.keys(recipes).length, 10);
  const off = Object.entries(recipes).filter(([, cells]) => /^no/.test(cells.Frontier)).map(([name]) => name);
  assert.deepEqual(off, ["INT4 + 50 % unstructured", "Distilled to 4B, INT8"]);
  assert.match(recipes["INT4 + 50 % unstructured"].Dense, /^100/);

  const said = new Set();
  for (const [key, words] of [["small", /Nothing gets smaller/], ["rounding", /do both/], ["accuracy", /1\.71 against 1\.91/], ["kernels", /A100/]]) {
    await reflect(page, "sparse", key);
    const answer = await text(page, "form[data-reflect=sparse]");
    assert.match(answer, words);
    said.add(answer);
  }
  assert.equal(said.size, 4);

  for (const [title, figures] of [
    ["Ratio, frontier, and a law that does not hold", ["16", "0.02", "0.05", "0.26", "1.58"]],
    ["What INT4 weighs when its scales are counted", ["4.125", "4.14 GB", "4.5", "4.52 GB"]],
  ]) {
    const details = page.locator("details", { hasText: title }).first();
    await details.locator("summary").first().click();
    const words = await details.innerText();
    for (const figure of figures) assert.ok(words.includes(figure), `${figure} is missing in "${title}": ${words}`);
  }

  await rested(page);
  assert.equal((await stored(page, "set", "entry.plan")).value, "int4_cut50");
  const kept = await stored(page, "predict", "allocation");
  assert.deepEqual([kept.option, kept.confidence, kept.right], ["zeros", 0.75, false]);
  for (const arm of ["fits.flagship.oom", "fits.midrange.oom", "fits.entry.oom", "plans.broken"]) {
    const failure = await stored(page, "status", arm);
    assert.ok(failure?.reached && failure.left, `${arm}: ${JSON.stringify(failure)}`);
  }
  for (const name of ["fits_everywhere", "on_frontier", "best_everywhere"]) assert.equal((await stored(page, "goal", name)).met, true, name);
  const record = {};
  for (const name of ["compression_method", "compression_ratio", "plan.flagship", "plan.midrange", "plan.entry", "budget_memory", "constraint_hit", "pareto_optimal"]) record[name] = (await stored(page, "record", name))?.value;
  assert.deepEqual(record, {
    compression_method: "int8",
    compression_ratio: 4,
    "plan.flagship": "int8",
    "plan.midrange": "int4",
    "plan.entry": "int4_cut50",
    budget_memory: record.budget_memory,
    constraint_hit: false,
    pareto_optimal: true,
  });
  assert.ok(Math.abs(record.budget_memory / 2.0075e9 - 1) < 1e-9);
  const again = await revisit(page.context());
  await open(again.page, `${server.url}/${LAB}`);
  assert.equal((await status(again.page, "entry.fits")).level, "pass");
  assert.deepEqual([...faults, ...again.faults], []);
  await page.context().close();
});

// Four students: the first option of each question, the second, and so on.
test("every option of both predictions has its own verdict, and one is right", async () => {
  const said = { lossless: new Set(), allocation: new Set() };
  const right = { lossless: [], allocation: [] };
  for (let student = 0; student < 4; student++) {
    const { page } = await visit(browser);
    await open(page, `${server.url}/${LAB}`);
    for (const name of Object.keys(said)) {
      const keys = await page.$$eval(`form[data-predict=${name}] [data-option]`, (inputs) => inputs.map((input) => input.value));
      assert.equal(keys.length, 4);
      await commit(page, name, keys[student]);
      const verdict = await text(page, `[data-reveal=${name}]`);
      said[name].add(verdict);
      if (/\bRight\b/.test(verdict)) right[name].push(keys[student]);
    }
    await page.context().close();
  }
  assert.deepEqual([said.lossless.size, said.allocation.size], [4, 4]);
  assert.deepEqual(right, { lossless: ["small"], allocation: ["tiered"] });
});

test("with the keyboard alone: a list that folds", async () => {
  const { page } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "allocation", "tiered");
  await page.getByLabel("Budget, up to 2.15 GB").focus();
  await page.keyboard.press("End");
  await settled(page);
  assert.equal((await status(page, "entry.fits")).level, "warn");
  await page.context().close();
});

test("a slider tick", async (t) => {
  const { page } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "lossless", "small");
  await commit(page, "allocation", "tiered");
  t.diagnostic(`median of set, run and patch: ${(await tick(page, "calibration", 128, 512)).toFixed(2)} ms`);
  await page.context().close();
});
