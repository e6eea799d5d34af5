// Predictions that open what follows them, and reflections that open their feedback.
let fragments = [];

function openSeal(seal) {
  const place = document.querySelector(`[data-seal="${seal}"]`);
  if (!place || place.dataset.open) return place;
  place.dataset.open = "1";
  place.classList.remove("sealed");
  place.replaceChildren(markup(fragments[seal]));
  lab.open(+seal);
  adopt(place);
  return place;
}

// Brings newly arrived markup to life: the page at the start, a fragment when its seal opens.
function adopt(root) {
  index(root);
  restore(root);
  for (const chart of root.querySelectorAll("[data-chart]")) {
    measure(chart);
    widths.observe(chart);
  }
  for (const form of root.querySelectorAll("[data-predict]")) {
    form.firstElementChild.disabled = false;
    const item = recall("predict", form.dataset.predict, "option");
    if (item) commit(form, item.option);
  }
  for (const form of root.querySelectorAll("[data-reflect]")) {
    form.firstElementChild.disabled = false;
    const item = recall("reflect", form.dataset.reflect, "option");
    if (item) answer(form, item.option);
  }
  for (const reveal of root.querySelectorAll("[data-reveal]")) {
    const item = recall("predict", reveal.dataset.reveal, "option");
    if (item) verdict(reveal, item.option);
  }
}

// Shows what is said about one option; null if the lab no longer has it.
function verdict(place, option) {
  let found = null;
  for (const element of place.querySelectorAll("[data-verdict]")) {
    element.hidden = element.dataset.verdict !== option;
    if (!element.hidden) found = element;
  }
  const gone = place.querySelector("[data-gone]");
  if (gone) gone.hidden = !!found;
  return found;
}

function check(form, option) {
  for (const input of form.querySelectorAll("input")) {
    input.checked = input.value === option;
    const mine = input.parentElement.querySelector("[data-mine]");
    if (mine) mine.hidden = !input.checked;
  }
  form.dataset.done = "1";
}

// Final: the form freezes and its seal opens.
function commit(form, option) {
  check(form, option);
  const fieldset = form.firstElementChild;
  fieldset.disabled = true;
  fieldset.querySelector(".act").hidden = true;
  form.querySelector("[data-none]").hidden = true;
  const committed = form.querySelector("[data-committed]");
  committed.hidden = false;
  if (!form.querySelector(":checked")) committed.append(" The option you chose is no longer part of this lab.");
  return openSeal(form.dataset.sealOf);
}

function answer(form, option) {
  check(form, option);
  const place = openSeal(form.dataset.sealOf);
  return place && verdict(place, option);
}

function onSubmit(event) {
  const form = event.target;
  const { predict, reflect } = form.dataset;
  if (!predict && !reflect) return;
  event.preventDefault();
  const chosen = form.querySelector(":checked");
  const none = form.querySelector("[data-none]");
  none.hidden = !!chosen;
  if (!chosen) {
    say(words(none));
    form.querySelector("input").focus();
    return;
  }
  const option = chosen.value;
  if (reflect) {
    const item = recall("reflect", reflect, "option");
    keep("reflect", reflect, { first: option, ...item, v: 1, option });
    const found = answer(form, option);
    apply(lab.all(), true);
    if (found) say(words(found));
    return;
  }
  // Another tab may have been first.
  const item = recall("predict", predict, "option");
  if (!item) keep("predict", predict, { v: 1, option, at: new Date().toISOString() });
  const place = commit(form, item ? item.option : option);
  apply(lab.all(), true);
  say("Prediction committed. What follows is open.");
  const first = place && (place.querySelector("h2,h3,h4") || place.firstElementChild);
  if (first) {
    first.tabIndex = -1;
    first.focus();
  }
}

// A prediction committed in another tab is committed here.
function onStorage({ key, newValue }) {
  for (const form of newValue ? document.querySelectorAll("[data-predict]:not([data-done])") : []) {
    const name = form.dataset.predict;
    const item = key === keyOf("predict", name) && recall("predict", name, "option");
    if (!item) continue;
    commit(form, item.option);
    apply(lab.all(), true);
    say("This prediction was committed in another tab. What follows is open.");
  }
}
