// A page's evaluator has the parts that the page uses and no others: it shows what the whole one shows, wherever the
// controls stand. `LABC_LABS` says how many random labs are tried besides those of the site; no browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";

import { evaluators, runtime } from "./lib/evaluator.mjs";
import { unpacked } from "./lib/packed.mjs";
import { files, labc, site, tool } from "./lib/site.mjs";

const COUNT = Number(process.env.LABC_LABS || 60);
const TYPED = ["1", "2.5", "1e3", "50 %", "3 GB", "-1", "half"];

const own = mkdtempSync(join(tmpdir(), "labc-parts-"));
after(() => rmSync(own, { recursive: true }));
mkdirSync(join(own, "labs"));
execFileSync(tool("random_labs"), [String(COUNT), join(own, "labs")]);
execFileSync(labc, ["build", join(own, "labs"), "--out", join(own, "site")], { cwd: own, stdio: "pipe" });

// All that a page shows: its texts, tables and stops, what is read of what students type, and what is pinned.
function shown(lab, html, data) {
  const seen = [];
  const inputs = [...html.matchAll(/data-control="(\d+)"[^>]* min="([^"]+)" max="([^"]+)"/g)].map(([, control, low, high]) => [+control, +low, +high]);
  const charts = new Set([...html.matchAll(/data-chart="(\d+)"/g)].map(([, chart]) => +chart));
  const seals = new Set([...html.matchAll(/data-seal="(\d+)"/g)].map(([, seal]) => +seal));
  const estimates = new Set([...html.matchAll(/data-estimate="[^"]+"/g)]).size;
  assert.ok(lab.start(data), "the page is refused");
  for (const seal of seals) lab.open(seal);
  seen.push(lab.all());
  for (const share of [0, 0.37, 1]) {
    for (const [control, low, high] of inputs) lab.set(control, low + (high - low) * share);
    seen.push(lab.run(), lab.all());
    for (const chart of charts) {
      lab.pin(chart, share > 0);
      lab.width(chart, 300 + 500 * share);
      seen.push(lab.table(chart), lab.stops(chart), lab.all());
    }
    for (const text of TYPED) {
      for (const [control] of inputs) seen.push(lab.parse(control, text), lab.kept(control, 1.5, true), lab.number(control), lab.text(control));
      for (let estimate = 0; estimate < estimates; estimate++) seen.push(lab.estimate(estimate, text));
    }
  }
  return seen;
}

for (const folder of [site, join(own, "site")]) {
  test(`pages of ${folder === site ? "the site" : `${COUNT} random labs`} show with their evaluators what the whole one shows`, (context) => {
    const all = evaluators(folder);
    const sizes = [];
    for (const path of files(folder).filter((path) => path.endsWith(".html"))) {
      const page = readFileSync(join(folder, path), "utf8");
      const packed = page.match(/id="lab-data"[^>]*>([^]*?)<\/script>/)?.[1];
      if (!packed) continue;
      const [data, , ...fragments] = unpacked(packed);
      const html = [page.replace(packed, ""), ...fragments.map((fragment) => new TextDecoder().decode(fragment))].join("");
      const wasm = all.get(basename(page.match(/data-wasm="([^"]+)"/)[1]));
      sizes.push(wasm.length);
      const [mine, whole] = [wasm, all.get("whole")].map((evaluator) => shown(runtime(folder, evaluator), html, data));
      assert.deepEqual(mine, whole, path);
    }
    assert.ok(sizes.length >= (folder === site ? 6 : COUNT));
    context.diagnostic(`${sizes.length} pages, evaluators of ${Math.min(...sizes)} to ${Math.max(...sizes)} bytes, the whole one has ${all.get("whole").length}`);
  });
}
