// Rows that students bring along: what is taken, what is refused and why, and that nothing of it is lost or misread.
// The course is `tests/projects/upload`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { launch, open, revisit, visit } from "./lib/browser.mjs";
import { labc, root, serve } from "./lib/site.mjs";
import { paste } from "./lib/upload.mjs";

const project = mkdtempSync(join(tmpdir(), "labc-upload-"));
cpSync(join(root, "tests/projects/upload"), project, { recursive: true });
const source = join(project, "labs/kettle/lab.lab");
const original = readFileSync(source, "utf8");
let browser;
let server;
let built;

function build(edits = []) {
  const text = edits.reduce((text, [from, to]) => text.replaceAll(from, to), original);
  if (text === built) return;
  built = text;
  writeFileSync(source, text);
  execFileSync(labc, ["build", "--out", join(project, "site")], { cwd: project, stdio: "pipe" });
}

before(async () => {
  build();
  browser = await launch();
  server = await serve(join(project, "site"));
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(project, { recursive: true });
});
beforeEach(() => build());

const HEAD = "key,label,time,sd,power,trial\n";
const GOOD = `${HEAD.replace("time", "time (min)")}old,Old kettle,5,12 s,1100 W,yes\nnew,"Kettle, new",3.3,-,2.2,no\n`;
const start = async (page) => {
  await open(page, `${server.url}/kettle/index.html`);
  await page.waitForFunction(() => !document.querySelector(".upload [data-paste]").disabled);
};
const says = async (page) => {
  await page.waitForFunction(() => !document.querySelector("main").ariaBusy);
  return (await page.locator("main").innerText()).replace(/[\u00a0\u202f]/g, " ").match(/You brought[^\n]*/)[0];
};
const hidden = (page, what) => page.locator(`.upload [data-${what}]`).isHidden();

test("a good file stands beside the table's rows in text, table and charts, survives a reload, and can be removed", async () => {
  const { page, faults } = await visit(browser);
  await start(page);
  assert.equal(await says(page), "You brought 0 kettles; the fastest takes 0 s.");
  assert.equal(await page.locator("tr.yours:visible").count(), 0);
  await page.locator(".upload [type=file]").setInputFiles({ name: "home.csv", mimeType: "text/csv", buffer: Buffer.from(GOOD) });
  await page.locator(".upload [data-loaded]").waitFor();
  const check = async (page) => {
    assert.equal(await says(page), "You brought 2 kettles; the fastest takes 3.3 min.");
    assert.deepEqual(await page.locator("tr.yours:visible th").allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " ").trim())), ["Old kettle yours", "Kettle, new yours"]);
    assert.deepEqual(await page.locator("tr.yours:visible td").allInnerTexts(), ["300", "330", "198", "436"]);
    const [points, bars] = await page.locator(".saying").allTextContents();
    assert.match(points, /of 5 points are on the frontier.*Kettle, new \(yours\)/);
    assert.match(bars, /Kettle, new \(yours\) is least with 198 s/);
    assert.match(await page.locator(".drawing").first().textContent(), /Old kettle \(yours\)/);
  };
  await check(page);
  await start(page);
  await check(page);
  const item = await page.evaluate(() => JSON.parse(localStorage.getItem("labc/kettle/kettle/upload/mine")));
  assert.equal(item.file, "home.csv");
  assert.equal(item.text, GOOD);
  assert.match(item.hash, /^[0-9a-f]{64}$/);
  // Another tab shows the same, and what it removes goes here too.
  const other = await revisit(page.context());
  await start(other.page);
  await check(other.page);
  await other.page.locator(".upload [data-remove]").click();
  await page.locator(".upload [data-loaded]").waitFor({ state: "hidden" });
  assert.equal(await says(page), "You brought 0 kettles; the fastest takes 0 s.");
  await start(page);
  assert.equal(await says(page), "You brought 0 kettles; the fastest takes 0 s.");
  assert.equal(await page.locator("tr.yours:visible").count(), 0);
  assert.deepEqual([...faults, ...other.faults], []);
  await page.context().close();
});

test("JSON is a list, an object of objects, or rows with their units", async () => {
  const { page, faults } = await visit(browser);
  await start(page);
  const row = { key: "a", label: "A", time: 100, sd: null, power: 2, trial: true };
  const { key, ...rest } = row;
  for (const data of [[row], { [key]: rest }, { units: { time: "s" }, rows: [row] }]) {
    await paste(page, JSON.stringify(data));
    assert.equal(await says(page), "You brought 1 kettles; the fastest takes 1.67 min.");
    await page.locator(".upload [data-remove]").click();
  }
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("three digits behind a point are decimals where nothing else can be meant", async () => {
  const { page, faults } = await visit(browser);
  await start(page);
  const taken = async (text, minutes) => {
    assert.equal(await paste(page, text), "", text);
    assert.equal(await says(page), `You brought 1 kettles; the fastest takes ${minutes}.`, text);
  };
  await taken(`${HEAD}a,A,60.125,1,2.250,yes`, "1.002 min");
  await taken(`${HEAD}a,A,60.125 s,1,2.250 kW,yes`, "1.002 min");
  await taken(JSON.stringify([{ key: "a", label: "A", time: 60.125, sd: 1.125, power: 2.25, trial: true }]), "1.002 min");
  // Between semicolons, where commas can be decimal too, another number of the file tells.
  const semicolons = HEAD.replaceAll(",", ";");
  await taken(`${semicolons}a;A;60.125;1.5;2.250;yes`, "1.002 min");
  assert.match(await paste(page, `${semicolons}a;A;60.125;1;2;yes`), /Row 1, time: “60\.125” can be read as/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

const BAD = [
  ["empty", "", /The file is empty/],
  ["no table at all", "hello", /neither a CSV file .* The columns are: key, label, time, sd, power, trial/],
  ["not JSON", '[{"key": "a",]', /neither a CSV file/],
  ["no rows", HEAD, /has no rows/],
  ["wrong field", HEAD.replace("power", "watts") + "a,A,1,1,1,yes", /no column “power”\. The file has: key, label, time, sd, watts, trial/],
  ["a column twice", HEAD.replace("sd", "time") + "a,A,1,1,1,yes", /“time” stands there twice/],
  ["wrong unit", `${HEAD}a,A,12 kg,1,1,yes`, /Row 1, time: “12 kg” is a mass; a time in s is expected/],
  ["wrong unit in the head", `${HEAD.replace("time", "time (kW)")}a,A,12,1,1,yes`, /Row 1, time: “12” is/],
  ["text for a number", `${HEAD}a,A,good,1,1,yes`, /Row 1, time: “good” is not a number/],
  ["negative", `${HEAD}a,A,1,1,1,yes\nb,B,-5,1,1,yes`, /Row 2, time: .5 s is out of range; it has to be ≥ 0 s/],
  ["not above zero", `${HEAD}a,A,1,1,0,yes`, /Row 1, power: 0 kW is out of range; it has to be > 0 kW/],
  ["NaN", `${HEAD}a,A,NaN,1,1,yes`, /Row 1, time: “NaN” is not a number/],
  ["infinite", '[{"key":"a","label":"A","time":1e999,"sd":1,"power":1,"trial":true}]', /Row 1, time: “Infinity” is not a number/],
  ["missing", `${HEAD}a,A,,1,1,yes`, /Row 1, time: nothing stands there/],
  ["duplicate", `${HEAD}a,A,1,1,1,yes\na,B,1,1,1,yes`, /Row 2 has the same name as row 1: “a”/],
  ["neither yes nor no", `${HEAD}a,A,1,1,1,perhaps`, /Row 1, trial: “perhaps” is neither yes nor no/],
  ["too many rows", HEAD + [1, 2, 3, 4, 5].map((n) => `k${n},K,1,1,1,yes`).join("\n"), /more than 4 rows/],
  ["huge", "x".repeat(300_000), /The file has 293 KiB; at most 256 KiB are read/],
  ["a row too long", `${HEAD}a,A,1,1,1,yes,9`, /Row 1 has 7 cells, the line of column names has 6/],
  ["a long text", `${HEAD}a,${"A".repeat(99)},1,1,1,yes`, /Row 1, label: this is longer than 80 characters/],
  ["a list in a cell", '[{"key":"a","label":["A"],"time":1,"sd":1,"power":1,"trial":true}]', /Row 1, label: a list or an object stands there/],
  ["two ways to read it", `${HEAD}a,A,"250,000",1,1,yes`, /“250,000” can be read as/],
  ["deep", "[".repeat(100_000), /neither a CSV file/],
  ["names of the browser's own", "__proto__,constructor\n1,2", /no column “key”/],
];

test("what is wrong is said with its row and column, and what was brought before stays", async () => {
  const { page, faults } = await visit(browser);
  await start(page);
  await paste(page, GOOD);
  for (const [name, text, expected] of BAD) {
    assert.match(await paste(page, text), expected, name);
    assert.equal(await says(page), "You brought 2 kettles; the fastest takes 3.3 min.", name);
  }
  // Markup, marks that reorder text and control characters are words like any others.
  assert.equal(await paste(page, `${HEAD}<img src=x onerror=alert(1)>,\u202e<b>evil</b>\u0000,1,1,1,yes`), "");
  assert.equal(await page.locator("tr.yours:visible th").innerText().then((text) => text.replace(/\s+/g, " ")), "<b>evil</b> yours");
  assert.equal(await page.locator("main img").count(), 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a file that no longer fits the lab is kept and said, and is never read in another unit", async () => {
  const { page, faults } = await visit(browser);
  await start(page);
  await paste(page, `${HEAD}a,A,100,1,2,yes`);
  // The lab counts in minutes now: what was brought were seconds.
  build([["time: s >= 0", "time: min >= 0"], ["215 ", "3.6 "], ["222 ", "3.7 "], ["410 ", "6.8 "]]);
  await start(page);
  assert.match(await says(page), /^You brought 1 kettles; the fastest takes 1\.67 min/);
  build([["time: s >= 0", "time: kg"], ["min(k.time for k in mine) else 0 s", "count(mine)"], ["in kJ ", ""], ["\"Time\" in s", "\"Time\""], ["spread k.sd else 0 s \"one standard deviation\"", ""]]);
  await start(page);
  assert.match(await says(page), /^You brought 0 kettles/);
  assert.equal(await hidden(page, "faults"), false);
  assert.match(await page.locator(".upload [data-faults]").innerText(), /the lab has changed[\s\S]*Row 1, time/);
  assert.match(await page.evaluate(() => localStorage.getItem("labc/kettle/kettle/upload/mine")), /a,A,100,1,2,yes/);
  build();
  await start(page);
  assert.equal(await says(page), "You brought 1 kettles; the fastest takes 1.67 min.");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a column has the unit of its own name, and nothing that all objects have", async () => {
  build([["power", "constructor"]]);
  const { page, faults } = await visit(browser);
  await start(page);
  assert.equal(await paste(page, GOOD.replace("power", "constructor")), "");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("damaged storage and storage that is denied lose nothing and stop nothing", async () => {
  const { page } = await visit(browser);
  await start(page);
  for (const text of ['{"v":2,"text":5}', '{"v":2,"text":"key\\n"}', "{", '{"v":2,"text":"","units":7}']) {
    await page.evaluate((text) => localStorage.setItem("labc/kettle/kettle/upload/mine", text), text);
    await start(page);
    assert.equal(await says(page), "You brought 0 kettles; the fastest takes 0 s.", text);
  }
  await paste(page, GOOD);
  assert.equal(await says(page), "You brought 2 kettles; the fastest takes 3.3 min.");
  await page.context().close();
  const denied = await visit(browser);
  await denied.page.addInitScript(() => Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } }));
  await start(denied.page);
  await paste(denied.page, GOOD);
  assert.equal(await says(denied.page), "You brought 2 kettles; the fastest takes 3.3 min.");
  await denied.page.context().close();
});
