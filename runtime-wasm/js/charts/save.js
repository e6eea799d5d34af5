// Saves a chart as a picture. What draws it is loaded when the first one is saved.
import { one } from "../page/dom.js";
import { pictures, withExtras } from "../page/load.js";
import { saveFile } from "../record/copy.js";

function savePicture(figure) {
  const name = one("figcaption", figure).textContent.toLowerCase().match(/[\p{L}\p{N}]+/gu) || ["chart"];
  withExtras(() => saveFile(name.join("-").slice(0, 60) + ".svg", "image/svg+xml", globalThis.labcPicture(figure)));
}

export function adoptPicture(button) {
  button.hidden = !pictures;
  button.addEventListener("click", () => savePicture(button.closest("figure")));
}
