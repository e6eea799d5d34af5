// Settings that the checker says show something do show it in the browser: by the evaluator of the pages for the labs
// of the course, and on a page whose controls are moved as a student moves them for the lab in `tests/projects/proved`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { choose, launch, open, settled, toggle, typeNumber, visit } from "./lib/browser.mjs";
import { evaluators, runtime } from "./lib/evaluator.mjs";
import { fixture } from "./lib/fixture.mjs";
import { labc, root, site, tool } from "./lib/site.mjs";

const folder = mkdtempSync(join(tmpdir(), "labc-proved-"));
after(() => rmSync(folder, { recursive: true }));

test("every setting found in the labs of the course shows what was looked for in the evaluator of the pages", (context) => {
  const file = join(folder, "found");
  execFileSync(tool("found_settings"), [file], { stdio: "pipe" });
  const bytes = readFileSync(file);
  const lab = runtime(site, evaluators(site).get("whole"));
  let at = 0;
  const piece = () => {
    const size = bytes.readUInt32LE(at);
    at += 4 + size;
    return bytes.subarray(at - size, at);
  };
  let count = 0;
  while (at < bytes.length) {
    const about = piece().toString();
    assert.equal(lab.start(piece()), true, about);
    const [slot] = lab.all().split("\u001e");
    assert.equal(slot.split("\u001f").at(-1), "0", about);
    count++;
  }
  assert.ok(count > 500, `only ${count}`);
  context.diagnostic(`${count} settings`);
});

// What a line of the lab puts on the page where a setting shows it.
const shows = {
  "a case is reached": (page, line) => page.locator("[data-status] [data-arm]:not([hidden])", { hasText: line.match(/"(.*?)"/)[1] }).count(),
  "a goal is met": (page, line) => page.locator(`[data-goal=${line.match(/goal (\w+)/)[1]}] [data-reached]:visible`).count(),
  "it is shown": (page, line) => page.locator("main :visible", { hasText: line.match(/"(.*?)"/)[1] }).count(),
  // Of branches, those that are texts.
  "a branch is taken": (page, line, part) => !part.startsWith('"') || page.locator("main p:visible", { hasText: part.replaceAll(/\\?"/g, "") }).count(),
  "a shown value is defined at every setting": (page) => page.locator("main p:visible", { hasText: "undefined" }).count(),
  "a shown value is within its bounds at every setting": async (page) => {
    const share = await page.locator("main p", { hasText: "The share that is filled" }).innerText();
    return Number.parseFloat(share.match(/([\d.]+)\s*%/)[1]) > 100;
  },
};

test("a page shows what was found once its controls are moved there", async (context) => {
  const project = join(root, "tests/projects/proved");
  const path = join(project, "labs/tank/lab.lab");
  const source = readFileSync(path);
  const lines = source.toString().split("\n");
  const said = execFileSync(labc, ["check", "--proofs", "--format", "json", path], { cwd: project, encoding: "utf8" });
  const questions = said.trim().split("\n").map((line) => JSON.parse(line));
  const kinds = new Set(questions.filter(({ settings }) => settings).map(({ question }) => question));
  for (const kind of Object.keys(shows)) assert.ok(kinds.has(kind), `no question whether ${kind}`);
  const { url, close } = await fixture("proved");
  const browser = await launch();
  let seen = 0;
  try {
    const { page } = await visit(browser);
    for (const { question, line, start, end, settings } of questions) {
      if (!settings || !shows[question]) continue;
      await open(page, `${url}/tank/index.html`);
      await page.evaluate(() => localStorage.clear());
      await open(page, `${url}/tank/index.html`);
      for (const { control, value } of settings) {
        if (control === "pump") await choose(page, control, value);
        else if (control === "open") await toggle(page, control, value === "on");
        else await typeNumber(page, control, value);
      }
      await settled(page);
      const part = source.subarray(start, end).toString();
      assert.ok(await shows[question](page, lines[line - 1], part), `${question}, line ${line}: ${lines[line - 1]} at ${JSON.stringify(settings)}`);
      seen++;
    }
  } finally {
    await browser.close();
    await close();
  }
  assert.ok(seen > 10, `only ${seen}`);
  context.diagnostic(`${seen} settings`);
});
