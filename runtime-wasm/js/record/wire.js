import { FIELD, RECORD, recordsIn } from "../page/answers.js";
import { kindOf, readItem } from "./merge.js";

/**
 * Items as the evaluator takes them.
 * @param {Iterable<[string, string]>} work
 */
export function wire(work) {
  const records = [];
  /** @param {string} text */
  const plain = (text) => recordsIn(text).flat().join("");
  for (const [key, text] of work) {
    const item = kindOf(key) && readItem(text);
    if (!item) continue;
    const fields = key.split("/").map(plain);
    for (const [name, value] of Object.entries(item)) {
      if (["string", "number", "boolean"].includes(typeof value) && !name.includes("=")) fields.push(plain(name) + "=" + plain(String(value)));
    }
    records.push(fields.join(FIELD));
  }
  return records.join(RECORD);
}
