// What the page reads of the student's record, and what it adds to it.
const formerly = (document.body.dataset.was || "").split(" ").filter(Boolean);
const reads = (document.body.dataset.reads || "").split(" ").filter(Boolean);
const SURE = 0.75;

// The names of a thing: today's, then those it had before.
function namesOf(name, element) {
  return [name, ...(element.dataset.was || "").split(" ")].filter(Boolean);
}

// An item under today's name or a former one.
function itemOf(kind, name, wanted, element, before = "") {
  for (const id of [labId, ...formerly]) {
    for (const known of namesOf(name, element)) {
      const item = recall(kind, before + known, wanted, id);
      if (item) return item;
    }
  }
  return null;
}

// The option that a stored key means today, if it is still there.
function optionOf(root, selector, key, keyOf) {
  const options = [...all(selector, root)];
  return options.find((one) => keyOf(one) === key) || options.find((one) => (one.dataset.was || "").split(" ").includes(key));
}

// Tells the evaluator what the record holds by now.
function relearn() {
  if (!reads.length) return;
  const work = new Map([...gather()].filter(([key]) => reads.includes(key.split("/")[0])));
  lab.recall(wire(work));
}

// `record/<name>`: what the lab adds, with the values that hold after something the student did. Of a row its
// key; what is undefined or still sealed is left as it was.
function keepRecord() {
  writeLate();
  for (const field of all("[data-record]")) {
    const { record, kind, unit, keys } = field.dataset;
    const raw = lab.raw(+field.dataset.s);
    if (Number.isNaN(raw)) continue;
    let value = raw;
    let text = words(field);
    if (kind === "bool") value = raw !== 0;
    if (kind === "row") {
      value = keys.split(" ")[raw];
      text = value;
    }
    const before = recall("record", record, "value");
    if (before && before.value === value && before.text === text) continue;
    keep("record", record, { ...before, v: 1, value, text, ...(unit && { unit }) });
  }
}

// Questions of an earlier lab that were answered wrongly by somebody who was sure.
function lookAgain(section) {
  const labs = namesOf(section.dataset.revisit, section);
  const wrong = new Map();
  for (const [key, text] of gather()) {
    const [id, kind, name] = key.split("/");
    const item = kind === "predict" && labs.includes(id) && readItem(text);
    if (item && item.right === false && +item.confidence >= SURE) wrong.set(name, item);
  }
  if (!wrong.size) return;
  const place = openSeal(one("[data-seal]", section).dataset.seal);
  let found = 0;
  for (const article of all("[data-revisited]", place)) {
    const names = namesOf(article.dataset.revisited, article);
    const name = names.find((name) => wrong.has(name));
    if (!name) continue;
    found++;
    article.hidden = false;
    const { option } = wrong.get(name);
    const said = optionOf(article, "[data-verdict]", option, (one) => one.dataset.verdict);
    if (said) said.hidden = false;
    const again = one("[data-again]", article);
    again.dataset.was = labs.flatMap((id) => names.map((name) => `${id}.${name}`)).join(" ");
    writeDown(again, `${section.dataset.revisit}.${article.dataset.revisited}`);
  }
  one("[data-nothing]", section).hidden = found > 0;
}
