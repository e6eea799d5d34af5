// Quantization is not a free lunch, as a student walks it from top to bottom: wrong answers and right ones,
// the limits of a step reached and left, the work stored.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, commit, estimate, everything, item, open, reflect, rested, revisit, setSlider, status, table, text, toggle, typeNumber, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { kept } from "./lib/walks.mjs";

const LAB = "quant_free_lunch/index.html";
// Words of the sealed parts: a control, a table, feedback.
const SEALED = ["Count the launch overhead", "Times FP16", "Compute in INT8", "Users at once", "Six ways to store", "3.81", "The model disagrees"];

const stored = (page, kind, name) => item(page, "quant_free_lunch", kind, name);

test("the two regimes", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  const sealed = await everything(page);
  for (const words of SEALED) assert.ok(!sealed.includes(words), `"${words}" stands in the page before the prediction`);

  // What a format saves is on show; what it gains is not.
  assert.match(await page.locator("#part-promise .drawing").textContent(), /FP16[\s\S]*INT8[\s\S]*INT4/);

  // One user: almost 2× and 4×; launches are not quantized, and the first token is compute-bound.
  await commit(page, "decoding", "two");
  assert.match(await text(page, "[data-reveal=decoding]"), /The model disagrees[\s\S]*3\.81[\s\S]*memory-bound/);
  const one = await table(page, "One token, one user");
  assert.deepEqual(Object.values(one).map((row) => row["Times FP16"]), ["1", "1.97", "3.81"]);
  assert.equal(one.FP16.ITL, "4.87");
  assert.equal(one.INT4.Size, "4.02");
  await toggle(page, "launch", true);
  const counted = await table(page, "One token, one user");
  assert.deepEqual(Object.values(counted).map((row) => row.ITL), ["5.19", "2.8", "1.6"]);
  assert.equal(counted.INT4["Times FP16"], "3.25");
  assert.equal(counted.INT4.TTFT, counted.FP16.TTFT);
  assert.ok(parseFloat(counted.INT8.TTFT) < parseFloat(counted.FP16.TTFT));
  await toggle(page, "launch", false);
  await typeNumber(page, "context", "8192");
  assert.equal((await table(page, "One token, one user")).INT4["Times FP16"], "3.37");
  await typeNumber(page, "context", "2048");

  // Training: nothing, unless it computes in eight bits.
  await commit(page, "cnn", "none");
  assert.match(await text(page, "[data-reveal=cnn]"), /Right/);
  const training = await table(page, "A step of training");
  assert.deepEqual(Object.values(training).map((row) => row["Times FP16"]), ["1", "1", "1"]);
  assert.equal(training.FP16["Step"], "40.4");
  await toggle(page, "units", true);
  assert.equal((await table(page, "A step of training")).INT8["Times FP16"], "2");
  await toggle(page, "units", false);
  // With activations the step lies at the ridge, and weights in four bits gain nothing all the same.
  await toggle(page, "acts", true);
  assert.match((await table(page, "A step of training")).INT4["Times FP16"], /^1(\.00\d)?$/);
  await toggle(page, "acts", false);

  // Side by side; the question on the ridge answers wrong and right.
  await commit(page, "intensity", "tens");
  assert.match(await text(page, "[data-reveal=intensity]"), /0\.984 FLOP\/B[\s\S]*ridge point[\s\S]*148 FLOP\/B/);
  assert.deepEqual(Object.values(await table(page, "Two workloads")).map((row) => row.Regime), ["memory-bound", "compute-bound"]);
  await reflect(page, "self_check", "idle");
  assert.match(await text(page, "form[data-reflect=self_check]"), /Not right[\s\S]*97 %/);
  await reflect(page, "self_check", "helps");
  assert.match(await text(page, "form[data-reflect=self_check]"), /5 is far below 150[\s\S]*30×/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the three exercises", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "decoding", "four");

  await commit(page, "bigger", "bit_more");
  assert.match(await text(page, "[data-reveal=bigger]"), /\bRight\b[\s\S]*3\.94× against 3\.81×/);
  assert.equal((await table(page, "One user, one"))["FP16"]["Of the memory"], "164");

  // Where the gain ends: 30 users for 2×, 75 for 1.5×; found with the slider too.
  await estimate(page, "ends", "120", "0.95");
  assert.match(await text(page, "[data-reveal-estimate=ends]"), /120[\s\S]*30[\s\S]*off by 4×, too high[\s\S]*over sooner, at 30/i);
  const gain = async () => parseFloat(await page.locator(".card", { hasText: "against FP16" }).locator(".figure").innerText());
  await setSlider(page, "users", 28);
  assert.ok((await gain()) >= 2, "28 users still gain 2×");
  await setSlider(page, "users", 32);
  assert.ok((await gain()) < 2, "32 users gain less");
  await setSlider(page, "users", 10);
  assert.equal((await status(page, "waits")).level, "pass");
  await setSlider(page, "users", 75);
  assert.match((await status(page, "waits")).text, /mostly KV caches/);

  // Memory runs out in FP16 with every user there is, and comes back with fewer bits.
  await setSlider(page, "users", 256);
  await choose(page, "chosen", "fp16");
  await typeNumber(page, "context", "8192");
  assert.equal((await status(page, "waits")).level, "fail");
  assert.match((await status(page, "waits")).text, /Out of memory/);
  await rested(page);
  await typeNumber(page, "context", "128");
  await choose(page, "chosen", "int4");
  await toggle(page, "narrow_cache", true);
  assert.equal((await status(page, "waits")).level, "warn");
  assert.match((await status(page, "waits")).text, /Compute-bound/);
  await setSlider(page, "users", 1);
  assert.equal((await status(page, "waits")).level, "pass");

  await reflect(page, "culprit", "operations");
  assert.match(await text(page, "form[data-reflect=culprit]"), /Not here/);
  await reflect(page, "culprit", "cache");
  assert.match(await text(page, "form[data-reflect=culprit]"), /not quantized[\s\S]*mostly reads KV caches/);

  // Quantize or prune: with the mask one method is beaten, without it two.
  await commit(page, "dominated", "most_loses");
  const judged = async () => Object.entries(await table(page, "Six ways to store")).filter(([, row]) => /dominated/.test(row.Verdict)).map(([name]) => name);
  assert.deepEqual(await judged(), ["75 % pruned"]);
  await toggle(page, "counted", false);
  assert.deepEqual(await judged(), ["INT8", "75 % pruned"]);
  await kept(page, "quant_free_lunch", "status", "waits.oom", "left");
  await kept(page, "quant_free_lunch", "set", "counted", "value");

  const guess = await stored(page, "estimate", "ends");
  assert.deepEqual([guess.typed, guess.value, guess.confidence], ["120", 120, 0.95]);
  assert.equal((await stored(page, "record", "stored")).value, "int4");
  assert.ok((await stored(page, "status", "waits.oom")).left, "the memory was left again");
  assert.equal((await stored(page, "reflect", "culprit")).first, "operations");
  assert.equal((await stored(page, "set", "counted")).value, false);
  const { page: later, faults: more } = await revisit(page.context());
  await open(later, `${server.url}/${LAB}`);
  assert.match(await text(later, "[data-reveal-estimate=ends]"), /off by 4×/);
  assert.deepEqual([...faults, ...more], []);
  await page.context().close();
});

// Four students: the first of each list of options, the second, and so on.
test("every option of every question has its own feedback, and one is right", async () => {
  const PREDICTIONS = {
    decoding: ["four", "two", "none", "eight"],
    cnn: ["none", "four", "two"],
    intensity: ["about_one", "tens", "hundreds"],
    bigger: ["bit_more", "much_more", "the_same", "less"],
    dominated: ["most_loses", "int4_loses", "int8_loses", "none_loses"],
  };
  const REFLECTIONS = { self_check: ["helps", "idle", "size"], culprit: ["cache", "operations", "overhead", "accuracy"] };
  const ESTIMATES = [["28", /weigh as much as the weights did/], ["4", /With 4 users/], ["120", /over sooner/], ["41", /weigh as much as the weights did/]];
  const said = {};
  for (let student = 0; student < 4; student++) {
    const { page, faults } = await visit(browser);
    await open(page, `${server.url}/${LAB}`);
    // The first of each list is the right one.
    const heard = (name, words) => {
      assert.equal(/Right/.test(words), student === 0, `${name}: ${words}`);
      (said[name] ||= new Set()).add(words.replace(/^You (predicted|answered).*$/m, ""));
    };
    for (const [name, options] of Object.entries(PREDICTIONS)) {
      if (student >= options.length) continue;
      await commit(page, name, options[student]);
      heard(name, await text(page, `[data-reveal=${name}]`));
    }
    const [typed, words] = ESTIMATES[student];
    await estimate(page, "ends", typed);
    assert.match(await text(page, "[data-reveal-estimate=ends]"), words, typed);
    for (const [name, options] of Object.entries(REFLECTIONS)) {
      if (student >= options.length) continue;
      await reflect(page, name, options[student]);
      heard(name, await text(page, `form[data-reflect=${name}]`));
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  }
  for (const [name, options] of Object.entries({ ...PREDICTIONS, ...REFLECTIONS })) {
    assert.equal(said[name].size, options.length, name);
  }
});
