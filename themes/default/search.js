// Searches the course's index, which the page has loaded: every word must begin a word of the place.
(() => {
"use strict";
const MOST = 40;
const root = document.querySelector("[data-search]");
const [input, found, hits] = ["input", "[data-found]", "[data-hits]"].map((each) => root.querySelector(each));
const home = root.dataset.home.replace(/index\.html$/, "");

// Without accents and capitals; one character stays one character, so that places agree.
const fold = (text) => [...text].map((c) => c.normalize("NFD")[0].toLowerCase()[0]).join("");
const places = globalThis.labcIndex.map(([title, href, on, text]) => ({ title, href, on, text: [...text], words: " " + fold(text), head: " " + fold(title + " " + on) }));
const split = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function starts(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text[at - 1])) return at;
  }
  return -1;
}

function search(words) {
  const rows = [];
  for (const place of places) {
    let score = 0;
    let first = -1;
    const all = words.every((word) => {
      const head = starts(place.head, word);
      const body = starts(place.words, word);
      if (body >= 0 && (first < 0 || body < first)) first = body;
      score += (head >= 0 ? 10 : 0) + (body >= 0 ? 1 : 0);
      return head >= 0 || body >= 0;
    });
    if (all) rows.push({ place, first, score: score + (place.on ? 0 : 2) });
  }
  return rows.sort((a, b) => b.score - a.score);
}

// A line of text around the first hit, with the words marked.
function excerpt({ text, words: folded }, first, words) {
  const p = document.createElement("p");
  const from = first < 60 ? 0 : first - 40;
  const end = Math.min(text.length, from + 180);
  if (from) p.append("… ");
  let plain = "";
  for (let at = from; at < end; at++) {
    // `folded` has one blank more in front.
    const word = /[\p{L}\p{N}]/u.test(folded[at]) ? null : words.find((each) => folded.startsWith(each, at + 1));
    if (!word) {
      plain += text[at];
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + word.length).join("");
    p.append(plain, mark);
    plain = "";
    at += word.length - 1;
  }
  p.append(plain, end < text.length ? " …" : "");
  return p;
}

function show() {
  const words = split(input.value);
  const rows = words.length ? search(words) : [];
  const { none, one, many } = root.dataset;
  found.textContent = !words.length ? "" : rows.length === 0 ? none : rows.length === 1 ? one : many.replace("{n}", rows.length);
  hits.replaceChildren(...rows.slice(0, MOST).map(({ place, first }) => {
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
    row.append(excerpt(place, Math.max(first, 0), words));
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
