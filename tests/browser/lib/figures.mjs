// What is measured in a page; also used by the pages that ours are compared with.
import { settled } from "./browser.mjs";

// Runs in the page: answers whatever is asked until nothing is left.
export async function answerAll() {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let round = 0; round < 30; round++) {
    const form = document.querySelector("form[data-predict]:not([data-done]),form[data-reflect]:not([data-done]),form[data-estimate]:not([data-done]),form[data-decide]:not([data-done])");
    if (!form) return;
    for (const name of new Set([...form.querySelectorAll("[type=radio]")].map((input) => input.name))) form.querySelector(`[name="${name}"]`).checked = true;
    for (const box of form.querySelectorAll("input[type=text],textarea")) box.value = "1";
    for (const list of form.querySelectorAll("select")) list.selectedIndex = list.options.length - 1;
    form.requestSubmit();
    form.dataset.done = "1";
    await frames();
  }
}

// Runs in the page: the slider whose ticks cost most.
export function heaviest() {
  let found = null;
  for (const input of document.querySelectorAll("input[type=range]")) {
    const [low, high] = [+input.min, +input.max];
    const times = Array.from({ length: 12 }, (_, tick) => {
      const start = performance.now();
      labc.lab.set(+input.dataset.control, low + ((high - low) * (tick + 1)) / 13);
      labc.patch();
      return performance.now() - start;
    }).sort((a, b) => a - b);
    if (!found || times[6] > found.time) found = { name: input.dataset.name, time: times[6] };
  }
  return found?.name;
}

// Runs in the page: counts from an input event to the painted frame.
export function watchFrames(input) {
  input.scrollIntoView({ block: "center", behavior: "instant" });
  globalThis.painted = [];
  let waiting = false;
  input.addEventListener("input", () => {
    const start = performance.now();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      // A message after the frame's callbacks comes once it is painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        painted.push(performance.now() - start);
        waiting = false;
      };
      port2.postMessage(0);
    });
  }, { capture: true });
}

// A hand that drags a slider to and fro; gives the times that `watchFrames` has counted.
export async function drag(page, input, moves) {
  const { x, y, width, height } = await input.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  for (let move = 0; move < moves; move++) await page.mouse.move(x + width * (0.5 + 0.45 * Math.sin(move / 7)), y + height / 2);
  await page.mouse.up();
  await settled(page);
  return page.evaluate(() => painted.splice(0));
}

// The middle of some times.
export function median(times) {
  return times.sort((a, b) => a - b)[Math.floor(0.5 * (times.length - 1))];
}
