// Where a browser keeps nothing, and frames that save no files: work goes along from page to page of the visit, a
// copy is offered where the student is, and nothing is called saved that was not.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./lib/axe.mjs";
import { open, setSlider, text } from "./lib/browser.mjs";
import { DENIALS, answerBoth, commitTo, denied, follow, framed, textCopy } from "./lib/denied.mjs";
import { copyOf } from "./lib/fixture.mjs";
import { browser, course } from "./lib/fixture_course.mjs";

const WORK = ".tools .work";
const answers = ({ items }) => ["first/predict/growth", "second/predict/time"].map((key) => items[key] && JSON.parse(items[key]).option);

for (const way of Object.keys(DENIALS)) {
  for (const from of ["a server", "a file"]) {
    test(`${way}, from ${from}: work goes along to every page of the visit`, async () => {
      const { page, faults, close } = await denied(browser, way);
      const base = from === "a server" ? course.url : pathToFileURL(join(course.place, "site")).href;
      await open(page, `${base}/first/index.html`);
      if (way !== "nothing can be written") {
        assert.match(await text(page, "[data-offer]"), /isn’t saving your work/, "said before anything is done");
        assert.match(await text(page, "[data-hud]"), /for this visit only/);
      }
      await answerBoth(page);
      assert.ok(await page.locator("[data-hud] [data-copy]").isVisible(), "a copy is offered in the lab");
      assert.deepEqual(answers(JSON.parse((await copyOf(page, "[data-hud] [data-copy]")).text)), ["two", "quick"], "on the lab's page");
      await follow(page, WORK);
      assert.match(await text(page, "[data-report]"), /2× larger/);
      assert.deepEqual(answers(JSON.parse((await copyOf(page, ".keeping [data-copy]")).text)), ["two", "quick"], "on My work");
      await page.goBack();
      await page.waitForSelector("html[data-ready]", { state: "attached" });
      assert.ok(await page.locator("form[data-predict=time] [data-committed]").isVisible(), "back");
      await page.reload();
      await page.waitForSelector("html[data-ready]", { state: "attached" });
      assert.ok(await page.locator("form[data-predict=time] [data-committed]").isVisible(), "reloaded");
      assert.deepEqual(faults, []);
      await close();
    });
  }
}

test("axe finds nothing where storage is denied, on a lab with work and on My work", async () => {
  const { page, faults, close } = await denied(browser, "all storage throws");
  await open(page, `${course.url}/first/index.html`);
  await answerBoth(page);
  const clean = async (where) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], where);
    }
  };
  await clean("the lab");
  await page.locator("[data-copy-text]").evaluate((whole) => (whole.open = true));
  await clean("the lab, with the copy as text");
  await follow(page, WORK);
  await clean("My work");
  assert.deepEqual(faults, []);
  await close();
});

for (const [what, options] of [
  ["a sandboxed frame", {}],
  ["a sandboxed frame that may save files", { sandbox: "allow-scripts allow-forms allow-downloads" }],
  ["a frame that its page has named", { name: "tool_content" }],
]) {
  test(`${what}: work goes along, and the copy holds it`, async () => {
    const { frame, close } = await framed(browser, `${course.url}/first/index.html`, options);
    await answerBoth(await frame());
    await follow(await frame(), WORK);
    assert.match(await (await frame()).locator("[data-report]").innerText(), /2× larger/);
    assert.deepEqual(answers(await textCopy(await frame())), ["two", "quick"]);
    // Erased is erased, and the frame has its name again.
    const page = await frame();
    await page.locator("[data-erase]").click();
    await page.locator("[data-erase-really]").click();
    assert.match(await page.locator("[data-outcome]").innerText(), /Deleted: [1-9]/);
    assert.equal(await page.evaluate(() => window.name), options.name || "");
    await close();
  });
}

test("a frame that saves no files: the copy is text to take, and counts once it was taken", async () => {
  const { page, frame, close } = await framed(browser, `${course.url}/first/index.html`);
  const lab = await frame();
  let files = 0;
  page.on("download", () => files++);
  await commitTo(lab, "growth", "two");
  const backup = async () => (await textCopy(lab)).items["~/backup/last"];
  await lab.locator("[data-hud] [data-copy]").click();
  assert.match(await lab.locator("[data-offer-why]").innerText(), /If no file arrived, take your work as text/);
  assert.equal(await lab.evaluate(() => document.activeElement.id), "copy-as-text");
  assert.ok(await lab.locator("#copy-as-text").isVisible());
  assert.equal(await backup(), undefined, "nothing was saved yet");
  assert.doesNotMatch(await lab.locator("body").innerText(), /Your work was downloaded/);
  await lab.locator("[data-take]").click();
  assert.match(await lab.locator("[data-offer-why]").innerText(), /Your work was downloaded/);
  assert.ok(await backup());
  assert.equal(files, 0);
  await close();
});

test("a frame that may save files: the student says whether one arrived", async () => {
  for (const sandbox of [null, "allow-scripts allow-forms allow-downloads"]) {
    const { page, frame, close } = await framed(browser, `${course.url}/first/index.html`, { sandbox });
    const lab = await frame();
    await commitTo(lab, "growth", "two");
    const [download] = await Promise.all([page.waitForEvent("download"), lab.locator("[data-offer] [data-copy], [data-hud] [data-copy]").first().evaluate((button) => button.click())]);
    assert.match(download.suggestedFilename(), /^fixture-/);
    assert.equal((await textCopy(lab)).items["~/backup/last"], undefined);
    await lab.locator("[data-got]").click();
    assert.match(await lab.locator("[data-offer-why]").innerText(), /Your work was downloaded/);
    assert.ok((await textCopy(lab)).items["~/backup/last"]);
    await close();
  }
});

test("text of a copy pasted elsewhere is read like the file", async () => {
  const { frame, close } = await framed(browser, `${course.url}/first/index.html`);
  await commitTo(await frame(), "growth", "four");
  const copy = JSON.stringify(await textCopy(await frame()));
  await close();
  const { page, close: leave } = await denied(browser, "all storage throws");
  await page.goto(`${course.url}/ledger/index.html`);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  await page.locator(".way .as-text summary").click();
  await page.locator("#pasted").fill(` \n${copy}\n`);
  await page.locator("[data-paste] button").click();
  await page.locator("[data-outcome] .notice").waitFor();
  assert.match(await text(page, "[data-outcome]"), /items read from the text you pasted/);
  assert.match(await text(page, "[data-report]"), /4× larger\s+right/);
  await leave();
});

test("a window's name is believed only where there is no storage, and no other site gets it", async () => {
  const forged = `labc-visit:${JSON.stringify({ name: "", work: { fixture: { "first/predict/growth": '{"v":2,"at":"2020-01-01T00:00:00Z","option":"two"}' } } })}`;
  for (const [way, name, believed] of [
    [null, forged, false],
    ["all storage throws", forged, true],
    ["all storage throws", "labc-visit:{", false],
    ["all storage throws", "labc-visit:null", false],
    ["all storage throws", 'labc-visit:{"name":3,"work":{"fixture":[1,{}]}}', false],
  ]) {
    const { page, faults, close } = await denied(browser, way);
    await page.addInitScript((name) => (window.name ||= name), name);
    await open(page, `${course.url}/first/index.html`);
    assert.equal(await page.locator("form[data-predict=growth] [data-committed]").isVisible(), believed, name);
    assert.deepEqual(faults, [], name);
    await close();
  }
  const { page, close } = await denied(browser, "all storage throws");
  await open(page, `${course.url}/first/index.html`);
  await commitTo(page, "growth", "two");
  await page.context().route("http://other.example/", (route) => route.fulfill({ contentType: "text/html", body: "<title>Other</title>" }));
  await page.locator(".title").evaluate((place) => {
    place.innerHTML = '<a id="out" href="http://other.example/">Elsewhere</a>';
  });
  const [other] = await Promise.all([page.context().waitForEvent("page"), page.locator("#out").click()]);
  await other.waitForLoadState();
  assert.equal(await other.evaluate(() => window.name), "");
  assert.equal(await other.evaluate(() => window.opener), null);
  assert.ok(await page.locator("form[data-predict=growth] [data-committed]").isVisible(), "the lab stays");
  await close();
});

test("what found no room goes along, and is saved once there is room", async () => {
  const { page, faults, close } = await denied(browser, "nothing can be written");
  await page.addInitScript(() => {
    const { sessionStorage: session } = globalThis;
    Storage.prototype.setItem = function (key, text) {
      if (this !== session && !globalThis.name.includes("room")) throw new DOMException("full", "QuotaExceededError");
      this[key] = text;
    };
  });
  await open(page, `${course.url}/first/index.html`);
  await commitTo(page, "growth", "two");
  await setSlider(page, "side", 5000);
  await page.waitForFunction(() => document.querySelector("[data-kept]").dataset.kept === "waiting");
  await follow(page, WORK);
  assert.match(await text(page, "[data-report]"), /2× larger/);
  await page.evaluate(() => (window.name = "room"));
  await page.reload();
  await page.waitForFunction(() => document.querySelector("[data-kept]").dataset.kept === "kept");
  assert.ok(await page.evaluate(() => localStorage["labc/fixture/first/predict/growth"] && !sessionStorage["labc-visit/fixture"]));
  assert.deepEqual(faults, []);
  await close();
});
