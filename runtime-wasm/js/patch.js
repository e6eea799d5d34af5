// Writes what the evaluator returns into the page.
const slots = new Map();
const failures = new Set();
let lab = null;

function index(root) {
  for (const name of ["s", "status", "shown", "share", "over", "slot"]) {
    for (const element of root.querySelectorAll(`[data-${name}]`)) {
      const slot = element.dataset[name];
      if (!slots.has(slot)) slots.set(slot, []);
      slots.get(slot).push([name, element]);
    }
  }
}

function markup(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content;
}

function write(name, element, text) {
  if (name === "s") {
    if (element.textContent !== text) element.textContent = text;
  } else if (name === "status") {
    for (const arm of element.children) arm.hidden = arm.dataset.arm !== (text || "undefined");
    const arm = element.querySelector(".arm:not([hidden])");
    if (arm && arm.dataset.level === "fail") failures.add(element.dataset.status + "/" + text);
  } else if (name === "shown") {
    element.hidden = text !== "1";
  } else if (name === "share") {
    element.value = Math.min(1, parseFloat(text) || 0);
  } else if (name === "over") {
    element.hidden = !(parseFloat(text) > 1);
  } else {
    element.replaceChildren(markup(text));
  }
}

function apply(records, aloud) {
  if (!records) return;
  for (const record of records.split("\u001e")) {
    const at = record.indexOf("\u001f");
    const text = record.slice(at + 1);
    for (const [name, element] of slots.get(record.slice(0, at)) || []) write(name, element, text);
  }
  for (const details of document.querySelectorAll("[data-table][open]")) fillTable(details);
  listenToStatuses(aloud);
  hud();
}

function fillTable(details) {
  details.lastElementChild.replaceChildren(markup(lab.table(+details.dataset.table)));
}

function patch() {
  apply(lab.run(), true);
}

// Charts are drawn for the width they have.
const widths = new ResizeObserver((entries) => {
  if (entries.map((entry) => measure(entry.target)).includes(true)) schedule();
});

function measure(chart) {
  const px = Math.round(chart.clientWidth);
  if (!px || chart.px === px) return false;
  chart.px = px;
  lab.width(+chart.dataset.chart, px);
  return true;
}

function show(name, text) {
  const entry = document.querySelector(`[data-hud-${name}]`);
  entry.hidden = !text;
  if (entry.lastChild.textContent !== text) entry.lastChild.textContent = text;
}

// The foot bar and the list of parts.
function hud() {
  let done = 0;
  let asking = 0;
  for (const part of document.querySelectorAll("[data-part]")) {
    if (!part.querySelector("[data-predict],[data-reflect]")) continue;
    asking++;
    const whole = !part.querySelector("[data-predict]:not([data-done]),[data-reflect]:not([data-done])");
    if (whole) done++;
    document.querySelector(`[data-part-link="${part.dataset.part}"] [data-tick]`).hidden = !whole;
  }
  const count = (selector) => document.querySelectorAll(selector).length;
  const asked = count("[data-predict]");
  show("parts", asking ? `${done} of ${asking}` : "");
  show("predictions", asked ? `${count("[data-predict][data-done]")} of ${asked}` : "");
  show("failures", count(".arm.fail") ? String(failures.size) : "");
  const context = document.querySelector(".choice");
  const chosen = context && context.querySelector(":checked");
  if (chosen) document.querySelector("[data-hud-context] dt").textContent = words(context.querySelector("legend"));
  show("context", chosen ? words(chosen.parentElement) : "");
  document.querySelector("[data-hud]").hidden = false;
}
