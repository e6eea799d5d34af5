// Which of two items with the same key stays, and what becomes of the other. Nothing here touches the page
// or the storage; `labc::record::store` decides the same for `labc collect`, and a test holds the two together.
import { COMMITTED, REMADE } from "./kinds.js";

export const SCHEMA = 2;
export const LONGEST = 1 << 20;
const DEEPEST = 64;

// `lab/kind/name`; what is set aside has longer keys and no kind.
/** @param {string} key */
export function kindOf(key) {
  const parts = key.split("/");
  return parts.length === 3 ? parts[1] : "";
}

/** @param {string} text */
export function isDeep(text) {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === "\\") i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{" || c === "[") {
      if (++depth > DEEPEST) return true;
    } else if (c === "}" || c === "]") depth--;
  }
  return false;
}

/**
 * The object that a text holds, if it is an item at all.
 * @param {string} text
 * @returns {Item | null}
 */
export function readItem(text) {
  if (text.length > LONGEST || isDeep(text)) return null;
  try {
    const item = JSON.parse(text);
    return item && typeof item === "object" && !Array.isArray(item) && Number.isFinite(item.v) && item.v >= 1 ? item : null;
  } catch {
    return null;
  }
}

/** @param {Item | null} item */
export function timeOf(item) {
  const { at } = item || /** @type {Partial<Item>} */ ({});
  return typeof at === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(at) ? at : "";
}

// Which of two items for one thing counts: above 0 the first, below 0 the second. A failure that was left again counts
// more than one that was only reached, an item with a time more than one without; then the earlier of two commitments,
// and the later of all other items. `ItemKind::compare` in compiler/core/src/record.rs is the same.
/**
 * @param {string} kind
 * @param {Item} x
 * @param {Item} y
 */
export function compareItems(kind, x, y) {
  if (kind === "status" && !x.left !== !y.left) return x.left ? 1 : -1;
  const [m, n] = [timeOf(x), timeOf(y)];
  if (!m !== !n) return m ? 1 : -1;
  if (m === n) return 0;
  return (COMMITTED.includes(kind) ? m < n : m > n) ? 1 : -1;
}

// An item that can be read outranks a text that cannot; of two items the one that counts; then the text decides. It is
// a total order, so records can be merged in any order and the same item stays.
/**
 * @param {string} key
 * @param {string} a
 * @param {string} b
 */
export function outranks(key, a, b) {
  const [x, y] = [readItem(a), readItem(b)];
  const order = x && y ? compareItems(kindOf(key), x, y) : Number(!!x) - Number(!!y);
  return order ? order > 0 : a > b;
}

// Whether a text that loses its place has to be kept.
/**
 * @param {string} key
 * @param {string} text
 */
export function isPrecious(key, text) {
  return !REMADE.includes(kindOf(key)) || !readItem(text);
}

const CRCS = Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = (byte >>> 1) ^ (byte & 1 ? 0xedb88320 : 0);
  return byte;
});
export const UTF8 = new TextEncoder();

/** @param {string} text */
export function crc32(text, crc = 0) {
  crc = ~crc;
  for (const byte of UTF8.encode(text)) crc = (crc >>> 8) ^ CRCS[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/** @param {number} number */
export function hex(number) {
  return number.toString(16).padStart(8, "0");
}

// Where a text is kept that had to give way: named after what it says, so that it is kept once.
/**
 * @param {string} key
 * @param {string} text
 */
export function asideOf(key, text) {
  return `aside/${key}/${hex(crc32(text))}-${text.length}`;
}

// Takes one item into a record, a map from keys to texts.
/**
 * @param {Mergeable} record
 * @param {string} key
 * @param {string} text
 */
export function mergeItem(record, key, text) {
  const there = record.get(key);
  if (there === undefined) {
    record.set(key, text);
  } else if (there !== text) {
    const wins = outranks(key, text, there);
    record.set(key, wins ? text : there);
    const loses = wins ? there : text;
    if (isPrecious(key, loses)) mergeItem(record, asideOf(key, loses), loses);
  }
}
