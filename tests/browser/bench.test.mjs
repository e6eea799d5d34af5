// The bench: controls, verdict and picture on one screen, and on a phone a dock that picks the control.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open, openAll, settled, visit } from "./lib/browser.mjs";
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
        for (const [title, out] of benches) if (out.length) t.diagnostic(`${size}, ${title}: ${out.join(", ")}`);
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }
});
