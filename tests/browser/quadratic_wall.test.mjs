// The Quadratic Wall, as a student walks it: from a server, and from a file with the network off.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { choose, commit, everything, open, reflect, revisit, setSlider, settled, status, text, throttle, tick, typeNumber, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { site } from "./lib/site.mjs";

const LAB = "vol1_06/index.html";
// Words of the sealed part: a label, a verdict, a failure, feedback.
const SEALED = ["Attention heads", "The model disagrees", "Out of memory", "Linformer", "online softmax"];

const metric = async (page, label) => {
  const card = page.locator(".card", { hasText: label }).first();
  return (await card.locator(".figure > .v").innerText()).trim();
};
const mark = (page) => page.locator("figure.chart svg .now1").first().getAttribute("cx");

for (const [where, address, options] of [
  ["from a server", () => `${server.url}/${LAB}`, {}],
  ["from a file, with the network off", () => pathToFileURL(join(site, LAB)).href, { offline: true }],
]) {
  test(`part one, ${where}`, async () => {
    const { page, faults } = await visit(browser, options);
    await open(page, address());

    const before = await everything(page);
    for (const words of SEALED) assert.ok(!before.includes(words), `"${words}" stands in the page before the prediction`);
    assert.equal(await page.locator("form[data-predict=doubling] input:checked").count(), 0);

    // Nothing chosen: nothing opens, and the page says why.
    await page.locator("form[data-predict=doubling] button").click();
    assert.match(await text(page, "form[data-predict=doubling]"), /Choose an option first/);
    assert.equal(await page.locator("input[data-name=seq]").count(), 0);

    await commit(page, "doubling", "linear");
    const after = await everything(page);
    for (const words of SEALED) if (words !== "Linformer" && words !== "online softmax") assert.ok(after.includes(words), `"${words}" is missing after the prediction`);
    assert.match(await text(page, "[data-reveal=doubling]"), /You predicted: 2× as large[\s\S]*The model disagrees[\s\S]*A list would grow like that[\s\S]*quadratic/);
    assert.ok(await page.locator("form[data-predict=doubling] input").first().isDisabled(), "a committed prediction can be changed");

    // From 4 096 to 8 192 tokens: four times, and the mark moves.
    assert.equal(await metric(page, "whole model"), "19.3 GB");
    const drawn = await mark(page);
    await setSlider(page, "seq", 8192);
    assert.equal(await metric(page, "whole model"), "77.3 GB");
    assert.equal(await page.evaluate(() => 8192 ** 2 * 12 * 48 * 2 / (4096 ** 2 * 12 * 48 * 2)), 4);
    assert.ok(Number(await mark(page)) > Number(drawn), "the mark did not move");
    assert.equal((await status(page, "fit")).level, "warn");

    // At 131 072 tokens the device gives up, with the figures of the formula.
    await setSlider(page, "seq", 131072);
    const failed = await status(page, "fit");
    assert.equal(failed.level, "fail");
    assert.match(failed.text, /Out of memory/);
    assert.match(await metric(page, "whole model"), /^19\.8 TB$|^19\s791 GB$/);
    assert.match(failed.text, /19\.8 TB[\s\S]*85\.9 GB[\s\S]*Jetson Orin NX could not hold them either/);

    // The edge device fails at 4 096 already; going back clears it.
    await setSlider(page, "seq", 4096);
    assert.equal((await status(page, "fit")).level, "pass");
    await choose(page, "device", "edge");
    assert.equal((await status(page, "fit")).level, "fail");
    assert.match((await status(page, "fit")).text, /17\.2 GB[\s\S]*H100 would still hold them/);
    await choose(page, "device", "cloud");
    assert.equal((await status(page, "fit")).level, "pass");

    // A number typed in one's own notation; nonsense is refused and nothing moves.
    await typeNumber(page, "seq", "8 192 tok");
    assert.equal(await metric(page, "whole model"), "77.3 GB");
    await typeNumber(page, "seq", "many");
    assert.equal(await metric(page, "whole model"), "77.3 GB");

    await reflect(page, "tiling", "tiles");
    assert.match(await text(page, "form[data-reflect=tiling]"), /Right/);

    // A reload keeps the prediction, the answer and the settings.
    const again = await revisit(page.context());
    await open(again.page, address());
    assert.match(await text(again.page, "[data-reveal=doubling]"), /You predicted: 2× as large/);
    assert.ok(await again.page.locator("form[data-predict=doubling] input").first().isDisabled());
    assert.equal(await metric(again.page, "whole model"), "77.3 GB");

    assert.deepEqual([...faults, ...again.faults], []);
    await page.context().close();
  });
}

test("part two: depth against width", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "race", "wider");
  assert.match(await text(page, "[data-reveal=race]"), /Right/);
  await setSlider(page, "depth", 100);
  await setSlider(page, "width", 4096);
  assert.match((await status(page, "feasible")).text, /Over budget/);
  await choose(page, "device", "edge");
  assert.equal((await status(page, "feasible")).level, "fail");
  await setSlider(page, "depth", 2);
  await setSlider(page, "width", 64);
  assert.match((await status(page, "feasible")).text, /Under budget/);
  await setSlider(page, "depth", 8);
  await setSlider(page, "width", 1024);
  assert.equal((await status(page, "feasible")).level, "pass");
  assert.deepEqual(faults, []);
  await page.context().close();
});

// Four students: the first option of each question, the second, and so on.
test("every option of both predictions has its own verdict, and one is right", async () => {
  const said = { doubling: new Set(), race: new Set() };
  const right = { doubling: new Set(), race: new Set() };
  for (let student = 0; student < 4; student++) {
    const { page } = await visit(browser);
    await open(page, `${server.url}/${LAB}`);
    for (const name of Object.keys(said)) {
      const keys = await page.$$eval(`form[data-predict=${name}] input`, (inputs) => inputs.map((input) => input.value));
      const key = keys[student % keys.length];
      await commit(page, name, key);
      const verdict = await text(page, `[data-reveal=${name}]`);
      said[name].add(verdict);
      if (/\bRight\b/.test(verdict)) right[name].add(key);
    }
    await page.context().close();
  }
  assert.deepEqual([said.doubling.size, said.race.size], [4, 2]);
  assert.deepEqual([[...right.doubling], [...right.race]], [["quadratic"], ["wider"]]);
});

test("each answer to both reflections has its feedback, and one is right", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "doubling", "cubic");
  await commit(page, "race", "deeper");
  for (const [name, key, answers] of [
    ["tiling", "tiles", [["low_rank", /Linformer/], ["tiles", /online softmax/], ["heads", /heads are still there/], ["int8", /2× smaller, once/]]],
    ["why_wide", "sequential", [["accuracy", /Nothing in this lab measured accuracy/], ["sequential", /another launch and another barrier/], ["smaller", /cost 5\.36×/], ["quantized", /take no launch out/]]],
  ]) {
    for (const [answer, words] of answers) {
      await reflect(page, name, answer);
      const said = await text(page, `form[data-reflect=${name}]`);
      assert.match(said, words);
      assert.equal(/Right/.test(said), answer === key, said);
    }
  }
  assert.deepEqual(faults, []);
  await page.context().close();
});

// The bar says how the lab stands: each entry once the controls that move it are there, on every width, on paper too.
test("the bar at the foot", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  const entries = () => page.$$eval(".hud [data-hud-entry]", (list) => list.map((entry) => entry.innerText.replace(/\s+/g, " ").trim()));
  assert.deepEqual(await entries(), []);
  await commit(page, "doubling", "quadratic");
  assert.deepEqual(await entries(), ["Sequence 4096 tok", "Scores 19.3 GB It fits"]);
  await setSlider(page, "seq", 131072);
  assert.match((await entries())[1], /^Scores 19\s?[.]8 TB Out of memory$|^Scores 19\s791 GB Out of memory$/);
  await commit(page, "race", "wider");
  assert.equal((await entries()).length, 3);
  // A status on the page speaks for itself: the bar does not say it again.
  assert.equal(await page.locator(".hud [aria-live]").count(), 0);
  for (const width of [1280, 1024, 800, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await settled(page);
    // On a phone it is below the page and covers nothing.
    const { height, over } = await page.$eval(".hud", (bar) => ({ height: getComputedStyle(bar).position === "fixed" ? bar.offsetHeight : 0, over: bar.scrollWidth - bar.clientWidth }));
    assert.ok(height <= 64 && over <= 0, `at ${width} px the bar is ${height} px high and ${over} px too wide`);
  }
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".hud .vitals").isVisible(), "the bar is not on paper");
  // It comes back with the record.
  const again = await revisit(page.context());
  await open(again.page, `${server.url}/${LAB}`);
  assert.equal(await again.page.locator(".hud [data-hud-entry]").count(), 3);
  assert.deepEqual([...faults, ...again.faults], []);
  await page.context().close();
});

test("storage that throws, is corrupt or full: the page works and says so", async () => {
  for (const [what, script, notice] of [
    ["throws", () => Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("denied"); } }), /are gone when you close this window/],
    ["full", () => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }, /may be gone when you close/],
    ["corrupt", () => localStorage.setItem("labc/mlsys/vol1_06/predict/doubling", "{half"), /set aside/],
  ]) {
    const { page, faults } = await visit(browser);
    await page.addInitScript(script);
    await open(page, `${server.url}/${LAB}`);
    await commit(page, "doubling", "quadratic");
    await settled(page);
    assert.equal(await metric(page, "whole model"), "19.3 GB", what);
    assert.match(await text(page, "[data-notices]"), notice, what);
    assert.deepEqual(faults, [], what);
    await page.context().close();
  }
});

test("with the keyboard alone: choose, commit, slide", async () => {
  const { page } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await page.locator("form[data-predict=doubling] input").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.match(await text(page, "[data-reveal=doubling]"), /\bRight\b/);
  await page.locator("input[type=range][data-name=seq]").focus();
  await page.keyboard.press("ArrowRight");
  await settled(page);
  assert.match(await page.locator("input[type=range][data-name=seq]").getAttribute("aria-valuetext"), /^4608 tok: Attention scores/);
  await page.context().close();
});

describe("speed", () => {
  test("a slider tick", async (t) => {
    const { page } = await visit(browser);
    await open(page, `${server.url}/${LAB}`);
    await commit(page, "doubling", "quadratic");
    await commit(page, "race", "wider");
    t.diagnostic(`median of set, run and patch: ${(await tick(page, "seq", 4096, 8192)).toFixed(2)} ms`);
    const compute = await page.evaluate(() => {
      const control = +document.querySelector("input[type=range][data-name=seq]").dataset.control;
      const taken = [];
      for (let i = 0; i < 301; i++) {
        const start = performance.now();
        for (let j = 0; j < 20; j++) {
          labc.lab.set(control, j % 2 ? 4096 : 8192);
          labc.lab.run();
        }
        taken.push((performance.now() - start) / 20);
      }
      return taken.sort((a, b) => a - b)[150];
    });
    t.diagnostic(`of it, evaluating, writing texts and drawing: ${compute.toFixed(3)} ms`);
    await page.context().close();
  });

  test("time until the first slider answers", async (t) => {
    for (const megabits of [0, 10]) {
      const { page } = await visit(browser);
      // A returning student: the slider is open from the start.
      await page.addInitScript(() => localStorage.setItem("labc/mlsys/vol1_06/predict/doubling", '{"v":1,"option":"quadratic"}'));
      if (megabits) await throttle(page, megabits);
      await open(page, `${server.url}/${LAB}`);
      const ready = await page.evaluate(() => performance.getEntriesByName("labc-ready")[0].startTime);
      t.diagnostic(`${megabits ? `${megabits} Mbit/s` : "local"}: ${ready.toFixed(0)} ms`);
      await page.context().close();
    }
  });
});
