// The extension in a real VS Code. `tests/vscode` runs it, and says where VS Code is.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "./lib/browser.mjs";
import { packaged } from "./lib/extension.mjs";
import { labc } from "./lib/site.mjs";

const { VSCODE_NODE: node, VSCODE_SERVER: entry } = process.env;
const home = mkdtempSync(join(tmpdir(), "labc-vscode-"));
const course = join(home, "water");
const file = join(course, "labs/kettle/lab.lab");
const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
const folders = ["--user-data-dir", join(home, "user"), "--extensions-dir", join(home, "extensions")];
let server;
let browser;
let page;

function freePort() {
  return new Promise((then) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => then(port));
    });
  });
}

before(async () => {
  execFileSync(labc, ["new", "course", "water"], { cwd: home, stdio: "pipe" });
  mkdirSync(join(home, "user/User"), { recursive: true });
  const settings = {
    "labc.path": labc,
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    // In a browser it would be on.
    "files.autoSave": "off",
    "chat.disableAIFeatures": true,
    // What a terminal says can be read in its page.
    "terminal.integrated.gpuAcceleration": "off",
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
  };
  writeFileSync(join(home, "user/User/settings.json"), JSON.stringify(settings));
  execFileSync(node, [entry, ...folders, "--install-extension", packaged(join(home, "editors"))], { env, stdio: "pipe" });
  const port = await freePort();
  server = spawn(
    node,
    [entry, ...folders, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", course],
    // With a group of its own: it starts others, which end with it.
    { env, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let said = "";
  await new Promise((then, fail) => {
    const heard = (bytes) => (said += bytes).includes("HTTP server listening") && then();
    server.stdout.on("data", heard);
    server.stderr.on("data", heard);
    server.on("exit", () => fail(new Error(said)));
  });
  browser = await launch();
  page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  await page.goto(`http://127.0.0.1:${port}/?folder=${course}`);
  await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
  page.setDefaultTimeout(90_000);
  await page.keyboard.press("Control+p");
  await chosen("lab.lab");
  await page.locator(".tab.active", { hasText: "lab.lab" }).waitFor();
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  if (server) {
    server.removeAllListeners("exit");
    const ended = new Promise((then) => server.once("exit", then));
    process.kill(-server.pid);
    await ended;
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 20 });
});

const quick = () => page.locator(".quick-input-widget:visible");
const asked = () => quick().locator("input:focus");
// Chooses the row of an open list that has some words, once it is the one that Enter takes.
async function take(words, typed = words) {
  await asked().fill(typed);
  await quick().locator(".monaco-list-row.focused", { hasText: words }).first().waitFor();
  await page.keyboard.press("Enter");
}
async function chosen(words, typed) {
  await take(words, typed);
  await quick().waitFor({ state: "hidden" });
}
// Gives the text of the lab the keyboard, wherever that is; its cursor stays. Keys that are pressed in the frame of a
// preview do not come to the editor.
async function written() {
  const editor = page.locator(".editor-group-container").first().locator(".monaco-editor").first();
  await editor.locator(".native-edit-context, textarea.inputarea").first().focus();
  await editor.and(page.locator(".focused")).waitFor();
}
// Runs a command of the palette.
async function command(words) {
  await written();
  await page.keyboard.press("F1");
  await chosen(words, `>${words}`);
}
// Puts the cursor into the text of the lab, behind some words.
async function cursor(words) {
  const text = readFileSync(file, "utf8");
  const at = text.indexOf(words) + words.length;
  assert.ok(at >= words.length, words);
  const before = text.slice(0, at).split("\n");
  const [row, column] = [before.length, before.at(-1).length + 1];
  await written();
  await page.keyboard.press("Control+g");
  await asked().fill(`:${row}:${column}`);
  await quick().locator(".monaco-list-row", { hasText: new RegExp(`line ${row}\\b`) }).first().waitFor();
  await page.keyboard.press("Enter");
  await quick().waitFor({ state: "hidden" });
  await page.locator("#status\\.editor\\.selection", { hasText: `Ln ${row}, Col ${column}` }).waitFor();
}
const problems = (count) => page.locator(`#status\\.problems a[aria-label*="${count}"]`).first();
const line = (words) => page.locator(".editor-group-container").first().locator(".view-line", { hasText: words }).first();
// Waits until the lab on the disk is as it is wanted.
async function until(wanted) {
  while (!wanted(readFileSync(file, "utf8"))) await new Promise((then) => setTimeout(then, 20));
}
async function saved(wanted) {
  await page.keyboard.press("Control+s");
  await until(wanted);
  await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
}
// Takes back what was typed since the lab was saved.
async function undone() {
  for (let steps = 0; await page.locator(".tab.active.dirty").count(); steps += 1) {
    assert.ok(steps < 60, "it can be undone");
    await page.keyboard.press("Control+z");
  }
  await problems("No Problems").waitFor();
}

test("a lab has its language and its colours, and no errors", async () => {
  await page.locator("#status\\.editor\\.mode", { hasText: "Lab" }).waitFor();
  await problems("No Problems").waitFor();
  // Values after formulas are there once the server has answered.
  await line(/let.energy.*=.\d+.kJ/).waitFor();
  const colours = await line(/let.energy/).locator("span span").evaluateAll((words) => words.map((word) => getComputedStyle(word).color));
  assert.ok(new Set(colours).size > 2, `${colours}`);
});

test("hover tells the value now", async () => {
  await cursor("let ene");
  await command("Show or Focus Hover");
  await page.locator(".monaco-hover:visible", { hasText: "with all controls at their starts" }).first().waitFor();
  await page.keyboard.press("Escape");
});

test("an error is told while it is typed, and repaired", async () => {
  const text = readFileSync(file, "utf8");
  await cursor("let energy = wat");
  await page.keyboard.type("t");
  await page.locator(".squiggly-error").first().waitFor();
  await problems("1").waitFor();
  // The list is what the server knew when it was opened.
  const repair = page.locator(".action-widget .monaco-list-row", { hasText: "water" }).first();
  for (let times = 0; !(await repair.isVisible()); times += 1) {
    assert.ok(times < 10, "there is a repair");
    await command("Quick Fix...");
    await repair.waitFor({ timeout: 10_000 }).catch(() => page.keyboard.press("Escape"));
  }
  await repair.click();
  await problems("No Problems").waitFor();
  await page.locator(".squiggly-error").waitFor({ state: "detached" });
  await saved((now) => now === text);
});

test("units are completed after a number", async () => {
  await cursor("source @haynes2016");
  await page.keyboard.type("\nlet wait = 3 mi");
  const row = page.locator(".suggest-widget.visible .monaco-list-row", { hasText: /^min/ }).first();
  await row.waitFor();
  await page.keyboard.press("Enter");
  await line(/let.wait.=.3.min/).waitFor();
  await undone();
});

test("renaming writes what the name was", async () => {
  await cursor("slider wat");
  await page.keyboard.press("F2");
  // Nothing is typed before the box has the keyboard: it would go into the lab.
  await page.locator(".rename-box input:focus").waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("volume");
  await page.keyboard.press("Enter");
  await line(/slider.volume.was.water/).waitFor();
  await saved((now) => now.includes("slider volume was water") && now.endsWith("reachable\n"));
  const now = readFileSync(file, "utf8");
  assert.match(now, /x volume in L "Water"/);
  assert.equal(now.match(/\bvolume\b/g).length, 11, now);
  await problems("No Problems").waitFor();
});

test("the page is beside the text, goes where the cursor is, moves it, and keeps the reader's state", async () => {
  await cursor("slider vol");
  await command("labc: Show the page beside the text");
  // The webview is a frame in a frame, and the page is a frame in that.
  const shown = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame").frameLocator("iframe");
  await shown.locator("html[data-ready]").waitFor({ timeout: 60_000 });
  await cursor("predict doub");
  await shown.locator("[data-predict=doubling]").evaluate((element) => new Promise((then) => {
    new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && then()).observe(element);
  }));
  // What is clicked on the page has the cursor, and stays as it was clicked while the text changes.
  await cursor("given litre");
  const option = shown.locator("[data-predict=doubling] input[value=twice]");
  await shown.locator("[data-predict=doubling] label", { has: page.locator("input[value=twice]") }).click();
  const number = readFileSync(file, "utf8").split("\n").findIndex((each) => each.includes("predict doubling")) + 1;
  await page.locator(".active-line-number", { hasText: `${number}` }).waitFor();
  assert.ok(await option.isChecked());
  await cursor("A kettle turns electric power into hea");
  await page.keyboard.type("t and hea");
  await saved((now) => now.includes("into heat and heat"));
  await shown.locator("p", { hasText: "into heat and heat" }).waitFor();
  assert.ok(await option.isChecked(), "the reader's answer stays");
});

test("the commands of the palette check and build the course, and make a lab", async () => {
  // What the terminal shows, in lines as they were printed or as they are wrapped.
  const says = (words) => page.locator(".xterm-rows", { hasText: words }).first().waitFor();
  await command("labc: Check the course");
  await says(/0\serrors/);
  await command("labc: Build the site");
  await until(() => existsSync(join(course, "site/index.html")));
  await written();
  await page.keyboard.press("F1");
  await take("labc: New lab", ">labc: New lab");
  await quick().getByText("The id of the lab").waitFor();
  await asked().fill("a lab");
  await quick().getByText("letters, digits and _").waitFor();
  await asked().fill("teapot");
  await page.keyboard.press("Enter");
  await until(() => existsSync(join(course, "labs/teapot/lab.lab")));
});
