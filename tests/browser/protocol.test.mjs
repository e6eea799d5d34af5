// The learning protocol, clause by clause, on a small course of its own: `tests/projects/protocol`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { everything, launch, open, rested, revisit, setSlider, settled, visit } from "./lib/browser.mjs";
import { files, labc, root, serve } from "./lib/site.mjs";

const SOURCE = join(root, "tests/projects/protocol");

let browser;
let server;
let folder;
let edited;

// Builds a copy of the course, with some of its words replaced.
function build(name, replace = {}) {
  const project = join(folder, name);
  cpSync(SOURCE, project, { recursive: true });
  for (const [file, pairs] of Object.entries(replace)) {
    const path = join(project, "labs", file, "lab.lab");
    let text = readFileSync(path, "utf8");
    for (const [from, to] of pairs) {
      assert.ok(text.includes(from), `${file} says ${from}`);
      text = text.replace(from, to);
    }
    writeFileSync(path, text);
  }
  const site = join(folder, `${name}-site`);
  const run = spawnSync(labc, ["build", "--out", site], { cwd: project, encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr + run.stdout);
  return site;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "labc-protocol-"));
  browser = await launch();
  server = await serve(build("course"));
});
after(async () => {
  await browser?.close();
  await server?.close();
  await edited?.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (lab, from = server) => `${from.url}/${lab}/index.html`;
const item = (page, key) => page.evaluate((key) => JSON.parse(localStorage.getItem(`labc/protocol/${key}`)), key);
// Everything that a screen reader has been told since the last question.
const listen = (page) => page.evaluate(() => {
  globalThis.said = [];
  const live = document.querySelector("[data-live]");
  new MutationObserver(() => globalThis.said.push(live.textContent)).observe(live, { childList: true, characterData: true });
});
const spoken = async (page) => {
  await rested(page);
  return page.evaluate(() => globalThis.said.splice(0).join(" "));
};

async function predict(page, name, option, sure) {
  const form = page.locator(`form[data-predict="${name}"]`);
  await form.locator(`input[value="${option}"]`).check();
  if (sure) await form.locator(`[data-sure][value="${sure}"]`).check();
  await form.locator("button").click();
  await settled(page);
}

async function estimate(page, typed, sure = "0.5") {
  const form = page.locator('form[data-estimate="cache"]');
  await form.locator("[data-typed]").fill(typed);
  if (sure) await form.locator(`[data-sure][value="${sure}"]`).check();
  await form.locator("button").click();
  await settled(page);
}

test("sealed words are absent, a commit is final and survives a reload, its verdict is frozen", async () => {
  const { page, faults } = await visit(browser);
  await open(page, at("first"));
  await listen(page);
  const before = await everything(page);
  for (const words of ["Sealed words", "The model disagrees", "Too small", "It is small", "Close to", "40 GB"]) {
    assert.ok(!before.includes(words), words);
  }
  const form = page.locator('form[data-predict="growth"]');
  await form.locator("button").click();
  assert.match(await spoken(page), /Choose an option first/);
  await form.locator('input[value="twice"]').check();
  await form.locator("button").click();
  assert.ok(await form.locator("[data-unsure]").isVisible(), "asks how sure");
  assert.equal(await item(page, "first/predict/growth"), null);
  await predict(page, "growth", "twice", "0.95");
  assert.ok((await everything(page)).includes("Sealed words of part one."));
  const kept = await item(page, "first/predict/growth");
  assert.deepEqual(
    [kept.option, kept.confidence, kept.right, kept.truth],
    ["twice", 0.95, false, "4"],
  );
  const reveal = page.locator('[data-reveal="growth"]');
  assert.match(await reveal.innerText(), /The model disagrees/);
  // The feedback says the truth, and nothing says it again.
  assert.match(await reveal.innerText(), /You said 2; it is 4\./);
  assert.doesNotMatch(await reveal.innerText(), /The model gives|off by/);
  await open(page, at("first"));
  await listen(page);
  assert.ok(await form.locator("[data-option]").first().isDisabled());
  assert.ok(await form.locator('input[value="twice"]').isChecked());
  assert.ok(await form.locator('[data-sure][value="0.95"]').isChecked());
  assert.match(await page.locator('[data-reveal="growth"]').innerText(), /it is 4\./);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("an estimate is typed in the student's own notation and scored by its factor", async () => {
  for (const [typed, value, gap, says] of [
    ["10", 10e9, "off by 4×, too low", /Too small: 10 GB, 4 times/],
    ["0,08 TB", 80e9, "off by 2×, too high", /Too large/],
    ["45 000 MB", 45e9, "off by 1.1×, too high", /Close to 40 GB/],
    ["37.25 GiB", 37.25 * 2 ** 30, "right within 5 %", /Close to 40 GB/],
  ]) {
    const { page, faults } = await visit(browser);
    await open(page, at("first"));
    await estimate(page, typed);
    const kept = await item(page, "first/estimate/cache");
    assert.equal(kept.typed, typed);
    assert.ok(Math.abs(kept.value / value - 1) < 1e-12, typed);
    assert.ok(Math.abs(kept.factor / (value / 40e9) - 1) < 1e-12, typed);
    assert.deepEqual([kept.truth, kept.confidence], ["40 GB", 0.5]);
    const reveal = page.locator('[data-reveal-estimate="cache"]');
    const text = (await reveal.innerText()).replace(/[\u00a0\u202f]/g, " ");
    assert.ok(text.includes(gap), `${typed}: ${text}`);
    assert.match(text, says);
    await open(page, at("first"));
    assert.equal(await page.locator("#estimate-cache").inputValue(), typed);
    assert.ok((await page.locator('[data-reveal-estimate="cache"]').innerText()).replace(/[\u00a0\u202f]/g, " ").includes(gap));
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});

test("what is no answer to an estimate is said, and commits to nothing", async () => {
  const { page } = await visit(browser);
  await open(page, at("first"));
  for (const [typed, hint] of [
    ["", "Write a number first"],
    ["many", "“many” is not a number here"],
    ["3 s", "s is a time; this asks for an amount of data"],
    ["5 TB", "Enter a value from 1 GB"],
  ]) {
    await estimate(page, typed, null);
    const form = page.locator('form[data-estimate="cache"]');
    assert.ok((await form.innerText()).includes(hint), `${typed}: ${await form.innerText()}`);
    assert.equal(await page.locator("#estimate-cache").getAttribute("aria-invalid"), "true");
    assert.equal(await item(page, "first/estimate/cache"), null);
  }
  await page.context().close();
});

test("failures are reached and left by what the student does, and goals are met", async () => {
  const { page, faults } = await visit(browser);
  await open(page, at("first"));
  await listen(page);
  await predict(page, "growth", "square", "0.75");
  assert.equal((await item(page, "first/predict/growth")).right, true);
  await rested(page);
  const keys = () => page.evaluate(() => Object.keys(localStorage).filter((key) => /\/(status|goal|record)\//.test(key)).sort());
  // The record holds what was so when something was done; nothing has been reached.
  assert.deepEqual((await keys()).filter((key) => !key.includes("/record/")), []);
  await setSlider(page, "size", 20);
  await rested(page);
  assert.match(await spoken(page), /Phone: Out of memory/);
  assert.equal((await item(page, "first/status/fit.phone.oom")).reached, true);
  assert.equal((await item(page, "first/status/fit.phone.oom")).left, undefined);
  assert.equal(await item(page, "first/status/fit.cloud.oom"), null);
  await setSlider(page, "size", 1);
  await rested(page);
  assert.equal((await item(page, "first/status/fit.phone.oom")).left, true);
  assert.equal((await item(page, "first/goal/small")).met, true);
  assert.equal(await item(page, "first/goal/large"), null);
  const goals = page.locator(".goals");
  assert.match(await goals.innerText(), /Done\s*:?\s*It is small[\s\S]*To do\s*:?\s*It is large/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("what was reached once stays known", async () => {
  const { page, faults } = await visit(browser);
  await open(page, at("first"));
  await predict(page, "growth", "square", "0.75");
  const known = page.getByText("You have seen it too large.");
  assert.ok(!(await known.isVisible()));
  await setSlider(page, "size", 95);
  await rested(page);
  await settled(page);
  assert.ok(await known.isVisible());
  await setSlider(page, "size", 5);
  await rested(page);
  await open(page, at("first"));
  assert.ok(await known.isVisible());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("what fails at the start is not reached", async () => {
  const { page } = await visit(browser);
  await open(page, at("first"));
  await predict(page, "growth", "square", "0.75");
  await setSlider(page, "size", 20);
  await open(page, at("first"));
  await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("/status/")).forEach((key) => localStorage.removeItem(key)));
  await open(page, at("first"));
  await rested(page);
  assert.equal(await item(page, "first/status/fit.phone.oom"), null);
  await page.context().close();
});

test("free text, a task and a decision survive a reload", async () => {
  const { page, faults } = await visit(browser);
  await open(page, at("first"));
  await listen(page);
  await page.locator("#answer-plainly").fill("The matrix grows with the square of the length. <b>");
  await rested(page);
  assert.equal((await item(page, "first/answer/plainly")).text, "The matrix grows with the square of the length. <b>");
  await page.locator('[data-task="draw"]').check();
  const form = page.locator('form[data-decide="build"]');
  await form.locator('input[value="phone"]').check();
  await form.locator("button").click();
  assert.match(await spoken(page), /Add a reason first/);
  await form.locator("[data-because]").fill("It is in every pocket.");
  await form.locator("button").click();
  assert.match(await form.locator("[data-decided]").innerText(), /Decided: Phone\. Not chosen: Cloud\./);
  await page.locator("#answer-plainly").fill("Shorter.");
  await open(page, at("first"));
  await listen(page);
  assert.equal(await page.locator("#answer-plainly").inputValue(), "Shorter.");
  assert.ok(await page.locator('[data-task="draw"]').isChecked());
  assert.ok(await form.locator('input[value="phone"]').isChecked());
  assert.equal(await form.locator("[data-because]").inputValue(), "It is in every pocket.");
  assert.deepEqual(
    (({ option, because }) => [option, because])(await item(page, "first/decide/build")),
    ["phone", "It is in every pocket."],
  );
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a later lab reads what an earlier one recorded, and asks again where somebody was sure and wrong", async () => {
  const { page, faults } = await visit(browser);
  await open(page, at("second"));
  assert.match(await page.locator("main").innerText(), /It was 1 GB, 2 GB\.[\s\S]*Guessed: no, off by 1\./);
  assert.match(await page.locator("[data-revisit]").innerText(), /Nothing to revisit/);
  assert.ok(!(await page.locator("main").innerText()).includes("Recorded at"));
  assert.ok(!(await everything(page)).includes("four times as much"), "answers of the other lab stay sealed");
  await open(page, at("first"));
  await predict(page, "growth", "twice", "0.95");
  await estimate(page, "10");
  await setSlider(page, "size", 7);
  await rested(page);
  assert.deepEqual(
    (({ value, unit, text }) => [value, unit, text])(await item(page, "first/record/size")),
    [7e9, "B", "7 GB"],
  );
  assert.equal((await item(page, "first/record/large")).value, true);
  assert.equal((await item(page, "first/record/place")).value, "cloud");
  await open(page, at("second"));
  const main = (await page.locator("main").innerText()).replace(/[\u00a0\u202f]/g, " ");
  assert.match(main, /It was 7 GB, 14 GB\./);
  assert.match(main, /Recorded at Cloud\./);
  assert.match(main, /Guessed: no, off by 0\.25\./);
  const again = page.locator("[data-revisited=growth]");
  assert.match(await again.innerText(), /Twice the length takes[\s\S]*twice as much[\s\S]*The model says: four times as much \(4\)/);
  await again.locator("textarea").fill("Both sides double.");
  await rested(page);
  await open(page, at("second"));
  assert.equal(await page.locator("[data-revisited=growth] textarea").inputValue(), "Both sides double.");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the record decides which option is right", async () => {
  for (const [right, weakest] of [["square", "queues"], ["twice", "memory"]]) {
    const { page, faults } = await visit(browser);
    await open(page, at("first"));
    await predict(page, "growth", right, "0.95");
    await open(page, at("third"));
    const main = page.locator("main");
    assert.match(await main.innerText(), new RegExp(`0 of 2 done, ${right === "square" ? 1 : 0} right, 0 failures, ${right === "square" ? 0 : 1} overconfident`));
    await predict(page, "diagnosis", "queues");
    const text = await page.locator("[data-reveal=diagnosis]").innerText();
    assert.match(text, weakest === "queues" ? /Your record agrees/ : /Your record disagrees/);
    assert.match(text, new RegExp(`Your record says ${weakest === "queues" ? "Queues" : "Memory"}`));
    assert.equal((await item(page, "third/predict/diagnosis")).right, weakest === "queues");
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});

describe("a lab that is edited keeps the work of its students", () => {
  before(async () => {
    const site = build("edited", {
      first: [
        ["predict growth was doubling", "predict grows was growth, doubling"],
        ['    twice  "twice as much"       is 2       """You said {is}; it is {truth}."""\n', ""],
        ['    never  "it depends"          never      """It does not."""\n', '    never  "it depends"          never      """It does not."""\n    more   "ten times as much"   is 10      """Less."""\n'],
        ["lab first", "lab opening was first"],
        ["reveal growth", "reveal grows"],
        ['phone was mobile "Phone" 8\n', 'handy was phone "Handy" 8\n  tiny "Tiny" 1\n'],
      ],
      second: [["use ledger first", "use ledger opening"], ["revisit first", "revisit opening"], ["growth.right", "grows.right"]],
    });
    edited = await serve(site);
  });

  test("removed, added and renamed options, a renamed prediction, a renamed lab", async () => {
    for (const [option, kept] of [["twice", null], ["square", "square"], ["never", "never"]]) {
      const { page, faults } = await visit(browser);
      await open(page, at("first"));
      await predict(page, "growth", option, "0.95");
      const form = page.locator('form[data-decide="build"]');
      await form.locator('input[value="phone"]').check();
      await form.locator("[data-because]").fill("Pockets.");
      await form.locator("button").click();
      await rested(page);
      const work = await page.evaluate(() => Object.entries(localStorage));
      // The edited course is served elsewhere; its students come with their work.
      await page.goto(`${edited.url}/index.html`);
      await page.evaluate((work) => work.forEach(([key, text]) => localStorage.setItem(key, text)), work);
      await open(page, at("first", edited));
      const prediction = page.locator('form[data-predict="grows"]');
      assert.ok(await prediction.locator("[data-option]").first().isDisabled(), "still committed");
      assert.equal(await prediction.locator("[data-gone]").isVisible(), kept === null);
      if (kept) assert.ok(await prediction.locator(`input[value="${kept}"]`).isChecked());
      assert.ok((await everything(page)).includes("Sealed words of part one."), "open as before");
      assert.ok(await page.locator('form[data-decide="build"] input[value="handy"]').isChecked(), "its former key");
      const after = await page.evaluate((work) => work.every(([key]) => localStorage.getItem(key) !== null), work);
      assert.ok(after, "nothing was deleted");
      assert.deepEqual(faults, []);
      await page.context().close();
    }
  });
});

test("with the keyboard alone, from the top to the last question", async () => {
  const { page } = await visit(browser);
  await open(page, at("first"));
  await listen(page);
  const order = [];
  const focus = () => page.evaluate(() => {
    const { activeElement: here } = document;
    const form = here.closest("form");
    const named = form && (form.dataset.predict || form.dataset.estimate || form.dataset.decide || form.dataset.reflect);
    const own = here.dataset.answer || here.dataset.task || here.dataset.name;
    return [named || own || "", here.type || here.localName];
  });
  const press = async (key) => {
    await page.keyboard.press(key);
    await settled(page);
  };
  const reach = async (name, type) => {
    for (let i = 0; i < 80; i++) {
      const [named, kind] = await focus();
      if (named === name && kind === type) {
        order.push(`${name} ${type}`);
        return;
      }
      await press("Tab");
    }
    assert.fail(`${name} ${type} is not reached; so far ${order.join(", ")}`);
  };
  await reach("growth", "radio");
  await press("ArrowDown");
  await press("Tab");
  await press("Space");
  await reach("growth", "submit");
  await press("Enter");
  assert.match(await spoken(page), /unlocked/);
  await reach("size", "range");
  await press("End");
  await reach("cache", "text");
  await page.keyboard.type("10 GB");
  // The line is between the field and the question how sure one is.
  await press("Tab");
  assert.deepEqual(await focus(), ["cache", "range"]);
  await press("Tab");
  await press("Space");
  await reach("cache", "submit");
  await press("Enter");
  assert.match(await spoken(page), /unlocked/);
  await reach("plainly", "textarea");
  await page.keyboard.type("Words.");
  await reach("draw", "checkbox");
  await press("Space");
  await reach("build", "radio");
  await press("Space");
  await reach("build", "textarea");
  await page.keyboard.type("Why not.");
  await reach("build", "submit");
  await press("Enter");
  assert.match(await spoken(page), /Decided/);
  await reach("why", "radio");
  await press("Space");
  await reach("why", "submit");
  await press("Enter");
  assert.match(await spoken(page), /\bRight\b|The model disagrees/);
  await rested(page);
  const kept = await page.evaluate(() => Object.keys(localStorage).map((key) => key.split("/").slice(3).join("/")).sort());
  for (const key of ["predict/growth", "estimate/cache", "answer/plainly", "task/draw", "decide/build", "reflect/why", "set/size"]) {
    assert.ok(kept.includes(key), `${key} is kept: ${kept.join(" ")}`);
  }
  await page.context().close();
});

test("another tab's commit is this tab's", async () => {
  const { page } = await visit(browser);
  await open(page, at("first"));
  const { page: other } = await revisit(page.context());
  await open(other, at("first"));
  await predict(page, "growth", "square", "0.75");
  await other.waitForFunction(() => document.querySelector('[data-predict="growth"]').dataset.done);
  assert.ok(await other.locator('form[data-predict="growth"] input[value="square"]').isChecked());
  await estimate(other, "20");
  await page.waitForFunction(() => document.querySelector('[data-estimate="cache"]').dataset.done);
  assert.equal(await page.locator("#estimate-cache").inputValue(), "20");
  await page.context().close();
});

test("without scripts nothing sealed is in the page, and in the file it is packed", async () => {
  const { page } = await visit(browser, { javaScriptEnabled: false });
  await page.goto(at("first"));
  const text = await page.locator("body").innerText();
  assert.ok(!text.includes("Sealed words") && !text.includes("Too small") && text.includes("Twice the length takes"));
  // Neither the pages nor the index of the search say what lies under a seal.
  const site = join(folder, "course-site");
  for (const path of files(site).filter((path) => /\.(html|js|json|txt)$/.test(path))) {
    const words = readFileSync(join(site, path), "utf8");
    for (const sealed of ["Sealed words", "You have seen it too large", "Close to", "Then it would be"]) {
      assert.ok(!words.includes(sealed), `${path}: ${sealed}`);
    }
  }
  await page.context().close();
});
