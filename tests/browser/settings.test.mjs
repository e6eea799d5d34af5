// Settings of several controls at once: presets, back to the start and undo, links; and what a slider says of itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { open, openAll, ready, rested, setSlider, settled, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";

const LAB = () => `${server.url}/vol1_06/index.html`;
const number = (page, name) => page.locator(`[type=range][data-name="${name}"]`).evaluate((range) => globalThis.labc.lab.number(+range.dataset.control));
const stored = (page, key) => page.evaluate((key) => JSON.parse(Object.entries(localStorage).find(([name]) => name.endsWith(key))?.[1] ?? "null"), key);
const named = (page, name) => page.getByRole("button", { name, exact: true }).first();

test("a preset moves its controls as a hand would, and is pressed while its settings hold", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, LAB());
  await openAll(page);
  const wall = named(page, "The wall");
  const pressed = () => page.locator("[data-preset][aria-pressed=true]").allInnerTexts();
  assert.deepEqual(await pressed(), ["Today", "On the H100"], "the settings of the start");
  await wall.focus();
  await page.keyboard.press("Enter");
  await rested(page);
  assert.deepEqual(await pressed(), ["The wall", "On the H100"]);
  assert.match(await page.locator(".bench .say").first().innerText(), /Out of memory/);
  assert.equal(String((await stored(page, "/vol1_06/set/seq")).value), await number(page, "seq"), "kept like a move");
  await setSlider(page, "seq", 1024);
  assert.deepEqual(await pressed(), ["On the H100"]);
  assert.deepEqual(await violations(page, ".bench"), []);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("reset puts all controls of its bench back, and undo puts them where they were", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, LAB());
  await openAll(page);
  const start = [await number(page, "seq"), await number(page, "heads")];
  await setSlider(page, "seq", 65536);
  await setSlider(page, "heads", 3);
  const bench = page.locator(".bench", { has: page.locator("[data-name=seq]") });
  const button = bench.locator("[data-reset]");
  await button.click();
  await settled(page);
  assert.deepEqual([await number(page, "seq"), await number(page, "heads")], start);
  assert.equal(await button.innerText(), "Undo reset");
  await button.click();
  await settled(page);
  assert.deepEqual([await number(page, "seq"), await number(page, "heads")], ["65536", "3"]);
  await button.click();
  await setSlider(page, "heads", 7);
  assert.equal(await button.innerText(), "Reset", "what was moved since is not undone");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("reset is the first thing that is pressed: nothing was moved by hand since the page was opened", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, LAB());
  await openAll(page);
  const start = await number(page, "seq");
  await setSlider(page, "seq", 65536);
  await rested(page);
  await page.reload();
  await ready(page);
  const button = page.locator(".bench", { has: page.locator("[data-name=seq]") }).locator("[data-reset]");
  await button.click();
  await settled(page);
  assert.equal(await number(page, "seq"), start);
  await button.click();
  await settled(page);
  assert.equal(await number(page, "seq"), "65536");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a link carries all settings, opens no seal, and changes nothing in the record", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
  await open(page, LAB());
  await openAll(page);
  await setSlider(page, "seq", 50176);
  await setSlider(page, "heads", 5);
  await page.locator("[data-link]").first().click();
  await page.waitForFunction(() => /link is copied/i.test(document.querySelector("[data-live]").textContent));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#set&/);

  // Another student: what is sealed stays so.
  const other = await visit(browser, { reducedMotion: "reduce" });
  await open(other.page, link);
  assert.equal(await other.page.locator("[data-name=seq]").count(), 0);
  assert.ok(!other.page.url().includes("#"));
  assert.equal(await other.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("/set/")).length), 0);
  await other.page.context().close();

  // The same student, elsewhere by now: the link shows, the record stays, and a reload is back.
  await setSlider(page, "seq", 1024);
  await rested(page);
  await page.goto("about:blank");
  await page.goto(link);
  await ready(page);
  assert.deepEqual([await number(page, "seq"), await number(page, "heads")], ["50176", "5"]);
  assert.match(await page.locator("[data-notices]").innerText(), /followed a link/);
  assert.equal((await stored(page, "/vol1_06/set/seq")).value, 1024);
  await page.reload();
  await ready(page);
  assert.equal(await number(page, "seq"), "1024");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a link from before the lab was edited is followed as far as it means anything", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, LAB());
  await openAll(page);
  const heads = await number(page, "heads");
  const of = await page.locator("[type=range][data-name=seq]").getAttribute("data-of");
  for (const [hash, seq] of [
    [`seq=1e99 ${of}`, "131072"],
    [`seq=1000 ${of}&gone=7&heads=nonsense&__proto__=1`, "1024"],
    ["seq=4096 kg", "4096"],
    ["seq=%E0%A4%A", "4096"],
    ["", "4096"],
  ]) {
    await page.goto("about:blank");
    await page.goto(`${LAB()}#set&${hash}`);
    await ready(page);
    assert.deepEqual([await number(page, "seq"), await number(page, "heads")], [seq, heads], hash);
  }
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a slider with the focus says where it stands and the first figure of its bench; reading a chart begins at now", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, LAB());
  await openAll(page);
  const seq = page.locator("[type=range][data-name=seq]");
  await seq.focus();
  await setSlider(page, "seq", 8192);
  const said = (await seq.getAttribute("aria-valuetext")).replaceAll("\u00a0", " ");
  assert.match(said, /^8192 tok: Attention scores, whole model [\d.]+ GB/);
  assert.ok(said.length < 100, said);
  // Another control's slider says what its own move made of it.
  await page.locator("[type=range][data-name=heads]").focus();
  assert.match(await page.locator("[type=range][data-name=heads]").getAttribute("aria-valuetext"), /^12: Attention scores/);

  const plot = page.locator("[data-grab]").first();
  await plot.focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await plot.locator("[data-readout]").innerText(), /^8\.\d* ?ktok|^8 ktok/);
  for (const key of ["Home", "End"]) {
    await page.keyboard.press(key);
    assert.doesNotMatch(await plot.locator("[data-readout]").innerText(), /undefined|NaN/);
  }
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a chart is passed over with the pointer and the keys while its values are computed for the first time", async () => {
  const { page, faults } = await visit(browser, { reducedMotion: "reduce" });
  await open(page, LAB());
  await openAll(page);
  const plot = page.locator("[data-plot]").first();
  await page.evaluate(() => (document.querySelector("main").ariaBusy = "true"));
  await plot.hover();
  await plot.focus();
  for (const key of ["ArrowRight", "End"]) await page.keyboard.press(key);
  assert.ok(await plot.locator("[data-readout]").isHidden());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("without scripts nothing offers a preset, a reset or a link", async () => {
  const { page } = await visit(browser, { javaScriptEnabled: false });
  await page.goto(LAB());
  assert.equal(await page.locator("[data-press]:visible").count(), 0);
  await page.context().close();
});
