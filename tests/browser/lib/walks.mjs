// Walks through the labs of the course, for tests of what comes after them: one student, every question answered.
import { choose, commit, estimate, open, reflect, setSlider, toggle } from "./browser.mjs";

// Waits until the record has an item with a field. What is set is kept a moment later.
export function kept(page, lab, kind, name, field) {
  return page.waitForFunction(
    ([key, field]) => JSON.parse(localStorage.getItem(key) ?? "{}")[field] !== undefined,
    [`labc/mlsys/${lab}/${kind}/${name}`, field],
    { timeout: 10_000, polling: 50 },
  );
}

// The Quadratic Wall: two predictions, one failure that is left again, the edge as context.
export async function wall(page, url, { doubling, race }) {
  await open(page, `${url}/vol1_06/index.html`);
  await commit(page, "doubling", doubling);
  await setSlider(page, "seq", 131072);
  await kept(page, "vol1_06", "status", "fit.oom", "reached");
  await setSlider(page, "seq", 8192);
  await kept(page, "vol1_06", "status", "fit.oom", "left");
  await choose(page, "device", "edge");
  await reflect(page, "tiling", "tiles");
  await commit(page, "race", race);
  await reflect(page, "why_wide", "sequential");
  await kept(page, "vol1_06", "reflect", "why_wide", "option");
}

// The predictions of The Compression Frontier.
export async function frontierPredictions(page, url, { lossless, allocation }, sure) {
  await open(page, `${url}/vol1_10/index.html`);
  await commit(page, "lossless", lossless, sure);
  await choose(page, "device", "mobile");
  await commit(page, "allocation", allocation, sure);
  await kept(page, "vol1_10", "set", "device", "value");
}

// All of The Compression Frontier: the store is content in the end, and each tier has the recipe it is given.
export async function frontier(page, url, answers, plans, sure) {
  await frontierPredictions(page, url, answers, sure);
  await choose(page, "shipped", "int8");
  await kept(page, "vol1_10", "goal", "shippable", "met");
  await choose(page, "shipped", "fp16");
  await kept(page, "vol1_10", "status", "store.refused", "reached");
  await choose(page, "shipped", "int8");
  await kept(page, "vol1_10", "status", "store.refused", "left");
  await reflect(page, "levels", "finer");
  for (const [tier, recipe] of Object.entries(plans)) await choose(page, `${tier}.plan`, recipe);
  await reflect(page, "sparse", "kernels");
  await kept(page, "vol1_10", "reflect", "sparse", "option");
  await kept(page, "vol1_10", "goal", "fits_everywhere", "met");
}

// Reads a part that asks nothing to its end.
async function read(page, lab, part) {
  await page.locator(`#part-${part} > :last-child`).scrollIntoViewIfNeeded();
  await kept(page, lab, "seen", part, "v");
}

// All of Quantization is not a free lunch, with memory exhausted once and given back.
export async function freeLunch(page, url, { decoding, cnn, intensity, bigger, ends, dominated }, sure) {
  await open(page, `${url}/quant_free_lunch/index.html`);
  await read(page, "quant_free_lunch", "promise");
  await commit(page, "decoding", decoding, sure);
  await commit(page, "cnn", cnn, sure);
  await commit(page, "intensity", intensity, sure);
  await reflect(page, "self_check", "helps");
  await read(page, "quant_free_lunch", "tax");
  await commit(page, "bigger", bigger, sure);
  await estimate(page, "ends", ends, sure);
  await setSlider(page, "context", 4096);
  await setSlider(page, "users", 256);
  await kept(page, "quant_free_lunch", "status", "waits.oom", "reached");
  await setSlider(page, "users", 8);
  await kept(page, "quant_free_lunch", "status", "waits.oom", "left");
  await reflect(page, "culprit", "cache");
  await commit(page, "dominated", dominated, sure);
  await kept(page, "quant_free_lunch", "predict", "dominated", "option");
}

// All of The Price of a Bit: a grid that wraps around and is mended, all traffic counted, a scheme shipped with a reason.
export async function priceOfABit(page, url, { corner, gap, channels, spare, promise }) {
  await open(page, `${url}/quant_pareto/index.html`);
  await commit(page, "corner", corner);
  await estimate(page, "gptq_gap", gap);
  await commit(page, "channels", channels);
  await commit(page, "spare", spare);
  await choose(page, "grid", "wrapping");
  await kept(page, "quant_pareto", "status", "outcome.wrapped", "reached");
  await choose(page, "grid", "right");
  await kept(page, "quant_pareto", "status", "outcome.wrapped", "left");
  await commit(page, "promise", promise);
  await toggle(page, "honest", true);
  await choose(page, "shipped", "int4_g64_gptq");
  const decision = page.locator("form[data-decide=verdict]");
  await decision.locator("label", { has: page.locator("input[value=int4_g64_gptq]") }).click();
  await decision.locator("textarea").fill("It fits, it is nearly as good, and a step moves less.");
  await decision.locator("button").click();
  await kept(page, "quant_pareto", "decide", "verdict", "option");
}
