// What the evaluator answers, and is told, as text: records with U+001E between them, fields with U+001F. The table in
// `README.md` has the fields of each. Nothing else knows the two characters.

export const RECORD = "\u001e";
export const FIELD = "\u001f";

/**
 * The fields of an answer that is one record: how a number was read.
 * @param {string} text
 * @returns {Reading}
 */
export function fieldsIn(text) {
  return /** @type {Reading} */ (text.split(FIELD));
}

/**
 * The records of an answer with several, each as its fields.
 * @template {string[]} Fields
 * @param {Answer<Fields>} text
 * @returns {Fields[]}
 */
export function recordsIn(text) {
  return /** @type {Fields[]} */ (/** @type {unknown} */ (text.split(RECORD).map(fieldsIn)));
}
