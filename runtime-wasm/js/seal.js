// Predictions that open what follows them, and reflections that open their feedback.
let fragments = [];

function openSeal(seal) {
  const place = one(`[data-seal="${seal}"]`);
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
  all("[data-tabs]", root).forEach(tabbed);
  all("[data-sortable]", root).forEach(sortable);
  for (const chart of all("[data-chart]", root)) {
    measure(chart);
    widths.observe(chart);
  }
  all("[data-plot]", root).forEach(adoptChart);
  all("[data-pin]", root).forEach(adoptPin);
  for (const form of all("[data-predict]", root)) {
    form.firstElementChild.disabled = false;
    const item = recall("predict", form.dataset.predict, "option");
    if (item) commit(form, item.option);
  }
  for (const form of all("[data-reflect]", root)) {
    form.firstElementChild.disabled = false;
    const item = recall("reflect", form.dataset.reflect, "option");
    if (item) answer(form, item.option);
  }
  for (const reveal of all("[data-reveal]", root)) {
    const item = recall("predict", reveal.dataset.reveal, "option");
    if (item) verdict(reveal, item.option);
  }
}

// Shows what is said about one option; null if the lab no longer has it.
function verdict(place, option) {
  let found = null;
  for (const element of all("[data-verdict]", place)) {
    element.hidden = element.dataset.verdict !== option;
    if (!element.hidden) found = element;
  }
  const gone = one("[data-gone]", place);
  if (gone) gone.hidden = !!found;
  return found;
}

function check(form, option) {
  for (const input of all("input", form)) {
    input.checked = input.value === option;
    const mine = one("[data-mine]", input.parentElement);
    if (mine) mine.hidden = !input.checked;
  }
  form.dataset.done = "1";
  progress();
}

// Final: the form freezes and its seal opens.
function commit(form, option) {
  check(form, option);
  const fieldset = form.firstElementChild;
  fieldset.disabled = true;
  one(".act", fieldset).hidden = true;
  one("[data-none]", form).hidden = true;
  one("[data-committed]", form).hidden = false;
  one("[data-gone]", form).hidden = !!one(":checked", form);
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
  const chosen = one(":checked", form);
  const none = one("[data-none]", form);
  none.hidden = !!chosen;
  if (!chosen) {
    say(words(none));
    one("input", form).focus();
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
  say(sentence("opened"));
  const first = place && (one("h2,h3,h4", place) || place.firstElementChild);
  if (first) {
    first.tabIndex = -1;
    first.focus();
  }
}

// A prediction committed in another tab is committed here.
function onStorage({ key, newValue }) {
  for (const form of newValue ? all("[data-predict]:not([data-done])") : []) {
    const name = form.dataset.predict;
    const item = key === keyOf("predict", name) && recall("predict", name, "option");
    if (!item) continue;
    commit(form, item.option);
    apply(lab.all(), true);
    say(sentence("elsewhere"));
  }
}
