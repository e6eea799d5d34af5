//! Presets: settings of controls under a name, each checked like the start of its control.

use crate::check::model::*;
use crate::check::text::TypedText;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;

/// How far a value may lie beyond the end of a range, as a part of the range: rounding only.
const ROUNDING: f64 = 1e-9;

impl Planner<'_> {
    /// The button of a preset, with the settings that it makes.
    pub(in crate::page) fn preset(&mut self, title: &TypedText<'_>, settings: &[(Id, Typed)]) -> Plan {
        let title = self.rich(title);
        let mut known = Vec::new();
        for (control, value) in settings {
            known.extend(self.preset_value(*control, value).map(|value| (*control, value)));
        }
        Plan::Preset { title, settings: known }
    }

    /// The value of one setting, in base units; nothing where the control can't be set to it.
    fn preset_value(&mut self, id: Id, typed: &Typed) -> Option<f64> {
        let name = self.model.controls[id].name.text.clone();
        let node = self.lowering.expr(typed, Lowering::BASE);
        let Some(value) = self.unmoved(node) else {
            let diagnostic = self
                .error(
                    Code::NotConstant,
                    format!("A preset can't set `{name}` to a value that changes."),
                    typed.span,
                    "depends on a control or on the student's record",
                )
                .help("write a constant, or add `at start` to take the value at the starting settings");
            self.report(diagnostic);
            return None;
        };
        // A value of another kind has been reported.
        let other = matches!((&typed.of, &self.model.controls[id].of), (Type::Number(value), Type::Number(control)) if value != control);
        if value.is_nan() || other || typed.of == Type::Unknown {
            return None;
        }
        match &self.model.controls[id].kind {
            ControlKind::Slider { log, .. } => {
                let log = *log;
                let steps = self.lowering.steps(id)?;
                let (from, to) = (steps.positions.from, steps.positions.to);
                let beyond = (from - value).max(value - to);
                if beyond > ROUNDING * (to - from) {
                    let format = &self.model.controls[id].format;
                    let help = format!("it goes from {} to {}", format.text(from), format.text(to));
                    let headline = format!("`{name}` can't be set to {}.", format.text(value));
                    let diagnostic =
                        self.error(Code::OutsideRange, headline, typed.span, "outside the slider's range");
                    self.report(diagnostic.help(help));
                    return None;
                }
                if !log && !steps.any {
                    let headline = format!("This preset sets `{name}` between two of its positions.");
                    self.lowering.is_a_position(headline, &steps, value, typed);
                }
            }
            ControlKind::Choice { .. } => {
                let offered = self.offered(id);
                if !offered.is_empty() && !offered.iter().any(|(_, row)| *row == value) {
                    let keys: Vec<String> = offered.iter().map(|(key, _)| format!("`{key}`")).collect();
                    let headline = format!("`{name}` doesn't offer this option.");
                    let diagnostic =
                        self.error(Code::ImpossibleRange, headline, typed.span, "not one of its options");
                    self.report(diagnostic.help(format!("it offers {}", keys.join(", "))));
                    return None;
                }
            }
            ControlKind::Toggle { .. } => {}
        }
        Some(value)
    }
}
