// Searches the course's index, which the page has loaded. A place is found where each word that was typed begins a word
// of it, or is another form of one: memory and memories, quantisation and quantization.
(() => {
"use strict";
const MOST = 40;
const root = document.querySelector("[data-search]");
const [input, found, hits] = ["input", "[data-found]", "[data-hits]"].map((each) => root.querySelector(each));
const home = root.dataset.home.replace(/index\.html$/, "");

const LETTER = /[\p{L}\p{N}\p{M}]/u;
// Scripts without spaces between words: a word may begin anywhere.
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}ー々]/u;
const NEXT = /[\p{L}\p{N}\p{M}]+/uy;

// Without accents and capitals. Every character keeps its length, so that places in both texts agree; marks that make
// another letter, as in Korean or Japanese, stay.
function fold(text) {
  let folded = "";
  for (const c of text) {
    const parts = c.normalize("NFD");
    const small = (/^.[\u0300-\u036f]+$/u.test(parts) ? parts[0] : c).toLowerCase();
    folded += small.length === c.length ? small : small.slice(0, c.length);
  }
  return folded;
}

const places = globalThis.labcIndex.map(([title, href, on, text]) => {
  text = text.normalize("NFC");
  return { title, href, on, text, words: " " + fold(text), head: " " + fold(`${title} ${on}`.normalize("NFC")) };
});

// What English forms of a word have in common, and plurals of other languages. Not a word itself.
function stem(word) {
  if (word.length < 4) return word;
  const stemmed = word
    .replace(/([aeiouy].*)our(s|ed|ing|al|able)?$/, "$1or$2")
    .replace(/is(e[srd]?|ers|ing|ations?)$/, "iz$1")
    .replace(/ies$|y$/, "i")
    .replace(/sis$|ses$/, "s")
    .replace(/([^su])s$/, "$1")
    .replace(/([aeiouy].*[^e])ed$|([aeiouy].*)ing$|(iz)ation$/, "$1$2$3")
    .replace(/([bdfgmnprt])\1$/, "$1")
    .replace(/e$/, "");
  return stemmed.length < 3 ? word : stemmed;
}

// The words that were typed. A run of a script without spaces is its pairs of neighbours: where it is several words,
// their order and what stands between them do not matter.
function split(text) {
  const terms = [];
  for (const [run] of fold(text.normalize("NFC")).matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const letters = [...run];
    if (UNSPACED.test(run) && letters.length > 2) {
      for (let at = 1; at < letters.length; at++) terms.push({ word: letters[at - 1] + letters[at] });
    } else {
      const stemmed = stem(run);
      terms.push({ word: run, stemmed, start: stemmed.slice(0, Math.min(4, stemmed.length - 1)) });
    }
  }
  return terms;
}

// How many characters at a place a term is found in; 0 where it is not.
function length(text, at, { word, stemmed, start }) {
  if (LETTER.test(text[at - 1]) && !UNSPACED.test(word)) return 0;
  if (text.startsWith(word, at)) return word.length;
  if (!start || !text.startsWith(start, at)) return 0;
  NEXT.lastIndex = at;
  const [whole] = NEXT.exec(text) || [""];
  return stem(whole) === stemmed ? whole.length : 0;
}

function first(text, term) {
  const start = term.start || term.word;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    if (length(text, at, term)) return at;
  }
  return -1;
}

function search(terms) {
  const rows = [];
  for (const place of places) {
    let score = 0;
    let begin = -1;
    const all = terms.every((term) => {
      const head = first(place.head, term);
      const body = first(place.words, term);
      if (body >= 0 && (begin < 0 || body < begin)) begin = body;
      score += (head >= 0 ? 10 : 0) + (body >= 0 ? 1 : 0);
      return head >= 0 || body >= 0;
    });
    if (all) rows.push({ place, begin, score: score + (place.on ? 0 : 2) });
  }
  return rows.sort((a, b) => b.score - a.score);
}

// A place to cut a text at: not within a character of two units.
const cut = (text, at) => (/[\uDC00-\uDFFF]/.test(text[at] || "") ? at - 1 : at);

// A line of text around the first hit, with the words marked.
function excerpt({ text, words }, begin, terms) {
  const p = document.createElement("p");
  const space = text.indexOf(" ", begin - 40) + 1;
  const from = begin < 60 ? 0 : space > 0 && space <= begin ? space : cut(text, begin - 40);
  const end = cut(text, Math.min(text.length, from + 180));
  if (from) p.append("… ");
  let plain = "";
  for (let at = from; at < end; at++) {
    // `words` has one blank more in front.
    const marked = Math.max(...terms.map((term) => length(words, at + 1, term)));
    if (!marked) {
      plain += text[at];
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + marked);
    p.append(plain, mark);
    plain = "";
    at += marked - 1;
  }
  p.append(plain, end < text.length ? " …" : "");
  return p;
}

function show() {
  const terms = split(input.value);
  const rows = terms.length ? search(terms) : [];
  const { none, one, many } = root.dataset;
  found.textContent = !terms.length ? "" : rows.length === 0 ? none : rows.length === 1 ? one : many.replace("{n}", rows.length);
  hits.replaceChildren(...rows.slice(0, MOST).map(({ place, begin }) => {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = home + place.href;
    link.textContent = place.title;
    row.append(link);
    if (place.on) {
      const on = document.createElement("span");
      on.className = "on";
      on.textContent = place.on;
      row.append(" ", on);
    }
    row.append(excerpt(place, Math.max(begin, 0), terms));
    return row;
  }));
  const address = new URL(location.href);
  if (input.value) address.searchParams.set("q", input.value);
  else address.searchParams.delete("q");
  try {
    history.replaceState(null, "", address);
  } catch {
    // Some browsers refuse this for files.
  }
}

// Down from the box into the list, up and back.
root.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [input, ...hits.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
input.addEventListener("input", show);
root.hidden = false;
input.value = new URL(location.href).searchParams.get("q") || "";
show();
input.focus();
})();
