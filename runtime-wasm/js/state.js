// Which failures were reached and left, and which goals were met: what the student did, not where the page
// began.
const shownArms = new Map();
// The failures of this lab that the record has.
const failures = new Set();

function armOf(status) {
  const arm = one(":scope > [data-arm]:not([hidden])", status);
  return arm && arm.dataset.key ? arm : null;
}

function meetFailures(status) {
  for (const { dataset } of all(":scope > [data-level=fail]", status)) {
    const name = `${status.dataset.item}.${dataset.key}`;
    if (recall("status", name, "reached")) failures.add(name);
  }
}

// A status has come to rest in another arm because something was moved.
function noteArm(status, moved) {
  const arm = armOf(status);
  const before = shownArms.get(status);
  shownArms.set(status, arm);
  if (!moved || before === undefined || before === arm) return;
  const { item } = status.dataset;
  if (before && before.dataset.level === "fail") {
    const name = `${item}.${before.dataset.key}`;
    const kept = recall("status", name, "reached");
    if (kept && !kept.left) keep("status", name, { ...kept, left: true });
  }
  if (arm && arm.dataset.level === "fail") {
    const name = `${item}.${arm.dataset.key}`;
    failures.add(name);
    if (!recall("status", name, "reached")) {
      keep("status", name, { v: 1, reached: true });
      relearn();
      schedule();
    }
  }
}

function writeGoal(goal, met) {
  one("[data-open]", goal).hidden = met;
  one("[data-reached]", goal).hidden = !met;
}

// A goal counts once it is met by something that was moved.
function noteGoal(goal, moved) {
  const met = !one("[data-reached]", goal).hidden;
  const before = shownArms.get(goal);
  shownArms.set(goal, met);
  if (!moved || !met || before !== false) return;
  const name = goal.dataset.goal;
  if (!itemOf("goal", name, "met", goal)) keep("goal", name, { v: 1, met: true });
  say(`${words(one("[data-reached]", goal))} ${words(goal.lastElementChild)}.`);
}
