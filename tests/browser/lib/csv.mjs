// Tables as RFC 4180 has them.
import assert from "node:assert/strict";

// The rows, by the names of their columns.
export function rows(csv) {
  const cells = [[""]];
  let quoted = false;
  for (let i = 0; i < csv.length; i++) {
    const row = cells.at(-1);
    if (quoted) {
      if (csv[i] === '"' && csv[i + 1] === '"') row[row.length - 1] += csv[i++];
      else if (csv[i] === '"') quoted = false;
      else row[row.length - 1] += csv[i];
    } else if (csv[i] === '"') quoted = true;
    else if (csv[i] === ",") row.push("");
    else if (csv[i] === "\r" && csv[i + 1] === "\n") {
      cells.push([""]);
      i++;
    } else row[row.length - 1] += csv[i];
  }
  const [heads, ...rest] = cells.slice(0, -1);
  return rest.map((row) => {
    assert.equal(row.length, heads.length);
    return Object.fromEntries(row.map((cell, index) => [heads[index], cell]));
  });
}
