// Which failures were reached and left, and which goals were met: what the student did, not where the page
// began.
import { itemOf, namesOf, relearn } from "../record/record.js";
import { keep } from "../record/store.js";
import { say, words } from "./announce.js";
import { schedule } from "./controls.js";
import { all, one } from "./dom.js";
import { hide, hud, watched } from "./patch.js";

/** @type {Map<HTMLElement, Arm | boolean | null>} The arm of a status, whether a goal is met. */
const shownArms = new Map();
// The failures of this lab that the record has.
/** @type {Set<string>} */
export const failures = new Set();
// The state of each status that was last said.
/** @type {Map<Status, string>} */
const heard = new Map();
let settling = 0;

/**
 * @param {Status} status
 * @returns {Arm | null}
 */
function armOf(status) {
  const arm = one(":scope > [data-arm]:not([hidden])", status);
  return arm && arm.dataset.key ? arm : null;
}

/**
 * @param {Status} status
 * @param {Arm} arm
 */
function failureOf(status, arm) {
  return `${status.dataset.item}.${arm.dataset.key}`;
}

// What the record has of a failure, under any name that its status, its row or itself ever had.
/**
 * @param {Status} status
 * @param {Arm} arm
 */
function keptFailure(status, arm) {
  return itemOf("status", arm.dataset.key, arm, namesOf(status.dataset.item, status).map((item) => item + "."));
}

/** @param {Status} status */
function meetFailures(status) {
  for (const arm of all(":scope > [data-level=fail]", status)) {
    if (keptFailure(status, arm)) failures.add(failureOf(status, arm));
  }
}

// A status has come to rest in another arm because something was moved.
/**
 * @param {Status} status
 * @param {boolean} moved
 */
function noteArm(status, moved) {
  const arm = armOf(status);
  const before = /** @type {Arm | null | undefined} */ (shownArms.get(status));
  shownArms.set(status, arm);
  if (!moved || before === undefined || before === arm) return;
  if (before && before.dataset.level === "fail") {
    const kept = keptFailure(status, before);
    if (kept && !kept.left) keep("status", failureOf(status, before), { ...kept, left: true });
  }
  if (arm && arm.dataset.level === "fail") {
    const name = failureOf(status, arm);
    failures.add(name);
    if (!keptFailure(status, arm)) {
      keep("status", name, { v: 1, reached: true });
      relearn();
      schedule();
    }
  }
}

/**
 * @param {Goal} goal
 * @param {boolean} met
 */
export function writeGoal(goal, met) {
  hide(one("[data-open]", goal), met);
  hide(one("[data-reached]", goal), !met);
}

// A goal counts once it is met by something that was moved.
/**
 * @param {Goal} goal
 * @param {boolean} moved
 */
function noteGoal(goal, moved) {
  const met = !one("[data-reached]", goal).hidden;
  const before = shownArms.get(goal);
  shownArms.set(goal, met);
  if (!moved || !met || before !== false) return;
  const name = goal.dataset.goal;
  if (!itemOf("goal", name, goal)) keep("goal", name, { v: 1, met: true });
  say(`${words(one("[data-reached]", goal))} ${words(/** @type {Element} */ (goal.lastElementChild))}.`);
}

/**
 * @param {Status} status
 * @returns {Arm | null}
 */
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
/** @param {boolean} aloud */
export function listenToStatuses(aloud) {
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
      if (aloud && arm && before !== undefined && before !== now) say(words(/** @type {Element} */ (arm.firstElementChild)));
    }
    for (const goal of watched.goal) noteGoal(goal, aloud);
    hud();
  }, aloud ? 700 : 0);
}
