// Browsers and frames that keep nothing, or save no files, and a student's way through the small course in them.
import { createServer } from "node:http";

import { visit } from "./browser.mjs";


// Ways in which a browser denies storage, as scripts that run before the page's own.
export const DENIALS = {
  "the getter of local storage throws": () => {
    Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
  },
  "all storage throws": () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(globalThis, name, { get() { throw new DOMException("denied", "SecurityError"); } });
    }
  },
  "reading throws": () => { Storage.prototype.getItem = () => { throw new Error("denied"); }; },
  "there is no storage": () => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(globalThis, name, { value: null });
  },
  "nothing can be written": () => {
    Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); };
  },
};

// A page where storage is denied in one of these ways, or in none.
export async function denied(browser, way, options) {
  const { page, faults } = await visit(browser, options);
  if (way) await page.addInitScript(DENIALS[way]);
  return { page, faults, close: () => page.context().close() };
}

// The page of another site that shows an address in a frame. `sandbox` is the frame's attribute, null for none;
// `name` is what the site calls the frame. `frame` finds the frame as it is now.
export async function framed(browser, url, { sandbox = "allow-scripts allow-forms", name = "" } = {}) {
  const { page, faults } = await visit(browser);
  const attribute = sandbox === null ? "" : ` sandbox="${sandbox}"`;
  const body = `<!doctype html><title>Learning</title><iframe id="lab"${attribute}${name && ` name="${name}"`} src="${url}" width="1100" height="800"></iframe>`;
  const host = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(body));
  await new Promise((ready) => host.listen(0, "127.0.0.1", ready));
  // Another site than the course, which is at 127.0.0.1.
  await page.goto(`http://localhost:${host.address().port}/`);
  const frame = async () => (await page.locator("#lab").elementHandle()).contentFrame();
  await (await frame()).waitForSelector("html[data-ready]", { state: "attached" });
  const close = async () => {
    await page.context().close();
    host.close();
  };
  return { page, faults, frame, close };
}

// Follows a link of the page as a student does, and waits until the next page computes, if it does.
export async function follow(page, link) {
  const before = page.url();
  await page.locator(link).first().click();
  await page.waitForFunction((before) => location.href !== before && document.readyState === "complete", before);
  if (await page.locator("script[data-wasm]").count()) await page.waitForSelector("html[data-ready]", { state: "attached" });
}

// Answers in the first lab, goes by the home of the course to the second and answers there. `page` is a page or
// a frame with the first lab open.
export async function answerBoth(page) {
  await commitTo(page, "growth", "two");
  await follow(page, ".trail .course");
  await follow(page, 'a[href*="second/"]');
  await commitTo(page, "time", "quick");
}

export async function commitTo(page, name, option) {
  const form = page.locator(`form[data-predict="${name}"]`);
  await form.locator(`input[value="${option}"]`).check();
  const sure = form.locator('[data-sure][value="0.75"]');
  if (await sure.count()) await sure.check();
  await form.locator("button").click();
  await form.locator("[data-committed]").waitFor();
}

// The copy as text that the page offers, read.
export async function textCopy(page) {
  await page.locator("[data-copy-text]").evaluate((whole) => {
    whole.open = true;
    whole.querySelector("textarea").value = "";
    whole.dispatchEvent(new Event("toggle"));
  });
  await page.waitForFunction(() => document.querySelector("[data-copy-text] textarea").value);
  return JSON.parse(await page.locator("[data-copy-text] textarea").inputValue());
}
