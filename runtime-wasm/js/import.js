// A copy read back: checked, then merged item by item with what is here.
const LARGEST = 32e6;
const MOST = 100000;
// So much of it is taken in: more than a course has, and less than a browser keeps, in characters.
const TAKEN = 20000;
const ROOM = 4e6;
const LONGEST_KEY = 1000;
// So many at a time, so that the page stays alive; with more than so many waiting for room, the rest stays in the file.
const SLICE = 500;
const WAITING = 1000;
// What a device keeps for itself.
const OWN = ["backup", "nudge"];
let taking = 0;

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
  // One damaged item does not take the others along: each has a checksum of its own.
  if (!whole && typeof file.checks === "string") {
    const checks = new Set(file.checks.split(" "));
    for (const item of items) if (!checks.has(checkOf(item))) items.delete(item[0]);
  }
  return { items, fault: whole ? "" : "damaged" };
}

// Merges items into the work here, answers first, and tells how many it took in and how many it left in the
// file. What finds no room waits, is tried again, and can be taken in again: nothing is counted twice.
async function absorb(items) {
  const mine = ++taking;
  const work = gather();
  const counts = { added: 0, replaced: 0, count: 0, left: 0 };
  let room = ROOM;
  const ledger = {
    get: (key) => work.get(key),
    set(key, text) {
      const old = work.get(key);
      if (old === undefined) counts.added++;
      else {
        counts.replaced++;
        known.set(key, old);
      }
      room -= key.length + text.length;
      work.set(key, text);
      unsaved.set(key, text);
    },
  };
  for (const [key, text] of work) room -= key.length + text.length;
  const [answers, others, aside] = [[], [], []];
  for (const each of items) {
    const kind = kindOf(each[0]);
    if (!OWN.includes(kind)) (WORK.includes(kind) ? answers : kind ? others : aside).push(each);
  }
  for (const [key, text] of [...answers, ...others, ...aside]) {
    const long = key.length > LONGEST_KEY || text.length > LONGEST;
    if (long || counts.count >= TAKEN || room < key.length + text.length || unsaved.size > WAITING) {
      counts.left++;
      continue;
    }
    mergeItem(ledger, key, text);
    if (++counts.count % SLICE) continue;
    flush();
    await new Promise((done) => setTimeout(done));
    // Erased in the meantime.
    if (mine !== taking) return counts;
  }
  flush();
  return counts;
}

// Removes everything of this course and nothing else. Other tabs are told first, or they would put back
// what they know.
function eraseAll() {
  const count = gather().size;
  taking++;
  unsaved.clear();
  known.clear();
  carry();
  try {
    storage.setItem(ERASING, new Date().toISOString());
  } catch {
    // no room for the word, or no storage
  }
  try {
    for (const key of Object.keys(storage || {})) if (key.startsWith(prefix)) storage.removeItem(key);
    if (storage) storage.removeItem(ERASING);
  } catch {
    inTrouble("unsaved");
  }
  return count;
}
