// The grammar that colours labs in editors, over every lab of this repository and every example of the reference: no text
// and no value in braces stays open at the end. No browser.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const { OnigScanner, OnigString, loadWASM } = require("vscode-oniguruma");
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every lab and every example, with where it is. */
function texts() {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!["target", "node_modules", ".git", "out"].includes(entry.name)) walk(path);
      } else if (entry.name.endsWith(".lab")) {
        found.push([path, readFileSync(path, "utf8")]);
      }
    }
  };
  for (const folder of ["compiler", "labs-src", "tests"]) walk(join(root, folder));
  for (const page of readdirSync(join(root, "site/reference"))) {
    const text = readFileSync(join(root, "site/reference", page), "utf8");
    let count = 0;
    for (const [, example] of text.matchAll(/```lab\n([\s\S]*?)```/g)) found.push([`${page} ${++count}`, example]);
  }
  return found;
}

async function grammar() {
  await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
  const file = join(root, "compiler/lsp/editors/vscode/syntaxes/lab.tmLanguage.json");
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(file, "utf8"), file),
  });
  return registry.loadGrammar("source.lab");
}

/** The scopes of a text's pieces, and how deep inside of something it ends. */
function coloured(known, text) {
  const pieces = [];
  let state = INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = known.tokenizeLine(line, state);
    for (const { startIndex, endIndex, scopes } of tokens) pieces.push([line.slice(startIndex, endIndex), scopes.at(-1)]);
    state = ruleStack;
  }
  return { pieces, depth: state.depth };
}

test("every lab and every example ends outside of texts and values", async () => {
  const known = await grammar();
  const all = texts();
  assert.ok(all.length > 150, `${all.length} texts`);
  for (const [path, text] of all) assert.equal(coloured(known, text).depth, 1, path);
  const open = coloured(known, 'part one "One" {\n"""\nwords {1 + 2');
  assert.ok(open.depth > 1, "what is open is seen");
});

test("words, numbers, units and texts have colours of their own", async () => {
  const known = await grammar();
  const { pieces } = coloured(known, 'const peak = 80 GB/s source "a {x} sheet" // note');
  const of = (word) => pieces.find(([piece]) => piece.trim() === word)?.[1];
  assert.match(of("const"), /keyword/);
  assert.match(of("peak"), /entity\.name/);
  assert.match(of("80"), /constant\.numeric/);
  assert.match(of("GB/s"), /unit/);
  assert.match(of("source"), /keyword/);
  assert.match(of("// note"), /comment/);
  assert.match(of("a"), /string/);
});
