// What axe finds on a page as it stands.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The rules that depend on the colours of a page.
export const COLOURS = ["color-contrast", "link-in-text-block"];

// Its findings, a line each; none where all is well. What fades in is waited for: halfway its contrast is too low. With a
// selector, only what is found there; with rules, only what breaks those.
export async function violations(page, within, rules) {
  await page.evaluate(axe);
  const found = await page.evaluate(async ([within, rules]) => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    return (await globalThis.axe.run(within || document, rules ? { runOnly: rules } : {})).violations;
  }, [within, rules]);
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`);
}
