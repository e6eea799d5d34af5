// Every page by the Nu HTML checker, the one behind validator.w3.org. It needs Java 17.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { pages, site } from "./lib/site.mjs";

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

function java() {
  try {
    execFileSync("java", ["-version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

test("the HTML checker has nothing to say", (t) => {
  if (!java()) {
    console.error("\n!!! NO JAVA: THE HTML OF THE SITE IS NOT CHECKED. Install a Java runtime, 17 or newer.\n");
    // A machine that builds for others must not skip this.
    assert.ok(!process.env.CI, "Java is missing where CI runs");
    t.skip("Java is missing");
    return;
  }
  const { all } = pages();
  const files = all.map((path) => join(site, path));
  const { stdout, stderr } = spawnSync("java", ["-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", ...files], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.ok(stdout.startsWith("{"), stderr);
  const { messages } = JSON.parse(stdout);
  // Files have no origin that `'self'` could mean, and a data block is no script: whether pages keep their
  // policy is seen in the browser.
  const policy = ({ message }) => message.includes("Content Security Policy");
  const bad = messages.filter((each) => (each.type === "error" || each.type === "non-document-error") && !policy(each));
  const found = bad.map(({ url, lastLine, message, extract }) => `${url}:${lastLine}: ${message} ${(extract || "").trim().slice(0, 200)}`);
  assert.deepEqual(found, []);
  t.diagnostic(`checked ${files.length} pages`);
});
