// Work that stays, whatever the storage does: broken items, earlier and later schemas, an edited lab, no
// room. What was there before is counted and must be there after.
import assert from "node:assert/strict";
import { test } from "node:test";

import { commit, open, reflect, rested, revisit, setSlider, text, visit } from "./lib/browser.mjs";
import { aside, copyOf, fill, kept, lost, myWork, put, unfill } from "./lib/fixture.mjs";
import { browser, course } from "./lib/fixture_course.mjs";
import { ours } from "./lib/ledgers.mjs";

// A student with items already there.
async function student(items = {}) {
  const { page, faults } = await visit(browser);
  const context = page.context();
  const look = await aside(context, course.url);
  await put(look, items);
  return { page, faults, context, look, lab: `${course.url}/first/index.html` };
}

const item = (object) => JSON.stringify(object);

test("items that are broken are set aside, and unknown ones left alone", async (t) => {
  const items = {
    "first/predict/growth": "{half",
    "first/predict/halving": '{"v":2,"option":7}',
    "first/set/side": "\u0000",
    "first/set/place": '{"v":"2"}',
    "first/reflect/why": "[" .repeat(100),
    "first/hologram/h": "no json at all",
    "gone_lab/predict/p": '{"v":2,"option":"x"}',
    "second/predict/time": "{also half",
    odd: "a key of another shape",
  };
  const { page, faults, context, look, lab } = await student(items);
  await open(page, lab);
  assert.match(await text(page, "[data-notices]"), /set aside, not deleted/);
  assert.equal(await page.locator("[data-notices] > p.notice").count(), 1, "said once");
  await commit(page, "growth", "four");
  await setSlider(page, "side", 5000);
  await rested(page);
  const now = await kept(look);
  assert.deepEqual(lost(items, now), []);
  const quarantined = Object.keys(now).filter((key) => key.startsWith("quarantine/"));
  assert.equal(quarantined.length, 5, quarantined.join(" "));
  assert.equal(JSON.parse(now["first/predict/growth"]).option, "four");
  assert.equal(now["first/hologram/h"], items["first/hologram/h"]);
  assert.equal(now["second/predict/time"], items["second/predict/time"], "another lab's items are its own business");
  // A second visit finds nothing to set aside.
  const again = await revisit(context);
  await open(again.page, lab);
  assert.doesNotMatch(await text(again.page, "[data-notices]"), /set aside/);
  assert.deepEqual([...faults, ...again.faults], []);
  t.diagnostic(`${Object.keys(items).length} items before, ${Object.keys(now).length} after, 0 lost`);
  await context.close();
});

test("items of an earlier schema are read, and kept as they were once they change", async (t) => {
  const items = {
    "first/predict/growth": '{"v":1,"option":"two","at":"2025-01-01T00:00:00.000Z"}',
    "first/reflect/why": '{"first":"luck","v":1,"option":"luck"}',
    "first/set/side": '{"v":1,"value":7000}',
    "first/set/place": '{"v":1,"value":"small"}',
    "first/seen/after": '{"v":1}',
  };
  const { page, faults, context, look, lab } = await student(items);
  await open(page, lab);
  assert.match(await text(page, "[data-reveal=growth]"), /You predicted: 2× larger/);
  assert.equal(await page.locator("input[type=range][data-name=side]").inputValue(), "7000");
  assert.ok(await page.locator("input[data-key=small]").isChecked());
  assert.deepEqual(await kept(look), items, "reading changes nothing");
  await setSlider(page, "side", 9000);
  await reflect(page, "why", "sides");
  await rested(page);
  const now = await kept(look);
  assert.deepEqual(lost(items, now), []);
  const side = JSON.parse(now["first/set/side"]);
  assert.equal(side.v, 2);
  assert.equal(side.value, 9000);
  assert.ok(side.at > "2026");
  const why = JSON.parse(now["first/reflect/why"]);
  assert.deepEqual([why.first, why.option], ["luck", "sides"]);
  assert.equal(now[ours.asideOf("first/reflect/why", items["first/reflect/why"])], items["first/reflect/why"]);
  assert.deepEqual(faults, []);
  t.diagnostic(`${Object.keys(items).length} items before, ${Object.keys(now).length} after, 0 lost`);
  await context.close();
});

test("items of a later schema keep what this page does not know", async () => {
  const items = {
    "first/set/side": item({ v: 9, at: "2026-01-01T00:00:00.000Z", value: 7000, extra: { deep: [1] } }),
    "first/predict/growth": item({ v: 9, at: "2026-01-01T00:00:00.000Z", option: "four", extra: "kept" }),
  };
  const { page, context, look, lab } = await student(items);
  await open(page, lab);
  await setSlider(page, "side", 9000);
  await rested(page);
  const now = await kept(look);
  assert.equal(now["first/predict/growth"], items["first/predict/growth"]);
  const side = JSON.parse(now["first/set/side"]);
  assert.deepEqual([side.v, side.value, side.extra], [9, 9000, { deep: [1] }]);
  await context.close();
});

test("an edited lab: options added, removed and in another order", async (t) => {
  try {
    const students = [];
    for (const option of ["two", "four", "eight"]) {
      const one = await student();
      await open(one.page, one.lab);
      await commit(one.page, "growth", option);
      await setSlider(one.page, "side", 3000);
      await rested(one.page);
      students.push({ ...one, option, items: await kept(one.look) });
    }
    course.edit("ledger_edited");
    let count = 0;
    for (const { page, context, look, lab, option, items, faults } of students) {
      await open(page, lab);
      const said = await text(page, "[data-reveal=growth]");
      const form = page.locator("form[data-predict=growth]");
      assert.ok(await form.locator("input").first().isDisabled(), "committed stays committed");
      const checked = await form.locator("input:checked").evaluateAll((inputs) => inputs.map((input) => input.value));
      if (option === "two") {
        assert.match(said, /You predicted: 2× larger, as before/);
        assert.match(said, /The model disagrees/);
        assert.deepEqual(checked, ["two"]);
      } else if (option === "four") {
        assert.match(said, /Right/);
        assert.deepEqual(checked, ["four"]);
      } else {
        assert.match(said, /no longer part of this lab/);
        assert.deepEqual(checked, []);
      }
      await rested(page);
      assert.deepEqual(lost(items, await kept(look)), []);
      count += Object.keys(items).length;
      await myWork(page, course.url);
      const report = await text(page, "[data-report]");
      assert.match(report, { two: /2× larger, as before\s+not right/, four: /4× larger\s+right/, eight: /eight\s+no longer part of the lab/ }[option]);
      assert.deepEqual(faults, []);
      await context.close();
    }
    t.diagnostic(`${count} items before, all of them after`);
  } finally {
    course.edit("ledger");
  }
});

test("no room left in the middle of a save: all stays, is said, offered as a copy, and saved later", async (t) => {
  const { page, faults, context, look, lab } = await student({ "first/set/side": item({ v: 2, value: 4000 }) });
  await fill(look, 120);
  await open(page, lab);
  // The first fits or not; the others surely do not.
  await commit(page, "growth", "four");
  await setSlider(page, "side", 100000);
  await reflect(page, "why", "luck");
  await commit(page, "halving", "half");
  await rested(page);
  const partly = await kept(look);
  assert.match(await text(page, "[data-offer]"), /no room left/);
  assert.match(await text(page, "[data-hud]"), /not saved yet/);
  // What is on the page is in the copy, saved or not.
  const copy = JSON.parse((await copyOf(page, "[data-offer] [data-copy]")).text);
  for (const key of ["first/predict/growth", "first/predict/halving", "first/reflect/why", "first/set/side"]) assert.ok(copy.items[key], `${key} is not in the copy`);
  assert.equal(copy.checksum, ours.checksumOf("fixture", new Map(Object.entries(copy.items))));
  assert.ok(Object.keys(partly).length < Object.keys(copy.items).length, "something had no room");
  assert.equal(await page.evaluate(() => document.querySelector("[data-copy-text]").open), false);
  await page.locator("[data-copy-text] summary").click();
  await page.waitForFunction(() => document.querySelector("[data-copy-text] textarea").value);
  assert.equal(JSON.parse(await page.locator("[data-copy-text] textarea").inputValue()).checksum.length, 8);
  // Room again: everything is saved without anybody asking.
  await unfill(look);
  await page.waitForFunction(() => document.querySelector("[data-kept]").dataset.kept === "kept", null, { timeout: 15_000 });
  const now = await kept(look);
  for (const key of Object.keys(copy.items)) assert.ok(now[key], `${key} is not saved`);
  assert.equal(JSON.parse(now["first/predict/growth"]).option, "four");
  assert.ok(await page.locator("[data-offer]").isHidden());
  assert.deepEqual(faults, []);
  t.diagnostic(`${Object.keys(partly).length} items had room, ${Object.keys(copy.items).length} were in the copy, ${Object.keys(now).length} after there was room`);
  await context.close();
});
