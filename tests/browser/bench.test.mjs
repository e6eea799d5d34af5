// The bench: controls, verdict and picture on one screen, and on a phone a dock that picks the control.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open, openAll, setSlider, settled, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { pages } from "./lib/site.mjs";

const { labs } = pages();
const SIZES = { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] };

// For each bench with a picture, brought below the bar at the top: what of it is outside of the window, and by how much.
function outside() {
  const found = [];
  for (const bench of document.querySelectorAll(".bench:not(.alone, .bare)")) {
    bench.scrollIntoView({ block: "start", behavior: "instant" });
    const hud = document.querySelector("[data-hud]");
    const bar = getComputedStyle(hud).position === "fixed" ? hud.getBoundingClientRect().height : 0;
    const dock = bench.querySelector(".panel");
    const docked = getComputedStyle(dock).position === "sticky" ? dock.getBoundingClientRect().top : innerHeight;
    const top = document.querySelector(".top").getBoundingClientRect().bottom;
    const places = {
      controls: [dock, innerHeight - bar],
      verdict: [bench.querySelector(".say .arm:not([hidden])"), Math.min(docked, innerHeight - bar)],
      picture: [bench.querySelector(".stage :is(.drawing, table)"), Math.min(docked, innerHeight - bar)],
    };
    const out = [];
    for (const [name, [element, bottom]] of Object.entries(places)) {
      if (!element?.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      const by = Math.max(top - box.top, box.bottom - bottom);
      if (by > 1) out.push(`${name} by ${Math.round(by)} px`);
    }
    found.push([bench.querySelector(".stage figcaption, .stage caption")?.textContent ?? "a bench", out]);
  }
  return found;
}

describe("controls, verdict and picture of a bench are on one screen", () => {
  for (const path of labs) {
    test(path, async (t) => {
      const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
      await open(page, `${server.url}/${path}`);
      await openAll(page);
      for (const [size, [width, height]] of Object.entries(SIZES)) {
        await page.setViewportSize({ width, height });
        await settled(page);
        const benches = await page.evaluate(outside);
        const whole = benches.filter(([, out]) => !out.length);
        t.diagnostic(`${size}: ${whole.length} of ${benches.length}`);
        const rest = benches.filter(([, out]) => out.length).map(([title, out]) => `${size}, ${title}: ${out.join(", ")}`);
        for (const line of rest) t.diagnostic(line);
        assert.deepEqual(rest, []);
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }
});

// What a reader has before them once all seals are open: words in sight, without drawings and their tables and without
// what folded lists hold, and how many pictures each part has.
function inSight() {
  for (const option of document.querySelectorAll("main option:not(:checked)")) option.remove();
  for (const element of document.querySelectorAll("main :is(.sr, svg, table, .readout, .ends)")) element.setAttribute("hidden", "");
  const words = document.querySelector("main").innerText.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const parts = [...document.querySelectorAll("[data-part]")];
  return { words, pictures: parts.map((part) => [part.dataset.part, part.querySelectorAll(".drawing, figure img").length]) };
}

// At most so many words, and a picture in every part.
const MOST_WORDS = 1400;

describe("words before details are opened, and pictures a part", () => {
  for (const path of labs) {
    test(path, async (t) => {
      const { page } = await visit(browser, { reducedMotion: "reduce" });
      await open(page, `${server.url}/${path}`);
      await openAll(page);
      const { words, pictures } = await page.evaluate(inSight);
      t.diagnostic(`${words} words; pictures: ${pictures.map((part) => part.join(" ")).join(", ")}`);
      assert.ok(words <= MOST_WORDS, `${words} words`);
      const none = pictures.filter(([, count]) => !count).map(([part]) => part);
      assert.deepEqual(none, []);
      await page.context().close();
    });
  }
});

// The middle of a chart's axis, on the screen.
async function middleOf(plot) {
  await plot.scrollIntoViewIfNeeded();
  return plot.locator(".axis").first().evaluate((axis) => {
    const { left, top, width, height } = axis.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2, width };
  });
}

test("the mark of the current setting is dragged, and the slider and the drawing follow", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, `${server.url}/gallery/index.html`);
  const plot = page.locator("[data-grab]").first();
  const drawing = () => plot.locator("svg").innerHTML();
  const before = await drawing();
  const slider = page.locator(`[type=range][data-control="${await plot.getAttribute("data-grab")}"]`);
  const [min, max] = await slider.evaluate((range) => [+range.min, +range.max]);
  const share = async () => ((await slider.inputValue()) - min) / (max - min);
  const { x, y, width } = await middleOf(plot);
  await page.mouse.move(x, y);
  await plot.locator("[data-readout]").waitFor();
  await page.mouse.down();
  await settled(page);
  assert.ok(Math.abs((await share()) - 0.5) < 0.02, `pressed in the middle: ${await share()}`);
  await page.mouse.move(x + width / 4, y, { steps: 5 });
  await settled(page);
  assert.ok(Math.abs((await share()) - 0.75) < 0.02, `dragged to three quarters: ${await share()}`);
  assert.notEqual(await drawing(), before);
  // Beyond the end it stays at the end; released, it stays where it is.
  await page.mouse.move(x + width, y);
  await settled(page);
  assert.equal(await share(), 1);
  await page.mouse.up();
  await page.mouse.move(x, y);
  await settled(page);
  assert.equal(await share(), 1);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("an axis with frames shows twice as much once the setting needs the room, and a mark that is dragged goes on", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, `${server.url}/vol1_06/index.html`);
  await openAll(page);
  const plot = page.locator("[data-frames]").first();
  await plot.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.locator("[role=tab]").first().waitFor();
  const end = async () => {
    await settled(page);
    const texts = await plot.locator("svg text").allTextContents();
    return Math.max(...texts.slice(0, texts.indexOf("Sequence length (ktok)")).map(Number));
  };
  const ends = [];
  for (const tokens of [512, 6656, 7168, 13_312, 13_824, 53_248, 53_760, 107_520]) {
    await setSlider(page, "seq", tokens);
    ends.push(await end());
  }
  assert.deepEqual(ends, [8, 8, 16, 16, 30, 60, 120, 120]);
  // 4096 of 8192 tok: the pointer goes on in the scale it began in.
  await setSlider(page, "seq", 4096);
  await settled(page);
  const axis = await plot.locator(".axis").first().boundingBox();
  const perToken = axis.width / (8192 - 512);
  const at = (tokens) => axis.x + (tokens - 512) * perToken;
  const y = (await plot.locator(".now").first().boundingBox()).y + 40;
  await page.mouse.move(at(4096), y);
  await page.mouse.down();
  const went = [];
  for (const tokens of [5120, 6656, 7168, 7680, 8192]) {
    await page.mouse.move(at(tokens), y);
    await settled(page);
    went.push(await page.locator("[type=range][data-name=seq]").inputValue());
  }
  await page.mouse.up();
  assert.deepEqual(went, ["5120", "6656", "7168", "7680", "8192"]);
  assert.equal(await end(), 16);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("controls that stay in sight stop where their chart ends", async () => {
  const { page } = await visit(browser, { viewport: { width: 1024, height: 768 }, reducedMotion: "reduce" });
  await open(page, `${server.url}/vol1_06/index.html`);
  await openAll(page);
  const working = page.locator(".bench:has(.say) details.working").first();
  await working.locator("summary").click();
  await working.evaluate((element) => element.scrollIntoView({ block: "end", behavior: "instant" }));
  await settled(page);
  const [controls, strip] = await page.locator(".bench:has(.say):has(details.working)").first().evaluate((bench) => [".hold", ".strip"].map((part) => bench.querySelector(part).getBoundingClientRect()));
  assert.ok(controls.bottom <= strip.top + 4, `${controls.bottom} ${strip.top}`);
  await page.context().close();
});

// What reads and drags charts is loaded when it is needed first.
// Groups are listed as tabs once they come in sight: what stands below them stays where it is.
for (const [size, [width, height]] of Object.entries(SIZES)) {
  test(`a page keeps its height when its tabs come, ${size}`, async () => {
    const { page, faults } = await visit(browser, { viewport: { width, height }, reducedMotion: "reduce" });
    await open(page, `${server.url}/vol1_06/index.html`);
    await openAll(page);
    const places = page.locator("[data-tabs]");
    assert.ok(await places.count());
    for (const place of await places.all()) {
      assert.equal(await place.getAttribute("data-ready"), "");
      const before = (await place.boundingBox()).height;
      await place.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
      await place.locator("[role=tab]").first().waitFor();
      assert.ok(Math.abs((await place.boundingBox()).height - before) < 8, `${before} and ${(await place.boundingBox()).height} px`);
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

test("groups of a page whose script does not come stand one below the other", async () => {
  const { page } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, `${server.url}/vol1_06/index.html`);
  // What comes after the page has started does not come.
  await page.route("**/*.js", (route) => route.abort());
  await openAll(page);
  const place = page.locator("[data-tabs]").first();
  await place.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.waitForFunction(() => !document.querySelector("[data-tabs]").hasAttribute("data-ready"));
  for (const group of await place.locator(".group").all()) assert.ok(await group.isVisible());
  await page.context().close();
});

test("a finger, the mouse and a key that come before the script do what they do once it is there", async () => {
  const { page, faults } = await visit(browser, { hasTouch: true, reducedMotion: "reduce" });
  let release;
  const held = new Promise((done) => (release = done));
  let extras = 0;
  await page.route("**/assets/picture-*.js", async (route) => {
    extras++;
    await held;
    await route.continue();
  });
  await open(page, `${server.url}/gallery/index.html`);
  const plot = page.locator("[data-grab]").first();
  const slider = page.locator(`[type=range][data-control="${await plot.getAttribute("data-grab")}"]`);
  const before = await slider.inputValue();
  const { x, y } = await middleOf(plot);
  await page.touchscreen.tap(x, y);
  const other = page.locator("[data-plot]:not([data-grab])").first();
  await other.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await slider.inputValue(), before);
  release();
  await page.waitForFunction(([slider, before]) => slider.value !== before, [await slider.elementHandle(), before]);
  const [min, max] = await slider.evaluate((range) => [+range.min, +range.max]);
  assert.ok(Math.abs(((await slider.inputValue()) - min) / (max - min) - 0.5) < 0.02);
  await other.locator("[data-readout]").waitFor();
  assert.equal(extras, 1);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("on a phone one control is docked, and the others are a press away, by touch and by keyboard", async () => {
  const { page, faults } = await visit(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, reducedMotion: "reduce" });
  await open(page, `${server.url}/vol1_06/index.html`);
  await openAll(page);
  const panel = page.locator(".bench:not(.alone) .panel").first();
  const shown = () => panel.locator("[type=range]").evaluateAll((ranges) => ranges.filter((range) => range.checkVisibility()).map((range) => range.dataset.name));
  assert.deepEqual(await shown(), ["seq"]);
  await panel.getByRole("button", { name: "Attention heads" }).tap();
  assert.deepEqual(await shown(), ["heads"]);
  await panel.getByRole("button", { name: "Sequence length" }).focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await shown(), ["seq"]);
  assert.equal(await panel.locator("[aria-pressed=true]").count(), 1);
  // Where there is room, all are there and no buttons are.
  await page.setViewportSize({ width: 1024, height: 768 });
  assert.deepEqual(await shown(), ["seq", "heads"]);
  assert.equal(await panel.getByRole("button").count(), 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});
