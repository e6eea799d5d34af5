// Figures of the built site, to compare two builds or two machines: bytes, and what a tick of a slider costs.
//
//     node figures.mjs [SITE...]
//
// Without a site it takes the one that `lib/site.mjs` names. Several sites are measured in turns, so that a busy machine
// slows all of them alike. Each lab is measured with every question answered, so that all of its page is live.
//
// - script: what the page's script and the evaluator take for a tick, without layout and paint
// - wasm: what the evaluator alone takes of it
// - frame: from the input event to the painted frame
//
// Times are in milliseconds, median and 95th percentile, at the machine's speed and at a quarter of it.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

import { launch, open, settled, visit } from "./lib/browser.mjs";
import { answerAll, drag, heaviest, watchFrames } from "./lib/figures.mjs";
import { files, serve, site, sizes } from "./lib/site.mjs";

const TICKS = Number(process.env.LABC_TICKS || 120);
const TURNS = Number(process.env.LABC_TURNS || 2);
const folders = process.argv.slice(2).length ? process.argv.slice(2).map((folder) => resolve(folder)) : [site];

function bytes(folder, path) {
  const html = readFileSync(join(folder, path), "utf8");
  const of = (pattern) => join(dirname(path), html.match(pattern)[1]);
  const parts = {
    page: path,
    style: of(/<link rel="stylesheet" href="([^"]+)"/),
    script: of(/<script defer src="([^"]+)"/),
    wasm: of(/data-wasm="([^"]+)"/),
  };
  const row = {};
  let [br, gz] = [0, 0];
  for (const [name, file] of Object.entries(parts)) {
    const content = readFileSync(join(folder, file));
    const size = sizes(content).br;
    row[name] = size;
    br += size;
    gz += gzipSync(content, { level: 9 }).length;
  }
  return { ...row, brotli: br, gzip: gz };
}

// Runs in the page: ticks of a slider, whole and of the evaluator alone.
function ticks(input, count) {
  const [low, high] = [+input.min, +input.max];
  const at = (tick) => low + (high - low) * (0.5 + 0.5 * Math.sin(tick / 7));
  const timed = (work) =>
    Array.from({ length: count }, (_, tick) => {
      const start = performance.now();
      labc.lab.set(+input.dataset.control, at(tick));
      work();
      return performance.now() - start;
    });
  return { script: timed(() => labc.patch()), wasm: timed(() => labc.lab.run()) };
}

async function times(browser, url, path) {
  const { page } = await visit(browser);
  await open(page, `${url}/${path}`);
  await page.evaluate(answerAll);
  await settled(page);
  const name = await page.evaluate(heaviest);
  if (!name) return { name: "none", all: {} };
  const input = page.locator(`input[type=range][data-name="${name}"]`);
  await input.evaluate(watchFrames);
  await settled(page);
  const session = await page.context().newCDPSession(page);
  const all = {};
  for (const rate of [1, 4]) {
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    const found = await input.evaluate(ticks, TICKS);
    found.frame = await drag(page, input, TICKS);
    all[rate] = found;
  }
  await page.context().close();
  return { name, all };
}

const at = (times, share) => times.sort((a, b) => a - b)[Math.floor(share * (times.length - 1))];
const told = (times) => (times?.length ? `${at(times, 0.5).toFixed(2)} / ${at(times, 0.95).toFixed(2)}` : "-");

const browser = await launch();
const servers = [];
for (const folder of folders) servers.push(await serve(folder));
const labs = files(folders[0]).filter((path) => path.endsWith(".html") && readFileSync(join(folders[0], path), "utf8").includes('id="lab-data"'));
for (const path of labs) {
  console.log(`\n${path}`);
  const gathered = folders.map(() => ({ name: "", all: { 1: {}, 4: {} } }));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [index, { url }] of servers.entries()) {
      const { name, all } = await times(browser, url, path);
      gathered[index].name = name;
      for (const [rate, kinds] of Object.entries(all)) for (const [kind, found] of Object.entries(kinds)) (gathered[index].all[rate][kind] ||= []).push(...found);
    }
  }
  folders.forEach((folder, index) => {
    const size = bytes(folder, path);
    console.log(`  ${folder}`);
    console.log(`    bytes: ${Object.entries(size).map(([name, size]) => `${name} ${(size / 1000).toFixed(1)}`).join(", ")} kB`);
    for (const rate of [1, 4]) {
      const { script, wasm, frame } = gathered[index].all[rate];
      console.log(`    ${gathered[index].name}, ${rate === 1 ? "full" : "quarter"} speed: script ${told(script)}, wasm ${told(wasm)}, frame ${told(frame)} ms`);
    }
  });
}
await browser.close();
for (const server of servers) await server.close();
