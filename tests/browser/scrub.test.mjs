// Numbers of a text that are dragged, and symbols of formulas that light up with their sliders, axes and values: by mouse,
// finger and keyboard, on a phone, without scripts and on paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { open, openAll, rested, settled, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { site } from "./lib/site.mjs";

const PHONE = { hasTouch: true, viewport: { width: 390, height: 844 } };
const NUMBER = ".bench .prose output[data-by]";

// The lab of the quadratic wall, everything open: its sentence names the heads and the window.
async function start(options = {}) {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", ...options });
  await open(page, `${server.url}/vol1_06/index.html`);
  await openAll(page);
  const number = (name) => page.locator(NUMBER).nth(["heads", "seq"].indexOf(name));
  const slider = (name) => page.locator(`[type=range][data-name="${name}"]`);
  const lit = () => page.evaluate(() => [...document.querySelectorAll(".lit")].map((element) => element.tagName.toLowerCase()).sort().join(" "));
  // What the pointer and the focus light follows them: the script that lights it is loaded when it is first needed.
  const litIs = (expected) => page.waitForFunction(
    (expected) => [...document.querySelectorAll(".lit")].map((element) => element.tagName.toLowerCase()).sort().join(" ") === expected,
    expected,
  );
  const middle = async (place) => {
    await place.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
    await settled(page);
    const { x, y, width, height } = await place.boundingBox();
    return { x: x + width / 2, y: y + height / 2 };
  };
  return { page, faults, number, slider, lit, litIs, middle };
}

describe("a number of a text", () => {
  test("follows the mouse: 320 pixels are the whole range, with Shift a tenth of it, and it snaps as the slider does", async () => {
    const { page, faults, number, slider, middle } = await start();
    const heads = number("heads");
    assert.equal(await heads.innerText(), "12");
    const { x, y } = await middle(heads);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 80, y, { steps: 9 });
    await settled(page);
    // A quarter of 31 steps.
    await page.waitForFunction(() => document.querySelector('[data-name="heads"]').value === "20");
    assert.equal(await heads.innerText(), "20");
    await page.keyboard.down("Shift");
    await page.mouse.move(x + 180, y, { steps: 9 });
    await page.keyboard.up("Shift");
    await settled(page);
    assert.equal(await slider("heads").inputValue(), "21");
    // Beyond the end it stays at the end, and comes back at once.
    await page.mouse.move(x + 700, y);
    await page.mouse.move(x + 690, y);
    await settled(page);
    assert.equal(await slider("heads").inputValue(), "31");
    await page.mouse.up();
    await page.mouse.move(x, y);
    await settled(page);
    assert.equal(await slider("heads").inputValue(), "31");
    // From here on the keyboard moves it.
    assert.equal(await page.evaluate(() => document.activeElement.dataset.name), "heads");
    await page.keyboard.press("Home");
    await settled(page);
    assert.equal(await heads.innerText(), "1");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("follows a finger that goes sideways, and lets one that goes up scroll the page", async () => {
    const { page, faults, number, slider, middle } = await start(PHONE);
    const heads = number("heads");
    const session = await page.context().newCDPSession(page);
    const touch = (type, ...touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
    const { x, y } = await middle(heads);
    await touch("touchStart", { x, y });
    for (const way of [10, 20, 40, 60, 80]) await touch("touchMove", { x: x + way, y });
    await touch("touchEnd");
    await page.waitForFunction(() => document.querySelector('[data-name="heads"]').value === "20");
    // The control that is docked is the one that was moved, and has the focus.
    assert.ok(await slider("heads").isVisible());
    assert.equal(await page.evaluate(() => document.activeElement.dataset.name), "heads");
    const before = await page.evaluate(() => scrollY);
    await touch("touchStart", { x, y });
    for (const way of [10, 30, 60, 100, 150]) await touch("touchMove", { x: x + 2, y: y - way });
    await touch("touchEnd");
    await page.waitForFunction((before) => scrollY > before + 50, before);
    assert.equal(await slider("heads").inputValue(), "20");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("is a plain bold number without scripts and on paper", async () => {
    const { page } = await start();
    const look = () => page.locator(NUMBER).first().evaluate((element) => {
      const [own, mark] = [getComputedStyle(element), getComputedStyle(element, "::before")];
      return [own.fontWeight, own.cursor, own.borderBlockEndStyle === "solid", mark.content !== "none"].join(" ");
    });
    assert.equal(await look(), "700 ew-resize true true");
    await page.emulateMedia({ media: "print" });
    assert.equal(await look(), "700 auto false false");
    await page.context().close();
    // A sealed part is not there without scripts: the rule is read from the style.
    const style = readFileSync(join(site, "vol1_06/index.html"), "utf8").match(/<link rel="stylesheet" href="([^"]+)"/)[1];
    assert.match(readFileSync(join(site, "vol1_06", style), "utf8"), /@media screen and \(scripting:\s*enabled\)\s*\{\s*\.prose output\[data-by\]/);
  });
});

describe("a symbol of a formula", () => {
  test("lights its slider, axis and values under the pointer, and the slider lights them too", async () => {
    const { page, faults, slider, lit, litIs, middle } = await start();
    assert.equal(await lit(), "");
    await page.locator("details.working summary").first().click();
    const symbol = page.locator("mrow[data-by]", { hasText: "N" }).first();
    const { x, y } = await middle(symbol);
    await page.mouse.move(x, y);
    await page.waitForFunction(() => document.querySelector(".lit"));
    const whole = await lit();
    for (const what of ["mrow", "mn", "output", "div"]) assert.ok(whole.includes(what), `${what} in ${whole}`);
    assert.equal(await page.locator(".control.lit").count(), 1);
    assert.ok(await page.locator(".control.lit [data-name=seq]").count());
    assert.ok(await page.locator(".plot.lit").count());
    await page.mouse.move(5, 5);
    await litIs("");
    // And back.
    await slider("seq").hover();
    await litIs(whole);
    await page.mouse.move(5, 5);
    await litIs("");
    await slider("heads").focus();
    await page.locator(".control.lit [data-name=heads]").waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("is reached with the keyboard, says what it stands for, and hands over to its slider", async () => {
    const { page, faults, lit } = await start();
    await page.locator("details.working summary").first().click();
    const steps = page.locator(".steps").first();
    await steps.focus();
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.matches("mrow[data-by]")));
    await page.waitForFunction(() => /^Sequence length: 4096 tok/.test(document.querySelector("[data-live]").textContent.replaceAll("\u00a0", " ")));
    assert.match(await lit(), /mrow/);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.name), "seq");
    await rested(page);
    assert.match(await lit(), /mrow/);
    assert.deepEqual(faults, []);
    await page.context().close();
  });
});

test("a page without formulas and numbers to drag loads nothing when a control is touched", async () => {
  const { page } = await visit(browser);
  await open(page, `${server.url}/vol1_10/index.html`);
  assert.equal(await page.locator("[data-by]").count(), 0);
  server.requests.length = 0;
  await page.locator(".control").first().hover();
  await page.locator(".control input").first().focus();
  await rested(page);
  assert.deepEqual(server.requests, []);
  await page.context().close();
});

test("on a phone a number stays under the finger while the verdict grows and shrinks", async () => {
  const { page, number, slider } = await start(PHONE);
  const top = () => number("seq").evaluate((output) => output.getBoundingClientRect().top + scrollY);
  const verdict = () => page.locator("#part-explosion .bench .status").first().evaluate((status) => status.clientHeight);
  const [at, high] = [await top(), await verdict()];
  await slider("seq").evaluate((range) => {
    range.value = range.max;
    range.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await rested(page);
  assert.notEqual(await verdict(), high, "the verdict has another height");
  assert.equal(await top(), at);
  await page.context().close();
});
