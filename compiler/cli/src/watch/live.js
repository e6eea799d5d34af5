// Shows an author each change of a page, and what is wrong with the labs. Only `labc watch` adds this script.
"use strict";
(() => {
  const KEPT = "labc-live";
  const version = document.currentScript.dataset.version;
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
    const head = document.createElement("header");
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
      if ((news.version || "") !== version) {
        keep();
        location.reload();
        return;
      }
    }
  }

  whenReady(giveBack);
  listen();
})();
