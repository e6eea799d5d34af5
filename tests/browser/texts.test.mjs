// What a text can hold: pictures, notes, headings, code, tables, quotations. The course is `tests/projects/texts`.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { launch, open, setSlider, settled, visit } from "./lib/browser.mjs";
import { files, labc, root, serve } from "./lib/site.mjs";

const place = mkdtempSync(join(tmpdir(), "labc-texts-"));
const out = join(place, "out");
let browser;
let server;

before(async () => {
  cpSync(join(root, "tests/projects/texts"), place, { recursive: true });
  execFileSync(labc, ["build", "--out", out], { cwd: place, stdio: "pipe" });
  browser = await launch();
  server = await serve(out);
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(place, { recursive: true });
});

// The page of the lab, in a browser that adds up how far things move by themselves.
async function lab(options = {}) {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", ...options });
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shift += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  await open(page, `${server.url}/kettle/index.html`);
  return { page, faults };
}

// Scrolls through the page and waits for every picture.
async function seen(page, scripts) {
  for (const picture of await page.locator("img:visible").all()) {
    await picture.scrollIntoViewIfNeeded();
    // Without scripts, no promise of the page is ever kept.
    if (scripts) assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "a picture is not shown");
  }
  if (scripts) await settled(page);
  else await page.waitForLoadState("networkidle");
}

// What a reader sees of each construct.
function held() {
  const all = (selector) => [...document.querySelectorAll(`main ${selector}`)].filter((element) => element.checkVisibility());
  const text = (element) => element.textContent.replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();
  return {
    pictures: all("img").map((image) => [image.alt, image.currentSrc.match(/kettle(-dark)?/)[0], image.width > 200, Math.round((image.width / image.height) * 100)]),
    captions: all("figure.picture figcaption").map(text),
    headings: all(".prose :is(h2, h3, h4)").map((heading) => [text(heading), heading.id]).filter(([, id]) => id),
    notes: all(".footnotes li, .notes li").map(text),
    boxes: all("li > .box, li > p > .box").map(text),
    quotations: all(".prose blockquote").map(text),
    crossed: all("del").map(text),
    code: all("pre code").map((code) => [code.className, code.querySelectorAll("span[class^=hl-]").length > 2]),
    link: all("a[href='https://example.org/kettles?of=copper&lid=yes']").length,
    cited: all(".prose a[href^='#ref-']").map(text),
    works: all(".works li").length,
    formulas: all("math").length,
  };
}

const EXPECTED = {
  captions: ["Our kettle, as we drew it", "It holds 2 L."],
  headings: [
    ["Before the first part", "before-the-first-part"],
    ["What we need", "what-we-need"],
    ["Its program", "its-program"],
  ],
  boxes: ["☑", "☐"],
  quotations: ["Nobody has ever seen it boil2. so they say"],
  crossed: ["milk"],
  code: [
    ["language-python", true],
    ["language-lab", true],
  ],
  link: 1,
  cited: ["Watt et al. 1769", "Joule 1850"],
  works: 2,
};

for (const [name, dark, options, print] of [
  ["in light", false, {}],
  ["in dark", true, { colorScheme: "dark" }],
  ["on a phone", false, { viewport: { width: 380, height: 740 } }],
  ["on a dark phone", true, { viewport: { width: 380, height: 740 }, colorScheme: "dark" }],
  ["with scripts off", false, { javaScriptEnabled: false }],
  ["on paper, from a dark screen", false, { colorScheme: "dark" }, true],
]) {
  test(`everything is shown ${name}`, { timeout: 120_000 }, async () => {
    const scripts = options.javaScriptEnabled !== false;
    const { page, faults } = scripts ? await lab(options) : await visit(browser, options);
    if (!scripts) await page.goto(`${server.url}/kettle/index.html`);
    if (print) await page.emulateMedia({ media: "print", colorScheme: "light" });
    await seen(page, scripts);
    const { pictures, formulas, notes, ...rest } = await page.evaluate(held);
    assert.deepEqual(rest, EXPECTED);
    assert.deepEqual(pictures, [
      ["A kettle, its spout to the right", "kettle", true, 225],
      ["The same kettle by day, or by night", dark ? "kettle-dark" : "kettle", true, 225],
    ]);
    assert.equal(notes.length, 3);
    assert.ok(formulas >= 3, `${formulas} formulas`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
    if (scripts && !print) {
      // Neither pictures nor the font of formulas move anything, although lines break elsewhere in another font.
      assert.equal(await page.evaluate(() => globalThis.shift), 0, "something moved by itself");
      assert.deepEqual(await violations(page), []);
    }
    if (process.env.LABC_SHOTS) await page.screenshot({ path: join(process.env.LABC_SHOTS, `texts ${name}.png`), fullPage: true });
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

test("links within the page lead where they say, there and back, by keyboard", async () => {
  const { page, faults } = await lab();
  for (const link of await page.locator("main a[href^='#']").all()) {
    const href = await link.getAttribute("href");
    assert.equal(await page.locator(`[id="${decodeURIComponent(href.slice(1))}"]`).count(), 1, `${href} leads to one place`);
  }
  const note = page.locator("main sup a").first();
  await note.focus();
  await page.keyboard.press("Enter");
  const there = new URL(page.url()).hash;
  const back = page.locator(`[id="${there.slice(1)}"] a`).last();
  assert.equal(await back.getAttribute("role"), "doc-backlink");
  await back.focus();
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, await back.getAttribute("href"));
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("values in texts and captions follow the slider; those in code are characters", async () => {
  const { page, faults } = await lab();
  await setSlider(page, "water", 4);
  const said = (await page.locator("main").innerText()).replaceAll("\u00a0", " ");
  assert.match(said, /It holds 4 L\./);
  assert.match(said, /\{water\} in code/);
  assert.match(said, /"name": "kettle"/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("formulas have the font with the measures of mathematics, and pages without formulas don't load it", async () => {
  const { page, faults } = await lab();
  server.requests.length = 0;
  await page.reload();
  // Fonts are ready, too, before one is asked for.
  await page.waitForFunction(() => [...document.fonts].some((font) => font.status === "loaded"));
  const fonts = () => server.requests.filter((path) => path.endsWith(".woff2"));
  assert.equal(fonts().length, 1);
  const high = await page.evaluate(() => {
    const power = document.querySelector("math[display=block] msup");
    const [base, exponent] = [...power.children].map((part) => part.getBoundingClientRect());
    return (base.bottom - exponent.bottom) / parseFloat(getComputedStyle(power).fontSize);
  });
  // Without the measures of a font for mathematics it is 0.6.
  assert.ok(high > 0.3 && high < 0.5, `the exponent is ${high} em above the line`);
  server.requests.length = 0;
  await page.goto(`${server.url}/search/index.html`);
  await page.evaluate(() => document.fonts.ready);
  assert.deepEqual(fonts(), []);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("each picture is one file, however often it is shown", () => {
  assert.equal(files(out).filter((name) => /kettle.*\.svg$/.test(name)).length, 2);
});

test("the HTML checker has nothing to say about any of it", (t) => {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const pages = files(out).filter((name) => name.endsWith(".html")).map((name) => join(out, name));
  const { stdout, error } = spawnSync("java", ["-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", ...pages], { encoding: "utf8" });
  if (error) return t.skip("Java is missing");
  const { messages } = JSON.parse(stdout);
  const bad = messages.filter(({ type, message }) => type !== "info" && !message.includes("Content Security Policy"));
  assert.deepEqual(bad.map(({ url, message, extract }) => `${url}: ${message} ${extract}`), []);
});
