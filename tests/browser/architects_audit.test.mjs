// The Architect's Audit, as a student walks it: wrong answers and right ones, every failure reached and left,
// every goal met.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { choose, commit, everything, launch, open, reflect, revisit, setSlider, status, text, visit } from "./lib/browser.mjs";
import { serve } from "./lib/site.mjs";

const LAB = "vol1_16/index.html";
// Words of the sealed second part: a label, a verdict, a failure, feedback, the way out.
const SEALED = ["H100s in a replica", "Requests decoded together", "Borne out by the model", "Too large", "four-fifths", "Keyword spotter"];

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

// Sets controls: numbers by slider, keys by choice.
async function set(page, settings) {
  for (const [name, value] of Object.entries(settings)) {
    await (typeof value === "number" ? setSlider(page, name, value) : choose(page, name, value));
  }
}

const START = {
  gpus: 2, replicas: 64, quant_cloud: "fp16", quant_edge: "int8", quant_mobile: "int4", quant_tiny: "ternary",
  trigger: "m10", serving: "dynamic", batch: 16, cadence: 30, gap: 10,
};

async function challenge() {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "hardest", "tiny");
  return { page, faults };
}

test("the second part is sealed until the prediction is made, and each option has its verdict", async () => {
  const said = new Set();
  let right = 0;
  for (const key of ["cloud", "edge", "mobile", "tiny"]) {
    const { page, faults } = await visit(browser);
    await open(page, `${server.url}/${LAB}`);
    const before = await everything(page);
    for (const words of SEALED) assert.ok(!before.includes(words), `"${words}" stands in the page before the prediction`);
    await commit(page, "hardest", key);
    const verdict = await text(page, "[data-reveal=hardest]");
    said.add(verdict);
    if (/Borne out/.test(verdict)) right++;
    assert.equal(/Borne out/.test(verdict), key === "tiny");
    const opened = await everything(page);
    for (const words of SEALED) if (words !== "Borne out by the model") assert.ok(opened.includes(words), `"${words}" is missing after the prediction`);

    const again = await revisit(page.context());
    await open(again.page, `${server.url}/${LAB}`);
    assert.equal(await text(again.page, "[data-reveal=hardest]"), verdict);
    assert.ok(await again.page.locator("form[data-predict=hardest] input").first().isDisabled());
    assert.deepEqual([...faults, ...again.faults], []);
    await page.context().close();
  }
  assert.equal(said.size, 4);
  assert.equal(right, 1);
});

describe("failures", () => {
  test("at the start", async () => {
    const { page, faults } = await challenge();
    assert.equal((await status(page, "tiny.fit")).level, "fail");
    assert.match((await status(page, "tiny.fit")).text, /1\.9 MB[\s\S]*262 kB/);
    for (const tier of ["cloud", "edge", "mobile"]) assert.equal((await status(page, `${tier}.fit`)).level, "pass", tier);
    assert.equal((await status(page, "throughput")).level, "warn");
    assert.match((await status(page, "response")).text, /1\.56 s[\s\S]*15\.6×/);
    assert.equal((await status(page, "price")).level, "pass");
    assert.equal((await status(page, "redundancy")).level, "pass");
    assert.equal((await status(page, "fairness")).level, "warn");
    assert.equal((await status(page, "system")).level, "warn");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  // Where each failure is met, what it says, and where it is left.
  const FAILURES = [
    ["cloud.fit", { gpus: 1, batch: 128 }, "fail", /151 GB asked for, 77\.3 GB free/, { quant_cloud: "int4" }, "pass"],
    ["edge.fit", { quant_edge: "fp16" }, "fail", /15\.1 GB asked for, 14\.6 GB free/, { quant_edge: "int4" }, "pass"],
    ["mobile.fit", { quant_mobile: "int8" }, "fail", /7\.54 GB asked for, 6\.44 GB free/, { quant_mobile: "ternary" }, "pass"],
    ["tiny.fit", { trigger: "m5", quant_tiny: "int4" }, "fail", /2\.5 MB asked for[\s\S]*950 kB/, { trigger: "k50" }, "pass"],
    ["throughput", { replicas: 8 }, "fail", /grows without end[\s\S]*600 req\/s arrive/, { replicas: 128 }, "pass"],
    ["response", { replicas: 8 }, "fail", /There is no P99/, { replicas: 128 }, "fail"],
    ["response", { serving: "static" }, "fail", /no P99/, { gpus: 8, quant_cloud: "int4", serving: "continuous", batch: 8 }, "pass"],
    ["price", { batch: 1, replicas: 128, gpus: 8, quant_cloud: "int8", serving: "continuous" }, "fail", /1\.43 USD\/kreq/, { replicas: 80 }, "pass"],
    ["price", { cadence: 1, batch: 1, replicas: 60, gpus: 8, quant_cloud: "int8", serving: "continuous" }, "fail", /for retraining/, { cadence: 7 }, "pass"],
    ["redundancy", { replicas: 59 }, "fail", /59 replicas, of which 59 carry the load/, { replicas: 70 }, "pass"],
    ["keeping", { quant_mobile: "ternary" }, "warn", /86 %/, { quant_mobile: "int4" }, "pass"],
    ["keeping", { quant_mobile: "ternary", gap: 0 }, "fail", /84 %/, { gap: 20, quant_mobile: "int4" }, "pass"],
    ["freshness", { cadence: 90 }, "warn", /95\.5 %[\s\S]*86\.5 %/, { cadence: 60 }, "pass"],
    ["fairness", { gap: 9 }, "warn", /79 %/, { gap: 8 }, "pass"],
  ];
  for (const [name, reach, level, words, leave, left] of FAILURES) {
    test(`${name}: ${JSON.stringify(reach)}, then ${JSON.stringify(leave)}`, async () => {
      const { page, faults } = await challenge();
      await set(page, reach);
      assert.equal((await status(page, name)).level, level);
      assert.match((await status(page, name)).text, words);
      await set(page, leave);
      assert.equal((await status(page, name)).level, left);
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }
});

test("the last question: each answer has its feedback, and one is right", async () => {
  const { page, faults } = await challenge();
  const said = new Set();
  for (const key of ["latency", "cost", "accuracy", "sram"]) {
    await reflect(page, "wall", key);
    const words = await text(page, "form[data-reflect=wall]");
    said.add(words);
    assert.equal(/Borne out by the model/.test(words), key === "sram", words);
  }
  assert.equal(said.size, 4);
  assert.deepEqual(faults, []);
  await page.context().close();
});

describe("won", () => {
  for (const [what, settings, words] of [
    ["with INT4", { gpus: 8, replicas: 8, quant_cloud: "int4", serving: "continuous", batch: 8, trigger: "k100", gap: 8 }, /72\.8 ms[\s\S]*0\.1 USD\/kreq/],
    ["with INT8", { gpus: 8, replicas: 82, quant_cloud: "int8", serving: "continuous", batch: 1, trigger: "k50", quant_tiny: "int8", gap: 8 }, /97\.2 ms[\s\S]*0\.923 USD\/kreq/],
  ]) {
    test(what, async () => {
      const { page, faults } = await challenge();
      await set(page, settings);
      const system = await status(page, "system");
      assert.equal(system.level, "pass");
      assert.match(system.text, words);
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }
});
