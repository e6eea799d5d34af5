// Pictures that compute: what is drawn natively is what the browser draws, at every setting; moved, pinned and read by
// pointer and keyboard, without scripts, on a phone, in the dark and on paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { launch, open, setSlider, settled, toggle, visit } from "./lib/browser.mjs";
import { compareBuilt } from "./lib/built.mjs";
import { fixture } from "./lib/fixture.mjs";
import { root, labc } from "./lib/site.mjs";

const PHONE = { hasTouch: true, viewport: { width: 390, height: 844 } };
const LAB = "memory/index.html";

let browser;
let course;
before(async () => {
  browser = await launch();
  course = await fixture("pictures");
});
after(async () => {
  await browser?.close();
  await course?.close();
});

const figure = (page, title) => page.locator("figure.chart", { has: page.locator("figcaption", { hasText: new RegExp(`^${title}$`) }) });
const plain = (text) => text.replaceAll(/[\u00a0\u202f]/g, " ");

async function start(options = {}) {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", ...options });
  await open(page, `${course.url}/${LAB}`);
  const drawing = (title) => figure(page, title).locator(".drawing");
  const said = async (title) => plain(await figure(page, title).locator(".saying").textContent());
  return { page, faults, drawing, said };
}

// What labc itself says of a lab at other settings: its charts, as sentences and tables.
function reported(settings) {
  const folder = mkdtempSync(join(tmpdir(), "labc-pictures-"));
  try {
    const file = join(folder, "report.md");
    const lab = join(root, "tests/projects/pictures/labs/memory/lab.lab");
    execFileSync(labc, ["report", lab, "-o", file, ...settings.flatMap((setting) => ["--set", setting])], { stdio: "pipe" });
    return plain(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a picture is the same bytes in the browser as natively", async () => {
  const { page, faults } = await start();
  const html = await (await page.request.get(`${course.url}/${LAB}`)).text();
  const { compared, different, unknown } = await page.evaluate(compareBuilt, html);
  assert.deepEqual([different, unknown], [[], []]);
  assert.ok(compared.slot > 0, "no drawing was compared");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a tank fills, and what does not fit is red above the brim", async () => {
  const { page, faults, drawing, said } = await start();
  assert.equal(await said("The memory"), "Card is 28.1 % full: 18 GB of 64 GB. Weights take 2 GB and Scores 16 GB. Free: 46 GB.");
  assert.equal(await drawing("The memory").locator(".bar.fail").count(), 0);
  await setSlider(page, "window", 8);
  assert.match(await said("The memory"), /^Card is 103 % full: .* Does not fit: 2 GB\.$/);
  assert.ok(await drawing("The memory").locator(".bar.fail").count());
  await setSlider(page, "window", 64);
  await toggle(page, "cached", true);
  const now = await said("The memory");
  assert.match(now, /Weights take 2 GB, Cache 6\.4 GB and Scores/);
  assert.match(plain(await drawing("The memory").textContent()), /64\.1× full/);
  assert.ok(reported(["window=64 ktok", "cached=on"]).includes(now), "labc itself says something else");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a grid grows against another one, and is red beyond its limit; its drawing stays small", async () => {
  const { page, faults, drawing, said } = await start();
  assert.equal(await said("The pairs"), "Scores: 4 ktok a side, 1× as many as today (4 ktok a side). Scores is within its limit: what the card holds, 8 ktok by 16 ktok.");
  for (const [length, red] of [[8, 0], [9, 1], [64, 1]]) {
    await setSlider(page, "window", length);
    assert.equal(await drawing("The pairs").locator("path.bar.fail").count(), red, `at ${length} ktok`);
    assert.ok((await drawing("The pairs").innerHTML()).length < 4000);
    assert.ok((await drawing("The pairs").locator("*").count()) < 30);
  }
  const now = await said("The pairs");
  assert.match(now, /256× as many as today/);
  assert.ok(reported(["window=64 ktok"]).includes(now), "labc itself says something else");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a picture is drawn again only when something in it changed", async () => {
  const { page } = await start();
  await page.evaluate(() => {
    globalThis.drawn = 0;
    new MutationObserver(() => globalThis.drawn++).observe(document.querySelector(".drawing"), { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await setSlider(page, "layers", 4);
  await settled(page);
  assert.equal(await page.evaluate(() => globalThis.drawn), 0);
  await setSlider(page, "window", 6);
  await settled(page);
  assert.ok(await page.evaluate(() => globalThis.drawn));
  await page.context().close();
});

test("values are read with the arrow keys, and what is pinned stays behind", async () => {
  const { page, faults } = await start();
  const chart = figure(page, "The memory");
  await chart.locator(".plot").focus();
  const read = [];
  for (const key of ["Home", "ArrowRight", "ArrowRight"]) {
    await page.keyboard.press(key);
    await settled(page);
    read.push(plain(await chart.locator("[data-readout] > span").textContent()));
  }
  assert.match(read.join("; "), /Weights: 2 GB \(3\.13 %\); Scores: 16 GB \(25 %\)/);
  await chart.getByRole("button", { name: "Pin" }).click();
  await setSlider(page, "window", 6);
  assert.equal(await chart.locator(".drawing .ghost").count(), 1);
  assert.deepEqual(faults, []);
  await page.context().close();
});

for (const [name, options] of Object.entries({ desktop: {}, dark: { colorScheme: "dark" }, phone: PHONE, "without scripts": { javaScriptEnabled: false } })) {
  test(`in sight, within the page and without faults of access: ${name}`, async () => {
    const { page } = await visit(browser, { reducedMotion: "reduce", ...options });
    await page.goto(`${course.url}/${LAB}`);
    const scripts = options.javaScriptEnabled !== false;
    if (scripts) await settled(page);
    const pictures = await page.locator("figure.chart").all();
    assert.ok(pictures.length);
    for (const picture of pictures) {
      assert.ok(await picture.locator(".drawing svg").isVisible());
      assert.match(await picture.locator(".saying").textContent(), /\d.*\.$/s);
      assert.ok((await picture.locator(".data tbody tr").count()) > 2, "it has no table");
    }
    if (scripts) {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
      assert.deepEqual(await violations(page), []);
      await page.emulateMedia({ media: "print" });
      assert.ok(await pictures[0].locator(".drawing svg").isVisible(), "it is not printed");
    }
    await page.context().close();
  });
}
