// Saves a chart as a picture. What draws it is loaded when the first one is saved.
import { notice, sentence } from "../page/announce.js";
import { one } from "../page/dom.js";
import { loadExtras, pictures } from "../page/load.js";
import { saveFile } from "../record/copy.js";

async function savePicture(figure) {
  const name = one("figcaption", figure).textContent.toLowerCase().match(/[\p{L}\p{N}]+/gu) || ["chart"];
  await loadExtras();
  saveFile(name.join("-").slice(0, 60) + ".svg", "image/svg+xml", globalThis.labcPicture(figure));
}

export function adoptPicture(button) {
  button.hidden = !pictures;
  button.addEventListener("click", () => {
    savePicture(button.closest("figure")).catch(() => notice(sentence("nopicture")));
  });
}
