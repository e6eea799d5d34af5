// Notices at the top of the page, and whole sentences for screen readers.
const heard = new Map();
let sentences = [];
let speaking = 0;
let settling = 0;

function notice(text) {
  const p = document.createElement("p");
  p.className = "notice";
  p.textContent = text;
  one("[data-notices]").append(p);
  say(text);
}

// The theme words what the script says: attributes of the live region.
function sentence(name) {
  return one("[data-live]").dataset[name];
}

function say(text) {
  sentences.push(text);
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    one("[data-live]").textContent = sentences.join(" ");
    sentences = [];
  }, 100);
}

function words(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}

function shownArm(status) {
  return one(".arm:not([hidden])", status);
}

// Where a status or a goal stands when it arrives is nobody's doing: the first move counts from there.
function meetStatuses() {
  for (const status of watched.status) {
    if (heard.has(status)) continue;
    heard.set(status, shownArm(status)?.dataset.arm ?? "");
    noteArm(status, false);
    meetFailures(status);
  }
  for (const goal of watched.goal) if (!shownArms.has(goal)) noteGoal(goal, false);
}

// A status has settled on another state once nothing has moved for a while: its headline is said.
function listenToStatuses(aloud) {
  meetStatuses();
  clearTimeout(settling);
  settling = setTimeout(() => {
    for (const status of watched.status) {
      const arm = shownArm(status);
      const now = arm ? arm.dataset.arm : "";
      const before = heard.get(status);
      heard.set(status, now);
      noteArm(status, aloud);
      if (status.closest("[hidden]")) continue;
      if (aloud && arm && before !== undefined && before !== now) say(words(arm.firstElementChild));
    }
    for (const goal of watched.goal) noteGoal(goal, aloud);
    hud();
  }, aloud ? 700 : 0);
}
