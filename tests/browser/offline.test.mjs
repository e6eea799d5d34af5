// Pages without a network, where the site comes from a server: what was opened once opens again.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { commit, item, launch, open, ready, setSlider, settled, status, visit } from "./lib/browser.mjs";
import { serve, site } from "./lib/site.mjs";

const place = mkdtempSync(join(tmpdir(), "labc-offline-"));
let browser;
let server;
// The course as students have it: somewhere else than on this machine, and safe.
let url;

before(async () => {
  cpSync(site, place, { recursive: true });
  server = await serve(place);
  const { port } = new URL(server.url);
  url = `http://course.test:${port}`;
  browser = await launch("--host-resolver-rules=MAP course.test 127.0.0.1", `--unsafely-treat-insecure-origin-as-secure=${url}`);
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(place, { recursive: true });
});

// Waits until the page and all that it names are kept.
async function kept(page, path) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async (place) => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    const paths = all.flat().map(({ url }) => new URL(url).pathname);
    return paths.includes(place) && paths.some((path) => path.endsWith(".wasm"));
  }, `/${path}`, { polling: 100 });
}

// A student whose network is gone: the server answers nobody.
async function withoutNetwork(work) {
  server.lost = true;
  try {
    await work();
  } finally {
    server.lost = false;
  }
}

test("a page that was opened once computes without a network, keeps answers, and loads what it uses seldom", async () => {
  const { page } = await visit(browser);
  await open(page, `${url}/vol1_06/`);
  await kept(page, "vol1_06/index.html");
  await withoutNetwork(async () => {
    await page.reload();
    await ready(page);
    await settled(page);
    // Under its other address, and with a link to a place or a setting in it.
    await page.goto(`${url}/vol1_06/index.html?from=mail`);
    await ready(page);
    await commit(page, "doubling", "linear");
    await setSlider(page, "seq", 8192);
    assert.equal((await status(page, "fit")).level, "warn");
    await page.reload();
    await ready(page);
    assert.equal(await item(page, "vol1_06", "predict", "doubling").then(({ option }) => option), "linear");
    assert.equal(await page.evaluate(() => fetch(new URL(document.querySelector("[data-pictures]").dataset.pictures, location.href)).then(({ status }) => status)), 200);
    // The course starts without a network, too.
    await page.goto(`${url}/`);
    assert.ok(await page.locator("[data-lab]").count());
    // What was never opened is not there, and the browser says so.
    await assert.rejects(page.goto(`${url}/vol1_10/index.html`), /ERR_/);
  });
  await page.context().close();
});

test("with a network, a page is never an old one", async () => {
  const { page } = await visit(browser);
  await open(page, `${url}/vol1_10/index.html`);
  await kept(page, "vol1_10/index.html");
  const path = join(place, "vol1_10/index.html");
  const html = readFileSync(path, "utf8");
  writeFileSync(path, html.replace(/<h1>.*?<\/h1>/, "<h1>Written anew</h1>"));
  await page.reload();
  assert.equal(await page.locator("h1").innerText(), "Written anew");
  writeFileSync(path, html);
  await page.context().close();
});

test("the course can be installed", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${url}/index.html`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { name, icons } = JSON.parse(data);
  assert.equal(name, await page.locator("h1").innerText());
  const icon = readFileSync(join(place, icons[0].src), "utf8");
  // That of the pages.
  const ofPage = decodeURIComponent((await page.locator("link[rel=icon]").getAttribute("href")).split(",")[1]);
  assert.equal(icon.trim().replaceAll('"', "'"), ofPage);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("in a frame that may keep nothing, a page starts all the same", async () => {
  const { page, faults } = await visit(browser);
  writeFileSync(join(place, "frame.html"), '<!doctype html><html lang="en"><title>Frame</title><iframe sandbox="allow-scripts" src="vol1_06/index.html"></iframe>');
  await page.goto(`${url}/frame.html`);
  const frame = page.frames()[1];
  await frame.waitForFunction(() => globalThis.labc?.lab);
  assert.deepEqual(faults.filter((fault) => /serviceWorker|Service worker/i.test(fault)), []);
  await page.context().close();
});

test("on the author's own machine nothing is kept", async () => {
  const { page, faults } = await visit(browser);
  await open(page, `${server.url}/vol1_06/index.html`);
  assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then(({ length }) => length)), 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});
