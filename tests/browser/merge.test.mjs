// Merging and copies of students' work: the rules hold over random records, and the compiler agrees. No
// browser: the functions are taken out of the pages' own scripts.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { merged, ours, oursWith, random, randomItems, sorted } from "./lib/ledgers.mjs";
import { tool } from "./lib/site.mjs";

const ROUNDS = +process.env.LABC_LEDGERS || 3000;
const rounds = async (seed, what) => {
  for (let round = 0; round < ROUNDS; round++) await what(random(seed + round * 7919), round);
};
const same = (a, b, round) => assert.deepEqual(sorted(a), sorted(b), `round ${round}`);

test("merging is commutative, associative and idempotent", async () => {
  let kept = 0;
  await rounds(1, (source, round) => {
    const [a, b, c] = [0, 1, 2].map(() => merged(randomItems(source)));
    same(merged(a, b), merged(b, a), round);
    same(merged(merged(a, b), c), merged(a, merged(b, c)), round);
    same(merged(a, a), a, round);
    same(merged(merged(a, b), b), merged(a, b), round);
    kept += merged(a, b, c).size;
  });
  assert.ok(kept > ROUNDS * 10);
});

test("of precious work nothing is lost, whatever is merged", async () => {
  let count = 0;
  await rounds(2, (source, round) => {
    const items = [randomItems(source), randomItems(source)].flat();
    const texts = new Set(merged(items).values());
    for (const [key, text] of items) {
      if (!ours.isPrecious(key, text)) continue;
      assert.ok(texts.has(text), `round ${round}: ${key} ${text}`);
      count++;
    }
  });
  assert.ok(count > ROUNDS * 4);
});

test("exporting and importing is the identity, and a second import changes nothing", async () => {
  await rounds(3, async (source, round) => {
    const ledger = merged(randomItems(source, 30));
    const { items, fault } = await ours.unpack(ours.pack("c", ledger, "2026-11-21T10:00:00.000Z"), "c");
    assert.equal(fault, "", `round ${round}`);
    same(items, ledger, round);
    same(merged(new Map(), items), ledger, round);
    same(merged(ledger, items), ledger, round);
  });
});

test("a copy is read the same in another layout, with its items in another order, and with fields of a later version", async () => {
  await rounds(6, async (source, round) => {
    const ledger = merged(randomItems(source, 30));
    const file = JSON.parse(ours.pack("c", ledger, "2026-11-21T10:00:00.000Z"));
    const items = Object.fromEntries(Object.entries(file.items).sort(() => source.next() - 0.5));
    const later = { notes: [{ "}": ["]"] }], ...file, items, more: { text: '\\"}', number: -1e3, nothing: null } };
    for (const text of [JSON.stringify(later), JSON.stringify(later, null, "\t").replace(/\n/g, "\r\n"), `\ufeff${JSON.stringify(later)}\n`]) {
      const read = await ours.unpack(text, "c");
      assert.equal(read.fault, "", `round ${round}`);
      same(read.items, ledger, round);
    }
  });
});

test("reading and checking a copy let the page live after any item, and say how far they are", async () => {
  let time = 0;
  const slow = oursWith({ now: () => (time += 13) }, (done) => setImmediate(done));
  const ledger = new Map(Array.from({ length: 300 }, (_, at) => [`wall/answer/a${at}`, JSON.stringify({ v: 2, text: `${at}` })]));
  const text = ours.pack("c", ledger, "2026-11-21T10:00:00.000Z");
  for (const [hurt, fault] of [[text, ""], [text.replace('\\"7\\"', '\\"8\\"'), "damaged"]]) {
    const shares = [];
    const read = await slow.unpack(hurt, "c", (share) => shares.push(share));
    assert.equal(read.fault, fault);
    assert.ok(shares.length >= 2 * (ledger.size - 2), `${shares.length} rests`);
    assert.deepEqual(shares, [...shares].sort((a, b) => a - b));
    assert.ok(shares[0] > 0 && shares.at(-1) <= 1);
  }
});

test("damage of any byte is noticed, or changes nothing that counts", async () => {
  const source = random(4);
  const ledger = merged(randomItems(source, 40));
  const text = ours.pack("c", ledger, "2026-11-21T10:00:00.000Z");
  let noticed = 0;
  for (let at = 0; at < text.length; at++) {
    const hurt = text.slice(0, at) + (text[at] === "7" ? "8" : "7") + text.slice(at + 1);
    const { items, fault } = await ours.unpack(hurt, "c");
    if (fault) noticed++;
    else same(items, ledger, at);
  }
  assert.ok(noticed > text.length * 0.7, `${noticed} of ${text.length}`);
  for (let at = 0; at < text.length - 2; at++) assert.ok((await ours.unpack(text.slice(0, at), "c")).fault, `cut at ${at}`);
});

test("hostile files are refused, and change nothing by being read", async () => {
  for (const [text, fault] of [
    ["", "torn"],
    ["[".repeat(2e6), "torn"],
    ["null", "foreign"],
    ["[]", "foreign"],
    ['{"format":"labc-ledger"}', "newer"],
    ['{"format":"labc-ledger","version":"1"}', "newer"],
    ['{"format":"labc-ledger","version":1,"course":"d","items":{}}', "course"],
    ['{"format":"labc-ledger","version":1,"course":"c"}', "damaged"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":[1,2]}', "damaged"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":{"a":{"__proto__":{"x":1}}}}', "damaged"],
    [" ".repeat(33e6), "large"],
    [`{"format":"labc-ledger","version":1,"course":"c","items":{${Array.from({ length: 100_001 }, (_, at) => `"k${at}":""`).join()}}}`, "large"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":{"a":"b",}}', "torn"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":{"a":"b"}} ]', "torn"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":{"a" "b"}}', "torn"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":{"a":"\\x"}}', "torn"],
    ['{"format":"labc-ledger","version":1,"course":"c","items":{"a":b}}', "torn"],
    [`{"format":"labc-ledger","version":1,"course":"c","items":{"a":"${"\\\\".repeat(3e6)}"}}`, "damaged"],
    ['"text"', "foreign"],
    ["12", "foreign"],
    ["nul", "torn"],
  ]) {
    assert.equal((await ours.unpack(text, "c")).fault, fault, text.slice(0, 80));
  }
  assert.equal({}.x, undefined);
  const { items } = await ours.unpack('{"format":"labc-ledger","version":1,"course":"c","items":{"__proto__":"p","a":"b"}}', "c");
  assert.deepEqual(sorted(items), [["__proto__", "p"], ["a", "b"]]);
});

test("the compiler merges the same and finds the same checksums", async () => {
  const inputs = [];
  // Half of a character is no text in Rust: both are given what stands for it.
  await rounds(5, (source) => inputs.push(randomItems(source, 20).map((pair) => pair.map((text) => text.toWellFormed()))));
  const { stdout, stderr, status } = spawnSync(tool("merge_ledgers"), { input: inputs.map((items) => JSON.stringify(items)).join("\n"), encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  const answers = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(answers.length, inputs.length);
  inputs.forEach((items, round) => {
    const ledger = merged(items);
    same(new Map(Object.entries(answers[round].items)), ledger, round);
    assert.equal(answers[round].checksum, ours.checksumOf("c", ledger), `round ${round}`);
  });
});
