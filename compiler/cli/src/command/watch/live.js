// Shows an author each change of a page, and what is wrong with the labs. Only `labc watch` adds this script.
"use strict";
(() => {
  const KEPT = "labc-live";
  let version = document.currentScript.dataset.version;
  // The page as it was served, before its script wrote values into it.
  let served = load();
  let said = "";
  let folded = "";

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/.labc/live.css";
  document.head.append(style);

  // Which of several such elements: by its text, and by its number among those of the same text.
  function named(elements, text) {
    const counts = new Map();
    return elements.map((element) => {
      const count = counts.get(text(element)) || 0;
      counts.set(text(element), count + 1);
      return [`${text(element)}#${count}`, element];
    });
  }

  const details = () =>
    named([...document.querySelectorAll("details")], (element) => element.querySelector("summary")?.textContent.trim() ?? "");

  // What the page does not keep itself: what is open, and where the keyboard is.
  function keep() {
    const { activeElement: focused } = document;
    const state = {
      at: location.pathname,
      open: details().filter(([, element]) => element.open).map(([name]) => name),
      shut: details().filter(([, element]) => !element.open).map(([name]) => name),
      focus: focused?.id || null,
      y: scrollY,
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(state));
    } catch {
      // Without storage the page begins at its top.
    }
    history.replaceState({ ...history.state, y: scrollY }, "");
  }

  function giveBack() {
    let state = null;
    try {
      state = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch {
      return;
    }
    if (!state || state.at !== location.pathname) return;
    for (const [name, element] of details()) {
      if (state.open.includes(name)) element.open = true;
      else if (state.shut.includes(name)) element.open = false;
    }
    if (state.focus) document.getElementById(state.focus)?.focus({ preventScroll: true });
    scrollTo({ top: state.y, behavior: "instant" });
  }

  // Pages that compute are ready when their evaluator is.
  function whenReady(then) {
    const root = document.documentElement;
    const computes = document.getElementById("lab-data");
    if (!computes || root.dataset.ready) return then();
    const observer = new MutationObserver(() => {
      if (!root.dataset.ready) return;
      observer.disconnect();
      then();
    });
    observer.observe(root, { attributes: true, attributeFilter: ["data-ready"] });
  }

  // An editor shows the page in a frame. The page goes to what the editor's cursor is on, and says what the author has
  // clicked on: a control, a question, a status, or else the part.
  function followEditor() {
    const kinds = ["name", "predict", "estimate", "reflect", "task", "upload", "answer", "decide"];
    const named = (element) => kinds.map((kind) => element.dataset[kind]).find(Boolean);
    const [names, parts] = [kinds.map((kind) => `[data-${kind}]`).join(), "[data-part]"];
    document.addEventListener("click", ({ target }) => {
      const [element, part] = [target.closest(names), target.closest(parts)];
      if (!element && !part) return;
      const page = location.pathname.replace(/\/(index\.html)?$/, "").split("/").pop();
      parent.postMessage({ labc: "at", page, part: part?.dataset.part, name: element ? named(element) : undefined }, "*");
    });
    addEventListener("message", ({ source, data }) => {
      if (source !== parent || data?.labc !== "show") return;
      const elements = [...document.querySelectorAll(names)];
      const element =
        elements.find((each) => data.name && named(each) === data.name) ||
        [...document.querySelectorAll(parts)].find((each) => each.dataset.part === data.part);
      const box = element?.getBoundingClientRect();
      if (box && (box.top < 0 || box.top > innerHeight * 0.8)) element.scrollIntoView({ block: "start", behavior: "instant" });
    });
    parent.postMessage({ labc: "ready" }, "*");
  }
  if (parent !== window) whenReady(followEditor);

  function counted(count, what) {
    return count === 1 ? `1 ${what}` : `${count} ${what}s`;
  }

  function show({ errors, warnings, text }, mark) {
    document.querySelector(".labc-live")?.remove();
    if (!errors && !warnings) return;
    const panel = document.createElement("section");
    panel.className = "labc-live";
    panel.dataset.level = errors ? "fail" : "warn";
    panel.setAttribute("role", "status");
    panel.setAttribute("aria-label", "What labc found");
    const head = document.createElement("div");
    const title = document.createElement("span");
    const counts = [errors && counted(errors, "error"), warnings && counted(warnings, "warning")].filter(Boolean).join(", ");
    title.textContent = errors ? `${counts}. This page is the last good one.` : counts;
    const list = document.createElement("pre");
    list.tabIndex = 0;
    list.textContent = text;
    // Warnings alone do not cover the page.
    list.hidden = errors ? folded === mark : folded !== `open ${mark}`;
    const button = document.createElement("button");
    button.type = "button";
    const label = () => {
      button.textContent = list.hidden ? "Show" : "Hide";
      button.setAttribute("aria-expanded", String(!list.hidden));
    };
    label();
    button.addEventListener("click", () => {
      list.hidden = !list.hidden;
      folded = list.hidden ? mark : `open ${mark}`;
      label();
    });
    head.append(title, button);
    panel.append(head, list);
    document.body.append(panel);
  }

  // The page as it is served now, if it is there.
  async function load() {
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const script = page.querySelector("script[data-version]");
      return answer.ok && script ? { page, version: script.dataset.version } : null;
    } catch {
      return null;
    }
  }

  // Whether the page's script knows nothing of an element: then another one can take its place.
  function isStill(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return true;
    const isUsed = (element) =>
      element.matches("input, button, select, textarea, form, output, script, template") ||
      [...element.attributes].some(({ name }) => name.startsWith("data-"));
    return ![node, ...node.querySelectorAll("*")].some(isUsed);
  }

  const isKin = (one, other) => one.nodeName === other.nodeName && (one.id || "") === (other.id || "");

  // For each child of an element as it was served, the one on the page. The script may have put others between them.
  function counterparts(served, live) {
    const there = [...live.childNodes];
    let at = 0;
    const found = served.map((child) => {
      while (at < there.length && !isKin(there[at], child)) at++;
      return there[at++];
    });
    return found.every(Boolean) ? found : null;
  }

  // Collects what has to be done to an element on the page so that it is served as `after` instead of `before`. False
  // where that would touch what the script works with.
  function plan(before, after, live, edits) {
    if (before.isEqualNode(after)) return true;
    if (!isKin(before, after) || !isKin(before, live)) return false;
    if (before.nodeType === Node.TEXT_NODE) {
      edits.push(() => (live.data = after.data));
      return live.data === before.data;
    }
    if (before.nodeType !== Node.ELEMENT_NODE || before.matches("script, template, output, textarea")) return false;
    const names = new Set([before, after].flatMap((element) => element.getAttributeNames()));
    for (const name of names) {
      const value = after.getAttribute(name);
      if (before.getAttribute(name) === value) continue;
      if (name.startsWith("data-") || live.getAttribute(name) !== before.getAttribute(name)) return false;
      edits.push(() => (value === null ? live.removeAttribute(name) : live.setAttribute(name, value)));
    }
    const old = [...before.childNodes];
    const now = [...after.childNodes];
    const there = counterparts(old, live);
    if (!there) return false;
    if (old.length === now.length && old.every((child, at) => isKin(child, now[at]))) {
      return old.every((child, at) => plan(child, now[at], there[at], edits));
    }
    // What is the same at both ends stays; what is between is exchanged.
    let head = 0;
    while (head < Math.min(old.length, now.length) && old[head].isEqualNode(now[head])) head++;
    let tail = 0;
    const rest = Math.min(old.length, now.length) - head;
    while (tail < rest && old.at(-1 - tail).isEqualNode(now.at(-1 - tail))) tail++;
    const gone = old.slice(head, old.length - tail);
    const come = now.slice(head, now.length - tail);
    if (![...gone, ...come].every(isStill)) return false;
    edits.push(() => {
      const next = there[old.length - tail] ?? (there.at(-1)?.nextSibling || null);
      for (const child of come) live.insertBefore(document.importNode(child, true), next);
      for (let at = head; at < old.length - tail; at++) there[at].remove();
    });
    return true;
  }

  // What is in the head: title, descriptions and style sheets. An old sheet goes when the new one is there.
  function planHead(before, after, edits) {
    const isOurs = (element) => element.matches("script[data-version]");
    const [old, now] = [before, after].map((page) => [...page.head.children].filter((element) => !isOurs(element)));
    if (old.length !== now.length) return false;
    return old.every((element, at) => {
      if (element.isEqualNode(now[at])) return true;
      const live = [...document.head.children].find((each) => each.isEqualNode(element));
      if (!live || element.nodeName !== now[at].nodeName || element.matches("script, [http-equiv]")) return false;
      edits.push(() => {
        const next = document.importNode(now[at], true);
        live.after(next);
        if (next.rel !== "stylesheet") live.remove();
        else for (const event of ["load", "error"]) next.addEventListener(event, () => live.remove());
      });
      return true;
    });
  }

  // Changes the page in place; false where it has to be loaded again: its program, its controls or its questions are
  // others.
  async function changed() {
    const before = await served;
    const after = await load();
    if (!before || !after || before.version !== version) return false;
    const edits = [];
    const [old, now] = [before.page, after.page];
    if (!planHead(old, now, edits) || !plan(old.body, now.body, document.body, edits)) return false;
    edits.forEach((edit) => edit());
    version = after.version;
    served = after;
    return true;
  }

  function visible() {
    if (!document.hidden) return Promise.resolve();
    return new Promise((then) => document.addEventListener("visibilitychange", then, { once: true }));
  }

  const pause = (time) => new Promise((then) => setTimeout(then, time));

  async function listen() {
    for (;;) {
      // A browser opens few connections to one server: pages that nobody sees take none.
      await visible();
      let news;
      try {
        const asked = new URLSearchParams({ page: decodeURI(location.pathname), version, said });
        news = await (await fetch(`/.labc/live?${asked}`, { cache: "no-store" })).json();
      } catch {
        await pause(500);
        continue;
      }
      if (news.said !== said) show(news.findings, news.said);
      said = news.said;
      if ((news.version || "") !== version && !(await changed())) {
        keep();
        location.reload();
        return;
      }
    }
  }

  whenReady(giveBack);
  listen();
})();
