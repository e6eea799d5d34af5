// Everything in a lab is renamed, the lab too: the page, My work, the class report and a later lab all go on as before,
// for every kind of item in the student's record.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { choose, commit, estimate, launch, open, reflect, revisit, setSlider, settled, toggle, visit } from "./lib/browser.mjs";
import { rows } from "./lib/csv.mjs";
import { copyOf, kept, keptOnce, myWork } from "./lib/fixture.mjs";
import { rules } from "./lib/ledgers.mjs";
import { labc, serve } from "./lib/site.mjs";
import { paste } from "./lib/upload.mjs";

// A name that changes is `@name`, and `@name~` where it is declared.
const COURSE = `id = "fixture"
title = "Kettles"
labs = "labs"

[[volume]]
title = "All"
labs = ["@heat", "reader"]
`;
const LAB = `lab @heat~ "Heating" { context @place }
table kettle "Kettles" source "made for the tests" {
  key    label    most: kg
  large  "Large"  4
  @jug~  "Jug"    1.5
}
table run "Runs" source "made for the tests" {
  key  label  time: s >= 0
  one  "One"  200
}
choice @place~ "Which kettle" of kettle start large
part @rest~ "Resting" 1 min { "Nothing is asked here." }
part @asking~ "Asking" 5 min {
  predict @guess~ "Twice the water takes" truth 2 confidence {
    @double~ "twice as long" is 2
    longer   "longer still" is 4
  }
  slider @water~ "Water" from 1 kg to 9 kg by 1 kg start 1 kg
  slider @cups~ "Cups" from 1 to 9 by 1 start 1
  toggle @lid~ "With the lid on" start off
  status @fits~ for k in kettle {
    fail @over~ "Boils over" when @water > k.most
    pass fine
  }
  goal @plenty~ "There is plenty" when @water > 7 kg
  record { @poured~ = @water "Water poured" }
  estimate @energy~ "How much energy?" truth 300 kJ in kJ from 1 kJ to 1 GJ log confidence {
    near 1.5 """Close."""
    low      """Low."""
    high     """High."""
  }
  answer @tell~ "What would you tell a friend?"
  task @sketch~ "Sketch the curve"
  decide @buy~ "Which would you buy?" of kettle because "Why?"
  reflect @why~ "Why?" {
    @heat_in~ "More to heat" right """Yes."""
    slow      "It is slower" """No."""
  }
  reflect @lid_why~ "Why a lid?" {
    @steam~ "It keeps the steam" right """Yes."""
    looks   "For its looks" """No."""
  }
  upload @mine~ "Your own runs" like run up to 4 rows
}
`;
const READER = `lab reader "Reading" {}
use ledger @heat {
  @poured as poured else 9 kg
  @guess.right as guessed else no
}
part one "One" 1 min {
  "{poured} were poured."
  "You guessed well." when guessed
}
`;
const written = (text, renamed) => text.replace(/@(\w+)(~?)/g, (_, name, declared) => (renamed ? `new_${name}${declared && ` was ${name}`}` : name));
// Names of today as they were.
const former = (text) => text.replaceAll("new_", "");

let browser;
let place;
let server;

function build(renamed) {
  rmSync(join(place, "labs"), { recursive: true, force: true });
  const write = (path, text) => writeFileSync(join(place, path), written(text, renamed));
  for (const lab of [written("@heat", renamed), "reader"]) mkdirSync(join(place, "labs", lab), { recursive: true });
  write("course.toml", COURSE);
  write(`labs/${written("@heat", renamed)}/lab.lab`, LAB);
  write("labs/reader/lab.lab", READER);
  execFileSync(labc, ["build", "--out", "site"], { cwd: place, stdio: "pipe" });
}

before(async () => {
  place = mkdtempSync(join(tmpdir(), "labc-rename-"));
  build(false);
  browser = await launch();
  server = await serve(join(place, "site"));
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(place, { recursive: true });
});

// A student does something of every kind.
async function act(page) {
  await choose(page, "place", "jug");
  await page.locator("[data-part=rest]").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector("[data-part=rest]").dataset.seen);
  await commit(page, "guess", "double");
  await setSlider(page, "water", 8);
  await toggle(page, "lid", true);
  await page.locator("[data-name=cups][type=range]").evaluate((range) => {
    const box = document.querySelector(`[data-number="${range.dataset.control}"]`);
    box.value = "7 and";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await estimate(page, "energy", "400 kJ");
  await page.locator("textarea[data-answer=tell]").fill("Use less water.");
  await page.locator("label", { has: page.locator("[data-task=sketch]") }).click();
  const decision = page.locator("form[data-decide=buy]");
  await decision.locator("label", { has: page.locator("[value=jug]") }).click();
  await decision.locator("textarea").fill("It is enough.");
  await decision.locator("button").click();
  await reflect(page, "why", "heat_in");
  await page.locator("form[data-reflect=lid_why] label", { has: page.locator("[value=steam]") }).click();
  assert.equal(await paste(page, "key,label,time\nmy,My own,120"), "");
  await keptOnce(page, (now) => now["heat/status/fits.jug.over"] && now["heat/goal/plenty"] && now["heat/draft/reflect.lid_why"] && now["heat/draft/set.cups"] && now["heat/answer/tell"]);
}

// What the page of the lab shows, by the kind of item it comes from, in the names of before.
async function shown(page, renamed) {
  await open(page, `${server.url}/${written("@heat", renamed)}/index.html`);
  const facts = await page.evaluate((renamed) => {
    const one = (selector) => document.querySelector(selector.replace(/@/g, renamed ? "new_" : ""));
    const checked = (form) => one(`form[${form}] [data-option]:checked`)?.value;
    const number = (name) => one(`[data-number="${one(`[type=range][data-name=${name}]`).dataset.control}"]`).value;
    return {
      predict: [checked("data-predict=@guess"), one("form[data-predict=@guess]").dataset.done],
      estimate: [one("form[data-estimate=@energy] [data-typed]").value, one("form[data-estimate=@energy]").dataset.done],
      reflect: checked("data-reflect=@why"),
      decide: [checked("data-decide=@buy"), one("form[data-decide=@buy] [data-because]").value],
      answer: one("textarea[data-answer=@tell]").value,
      task: one("[data-task=@sketch]").checked,
      goal: one("[data-goal=@plenty] [data-reached]").hidden,
      upload: one("[data-upload=@mine] [data-loaded] span").textContent,
      status: one("[data-hud-failures]").lastChild.textContent,
      set: [number("@water"), one("[data-name=@lid]").checked, one(".choice[data-name=@place] [data-key]:checked").dataset.key],
      seen: [one("[data-part=@rest]").dataset.seen, one("[data-hud-parts]").lastChild.textContent],
      draft: [checked("data-reflect=@lid_why"), number("@cups")],
    };
  }, renamed);
  await open(page, `${server.url}/reader/index.html`);
  const record = await page.locator("[data-part=one]").innerText();
  await myWork(page, server.url);
  const student = await page.locator("[data-student]").inputValue();
  const report = await page.locator("[data-report]").innerText();
  const { text } = await copyOf(page);
  return { facts: JSON.parse(former(JSON.stringify({ ...facts, record, student }))), report, collected: collected(text) };
}

// What the instructor gets of a copy: the rows of the table of answers, in the names of before.
function collected(text) {
  const folder = join(place, "copies");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, "ada.json"), text);
  execFileSync(labc, ["collect", folder, "--csv", join(place, "answers.csv")], { cwd: place, stdio: "pipe" });
  const told = rows(former(readFileSync(join(place, "answers.csv"), "utf8")));
  return told.map(({ file, "answered at": at, ...row }) => row);
}

test("every kind of item survives the renaming of all that it names", async () => {
  const { page, faults } = await visit(browser);
  await myWork(page, server.url);
  await page.locator("[data-student]").fill("Ada");
  await page.locator("[data-student]").blur();
  await open(page, `${server.url}/heat/index.html`);
  await act(page);
  await myWork(page, server.url);
  await copyOf(page);
  const kinds = Object.keys(new Function(`${rules} return FIELDS;`)());

  // What is stored, as text: where a key or a field changes, the work of students is lost.
  const now = await kept(page);
  const fields = (text) => Object.keys(JSON.parse(text)).sort().join(" ");
  // A draft that was kept before its form was sent is empty afterwards: on a slow machine only.
  const items = Object.entries(now).map(([key, text]) => `${key}: ${fields(text)}`).filter((item) => !/\/draft\/.*: at v$/.test(item));
  assert.deepEqual(items.sort(), STORED);
  const stored = new Set(Object.keys(now).map((key) => key.split("/")[1]));
  for (const kind of kinds) assert.ok(stored.has(kind), `this test does nothing that keeps an item of kind ${kind}`);

  const before = await shown(page, false);
  // What a device keeps for itself is shown nowhere.
  for (const kind of kinds.filter((kind) => !["nudge", "backup"].includes(kind))) assert.ok(kind in before.facts, `this test does not look at what ${kind} shows`);
  assert.deepEqual(before.facts, {
    predict: ["double", "1"],
    estimate: ["400 kJ", "1"],
    reflect: "heat_in",
    decide: ["jug", "It is enough."],
    answer: "Use less water.",
    task: true,
    goal: false,
    upload: before.facts.upload,
    status: "2",
    set: ["8", true, "jug"],
    seen: ["1", "1 of 2"],
    draft: ["steam", "7 and"],
    record: before.facts.record,
    student: "Ada",
  });
  assert.match(before.facts.record, /8 kg were poured\.[^]*You guessed well/);
  const listed = new Set(before.collected.map((row) => row.kind));
  const lists = Object.keys(new Function(`${rules} return LISTS;`)());
  assert.deepEqual([...listed].sort(), lists.sort(), "the class report has a row of every kind that My work lists");

  build(true);
  const renamed = await shown(page, true);
  assert.deepEqual(renamed.facts, before.facts, "the page");
  assert.equal(renamed.report, before.report, "My work");
  assert.deepEqual(renamed.collected, before.collected, "the class report");

  // What is done now is kept under the new names, and nothing counts twice.
  await open(page, `${server.url}/new_heat/index.html`);
  await setSlider(page, "new_water", 1);
  await reflect(page, "new_why", "slow");
  await keptOnce(page, (now) => now["new_heat/status/new_fits.new_jug.new_over"]?.includes('"left":true') && now["new_heat/record/new_poured"]?.includes('"value":1,'));
  const later = await shown(page, true);
  assert.equal(later.facts.status, "2");
  assert.deepEqual(later.facts.set, ["1", true, "jug"]);
  assert.match(later.facts.record, /1 kg were poured/);
  const counting = later.collected.filter((row) => row.status === "counts");
  assert.deepEqual(counting.map((row) => `${row.kind} ${row.name}`), before.collected.map((row) => `${row.kind} ${row.name}`));
  const changed = counting.filter((row, at) => JSON.stringify(row) !== JSON.stringify(before.collected[at]));
  assert.deepEqual(changed.map(({ kind, name, key, fixed, answer }) => [kind, name, key || fixed || answer]), [
    ["reflect", "why", "slow"],
    ["status", "fits.large.over", "yes"],
    ["status", "fits.jug.over", "yes"],
    ["record", "poured", "1 kg"],
  ]);
  // The reflection of before is not lost, and not taken for one that is no longer asked.
  const others = later.collected.filter((row) => row.status !== "counts");
  assert.deepEqual(others.map(({ status, kind, name, key }) => [status, kind, name, key]), [["set aside", "reflect", "why", "heat_in"]]);
  assert.deepEqual(faults, []);
  await page.context().close();
});

// Every key of the student's record, of every kind, with the fields of its item.
const STORED = [
  "heat/answer/tell: at text v",
  "heat/decide/buy: at because option v",
  "heat/draft/reflect.lid_why: at option v",
  "heat/draft/set.cups: at text v",
  "heat/estimate/energy: at confidence factor near read truth typed unit v value",
  "heat/goal/plenty: at met v",
  "heat/predict/guess: at confidence option right truth v",
  "heat/record/poured: at text unit v value",
  "heat/reflect/why: at first option v",
  "heat/seen/rest: at v",
  "heat/set/lid: at v value",
  "heat/set/place: at v value",
  "heat/set/water: at base of unit v value",
  "heat/status/fits.jug.over: at reached v",
  "heat/status/fits.large.over: at reached v",
  "heat/task/sketch: at done v",
  "heat/upload/mine: at file hash rows text units v",
  "~/backup/last: at v value",
  "~/nudge/last: at v value",
  "~/student/last: at v value",
];
