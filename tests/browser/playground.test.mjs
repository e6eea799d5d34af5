// The playground: a lab is typed, checked and run by the compiler in the browser. Only a labc that was built with
// `--features playground` has it; with another one these tests are skipped.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";

import { violations } from "./lib/axe.mjs";
import { launch, visit } from "./lib/browser.mjs";
import { labc, serve } from "./lib/site.mjs";

const home = mkdtempSync(join(tmpdir(), "labc-playground-"));
const site = join(home, "water/site");
let browser;
let server;
let skip = "";

before(async () => {
  execFileSync(labc, ["new", "course", "water"], { cwd: home, stdio: "pipe" });
  const built = spawnSync(labc, ["build", "--playground"], { cwd: join(home, "water"), encoding: "utf8" });
  if (built.stderr.includes("has no playground")) {
    skip = "this labc was built without the feature `playground`";
    return;
  }
  assert.equal(built.status, 0, built.stderr);
  browser = await launch();
  server = await serve(site);
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(home, { recursive: true, force: true });
});

const state = (page) => page.locator("[data-playground]").getAttribute("data-state");

// Waits until the text that is there has been compiled.
async function compiled(page) {
  await page.waitForFunction(() => {
    const { state } = document.querySelector("[data-playground]").dataset;
    return globalThis.putOff.size === 0 && state && state !== "checking";
  }, null, { timeout: 60_000 });
}

async function write(page, text) {
  await page.locator("[data-source]").fill(text);
  await compiled(page);
}

async function begin(address = `${server.url}/playground/index.html`, options = {}) {
  const visited = await visit(browser, options);
  await visited.page.goto(address);
  await compiled(visited.page);
  return visited;
}

const inside = (page) => page.frameLocator("[data-page]");

test("the page of the example runs beside its text", async (t) => {
  if (skip) return t.skip(skip);
  const started = Date.now();
  const { page, faults } = await begin();
  const took = Date.now() - started;
  const wasm = readFileSync(join(site, "playground/index.html"), "utf8").match(/data-wasm="\.\.\/([^"]+)"/)[1];
  t.diagnostic(`the compiler has ${statSync(join(site, wasm)).size} bytes; the first result came after ${took} ms, the compilation took ${await page.locator("[data-playground]").getAttribute("data-took")} ms`);
  await inside(page).locator("html[data-ready]").waitFor();
  assert.match(await inside(page).locator("h1").innerText(), /kettle/);
  // Locked until the prediction is made.
  await inside(page).locator("form[data-predict] [data-option]").nth(1).check();
  await inside(page).locator("form[data-predict] button").click();
  await inside(page).locator("form[data-predict][data-done]").waitFor();
  assert.deepEqual(await violations(page, "main"), []);
  await page.locator("[data-prove]").click();
  await compiled(page);
  assert.match(await page.locator("[data-verdict]").innerText(), /at any setting/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

const HEAD = 'lab one "One" {}\n';
// A mistake, what its message has, and whether a repair is offered that leaves no error.
const MISTAKES = [
  ["given mass = 2 kgg", /kgg/, true],
  ["given mass = 2 kg\nlet twice = 2 * mas", /mas/, true],
  ["let total = 14 GB + 4 s", /Info.*Time|GB.*s/s, false],
  ["given mass = 2 kg\nmass2 = 2 * mass", /begins with/, true],
  ["lett mass = 2 kg", /lett/, true],
  ["let mass = (2 kg", /\(|closed|bracket/i, false],
  ['let a = 2 * b\nlet b = 2 * a', /a.*b|itself/s, false],
  ['slider seq "Length" from 10 to 1 start 5', /10|from|end/, false],
  ['given mass = 2 kg\nlet heavy = if mass > 1 s then 1 else 2', /kg|Mass/, false],
  ['given mass = 2 kg\nlet mass = 3 kg', /mass/, false],
];

test("ten mistakes are told at their place, and repaired where that can be done", async (t) => {
  if (skip) return t.skip(skip);
  const { page } = await begin();
  for (const [text, says, repairs] of MISTAKES) {
    await write(page, HEAD + text + "\n");
    assert.equal(await state(page), "errors", text);
    const first = page.locator("[data-faults] > li", { has: page.locator(".error") }).first();
    assert.match(await first.innerText(), says, text);
    await first.locator(".place").click();
    assert.equal(await page.evaluate(() => document.activeElement.matches("[data-source]")), true);
    const repair = first.locator(".repair");
    if (repairs) {
      await repair.click();
      await compiled(page);
      assert.equal(await page.locator("[data-faults] .error").count(), 0, `${text}: ${await page.locator("[data-source]").inputValue()}`);
    }
  }
  // Warnings come after errors, wherever they stand.
  await write(page, `${HEAD}slider n "N" from 1 to 9 by 1 start 4\npart one "One" 5 min {\n"Words."\n`);
  assert.deepEqual(await page.locator("[data-faults] strong").allInnerTexts(), ["error", "warning"]);
  // What the code means is there without another page.
  await write(page, HEAD + "given mass = 2 kgg\n");
  await page.locator("[data-faults] summary").first().click();
  await page.locator("[data-faults] details h2").first().waitFor();
  await page.context().close();
});

test("the page stays while there are errors, and follows when they are gone", async (t) => {
  if (skip) return t.skip(skip);
  const { page } = await begin();
  await write(page, 'lab one "One" {}\ngiven mass = 2 kg\n"It weighs {mass}."\n');
  await inside(page).getByText("It weighs 2 kg.").waitFor();
  await write(page, 'lab one "One" {}\ngiven mass = 3 kgg\n"It weighs {mass}."\n');
  await inside(page).getByText("It weighs 2 kg.").waitFor();
  await write(page, 'lab one "One" {}\ngiven mass = 3 kg\n"It weighs {mass}."\n');
  await inside(page).getByText("It weighs 3 kg.").waitFor();
  // Nested deeper than a browser can follow: told, and the next text is compiled again.
  await write(page, `lab one "One" {}\nlet a = ${"-".repeat(20000)}1\n"{a}"\n`);
  assert.notEqual(await state(page), "fine");
  await write(page, 'lab one "One" {}\n"𝛼 and ω"\n');
  await inside(page).getByText("𝛼 and ω").waitFor();
  await write(page, "");
  assert.equal(await state(page), "errors");
  await page.context().close();
});

test("while a long text is compiled, only the newest waits", async (t) => {
  if (skip) return t.skip(skip);
  const { page } = await begin();
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    const under = new Set();
    globalThis.most = 0;
    Worker.prototype.postMessage = function (message) {
      if (message.call === "compile") {
        const heard = this.onmessage;
        this.onmessage = (event) => {
          under.delete(event.data.id);
          heard(event);
        };
        globalThis.most = Math.max(globalThis.most, under.add(message.id).size);
      }
      postMessage.call(this, message);
    };
  });
  for (let version = 0; version < 6; version += 1) {
    await page.locator("[data-source]").evaluate((source, version) => {
      source.value = `lab one "One" {}\n${'"Some words of a long text."\n'.repeat(4000)}"Version ${version}."\n`;
      source.dispatchEvent(new Event("input"));
    }, version);
    await page.waitForFunction(() => globalThis.putOff.size === 0);
  }
  await compiled(page);
  await inside(page).getByText("Version 5.").waitFor();
  assert.equal(await page.evaluate(() => globalThis.most), 1);
  await page.context().close();
});

test("a link carries the text to a fresh profile, and one's own text comes back", async (t) => {
  if (skip) return t.skip(skip);
  const text = 'lab shared "Shared" {}\n"ωords with 𝛼 & <b>"\n';
  const { page } = await begin();
  await write(page, text);
  await page.locator("[data-share]").click();
  await page.waitForFunction(() => location.hash.startsWith("#lab="));
  const address = page.url();
  await page.context().close();

  const other = await begin(address);
  assert.equal(await other.page.locator("[data-source]").inputValue(), text);
  await inside(other.page).getByText("ωords with 𝛼 & <b>").waitFor();
  await other.page.context().close();

  const { page: own } = await begin();
  await write(own, 'lab mine "Mine" {}\n"Mine."\n');
  await own.goto(address);
  await own.reload();
  await compiled(own);
  assert.equal(await own.locator("[data-source]").inputValue(), text);
  // Also where the text of the link is changed, and the page is opened again without the link.
  await write(own, `${text}"More."\n`);
  await own.goto("about:blank");
  await own.goto(`${server.url}/playground/index.html`);
  await compiled(own);
  assert.match(await own.locator("[data-source]").inputValue(), /More/);
  await own.locator("[data-before]").click();
  await compiled(own);
  assert.match(await own.locator("[data-source]").inputValue(), /mine/);
  assert.equal(await own.locator("[data-before]").isVisible(), false);
  // Cut off, not a text, or a few letters that stand for hundreds of megabytes.
  const endless = deflateRawSync(Buffer.alloc(200 << 20, "a")).toString("base64url");
  for (const broken of ["broken!", address.split("#lab=")[1].slice(0, -8), endless]) {
    await own.goto("about:blank");
    await own.goto(`${server.url}/playground/index.html#lab=${broken}`);
    await compiled(own);
    assert.match(await own.locator("[data-source]").inputValue(), /mine/);
    assert.match(await own.locator("[data-shared]").innerText(), /no lab/);
  }
  await own.context().close();
});

test("it works offline once it is loaded, and from a file", async (t) => {
  if (skip) return t.skip(skip);
  const { page } = await begin();
  await inside(page).locator("html[data-ready]").waitFor();
  await page.context().setOffline(true);
  await write(page, 'lab one "One" {}\nlet a = 2 * 3\n"It is {a}."\n');
  assert.equal(await state(page), "fine");
  await page.context().close();

  const file = await begin(pathToFileURL(join(site, "playground/index.html")).href);
  await write(file.page, 'lab one "One" {}\nslider n "N" from 1 to 9 by 1 start 4\n"It is {2 * n}."\n');
  await inside(file.page).getByText("It is 8.").waitFor();
  await inside(file.page).locator("html[data-ready]").waitFor();
  // The lab's page tries to fetch its evaluator before it loads it as a script: it doesn't know that it is in a file.
  assert.deepEqual(file.faults.filter((fault) => !/lab-\w+\.wasm|ERR_FAILED$/.test(fault)), []);
  await file.page.context().close();
});

test("on a phone nothing is wider than the screen", async (t) => {
  if (skip) return t.skip(skip);
  const { page } = await begin(undefined, { viewport: { width: 375, height: 700 } });
  await write(page, HEAD + "given mass = 2 kgg\n");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.context().close();
});
