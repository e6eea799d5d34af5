// The Price of a Bit, as a student walks it: what the page shows is what the experiment's files say, the mistakes made
// on purpose can be caused, and the work is stored.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { choose, commit, estimate, everything, open, status, text, toggle, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { root } from "./lib/site.mjs";

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
