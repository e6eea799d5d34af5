// What students type: it is read beside the field, never committed unread, never lost, and settings survive every
// edit of the lab. The course is `tests/projects/typed`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { choose, commit, launch, open, setSlider, settled, toggle, typeNumber, visit } from "./lib/browser.mjs";
import { labc, root, serve } from "./lib/site.mjs";

const project = mkdtempSync(join(tmpdir(), "labc-typed-"));
cpSync(join(root, "tests/projects/typed"), project, { recursive: true });
const source = join(project, "labs/typed/lab.lab");
const original = readFileSync(source, "utf8");
const site = join(project, "site");
let browser;
let server;
let built;

// Builds the course with some words of the lab replaced, where it was before.
function build(edits = []) {
  let text = original;
  for (const [from, to] of edits) {
    assert.ok(text.includes(from), from);
    text = text.replace(from, to);
  }
  if (text === built) return;
  built = text;
  writeFileSync(source, text);
  execFileSync(labc, ["build", "--out", site], { cwd: project, stdio: "pipe" });
}

before(async () => {
  build();
  browser = await launch();
  server = await serve(site);
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(project, { recursive: true });
});
beforeEach(() => build());

const at = () => `${server.url}/typed/index.html`;
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");
const item = (page, key) => page.evaluate((key) => JSON.parse(localStorage.getItem(`labc/typed/typed/${key}`)), key);
const store = (page, key, value) => page.evaluate(([key, value]) => localStorage.setItem(`labc/typed/typed/${key}`, JSON.stringify(value)), [key, value]);
const form = (page, name) => page.locator(`form[data-estimate="${name}"], form[data-predict="${name}"], form[data-decide="${name}"], form[data-reflect="${name}"]`);
const answer = (page, name) => page.locator(`#estimate-${name}`);
const reading = async (page, name) => {
  const place = page.locator(`#reading-${name}`);
  return (await place.isVisible()) ? plain(await place.innerText()) : "";
};
const hint = async (page, name) => {
  const control = await page.locator(`input[type=range][data-name="${name}"]`).getAttribute("data-control");
  const place = page.locator(`#hint-${control}`);
  return (await place.isVisible()) ? plain(await place.innerText()) : "";
};
const base = (page, name) => page.evaluate((name) => {
  const input = document.querySelector(`input[type=range][data-name="${name}"]`);
  return globalThis.labc.lab.base(+input.dataset.control);
}, name);
const kept = (page, key, test) => page.waitForFunction(([key, test]) => {
  const text = localStorage.getItem(`labc/typed/typed/${key}`);
  return text && text.includes(test);
}, [key, test]);

async function fresh(options) {
  const visitor = await visit(browser, options);
  await open(visitor.page, at());
  return visitor;
}

test("the reading stands beside the field as one types", async () => {
  const { page, faults } = await fresh();
  await commit(page, "growth", "square");
  for (const [typed, says] of [
    ["16", /^Read as 16 GB\.$/],
    ["1.6×10^10 B", /^Read as 16 GB\.$/],
    ["~16 gigabytes.", /^Read as 16 GB\.$/],
    ["16000k", /GB.*GB|Read as/],
    ["16 GB/s", /^GB\/s is a rate; this asks for an amount of data\.$/],
    ["16 foo", /^“foo” is not a unit known here\.$/],
    ["16-32", /^Write one number only\.$/],
    ["many", /^“many” is not a number here\.$/],
  ]) {
    await answer(page, "size").fill(typed);
    await page.waitForFunction(() => !document.querySelector("#reading-size").hidden);
    assert.match(await reading(page, "size"), says, typed);
  }
  await answer(page, "size").fill("");
  assert.equal(await reading(page, "size"), "");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("Enter commits only the second time, and only what was read", async () => {
  const { page, faults } = await fresh();
  // A choice, too: Enter on it would be final.
  const option = form(page, "growth").locator('input[value="square"]');
  await option.check();
  await option.press("Enter");
  await settled(page);
  assert.equal(await item(page, "predict/growth"), null);
  assert.match(await form(page, "growth").innerText(), /Press Enter again/);
  await form(page, "growth").locator('input[value="twice"]').check();
  await form(page, "growth").locator('input[value="twice"]').press("Enter");
  assert.equal(await item(page, "predict/growth"), null, "another option is read again first");
  await form(page, "growth").locator('input[value="twice"]').press("Enter");
  await settled(page);
  assert.equal((await item(page, "predict/growth")).option, "twice");

  await answer(page, "size").fill("16");
  await answer(page, "size").press("Enter");
  await settled(page);
  assert.equal(await item(page, "estimate/size"), null);
  assert.match(plain(await form(page, "size").innerText()), /Read as 16 GB[\s\S]*Press Enter again/);
  await answer(page, "size").press("Enter");
  await settled(page);
  const { typed, value, unit, read, near } = await item(page, "estimate/size");
  assert.deepEqual([typed, value, unit, plain(read), near], ["16", 16e9, "B", "16 GB", 1.5]);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("an ambiguous separator is asked about before anything is committed", async () => {
  const { page, faults } = await fresh();
  await commit(page, "growth", "square");
  await answer(page, "size").fill("16");
  await form(page, "size").getByRole("button", { name: /^Lock in my/ }).click();
  await settled(page);
  const pace = form(page, "pace");
  await pace.locator('[data-sure][value="0.5"]').check();
  for (const typed of ["250,000", "250.000"]) {
    await answer(page, "pace").fill(typed);
    assert.match(await reading(page, "pace"), /two ways[\s\S]*250 tok\/s[\s\S]*250 000 tok\/s/);
    await pace.getByRole("button", { name: /^Lock in my/ }).click();
    await answer(page, "pace").press("Enter");
    await answer(page, "pace").press("Enter");
    assert.equal(await item(page, "estimate/pace"), null, typed);
  }
  await pace.getByRole("button", { name: "250 000 tok/s" }).click();
  assert.equal(plain(await answer(page, "pace").inputValue()), "250 000 tok/s");
  await pace.getByRole("button", { name: /^Lock in my/ }).click();
  await settled(page);
  assert.equal((await item(page, "estimate/pace")).value, 250000);
  // A share that was meant as one.
  await answer(page, "share").fill("0.8");
  assert.equal(await reading(page, "share"), "Read as 0.8 %. If you mean 80 %, write the sign %.");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("drafts survive a reload, and never what was committed", async () => {
  const { page, faults } = await fresh();
  await form(page, "growth").locator('input[value="twice"]').check();
  await kept(page, "draft/predict.growth", "twice");
  await open(page, at());
  assert.ok(await form(page, "growth").locator('input[value="twice"]').isChecked());
  await commit(page, "growth", "square");
  await answer(page, "size").fill("12,5");
  // At once: the page goes away while it is typed.
  await open(page, at());
  assert.ok(await form(page, "growth").locator('input[value="square"]').isChecked());
  assert.equal(await answer(page, "size").inputValue(), "12,5");
  assert.equal(await reading(page, "size"), "Read as 12.5 GB.");
  await form(page, "size").getByRole("button", { name: /^Lock in my/ }).click();
  await settled(page);
  await form(page, "pace").locator('[data-sure][value="0.75"]').check();
  await answer(page, "pace").fill("no idea");
  await form(page, "build").locator('input[value="phone"]').check();
  await form(page, "build").locator("[data-because]").fill("It is small");
  await form(page, "why").locator('input[value="single"]').check();
  await page.locator("[data-number]").first().pressSequentially("zz");
  await open(page, at());
  assert.equal(await answer(page, "size").inputValue(), "12,5");
  assert.equal(await answer(page, "pace").inputValue(), "no idea");
  assert.ok(await form(page, "pace").locator('[data-sure][value="0.75"]').isChecked());
  await page.context().close();
  assert.deepEqual(faults, []);
});

test("beside a slider, what is out of range or between two steps is said, and what is unclear asked", async () => {
  const { page, faults } = await fresh();
  for (const [name, typed, value, says] of [
    ["seq", "8", 8000, ""],
    ["seq", "12 ktok", 12000, ""],
    ["seq", "9000 tok", 9000, ""],
    ["seq", "8.4", 8000, "Set to 8 ktok, the nearest step."],
    ["seq", "1 Mtok", 64000, "Out of range: set to 64 ktok."],
    ["seq", "3 GB", 64000, "GB is an amount of data; this asks for a number of tokens. The value stays 64 ktok."],
    ["seq", "many", 64000, "“many” is not a number here. The value stays 64 ktok."],
    ["price", "$2.50", 2.5, ""],
    ["price", "1/3", 1 / 3, ""],
  ]) {
    await typeNumber(page, name, typed);
    assert.ok(Math.abs((await base(page, name)) - value) < 1e-9, `${typed}: ${await base(page, name)}`);
    assert.equal(await hint(page, name), says, typed);
  }
  await typeNumber(page, "load", "1,500");
  assert.equal(await base(page, "load"), 1);
  assert.match(await hint(page, "load"), /two ways/);
  const control = await page.locator('input[data-name="load"]').getAttribute("data-control");
  await page.locator(`#hint-${control}`).getByRole("button", { name: "1500" }).click();
  await settled(page);
  assert.equal(await base(page, "load"), 1500);
  assert.deepEqual(faults, []);
  await page.context().close();
});

// Each edit of the lab, and what a student finds who had set 8 ktok, the phone, wide, and 2.5 USD.
const LENGTH = "from 1 ktok to 64 ktok by 1 ktok start 4 ktok";
const EDITS = [
  ["nothing", [], 8000, ""],
  ["the unit", [[LENGTH, "from 1000 tok to 64000 tok by 1000 tok start 4000 tok"]], 8000, ""],
  ["the prefix", [[LENGTH, "from 0.001 Mtok to 0.064 Mtok by 0.001 Mtok start 0.004 Mtok"]], 8000, ""],
  ["the dimension", [[LENGTH, "from 1 GB to 64 GB by 1 GB start 4 GB"]], 4e9, "The lab has changed what this measures, so it is back at its start."],
  ["the upper end", [["to 64 ktok", "to 6 ktok"]], 6000, "Out of range: set to 6 ktok."],
  ["the lower end", [["from 1 ktok to 64 ktok by 1 ktok start 4", "from 16 ktok to 64 ktok by 1 ktok start 20"]], 16000, "Out of range: set to 16 ktok."],
  ["the step", [["by 1 ktok", "by 3 ktok"]], 7000, "Set to 7 ktok, the nearest step."],
  ["equal ratios", [["by 1 ktok start 4 ktok", "log start 4 ktok"]], 8000, ""],
  ["the title and the order", [['slider seq "Length"', 'slider other "Other" from 0 to 9 start 3\nslider seq "How long"'], ["{load},", "{load}, {other},"]], 8000, ""],
];

// What a student finds after an edit, in a browser that had been set before.
async function edited(edits, prepare) {
  const { page, faults } = await fresh();
  await prepare(page);
  const before = await page.evaluate(() => ({ ...localStorage }));
  build(edits);
  await open(page, at());
  const after = await page.evaluate(() => ({ ...localStorage }));
  for (const [key, text] of Object.entries(before)) assert.equal(after[key], text, `${key} is as it was`);
  return { page, faults };
}

async function setAll(page) {
  await setSlider(page, "seq", 8);
  await choose(page, "place", "phone");
  await toggle(page, "wide", true);
  await typeNumber(page, "price", "2.5");
  await kept(page, "set/price", "2.5");
}

describe("settings survive an edit of", () => {
  for (const [name, edits, value, says] of EDITS) {
    test(name, async () => {
      const { page, faults } = await edited(edits, setAll);
      assert.ok(Math.abs((await base(page, "seq")) / value - 1) < 1e-9, `${await base(page, "seq")}`);
      assert.equal(await hint(page, "seq"), says);
      assert.equal(await base(page, "price"), 2.5);
      assert.ok(await page.locator('[data-key="phone"]').isChecked());
      assert.ok(await page.locator('input[data-name="wide"]').isChecked());
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }

  test("the name of a row", async () => {
    const { page } = await edited([['phone "Phone"', 'handset was phone "Handset"']], setAll);
    assert.ok(await page.locator('[data-key="handset"]').isChecked());
    await page.context().close();
  });

  test("the id of the lab", async () => {
    const { page } = await edited([], setAll);
    const manifest = join(project, "course.toml");
    const course = readFileSync(manifest, "utf8");
    cpSync(join(project, "labs/typed"), join(project, "labs/typing"), { recursive: true });
    rmSync(join(project, "labs/typed"), { recursive: true });
    writeFileSync(manifest, course.replace('["typed"]', '["typing"]'));
    writeFileSync(join(project, "labs/typing/lab.lab"), original.replace("lab typed ", "lab typing was typed "));
    execFileSync(labc, ["build", "--out", site], { cwd: project, stdio: "pipe" });
    await open(page, at().replace("/typed/", "/typing/"));
    const length = await base(page, "seq");
    rmSync(join(project, "labs/typing"), { recursive: true });
    mkdirSync(join(project, "labs/typed"));
    writeFileSync(manifest, course);
    built = "";
    assert.equal(length, 8000);
    await page.context().close();
  });

  test("the kind of control, and its way back", async () => {
    const toToggle = [[`slider seq "Length" ${LENGTH}`, 'toggle seq "Length" start off'], ["{seq},", "{if seq then 1 else 0},"]];
    const { page } = await edited(toToggle, setAll);
    assert.ok(!(await page.locator('input[data-name="seq"]').isChecked()), "starts anew");
    assert.match(await page.locator(".toggle").first().innerText(), /so it is back at its start/, "and says so");
    build();
    await open(page, at());
    assert.equal(await base(page, "seq"), 8000);
    await page.context().close();
  });

  test("its being there: away and back", async () => {
    const without = [[`slider seq "Length" ${LENGTH}\n`, ""], ["{seq},", ""]];
    const { page } = await edited(without, setAll);
    build();
    await open(page, at());
    assert.equal(await base(page, "seq"), 8000);
    await page.context().close();
  });

  // Everything that stores a setting, renamed: what the student finds with `was`, and without.
  const names = { seq: "length", place: "site_of", wide: "broad", price: "cost" };
  const renamed = (formerly) => Object.entries(names).map(([old, name]) => {
    const word = { seq: "slider", place: "choice", wide: "toggle", price: "number" }[old];
    return [`${word} ${old} "`, `${word} ${name}${formerly(old)} "`];
  });
  const uses = [["{seq}, {load}, {price}, {if wide then 1 else 0}, {place}", "{length}, {load}, {cost}, {if broad then 1 else 0}, {site_of}"]];
  const found = async (page) => [
    await base(page, "length"),
    await page.locator('fieldset[data-name="site_of"] [data-key="phone"]').isChecked(),
    await page.locator('input[data-name="broad"]').isChecked(),
    await base(page, "cost"),
  ];

  test("its name, where the lab says what it was", async () => {
    const { page, faults } = await edited([...renamed((old) => ` was ${old}`), ...uses], async (page) => {
      await setAll(page);
      await page.locator("[data-number]").first().pressSequentially("zz");
      await kept(page, "draft/set.seq", "zz");
    });
    assert.deepEqual(await found(page), [8000, true, true, 2.5]);
    assert.match(await page.locator("[data-number]").first().inputValue(), /zz/, "a box that was not left");
    // What is set from here on is kept under today's name, and the old item stays.
    await toggle(page, "broad", false);
    await kept(page, "set/broad", "false");
    await open(page, at());
    assert.ok(!(await page.locator('input[data-name="broad"]').isChecked()));
    assert.equal((await item(page, "set/wide")).value, true);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("its name, where the lab does not say: it starts anew, nothing is lost, and `was` brings it back", async () => {
    const { page, faults } = await edited([...renamed(() => ""), ...uses], setAll);
    assert.deepEqual(await found(page), [4000, false, false, 3]);
    build([...renamed((old) => ` was ${old}`), ...uses]);
    await open(page, at());
    assert.deepEqual(await found(page), [8000, true, true, 2.5]);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("its name, a second time", async () => {
    const twice = [['slider seq "', 'slider width was length, seq "'], ["{seq},", "{width},"]];
    const { page } = await edited([['slider seq "', 'slider length was seq "'], ["{seq},", "{length},"]], setAll);
    await setSlider(page, "length", 9);
    await kept(page, "set/length", "9");
    build(twice);
    await open(page, at());
    assert.equal(await base(page, "width"), 9000, "what was set last");
    await page.context().close();
  });

  test("what a choice offers", async () => {
    const { page } = await edited([['  phone "Phone"\n', '  desk "Desk"\n']], setAll);
    const choice = page.locator('fieldset[data-name="place"]');
    assert.ok(await choice.locator('[data-key="cloud"]').isChecked());
    assert.match(await choice.innerText(), /What you had chosen is no longer offered, so it is back at its start\./);
    await choice.locator('[data-key="desk"]').check();
    assert.ok(!/no longer offered/.test(await choice.innerText()));
    await page.context().close();
  });

  test("the unit, kept before units were kept", async () => {
    for (const [stored, edits, value, says] of [
      [8, [[LENGTH, "from 1000 tok to 64000 tok by 1000 tok start 4000 tok"]], 8000, "The lab has a new unit. What you had set is 8000 tok now."],
      [8000, [[LENGTH, "from 1 ktok to 64 ktok by 1 ktok start 5 ktok"]], 8000, "The lab has a new unit. What you had set is 8 ktok now."],
      [8, [[LENGTH, "from 1 ktok to 64 ktok by 1 ktok start 6 ktok"]], 8000, ""],
      [90, [[LENGTH, "from 1 ktok to 64 ktok by 1 ktok start 7 ktok"]], 64000, "Out of range: set to 64 ktok."],
    ]) {
      const { page } = await edited(edits, (page) => store(page, "set/seq", { v: 2, at: "2026-01-01T00:00:00.000Z", value: stored }));
      assert.equal(await base(page, "seq"), value, `${stored}`);
      assert.equal(await hint(page, "seq"), says, `${stored}`);
      await page.context().close();
    }
  });
});

describe("answers survive an edit of", () => {
  const answered = async (page) => {
    await commit(page, "growth", "square");
    await answer(page, "size").fill("12");
    await form(page, "size").getByRole("button", { name: /^Lock in my/ }).click();
    await settled(page);
    await kept(page, "estimate/size", "12");
  };
  for (const [name, edits, shows, mine] of [
    ["nothing", [], "12", /You estimated\s+12 GB/],
    ["the unit", [["in GB from", "in MB from"]], "12 GB", /You estimated\s+12 000 MB/],
    ["the range", [["from 1 MB to 100 TB", "from 14 GB to 100 TB"]], "12", /You estimated\s+12 GB/],
    ["the dimension", [["truth 16 GB in GB from 1 MB to 100 TB log", "truth 16 s in s from 1 ms to 100 s log"]], "12 GB", /You estimated\s+undefined/],
  ]) {
    test(name, async () => {
      const { page, faults } = await edited(edits, answered);
      assert.equal(plain(await answer(page, "size").inputValue()), shows);
      assert.ok(await answer(page, "size").isDisabled());
      const gone = form(page, "size").locator("[data-gone]");
      assert.equal(await gone.isVisible(), name === "the dimension");
      assert.match(plain(await page.locator('[data-reveal-estimate="size"]').innerText()), mine);
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }

  // Everything that stores an answer: renamed with and without `was`, removed, and put elsewhere.
  const GIVEN = {
    predict: ["growth", "predict growth", "doubling"],
    estimate: ["size", "estimate size", "bytes"],
    decide: ["build", "decide build", "first_build"],
    reflect: ["why", "reflect why", "because_of"],
    answer: ["words", "answer words", "own_words"],
    task: ["look", "task look", "see"],
  };
  const rename = (formerly) => Object.values(GIVEN).map(([old, head, name]) => [`${head} "`, `${head.split(" ")[0]} ${name}${formerly(old)} "`]);
  // All that comes before the questions with options at the end.
  const estimated = async (page) => {
    await answered(page);
    await form(page, "pace").locator('[data-sure][value="0.5"]').check();
    await answer(page, "pace").fill("250 ktok/s");
    await form(page, "pace").getByRole("button", { name: /^Lock in my/ }).click();
    await settled(page);
    await answer(page, "share").fill("80");
    await form(page, "share").getByRole("button", { name: /^Lock in my/ }).click();
    await settled(page);
  };
  const answerAll = async (page) => {
    await estimated(page);
    await form(page, "build").locator('input[value="phone"]').check();
    await form(page, "build").locator("[data-because]").fill("It is small");
    await form(page, "build").getByRole("button").click();
    await form(page, "why").locator('input[value="single"]').check();
    await form(page, "why").getByRole("button").click();
    await page.locator("textarea[data-answer]").fill("In my words");
    await page.locator("input[data-task]").check();
    await setSlider(page, "load", 60);
    await kept(page, "answer/words", "In my words");
    await kept(page, "task/look", "true");
    await kept(page, "status/fit.full", "reached");
    await page.locator('[data-part="end"] :last-child').last().scrollIntoViewIfNeeded();
    await kept(page, "seen/end", "v");
    await setSlider(page, "load", 4);
    await kept(page, "status/fit.full", "left");
  };
  const shown = async (page, names) => {
    const [growth, size, build, why, words, look] = names;
    const name = async (form) => ((await form.count()) ? form : null);
    const picked = async (which) => {
      const one = await name(form(page, which));
      return one && one.evaluate((form) => form.querySelector("[data-option]:checked")?.value ?? null);
    };
    return {
      growth: await picked(growth),
      size: plain(await answer(page, size).inputValue()),
      build: await picked(build),
      why: await picked(why),
      words: await page.locator(`textarea[data-answer="${words}"]`).inputValue(),
      look: await page.locator(`input[data-task="${look}"]`).isChecked(),
    };
  };
  const OLD = Object.values(GIVEN).map(([old]) => old);
  const NEW = Object.values(GIVEN).map(([, , name]) => name);
  const ALL = { growth: "square", size: "12", build: "phone", why: "single", words: "In my words", look: true };

  test("its name, where the lab says what it was", async () => {
    const heads = [...rename((old) => ` was ${old}`), ["part end ", "part last was end "], ["status fit ", "status room was fit "], ["fail full ", "fail overfull was full "]];
    const { page, faults } = await edited(heads, answerAll);
    assert.deepEqual(await shown(page, NEW), ALL);
    assert.ok(await form(page, "doubling").locator("[data-option]").first().isDisabled(), "committed is committed");
    assert.ok(await page.locator('[data-part-link="last"] [data-tick]').isVisible(), "a part that was read");
    assert.equal(await page.locator("[data-hud-failures] dd").innerText(), "1", "a failure that was reached");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("its name, where the lab does not say: it is open again, and `was` brings the answer back", async () => {
    const heads = (formerly) => [...rename(formerly)];
    const { page, faults } = await edited(heads(() => ""), answerAll);
    assert.ok(!(await form(page, "doubling").locator("[data-option]").first().isDisabled()), "open again");
    build(heads((old) => ` was ${old}`));
    await open(page, at());
    assert.deepEqual(await shown(page, NEW), ALL);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("its being there, away and back, and its order", async () => {
    const task = 'task look "Look at it"\n';
    const { page, faults } = await edited([[task, ""]], answerAll);
    assert.equal(await page.locator("input[data-task]").count(), 0);
    build([[task, ""], ["part end ", `${task}part end `]]);
    await open(page, at());
    assert.deepEqual(await shown(page, OLD), ALL);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("its name, while it is a draft: once it is committed, the draft does not come back", async () => {
    const { page } = await edited([["reflect why \"", "reflect because_of was why \""], ["decide build \"", "decide first_build was build \""]], async (page) => {
      await estimated(page);
      await form(page, "why").locator('input[value="single"]').check();
      await kept(page, "draft/reflect.why", "single");
    });
    assert.ok(await form(page, "because_of").locator('input[value="single"]').isChecked(), "the draft");
    await form(page, "because_of").locator('input[value="pairs"]').check();
    await form(page, "because_of").getByRole("button").click();
    await kept(page, "reflect/because_of", "pairs");
    await open(page, at());
    assert.ok(await form(page, "because_of").locator('input[value="pairs"]').isChecked());
    await page.context().close();
  });

  test("the unit, while it is a draft", async () => {
    const { page } = await edited([["in GB from", "in MB from"]], async (page) => {
      await commit(page, "growth", "square");
      await answer(page, "size").fill("12");
      await kept(page, "draft/estimate.size", "12");
    });
    assert.equal(await answer(page, "size").inputValue(), "12 GB");
    assert.equal(await reading(page, "size"), "Read as 12 000 MB.");
    await page.context().close();
  });
});

test("axe finds nothing where a reading stands, where a question is open, and where something is refused", async () => {
  const { page, faults } = await fresh();
  const clean = async (state) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], state);
    }
  };
  await typeNumber(page, "seq", "1 Mtok");
  await typeNumber(page, "load", "1,500");
  await clean("clamped and asked about beside sliders");
  await typeNumber(page, "seq", "many");
  const option = form(page, "growth").locator('input[value="square"]');
  await option.check();
  await option.press("Enter");
  await clean("refused beside a slider, and Enter once");
  await form(page, "growth").getByRole("button", { name: /^Lock in my/ }).click();
  await settled(page);
  await answer(page, "size").fill("16");
  await clean("read");
  await answer(page, "size").fill("16 GB/s");
  await form(page, "size").getByRole("button", { name: /^Lock in my/ }).click();
  await clean("refused");
  await answer(page, "size").fill("16");
  await form(page, "size").getByRole("button", { name: /^Lock in my/ }).click();
  await settled(page);
  await answer(page, "pace").fill("250,000");
  await form(page, "pace").getByRole("button", { name: /^Lock in my/ }).click();
  await clean("asked about");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("on a phone, with the keyboard alone, a screen reader hears what was read", async () => {
  const { page, faults } = await fresh({ viewport: { width: 390, height: 844 } });
  await commit(page, "growth", "square");
  await page.evaluate(() => {
    globalThis.said = [];
    const live = document.querySelector("[data-live]");
    new MutationObserver(() => globalThis.said.push(live.textContent)).observe(live, { childList: true, characterData: true });
  });
  await answer(page, "size").focus();
  await page.keyboard.type("16 gigabytes");
  await page.waitForFunction(() => globalThis.said.join(" ").includes("Read as 16"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.said.join(" ").includes("Press Enter again"));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(wide, "nothing sticks out");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the bar counts an estimate as right within its factor, and never one of the other sign", async () => {
  build([["truth 80 % in % from 0.1 % to 100 %", "truth 80 % in % from -100 % to 100 %"]]);
  for (const [typed, right] of [["70", 1], ["30", 0], ["-70", 0], ["0", 0]]) {
    const { page, faults } = await visit(browser);
    await open(page, `${server.url}/typed/index.html`);
    const form = page.locator("form[data-estimate=share]");
    await form.locator("[data-typed]").fill(typed);
    await form.locator("button").click();
    await page.waitForFunction(() => document.querySelector("form[data-estimate=share]").dataset.done);
    await settled(page);
    assert.equal(await page.locator("[data-hud-predictions] dd").textContent(), `1 of 3, ${right} right`, typed);
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});
