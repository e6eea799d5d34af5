// Rows that students bring along: read from a file, held against the table that they are like, shown beside its rows.
// The text of the file is what is kept, and is read anew whenever the page opens: what a lab has changed since then is
// said, and nothing is read in another unit than it was accepted in.
import { say, words } from "../page/announce.js";
import { fieldsIn } from "../page/answers.js";
import { all, one } from "../page/dom.js";
import { lab, patch } from "../page/patch.js";
import { isDeep, UTF8 } from "../record/merge.js";
import { itemOf, keepRecord } from "../record/record.js";
import { keep, keyOf } from "../record/store.js";

const UPLOAD_MOST = 1 << 18;
const TEXT_MOST = 80;
const FAULTS_SHOWN = 5;
const EMPTY_CELLS = ["", "-", "—", "NA", "N/A", "null"];

// Panels come into the page with it and when seals open. Other pages have nothing of this, not even a call: this one
// looks for itself once the page runs.
const adopted = new WeakSet();

function adoptUploads() {
  if (!lab || !document.documentElement.dataset.ready) return;
  for (const place of all("[data-upload]")) {
    if (adopted.has(place)) continue;
    adopted.add(place);
    adoptUpload(place, JSON.parse(place.dataset.schema));
  }
}

new MutationObserver(adoptUploads).observe(document.documentElement, { attributeFilter: ["data-ready"], childList: true, subtree: true });

/**
 * @param {HTMLElement} place
 * @param {UploadSchema} schema
 */
function adoptUpload(place, schema) {
  const file = one("[type=file]", place);
  const paste = one("textarea", place);
  /** @param {string} text @param {string} name */
  const take = (text, name) => bring(place, schema, text, name);
  /** @param {File | undefined} chosen */
  const open = async (chosen) => {
    if (!chosen) return;
    // Nothing larger is even read.
    if (chosen.size > UPLOAD_MOST) return refuse(place, [uploadSays(place, "large", [kilobytes(chosen.size), kilobytes(UPLOAD_MOST)])]);
    take(await chosen.text(), chosen.name);
  };
  file.addEventListener("change", () => {
    open(file.files[0]);
    file.value = "";
  });
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    open(/** @type {DataTransfer} */ (event.dataTransfer).files[0]);
  });
  one("[data-paste]", place).addEventListener("click", () => take(paste.value, uploadSays(place, "pasted", [])));
  one("[data-remove]", place).addEventListener("click", () => {
    keep("upload", schema.name, { v: 1, removed: true });
    showUpload(place, schema, null);
    one("[data-faults]", place).hidden = true;
    uploadMoved();
    file.focus();
  });
  for (const element of all("input,button,textarea", place)) element.disabled = false;
  const again = () => {
    const item = itemOf("upload", schema.name, place);
    recallUpload(place, schema, item && typeof item.text === "string" ? item : null);
  };
  // Another tab brought other rows, or removed them.
  addEventListener("storage", ({ key }) => {
    if (key !== keyOf("upload", schema.name)) return;
    again();
    uploadMoved();
  });
  again();
  uploadMoved();
}

// What was kept, held against the lab as it is today.
/**
 * @param {HTMLElement} place
 * @param {UploadSchema} schema
 * @param {Item | null} item
 */
function recallUpload(place, schema, item) {
  one("[data-faults]", place).hidden = true;
  if (!item) return showUpload(place, schema, null);
  const { rows, faults } = readUpload(place, schema, /** @type {string} */ (item.text), item.units || {});
  if (!faults.length) return showUpload(place, schema, item, rows);
  showUpload(place, schema, item, []);
  one("textarea", place).value = /** @type {string} */ (item.text);
  refuse(place, [uploadSays(place, "unfit", []), ...faults]);
}

/**
 * @param {HTMLElement} place
 * @param {UploadSchema} schema
 * @param {string} text
 * @param {string} name
 */
async function bring(place, schema, text, name) {
  if (text.length > UPLOAD_MOST) return refuse(place, [uploadSays(place, "large", [kilobytes(text.length), kilobytes(UPLOAD_MOST)])]);
  const { rows, faults, units } = readUpload(place, schema, text, {});
  if (faults.length) return refuse(place, faults);
  const item = { v: 1, file: name.slice(0, TEXT_MOST), rows: rows.length, hash: await sha256(text), units, text };
  keep("upload", schema.name, item);
  one("[data-faults]", place).hidden = true;
  showUpload(place, schema, item, rows);
  uploadMoved();
  say(words(one("[data-loaded]", place)));
}

// The hash of a file, as other programs print it; none where the browser does not compute it.
/** @param {string} text */
async function sha256(text) {
  try {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", UTF8.encode(text)));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

function uploadMoved() {
  patch();
  keepRecord();
}

// Says what is wrong with a file; what was brought before stays.
/**
 * @param {HTMLElement} place
 * @param {string[]} faults
 */
function refuse(place, faults) {
  const list = one("[data-faults]", place);
  const shown = faults.slice(0, FAULTS_SHOWN);
  if (faults.length > FAULTS_SHOWN) shown.push(uploadSays(place, "more", [faults.length - FAULTS_SHOWN]));
  const items = shown.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
  one("ul", list).replaceChildren(...items);
  list.hidden = false;
}

/**
 * @param {HTMLElement} place
 * @param {string} name
 * @param {(string | number)[]} parts
 */
function uploadSays(place, name, parts) {
  return /** @type {string} */ (place.dataset["say" + name[0].toUpperCase() + name.slice(1)]).replace(/\{\}/g, () => /** @type {string} */ (parts.shift()));
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${Math.ceil(bytes / 1024)} KiB`;
}

// Hands the rows to the evaluator, and says what they are.
/**
 * @param {HTMLElement} place
 * @param {UploadSchema} schema
 * @param {Item | null} item
 * @param {UploadRow[]} rows
 */
function showUpload(place, schema, item, rows = []) {
  const { first, most, columns, texts } = schema;
  lab.bring(first, rows.length);
  for (let row = 0; row < most; row++) {
    columns.forEach((column, at) => {
      let value = rows[row] ? rows[row][at] : NaN;
      if (typeof value === "string") {
        lab.write(texts[row][at], value);
        value = texts[row][at];
      }
      lab.bring(first + 1 + row * columns.length + at, value);
    });
  }
  const loaded = one("[data-loaded]", place);
  loaded.hidden = !item;
  if (item) one("span", loaded).textContent = uploadSays(place, "holds", [/** @type {string} */ (item.file), rows.length, (item.hash || "").slice(0, 12) || "–"]);
}

// The rows of a file as values, and everything that is wrong with it. `kept` are the units that bare numbers were
// accepted in.
/**
 * @param {HTMLElement} place
 * @param {UploadSchema} schema
 * @param {string} text
 * @param {Record<string, string>} kept
 */
function readUpload(place, schema, text, kept) {
  /** @type {string[]} */
  const faults = [];
  /** @param {string} name @param {(string | number)[]} parts */
  const fault = (name, ...parts) => faults.push(uploadSays(place, name, parts));
  const { columns, most } = schema;
  const names = columns.map((column) => column.name).join(", ");
  text = text.replace(/^\ufeff/, "");
  /** @type {{ rows: UploadRow[], faults: string[], units: Record<string, string> }} */
  const result = { rows: [], faults, units: {} };
  if (!text.trim()) {
    fault("empty");
    return result;
  }
  const table = /^\s*[[{]/.test(text) ? jsonTable(text, columns) : csvTable(text, most);
  if (!table) {
    fault("neither", names);
    return result;
  }
  const places = columns.map(({ name }) => {
    const found = table.head.indexOf(name);
    if (found < 0) fault("column", name, table.head.slice(0, 12).join(", "));
    else if (table.head.indexOf(name, found + 1) > 0) fault("doubled", name);
    return found;
  });
  if (!table.rows.length) fault("none");
  if (table.rows.length > most) fault("rows", most);
  if (faults.length) return result;
  const units = columns.map((column, at) => table.units[places[at]] || (Object.hasOwn(kept, column.name) && kept[column.name]) || column.unit || "");
  columns.forEach((column, at) => units[at] && (result.units[column.name] = units[at]));
  const keys = new Map();
  table.rows.forEach((cells, index) => {
    const row = index + 1;
    if (table.even && cells.length !== table.head.length) return fault("cells", row, cells.length, table.head.length);
    const read = columns.map((column, at) => {
      const cell = cells[places[at]];
      /** @type {WrongCell} */
      const wrong = (name, ...parts) => {
        fault("at", row, column.name, uploadSays(place, name, parts));
        return NaN;
      };
      return readCell(column, cell, units[at], table.points, wrong);
    });
    const [key] = read;
    if (keys.has(key)) fault("twice", row, keys.get(key), key);
    keys.set(key, row);
    result.rows.push(read);
  });
  return result;
}

// A cell as a number, or as the words of a text; not a number where nothing stands in it. `points` says that the file
// writes decimals with a point.
/**
 * @param {UploadColumn} column
 * @param {unknown} cell
 * @param {string} unit
 * @param {boolean | undefined} points
 * @param {WrongCell} wrong
 */
function readCell(column, cell, unit, points, wrong) {
  const { kind, scale, keys, optional, range } = column;
  const text = cell === undefined || cell === null ? "" : String(cell).replace(/\p{C}/gu, " ").trim();
  const shown = text.length > TEXT_MOST ? text.slice(0, TEXT_MOST) + "…" : text;
  if (typeof cell === "object" && cell) return wrong("nested");
  if (EMPTY_CELLS.includes(text)) return optional ? NaN : wrong("missing");
  if (kind === "text" || kind === "key") return text.length > TEXT_MOST ? wrong("long", TEXT_MOST) : text;
  if (kind === "bool") {
    if (/^(true|yes|1)$/i.test(text)) return 1;
    return /^(false|no|0)$/i.test(text) ? 0 : wrong("truth", shown);
  }
  if (kind === "row") {
    const found = keys.indexOf(text);
    return found < 0 ? wrong("choice", shown, keys.join(", ")) : found;
  }
  // `8.489` is a number with a point wherever commas cannot be meant, and never a question.
  const plain = typeof cell === "number" || points ? text.replace(/^([-+−]?\d+\.\d{3})(?=$|%|\s+[^\d\s×x*·^])/, "$1e0") : text;
  const typed = /[\d.]$/.test(plain) && unit ? `${plain} ${unit}` : plain;
  const [fate, ...rest] = fieldsIn(lab.estimate(/** @type {number} */ (scale), typed));
  if (fate === "value" || fate === "share") return +rest[0];
  if (fate === "outside") return wrong("outside", rest[1], range);
  if (fate === "ask") return wrong("unclear", shown, rest[1], rest[3]);
  if (fate === "kind") return wrong("kind", shown, rest[1] || "–", rest[2] || column.unit, column.unit || "–");
  if (fate === "unit") return wrong("unit", shown, rest[0], column.unit || "–");
  return wrong("number", shown);
}

// A list of objects, an object of objects by their keys, or rows with their units as this site saves them.
/**
 * @param {string} text
 * @param {UploadColumn[]} columns
 * @returns {UploadTable | null}
 */
function jsonTable(text, columns) {
  let data = null;
  try {
    data = isDeep(text) ? null : JSON.parse(text);
  } catch {
    return null;
  }
  /** @param {unknown} value */
  const isObject = (value) => value && typeof value === "object" && !Array.isArray(value);
  /** @type {Record<string, unknown>} */
  let units = {};
  if (isObject(data) && Array.isArray(data.rows)) {
    if (isObject(data.units)) ({ units } = data);
    data = data.rows;
  }
  if (!data) return null;
  const [key] = columns;
  const objects = Array.isArray(data) ? data : Object.entries(data).map(([name, of]) => (isObject(of) ? { [key.name]: name, ...of } : of));
  if (!objects.every(isObject)) return null;
  const head = [...new Set(objects.slice(0, 1000).flatMap(Object.keys))];
  return {
    head,
    units: head.map((name) => (Object.hasOwn(units, name) ? String(units[name]) : "")),
    rows: objects.map((object) => head.map((name) => (Object.hasOwn(object, name) ? object[name] : undefined))),
  };
}

// Cells separated by commas, semicolons or tabs, with a line of names above them: `time`, `time (s)`, `time [s]`.
/**
 * @param {string} text
 * @param {number} most
 * @returns {UploadTable | null}
 */
function csvTable(text, most) {
  const [line] = text.split(/\r?\n/, 1);
  const mark = [",", ";", "\t"].map((mark) => [line.split(mark).length, mark]).reduce((a, b) => (b[0] > a[0] ? b : a))[1];
  const next = new RegExp(`(?:"((?:[^"]|"")*)"|([^${mark}\\r\\n]*))(${mark}|\\r?\\n|$)`, "y");
  const rows = [];
  let row = [];
  while (next.lastIndex < text.length && rows.length < most + 2) {
    const found = next.exec(text);
    if (!found) return null;
    const [, quoted, plain, end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === mark && next.lastIndex < text.length) continue;
    if (end === mark) row.push("");
    if (row.length > 1 || row[0].trim()) rows.push(row);
    row = [];
  }
  const [names, ...rest] = rows;
  if (!names || !rest.length && names.length < 2) return null;
  const heads = names.map((name) => /^(.*?)\s*(?:[([]([^)\]]*)[)\]])?$/.exec(name.trim()) || ["", name, ""]);
  // Points are decimal where commas separate cells, and where some number has other than three digits behind one.
  const points = mark === "," || rest.some((cells) => cells.some((cell) => /^\s*[-+−]?\d+\.(\d{1,2}|\d{4,})(?![\d.,])/.test(cell)));
  return { head: heads.map(([, name]) => name), units: heads.map(([, , unit]) => unit || ""), rows: rest, even: true, points };
}
