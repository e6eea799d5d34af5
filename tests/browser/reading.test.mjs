// How pages read where there is little room, on paper, and from right to left.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { pages } from "./lib/site.mjs";

const { all, labs } = pages();

// What sticks out of the page, if the page is wider than its window; what scrolls on its own may be wide.
function wide() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > room + 1 || box.left < -1) && !element.closest(".scroll, .steps, pre, svg, .sr");
  });
  return [`${document.documentElement.scrollWidth} px in ${room} px`, ...out.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
}

// 320 px is a phone, and a window of 1280 px at 400 %.
const rooms = [
  ["320 px", { viewport: { width: 320, height: 640 } }],
  ["400 % of 1280 by 1024", { viewport: { width: 320, height: 256 } }],
  ["right to left at 360 px", { viewport: { width: 360, height: 740 } }],
];
for (const [name, options] of rooms) {
  describe(`nothing scrolls sideways: ${name}`, () => {
    for (const path of all) {
      test(path, async () => {
        const { page, faults } = await visit(browser, options);
        await open(page, `${server.url}/${path}`);
        if (name.startsWith("right")) await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
        assert.deepEqual(await page.evaluate(wide), []);
        assert.deepEqual(faults, []);
        await page.context().close();
      });
    }
  });
}

describe("controls are large enough to hit", () => {
  for (const path of labs) {
    test(path, async () => {
      const { page } = await visit(browser);
      await open(page, `${server.url}/${path}`);
      const small = await page.evaluate(() => {
        const controls = [...document.querySelectorAll("button, input, select, summary, textarea, nav a")];
        const target = (control) => control.closest("label") || control;
        const seen = controls.filter((control) => control.checkVisibility() && !control.closest(".skip"));
        const boxes = seen.map((control) => [control.outerHTML.slice(0, 100), target(control).getBoundingClientRect()]);
        return boxes.filter(([, { width, height }]) => width < 24 || height < 24).map(([html, { width, height }]) => `${html} ${width} × ${height}`);
      });
      assert.deepEqual(small, []);
      await page.context().close();
    });
  }
});

describe("paper has everything that is open, and nothing that needs a hand", () => {
  for (const path of labs) {
    test(path, async (t) => {
      const { page } = await visit(browser, { colorScheme: "dark" });
      await open(page, `${server.url}/${path}`);
      await page.emulateMedia({ media: "print" });
      const seen = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).length;
        return {
          ground: getComputedStyle(document.documentElement).backgroundColor,
          ink: style.color,
          tools: shown("button:not(th button), .hud:not(.says), .tools, .parts, .pager, [type=range]"),
          charts: shown(".drawing > svg"),
          groups: [document.querySelectorAll(".tabs > .group").length, shown(".tabs > .group")],
        };
      });
      assert.equal(seen.ground, "rgb(255, 255, 255)");
      assert.equal(seen.ink, "rgb(0, 0, 0)");
      assert.equal(seen.tools, 0, `${seen.tools} things to press are on paper`);
      assert.equal(seen.groups[0], seen.groups[1], "a tab is missing on paper");
      const pdf = await page.pdf({ format: "A4", printBackground: true });
      const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length;
      assert.ok(sheets > 0 && sheets < 60, `${sheets} sheets`);
      t.diagnostic(`${sheets} sheets, ${Math.round(pdf.length / 1000)} kB`);
      await page.context().close();
    });
  }
});

test("search finds places, by keyboard alone, and says how many", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/search/index.html`);
  await page.keyboard.type("attention mem");
  await page.waitForFunction(() => document.querySelectorAll("[data-hits] a").length > 0);
  assert.match(await page.locator("[data-found]").innerText(), /^\d+ places?$/);
  const first = page.locator("[data-hits] li").first();
  assert.match((await first.innerText()).toLowerCase(), /attention/);
  await page.keyboard.press("ArrowDown");
  const href = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.endsWith("index.html") && !url.pathname.includes("search"));
  assert.ok(page.url().endsWith(href.replace(/^(\.\.\/)+/, "")), `${page.url()} is not ${href}`);
  // A page left while it loads breaks off what it asked for.
  await page.waitForLoadState("networkidle");
  await page.goBack();
  assert.equal(await page.locator("#words").inputValue(), "attention mem");
  await page.locator("#words").fill("zzzz nothing");
  assert.match(await page.locator("[data-found]").innerText(), /^No page has all of these words\.$/);
  assert.deepEqual(faults, []);
  await page.context().close();
});
