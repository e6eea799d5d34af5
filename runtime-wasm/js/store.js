// The student's work: one key per item; what cannot be read is set aside, never deleted.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => root.querySelectorAll(selector);
const { course, lab: labId } = document.body.dataset;
const unsaved = new Map();
let storage = null;
let lastsNotice = false;

function openStore() {
  try {
    storage = localStorage;
    storage.getItem("labc");
  } catch {
    storage = null;
    wontLast();
  }
}

function wontLast() {
  if (!lastsNotice) notice(sentence("unsaved"));
  lastsNotice = true;
}

function keyOf(kind, name) {
  return `labc/${course}/${labId}/${kind}/${name}`;
}

// The item, or null. `wanted` is the field it must have.
function recall(kind, name, wanted) {
  const key = keyOf(kind, name);
  let text = unsaved.get(key);
  try {
    text = text || (storage && storage.getItem(key));
  } catch {
    wontLast();
  }
  if (!text) return null;
  try {
    const item = JSON.parse(text);
    if (item.v >= 1 && item[wanted] !== undefined && (wanted !== "option" || typeof item.option === "string")) return item;
    if (item.v > 1) return item;
  } catch {
    // falls through to quarantine
  }
  quarantine(key, text);
  return null;
}

function quarantine(key, text) {
  try {
    let aside = key.replace(`labc/${course}/`, `labc/${course}/quarantine/`);
    if (storage.getItem(aside) !== null) aside += "/" + Date.now();
    storage.setItem(aside, text);
    storage.removeItem(key);
  } catch {
    // it stays where it is
  }
  notice(sentence("aside"));
}

function keep(kind, name, item) {
  unsaved.set(keyOf(kind, name), JSON.stringify(item));
  flush();
}

function flush() {
  for (const [key, text] of unsaved) {
    try {
      storage.setItem(key, text);
      unsaved.delete(key);
    } catch {
      wontLast();
    }
  }
}
