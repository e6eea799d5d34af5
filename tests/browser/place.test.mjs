// Where things stand: the column of every page, and a page that stays where it is when something is committed, when it
// is reloaded, and when an address points into it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { chooseAnswer, open, rested, settled, visit } from "./lib/browser.mjs";
import { browser } from "./lib/course.mjs";
import { pages, serve } from "./lib/site.mjs";

const { all, labs } = pages();

// As a host serves it: a page that is loaded again has the fonts of formulas at once.
let server;
before(async () => (server = await serve(undefined, { kept: true })));
after(() => server?.close());

// The least that the text of a page gets of a window of a width, in pixels.
const COLUMN = { 320: 270, 390: 330, 768: 640, 1024: 560, 1440: 560 };

test("every page uses the width it has, and none is wider than the window", async () => {
  const { page } = await visit(browser);
  for (const path of all) {
    await open(page, `${server.url}/${path}`);
    for (const [width, least] of Object.entries(COLUMN)) {
      await page.setViewportSize({ width: +width, height: 900 });
      const [column, wide] = await page.evaluate(() => [
        Math.max(...[...document.querySelectorAll("main > *")].map((child) => child.getBoundingClientRect().width)),
        document.documentElement.scrollWidth,
      ]);
      assert.ok(column >= least, `${path} at ${width}: a column of ${column} px`);
      assert.ok(wide <= +width, `${path} at ${width}: ${wide} px wide`);
    }
  }
  await page.context().close();
});

// Commits to what can be committed to first; where the form and the page stood before and after, and where the focus
// went. Null once nothing is left.
async function commitNext(page) {
  const form = page.locator("form:is([data-predict], [data-estimate]):not([data-done])").first();
  if (!(await form.count())) return null;
  const kind = await form.evaluate((form) => (form.dataset.predict ? "predict" : "estimate"));
  if (kind === "predict") await chooseAnswer(form, await form.locator("[data-option]").first().inputValue());
  else await form.locator("[data-typed]").fill(await form.evaluate((form) => form.querySelector(".between").textContent.match(/from (.*?) to/)[1]));
  const sure = form.locator("[data-sure]").first();
  if (await sure.count()) await sure.check();
  // Both settings of the button in the window occur: it is brought into sight first.
  await form.locator("button[type=submit]").scrollIntoViewIfNeeded();
  await rested(page);
  const where = (form) => ({ top: form.getBoundingClientRect().top, y: scrollY });
  const element = await form.elementHandle();
  const before = await element.evaluate(where);
  await form.locator("button[type=submit]").click();
  await settled(page);
  const after = await element.evaluate(where);
  const focus = await element.evaluate((form) => {
    const place = document.querySelector(`[data-seal="${form.dataset.sealOf}"]`);
    return document.activeElement === [...place.children].find((child) => !child.hidden);
  });
  return { before, after, focus };
}

describe("committing, reloading and deep links leave the page where it is", () => {
  for (const path of labs) {
    test(path, async (t) => {
      const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
      await open(page, `${server.url}/${path}`);
      let commits = 0;
      for (let moved = await commitNext(page); moved; moved = await commitNext(page)) {
        commits++;
        assert.ok(Math.abs(moved.after.top - moved.before.top) < 1, `commit ${commits} moved its form from ${moved.before.top} to ${moved.after.top}`);
        assert.ok(Math.abs(moved.after.y - moved.before.y) < 1, `commit ${commits} scrolled from ${moved.before.y} to ${moved.after.y}`);
        assert.ok(moved.focus, `commit ${commits}: the focus is in the first block that opened`);
      }
      // The middle of the page, with everything open.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
      await page.waitForFunction(() => history.state?.y === scrollY);
      const place = () => page.evaluate(() => {
        const element = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        return [scrollY, element.textContent.trim().slice(0, 40)];
      });
      const before = await place();
      await page.reload();
      await page.waitForFunction(() => globalThis.labc?.lab);
      await settled(page);
      await settled(page);
      const after = await place();
      assert.ok(Math.abs(after[0] - before[0]) < 2, `reloaded at ${after[0]} instead of ${before[0]}`);
      // Links to parts, of the page and of others: the part is at the top, has the focus, and is the current one.
      const parts = await page.locator("[data-part-link]").evaluateAll((links) => links.map((link) => link.hash));
      for (const hash of parts) {
        const context = page.context();
        const other = await context.newPage();
        await other.emulateMedia({ reducedMotion: "reduce" });
        await open(other, `${server.url}/${path}${hash}`);
        await settled(other);
        const off = await other.locator(hash).evaluate((part) => part.getBoundingClientRect().top);
        const most = await other.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2);
        assert.ok(Math.abs(off) < 160 || most, `${hash} is ${off} px off`);
        await other.close();
      }
      if (parts.length) {
        // The pages of the links lay over it.
        await page.bringToFront();
        await page.locator("[data-part-link]").last().click();
        await page.waitForFunction((hash) => document.activeElement === document.querySelector(hash), parts.at(-1));
        await page.waitForFunction(() => document.querySelectorAll("[data-part-link][aria-current]").length === 1);
      }
      assert.deepEqual(faults, []);
      t.diagnostic(`${commits} commits, 0 px; reloaded at ${before[0]} px, ${parts.length} parts`);
      await page.context().close();
    });
  }
});

test("no option moves when a prediction is locked in, on a phone and on a desk", async () => {
  for (const width of [390, 1440]) {
    const { page } = await visit(browser, { reducedMotion: "reduce", viewport: { width, height: 900 } });
    await open(page, `${server.url}/quant_pareto/index.html`);
    const form = page.locator("form[data-predict]:not(:has([data-hand]))").first();
    const tops = () => form.locator(".option").evaluateAll((options) => options.map((option) => option.getBoundingClientRect().top + scrollY));
    const before = await tops();
    await form.locator(".option").nth(1).click();
    if (await form.locator(".degree").count()) await form.locator(".degree").nth(1).click();
    await form.locator("[type=submit]").click();
    await rested(page);
    assert.equal(await form.getAttribute("data-done"), "1");
    assert.ok(await form.locator(".mine:visible").count());
    assert.deepEqual(await tops(), before, `at ${width} px`);
    await page.context().close();
  }
});
