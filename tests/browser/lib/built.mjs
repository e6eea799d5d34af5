// What the build printed against what the browser computes, for every slot of a page.

// Every attribute that names a slot. `site.test.mjs` compares the list with the script's and with the theme's.
export const SLOT_KINDS = ["s", "status", "tone", "shown", "share", "over", "met", "case", "slot"];

// Runs in the page. Takes the page's file as text; returns how many places were compared and which differ.
// The evaluator starts anew, so that nothing that happened to the page since plays a part; the page itself is of no
// use afterwards.
export async function compareBuilt(html) {
  const built = new DOMParser().parseFromString(html, "text/html");
  // A character for each byte, as the build packs them.
  const text = built.getElementById("lab-data").textContent;
  const letters = (code, first) => first + ((code - first + 13) % 26);
  const bytes = Uint8Array.from([...text].map((character) => character.charCodeAt(0)), (code) => {
    if (code >= 97 && code <= 122) return letters(code, 97);
    if (code >= 65 && code <= 90) return letters(code, 65);
    if (code >= 48 && code <= 57) return 48 + ((code - 48 + 5) % 10);
    return code === 96 ? 60 : code;
  });
  const view = new DataView(bytes.buffer);
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + view.getUint32(at, true);
    pieces.push(bytes.subarray(at + 4, end));
    at = end;
  }

  const lab = wasm_bindgen;
  if (!lab.start(pieces[0])) throw new Error("the page's data cannot be read");
  const different = [];
  const compared = {};
  const unknown = new Set();

  const parsed = (markup) => {
    const template = document.createElement("template");
    template.innerHTML = markup;
    return template;
  };
  // Of alternatives the one in sight.
  const inSight = (element) => element.querySelector(":scope > [data-arm]:not([hidden])")?.dataset.arm ?? "";
  const bornText = {
    s: (element) => element.textContent,
    status: inSight,
    tone: inSight,
    case: inSight,
    met: (element) => {
      const [open, reached] = ["open", "reached"].map((name) => !element.querySelector(`[data-${name}]`).hidden);
      return open === reached ? "both" : reached ? "1" : "0";
    },
    shown: (element) => (element.hidden ? "0" : "1"),
    share: (element) => element.getAttribute("value"),
    over: (element) => !element.hidden,
    slot: (element) => element.innerHTML.trim(),
  };
  const computedText = {
    s: (text) => text,
    status: (text) => text || "undefined",
    // A number beyond the last alternative: none holds.
    tone: (text, element) => (element.querySelector(`:scope > [data-arm="${text}"]`) ? text : ""),
    case: (text, element) => (element.querySelector(`:scope > [data-arm="${text}"]`) ? text : ""),
    met: (text) => (text === "1" ? "1" : "0"),
    shown: (text) => text,
    share: (text) => String(Math.min(1, parseFloat(text) || 0)),
    over: (text) => parseFloat(text) > 1,
    slot: (text) => parsed(text).innerHTML.trim(),
  };
  const compare = (where, root, records) => {
    for (const name of Object.keys(bornText)) {
      for (const element of root.querySelectorAll(`[data-${name}]`)) {
        const slot = element.dataset[name];
        if (!records.has(slot)) {
          unknown.add(`${where}: the page has slot ${slot}, the evaluator does not return it`);
          continue;
        }
        // Charts behind a seal are drawn when it opens.
        if (name === "slot" && where !== "page") {
          if (element.innerHTML) different.push({ where, slot, name, printed: element.innerHTML, computed: "" });
          continue;
        }
        let printed = bornText[name](element);
        if (element.dataset.record) {
          // What is recorded could be read before the question it answers.
          if (printed) different.push({ where, slot, name, printed, computed: "nothing" });
          continue;
        }
        const computed = computedText[name](records.get(slot), element);
        if (name === "share") printed = String(parseFloat(printed));
        compared[name] = (compared[name] || 0) + 1;
        if (printed !== computed) different.push({ where, slot, name, printed, computed });
      }
    }
  };
  const records = () => {
    const all = lab.all();
    return new Map((all ? all.split("\u001e") : []).map((record) => {
      const at = record.indexOf("\u001f");
      return [record.slice(0, at), record.slice(at + 1)];
    }));
  };

  const shut = records();
  compare("page", built, shut);
  const utf8 = new TextDecoder();
  const fragments = pieces.slice(2);
  fragments.forEach((_, seal) => lab.open(seal));
  const opened = records();
  fragments.forEach((piece, seal) => compare(`seal ${seal}`, parsed(utf8.decode(piece)).content, opened));
  return { compared, different, unknown: [...unknown], slots: shut.size, sealed: opened.size - shut.size };
}
