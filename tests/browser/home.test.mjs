// The pages that list labs: what is done, and where to go on.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { open, openAll, rested, revisit, text, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";

const HOME = () => `${server.url}/index.html`;

// What the home says of each lab that counts, by its id.
const progress = (page) => page.locator("[data-lab]").evaluateAll((labs) => Object.fromEntries(labs.map((lab) => [lab.dataset.lab, lab.querySelector("[data-progress]").hidden ? "" : lab.querySelector("[data-said]").textContent])));

test("nothing is done at first: the home says where to begin", async () => {
  const { page, faults } = await visit(browser);
  await open(page, HOME());
  const card = page.locator("[data-continue]");
  assert.match(await card.innerText(), /begin here/i);
  assert.deepEqual([...new Set(Object.values(await progress(page)))], [""]);
  const first = await page.locator("[data-lab] .lab-title a").first().getAttribute("href");
  await card.locator("a").click();
  assert.ok(page.url().endsWith(first));
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("what is done in a lab is on the home, as many parts as My work counts, and Continue leads to the first open one", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, `${server.url}/vol1_06/index.html`);
  await openAll(page);
  await rested(page);
  await open(page, HOME());
  const { vol1_06: said } = await progress(page);
  const [, done, all] = said.match(/(\d+) of (\d+)/) ?? [];
  const marked = await revisit(page.context());
  await open(marked.page, `${server.url}/ledger/index.html`);
  await marked.page.waitForFunction(() => globalThis.labc?.asked);
  const work = await marked.page.locator("[data-report]").innerText();
  assert.match(work, new RegExp(`Begun: ${done} of ${all} parts done`), said);
  const card = page.locator("[data-continue]");
  assert.match(await card.innerText(), /continue/i);
  await card.locator("a").click();
  assert.match(page.url(), /vol1_06\/index\.html#part-/);
  assert.deepEqual([...faults, ...marked.faults], []);
  await page.context().close();
});

test("a lab that is done leads to the next one; damaged, foreign and half-typed items are not done", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, HOME());
  const put = (damage) => page.evaluate((damage) => {
    const course = document.body.dataset.course;
    const lab = document.querySelector("[data-lab]");
    const good = { v: 2, at: "2026-01-02T03:04:05.000Z", option: "x", value: 1, text: "words", done: true };
    for (const part of lab.querySelectorAll("[data-asks]")) {
      for (const word of part.dataset.asks.split(" ")) localStorage.setItem(`labc/${course}/${lab.dataset.lab}/${word.split("|")[0]}`, damage || JSON.stringify(good));
    }
    return lab.dataset.lab;
  }, damage);
  for (const damage of ["{", "null", "[]", "7", JSON.stringify({ v: 2, text: "  ", done: false })]) {
    const lab = await put(damage);
    await page.reload();
    assert.doesNotMatch((await progress(page))[lab], /^Done/, damage);
  }
  const lab = await put("");
  await page.reload();
  assert.equal((await progress(page))[lab], "Done");
  const second = await page.locator("[data-lab] .lab-title a").nth(1).innerText();
  assert.ok((await page.locator("[data-continue]").innerText()).includes(second));
  assert.deepEqual(await violations(page), []);
  // A volume ticks the parts.
  await page.locator(".volume h2 a").first().click();
  await page.locator("[data-tick]:visible").first().waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("without scripts, and where the browser keeps nothing, the home lists the labs", async () => {
  const { page } = await visit(browser, { javaScriptEnabled: false });
  await page.goto(HOME());
  assert.equal(await page.locator("[data-continue]:visible, [data-progress]:visible").count(), 0);
  assert.ok((await page.locator(".lab-title a").count()) > 4);
  await page.context().close();
});

test("each lab has a chart without words, in its list on the home and on the page of its volume", async () => {
  const { page, faults } = await visit(browser);
  const { page: still } = await visit(browser, { javaScriptEnabled: false });
  for (const path of ["index.html", "vol1/index.html"]) {
    await open(page, `${server.url}/${path}`);
    const labs = await page.locator("[data-lab]").evaluateAll((labs) => labs.map((lab) => {
      const picture = lab.querySelector("svg.thumb");
      const shapes = picture ? [...picture.children].filter((shape) => !shape.matches(".axis")) : [];
      return { bytes: picture?.outerHTML.length ?? 0, text: picture?.textContent, hidden: picture?.ariaHidden, seen: shapes.some((shape) => shape.getBoundingClientRect().width > 20) };
    }));
    assert.ok(labs.length > 3);
    for (const { bytes, text, hidden, seen } of labs) {
      assert.ok(bytes > 100 && bytes <= 1700, `${bytes} bytes`);
      assert.deepEqual({ text, hidden, seen }, { text: "", hidden: "true", seen: true });
    }
    await still.goto(`${server.url}/${path}`);
    assert.equal(await still.locator("[data-lab] svg.thumb").count(), labs.length);
    assert.ok(await still.locator("[data-lab] svg.thumb").first().isVisible());
  }
  assert.deepEqual(faults, []);
  await page.context().close();
  await still.context().close();
});

test("search is in the bar at the top at any width, under its name", async () => {
  for (const width of [360, 390, 720, 1024]) {
    const { page } = await visit(browser, { viewport: { width, height: 800 } });
    for (const path of ["index.html", "vol1/index.html", "vol1_06/index.html", "quant_free_lunch/index.html"]) {
      await open(page, `${server.url}/${path}`);
      const link = page.locator(".top").getByRole("link", { name: "Search" });
      const { x, width: wide, height } = await link.boundingBox();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${width}`);
      assert.ok(wide >= 24 && height >= 24 && x + wide <= width, `${path} at ${width}: ${x}, ${wide} × ${height}`);
    }
    await page.context().close();
  }
});

describe("where a lab stands", () => {
  const AUDIT = "The Architect's Audit";
  const linked = (page, place) => page.locator(`${place} a`).evaluateAll((links) => links.map((link) => [link.textContent, new URL(link.href).pathname]));

  test("its page says its number, what it builds on and what it leads to", async () => {
    const { page } = await visit(browser);
    await open(page, `${server.url}/quant_pareto/index.html`);
    assert.equal((await text(page, "main .stands")).replace(/\s+/g, " "), `4 of 5 in Volume I: Foundations Builds on The Compression Frontier Leads to ${AUDIT}`);
    assert.deepEqual(await linked(page, ".stands"), [
      ["4 of 5 in Volume I: Foundations", "/vol1/index.html"],
      ["The Compression Frontier", "/vol1_10/index.html"],
      [AUDIT, "/vol1_16/index.html"],
    ]);
    // Alone in its volume, and nobody's record.
    await open(page, `${server.url}/gallery/index.html`);
    assert.equal(await page.locator(".stands").count(), 0);
    await page.context().close();
  });

  test("the home and the volume say the same, with scripts off too", async () => {
    const { page } = await visit(browser, { javaScriptEnabled: false });
    for (const [path, list] of [["index.html", ".labs"], ["vol1/index.html", ".outline"]]) {
      await page.goto(`${server.url}/${path}`);
      const wall = page.locator(`${list} > li`, { hasText: "The Quadratic Wall" }).first();
      assert.equal(await wall.locator(".stands").innerText(), `Leads to ${AUDIT}`);
      // The link is not covered by that of the card.
      await wall.locator(".stands a").click();
      assert.ok(page.url().endsWith("/vol1_16/index.html"), page.url());
    }
    await page.context().close();
  });
});
