// Sliders with their number boxes, choices and switches.
const moved = new Map();
const dirty = new Map();
let frame = 0;
let saving = 0;

function schedule() {
  frame = frame || requestAnimationFrame(tick);
}

function tick() {
  frame = 0;
  for (const [control, value] of moved) lab.set(control, value);
  for (const control of moved.keys()) sync(control);
  moved.clear();
  patch();
}

function move(control, value, element) {
  moved.set(control, value);
  dirty.set(control, element);
  schedule();
  clearTimeout(saving);
  saving = setTimeout(save, 300);
}

// Everything that shows where a slider stands.
function sync(control) {
  const box = one(`[data-number="${control}"]`);
  const range = one(`[type="range"][data-control="${control}"]`);
  if (!box || !range) return;
  box.value = lab.number(control);
  range.setAttribute("aria-valuetext", lab.text(control));
  fill(range);
}

function fill(range) {
  range.style.setProperty("--at", (100 * (range.value - range.min)) / (range.max - range.min || 1) + "%");
}

function typed(box) {
  const control = +box.dataset.number;
  const [fate, number] = lab.parse(control, box.value).split("\u001f");
  const count = ["value", "clamped", "snapped"].includes(fate) ? +number : NaN;
  const hint = one(`[data-hint="${control}"]`);
  const wrong = Number.isNaN(count);
  hint.hidden = !wrong;
  box.removeAttribute("aria-invalid");
  if (wrong) {
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", hint.id);
    hint.textContent = `“${box.value}” ${sentence("nan")} ${lab.text(control)}.`;
    say(hint.textContent);
    box.value = lab.number(control);
    return;
  }
  const range = one(`[type="range"][data-control="${control}"]`);
  range.value = count;
  move(control, count, range);
}

// `set/<name>`: a slider's number in its unit, a choice's key, a switch's state.
function save() {
  clearTimeout(saving);
  for (const [control, value] of moved) lab.set(control, value);
  for (const [control, element] of dirty) {
    let value = element.checked;
    if (element.type === "radio") value = element.dataset.key;
    if (element.selectedOptions) value = element.selectedOptions[0].dataset.key;
    if (element.type === "range") {
      const text = lab.number(control);
      value = text === "" || Number.isNaN(+text) ? text : +text;
    }
    const name = (element.closest(".choice") || element).dataset.name;
    keep("set", name, { ...recall("set", name, "value"), v: 1, value });
  }
  if (dirty.size) keepRecord();
  dirty.clear();
  flush();
}

// Some browsers put back what a form held before a reload: what is stored counts, not that.
function restore(root) {
  for (const element of all("[data-control]", root)) {
    const control = +element.dataset.control;
    const item = recall("set", element.dataset.name, "value");
    if (element.type === "range") {
      const count = item && typeof item.value === "number" ? +lab.kept(control, item.value, false).split("\u001f")[1] : NaN;
      if (!Number.isNaN(count)) {
        lab.set(control, count);
        element.value = count;
      }
      sync(control);
    } else {
      element.checked = item && typeof item.value === "boolean" ? item.value : element.defaultChecked;
      lab.set(control, +element.checked);
    }
    element.disabled = false;
  }
  for (const box of all("[data-number]", root)) box.disabled = false;
  for (const choice of all(".choice", root)) {
    const item = recall("set", choice.dataset.name, "value");
    const options = [...all("[data-key]", choice)];
    const option = options.find((one) => item && one.dataset.key === item.value) || options.find((one) => one.defaultChecked || one.defaultSelected);
    if (option) {
      option.checked = option.selected = true;
      lab.set(+choice.dataset.choices, +option.value);
    }
    choice.disabled = false;
  }
}

function onInput({ target }) {
  const { control, choice } = target.dataset;
  if (target.type === "range") {
    fill(target);
    const hint = one(`[data-hint="${control}"]`);
    if (hint && !hint.hidden) {
      hint.hidden = true;
      one(`[data-number="${control}"]`).removeAttribute("aria-invalid");
    }
    move(+control, +target.value, target);
  } else if (choice) {
    move(+choice, +target.value, target);
  } else if (control) {
    move(+control, +target.checked, target);
  }
}
