// What the browser does in a tick of a slider, in time of the processor, which says more than clocks on a busy machine:
//
//     node trace.mjs LAB SLIDER [SITE...]
//
// Several sites are traced in turns. Milliseconds for each tick; then how many objects a layout finds changed, of how many.
import { resolve } from "node:path";

import { launch, open, settled, visit } from "./lib/browser.mjs";
import { answerAll } from "./lib/figures.mjs";
import { serve, site } from "./lib/site.mjs";

const TICKS = Number(process.env.LABC_TICKS || 60);
const STEPS = ["EventDispatch", "FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"];
const [lab, slider, ...folders] = process.argv.slice(2);

async function traced(browser, url) {
  const { page } = await visit(browser);
  await open(page, `${url}/${lab}/index.html`);
  await page.evaluate(answerAll);
  const input = page.locator(`input[type=range][data-name="${slider}"]`);
  await input.evaluate((range) => range.scrollIntoView({ block: "center", behavior: "instant" }));
  await settled(page);
  const { x, y, width, height } = await input.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await settled(page);
  await browser.startTracing(page, { categories: ["devtools.timeline", "blink", "cc"] });
  for (let tick = 0; tick < TICKS; tick++) {
    await page.mouse.move(x + width * (0.5 + 0.45 * Math.sin(tick / 7)), y + height / 2);
    await settled(page);
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  await page.context().close();
  const spent = (name) => traceEvents.filter((event) => event.ph === "X" && event.name === name).reduce((sum, event) => sum + (event.tdur ?? event.dur) / 1000, 0);
  const layouts = traceEvents.filter((event) => event.name === "Layout" && event.args.beginData).map((event) => event.args.beginData);
  const mean = (name) => Math.round(layouts.reduce((sum, layout) => sum + layout[name], 0) / layouts.length);
  const told = STEPS.map((name) => `${name} ${(spent(name) / TICKS).toFixed(2)}`);
  return `${told.join(", ")}; ${layouts.length} layouts, ${mean("dirtyObjects")} of ${mean("totalObjects")} objects`;
}

const browser = await launch();
for (const folder of folders.length ? folders.map((folder) => resolve(folder)) : [site]) {
  const server = await serve(folder);
  console.log(`${folder}\n  ${await traced(browser, server.url)}`);
  await server.close();
}
await browser.close();
