// Starts a lab's page.
import { writeAll } from "../questions/ask.js";
import { onStorage, onSubmit } from "../questions/seal.js";
import { onEnter } from "../questions/typed.js";
import { openCopies } from "../record/copy.js";
import { relearn } from "../record/record.js";
import { openStore } from "../record/store.js";
import { adopt, setSealed } from "./adopt.js";
import { notice, sentence } from "./announce.js";
import { followLink, pressSetting } from "./bench.js";
import { onInput, save, tellSlider, typedInto } from "./controls.js";
import { one } from "./dom.js";
import { hearAll } from "./heard.js";
import { holdSliders } from "./late.js";
import { startEvaluator, unpacked } from "./load.js";
import "./offline.js";
import { apply, fillTable, lab, patch, setEvaluator, watch } from "./patch.js";

// The page's program, its answer key, and the sealed fragments.
function load() {
  const [page, ...pieces] = unpacked(/** @type {HTMLElement} */ (document.getElementById("lab-data")).textContent);
  const text = new TextDecoder();
  const [key, ...sealed] = pieces.map((piece) => text.decode(piece));
  setSealed(sealed, JSON.parse(key));
  return page;
}

// What seals open makes the page longer than the browser knew: it goes again where it was, or where the address
// points.
function goBack() {
  const y = history.state?.y;
  const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (y !== undefined) scrollTo({ top: y, behavior: "instant" });
  else if (there) there.scrollIntoView({ behavior: "instant" });
}

let scrolled = 0;

function rememberPlace() {
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(() => history.replaceState({ y: scrollY }, ""), 150);
  });
}

// Computes everything, a piece at a time where that takes long. What moves meanwhile is heard.
async function computed() {
  while (lab.run() === undefined) {
    one("main").ariaBusy = /** @type {string} */ (/** @type {unknown} */ (true));
    await new Promise((done) => setTimeout(done));
  }
  one("main").ariaBusy = null;
}

function listen() {
  document.addEventListener("input", /** @type {EventListener} */ (onInput));
  document.addEventListener("change", /** @type {EventListener} */ (/** @param {EventOn<NumberBox>} event */ ({ target }) => target.dataset.number && typedInto(target, true)));
  document.addEventListener("focusin", /** @type {EventListener} */ (/** @param {EventOn<Slider>} event */ ({ target }) => tellSlider(target)));
  document.addEventListener("click", /** @type {EventListener} */ (pressSetting));
  document.addEventListener("submit", /** @type {EventListener} */ (onSubmit));
  document.addEventListener("keydown", /** @type {EventListener} */ (onEnter));
  document.addEventListener("toggle", /** @type {EventListener} */ (/** @param {EventOn<With<"table", HTMLDetailsElement>>} event */ ({ target }) => target.open && target.dataset.table && fillTable(target)), true);
  hearAll();
  holdSliders();
  addEventListener("storage", onStorage);
  addEventListener("pagehide", save);
  addEventListener("pagehide", writeAll);
  document.addEventListener("visibilitychange", save);
}

async function start() {
  const evaluator = startEvaluator();
  const page = load();
  await evaluator;
  if (!wasm_bindgen.start(page)) throw new Error("the page's data cannot be read");
  setEvaluator(wasm_bindgen);
  openStore();
  relearn();
  adopt(document);
  await followLink();
  listen();
  await computed();
  apply(lab.all(), false);
  watch();
  goBack();
  // Once more when charts have found their width.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    goBack();
    rememberPlace();
  }));
  globalThis.labc = { lab, patch };
  document.documentElement.dataset.ready = "1";
  performance.mark("labc-ready");
  openCopies();
}

start().catch((fault) => {
  notice(`${sentence("broken")} (${fault?.message || fault})`);
});
