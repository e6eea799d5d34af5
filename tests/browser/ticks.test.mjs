// What ticks of a slider leave behind, and what a page does while one takes long. `LABC_TICKS` says how many ticks.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { open, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { labc, serve } from "./lib/site.mjs";

const TICKS = Number(process.env.LABC_TICKS || 4000);

// The evaluator's memory grows in steps of 64 kB. Free space is cut up during the first ten thousand ticks or so and
// then stays as it is: two steps are allowed, so that 32 bytes lost in each tick are noticed.
const STEPS = 2 * 65_536;

const own = mkdtempSync(join(tmpdir(), "labc-ticks-"));
after(() => rmSync(own, { recursive: true }));

test(`${TICKS} ticks leave no memory and no nodes behind`, async (context) => {
  const { page, faults } = await visit(browser);
  await page.addInitScript(() => {
    const load = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
      const loaded = await load.apply(WebAssembly, given);
      globalThis.memory = loaded.instance.exports.memory;
      return loaded;
    };
  });
  await open(page, `${server.url}/gallery/index.html`);
  const session = await page.context().newCDPSession(page);
  const ticks = (count) =>
    page.evaluate((count) => {
      const inputs = [...document.querySelectorAll("input[type=range]")];
      for (let tick = 0; tick < count; tick++) {
        const input = inputs[tick % inputs.length];
        labc.lab.set(+input.dataset.control, +input.min + (input.max - input.min) * (0.5 + 0.5 * Math.sin(tick)));
        labc.patch();
      }
    }, count);
  const measured = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { nodes } = await session.send("Memory.getDOMCounters");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return { nodes, heap: usedSize, wasm: await page.evaluate(() => memory.buffer.byteLength) };
  };
  await ticks(TICKS / 2);
  const before = await measured();
  await ticks(TICKS);
  const now = await measured();
  context.diagnostic(`before ${JSON.stringify(before)}, after ${JSON.stringify(now)}`);
  // How many marks a chart has depends on where its sliders stand.
  assert.ok(now.nodes <= before.nodes * 1.05 + 200, `${before.nodes} nodes became ${now.nodes}`);
  assert.ok(now.heap <= before.heap * 1.1 + 300_000, `${before.heap} bytes became ${now.heap}`);
  assert.ok(now.wasm <= before.wasm + STEPS, `${before.wasm} bytes of the evaluator became ${now.wasm}`);
  assert.deepEqual(faults, []);
  await page.context().close();
});

// 101 positions, each with a sum of 150 000 rounds.
const HEAVY = `lab heavy "Heavy"

slider size "Size" from 1 to 100 start 50
slider most "Most" from 1 to 10 start 1

let total = sum(n * size * most for n in 1 to 150_000)

"The sum is {total}."

chart "Sums" {
  x size
  y "Sum"
  line total "Sum"
}
`;

test("a page answers while a figure of 15 million rounds is computed", async () => {
  writeFileSync(join(own, "heavy.lab"), HEAVY);
  execFileSync(labc, ["build", join(own, "heavy.lab"), "--out", join(own, "site")], { cwd: own, stdio: "pipe" });
  const heavy = await serve(join(own, "site"));
  const { page, faults } = await visit(browser);
  // Its first values are computed a piece at a time too.
  await page.addInitScript(() => {
    globalThis.starting = 0;
    const turn = () => {
      const { ariaBusy } = document.querySelector("main") || {};
      if (ariaBusy) globalThis.starting++;
      if (!document.documentElement?.dataset.ready) setTimeout(turn);
    };
    turn();
  });
  await open(page, `${heavy.url}/heavy/index.html`);
  const starting = await page.evaluate(() => globalThis.starting);
  assert.ok(starting > 3, `computed at a stretch when the page opened: ${starting}`);
  const result = await page.evaluate(async () => {
    const input = document.querySelector('[data-name="most"]');
    const main = document.querySelector("main");
    const read = () => document.querySelector("main p [data-s]").textContent;
    const move = (value) => {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const before = read();
    const seen = new Set();
    let [turns, busy] = [0, 0];
    move(10);
    while (turns < 3 || main.ariaBusy || read() === before) {
      await new Promise((done) => setTimeout(done));
      turns++;
      seen.add(read());
      if (main.ariaBusy) {
        busy++;
        // A chart can be pointed at meanwhile, and its table unfolded: neither waits for the values.
        document.querySelector("[data-plot]").dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
        document.querySelector("[data-table]").open = busy % 2 === 0;
      }
      // A later move takes the place of the first.
      if (busy === 3) move(4);
    }
    return { busy, before, seen: [...seen] };
  });
  assert.ok(result.busy > 5, `computed at a stretch: ${JSON.stringify(result)}`);
  assert.equal(result.seen.length, 2, result.seen.join(", "));
  const number = (text) => Number(text.replace(/[^\d]/g, "").slice(0, 3));
  assert.equal(number(result.seen[1]), 225, result.seen[1]);
  assert.deepEqual(faults, []);
  await page.context().close();
  await heavy.close();
});
