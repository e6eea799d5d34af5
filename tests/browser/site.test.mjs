// What holds for every page of the site, whatever the lab is about.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { COLOURS, violations } from "./lib/axe.mjs";
import { SLOT_KINDS, compareBuilt } from "./lib/built.mjs";
import { open, settled, visit } from "./lib/browser.mjs";
import { browser, server } from "./lib/course.mjs";
import { files, labc, pages, root, site, sizes } from "./lib/site.mjs";

const { all, labs } = pages();

describe("every page starts without a fault", () => {
  for (const path of all) {
    test(`${path} from a server`, async () => {
      const { page, faults } = await visit(browser);
      await open(page, `${server.url}/${path}`);
      assert.deepEqual(faults, []);
      await page.context().close();
    });
    // A server gives it for any address, so it names its files from the root, which a folder does not have.
    if (path !== "404.html") test(`${path} from a file, with the network off`, async () => {
      const { page, faults } = await visit(browser, { offline: true });
      await open(page, pathToFileURL(join(site, path)).href);
      assert.deepEqual(faults, []);
      await page.context().close();
    });
    test(`${path} with scripts off`, async () => {
      const { page, faults } = await visit(browser, { javaScriptEnabled: false });
      await page.goto(`${server.url}/${path}`);
      assert.ok((await page.locator("h1").first().innerText()).trim());
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }
});

describe("the page is built with what the browser computes", () => {
  const compared = new Set();
  for (const path of labs) {
    test(path, async (t) => {
      const { page, faults } = await visit(browser);
      await open(page, `${server.url}/${path}`);
      const result = await page.evaluate(compareBuilt, readFileSync(join(site, path), "utf8"));
      assert.deepEqual(result.different, []);
      assert.deepEqual(result.unknown, []);
      assert.ok(result.compared.s > 0, "no text was compared");
      for (const kind of Object.keys(result.compared)) compared.add(kind);
      assert.deepEqual(faults, []);
      t.diagnostic(`compared ${JSON.stringify(result.compared)}, ${result.sealed} slots behind seals`);
      await page.context().close();
    });
  }

  test("every kind of slot was compared", () => {
    assert.deepEqual([...compared].sort(), [...SLOT_KINDS].sort());
  });

  // The script writes `[data-NAME]` for the names of one list; the theme writes `data-NAME="{{ ….slot }}"`.
  test("the script, the theme and the comparison know the same kinds of slots", () => {
    const known = [...SLOT_KINDS].sort();
    const scripts = files(join(root, "runtime-wasm/js")).filter((name) => name.endsWith("patch.js"));
    const script = scripts.map((name) => readFileSync(join(root, "runtime-wasm/js", name), "utf8")).join();
    const list = /for \(const name of (\[.*?\])\)/.exec(script.slice(script.indexOf("function index(")));
    assert.deepEqual(JSON.parse(list[1]).sort(), known);

    const markup = files(join(root, "themes/default")).filter((name) => name.endsWith(".html"));
    const written = new Set();
    for (const name of markup) {
      const text = readFileSync(join(root, "themes/default", name), "utf8");
      for (const [, kind] of text.matchAll(/data-([a-z]+)="\{\{ [a-z.]*(?:slot|brought) \}\}"/g)) written.add(kind);
    }
    assert.deepEqual([...written].sort(), known);
  });
});

describe("axe finds nothing", () => {
  for (const path of all) {
    test(`${path} in light and dark`, async () => {
      const { page } = await visit(browser, { colorScheme: "light", reducedMotion: "reduce" });
      await open(page, `${server.url}/${path}`);
      assert.deepEqual(await violations(page), []);
      // What is there, and its names and roles, are the same in the dark.
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await settled(page);
      assert.deepEqual(await violations(page, undefined, COLOURS), []);
      await page.context().close();
    });
  }
});

// Evaluator and script, and all of a first visit, of any lab; then of those whose size is known, a little above it, so
// that a page does not grow unnoticed.
const BUDGET = { runtime: 75_000, whole: 120_000 };
const REACHED = {
  // 0.4 kB more each since sliders tell a figure, reading a chart begins at now, estimates are placed on a line, and
  // benches have buttons (what those do is loaded when one is pressed); 0.3 kB for their styles.
  // 0.4 kB more for a question that is answered by drawing, and its style.
  // 5.3 kB for what draws its grid and its tank; 0.1 kB for the frames of its first chart; 0.1 kB for two presets.
  vol1_06: { runtime: 63_500, whole: 92_400 },
  // 0.1 kB for the labs that it leads to, and what is on the border of an option.
  vol1_10: { runtime: 64_900, whole: 98_300 },
  // 0.3 kB more since its controls, verdicts and charts are benches, with a dock on phones.
  // 0.1 kB more for styles of the font of formulas and of the list of works.
  vol1_16: { runtime: 73_400, whole: 117_900 },
  // Six parts more have a picture: 7.7 kB for bars and points, 1.3 kB for what they show.
  // 0.1 kB for the labs that it builds on and leads to, in most labs.
  quant_free_lunch: { runtime: 69_200, whole: 102_900 },
  // 0.2 kB more since pages open without a network; 0.3 kB for symbols that light up and numbers that are dragged, and
  // their style; 0.3 kB since gauges are one of three pictures of amounts, with a style for the others.
  // It shows every chart, for authors: 0.02 kB over the budget of the labs since names stand at the ends of curves.
  gallery: { runtime: 75_100, whole: 112_600 },
  // 0.8 kB for the picture of its last part, and styles of questions that are drawn; 0.1 kB for the labs beside it and the
  // link that presents it.
  quant_pareto: { runtime: 75_000, whole: 120_700 },
};

describe("a first visit stays small", () => {
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const path of labs) {
    test(path, async (t) => {
      const html = readFileSync(join(site, path), "utf8");
      const of = (pattern) => html.match(pattern)?.[1];
      const parts = {
        page: path,
        style: of(/<link rel="stylesheet" href="([^"]+)"/),
        script: of(/<script defer src="([^"]+)"/),
        wasm: of(/data-wasm="([^"]+)"/),
      };
      // Where a formula is in sight, what asks for its font.
      const early = of(/<script src="([^"]+)"/);
      if (early) parts.early = early;
      const br = {};
      for (const [name, address] of Object.entries(parts)) {
        assert.ok(address, `the page names no ${name}`);
        const size = sizes(readFileSync(join(site, name === "page" ? path : join(dirname(path), address))));
        br[name] = size.br;
        t.diagnostic(`${name.padEnd(6)} ${kB(size.raw).padStart(9)} raw ${kB(size.br).padStart(9)} br`);
      }
      const whole = Object.values(br).reduce((sum, size) => sum + size);
      t.diagnostic(`first load ${kB(whole)} br`);
      const runtime = br.wasm + br.script;
      const budget = REACHED[dirname(path)] || BUDGET;
      assert.ok(runtime <= budget.runtime, `evaluator and script: ${kB(runtime)} of ${kB(budget.runtime)}`);
      assert.ok(whole <= budget.whole, `everything: ${kB(whole)} of ${kB(budget.whole)}`);

      // What the browser asks for is what was counted.
      const { page } = await visit(browser);
      server.requests.length = 0;
      await open(page, `${server.url}/${path}`);
      const [fonts, others] = [true, false].map((font) => [...new Set(server.requests)].filter((path) => path.endsWith(".woff2") === font));
      assert.equal(others.length, Object.keys(parts).length, others.join(" "));
      // The font of formulas comes with the texts, and only where one is in sight.
      assert.equal(fonts.length, early ? 1 : 0, fonts.join(" "));
      for (const font of fonts) assert.ok(readFileSync(join(site, font)).length <= 40_000, font);
      await page.context().close();
    });
  }
});

test("two builds are the same bytes, and those of the site", () => {
  const place = mkdtempSync(join(tmpdir(), "labc-twice-"));
  try {
    const [one, two] = ["one", "two"].map((name) => {
      execFileSync(labc, ["build", "--out", join(place, name)], { cwd: root, stdio: "pipe" });
      return join(place, name);
    });
    assert.deepEqual(files(one), files(two));
    assert.deepEqual(files(one), files(site));
    for (const path of files(one)) {
      const bytes = readFileSync(join(one, path));
      assert.ok(bytes.equals(readFileSync(join(two, path))), `${path} differs between two builds`);
      assert.ok(bytes.equals(readFileSync(join(site, path))), `${path} differs from the site`);
    }
  } finally {
    rmSync(place, { recursive: true });
  }
});
