// A curve drawn in place of choosing an option: by the mouse, by a finger, by the keyboard; what is kept of it, and the
// model's curve over it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { areaBetween, nearestClaim } from "../../runtime-wasm/js/questions/sketch.js";
import { item, open, settled, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";

const LAB = "vol1_06/index.html";
const FORM = "form[data-predict=doubling]";
const CLAIMS = "linear 2 2 quadratic 4 4 cubic 8 8 same 1 1";

async function start(options = {}) {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", ...options });
  await open(page, `${server.url}/${LAB}`);
  const form = page.locator(FORM);
  const plane = form.locator(".plane");
  await plane.scrollIntoViewIfNeeded();
  await plane.locator("circle").waitFor();
  await settled(page);
  const checked = async () => (await form.locator("[data-option]:checked").count()) && form.locator("[data-option]:checked").inputValue();
  const says = async () => (await form.locator(".says").innerText()).replaceAll("\u00a0", " ");
  // A point of the drawing: how far along, and how many times the start.
  const at = async (share, times) => {
    const box = await plane.boundingBox();
    const height = +(await form.locator("[data-hand]").getAttribute("data-height"));
    return [box.x + share * box.width, box.y + (1 - times * height) * box.height];
  };
  return { page, form, plane, checked, says, at, faults };
}

async function commit({ page, form }) {
  await form.locator("button[type=submit]").click();
  await settled(page);
}

test("drawn by the mouse, the curve chooses the option nearest to it, is kept, and meets the model's", async () => {
  const student = await start();
  const { page, form, plane, checked, says, at, faults } = student;
  assert.equal(await checked(), 0);
  await page.mouse.move(...(await at(0.02, 1)));
  await page.mouse.down();
  for (const share of [0.25, 0.5, 0.75, 1]) await page.mouse.move(...(await at(share, 1 + 2.7 * share)), { steps: 4 });
  await page.mouse.up();
  assert.equal(await checked(), "quadratic");
  assert.match(await says(), /ends at 3\.[5-9]× its start[\s\S]*4×/);
  assert.equal(await plane.locator("polyline").count(), 1, "the model's curve is not there before the answer");
  await commit(student);
  const kept = await item(page, "vol1_06", "predict", "doubling");
  assert.equal(kept.option, "quadratic");
  assert.equal(kept.right, true);
  assert.equal(kept.sketch.length, 25);
  assert.ok(Math.abs(kept.sketch[24] / kept.sketch[0] - 3.7) < 0.2, String(kept.sketch));
  assert.equal(await plane.locator("polyline").count(), 2);
  assert.equal(await plane.locator("polygon").count(), 1);
  const measure = await says();
  assert.match(measure, /[1-9]\d? % of the area under the model/);
  await page.reload();
  await page.waitForFunction(() => document.documentElement.dataset.ready);
  await plane.locator("polygon").waitFor();
  assert.equal(await says(), measure);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("released early, a stroke goes on in its direction; drawn again in part, the rest stays", async () => {
  const { page, checked, at, form } = await start();
  await page.mouse.move(...(await at(0.02, 1)));
  await page.mouse.down();
  await page.mouse.move(...(await at(0.5, 4.5)), { steps: 12 });
  await page.mouse.up();
  assert.equal(await checked(), "cubic");
  const drawn = () => form.evaluate((form) => form.drawn.sketch);
  const before = await drawn();
  await page.mouse.move(...(await at(0.2, 3)));
  await page.mouse.down();
  await page.mouse.move(...(await at(0.4, 3)), { steps: 5 });
  await page.mouse.up();
  const after = await drawn();
  assert.equal(after[24], before[24]);
  assert.notEqual(after[8], before[8]);
  await page.context().close();
});

test("drawn by a finger, which does not scroll the page", async () => {
  const { page, checked, at } = await start({ hasTouch: true, viewport: { width: 390, height: 844 } });
  const client = await page.context().newCDPSession(page);
  const touch = async (type, ...place) => {
    const [x, y] = place.length ? await at(...place) : [];
    await client.send("Input.dispatchTouchEvent", { type, touchPoints: place.length ? [{ x, y }] : [] });
  };
  const y = await page.evaluate(() => scrollY);
  await touch("touchStart", 0.02, 1);
  for (const share of [0.25, 0.5, 0.75, 1]) await touch("touchMove", share, 1 + share);
  await touch("touchEnd");
  await settled(page);
  assert.equal(await checked(), "linear");
  assert.equal(await page.evaluate(() => scrollY), y);
  await page.context().close();
});

test("drawn by the keyboard, with handles that say where they are", async () => {
  const student = await start();
  const { page, form, checked, says } = student;
  const last = form.getByRole("slider", { name: "3/3" });
  assert.equal(await last.getAttribute("aria-valuetext"), "not drawn yet");
  await last.focus();
  for (let press = 0; press < 11; press++) await page.keyboard.press("ArrowUp");
  assert.equal(await checked(), "quadratic");
  assert.match(await last.getAttribute("aria-valuetext"), /^3\.\d×$/);
  assert.match(await says(), /Nearest to that:[\s\S]*4×/);
  for (let press = 0; press < 5; press++) await page.keyboard.press("PageUp");
  assert.equal(await checked(), "cubic");
  await commit(student);
  assert.equal((await item(page, "vol1_06", "predict", "doubling")).option, "cubic");
  assert.equal(await form.getByRole("slider").count(), 0, "what is final has no handles");
  await page.context().close();
});

test("chosen in words, what was drawn before no longer counts", async () => {
  const student = await start();
  const { page, form, plane, says } = student;
  await form.getByRole("slider", { name: "3/3" }).focus();
  await page.keyboard.press("ArrowUp");
  assert.equal(await plane.locator("polyline").count(), 1);
  await form.locator("[data-option][value=linear]").check();
  assert.equal(await plane.locator("polyline").count(), 0);
  assert.equal(await says(), "");
  await commit(student);
  const kept = await item(page, "vol1_06", "predict", "doubling");
  assert.equal(kept.option, "linear");
  assert.equal(kept.sketch, undefined);
  assert.equal(await plane.locator("polyline").count(), 1, "the model's curve alone");
  await page.context().close();
});

test("without scripts there are the options, and nothing to draw on", async () => {
  const { page } = await visit(browser, { javaScriptEnabled: false });
  await page.goto(`${server.url}/${LAB}`);
  assert.equal(await page.locator(`${FORM} .plane`).isVisible(), false);
  assert.equal(await page.locator(`${FORM} .option`).first().isVisible(), true);
  await page.context().close();
});

describe("what a curve is held against", () => {
  test("the claim nearest by ratio; of two, the first; within a range, none is nearer", () => {
    for (const [drawn, option] of [[4, "quadratic"], [2.8, "linear"], [2.9, "quadratic"], [100, "cubic"], [0.01, "same"]]) {
      assert.equal(nearestClaim(CLAIMS, drawn), option, String(drawn));
    }
    assert.equal(nearestClaim("some 1 3 two 2 2", 2), "some");
    assert.equal(nearestClaim("low 1 1 high 4 4", 2), "low");
  });

  test("the area between two curves, as a share of the area under the model's", () => {
    const line = (slope) => Array.from({ length: 25 }, (_, at) => (slope * at) / 24);
    assert.equal(areaBetween(line(1), line(1)), 0);
    assert.ok(Math.abs(areaBetween(line(2), line(1)) - 1) < 1e-12);
    assert.ok(Math.abs(areaBetween(line(0), line(1)) - 1) < 1e-12);
  });
});
