// What searching a course finds: other forms of a word, other scripts, and not everything.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, open, visit } from "./lib/browser.mjs";
import { labc } from "./lib/site.mjs";

const TEXTS = {
  memory: "The memory of a device holds the caches. Analysis of its behaviour takes four hours.",
  forms: "Quantisation of weights; a quantized model was trained, and training goes on. The size is shown.",
  japanese: "記憶装置の最大容量は八十ギガバイトです。学習には時間がかかる。ガス",
  chinese: "模型量化可以减少内存占用。𠮷野家",
  thai: "หน่วยความจำของอุปกรณ์",
  korean: "메모리는 장치의 용량을 정한다.",
  hindi: "हिन्दी में स्मृति का अर्थ",
  russian: "Память устройства и ёмкость",
  spanish: "Las operaciones de la memoria ocupan energía.",
};

const home = mkdtempSync(join(tmpdir(), "labc-search-"));
let browser;
let page;
let faults;

before(async () => {
  execFileSync(labc, ["new", "course", "water"], { cwd: home, stdio: "pipe" });
  const course = join(home, "water");
  mkdirSync(join(course, "reference"));
  for (const [name, text] of Object.entries(TEXTS)) {
    const written = name === "spanish" ? text.normalize("NFD") : text;
    writeFileSync(join(course, `reference/${name}.md`), `# Page ${name}\n\n${written}\n`);
  }
  execFileSync(labc, ["build"], { cwd: course, stdio: "pipe" });
  browser = await launch();
  ({ page, faults } = await visit(browser));
  await open(page, pathToFileURL(join(course, "site/search/index.html")).href);
});
after(async () => {
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
});

// The pages that are found, by their names, and what is marked in them.
async function search(words) {
  await page.locator("#words").fill(words);
  return page.evaluate(() => ({
    found: [...document.querySelectorAll("[data-hits] a")].map((link) => link.textContent.replace("Page ", "")),
    marked: [...document.querySelectorAll("[data-hits] mark")].map((mark) => mark.textContent),
  }));
}

test("other forms of a word are found, and marked whole", async () => {
  for (const [words, name, marked] of [
    ["memories", "memory", "memory"],
    ["cache", "memory", "cache"],
    ["caching", "memory", "caches"],
    ["analyses", "memory", "Analysis"],
    ["behaviors", "memory", "behaviour"],
    ["quantization", "forms", "Quantisation"],
    ["quantise", "forms", "Quantisation"],
    ["quantizing", "forms", "quantized"],
    ["train", "forms", "train"],
    ["trains", "forms", "trained"],
    ["sizes", "forms", "size"],
    ["operación", "spanish", "operacion"],
    ["memorias", "spanish", "memoria"],
    ["ENERGIA", "spanish", "energía"],
  ]) {
    const { found, marked: marks } = await search(words);
    assert.ok(found.includes(name), `${words}: ${found}`);
    assert.ok(marks.includes(marked), `${words}: ${marks}`);
  }
});

test("words of scripts without spaces are found wherever they stand", async () => {
  for (const [words, name] of [
    ["容量", "japanese"],
    ["最大容量", "japanese"],
    ["記憶装置 容量", "japanese"],
    ["学習", "japanese"],
    ["量化", "chinese"],
    ["减少内存", "chinese"],
    ["𠮷野", "chinese"],
    ["ความจำ", "thai"],
    ["메모리", "korean"],
    ["स्मृति", "hindi"],
    ["память", "russian"],
    ["емкость", "russian"],
  ]) {
    assert.deepEqual((await search(words)).found, [name], words);
  }
});

test("what merely looks alike is not found", async () => {
  // The middle of a word, other syllables with the same first letter, other letters by a mark, other characters of a pair.
  for (const words of ["emory", "마마마", "カス", "𠮶野", "量内", "hor", "स्कूल"]) {
    assert.deepEqual((await search(words)).found, [], words);
  }
  assert.deepEqual(faults, []);
});
