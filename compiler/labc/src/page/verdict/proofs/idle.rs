//! Controls that the formulas read and that change nothing a student can see. Start at [`Planner::without_effect`].

use lab_core::page::{ControlKind, Page};
use lab_core::{Live, positions::Positions};

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::plan::planner::Planner;

/// How many settings of a page are looked at for one control.
const MOST_SETTINGS: usize = 4_000;

impl Planner<'_> {
    /// Reports controls whose every move leaves all texts and charts of the page as they are, at every setting of the
    /// other controls. Where there are too many settings to look at, nothing is said.
    pub(in crate::page) fn without_effect(&mut self, page: &Page) {
        // What is never reached explains why nothing changes, and has been said.
        let explains =
            [Code::NeverTaken, Code::NeverShown, Code::NoEscape, Code::UnmetGoal, Code::IdleControl];
        if self.diagnostics.iter().any(|diagnostic| explains.contains(&diagnostic.code)) {
            return;
        }
        let Ok(mut live) = Live::new(page.clone()) else { return };
        (0..page.seals as usize).for_each(|seal| live.open(seal));
        drop(live.all());
        let places: Vec<Vec<f64>> = (0..page.controls.len()).map(|control| places(page, control)).collect();
        let reads = page.program.reads();
        let read: Vec<usize> = (0..page.controls.len()).filter(|control| reads[*control]).collect();
        for id in self.controls_to_move() {
            if !reads[id] || places[id].is_empty() || has_effect(&mut live, id, &read, &places) {
                continue;
            }
            let name = self.model.controls[id].name.clone();
            let headline = format!("Moving `{}` changes nothing on the page.", name.text);
            let diagnostic =
                Diagnostic::warning(Code::IdleControl, headline, self.file, name.span, "changes no value")
                    .help("formulas read it, but its effect cancels out or is always hidden: see what should depend on it");
            self.report(diagnostic);
        }
    }
}

/// What a control's range input counts at each position; nothing for controls that are not moved by hand alone.
fn places(page: &Page, control: usize) -> Vec<f64> {
    let described = &page.controls[control];
    match &described.kind {
        ControlKind::Slider(positions) if positions.steps == 0 => Vec::new(),
        ControlKind::Slider(Positions { log: true, steps, .. }) => (0..=*steps).map(f64::from).collect(),
        ControlKind::Slider(positions) => {
            let Some(unit) = page.formats[described.format as usize].units.first() else { return Vec::new() };
            let number = |step: u32| (positions.at(f64::from(step), unit) - unit.offset) / unit.factor;
            (0..=positions.steps).map(number).collect()
        }
        ControlKind::Choice { rows, .. } => (0..rows.len()).map(|place| place as f64).collect(),
        ControlKind::Toggle => vec![0.0, 1.0],
    }
}

/// Whether some move of a control changes something that the page shows, or that can't be told. `read` are the controls
/// that the program reads.
fn has_effect(live: &mut Live, control: usize, read: &[usize], places: &[Vec<f64>]) -> bool {
    let starts: Vec<f64> = (0..places.len()).map(|other| live.position(other)).collect();
    let moved = |live: &mut Live| {
        let mut effect = false;
        for place in places[control].iter().take(MOST_SETTINGS) {
            live.set(control, *place);
            if !live.run().is_empty() {
                effect = true;
                break;
            }
        }
        live.set(control, starts[control]);
        drop(live.run());
        effect
    };
    if moved(live) {
        return true;
    }
    let others: Vec<usize> = read.iter().copied().filter(|other| *other != control).collect();
    let count = others.iter().try_fold(places[control].len(), |count, other| {
        count.checked_mul(places[*other].len()).filter(|count| (1..=MOST_SETTINGS).contains(count))
    });
    let Some(count) = count else { return true };
    let mut effect = false;
    for setting in 0..count / places[control].len() {
        let mut rest = setting;
        for other in &others {
            let own = &places[*other];
            live.set(*other, own[rest % own.len()]);
            rest /= own.len();
        }
        drop(live.run());
        if moved(live) {
            effect = true;
            break;
        }
    }
    others.iter().for_each(|other| live.set(*other, starts[*other]));
    drop(live.run());
    effect
}
