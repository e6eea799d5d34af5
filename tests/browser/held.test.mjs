// While a slider is held, what is off screen waits: no reader, no printer and no record ever gets an old value.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { open, settled, visit } from "./lib/browser.mjs";
import { browser } from "./lib/course.mjs";
import { labc, serve } from "./lib/site.mjs";

const filling = "A long explanation of what the figure above means for a household that heats with wood. ".repeat(12);
const paragraphs = Array.from({ length: 40 }, (_, n) => `"""\nIn row ${n} the stove holds {logs} logs.\n\n${filling}\n"""`).join("\n\n");
const LAB = `lab stove "Stove"

slider logs "Logs" from 0 to 1000 start 500
let heat = logs * 2

record { burnt = logs "Logs burnt" }

${paragraphs}

aside note "Too hot" when logs > 700 """
The stove holds {logs} logs.
"""

chart "Heat" {
  x logs
  y "Heat"
  line heat "Heat"
}
`;

const own = mkdtempSync(join(tmpdir(), "labc-held-"));
let server;
before(async () => {
  writeFileSync(join(own, "stove.lab"), LAB);
  execFileSync(labc, ["build", join(own, "stove.lab"), "--out", join(own, "site")], { cwd: own, stdio: "pipe" });
  server = await serve(join(own, "site"));
});
after(async () => {
  await server.close();
  rmSync(own, { recursive: true });
});

// Runs in the page: after each painted frame, compares all figures with the slider.
function compareFrames() {
  const input = document.querySelector("input[type=range]");
  const texts = [...document.querySelectorAll("main .prose [data-s], main .remark [data-s]")];
  globalThis.frames = { count: 0, wrong: [], waiting: 0 };
  globalThis.texts = () => texts.map((element) => element.textContent);
  // A script that has scrolled since the frame was painted moves what nobody sees yet.
  const look = (painted) => {
    if (scrollY !== painted) return;
    frames.count++;
    // The value of the last tick: the number box is written with it.
    const now = document.querySelector("[data-number]").value;
    for (const element of texts) {
      if (element.textContent === now) continue;
      const { top, bottom, height } = element.getBoundingClientRect();
      if (height && bottom > 0 && top < innerHeight) frames.wrong.push(`${element.textContent} instead of ${now} at ${Math.round(top)}`);
      else if (height) frames.waiting++;
    }
  };
  const next = () => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => look(data);
    port2.postMessage(scrollY);
    next();
  });
  next();
  input.scrollIntoView({ block: "center", behavior: "instant" });
}

async function hold(page) {
  const input = page.locator("input[type=range]");
  const { x, y, width, height } = await input.boundingBox();
  const to = (share) => page.mouse.move(x + width * share, y + height / 2);
  await to(0.5);
  await page.mouse.down();
  return to;
}

async function opened(options) {
  const { page, faults } = await visit(browser, options);
  await open(page, `${server.url}/stove/index.html`);
  await page.evaluate(compareFrames);
  await settled(page);
  await settled(page);
  return { page, faults };
}

async function done({ page, faults }) {
  const { count, wrong } = await page.evaluate(() => frames);
  assert.ok(count > 3, `${count} frames`);
  assert.deepEqual(wrong, []);
  assert.deepEqual(faults, []);
  await page.context().close();
}

const current = (page) => page.evaluate(() => new Set([document.querySelector("[data-number]").value, ...texts()]).size === 1);

for (const reducedMotion of ["no-preference", "reduce"]) {
  test(`a reader who drags and scrolls at once sees no old value (motion: ${reducedMotion})`, async () => {
    const { page, faults } = await opened({ reducedMotion });
    const to = await hold(page);
    for (let move = 0; move < 30; move++) {
      await to(0.5 + 0.4 * Math.sin(move / 3));
      if (move % 6 === 5) await page.mouse.wheel(0, move % 12 === 5 ? 4000 : -4000);
      if (move === 20) await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
      if (move === 22) await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    }
    await page.mouse.up();
    await settled(page);
    assert.ok(await current(page), "all is written once the slider is let go");
    await done({ page, faults });
  });
}

test("what is off screen waits while a slider is held, and no longer than that", async () => {
  const { page, faults } = await opened();
  const to = await hold(page);
  for (let move = 0; move < 10; move++) await to(0.3 + 0.02 * move);
  await settled(page);
  assert.ok((await page.evaluate(() => frames.waiting)) > 0, "something waited");
  // It rests, and is still held.
  await page.waitForFunction(() => new Set([document.querySelector("[data-number]").value, ...texts()]).size === 1);
  await page.mouse.up();
  await done({ page, faults });
});

test("printing while a slider is held prints what it shows", async () => {
  const { page, faults } = await opened();
  const to = await hold(page);
  await to(0.4);
  await to(0.41);
  await settled(page);
  const [waited, printed] = await page.evaluate(async () => {
    const now = () => texts().filter((text) => text !== document.querySelector("[data-number]").value).length;
    const input = document.querySelector("input[type=range]");
    input.value = 700;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(done));
    const waited = now();
    dispatchEvent(new Event("beforeprint"));
    return [waited, now()];
  });
  assert.ok(waited > 0, "something waited");
  assert.equal(printed, 0);
  await page.mouse.up();
  await done({ page, faults });
});

test("a key that is held down, and the value that the record keeps", async () => {
  const { page, faults } = await opened();
  await page.locator("input[type=range]").focus();
  for (let press = 0; press < 20; press++) await page.keyboard.down("ArrowRight");
  await page.keyboard.up("ArrowRight");
  await settled(page);
  assert.ok(await current(page), "all is written once the key is let go");
  await page.waitForFunction(() => {
    const kept = Object.entries(localStorage).find(([key]) => key.endsWith("/record/burnt"));
    return kept && String(JSON.parse(kept[1]).value) === document.querySelector("[data-number]").value;
  });
  await done({ page, faults });
});

test("a value that a script sets is written at once, everywhere", async () => {
  const { page, faults } = await opened();
  for (const value of [10, 20, 30]) {
    await page.evaluate((value) => {
      const input = document.querySelector("input[type=range]");
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, value);
    await settled(page);
    assert.ok(await current(page));
  }
  await done({ page, faults });
});

test("what appears beside a slider that is held shows the value of now", async () => {
  const { page, faults } = await opened();
  const to = await hold(page);
  for (let move = 0; move < 12; move++) await to(0.6 + 0.02 * move);
  await page.evaluate(() => document.querySelector(".remark").scrollIntoView({ block: "center", behavior: "instant" }));
  for (let move = 0; move < 12; move++) await to(0.6 + 0.02 * move);
  await page.mouse.up();
  await settled(page);
  assert.ok(await current(page));
  await done({ page, faults });
});
