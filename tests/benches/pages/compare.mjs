// Our pages beside others that do less, in one run:
//
//     (cd tests/browser && npm ci); (cd tests/benches/pages && npm ci)
//     node tests/benches/pages/compare.mjs [SITE] [LAB...]
//
// Without a site it takes the one that `tests/browser/lib/site.mjs` names; without labs all of its labs. `LABC_TURNS` says how
// often each page is measured, all of them in turns.
//
// - first load: what is transferred with brotli, in kB
// - ready: until the page answers, at 10 Mbit/s with 40 ms; and with a quarter of the processor
// - script: what a tick of the slider takes in the script, without layout and paint
// - frame: from an input event to the painted frame, at the machine's speed and at a quarter of it
//
// Times are in milliseconds, medians. The page that is compared with knows one slider, two curves and six figures.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { launch, settled, visit } from "../../browser/lib/browser.mjs";
import { answerAll, drag, heaviest, median, watchFrames } from "../../browser/lib/figures.mjs";
import { files, serve, site } from "../../browser/lib/site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const TURNS = Number(process.env.LABC_TURNS || 3);
const TICKS = Number(process.env.LABC_TICKS || 60);
const [folder = site, ...wanted] = process.argv.slice(2);
const ours = resolve(folder);
const labs = wanted.length ? wanted : files(ours).filter((path) => path.endsWith("/index.html") && readFileSync(join(ours, path), "utf8").includes('id="lab-data"')).map((path) => dirname(path));
const places = [
  ...labs.map((lab) => ({ name: lab, root: ours, path: `${lab}/index.html`, lab: true })),
  ...["plain", "uplot", "plot"].map((name) => ({ name, root: here, path: `${name}.html` })),
];

// Until the page answers: its own mark, from the navigation on.
async function loaded(browser, url, rate) {
  const { page } = await visit(browser);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 });
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  await page.goto(url);
  const time = await page.waitForFunction(() => performance.getEntriesByType("mark").find(({ name }) => name === "ready" || name === "labc-ready")?.startTime);
  const ready = await time.jsonValue();
  await page.context().close();
  return ready;
}

// Runs in the page: how long ticks take in its script.
function ticks(input, count) {
  const [low, high] = [+input.min, +input.max];
  return Array.from({ length: count }, (_, tick) => {
    const value = low + (high - low) * (0.5 + 0.5 * Math.sin(tick / 7));
    const start = performance.now();
    if (globalThis.labc) {
      labc.lab.set(+input.dataset.control, value);
      labc.patch();
    } else yard.tick(value);
    return performance.now() - start;
  });
}

async function answers(browser, url, lab) {
  const { page } = await visit(browser);
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByType("mark").some(({ name }) => name === "ready" || name === "labc-ready"));
  if (lab) await page.evaluate(answerAll);
  await settled(page);
  const input = page.locator(lab ? `input[type=range][data-name="${await page.evaluate(heaviest)}"]` : "input[type=range]");
  await input.evaluate(watchFrames);
  await settled(page);
  const session = await page.context().newCDPSession(page);
  const found = {};
  for (const rate of [1, 4]) {
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    found[`script ${rate}`] = await input.evaluate(ticks, TICKS);
    found[`frame ${rate}`] = await drag(page, input, TICKS);
  }
  await page.context().close();
  return found;
}

const browser = await launch();
const servers = new Map();
for (const root of [ours, here]) servers.set(root, await serve(root, { compressed: true }));
const rows = places.map(() => ({}));
for (let turn = 0; turn < TURNS; turn++) {
  for (const [index, { root, path, lab }] of places.entries()) {
    const server = servers.get(root);
    const url = `${server.url}/${path}`;
    const note = (name, times) => (rows[index][name] ||= []).push(...times);
    server.sent = 0;
    note("ready 1", [await loaded(browser, url, 1)]);
    rows[index].bytes = server.sent;
    note("ready 4", [await loaded(browser, url, 4)]);
    for (const [name, times] of Object.entries(await answers(browser, url, lab))) note(name, times);
  }
}
const columns = ["ready 1", "ready 4", "script 1", "script 4", "frame 1", "frame 4"];
const heads = ["first load kB", "ready", "ready, 1/4", "script", "script, 1/4", "frame", "frame, 1/4"];
console.log(["page".padEnd(18), ...heads.map((head) => head.padStart(13))].join(""));
for (const [index, { name }] of places.entries()) {
  const cells = columns.map((column) => median(rows[index][column]).toFixed(column.startsWith("ready") ? 0 : 2));
  console.log([name.padEnd(18), (rows[index].bytes / 1000).toFixed(1).padStart(13), ...cells.map((cell) => cell.padStart(13))].join(""));
}
await browser.close();
for (const server of servers.values()) await server.close();
