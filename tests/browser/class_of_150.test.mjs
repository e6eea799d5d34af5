// A class as it hands in: copies saved by pages (eight students, two of them with a second device, one whose storage is
// denied, one in a sandboxed frame), multiplied to 150 students with everything that happens to copies on their way. What was taken in, kept, refused and said; none lost.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";

import { open, visit } from "./lib/browser.mjs";
import { rows } from "./lib/csv.mjs";
import { answerBoth, commitTo, denied, framed, textCopy } from "./lib/denied.mjs";
import { copyOf, myWork } from "./lib/fixture.mjs";
import { browser, course } from "./lib/fixture_course.mjs";
import { ours } from "./lib/ledgers.mjs";
import { labc, root } from "./lib/site.mjs";

const SIZE = 150;
const project = join(root, "tests/projects/ledger");
let place;
let copies;

// A student with a browser that keeps things: answers, gives a name, saves a copy.
async function student(name, growth, time) {
  const { page } = await visit(browser);
  await open(page, `${course.url}/first/index.html`);
  await commitTo(page, "growth", growth);
  if (time) {
    await open(page, `${course.url}/second/index.html`);
    await commitTo(page, "time", time);
  }
  await myWork(page, course.url);
  if (name) {
    await page.locator("[data-student]").fill(name);
    await page.locator("[data-student]").blur();
  }
  const { text } = await copyOf(page, ".keeping [data-copy]");
  await page.context().close();
  return JSON.parse(text);
}

async function handIn() {
  place = mkdtempSync(join(tmpdir(), "labc-class-of-"));
  copies = [];
  for (const [name, growth, time] of [["Ada", "two", "quick"], ["Bob", "four", "right"], ["", "eight", "slow"], ["s1234567", "four", ""], ["José", "two", "right"], ["Chloé O’Hara", "eight", "right"]]) {
    copies.push(await student(name, growth, time));
  }
  // The second devices of the first two.
  copies.push(await student("Ada", "four", "quick"));
  copies.push(await student("Bob", "two", ""));
  const { page, close } = await denied(browser, "all storage throws");
  await open(page, `${course.url}/first/index.html`);
  await answerBoth(page);
  copies.push(JSON.parse((await copyOf(page, "[data-hud] [data-copy]")).text));
  await close();
  const { frame, close: leave } = await framed(browser, `${course.url}/first/index.html`);
  await answerBoth(await frame());
  copies.push(await textCopy(await frame()));
  await leave();
}
after(() => place && rmSync(place, { recursive: true }));

// A student's own copy, made of one that a page has saved: other times, another name.
function copyFor(index, { name, option, minutes = 0 } = {}) {
  const { items } = copies[index % copies.length];
  const own = new Map();
  for (const [key, text] of Object.entries(items)) {
    const item = JSON.parse(text);
    if (item.at) item.at = new Date(Date.parse(item.at) + index * 1000 + minutes * 60000).toISOString();
    if (key === "first/predict/growth" && option) item.option = option;
    own.set(key, JSON.stringify(item));
  }
  own.delete("~/student/last");
  if (name) own.set("~/student/last", JSON.stringify({ v: 2, value: name }));
  own.set("first/answer/own", JSON.stringify({ v: 2, text: `answer of ${index}` }));
  return ours.pack("fixture", own, "2026-11-21T10:00:00.000Z");
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

test("a class of 150: every copy is taken in, kept apart or refused with its reason, and no answer is lost", async (t) => {
  await handIn();
  const folder = join(place, "handed-in");
  const files = {};
  const roster = ["id,name,also"];
  const moodle = (at, name) => `Group ${at % 3}/${name}_${1000 + at}_assignsubmission_file_`;
  // Of three students, two have the same name.
  const nameOf = (at) => (at % 3 ? `Student ${at - (at % 3)}` : `Pupil ${at}`);
  for (let at = 0; at < SIZE; at++) {
    const folderOf = moodle(at, nameOf(at));
    const text = copyFor(at, { name: nameOf(at) });
    roster.push(`${1000 + at},${nameOf(at)},`);
    switch (at % 15) {
      case 1: // Pasted into a text field.
        files[`${folderOf.replace("_file_", "_onlinetext_")}/onlinetext.html`] = `<p>${escaped(text).replace(/\n/g, "<br />\n")}</p>`;
        break;
      case 2: // Two devices that disagree, and a picture.
        files[`${folderOf}/phone.json`] = text;
        files[`${folderOf}/laptop.json`] = copyFor(at, { name: nameOf(at), option: "eight", minutes: 5 });
        files[`${folderOf}/shot.png`] = "x";
        break;
      case 3: // Forged: somebody else's name, an older clock.
        files[`${folderOf}/copy.json`] = text;
        files[`${folderOf}/copy-1.json`] = copyFor(at, { name: "Nemo", option: "two", minutes: -600 });
        break;
      case 4: // One damaged letter.
        files[`${folderOf}/copy.json`] = text.replace("answer of", "Answer of");
        break;
      case 5: // Of an earlier version.
        files[`${folderOf}/copy.json`] = text.replace(/ "checks": .*\n/, "");
        break;
      case 6: // From an editor.
        files[`${folderOf}/copy.json`] = Buffer.from(`\ufeff${text.replace(/\n/g, "\r\n")}`, "utf16le");
        break;
      case 7: // Answered to in a mail.
        files[`${folderOf}/mail.txt`] = `You wrote:\n${text.replace(/^/gm, "> ")}\nThanks\n`;
        break;
      case 8: // Cut off behind the items.
        files[`${folderOf}/copy.json`] = text.slice(0, text.lastIndexOf('"checksum"'));
        break;
      case 9: // Saved twice.
        files[`${folderOf}/copy.json`] = text;
        files[`${folderOf}/copy (1).json`] = text;
        break;
      default:
        files[`${folderOf}/copy.json`] = text;
    }
  }
  roster.push("9999,Missing Person,");
  Object.assign(files, { "Thumbs.db": "x", "Group 1/.DS_Store": "x", "Group 2/other.json": ours.pack("elsewhere", new Map(), ""), "Group 2/broken.json": '{"format": "labc-ledger", "ver' });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const list = join(place, "class.csv");
  writeFileSync(list, roster.join("\n"));
  const out = join(place, "report");
  const { status, stderr } = spawnSync(labc, ["collect", folder, "--out", out, "--roster", list], { cwd: project, encoding: "utf8" });
  assert.equal(status, 1, stderr);
  const table = (name) => rows(readFileSync(join(out, name), "utf8"));
  const [answers, students, byFile] = [table("answers.csv"), table("students.csv"), table("files.csv")];

  // 150 students, ten whose forged copy stands apart, one who is missing.
  const handed = students.filter((row) => row["handed in"] === "yes");
  assert.equal(handed.length, SIZE + 10);
  assert.equal(handed.filter((row) => / as Nemo$/.test(row.id)).length, 10);
  assert.deepEqual(students.filter((row) => row["handed in"] === "no").map((row) => row.student), ["Missing Person"]);
  assert.equal(byFile.length, Object.keys(files).length);
  const became = {};
  for (const row of byFile) became[row["what became of it"]] = (became[row["what became of it"]] ?? 0) + 1;
  assert.deepEqual(became, {
    "taken in": 120,
    "taken in, one of several copies": 40,
    "taken in, damaged": 20,
    "not taken in": 2,
    "passed over": 12,
  });

  // No answer is lost: each is there with its student, but for the one that was damaged.
  const own = answers.filter((row) => row.name === "own");
  assert.deepEqual(new Set(own.map((row) => row.status)), new Set(["no longer asked"]), "the lab asks no such thing, and it is kept");
  for (let at = 0; at < SIZE; at++) {
    const mine = answers.filter((row) => row.id === String(1000 + at));
    const written = mine.filter((row) => row.name === "own").map((row) => row.answer);
    assert.deepEqual(written, at % 15 === 4 ? [] : [`answer of ${at}`], `student ${at}`);
    const growth = mine.filter((row) => row.name === "growth");
    const { option } = JSON.parse(copies[at % copies.length].items["first/predict/growth"]);
    assert.equal(growth.find((row) => row.status === "counts").key, option, `student ${at}`);
    const others = growth.filter((row) => row.status === "set aside").map((row) => row.key);
    assert.deepEqual(others, at % 15 === 2 && option !== "eight" ? ["eight"] : [], `student ${at}`);
  }
  for (const row of students.filter((row) => row["handed in"] === "yes")) assert.ok(+row["predictions made"] > 0 && +row.predictions === 4, row.id);

  // What is said.
  assert.match(stderr, /160 students from 180 copies, 2 files not taken in, 20 copies damaged; passed over: 2 system files, 10 pictures/);
  assert.match(stderr, /have one name\. They count as 2 students/);
  assert.match(stderr, /with the name `Nemo` in it: kept apart/);
  assert.match(stderr, /Missing Person \(9999\): nothing handed in/);
  assert.match(stderr, /other\.json: of another course, `elsewhere`/);
  assert.equal((stderr.match(/copies answer growth differently/g) ?? []).length, students.filter((row) => +row["set aside"] > 0).length);
  t.diagnostic(stderr.trim().split("\n").at(-1));
});

test("one lab is marked alone, out of the same copies", async () => {
  const folder = join(place, "alone");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.json"), copyFor(0));
  const all = execFileSync(labc, ["collect", folder, "--lab", join(project, "labs/second/lab.lab")], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const [row] = rows(all);
  assert.deepEqual([row.labs, row["predictions made"], row.predictions], ["1", "1", "2"]);
});
