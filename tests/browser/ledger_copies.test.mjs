// Copies: saved, brought back over existing work, damaged, hostile; the reminder to save one; the report.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { choose, commit, open, reflect, rested, revisit, setSlider, text, visit } from "./lib/browser.mjs";
import { aside, bringIn, copyOf, fillFor, kept, lost, myWork, put, unfill } from "./lib/fixture.mjs";
import { browser, course } from "./lib/fixture_course.mjs";
import { merged, ours, random, randomItems } from "./lib/ledgers.mjs";

const SAVED = "2026-11-21T10:00:00.000Z";
const item = (object) => JSON.stringify({ v: 2, ...object });
// What a device keeps for itself.
const shared = (items) => Object.fromEntries(Object.entries(items).filter(([key]) => !key.startsWith("~/backup") && !key.startsWith("~/nudge")));

async function device(items = {}) {
  const { page, faults } = await visit(browser);
  const look = await aside(page.context(), course.url);
  await put(look, items);
  await myWork(page, course.url);
  return { page, faults, look, close: () => page.context().close() };
}

test("a copy brought in elsewhere is everything, to the letter", async (t) => {
  const items = Object.fromEntries([...merged(randomItems(random(11), 60))].map(([key, text]) => [key.toWellFormed(), text.toWellFormed()]));
  const one = await device(items);
  const { name, text: file } = await copyOf(one.page, ".keeping [data-copy]");
  assert.match(name, /^fixture-\d{4}-.*\.json$/);
  const two = await device();
  assert.match(await bringIn(two.page, file), new RegExp(`^${Object.keys(items).length} items read`));
  assert.deepEqual(shared(await kept(two.look)), shared(items));
  assert.match(await bringIn(two.page, file), /New here: 0\. .*kept beside it: 0/);
  assert.deepEqual([...one.faults, ...two.faults], []);
  t.diagnostic(`${Object.keys(items).length} items here, the same there`);
  await one.close();
  await two.close();
});

test("brought in over existing work: both devices end up with the same, and nothing is lost", async (t) => {
  const at = (day) => `2026-11-0${day}T10:00:00.000Z`;
  const phone = {
    "first/predict/growth": item({ at: at(1), option: "two", right: false }),
    "first/predict/halving": item({ at: at(3), option: "quarter", right: true }),
    "first/reflect/why": item({ at: at(1), first: "luck", option: "luck" }),
    "first/answer/words": item({ at: at(4), text: "the long version" }),
    "first/status/fit.oom": item({ at: at(1), reached: true, left: true }),
    "first/set/side": item({ at: at(5), value: 9000 }),
    "first/hologram/h": "not even json",
    "quarantine/first/set/x/00000000-1": "x",
  };
  const laptop = {
    "first/predict/growth": item({ at: at(2), option: "four", right: true }),
    "first/predict/halving": item({ at: at(2), option: "half", right: false }),
    "first/reflect/why": item({ at: at(2), first: "sides", option: "sides" }),
    "first/answer/words": item({ at: at(3), text: "the short version" }),
    "first/status/fit.oom": item({ at: at(6), reached: true }),
    "first/set/side": item({ at: at(6), value: 2000 }),
    "first/hologram/h": item({ at: at(1), x: [1] }),
    "second/predict/time": "{broken",
  };
  const [one, two] = [await device(phone), await device(laptop)];
  const [from, to] = [await copyOf(one.page, ".keeping [data-copy]"), await copyOf(two.page, ".keeping [data-copy]")];
  await bringIn(two.page, from.text);
  await bringIn(one.page, to.text);
  const [here, there] = [shared(await kept(one.look)), shared(await kept(two.look))];
  assert.deepEqual(here, there);
  assert.equal(here["first/predict/growth"], phone["first/predict/growth"], "the earlier commitment");
  assert.equal(here["first/predict/halving"], laptop["first/predict/halving"], "the earlier commitment");
  assert.equal(here["first/reflect/why"], laptop["first/reflect/why"], "the later reflection");
  assert.equal(here["first/status/fit.oom"], phone["first/status/fit.oom"], "left stays left");
  const gone = [...lost(phone, here), ...lost(laptop, here)].map(([key]) => key);
  assert.deepEqual(gone.sort(), ["first/set/side", "first/status/fit.oom"], "all but what pages make anew");
  assert.match(await text(one.page, "[data-report]"), /2× larger\s+not right/);
  assert.deepEqual([...one.faults, ...two.faults], []);
  t.diagnostic(`${Object.keys(phone).length} and ${Object.keys(laptop).length} items, ${Object.keys(here).length} on both after, ${Object.keys(here).filter((key) => key.startsWith("aside/")).length} of them set aside, no answer lost`);
  await one.close();
  await two.close();
});

test("no room in the middle of bringing a copy in: the rest waits and is saved later", async (t) => {
  const items = new Map(Array.from({ length: 60 }, (_, index) => [`first/answer/a${index}`, item({ at: SAVED, text: "words ".repeat(20) })]));
  const { page, look, close } = await device({ "first/answer/a0": item({ at: SAVED, text: "mine" }) });
  await fillFor(page, look, 4000);
  await bringIn(page, ours.pack("fixture", items, SAVED));
  const partly = Object.keys(await kept(look)).length;
  assert.ok(partly < items.size, `${partly} had room`);
  assert.match(await text(page, "[data-offer]"), /no room left/);
  assert.equal(Object.keys(JSON.parse((await copyOf(page, "[data-offer] [data-copy]")).text).items).filter((key) => key.includes("answer")).length, items.size + 1);
  await unfill(look);
  await page.waitForFunction(() => document.querySelector("[data-kept]").dataset.kept === "kept", null, { timeout: 15_000 });
  assert.deepEqual(lost(Object.fromEntries(items), await kept(look)), []);
  t.diagnostic(`${partly} items had room, ${Object.keys(await kept(look)).length} after there was room`);
  await close();
});

// Counts how many writes a page does in one go, and how long its longest task takes.
const watchWrites = (page) => page.addInitScript(() => {
  const { setItem } = Storage.prototype;
  const seen = (globalThis.seen = { most: 0, longest: 0 });
  let now = 0;
  Storage.prototype.setItem = function (key, text) {
    if (!now++) queueMicrotask(() => (now = 0));
    seen.most = Math.max(seen.most, now);
    setItem.call(this, key, text);
  };
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (seen.longest = Math.max(seen.longest, duration)))).observe({ type: "longtask", buffered: true });
});

test("a copy of 95 000 items neither freezes the page nor fills the storage, and the answers of the labs come first", async (t) => {
  const items = new Map(Array.from({ length: 95_000 }, (_, index) => [`first/set/s${index}`, item({ at: SAVED, value: index })]));
  items.set("first/predict/growth", item({ at: SAVED, option: "four" }));
  items.set("zz/answer/words", item({ at: SAVED, text: "x".repeat(2e6) }));
  items.set(`first/answer/${"k".repeat(2000)}`, item({ at: SAVED, text: "a long key" }));
  const { page, look, faults, close } = await device();
  await watchWrites(page);
  await myWork(page, course.url);
  const said = await bringIn(page, ours.pack("fixture", items, SAVED), "huge.json");
  assert.match(said, /^20000 items read from huge\.json\. .* 75003 more stayed in the file/);
  const now = await kept(look);
  assert.equal(Object.keys(now).length, 20_000);
  assert.equal(JSON.parse(now["first/predict/growth"]).option, "four");
  assert.ok(Object.entries(now).join("").length < 4e6);
  const imported = await page.evaluate(() => globalThis.seen);
  assert.ok(imported.most <= 500, `${imported.most} writes in one go`);
  // The lab's page starts with all of it, and keeps new work.
  await watchWrites(page);
  await open(page, `${course.url}/first/index.html`);
  await commit(page, "halving", "quarter");
  assert.equal(JSON.parse((await kept(look))["first/predict/halving"]).option, "quarter");
  assert.match(await text(page, "[data-hud]"), /saved/);
  const opened = await page.evaluate(() => ({ ...globalThis.seen, ready: performance.getEntriesByName("labc-ready")[0].startTime }));
  t.diagnostic(`longest task: ${imported.longest} ms bringing in, ${opened.longest} ms in the lab, which was ready after ${Math.round(opened.ready)} ms`);
  assert.deepEqual(faults, []);
  await close();
});

test("copies cannot fill the storage one after the other", async () => {
  const { page, look, close } = await device();
  for (let file = 0; file < 4; file++) {
    const items = new Map(Array.from({ length: 30 }, (_, index) => [`first/answer/a${file}-${index}`, item({ at: SAVED, text: "x".repeat(50_000) })]));
    await bringIn(page, ours.pack("fixture", items, SAVED));
    await page.locator("[data-outcome] .notice").waitFor();
  }
  assert.ok(Object.entries(await kept(look)).join("").length <= 4e6);
  await open(page, `${course.url}/first/index.html`);
  await commit(page, "growth", "four");
  assert.ok((await kept(look))["first/predict/growth"]);
  assert.ok(await page.locator("[data-kept=kept]").isVisible());
  await close();
});

test("an imported copy cannot erase, nor say that a copy was saved", async () => {
  const { page, look, close } = await device({ "first/predict/growth": item({ at: SAVED, option: "four" }) });
  const { page: other } = await revisit(page.context());
  await open(other, `${course.url}/first/index.html`);
  const items = new Map([
    ["~/erase/now", SAVED],
    ["../../labc-erase/fixture", SAVED],
    ["~/backup/last", item({ at: SAVED, value: "2999-01-01T00:00:00.000Z" })],
    ["~/nudge/last", item({ at: SAVED, value: 1e9 })],
    ["first/reflect/why", item({ at: SAVED, first: "luck", option: "luck" })],
  ]);
  await bringIn(page, ours.pack("fixture", items, SAVED));
  await setSlider(other, "side", 5000);
  await rested(other);
  assert.doesNotMatch(await text(other, "[data-notices]"), /erased/);
  const now = await kept(look);
  assert.ok(now["first/predict/growth"] && now["first/set/side"] && now["first/reflect/why"]);
  assert.equal(now["~/backup/last"], undefined);
  assert.equal(now["~/nudge/last"], undefined);
  await close();
});

test("items of hostile copies: the pages start, and what they hold stays text", async () => {
  const deep = (depth) => `{"v":2,"at":"${SAVED}","option":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const odd = [
    '{"v":99,"option":{"__proto__":{"x":1}}}', '{"v":99}', '{"v":1e308,"option":["four"],"value":{},"text":[],"typed":{},"confidence":{},"at":"9999-12-31T23:59:59Z"}',
    '{"v":2,"option":"__proto__","value":"constructor","text":7,"typed":7,"because":{},"confidence":"NaN","truth":{}}', '{"__proto__":{"v":2},"v":2,"option":"four"}',
    deep(60), deep(5000), `{"v":2,"option":"${"x".repeat(200_000)}","value":1e400}`, "\ud800", '{"v":2,"value":"<script>1</script>","option":"<b>","text":"<b>","typed":"<b>"}',
  ];
  const names = ["first/predict/growth", "first/predict/halving", "first/reflect/why", "first/set/side", "first/set/place", "first/status/fit.oom", "second/predict/time", "second/estimate/day", "second/answer/words", "second/decide/line", "~/student/last", "~/backup/last", "__proto__/predict/x", "constructor/__proto__/toString"];
  for (const text of odd) {
    const { page, faults, close } = await device();
    await bringIn(page, ours.pack("fixture", new Map(names.map((name) => [name, text.toWellFormed()])), SAVED));
    for (const lab of ["first", "second"]) {
      await open(page, `${course.url}/${lab}/index.html`);
      assert.equal(await page.locator("main b:not(.over), main script").count(), 0);
    }
    await myWork(page, course.url);
    assert.equal(await page.evaluate(() => ({}).x), undefined);
    assert.deepEqual(faults, [], text.slice(0, 100));
    await close();
  }
});

test("files that are damaged, foreign or hostile change nothing, and say why", async () => {
  const { page, look, faults, close } = await device({ "first/predict/growth": item({ at: SAVED, option: "four" }) });
  const before = await kept(look);
  const evil = '<img src=x onerror="document.title=1">';
  const good = ours.pack("fixture", new Map([["first/predict/halving", item({ at: SAVED, option: evil })], [`first/decide/${evil}`, evil]]), SAVED);
  for (const [file, said] of [
    ["", /part of it is missing/],
    ["[".repeat(1e6), /part of it is missing/],
    ["{}", /not saved work/],
    [good.replace('"version": 1', '"version": 2'), /later version/],
    [good.replace('"course": "fixture"', '"course": "fixture-2"'), /another course/],
    ["x".repeat(33e6), /too large to be saved work/],
  ]) {
    assert.match(await bringIn(page, file, "<b>name.json"), said);
    assert.deepEqual(await kept(look), before);
  }
  // Damaged: what can be read comes in when the student says so.
  assert.match(await bringIn(page, good.replace("onerror", "0nerror")), /checksum does not match/);
  assert.deepEqual(await kept(look), before);
  await page.locator("[data-anyway]").click();
  // The item that was damaged stays out.
  assert.equal(Object.keys(await kept(look)).length, 2);
  assert.match(await text(page, "[data-report]"), /no longer part of the lab/);
  assert.equal(await page.locator("main img").count(), 0);
  assert.match(await text(page, "[data-report]"), /<img src=x/);
  assert.deepEqual(faults, []);
  await close();
});

test("a reminder to save a copy comes with work, goes when put off, and does not nag", async () => {
  const answers = (from, to) => Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`second/predict/p${from + index}`, item({ at: "2026-11-20T10:00:00.000Z", option: "x" })]));
  const { page, look, close } = await device(answers(0, 4));
  const offered = async () => {
    await open(page, `${course.url}/first/index.html`);
    return page.locator("[data-offer]").isVisible();
  };
  assert.equal(await offered(), false, "four answers");
  await put(look, answers(4, 6));
  assert.equal(await offered(), true, "six");
  assert.match(await text(page, "[data-offer]"), /exist only in this browser/);
  await page.locator("[data-later]").click();
  assert.ok(await page.locator("[data-offer]").isHidden());
  assert.equal(await offered(), false, "put off");
  await put(look, answers(6, 9));
  assert.equal(await offered(), false, "nine");
  await put(look, answers(9, 12));
  assert.equal(await offered(), true, "twelve");
  await copyOf(page, "[data-offer] [data-copy]");
  assert.equal(await offered(), false, "a copy was saved");
  await close();
});

test("the report: what was done in labs, marked, named, printed, and clean for axe", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${course.url}/first/index.html`);
  await commit(page, "growth", "two");
  // A status counts once it has come to rest.
  await rested(page);
  await choose(page, "place", "small");
  await setSlider(page, "side", 100000);
  await rested(page);
  await setSlider(page, "side", 2000);
  await rested(page);
  await reflect(page, "why", "sides");
  await commit(page, "halving", "quarter");
  await rested(page);
  await open(page, `${course.url}/second/index.html`);
  await commit(page, "time", "quick");
  await page.locator("form[data-estimate=day] [data-typed]").fill("20 TB");
  await page.locator('form[data-estimate=day] [data-sure][value="0.5"]').evaluate((input) => input.click());
  await page.locator("form[data-estimate=day] button").click();
  await page.locator("[data-answer=words]").fill("=In my words:\n<b>it moves</b>");
  await page.locator("form[data-decide=line] label", { hasText: "This one" }).click();
  await page.locator("form[data-decide=line] [data-because]").fill("It is cheap.");
  await page.locator("form[data-decide=line] button").click();
  await setSlider(page, "size", 1);
  await rested(page);
  await myWork(page, course.url);
  await page.locator("[data-student]").fill("  Ada =1 <b>  ");
  await page.locator("[data-student]").blur();
  const report = (await text(page, "[data-report]")).replace(/\s+/g, " ");
  assert.match(report, /Report of Ada =1 <b>/);
  assert.match(report, /Predictions right 1 of 4/);
  assert.match(report, /Failures found 1 1 fixed/);
  assert.match(report, /Out of memory fixed/);
  assert.match(report, /75 % 0 1/);
  assert.match(report, /20 TB off by 8\.6×, too low not right/);
  assert.match(report, /=In my words: <b>it moves<\/b>/);
  assert.match(report, /This one It is cheap\./);
  assert.match(report, /It takes less than a second/);
  assert.match(report, /Time taken 500 ms/);
  assert.match(report, /2× larger not right/);
  assert.match(report, /a quarter right/);
  assert.match(report, /It has two sides right/);
  assert.match(report, /Weakest so far: Bandwidth/);
  if (process.env.LABC_SHOTS) await page.screenshot({ path: join(process.env.LABC_SHOTS, "report.png"), fullPage: true });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), []);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360), "wider than a phone");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".keeping").isHidden());
  assert.ok(await page.locator("[data-report] h2").first().isVisible());
  assert.deepEqual(faults, []);
  await page.context().close();
});
