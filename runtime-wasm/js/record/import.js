// A copy read back: checked, then merged item by item with what is here.
import { checkOf } from "./copy.js";
import { OWN, WORK } from "./kinds.js";
import { crc32, hex, kindOf, LONGEST, mergeItem } from "./merge.js";
import { carry, ERASING, flush, gather, inTrouble, known, prefix, storage, unsaved } from "./store.js";

export const LARGEST = 32e6;
const MOST = 100000;
// So much of it is taken in: more than a course has, and less than a browser keeps, in characters.
const TAKEN = 20000;
const ROOM = 4e6;
const LONGEST_KEY = 1000;
// So many are written at a time; with more than so many waiting for room, the rest stays in the file.
export const SLICE = 500;
const WAITING = 1000;
export let taking = 0;

// What is longer than any item is not unpacked.
const NO_ITEM = 4 * LONGEST;

// Work in pieces: a piece is `due` to end after some milliseconds, and `rest` lets the page live before the next.
export class Pace {
  /** @param {(share?: number) => void} progress */
  constructor(progress = () => {}) {
    this.progress = progress;
    this.since = performance.now();
  }
  get due() {
    return performance.now() - this.since > 12;
  }
  /** @param {number} [share] */
  async rest(share) {
    this.progress(share);
    await new Promise((done) => setTimeout(done));
    this.since = performance.now();
  }
}

// The place behind the text that begins at a place with a quote.
/**
 * @param {string} text
 * @param {number} at
 */
function behindText(text, at) {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let back = end;
    while (text[back - 1] === "\\") back--;
    if ((end - back) % 2 === 0) return end + 1;
  }
  throw new SyntaxError("text");
}

// The place behind the object or list that begins at a place. It is not looked into.
/**
 * @param {string} text
 * @param {number} at
 * @param {Pace} pace
 */
async function behindNested(text, at, pace) {
  const mark = /["{}[\]]/g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found, count = 1; (found = mark.exec(text)); count++) {
    if (found[0] === '"') mark.lastIndex = behindText(text, found.index);
    else if (found[0] === "{" || found[0] === "[") depth++;
    else if (--depth === 0) return mark.lastIndex;
    if (count % 5000 === 0 && pace.due) await pace.rest(found.index / text.length);
  }
  throw new SyntaxError("nested");
}

// Reads the JSON of a copy in pieces: its fields, of which `items` is a map, and whether all items are texts in the
// order of their keys. Other objects and lists in it are passed over.
/**
 * @param {string} text
 * @param {Pace} pace
 */
async function parseCopy(text, pace) {
  const file = new Map();
  let at = text[0] === "\ufeff" ? 1 : 0;
  let last = "";
  const skip = () => {
    while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  };
  /** @param {string} sign */
  const expect = (sign) => {
    skip();
    if (text[at++] !== sign) throw new SyntaxError(sign);
    skip();
  };
  /** @param {number} end */
  const take = (end) => {
    const from = at;
    at = end;
    return end - from > NO_ITEM ? null : JSON.parse(text.slice(from, end));
  };
  const key = () => {
    if (text[at] !== '"') throw new SyntaxError("key");
    return take(behindText(text, at));
  };
  async function value() {
    if (text[at] === '"') return take(behindText(text, at));
    if (text[at] !== "{" && text[at] !== "[") return take(at + text.slice(at, at + 100).search(/[\s,\]}]|$/));
    at = await behindNested(text, at, pace);
    return null;
  }
  /** @param {(name: string) => unknown} field */
  async function object(field) {
    expect("{");
    for (let more = text[at] !== "}"; more; ) {
      const name = key();
      expect(":");
      await field(name);
      skip();
      more = text[at] === ",";
      if (more) expect(",");
    }
    expect("}");
  }
  /** @param {string} name */
  async function item(name) {
    const items = file.get("items");
    const held = await value();
    if (typeof held === "string" && name !== null) items.set(name, held);
    else file.set("odd", true);
    if (name < last) file.set("unsorted", true);
    last = name;
    if (items.size > MOST) throw new RangeError();
    if (pace.due) await pace.rest(at / text.length);
  }
  skip();
  if (text[at] !== "{") await value();
  else {
    await object(/** @param {string} name */ async (name) => {
      if (name !== "items" || text[at] !== "{") return file.set(name, await value());
      file.set("items", new Map());
      await object(item);
    });
  }
  skip();
  if (at < text.length) throw new SyntaxError("more");
  return file;
}

// What a file holds: its items, and what is wrong with it, a word that the theme explains. `progress` is told the share
// that was read.
/**
 * @param {string} text
 * @param {string} course
 * @param {(share: number) => void} [progress]
 */
export async function unpack(text, course, progress) {
  if (text.length > LARGEST) return { fault: "large" };
  // Half of the way is reading, half is checking.
  const reading = new Pace((share) => progress?.(/** @type {number} */ (share) / 2));
  const checking = new Pace((share) => progress?.((1 + /** @type {number} */ (share)) / 2));
  let file;
  try {
    file = await parseCopy(text, reading);
  } catch (error) {
    if (error instanceof RangeError) return { fault: "large" };
    if (error instanceof SyntaxError) return { fault: "torn" };
    throw error;
  }
  if (file.get("format") !== "labc-ledger") return { fault: "foreign" };
  if (file.get("version") !== 1) return { fault: "newer" };
  if (file.get("course") !== course) return { fault: "course" };
  const items = file.get("items") instanceof Map ? file.get("items") : new Map();
  const keys = [...items.keys()];
  if (file.get("unsorted")) keys.sort();
  let done = 0;
  let crc = crc32(course);
  for (const key of keys) {
    crc = crc32(`\0${key}\0${items.get(key)}`, crc);
    done++;
    if (checking.due) await checking.rest(done / keys.length);
  }
  const whole = !file.get("odd") && file.get("checksum") === hex(crc);
  // One damaged item does not take the others along: each has a checksum of its own.
  if (!whole && typeof file.get("checks") === "string") {
    const checks = new Set(file.get("checks").split(" "));
    for (const item of items) {
      if (!checks.has(checkOf(item))) items.delete(item[0]);
      if (checking.due) await checking.rest(1);
    }
  }
  return { items, fault: whole ? "" : "damaged" };
}

// Merges items into the work here, answers first, and tells how many it took in and how many it left in the
// file. What finds no room waits, is tried again, and can be taken in again: nothing is counted twice.
/** @param {Iterable<[string, string]>} items */
export async function absorb(items) {
  const mine = ++taking;
  const pace = new Pace();
  const counts = { added: 0, replaced: 0, count: 0, left: 0 };
  /** @type {[string, string][][]} */
  const [answers, others, aside] = [[], [], []];
  for (const each of items) {
    const kind = kindOf(each[0]);
    if (!OWN.includes(kind)) (WORK.includes(kind) ? answers : kind ? others : aside).push(each);
    if (pace.due) await pace.rest();
  }
  const work = gather();
  let room = ROOM;
  /** @type {Mergeable} */
  const record = {
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
  // Erased in the meantime.
  if (mine !== taking) return counts;
  for (const [key, text] of [...answers, ...others, ...aside]) {
    const long = key.length > LONGEST_KEY || text.length > LONGEST;
    if (long || counts.count >= TAKEN || room < key.length + text.length || unsaved.size > WAITING) {
      counts.left++;
      continue;
    }
    mergeItem(record, key, text);
    if (++counts.count % SLICE && !pace.due) continue;
    flush();
    await pace.rest();
    if (mine !== taking) return counts;
  }
  flush();
  return counts;
}

// Removes everything of this course and nothing else. Other tabs are told first, or they would put back
// what they know.
export function eraseAll() {
  const count = gather().size;
  taking++;
  unsaved.clear();
  known.clear();
  carry();
  try {
    /** @type {Storage} */ (storage).setItem(ERASING, new Date().toISOString());
  } catch {
    // no room for the word, or no storage
  }
  try {
    for (const key of Object.keys(storage || {})) if (key.startsWith(prefix)) /** @type {Storage} */ (storage).removeItem(key);
    if (storage) storage.removeItem(ERASING);
  } catch {
    inTrouble("unsaved");
  }
  return count;
}
