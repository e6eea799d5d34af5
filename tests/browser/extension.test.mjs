// The extension of VS Code as a package: everything that it names is in it, and nothing else.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { packaged } from "./lib/extension.mjs";

const home = mkdtempSync(join(tmpdir(), "labc-extension-"));
const within = join(home, "extension");
let vsix;

before(() => {
  vsix = packaged(join(home, "editors"));
  execFileSync("unzip", ["-q", vsix, "-d", home]);
});
after(() => rmSync(home, { recursive: true, force: true }));

test("the package has every file that it names, and nothing that only its makers need", (t) => {
  t.diagnostic(`${statSync(vsix).size} bytes`);
  const { contributes, main, dependencies, publisher, name } = JSON.parse(readFileSync(join(within, "package.json"), "utf8"));
  const named = [
    main,
    ...contributes.grammars.map(({ path }) => path),
    ...contributes.languages.map(({ configuration }) => configuration),
    ...contributes.tomlValidation.map(({ url }) => url),
  ];
  for (const path of named) assert.ok(existsSync(join(within, path)), path);
  const own = readdirSync(within).filter((path) => path !== "node_modules").sort();
  assert.deepEqual(own, [
    "course.schema.json", "extension.js", "language-configuration.json", "package.json", "readme.md", "syntaxes",
  ]);
  const manifest = readFileSync(join(home, "extension.vsixmanifest"), "utf8");
  assert.match(manifest, new RegExp(`Id="${name}".*Publisher="${publisher}"`));
  for (const path of Object.keys(dependencies)) assert.ok(existsSync(join(within, "node_modules", path)), path);
  assert.ok(!existsSync(join(within, "node_modules/@vscode")), "the packager is not in the package");
});

test("the packaged extension finds its client of the protocol", () => {
  const { resolve } = createRequire(join(within, "extension.js"));
  assert.ok(resolve("vscode-languageclient/node").startsWith(within));
  for (const part of ["vscode-languageserver-protocol", "vscode-jsonrpc"]) {
    assert.ok(createRequire(resolve("vscode-languageclient/node")).resolve(part).startsWith(within), part);
  }
});
