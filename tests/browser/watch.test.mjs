// Writing a lab with `labc watch`: each change shows on the open page, and nothing that the author has set on it is
// lost.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { violations } from "./lib/axe.mjs";
import { launch, open, ready, visit } from "./lib/browser.mjs";
import { files, labc } from "./lib/site.mjs";
import { ask, differing, watch } from "./lib/watching.mjs";

const course = mkdtempSync(join(tmpdir(), "labc-watch-"));
const inside = (...path) => join(course, ...path);
const LAB = `/// A pond in winter.
lab pond "The Pond" {}

table fish "Fish" from "fish.csv" source "Counted in May" {
  mass: kg > 0
}

part water "Water" 5 min {
  "The water is cold."

  slider depth "Depth" from 1 m to 5 m by 0.5 m start 2 m

  "At {depth} the heaviest fish weighs {max(f.mass for f in fish)}."

  details "More" {
    "Deep water is dark."
  }

  details "Less" {
    "Shallow water is warm."
  }
}
`;
const OTHER = LAB.replace('lab pond "The Pond"', 'lab lake "The Lake"').replace("in May", "in June");
const COURSE = `id = "ponds"
title = "Ponds"
labs = "labs"
out = "out"
theme = "ours"

[[volume]]
title = "All"
labs = ["pond", "lake"]
`;

let browser;
let watching;
let address;

const edit = (path, from, to) => writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
const lab = inside("labs/pond/lab.lab");

before(async () => {
  for (const folder of ["labs/pond", "labs/lake", "ours/style"]) mkdirSync(inside(folder), { recursive: true });
  writeFileSync(lab, LAB);
  writeFileSync(inside("labs/pond/fish.csv"), "key,label,mass\ncarp,Carp,4\npike,Pike,7\n");
  writeFileSync(inside("labs/lake/fish.csv"), "key,label,mass\ntench,Tench,2\n");
  writeFileSync(inside("labs/lake/lab.lab"), OTHER);
  writeFileSync(inside("ours/theme.toml"), "");
  writeFileSync(inside("course.toml"), COURSE);
  browser = await launch();
  watching = await watch(course);
  address = watching.address;
});
after(async () => {
  await browser?.close();
  watching?.end();
  rmSync(course, { recursive: true, force: true });
});

const text = (page) => page.locator("main").innerText();
// Waits for a text on the page, over its reloads.
const shows = (page, wanted) => page.getByText(wanted).first().waitFor({ timeout: 20_000 });

test("a change of text, of data, of the theme and of the course shows on the open page", async () => {
  const { page } = await visit(browser);
  await open(page, `${address}pond/`);
  assert.match(await text(page), /The water is cold\.[^]*At 2 m the heaviest fish weighs 7 kg\./);
  edit(lab, "is cold", "is very cold");
  await shows(page, "The water is very cold.");
  writeFileSync(inside("labs/pond/fish.csv"), "key,label,mass\ncarp,Carp,4\nwels,Wels,30\n");
  await shows(page, "the heaviest fish weighs 30 kg");
  writeFileSync(inside("ours/style.css"), "h1 { letter-spacing: 7px; }\n");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px", null, { timeout: 20_000 });
  edit(inside("course.toml"), 'title = "Ponds"', 'title = "Ponds and Lakes"');
  await page.waitForFunction(() => document.title.includes("Ponds and Lakes"), null, { timeout: 20_000 });
  await page.context().close();
});

test("pages without labs show changes too, whatever scripts their policy lets in", async () => {
  for (const path of ["", "volume-1/", "search/", "privacy/"]) {
    const { page, faults } = await visit(browser);
    await page.goto(address + path);
    edit(inside("course.toml"), /^title = .*/m, `title = "Ponds seen from ${path || "home"}"`);
    await shows(page, `Ponds seen from ${path || "home"}`);
    assert.deepEqual(faults, []);
    await page.context().close();
  }
  edit(inside("course.toml"), /^title = .*/m, 'title = "Ponds"');
});

test("controls, what is open, place and keyboard stay as they are", async () => {
  const { page } = await visit(browser, { viewport: { width: 800, height: 400 } });
  await open(page, `${address}pond/`);
  const slider = page.locator("input[type=range]").first();
  await slider.focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press("ArrowRight");
  await shows(page, "At 4 m");
  await page.locator("summary", { hasText: "More" }).click();
  await slider.focus();
  await page.evaluate(() => scrollTo({ top: 300, behavior: "instant" }));
  const before = await page.evaluate(() => [scrollY, document.activeElement.id]);
  edit(lab, "is very cold", "is warm");
  await shows(page, "The water is warm.");
  await ready(page);
  await shows(page, "At 4 m");
  await page.waitForFunction(([y, id]) => Math.abs(scrollY - y) < 30 && document.activeElement.id === id, before);
  const opened = await page.locator("details[open] summary").allInnerTexts();
  assert.deepEqual(opened.filter((text) => ["More", "Less"].includes(text.trim())), ["More"]);
  await page.context().close();
});

test("texts and the style of a page change in place; the page does not load again", async () => {
  const { page } = await visit(browser);
  await open(page, `${address}pond/`);
  await page.evaluate(() => (globalThis.same = true));
  const slider = page.locator("input[type=range]").first();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await shows(page, "At 2.5 m");
  // A word beside a value that has moved, a paragraph more, one less, a title, a style sheet.
  edit(lab, "the heaviest fish", "the *largest* fish");
  await shows(page, "largest");
  edit(lab, "At {depth} the *largest*", "Down at {depth} the *largest*");
  await shows(page, "Down at 2.5 m the largest fish weighs 30 kg");
  edit(lab, '"Deep water is dark."', '"Deep water is dark." "And it is quiet, see **there**."');
  await page.getByText("And it is quiet").waitFor({ state: "attached" });
  edit(lab, ' "And it is quiet, see **there**."', "");
  await page.getByText("And it is quiet").waitFor({ state: "detached" });
  edit(lab, '"The Pond"', '"The Old Pond"');
  await page.waitForFunction(() => document.title.includes("The Old Pond") && document.querySelector("h1").textContent === "The Old Pond");
  writeFileSync(inside("ours/style.css"), "h1 { letter-spacing: 9px; }\n");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "9px");
  assert.equal(await page.evaluate(() => globalThis.same), true);
  await page.keyboard.press("ArrowRight");
  await shows(page, "Down at 3 m the largest");
  // Another program is loaded anew.
  edit(lab, "start 2 m", "start 1 m");
  await page.waitForFunction(() => !globalThis.same);
  edit(lab, "start 1 m", "start 2 m");
  edit(lab, "Down at {depth} the *largest* fish", "At {depth} the heaviest fish");
  edit(lab, '"The Old Pond"', '"The Pond"');
  await shows(page, "the heaviest fish");
  await page.context().close();
});

test("an error is shown over the last good page, with its place and repair, and goes when it is mended", async () => {
  const { page } = await visit(browser);
  await open(page, `${address}pond/`);
  writeFileSync(inside("ours/style.css"), "section, header, pre { background: #fff; color: #eee; letter-spacing: 3px; }\n");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("header")).letterSpacing === "3px");
  edit(lab, "At {depth}", "At {dept}");
  const panel = page.locator(".labc-live");
  await panel.waitFor();
  await page.locator(".labc-live[data-level=fail]").waitFor();
  const said = await panel.innerText();
  assert.match(said, /1 error\. This page is the last good one\./);
  assert.match(said, /labs\/pond\/lab\.lab:\d+:\d+[^]*depth/);
  assert.match(await text(page), /The water is warm\./);
  // It can be read whatever the theme says of such elements.
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page, ".labc-live"), []);
  }
  // The other lab goes on meanwhile.
  const other = await page.context().newPage();
  await open(other, `${address}lake/`);
  edit(inside("labs/lake/lab.lab"), "is cold", "is deep");
  await shows(other, "The water is deep.");
  await other.close();
  // It can be put away, and looked at again.
  await panel.getByRole("button").click();
  assert.ok(await panel.locator("pre").isHidden());
  edit(lab, "{dept}", "{depth}");
  await panel.waitFor({ state: "detached" });
  writeFileSync(inside("ours/style.css"), "");
  await page.context().close();
});

test("files that are written and renamed, folders that go and come back, labs that are new", async () => {
  const { page } = await visit(browser);
  await open(page, `${address}pond/`);
  // As many editors save.
  writeFileSync(inside("labs/pond/.lab.lab.swp"), "x");
  writeFileSync(inside("labs/pond/new"), readFileSync(lab, "utf8").replace("is warm", "is green"));
  renameSync(inside("labs/pond/new"), lab);
  await shows(page, "The water is green.");
  renameSync(inside("labs/pond"), inside("labs/elsewhere"));
  await page.locator(".labc-live").waitFor();
  assert.match(await text(page), /The water is green\./);
  renameSync(inside("labs/elsewhere"), inside("labs/pond"));
  await page.locator(".labc-live").waitFor({ state: "detached" });
  edit(lab, "is green", "is blue");
  await shows(page, "The water is blue.");
  await page.goto(`${address}river/`);
  mkdirSync(inside("labs/river"));
  writeFileSync(inside("labs/river/lab.lab"), LAB.replaceAll("pond", "river").replace("The Pond", "The River").replace("in May", "in July"));
  writeFileSync(inside("labs/river/fish.csv"), "key,label,mass\ntrout,Trout,1\n");
  edit(inside("course.toml"), '"lake"]', '"lake", "river"]');
  await shows(page, "the heaviest fish weighs 1 kg");
  await page.context().close();
});

test("of a hundred saves in a row, errors among them, the last is what is shown", async () => {
  const { page } = await visit(browser);
  await open(page, `${address}pond/`);
  const source = readFileSync(lab, "utf8");
  for (let save = 1; save <= 100; save++) {
    writeFileSync(lab, save % 3 === 1 ? source.replace("part water", "prat water") : source.replace("is blue", `is blue ${save}`));
    await new Promise((then) => setTimeout(then, save % 10));
  }
  // The hundredth is a broken one: the last good one follows.
  await page.locator(".labc-live").waitFor();
  writeFileSync(lab, source.replace("is blue", "is blue at last"));
  await shows(page, "The water is blue at last.");
  await page.locator(".labc-live").waitFor({ state: "detached" });
  await page.context().close();
});

test("what is served is what a build writes, but for one script", async () => {
  execFileSync(labc, ["build", "--fresh", "--out", inside("built")], { cwd: course, stdio: "pipe" });
  const built = files(inside("built")).filter((path) => path !== ".labc-site");
  assert.ok(built.length > 10);
  assert.deepEqual(await differing(address, inside("built"), built), []);
});

test("only this machine is served, under the address that was given, and for reading only", async () => {
  const { hostname, port } = new URL(address);
  assert.equal(hostname, "127.0.0.1");
  for (const host of [`evil.example:${port}`, "127.0.0.1", `127.0.0.1:${port}.evil.example`, `127.0.0.1:${Number(port) + 1}`]) {
    assert.equal((await ask(address, "/", { headers: { host } })).status, 403, host);
  }
  assert.equal((await ask(address, "/", { headers: { host: `localhost:${port}` } })).status, 200);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) assert.equal((await ask(address, "/", { method })).status, 405, method);
  for (const path of ["/../course.toml", "/%2e%2e/course.toml", "/labs/pond/lab.lab", "/%00", "/%ff", "/pond//"]) {
    assert.equal((await ask(address, path)).status, 404, path);
  }
  const { headers } = await ask(address, "/pond/");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["content-security-policy"], "frame-ancestors 'self' vscode-webview: vscode-file: http://127.0.0.1:* http://localhost:*");
  assert.equal(headers["access-control-allow-origin"], undefined);
  assert.equal((await ask(address, "/pond")).headers.location, "/pond/");
});

test("two watchers of one course have an address each; a port that is taken is named", async () => {
  const second = await watch(course);
  assert.notEqual(second.address, address);
  assert.equal((await ask(second.address, "/")).status, 200);
  second.end();
  await assert.rejects(watch(course, "--port", new URL(address).port), /cannot listen on port \d+/);
});

test("a page that nobody changes does not load again", async () => {
  const { page } = await visit(browser);
  let loads = 0;
  page.on("load", () => loads++);
  await open(page, `${address}lake/`);
  assert.equal(loads, 1);
  const other = await page.context().newPage();
  await open(other, `${address}pond/`);
  edit(lab, "is blue at last", "is blue, at last");
  await shows(other, "The water is blue, at last.");
  assert.equal(loads, 1);
  await page.context().close();
});
