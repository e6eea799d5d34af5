// A browser, and a student's hands in it.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Starts Chromium, with more flags if need be; CHROMIUM names another one than the system's.
export function launch(...more) {
  const executablePath = process.env.CHROMIUM || PLACES.find((path) => existsSync(path));
  if (!executablePath) throw new Error("there is no Chromium: install it, or name it in CHROMIUM");
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...more] });
}

// A page in a profile of its own, and `faults`: whatever goes wrong in it. Options are those of
// Playwright's `newContext`, such as `colorScheme`, `viewport`, `offline`, `javaScriptEnabled`.
// Close it with `page.context().close()`. For a second visit of the same student, open another page
// of the same context with `revisit`.
export async function visit(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  return revisit(context);
}

// Figures keep to their units by a space that does not break: tests read it as a space.
function plainSpaces(page) {
  const locator = Object.getPrototypeOf(page.locator("html"));
  if (locator.plain) return;
  locator.plain = true;
  for (const name of ["innerText", "textContent", "allInnerTexts", "allTextContents"]) {
    const read = locator[name];
    const plain = (text) => text?.replaceAll("\u00a0", " ");
    locator[name] = async function (...options) {
      const said = await read.apply(this, options);
      return Array.isArray(said) ? said.map(plain) : plain(said);
    };
  }
}

// Another page of the same student: same storage.
export async function revisit(context) {
  const page = await context.newPage();
  plainSpaces(page);
  const faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Whoever leaves a page ends what it was still loading, such as a picture further down.
    if (why !== "net::ERR_ABORTED") faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(countPutOff);
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.effectiveDirective} blocked ${event.blockedURI || "inline"}`);
    });
  });
  return { page, faults };
}

// In the page: `putOff` holds what it will do within a second, such as keeping a draft, noting a status that has come to
// rest, or saying a sentence.
function countPutOff() {
  const putOff = new Set();
  const [start, stop] = [setTimeout, clearTimeout];
  globalThis.setTimeout = (task, delay = 0, ...given) => {
    const timer = start(() => {
      putOff.delete(timer);
      task(...given);
    }, delay);
    if (delay <= 1000) putOff.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    putOff.delete(timer);
    stop(timer);
  };
  globalThis.putOff = putOff;
}

// Waits until the page has done everything that it put off, and has drawn what came of it.
export function rested(page) {
  return page.evaluate(async () => {
    for (let calm = 0; calm < 3; ) {
      await new Promise((done) => requestAnimationFrame(done));
      calm = globalThis.putOff.size ? 0 : calm + 1;
    }
  });
}

// Opens an address and waits until the page computes (or, without a lab, has loaded).
export async function open(page, address) {
  await page.goto(address, { waitUntil: "load" });
  if (await page.locator("#lab-data").count()) await ready(page);
  await settled(page);
}

// Waits until the evaluator has started; says what the page says where it cannot.
export async function ready(page) {
  try {
    await page.waitForFunction(() => globalThis.labc?.lab, null, { timeout: 20_000 });
  } catch (error) {
    const notices = await page.locator("[data-notices]").allInnerTexts();
    throw new Error(`the page did not start: ${notices.join(" ").trim() || error.message}`);
  }
}

// Waits until what was set has been drawn.
export function settled(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

// What a reader sees of the page (or of what a selector names).
export function text(page, selector = "body") {
  return page.locator(selector).first().innerText();
}

// Everything in the page's text, hidden or not: what a search in the source would find.
export function everything(page) {
  return page.evaluate(() => document.documentElement.textContent);
}

// Drags the slider of a name to a value, as its range input counts: in the display unit, or the position
// of a logarithmic slider. `typeNumber` takes the value in the display unit for both.
export async function setSlider(page, name, value) {
  await page.locator(`input[type=range][data-name="${name}"]`).evaluate((input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, String(value));
  await settled(page);
}

// Types into the number box of a slider, as a student would, and leaves the box.
export async function typeNumber(page, name, value) {
  const control = await page.locator(`input[type=range][data-name="${name}"]`).getAttribute("data-control");
  const box = page.locator(`input[data-number="${control}"]`);
  await box.fill(String(value));
  await box.blur();
  await settled(page);
}

// Chooses an option of a choice by its key, in a list that folds too.
export async function choose(page, name, key) {
  const choice = page.locator(`.choice[data-name="${name}"]`);
  if (await choice.locator("select").count()) {
    const option = choice.locator(`option[data-key="${key}"]`);
    await choice.locator("select").selectOption(await option.getAttribute("value"));
  } else {
    const input = page.locator(`input[data-key="${key}"]`);
    await choice.locator("label", { has: input }).click();
  }
  await settled(page);
}

// Switches a toggle on or off.
export async function toggle(page, name, on) {
  const input = page.locator(`input[type=checkbox][data-name="${name}"]`);
  if ((await input.isChecked()) !== on) await page.locator("label", { has: input }).click();
  await settled(page);
}

// Commits to an option of a prediction, as sure as `sure` says where it asks. Final.
export async function commit(page, name, key, sure = "0.75") {
  const form = page.locator(`form[data-predict="${name}"]`);
  await beSure(form, sure);
  await answerForm(page, form, key);
}

// Commits to an estimate, typed as a student would. Final.
export async function estimate(page, name, typed, sure = "0.5") {
  const form = page.locator(`form[data-estimate="${name}"]`);
  await form.locator("[data-typed]").fill(typed);
  await beSure(form, sure);
  await form.locator("button[type=submit]").click();
  await settled(page);
}

async function beSure(form, sure) {
  const level = form.locator("label", { has: form.page().locator(`[data-sure][value="${sure}"]`) });
  if (await level.count()) await level.click();
}

// Commits to everything that can be committed to, with the first answer there is: all that is locked opens.
export async function openAll(page) {
  const next = () => page.evaluate(() => {
    const form = document.querySelector("form:is([data-predict], [data-estimate]):not([data-done])");
    if (!form) return false;
    const [option, typed, sure] = ["option", "typed", "sure"].map((name) => form.querySelector(`[data-${name}]`));
    if (option) option.checked = true;
    if (typed) typed.value = form.querySelector(".between").textContent.match(/from (.*?) to/)[1];
    if (sure) sure.checked = true;
    form.requestSubmit();
    return !!form.dataset.done;
  });
  while (await next());
  await settled(page);
}

// Answers a reflection.
export async function reflect(page, name, key) {
  await answerForm(page, page.locator(`form[data-reflect="${name}"]`), key);
}

async function answerForm(page, form, key) {
  await chooseAnswer(form, key);
  await form.locator("button[type=submit]").click();
  await settled(page);
}

// Chooses an option as a student would: clicks its label, which must be in sight and not covered; puts its row first, or
// draws its bar above all others.
export async function chooseAnswer(form, key) {
  const hand = form.locator("[data-hand=order], [data-hand=bars]");
  const input = form.page().locator(`input[value="${key}"]`);
  if (!(await hand.count())) return form.locator("label", { has: input }).click();
  await form.scrollIntoViewIfNeeded();
  const row = form.locator(".row", { has: input });
  await row.waitFor();
  if ((await hand.getAttribute("data-hand")) === "order") {
    // Down and up again, where it is the first one already.
    const [up, down] = [row.locator("button").first(), row.locator("button").last()];
    await down.click();
    const rows = await form.locator(".row").count();
    for (let step = 1; step < rows; step++) await up.click();
    return;
  }
  const least = await hand.getAttribute("data-least");
  for (const handle of await form.getByRole("slider").all()) {
    await handle.focus();
    await form.page().keyboard.press(least ? "End" : "ArrowUp");
  }
  await row.getByRole("slider").focus();
  await form.page().keyboard.press(least ? "Home" : "End");
}

// The state a status shows: its arm's key or index as the markup has it, and its words.
export function status(page, name) {
  return page.locator(`[data-status][data-name="${name}"], #${name}[data-status]`).first().evaluate((element) => {
    const arm = element.querySelector("[data-arm]:not([hidden])");
    return arm && { arm: arm.dataset.arm, key: arm.dataset.key, level: arm.dataset.level, text: arm.innerText.replaceAll("\u00a0", " ") };
  });
}

// What the course's record has of a lab under a kind and a name; nothing yet, null.
export function item(page, lab, kind, name) {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key)), `labc/mlsys/${lab}/${kind}/${name}`);
}

// A table by its caption: for each row, by its first cell, the cells by their head, as a reader sees them.
export function table(page, caption) {
  return page.locator("table", { has: page.locator("caption", { hasText: caption }) }).first().evaluate((element) => {
    const words = (cell) => cell.innerText.replace(/\s+/g, " ").trim();
    const heads = [...element.tHead.rows[0].cells].map((cell) => cell.querySelector("span").firstChild.textContent.trim());
    const rows = [...element.tBodies[0].rows].map((row) => [...row.cells].map(words));
    return Object.fromEntries(rows.map(([name, ...cells]) => [name, Object.fromEntries(cells.map((cell, index) => [heads[index + 1], cell]))]));
  });
}

// Emulates a line of so many megabits a second with so many milliseconds to the server and back.
export async function throttle(page, megabits, latency = 40) {
  const session = await page.context().newCDPSession(page);
  const bytes = (megabits * 1e6) / 8;
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: bytes,
    uploadThroughput: bytes,
  });
}

// Median of `times` slider ticks in milliseconds: set, run, patch. The slider moves between two positions.
export function tick(page, name, low, high, times = 101) {
  return page.evaluate(([name, low, high, times]) => {
    const control = +document.querySelector(`input[type=range][data-name="${name}"]`).dataset.control;
    const taken = [];
    for (let i = 0; i < times; i++) {
      const start = performance.now();
      labc.lab.set(control, i % 2 ? low : high);
      labc.patch();
      taken.push(performance.now() - start);
    }
    return taken.sort((a, b) => a - b)[times >> 1];
  }, [name, low, high, times]);
}
