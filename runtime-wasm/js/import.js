// A copy read back: checked, then merged item by item with what is here.
const LARGEST = 32e6;
const MOST = 100000;

// What a file holds: its items, and what is wrong with it, a word that the theme explains.
function unpack(text, course) {
  if (text.length > LARGEST) return { fault: "large" };
  let file = null;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return { fault: "torn" };
  }
  if (!file || file.format !== "labc-ledger") return { fault: "foreign" };
  if (file.version !== 1) return { fault: "newer" };
  if (file.course !== course) return { fault: "course" };
  const written = file.items && typeof file.items === "object" ? Object.entries(file.items) : [];
  if (written.length > MOST) return { fault: "large" };
  const items = new Map(written.filter(([, item]) => typeof item === "string"));
  const whole = items.size === written.length && file.checksum === checksumOf(course, items);
  return { items, fault: whole ? "" : "damaged" };
}

// Merges items into the work here. What finds no room stays in memory, is tried again, and can be taken in
// again from the file: nothing is counted twice.
function absorb(items) {
  const work = gather();
  const before = new Map(work);
  for (const [key, text] of items) mergeItem(work, key, text);
  const counts = { added: 0, replaced: 0 };
  for (const [key, text] of work) {
    const old = before.get(key);
    if (old === text) continue;
    if (old === undefined) counts.added++;
    else {
      counts.replaced++;
      known.set(key, old);
    }
    unsaved.set(key, text);
  }
  flush();
  return counts;
}

// Removes everything of this course and nothing else. Other tabs are told first, or they would put back
// what they know.
function eraseAll() {
  unsaved.clear();
  known.clear();
  try {
    storage.setItem(prefix + ERASING, new Date().toISOString());
  } catch {
    // no room for the word, or no storage
  }
  try {
    const keys = Object.keys(storage || {}).filter((key) => key.startsWith(prefix) && key !== prefix + ERASING);
    for (const key of keys) storage.removeItem(key);
    if (storage) storage.removeItem(prefix + ERASING);
    return keys.length;
  } catch {
    inTrouble("unsaved");
    return 0;
  }
}
