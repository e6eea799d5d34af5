// A lab that is presented to a class: a part a screen, the show of hands, and a student's record that stays as it was.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./lib/axe.mjs";
import { commit, open, ready, rested, revisit, setSlider, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { pages, site } from "./lib/site.mjs";

const LAB = "vol1_06/index.html";
const COUNTS = [12, 9, 3, 1];

// The lab, presented, with the first part on the screen.
async function start(options = {}, address = `${server.url}/${LAB}?present#part-explosion`) {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", ...options });
  await open(page, address);
  await presented(page);
  return { page, faults };
}

async function presented(page) {
  await page.waitForSelector("[data-presented]");
  await rested(page);
}

const where = (page) => page.locator("[data-where]").innerText();
const heard = (page) => page.locator("[data-live]").textContent();
const press = async (page, key) => {
  await page.keyboard.press(key);
  await rested(page);
};
const fields = (page) => page.locator("form[data-predict=doubling] [data-hands]");

async function raiseHands(page) {
  for (const [index, count] of COUNTS.entries()) await fields(page).nth(index).fill(String(count));
}

async function reveal(page) {
  await page.locator("form[data-predict=doubling] [type=submit]").click();
  await rested(page);
}

describe("a presented lab", () => {
  test("shows one part a screen, and its keys step through them, but where a slider or a field has the focus", async () => {
    const { page, faults } = await start({}, `${server.url}/${LAB}?present`);
    const titles = () => page.locator("main :is(header:not([data-elsewhere]) h1, h2):visible").allInnerTexts();
    assert.deepEqual(await titles(), ["The Quadratic Wall"]);
    await press(page, "ArrowRight");
    assert.deepEqual(await titles(), ["The attention explosion"]);
    assert.equal(await where(page), "Part 1 of 2: The attention explosion");
    assert.equal(await heard(page), "Part 1 of 2: The attention explosion");
    assert.equal(await page.evaluate(() => document.activeElement.id), "part-explosion");
    await fields(page).first().focus();
    for (const key of ["ArrowRight", "PageDown"]) await press(page, key);
    assert.equal(await where(page), "Part 1 of 2: The attention explosion");
    await page.locator("#part-explosion h2").evaluate((heading) => heading.closest(".part").focus());
    await press(page, "ArrowRight");
    assert.deepEqual(await titles(), ["Depth versus width"]);
    // It ends there; the way back is the same.
    await press(page, "ArrowRight");
    assert.equal(await where(page), "Part 2 of 2: Depth versus width");
    await press(page, "ArrowLeft");
    assert.equal(await where(page), "Part 1 of 2: The attention explosion");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("a presenter's remote passes every block of a part before it goes on", async () => {
    const { page } = await start();
    const passed = new Set();
    for (let pressed = 0; (await where(page)).startsWith("Part 1"); pressed++) {
      assert.ok(pressed < 20, "it never goes on");
      const inSight = await page.evaluate(() => {
        const [top, bottom] = [document.querySelector(".top").getBoundingClientRect().bottom, document.querySelector(".presenter").getBoundingClientRect().top];
        return [...document.querySelectorAll("#part-explosion > *")].map((block, index) => {
          const box = block.getBoundingClientRect();
          return box.top < bottom && box.bottom > top ? index : -1;
        });
      });
      for (const index of inSight) passed.add(index);
      await press(page, "PageDown");
    }
    passed.delete(-1);
    assert.equal(passed.size, await page.locator("#part-explosion > *").count());
    await press(page, "PageUp");
    assert.match(await where(page), /^Part 1/);
    assert.ok((await page.evaluate(() => scrollY)) > 0, "back is where the part ends");
    await page.context().close();
  });

  test("a show of hands is typed in, revealed as bars beside what the model gives, and the charts below are live", async () => {
    const { page, faults } = await start();
    await raiseHands(page);
    // By Enter from field to field, and on to the button.
    await fields(page).nth(2).press("Enter");
    assert.ok(await fields(page).nth(3).evaluate((field) => field === document.activeElement));
    await fields(page).nth(3).press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Reveal");
    assert.equal(await page.locator("#part-explosion .bench").count(), 0, "what follows is sealed until then");
    await press(page, "Enter");
    const told = await page.locator("form[data-predict=doubling] .hands").allInnerTexts();
    assert.deepEqual(told.map((text) => text.trim()), ["12 of 25, 48 %", "9 of 25, 36 %", "3 of 25, 12 %", "1 of 25, 4 %"]);
    const widths = await page.locator(".share-of-hands").evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
    assert.ok(Math.abs(widths[1] / widths[0] - 9 / 12) < 0.02, `${widths}`);
    assert.match(await page.locator(".option.is-right").innerText(), /^4× as large[^]*the model’s/);
    assert.match(await heard(page), /2× as large: [^.]*: 12 of 25, 48 %/);
    const drawing = () => page.locator("#part-explosion .drawing").first().innerHTML();
    const before = await drawing();
    await setSlider(page, "heads", 20);
    assert.notEqual(await drawing(), before);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("neither shows nor changes what a student has stored, and Escape leads back to it", async () => {
    const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
    await open(page, `${server.url}/${LAB}`);
    await commit(page, "doubling", "cubic");
    await rested(page);
    const stored = () => page.evaluate(() => JSON.stringify(Object.entries(localStorage).sort()));
    const before = await stored();
    const { page: shown, faults: more } = await revisit(page.context());
    await open(shown, `${server.url}/${LAB}?present#part-explosion`);
    await presented(shown);
    assert.equal(await shown.locator("form[data-done]").count(), 0, "the class sees no answer");
    await raiseHands(shown);
    await reveal(shown);
    await shown.keyboard.press("Escape");
    await shown.waitForURL(`${server.url}/${LAB}#part-explosion`);
    await ready(shown);
    await rested(shown);
    assert.equal(await stored(), before);
    assert.equal(await shown.locator("form[data-predict=doubling] :checked").first().inputValue(), "cubic");
    assert.deepEqual([...faults, ...more], []);
    await page.context().close();
  });

  test("without hands, the teacher's choice is revealed; questions that are drawn stay as they are", async () => {
    const { page } = await start();
    await page.locator("form[data-predict=doubling] .option").nth(1).click();
    await reveal(page);
    assert.equal(await page.locator(".share-of-hands").count(), 0);
    assert.equal(await page.locator(".option.is-right").count(), 1);
    assert.equal(await page.locator("form[data-predict=race] [data-hands]").count(), 0);
    await page.context().close();
  });

  test("is accessible, in the dark, in forced colours, on a phone and on a projector of 1024 pixels, and nothing is wider than it", async () => {
    for (const options of [{}, { colorScheme: "dark", viewport: { width: 1024, height: 768 } }, { viewport: { width: 390, height: 844 } }, { forcedColors: "active" }]) {
      const { page } = await start(options);
      await raiseHands(page);
      assert.deepEqual(await violations(page), []);
      await reveal(page);
      assert.deepEqual(await violations(page), []);
      const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= width, `${wide} of ${width} px`);
      await page.context().close();
    }
  });

  test("texts of charts are as large as those of the page", async () => {
    const { page } = await start({ viewport: { width: 1440, height: 900 } });
    await raiseHands(page);
    await reveal(page);
    const ratio = await page.locator("#part-explosion .drawing > svg").first().evaluate((svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
    assert.ok(Math.abs(ratio - 1.5) < 0.02, `${ratio}`);
    await page.context().close();
  });

  test("works from a file", async () => {
    const { page, faults } = await start({}, `${pathToFileURL(join(site, LAB))}?present#part-shape`);
    assert.match(await where(page), /^Part 2/);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.search === "");
    await ready(page);
    assert.deepEqual(faults, []);
    await page.context().close();
  });
});

test("a page that is not presented loads nothing of it, and leads to it where there is room for a class", async () => {
  const { page } = await visit(browser);
  for (const path of pages().labs) {
    server.requests.length = 0;
    await open(page, `${server.url}/${path}`);
    assert.deepEqual(server.requests.filter((request) => request.includes("present")), []);
  }
  await page.locator(".tools .present").click();
  await page.waitForSelector("[data-presented]");
  assert.ok(server.requests.some((request) => /present-\w+\.js/.test(request)));
  await page.context().close();
  const still = await visit(browser, { javaScriptEnabled: false });
  await still.page.goto(`${server.url}/${LAB}`);
  assert.equal(await still.page.locator(".tools .present:visible").count(), 0, "it needs scripts");
  await still.page.context().close();
});
