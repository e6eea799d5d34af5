// A first course as its author makes it: with the command alone, in an empty home, opened from the folder.
// `tests/packages` runs this with commands that were installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { commit, launch, open, setSlider, text, visit } from "./lib/browser.mjs";
import { labc } from "./lib/site.mjs";

test("a new course is clean, builds, and its lab computes in the browser", async () => {
  const home = mkdtempSync(join(tmpdir(), "labc-home-"));
  const run = (cwd, ...args) => execFileSync(labc, args, { cwd, env: { HOME: home, PATH: process.env.PATH }, encoding: "utf8", stdio: "pipe" });
  const browser = await launch();
  try {
    run(home, "new", "course", "water");
    const course = join(home, "water");
    run(course, "check");
    run(course, "build");
    const { page, faults } = await visit(browser);
    await open(page, pathToFileURL(join(course, "site/index.html")).href);
    await page.getByRole("link", { name: "Boiling Water" }).first().click();
    await page.waitForFunction(() => globalThis.labc?.lab);
    await commit(page, "doubling", "twice");
    await setSlider(page, "water", 4);
    assert.match(await text(page, "main"), /10\.8 min/);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  }
});
