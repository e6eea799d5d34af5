// Options put in order or drawn as bars in place of choosing one: by mouse, finger and keyboard; what is kept of it, how it
// is marked, and the model's values beside it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { barsApart, tallest } from "../../runtime-wasm/js/questions/bars.js";
import { pairsInOrder } from "../../runtime-wasm/js/questions/ranking.js";
import { violations } from "./lib/axe.mjs";
import { launch, open, rested, settled, visit } from "./lib/browser.mjs";
import { rows as csvRows } from "./lib/csv.mjs";
import { fixture, kept, myWork } from "./lib/fixture.mjs";
import { merged, ours, random } from "./lib/ledgers.mjs";
import { labc, root } from "./lib/site.mjs";

const PHONE = { hasTouch: true, viewport: { width: 390, height: 844 } };
const SAVED = "2026-11-21T10:00:00.000Z";

let browser;
let course;
before(async () => {
  browser = await launch();
  course = await fixture("hand");
});
after(async () => {
  await browser?.close();
  await course?.close();
});

// A student in front of one of the two questions.
async function start(name, options = {}) {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", ...options });
  await open(page, `${course.url}/compared/index.html`);
  const form = page.locator(`form[data-predict=${name}]`);
  await form.scrollIntoViewIfNeeded();
  await form.locator(".row").first().waitFor();
  await settled(page);
  const names = () => form.locator(".row [data-option] + span").allInnerTexts();
  const says = async () => (await form.locator(".says").innerText()).replaceAll("\u00a0", " ");
  const stored = async (kind = "predict") => JSON.parse((await kept(page))[`compared/${kind}`] ?? "null");
  return { page, faults, form, names, says, stored };
}

async function lockIn({ page, form }) {
  const y = await page.evaluate(() => scrollY);
  await form.locator("button[type=submit]").click();
  await settled(page);
  assert.equal(await page.evaluate(() => scrollY), y, "the page stays where it is");
}

async function drag(page, from, to) {
  const [a, b] = [await from.boundingBox(), await to.boundingBox()];
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move(b.x + b.width / 2, b.y + b.height * 0.8, { steps: 8 });
  await page.mouse.up();
}

// How high a bar is to be, as a share of the drawing.
async function reach(page, well, share) {
  const box = await well.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * (1 - share), { steps: 4 });
  await page.mouse.up();
}

describe("rows put in order", () => {
  test("dragged by the mouse: the first row is the answer, the order is kept, and each row meets the model", async () => {
    const student = await start("most");
    const { page, faults, form, names, says, stored } = student;
    assert.deepEqual(await names(), ["The program", "The caches of all users", "The operating system", "The weights, all layers"]);
    // Nothing moved is no answer.
    await form.locator("button[type=submit]").click();
    assert.match(await form.locator("[data-none]").innerText(), /in order first/);
    assert.equal(await stored("predict/most"), null);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Move up: The program");
    await drag(page, form.locator(".grip").first(), form.locator(".row").last());
    assert.deepEqual(await names(), ["The caches of all users", "The operating system", "The weights, all layers", "The program"]);
    assert.equal(await says(), "The program: 4 of 4");
    assert.equal(await form.locator("[data-none]").isVisible(), false);
    assert.deepEqual(await form.locator(".row .mine").allTextContents(), ["", "", "", ""], "the model's order is not there before the answer");
    assert.equal(await page.locator("[data-model*=weights]").count(), 0);
    await lockIn(student);
    const item = await stored("predict/most");
    assert.equal(item.option, "caches");
    assert.equal(item.right, false);
    assert.equal(item.order, "caches system weights code");
    assert.equal(await says(), "4 of 6 pairs are in the model’s order.");
    assert.deepEqual(await form.locator(".row .mine").allInnerTexts(), ["Model: 2. (4 GB)", "Model: 3. (2 GB)", "Model: 1. (16 GB)", "Model: 4. (1 GB)"]);
    assert.equal(await form.locator(".row button:visible").count(), 0);
    await page.reload();
    await form.locator(".row").first().waitFor();
    await settled(page);
    assert.equal((await names())[0], "The caches of all users");
    assert.equal(await says(), "4 of 6 pairs are in the model’s order.");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("moved by the arrow keys and the buttons: what is moved keeps the focus, and says where it is", async () => {
    const { page, form, names, says } = await start("most");
    const up = form.getByRole("button", { name: "Move up: The weights, all layers" });
    await up.focus();
    await page.keyboard.press("ArrowUp");
    assert.equal(await says(), "The weights, all layers: 3 of 4");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal((await names())[0], "The weights, all layers");
    assert.equal(await says(), "The weights, all layers: 1 of 4");
    assert.ok(await up.evaluate((button) => button === document.activeElement));
    assert.equal(await form.locator("[data-option]:checked").inputValue(), "weights");
    // A draft survives a reload, with the order that goes with it.
    await rested(page);
    await page.reload();
    await form.locator(".row").first().waitFor();
    await settled(page);
    assert.equal((await names())[0], "The weights, all layers");
    assert.equal(await form.locator("[data-option]:checked").inputValue(), "weights");
    await page.context().close();
  });

  test("dragged by a finger, which does not scroll the page", async () => {
    const { page, form, names } = await start("most", PHONE);
    const client = await page.context().newCDPSession(page);
    const touch = (type, place) => client.send("Input.dispatchTouchEvent", { type, touchPoints: place ? [place] : [] });
    const middle = async (locator) => {
      const { x, y, width, height } = await locator.boundingBox();
      return { x: x + width / 2, y: y + height / 2 };
    };
    const y = await page.evaluate(() => scrollY);
    const [from, to] = [await middle(form.locator(".grip").last()), await middle(form.locator(".row").first())];
    await touch("touchStart", from);
    for (let step = 1; step <= 8; step++) await touch("touchMove", { x: from.x, y: from.y + ((to.y - 12 - from.y) * step) / 8 });
    await touch("touchEnd");
    await settled(page);
    assert.equal((await names())[0], "The weights, all layers");
    assert.equal(await page.evaluate(() => scrollY), y);
    await page.context().close();
  });

  test("an order kept under a former key is found again", async () => {
    const { page, form, names, says } = await start("most");
    await page.evaluate((item) => localStorage.setItem("labc/fixture/compared/predict/most", item), JSON.stringify({ v: 1, at: SAVED, option: "weights", order: "weights linux caches code" }));
    await page.reload();
    await form.locator(".row").first().waitFor();
    await settled(page);
    assert.deepEqual((await names()).slice(0, 2), ["The weights, all layers", "The operating system"]);
    assert.equal(await says(), "5 of 6 pairs are in the model’s order.");
    await page.context().close();
  });
});

describe("bars", () => {
  test("drawn by the mouse: the lowest is the answer, all are kept, and the model's stand beside", async () => {
    const student = await start("least");
    const { page, faults, form, says, stored } = student;
    const wells = form.locator(".well");
    await reach(page, wells.nth(0), 0.75);
    assert.equal(await says(), "Bars still to draw: 2");
    assert.equal(await form.locator("[data-option]:checked").count(), 0);
    await reach(page, wells.nth(1), 0.5);
    await reach(page, wells.nth(2), 0.25);
    assert.equal(await says(), "Your lowest: The caches");
    assert.match((await form.locator(".value").allInnerTexts()).join(), /^15 GB,(9\.\d|10|11) GB,(4\.\d|5|5\.\d) GB$/);
    assert.equal((await form.locator(".bar-model").first().boundingBox()).height, 0);
    await form.getByText("a guess").click();
    await lockIn(student);
    const item = await stored("predict/least");
    assert.equal(item.option, "caches");
    assert.equal(item.right, false);
    assert.match(item.bars, /^weights 1\.?\d*e?1?\d* code \S+ caches \S+$/);
    assert.match(await says(), /^Off by \d\d % of the model’s total\.$/);
    assert.deepEqual(await form.locator(".row .mine").allInnerTexts(), ["Model: 16 GB", "Model: 1 GB", "Model: 4 GB"]);
    const heights = await form.locator(".bar-model").evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().height));
    assert.ok(Math.abs(heights[0] / heights[2] - 4) < 0.1 && Math.abs(heights[0] / heights[1] - 16) < 1, String(heights));
    const measure = await says();
    await page.reload();
    await form.locator(".row").first().waitFor();
    await settled(page);
    assert.equal(await says(), measure);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("drawn by the keyboard, with handles that say where they are", async () => {
    const student = await start("least");
    const { page, form, says, stored } = student;
    const handle = (name) => form.getByRole("slider", { name });
    assert.equal(await handle("The caches").getAttribute("aria-valuetext"), "not drawn yet");
    await handle("The weights").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowDown");
    await handle("The program").focus();
    await page.keyboard.press("ArrowUp");
    await handle("The caches").focus();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageUp");
    assert.equal((await handle("The caches").getAttribute("aria-valuetext")).replaceAll("\u00a0", " "), "5 GB");
    assert.equal((await handle("The program").getAttribute("aria-valuetext")).replaceAll("\u00a0", " "), "0.5 GB");
    assert.equal(await says(), "Your lowest: The program");
    await form.getByText("a guess").click();
    await lockIn(student);
    assert.equal((await stored("predict/least")).right, true);
    assert.equal((await stored("predict/least")).bars, "weights 19500000000 code 500000000 caches 5000000000");
    assert.equal(await form.getByRole("slider").count(), 0, "what is final has no handles");
    await page.context().close();
  });

  test("drawn by a finger, which does not scroll the page", async () => {
    const { page, form } = await start("least", PHONE);
    const client = await page.context().newCDPSession(page);
    const { x, y: top, width, height } = await form.locator(".well").first().boundingBox();
    const y = await page.evaluate(() => scrollY);
    const touch = (type, share) => client.send("Input.dispatchTouchEvent", { type, touchPoints: share === undefined ? [] : [{ x: x + width / 2, y: top + height * (1 - share) }] });
    await touch("touchStart", 0.1);
    for (const share of [0.3, 0.5, 0.6]) await touch("touchMove", share);
    await touch("touchEnd");
    await settled(page);
    assert.match((await form.locator(".value").first().innerText()).replaceAll("\u00a0", " "), /^12 GB$/);
    assert.equal(await page.evaluate(() => scrollY), y);
    await page.context().close();
  });
});

for (const scheme of ["light", "dark"]) {
  test(`nothing bars assistive technology, before and after the answer: ${scheme}`, async () => {
    const { page, form } = await start("most", { colorScheme: scheme });
    assert.deepEqual(await violations(page), []);
    await form.getByRole("button", { name: "Move up: The weights, all layers" }).click();
    await form.locator("button[type=submit]").click();
    await settled(page);
    assert.deepEqual(await violations(page), []);
    await page.context().close();
  });
}

test("without scripts there are the options, and nothing to move", async () => {
  const { page } = await visit(browser, { javaScriptEnabled: false });
  await page.goto(`${course.url}/compared/index.html`);
  assert.equal(await page.locator(".how").first().isVisible(), false);
  assert.equal(await page.locator("form[data-predict=least] .option").count(), 3);
  assert.equal(await page.locator("form[data-predict=least] .option").first().isVisible(), true);
  await page.context().close();
});

test("the same orders and bars, marked by the command and by the page: the same marks", async (t) => {
  const STUDENTS = 500;
  const folder = join(course.place, "handed-in");
  mkdirSync(folder);
  const students = [];
  for (let index = 0; index < STUDENTS; index++) {
    const { below } = random(7000 + index);
    const name = `student ${String(index).padStart(4, "0")}`;
    const order = ["code", "caches", below(2) ? "system" : "linux", "weights"].map((key) => [below(1000), key]).sort(([a], [b]) => a - b).map(([, key]) => key);
    const bars = ["weights", "code", "caches"].map((key) => ({ key, height: below(21) * 1e9 }));
    const item = (fields) => JSON.stringify({ v: 1, at: SAVED, ...fields });
    const items = new Map([["~/student/last", item({ value: name })]]);
    if (below(8)) items.set("compared/predict/most", item({ option: order[0], order: order.join(" ") }));
    if (below(8)) items.set("compared/predict/least", item({ option: tallest(bars, true), bars: bars.map(({ key, height }) => `${key} ${height}`).join(" "), confidence: 0.75 }));
    writeFileSync(join(folder, `${name}.json`), ours.pack("fixture", merged([...items]), SAVED));
    students.push({ name, items: [...items] });
  }
  const csv = join(course.place, "answers.csv");
  const { status, stderr } = spawnSync(labc, ["collect", folder, "--csv", csv], { cwd: join(root, "tests/projects/hand"), encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const counting = csvRows(readFileSync(csv, "utf8")).filter((row) => row.status === "counts" && row.kind === "predict");
  const collected = counting.map((row) => [row.student, row.name, row.key, row["right today"]].join("|")).sort();
  const { page } = await visit(browser);
  await myWork(page, course.url);
  const marked = await page.evaluate((students) => students.map(({ items }) => labc.marksOf(new Map(items))), students);
  const asked = await page.evaluate(() => labc.asked());
  const lines = students.flatMap(({ name }, at) =>
    marked[at].labs[0].marks.flatMap((mark, entry) => (mark.answered ? [[name, asked[0].asked[entry].name, mark.text, { 1: "yes", 0: "no" }[mark.right]].join("|")] : [])));
  assert.deepEqual(collected, lines.sort());
  assert.ok(lines.length > STUDENTS);
  t.diagnostic(`${STUDENTS} students, ${lines.length} marks, all the same`);
  await page.context().close();
});

describe("what is measured", () => {
  test("pairs in the model's order; equal places may stand either way", () => {
    for (const [places, right] of [[[1, 2, 3], 3], [[3, 2, 1], 0], [[2, 1, 3], 2], [[1, 1, 1], 3], [[2, 2, 1], 1]]) {
      assert.deepEqual(pairsInOrder(places), [right, 3], String(places));
    }
  });

  test("how far bars are apart, and which is the tallest or the lowest; of two, the first", () => {
    assert.equal(barsApart([1, 2], [1, 2]), 0);
    assert.equal(barsApart([2, 2], [1, 3]), 0.5);
    const bars = [["a", 1], ["b", 3], ["c", 3], ["d", 1]].map(([key, height]) => ({ key, height }));
    assert.equal(tallest(bars, false), "b");
    assert.equal(tallest(bars, true), "a");
  });
});
