// Quantization is not a free lunch, as a student walks it from top to bottom: wrong answers and right ones,
// the limits of a step reached and left, the work stored.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, commit, estimate, everything, item, open, reflect, revisit, setSlider, status, table, text, toggle, typeNumber, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { kept } from "./lib/walks.mjs";

const LAB = "quant_free_lunch/index.html";
// Words of the sealed parts: a control, a table, feedback.
const SEALED = ["Count the start of every layer", "Times FP16", "Compute in INT8", "Users at once", "Six ways to store", "3.81", "Borne out by the model"];

const stored = (page, kind, name) => item(page, "quant_free_lunch", kind, name);

test("the two regimes", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  const sealed = await everything(page);
  for (const words of SEALED) assert.ok(!sealed.includes(words), `"${words}" stands in the page before the prediction`);

  // What a format saves is on show; what it gains is not.
  const saves = await table(page, "What a format saves");
  assert.deepEqual(saves.INT4, { "Bytes for each parameter": "0.5", "Of FP16": "25", "Times smaller": "4" });

  // One user: almost 2× and 4×; the starts of the layers are not quantized, and the first token waits for arithmetic.
  await commit(page, "decoding", "two");
  assert.match(await text(page, "[data-reveal=decoding]"), /Not what the model gives[\s\S]*3\.81×/);
  const one = await table(page, "One token, one user");
  assert.deepEqual(Object.values(one).map((row) => row["Times FP16"]), ["1", "1.97", "3.81"]);
  assert.equal(one.FP16["Token"], "4.87");
  assert.equal(one.INT4.Size, "4.02");
  await toggle(page, "launch", true);
  const counted = await table(page, "One token, one user");
  assert.deepEqual(Object.values(counted).map((row) => row["Token"]), ["5.19", "2.8", "1.6"]);
  assert.equal(counted.INT4["Times FP16"], "3.25");
  assert.equal(counted.INT4["First token"], counted.FP16["First token"]);
  assert.ok(parseFloat(counted.INT8["First token"]) < parseFloat(counted.FP16["First token"]));
  await toggle(page, "launch", false);
  await typeNumber(page, "context", "8192");
  assert.equal((await table(page, "One token, one user")).INT4["Times FP16"], "3.37");
  await typeNumber(page, "context", "2048");

  // Training: nothing, unless it computes in eight bits.
  await commit(page, "cnn", "none");
  assert.match(await text(page, "[data-reveal=cnn]"), /Borne out by the model/);
  const training = await table(page, "A step of training");
  assert.deepEqual(Object.values(training).map((row) => row["Times FP16"]), ["1", "1", "1"]);
  assert.equal(training.FP16["Step"], "40.4");
  await toggle(page, "units", true);
  assert.equal((await table(page, "A step of training")).INT8["Times FP16"], "2");
  await toggle(page, "units", false);

  // Side by side; the question on the ridge answers wrong and right.
  await commit(page, "intensity", "tens");
  assert.match(await text(page, "[data-reveal=intensity]"), /It is 0\.984 FLOP\/B[\s\S]*148 FLOP\/B/);
  assert.deepEqual(Object.values(await table(page, "Two workloads")).map((row) => row["Waits for"]), ["bytes", "operations"]);
  await reflect(page, "self_check", "idle");
  assert.match(await text(page, "form[data-reflect=self_check]"), /Not what the model gives|Not quite[\s\S]*97 %/);
  await reflect(page, "self_check", "helps");
  assert.match(await text(page, "form[data-reflect=self_check]"), /Five is far below 150[\s\S]*30×/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the three exercises", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/${LAB}`);
  await commit(page, "decoding", "four");

  await commit(page, "bigger", "bit_more");
  assert.match(await text(page, "[data-reveal=bigger]"), /Borne out[\s\S]*3\.94× against 3\.81×/);
  assert.equal((await table(page, "One user, one"))["FP16"]["Of the memory"], "164");

  // Where the gain ends: 30 users for 2×, 75 for 1.5×; found with the slider too.
  await estimate(page, "ends", "120", "0.95");
  assert.match(await text(page, "[data-reveal-estimate=ends]"), /120[\s\S]*30[\s\S]*off by 4×, too high[\s\S]*over sooner, at 30 users/i);
  const gain = async () => parseFloat(await page.locator(".card", { hasText: "against FP16" }).locator(".figure").innerText());
  await setSlider(page, "users", 28);
  assert.ok((await gain()) >= 2, "28 users still gain 2×");
  await setSlider(page, "users", 32);
  assert.ok((await gain()) < 2, "32 users gain less");
  await setSlider(page, "users", 10);
  assert.equal((await status(page, "waits")).level, "pass");
  await setSlider(page, "users", 75);
  assert.match((await status(page, "waits")).text, /Mostly the caches/);

  // Memory runs out in FP16 with every user there is, and comes back with fewer bits.
  await setSlider(page, "users", 256);
  await choose(page, "chosen", "fp16");
  await typeNumber(page, "context", "8192");
  assert.equal((await status(page, "waits")).level, "fail");
  assert.match((await status(page, "waits")).text, /Out of memory/);
  await page.waitForTimeout(900);
  await typeNumber(page, "context", "128");
  await choose(page, "chosen", "int4");
  await toggle(page, "narrow_cache", true);
  assert.equal((await status(page, "waits")).level, "warn");
  assert.match((await status(page, "waits")).text, /Arithmetic/);
  await setSlider(page, "users", 1);
  assert.equal((await status(page, "waits")).level, "pass");

  await reflect(page, "culprit", "operations");
  assert.match(await text(page, "form[data-reflect=culprit]"), /Not here/);
  await reflect(page, "culprit", "cache");
  assert.match(await text(page, "form[data-reflect=culprit]"), /nobody quantized them[\s\S]*Yes\./);

  // Quantize or prune: with the mask one method is beaten, without it two.
  await commit(page, "dominated", "most_loses");
  const judged = async () => Object.entries(await table(page, "Six ways to store")).filter(([, row]) => /beaten/.test(row.Judgement)).map(([name]) => name);
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
  const ESTIMATES = [["28", /Well judged/], ["4", /With so few users/], ["120", /over sooner/], ["41", /Well judged/]];
  const said = {};
  for (let student = 0; student < 4; student++) {
    const { page, faults } = await visit(browser);
    await open(page, `${server.url}/${LAB}`);
    // The first of each list is the right one.
    const heard = (name, words) => {
      assert.equal(/Borne out by the model/.test(words), student === 0, `${name}: ${words}`);
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
