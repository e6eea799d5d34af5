// A small course of its own for tests that need one: built from `tests/projects`, served, and its storage.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { settled } from "./browser.mjs";
import { labc, root, serve } from "./site.mjs";

export const COURSE = "fixture";

// Builds and serves a project. `edit` puts another one in its place, under the same address.
export async function fixture(project = "ledger") {
  const place = mkdtempSync(join(tmpdir(), "labc-fixture-"));
  const folder = join(place, "site");
  const edit = (project) => execFileSync(labc, ["build", "--out", folder], { cwd: join(root, "tests/projects", project), stdio: "pipe" });
  edit(project);
  const server = await serve(folder);
  const close = async () => {
    await server.close();
    rmSync(place, { recursive: true });
  };
  return { url: server.url, place, edit, close };
}

// What the browser keeps for the course, by keys without the prefix.
export function kept(page) {
  return page.evaluate((prefix) => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith(prefix)).map(([key, text]) => [key.slice(prefix.length), text])), `labc/${COURSE}/`);
}

// What is kept once it is as it should be, or after ten seconds as it is: another tab hears of a change when the
// browser gets round to it.
export async function keptOnce(page, right) {
  const end = Date.now() + 10_000;
  let now = await kept(page);
  while (!right(now) && Date.now() < end) {
    await settled(page);
    now = await kept(page);
  }
  return now;
}

// Puts items there; call it before the page is opened, on a page of the same address.
export function put(page, items) {
  return page.evaluate(([prefix, items]) => {
    for (const [key, text] of Object.entries(items)) localStorage.setItem(prefix + key, text);
  }, [`labc/${COURSE}/`, items]);
}

// A page of the course's address that runs no script, to look into the storage.
export async function aside(context, url) {
  const page = await context.newPage();
  await page.goto(`${url}/privacy/index.html`);
  return page;
}

// Fills the storage until only so many characters fit.
export function fill(page, left) {
  return page.evaluate((left) => {
    for (let size = 1 << 22, count = 0; size >= 1; ) {
      try {
        localStorage.setItem(`filler${count}`, "x".repeat(size));
        count++;
      } catch {
        size >>= 1;
      }
    }
    let freed = 0;
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith("filler")).sort((a, b) => localStorage[a].length - localStorage[b].length)) {
      if (freed >= left) break;
      freed += localStorage[key].length;
      localStorage.removeItem(key);
    }
    if (freed > left + 64) localStorage.setItem("filler-rest", "x".repeat(freed - left - 16));
  }, left);
}

// Fills the storage from one tab and waits until another knows of it: a browser tells its tabs in its own time.
export async function fillFor(page, look, left) {
  await fill(look, left);
  await page.waitForFunction((length) => {
    try {
      localStorage.setItem("filler-probe", "x".repeat(length));
    } catch {
      return true;
    }
    localStorage.removeItem("filler-probe");
    return false;
  }, 2 * left, { polling: 100 });
}

export function unfill(page) {
  return page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("filler")).forEach((key) => localStorage.removeItem(key)));
}

// Saves a copy by a button of the page and reads the file.
export async function copyOf(page, button = "[data-copy]:visible") {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(button).first().click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString("utf8") };
}

// Opens the student's own page and waits until the report is drawn.
export async function myWork(page, url) {
  await page.goto(`${url}/ledger/index.html`);
  await page.waitForFunction(() => document.documentElement.dataset.ready);
}

// Brings a copy in on the student's own page.
export async function bringIn(page, text, name = "copy.json") {
  // From a file: what Playwright carries into the page itself would take the page's time.
  const folder = mkdtempSync(join(tmpdir(), "labc-copy-"));
  const path = join(folder, basename(name));
  writeFileSync(path, text);
  // What was said of an earlier file.
  await page.locator("[data-outcome]").evaluate((place) => place.replaceChildren());
  await page.locator("[data-import]").setInputFiles(path);
  await page.locator("[data-outcome] .notice", { hasNot: page.locator("[data-when=reading]:visible") }).waitFor();
  rmSync(folder, { recursive: true });
  return (await page.locator("[data-outcome]").innerText()).replace(/\s+/g, " ").trim();
}

// Every text of `before` that is nowhere in `after`: what was lost.
export function lost(before, after) {
  const texts = new Set(Object.values(after));
  return Object.entries(before).filter(([, text]) => !texts.has(text));
}
