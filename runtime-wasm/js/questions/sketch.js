// A curve that is drawn in place of choosing an option: by the pointer, or by three handles that the arrow keys move. It
// begins at a point that is given. Heights are shares of the drawing's. Once the answer is final, the model's curve is
// drawn over it. A part of `extras.js`.
import { one, put } from "../page/dom.js";
import { within } from "./rows.js";

const SVG = "http://www.w3.org/2000/svg";
const STEPS = 24;
// The steps that the handles stand at.
const HANDLES = [8, 16, 24];

// How many times the curve ends above its start, with as many digits as a hand can mean.
/** @param {number[]} curve */
function times(curve) {
  return +(curve[STEPS] / curve[0]).toPrecision(2);
}

// The option whose claim is nearest to what was drawn, by ratio; of two, the first.
/**
 * @param {string} claims
 * @param {number} drawn
 */
export function nearestClaim(claims, drawn) {
  const words = claims.split(" ");
  let best = "";
  let least = Infinity;
  for (let at = 0; at < words.length; at += 3) {
    const [low, high] = [+words[at + 1], +words[at + 2]];
    const off = drawn < low ? Math.log(low / drawn) : drawn > high ? Math.log(drawn / high) : 0;
    if (off < least) [best, least] = [words[at], off];
  }
  return best;
}

// The area between two curves as a share of the area under the second. The ends count half.
/**
 * @param {number[]} drawn
 * @param {number[]} model
 */
export function areaBetween(drawn, model) {
  /** @param {(at: number) => number} heightAt */
  const area = (heightAt) => {
    let sum = 0;
    for (let at = 0; at <= STEPS; at++) sum += heightAt(at) * (at % STEPS ? 1 : 0.5);
    return sum;
  };
  return area((at) => Math.abs(drawn[at] - model[at])) / area((at) => model[at]);
}

// A smooth curve through the given point and the handles.
/**
 * @param {number} start
 * @param {number[]} heights
 */
function through(start, heights) {
  const points = [start, ...heights];
  /** @param {number} at */
  const slope = (at) => (points[Math.min(3, at + 1)] - points[Math.max(0, at - 1)]) / (Math.min(3, at + 1) - Math.max(0, at - 1));
  const curve = [];
  for (let step = 0; step <= STEPS; step++) {
    const at = Math.min(2, Math.floor(step / 8));
    const t = step / 8 - at;
    const [from, to] = [points[at], points[at + 1]];
    curve.push(within((2 * t ** 3 - 3 * t ** 2 + 1) * from + (t ** 3 - 2 * t ** 2 + t) * slope(at) + (3 * t ** 2 - 2 * t ** 3) * to + (t ** 3 - t ** 2) * slope(at + 1)));
  }
  return curve;
}

/** @param {Hand} hand */
export function sketch({ form, place, model, choose }) {
  const plane = one(".plane", place);
  const svg = one("svg", plane);
  const { dataset } = place;
  const start = +dataset.height;
  const whole = +dataset.whole;
  // The heights that were drawn; nothing yet, or no longer since an option was chosen.
  /** @type {number[] | null} */
  let curve = null;
  let size = { width: 0, height: 0 };

  /**
   * @param {string} name
   * @param {object} looks
   * @param {Record<string, string | number>} attributes
   */
  function shape(name, looks, attributes) {
    const made = svg.appendChild(document.createElementNS(SVG, name));
    Object.assign(made.style, looks);
    for (const key in attributes) made.setAttribute(key, /** @type {string} */ (attributes[key]));
    return made;
  }

  /** @param {number[]} curve */
  const pointsOf = (curve) => curve.map((height, at) => [(at / STEPS) * size.width, (1 - height) * size.height]);

  /**
   * @param {string} text
   * @param {number} height
   * @param {string} colour
   */
  function label(text, height, colour) {
    put(shape("text", { fill: colour, font: "700 12px var(--sans)", paintOrder: "stroke", stroke: "var(--card)", strokeWidth: "3px" }, { x: size.width - 6, y: Math.max(14, (1 - height) * size.height - 8), "text-anchor": "end" }), text);
  }

  // The model's curve, once it is there.
  function modelCurve() {
    const heights = model();
    return heights ? heights.split(" ").map(Number) : null;
  }

  function draw() {
    if (!size.width) return;
    svg.replaceChildren();
    const truth = modelCurve();
    if (curve && truth) shape("polygon", { fill: "var(--decide)", fillOpacity: "0.14" }, { points: [...pointsOf(curve), ...pointsOf(truth).reverse()].join(" ") });
    for (const [line, colour, dashes] of /** @type {[number[] | null, string, string][]} */ ([[curve, "var(--decide)", "7 4"], [truth, "var(--line1)", "none"]])) {
      if (line) shape("polyline", { fill: "none", stroke: colour, strokeWidth: "2.5px", strokeDasharray: dashes }, { points: pointsOf(line).join(" ") });
    }
    if (truth) {
      label(dataset.theirs, truth[STEPS], "var(--line1)");
      if (curve) label(dataset.yours, Math.abs(curve[STEPS] - truth[STEPS]) < 0.08 ? truth[STEPS] - 0.1 : curve[STEPS], "var(--decide)");
    }
    shape("circle", { fill: "var(--ink)" }, { cx: 0, cy: (1 - start) * size.height, r: 5 });
    handles.forEach((handle, index) => {
      const height = (curve || [])[HANDLES[index]] ?? start;
      handle.hidden = !!form.dataset.done;
      handle.style.left = `${(HANDLES[index] / STEPS) * 100}%`;
      handle.style.top = `${(1 - height) * 100}%`;
      handle.setAttribute("aria-valuenow", String(Math.round(100 * height)));
      handle.setAttribute("aria-valuetext", curve ? `${+(height / start).toPrecision(2)}×` : dataset.undrawn);
    });
  }

  function chosen() {
    const option = one("[data-option]:checked", form);
    return option ? /** @type {Element} */ (option.nextElementSibling).textContent : "";
  }

  // What was drawn chooses an option, and is kept with it.
  /** @param {number[]} heights */
  function drawn(heights) {
    curve = heights;
    const key = nearestClaim(dataset.claims, curve[STEPS] / start || Number.MIN_VALUE);
    choose(key, { sketch: curve.map((height) => +(height * whole).toPrecision(3)) });
    draw();
  }

  function say() {
    const says = one(".says", place);
    const truth = modelCurve();
    if (!curve) put(says, "");
    else if (truth) put(says, dataset.off.replace("{}", `${Math.round(100 * areaBetween(curve, truth))} %`));
    else put(says, `${dataset.says.replace("{}", String(times(curve)))} ${chosen()}`);
  }

  const handles = HANDLES.map((step, index) => {
    const handle = document.createElement("span");
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", dataset.handle.replace("{}", `${index + 1}/3`));
    handle.setAttribute("aria-valuemin", "0");
    handle.setAttribute("aria-valuemax", "100");
    handle.addEventListener("keydown", (event) => {
      const by = /** @type {Record<string, number>} */ ({ ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5 })[event.key];
      if (!by || form.dataset.done) return;
      event.preventDefault();
      const heights = HANDLES.map((step) => (curve || [])[step] ?? start);
      heights[index] = within(heights[index] + (by / 40) * (event.shiftKey ? 0.2 : 1));
      drawn(through(start, heights));
      say();
    });
    plane.append(handle);
    return handle;
  });

  // The columns between where the pointer was and where it is.
  /** @type {[number, number] | null} */
  let last = null;
  /** @param {PointerEvent} event */
  function reach(event) {
    const box = plane.getBoundingClientRect();
    const step = Math.round(Math.min(STEPS, Math.max(1, ((event.clientX - box.left) / box.width) * STEPS)));
    const height = within(1 - (event.clientY - box.top) / box.height);
    const before = last || [Math.max(0, step - 1), step > 1 ? height : start];
    const heights = [...(curve || Array(STEPS + 1).fill(start))];
    const [from, to] = [Math.min(before[0], step), Math.max(before[0], step)];
    for (let at = Math.max(1, from); at <= to; at++) {
      const share = step === before[0] ? 1 : (at - before[0]) / (step - before[0]);
      heights[at] = before[1] + (height - before[1]) * share;
    }
    last = [step, height];
    drawn(heights);
  }

  let held = false;
  let first = 0;
  /** @param {string} name @param {(event: PointerEvent) => void} act */
  const on = (name, act) => plane.addEventListener(name, /** @type {EventListener} */ (act));
  on("pointerdown", (event) => {
    if (event.button || form.dataset.done) return;
    held = true;
    last = null;
    plane.setPointerCapture(event.pointerId);
    // A first stroke comes from the point that is given.
    if (!curve) last = [0, start];
    first = last ? 0 : 1;
    reach(event);
  });
  on("pointermove", (event) => held && reach(event));
  const release = () => {
    if (!held) return;
    held = false;
    // Released before the right edge, the first stroke goes on in its direction.
    if (!first && /** @type {[number, number]} */ (last)[0] < STEPS) {
      const [step, height] = /** @type {[number, number]} */ (last);
      const slope = (height - /** @type {number[]} */ (curve)[Math.max(0, step - 4)]) / Math.min(4, step);
      drawn(/** @type {number[]} */ (curve).map((known, at) => (at > step ? within(height + slope * (at - step)) : known)));
    }
    say();
  };
  on("pointerup", release);
  on("pointercancel", release);

  // Chosen in words: what was drawn no longer counts.
  form.addEventListener("change", ({ target }) => {
    if (!("option" in /** @type {HTMLElement} */ (target).dataset)) return;
    curve = null;
    form.drawn = undefined;
    draw();
    say();
  });

  new ResizeObserver(() => {
    size = { width: plane.clientWidth, height: plane.clientHeight };
    draw();
  }).observe(plane);
  /** @param {Drawn | Partial<Item>} item */
  return ({ sketch: stored }) => {
    if (Array.isArray(stored) && stored.length === STEPS + 1) {
      curve = stored.map((value) => within(value / whole));
      if (!form.dataset.done) drawn(curve);
    } else if (form.dataset.done) curve = null;
    draw();
    say();
  };
}
