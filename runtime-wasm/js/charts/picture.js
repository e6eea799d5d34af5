// A chart as a picture of its own: the drawing on screen with its title and legend, and the looks that the page gives
// them. A part of `extras.js`.
import { all, one, put } from "../page/dom.js";

const LOOKS = "fill fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin paint-order font-weight".split(" ");
const LINE = 20;

// A colour that other programs know: mixed colours are read off a canvas.
/** @param {string} colour */
function plainColour(colour) {
  if (!/^(okl|color)/.test(colour)) return colour;
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/**
 * @param {Element} part
 * @returns {Element}
 */
function styled(part) {
  const copy = /** @type {Element} */ (part.cloneNode());
  const style = getComputedStyle(part);
  copy.removeAttribute("class");
  for (const look of LOOKS) copy.setAttribute(look, plainColour(style.getPropertyValue(look)));
  copy.append(...[...part.childNodes].map((child) => (child.nodeType === 1 ? styled(/** @type {Element} */ (child)) : child.cloneNode())));
  return copy;
}

/** @param {HTMLElement} figure */
export function pictureOf(figure) {
  const drawing = one(".drawing > svg", figure);
  const { width, height } = drawing.viewBox.baseVal;
  const picture = /** @type {Element} */ (drawing.cloneNode());
  const ink = plainColour(getComputedStyle(figure).color);
  /** @param {string} name @param {Element} parent @param {Record<string, string | number>} attributes */
  const element = (name, parent, attributes) => {
    const made = document.createElementNS(drawing.namespaceURI, name);
    for (const key in attributes) made.setAttribute(key, /** @type {string} */ (attributes[key]));
    parent.append(made);
    return made;
  };
  const ground = element("rect", picture, { width: "100%", height: "100%", fill: plainColour(getComputedStyle(figure).backgroundColor) });
  let y = 0;
  // Texts of a drawing do not wrap by themselves.
  /** @param {string} text @param {number} x @param {number} weight */
  const write = (text, x, weight) => {
    for (let rest = text.trim(); rest; ) {
      const most = Math.floor((width - x) / 8);
      const at = rest.length > most ? rest.lastIndexOf(" ", most) : -1;
      y += LINE;
      put(element("text", picture, { x, y, fill: ink, "font-weight": weight }), at > 0 ? rest.slice(0, at) : rest);
      rest = at > 0 ? rest.slice(at + 1) : "";
    }
  };
  write(one("figcaption", figure).textContent, 0, 700);
  for (const entry of all(".legend > li:not([hidden])", figure)) {
    const swatch = styled(one("svg", entry));
    for (const [key, value] of [["x", 0], ["y", y + 10], ["width", 28], ["height", 12]]) swatch.setAttribute(/** @type {string} */ (key), /** @type {string} */ (value));
    picture.append(swatch);
    write(entry.textContent, 36, 400);
  }
  const plot = styled(drawing);
  plot.setAttribute("y", /** @type {string} */ (/** @type {unknown} */ (y + LINE / 2)));
  picture.append(plot);
  const whole = [width + 2 * LINE, height + y + 2 * LINE];
  picture.setAttribute("viewBox", [-LINE, -LINE / 2, ...whole].join(" "));
  picture.setAttribute("width", /** @type {string} */ (/** @type {unknown} */ (whole[0])));
  picture.setAttribute("height", /** @type {string} */ (/** @type {unknown} */ (whole[1])));
  picture.setAttribute("font-family", "sans-serif");
  ground.setAttribute("x", String(-LINE));
  ground.setAttribute("y", String(-LINE / 2));
  return new XMLSerializer().serializeToString(picture);
}
