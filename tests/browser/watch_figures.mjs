// Figures of `labc watch`: from saving a file to the frame that shows the change on the open page, for each kind of edit,
// in a copy of the course and in a made-up one of 300 labs.
//
//     cargo build --release --workspace --bins
//     LABC=../../target/release/labc node watch_figures.mjs
//
// Prints a table in Markdown: times in milliseconds (median, 95th percentile and most of twenty edits), how the page
// changed (in place, or loaded again), and how many files of the site were rebuilt. Then: whether what is served is what a
// clean build writes, what a hundred saves in a row come to, and the memory of the process. Ends with 1 where something
// that was saved is not shown. LABC_EDITS and LABC_LABS say how many edits and labs.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

import { launch, open, ready, settled, visit } from "./lib/browser.mjs";
import { files, labc, root, tool } from "./lib/site.mjs";
import { differing, watch } from "./lib/watching.mjs";

const EDITS = Number(process.env.LABC_EDITS || 20);
const LABS = Number(process.env.LABC_LABS || 300);
const place = mkdtempSync(join(tmpdir(), "labc-watch-figures-"));

// A lab with a bit of everything that is edited.
const POND = `/// A pond in winter.
lab pond "The Pond" {}
use weather

table fish "Fish" from "fish.csv" source "Counted in May" {
  name: key
  mass: kg > 0
}

slider depth "Depth" from 1 m to 5 m by 0.5 m start 2 m

part water "Water" 5 min {
  "The water is cold, edition 0."

  figure "pond.png" alt "A pond under ice" caption "In January"

  "At {depth} the heaviest fish weighs {max(f.mass for f in fish)}, at {weather.frost}."

  let held = depth * 10 m^2
  "It holds {held}."
}
`;
const WEATHER = (degrees) => `given frost = ${degrees} K "of last winter"\n`;
const FISH = (mass) => `name,mass\ncarp,4\npike,${mass}\n`;

// A grey picture of some width.
function picture(width) {
  const crcs = Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    return crc >>> 0;
  });
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = crcs[(crc ^ byte) & 255] ^ (crc >>> 8);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(40, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * 40, 128);
  for (let row = 0; row < 40; row++) rows[row * (width + 1)] = 0;
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

// Adds the lab with its files, a theme and a page of text to a course, and changes its manifest.
function addPond(manifest, labs) {
  const beside = join(manifest, "..");
  for (const folder of [join(labs, "pond"), join(beside, "ours"), join(beside, "reference")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(labs, "pond/lab.lab"), POND);
  writeFileSync(join(labs, "pond/fish.csv"), FISH(7));
  writeFileSync(join(labs, "pond/pond.png"), picture(100));
  writeFileSync(join(labs, "weather.lab"), WEATHER(260));
  writeFileSync(join(beside, "ours/theme.toml"), "");
  writeFileSync(join(beside, "ours/style.css"), "h1 { letter-spacing: 0px; }\n");
  writeFileSync(join(beside, "reference/notes.md"), "# Notes\n\nEdition 0.\n");
  const text = readFileSync(manifest, "utf8").replace(/^labs = (.*)$/m, 'labs = $1\ntheme = "ours"');
  const volume = '[[volume]]\ntitle = "Ponds 0"\nid = "ponds"\nlabs = ["pond"]\n\n';
  writeFileSync(manifest, text.includes("[sections]") ? text.replace("[sections]", `${volume}[sections]`) : `${text}\n${volume}`);
  return { lab: join(labs, "pond"), beside, manifest, weather: join(labs, "weather.lab") };
}

function ownCourse() {
  const here = join(place, "course");
  mkdirSync(here);
  for (const folder of ["site", "labs-src"]) {
    cpSync(join(root, folder), join(here, folder), { recursive: true, filter: (path) => !/[/\\](out|target|\.labc-cache|experiment)$/.test(path) });
  }
  return { name: "the course", here, ...addPond(join(here, "site/course.toml"), join(here, "labs-src")), real: join(here, "labs-src/vol1_06/lab.lab") };
}

function largeCourse() {
  const here = join(place, "large");
  execFileSync(tool("synthetic_course"), [here, String(LABS), "30"]);
  return { name: `${LABS} labs`, here, ...addPond(join(here, "course.toml"), join(here, "labs")) };
}

// The kinds of edits: each writes its nth state, and says on which page it shows and as what.
function kinds({ lab, beside, manifest, weather, real }) {
  const source = (change) => writeFileSync(join(lab, "lab.lab"), change(POND));
  const titled = readFileSync(manifest, "utf8");
  const all = {
    "text": { page: "pond/", write: (n) => source((text) => text.replace("edition 0", `edition ${n}`)), shows: (n) => ["text", `edition ${n}.`] },
    "formula": { page: "pond/", write: (n) => source((text) => text.replace("depth * 10 m^2", `depth * ${n} m^2`)), shows: (n) => ["text", `It holds ${2 * n} m`] },
    "title": { page: "pond/", write: (n) => source((text) => text.replace("The Pond", `The Pond ${n}`)), shows: (n) => ["text", `The Pond ${n}`] },
    "data file": { page: "pond/", write: (n) => writeFileSync(join(lab, "fish.csv"), FISH(10 + n)), shows: (n) => ["text", `fish weighs ${10 + n} kg`] },
    "module": { page: "pond/", write: (n) => writeFileSync(weather, WEATHER(200 + n)), shows: (n) => ["text", `at ${200 + n} K`] },
    "image": { page: "pond/", write: (n) => writeFileSync(join(lab, "pond.png"), picture(100 + n)), shows: (n) => ["image", 100 + n] },
    "theme: style": { page: "pond/", write: (n) => writeFileSync(join(beside, "ours/style.css"), `h1 { letter-spacing: ${n}px; }\n`), shows: (n) => ["style", `${n}px`] },
    "theme: colour": { page: "pond/", write: (n) => writeFileSync(join(beside, "ours/theme.toml"), `[light]\nink = "#0000${(10 + n).toString(16).padStart(2, "0")}"\n`), shows: (n) => ["colour", `rgb(0, 0, ${10 + n})`] },
    "manifest": { page: "pond/", write: (n) => writeFileSync(manifest, titled.replace("Ponds 0", `Ponds ${n}`)), shows: (n) => ["text", `Ponds ${n}`] },
    "page of text": { page: "reference/notes/", write: (n) => writeFileSync(join(beside, "reference/notes.md"), `# Notes\n\nEdition ${n}.\n`), shows: (n) => ["text", `Edition ${n}.`] },
  };
  if (real) {
    const text = readFileSync(real, "utf8");
    const edited = (n) => text.replace(/("""\n\s*)([A-Z])/, `$1Edition ${n}: $2`);
    all["text of vol1_06"] = { page: "vol1_06/", write: (n) => writeFileSync(real, edited(n)), shows: (n) => ["text", `Edition ${n}: `] };
  }
  return all;
}

// In each page: looks in every frame whether it shows what is wanted, and tells the time when it does.
function look() {
  const shown = {
    text: (wanted) => document.body?.textContent.replaceAll("\u00a0", " ").includes(wanted),
    image: (wanted) => [...document.images].some((image) => image.complete && image.naturalWidth === wanted),
    style: (wanted) => document.querySelector("h1") && getComputedStyle(document.querySelector("h1")).letterSpacing === wanted,
    colour: (wanted) => document.querySelector("h1") && getComputedStyle(document.querySelector("h1")).color === wanted,
  };
  function frame() {
    const wanted = JSON.parse(sessionStorage.getItem("wanted") || "null");
    if (wanted && shown[wanted[0]](wanted[1])) {
      const now = performance.timeOrigin + performance.now();
      sessionStorage.removeItem("wanted");
      globalThis.seen(now);
    }
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
}

const at = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];
const told = (times) => `${at(times, 0.5).toFixed(0)} | ${at(times, 0.95).toFixed(0)} | ${Math.max(...times).toFixed(0)}`;
const rebuilt = (said) => [...said.err.matchAll(/rebuilt in (\d+) ms: (\d+) file/g)].map(([, time, count]) => ({ time: +time, count: +count }));
const pause = (time) => new Promise((then) => setTimeout(then, time));

async function until(what, right, patience = 60_000) {
  const end = Date.now() + patience;
  while (!(await right())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await pause(5);
  }
}

function memory(child) {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    const of = (name) => (Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024).toFixed(0);
    return `${of("VmRSS")} MiB, at most ${of("VmHWM")} MiB`;
  } catch {
    return "not known on this system";
  }
}

async function measure(browser, course) {
  const begun = performance.now();
  const watching = await watch(course.here);
  process.once("exit", watching.end);
  console.log(`\n## ${course.name}\n\nFirst build: ${(performance.now() - begun).toFixed(0)} ms. Memory: ${memory(watching.child)}.\n`);
  console.log("| edit | median | 95 % | most | build, median | page | files rebuilt |\n| --- | --: | --: | --: | --: | --- | --: |");
  for (const [name, { page: path, write, shows }] of Object.entries(kinds(course))) {
    const { page } = await visit(browser);
    let seen;
    await page.exposeFunction("seen", (time) => seen(time));
    await page.addInitScript(look);
    await open(page, watching.address + path);
    let loads = 0;
    page.on("load", () => loads++);
    const times = [];
    const first = rebuilt(watching.said).length;
    // The first edit is not counted: it opens what the page needs once.
    for (let n = 1; n <= EDITS + 1; n++) {
      await page.evaluate((wanted) => sessionStorage.setItem("wanted", JSON.stringify(wanted)), shows(n));
      const shown = new Promise((then) => (seen = then));
      write(n);
      const saved = performance.timeOrigin + performance.now();
      const never = setTimeout(() => {
        console.error(`never shown: ${name} ${n}\n${watching.said.err.slice(-2000)}`);
        process.exit(1);
      }, 60_000);
      times.push((await shown) - saved);
      clearTimeout(never);
      await page.waitForLoadState("load");
      if (await page.locator("#lab-data").count()) await ready(page);
      await settled(page);
      await until("what was built is said", () => rebuilt(watching.said).length >= first + n);
      await pause(20);
    }
    const builds = rebuilt(watching.said).slice(first);
    const counts = [...new Set(builds.slice(1).map(({ count }) => count))].sort((a, b) => a - b);
    const how = loads === 0 ? "in place" : loads > EDITS ? "loaded again" : `${loads} loads`;
    console.log(`| ${name} | ${told(times.slice(1))} | ${at(builds.slice(1).map(({ time }) => time), 0.5)} | ${how} | ${counts.join(", ")} |`);
    await page.context().close();
  }
  console.log("");
  await same(course, watching);
  await burst(browser, course, watching);
  await same(course, watching);
  console.log(`- Memory: ${memory(watching.child)}.`);
  watching.end();
}

// Whether what is served is what a clean build writes.
async function same(course, { address }) {
  const out = join(place, "built");
  execFileSync(labc, ["build", "--fresh", "--out", out], { cwd: course.here, stdio: "pipe" });
  const paths = files(out).filter((path) => path !== ".labc-site");
  const found = await differing(address, out, paths);
  rmSync(out, { recursive: true });
  if (found.length) {
    console.log(`- NOT what a clean build writes: ${found.join(", ")}`);
    process.exitCode = 1;
  } else console.log(`- All ${paths.length} files that are served are, byte by byte, what a clean build writes.`);
}

// A hundred saves in a row, a third of them broken.
async function burst(browser, course, watching) {
  const { page } = await visit(browser);
  await open(page, `${watching.address}pond/`);
  const lab = join(course.lab, "lab.lab");
  const first = rebuilt(watching.said).length;
  const begun = performance.now();
  for (let save = 1; save <= 100; save++) {
    const broken = save % 3 === 1 && save !== 100;
    writeFileSync(lab, broken ? POND.replace("part water", "prat water") : POND.replace("edition 0", `save ${save}`));
    await pause(save % 10);
  }
  const saved = performance.now();
  await page.getByText("save 100").first().waitFor({ timeout: 60_000 });
  const shown = performance.now();
  await page.locator(".labc-live[data-level=fail]").waitFor({ state: "detached", timeout: 60_000 });
  const builds = rebuilt(watching.said).length - first;
  console.log(`- A hundred saves in ${(saved - begun).toFixed(0)} ms, 33 of them broken: ${builds} builds; the last is shown after ${(shown - saved).toFixed(0)} ms, without errors.`);
  await page.context().close();
}

const browser = await launch();
try {
  for (const course of [ownCourse(), largeCourse()]) await measure(browser, course);
} finally {
  await browser.close();
  rmSync(place, { recursive: true, force: true });
}
