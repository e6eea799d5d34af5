// Two tabs of the same student, writing at once; and erasing everything.
import assert from "node:assert/strict";
import { test } from "node:test";

import { commit, open, rested, revisit, setSlider, settled, text, visit } from "./lib/browser.mjs";
import { aside, copyOf, kept, keptOnce, lost, myWork, put } from "./lib/fixture.mjs";
import { browser, course } from "./lib/fixture_course.mjs";

async function tabs() {
  const one = await visit(browser);
  const look = await aside(one.page.context(), course.url);
  await open(one.page, `${course.url}/first/index.html`);
  const two = await revisit(one.page.context());
  await open(two.page, `${course.url}/first/index.html`);
  return { one: one.page, two: two.page, look, faults: () => [...one.faults, ...two.faults], context: one.page.context() };
}

// A tab has heard that another one committed.
const opened = (page) => page.locator("[data-reveal=growth] [data-verdict]:visible").first().waitFor();

test("each tab's settings and answers stay", async () => {
  const { one, two, look, faults, context } = await tabs();
  await commit(one, "growth", "four");
  await opened(two);
  assert.match(await text(two, "[data-reveal=growth]"), /\bRight\b/, "the other tab opens too");
  await Promise.all([
    setSlider(one, "side", 6000),
    two.evaluate(() => document.querySelector("input[data-key=small]").click()),
    commit(two, "halving", "quarter"),
  ]);
  await Promise.all([rested(one), rested(two)]);
  const now = await kept(look);
  assert.equal(JSON.parse(now["first/set/side"]).value, 6000);
  assert.equal(JSON.parse(now["first/set/place"]).value, "small");
  assert.equal(JSON.parse(now["first/predict/growth"]).option, "four");
  assert.equal(JSON.parse(now["first/predict/halving"]).option, "quarter");
  assert.deepEqual(faults(), []);
  await context.close();
});

test("both commit at the same moment: the first counts, the second is kept beside it", async (t) => {
  const { one, two, look, faults, context } = await tabs();
  // A write that crosses another one: the second tab reads what was there before.
  await two.evaluate(() => {
    const read = Storage.prototype.getItem;
    Storage.prototype.getItem = function (key) {
      return key.endsWith("/predict/growth") ? null : read.call(this, key);
    };
    globalThis.seeAgain = () => (Storage.prototype.getItem = read);
    addEventListener("storage", (event) => event.stopImmediatePropagation(), { capture: true });
  });
  await commit(one, "growth", "two");
  const mine = (await kept(look))["first/predict/growth"];
  const deaf = two.locator("form[data-predict=growth]");
  if (!(await deaf.locator("button").isVisible())) assert.fail("the second tab heard of the first");
  await commit(two, "growth", "eight");
  await two.evaluate(() => globalThis.seeAgain());
  const now = await keptOnce(look, (now) => now["first/predict/growth"] === mine);
  assert.equal(now["first/predict/growth"], mine, "the first commitment was put back");
  const beside = Object.entries(now).filter(([key]) => key.startsWith("aside/first/predict/growth/"));
  assert.equal(beside.length, 1);
  assert.equal(JSON.parse(beside[0][1]).option, "eight");
  assert.deepEqual(faults(), []);
  t.diagnostic("2 commitments to one question, 1 counts, 1 beside it, 0 lost");
  await context.close();
});

test("another script clears the storage: what this page knows comes back", async () => {
  const { one, two, look, context } = await tabs();
  await commit(one, "growth", "four");
  await opened(two);
  const before = await kept(look);
  await look.evaluate(() => localStorage.clear());
  const known = { p: before["first/predict/growth"] };
  const now = await keptOnce(look, (now) => lost(known, now).length === 0);
  assert.deepEqual(lost(known, now), []);
  await context.close();
});

test("erasing takes this course and nothing else, and no tab brings it back", async () => {
  const { one, look, context, faults } = await tabs();
  await put(look, { "first/hologram/h": "unknown", "quarantine/first/set/x/0-1": "broken" });
  await look.evaluate(() => {
    localStorage.setItem("labc/fixture-2/first/predict/growth", "theirs");
    localStorage.setItem("labc/fixture", "theirs");
    localStorage.setItem("other", "theirs");
  });
  await commit(one, "growth", "four");
  await setSlider(one, "side", 5000);
  await rested(one);
  const work = await context.newPage();
  await myWork(work, course.url);
  await work.locator("[data-erase]").click();
  assert.match(await text(work, "dialog"), /Delete all your work/);
  await work.locator("dialog [data-cancel]").click();
  assert.ok(Object.keys(await kept(look)).length >= 4);
  await work.locator("[data-erase]").click();
  const copy = await copyOf(work, "dialog [data-copy]");
  assert.match(copy.text, /hologram/);
  await work.locator("[data-erase-really]").click();
  assert.match(await text(work, "[data-outcome]"), /Nothing of this course is left/);
  await one.locator("[data-notices]", { hasText: "deleted in another tab" }).waitFor();
  await rested(one);
  assert.deepEqual(await kept(look), {});
  assert.deepEqual(await look.evaluate(() => Object.keys(localStorage).sort()), ["labc/fixture", "labc/fixture-2/first/predict/growth", "other"]);
  assert.match(await text(work, "[data-report]"), /Nothing here yet/);
  assert.deepEqual(faults(), []);
  await context.close();
});
