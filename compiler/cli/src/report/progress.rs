//! How far long work is, for people at a terminal, and how long its steps took. A bar appears once a step has lasted for
//! a while, on standard error, and goes before anything else is said. Start at [`begin`].

use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::console;

/// How long a step may last unseen.
const UNSEEN: Duration = Duration::from_millis(400);

/// A part of the work of a command.
struct WorkStep {
    what: &'static str,
    begun: Instant,
    /// How long it took, once it has ended.
    took: Option<Duration>,
    done: usize,
    /// Drawn nowhere until it has lasted for a while.
    bar: ProgressBar,
}

static STEPS: Mutex<Vec<WorkStep>> = Mutex::new(Vec::new());

fn steps() -> MutexGuard<'static, Vec<WorkStep>> {
    STEPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins a step and ends the one before it. `total` is how many things there are to do, where that is known.
pub(crate) fn begin(what: &'static str, total: Option<usize>) {
    end();
    let length = total.map(|total| total as u64);
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
    let template = if total.is_some() { "{msg} {bar:30} {pos} of {len}" } else { "{msg} {spinner} {pos}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what);
    steps().push(WorkStep { what, begun: Instant::now(), took: None, done: 0, bar });
}

/// One thing more is done.
pub(crate) fn one() {
    let mut steps = steps();
    let Some(step) = steps.last_mut().filter(|step| step.took.is_none()) else { return };
    step.done += 1;
    step.bar.set_position(step.done as u64);
    let is_seen = !step.bar.is_hidden();
    if !is_seen && step.begun.elapsed() > UNSEEN && !console::is_quiet() && stderr().is_terminal() {
        step.bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

/// Ends the step that is at work and takes its bar away.
pub(crate) fn end() {
    if let Some(step) = steps().last_mut().filter(|step| step.took.is_none()) {
        step.took = Some(step.begun.elapsed());
        step.bar.finish_and_clear();
    }
}

/// Forgets all steps: what follows is work of its own.
pub(crate) fn anew() {
    end();
    steps().clear();
}

/// How long the command has worked, as a person says it; nothing where it did no long work.
pub(crate) fn elapsed() -> Option<String> {
    steps().first().map(|first| shown(first.begun.elapsed()))
}

/// The steps with what was done in each and how long it took, a line each, and all of it.
pub(crate) fn times() -> String {
    end();
    let steps = steps();
    let line = |what: &str, took: Duration, done: usize| {
        let done = if done == 0 { String::new() } else { format!("  {done}") };
        format!("{what:<8}{:>8}{done}\n", shown(took))
    };
    let mut text: String =
        steps.iter().map(|step| line(step.what, step.took.unwrap_or_default(), step.done)).collect();
    if let Some(first) = steps.first() {
        text.push_str(&line("all", first.begun.elapsed(), 0));
    }
    text
}

fn shown(time: Duration) -> String {
    match time.as_millis() {
        short @ 0..1000 => format!("{short} ms"),
        long => format!("{}.{} s", long / 1000, long % 1000 / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_words() {
        for (millis, says) in
            [(0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (1250, "1.2 s"), (61_900, "61.9 s")]
        {
            assert_eq!(shown(Duration::from_millis(millis)), says);
        }
    }
}
