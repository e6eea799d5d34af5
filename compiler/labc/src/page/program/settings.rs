//! A lab with some of its controls moved, as a command line moves them.

use lab_core::Live;
use lab_core::page::ControlKind;

use crate::check::model;
use crate::page::Lab;
use crate::similar;

impl Lab {
    /// The page with some controls moved: pairs of a control's name and its value, as a student types it.
    ///
    /// # Errors
    /// A sentence: which control there is instead, or what is wrong with a value.
    pub(in crate::page) fn moved(&self, settings: &[(&str, &str)]) -> Result<Live, String> {
        let mut live = self.live.clone();
        for (name, value) in settings {
            self.set(&mut live, name, value)?;
        }
        live.finish();
        Ok(live)
    }

    fn set(&self, live: &mut Live, name: &str, value: &str) -> Result<(), String> {
        let names: Vec<&str> = live.page().controls.iter().map(|control| control.name.as_str()).collect();
        let Some(control) = names.iter().position(|other| *other == name) else {
            let near = similar::nearest(name, names.iter().copied());
            let help = match near {
                Some(near) => format!("; did you mean `{near}`?"),
                None if names.is_empty() => String::new(),
                None => format!("; its controls are {}", names.join(", ")),
            };
            return Err(format!("this lab has no control `{name}`{help}"));
        };
        let position = self.position(live, control, value)?;
        live.set(control, position);
        Ok(())
    }

    /// What a value that was typed is for [`Live::set`].
    fn position(&self, live: &Live, control: usize, value: &str) -> Result<f64, String> {
        let refused = |why: String| format!("`{}` cannot be set to `{value}`{why}", self.name_of(control));
        match &live.page().controls[control].kind {
            ControlKind::Slider(positions) => {
                let read = live.parse(control, value);
                let mut fields = read.split('\u{1f}');
                match (fields.next(), fields.next().and_then(|position| position.parse().ok())) {
                    (Some("value" | "snapped"), Some(position)) => Ok(position),
                    (Some("clamped"), _) => {
                        let text = |end| self.model.controls[control].format.text(end);
                        let (low, high) = (text(positions.from), text(positions.to));
                        Err(refused(format!(": it goes from {low} to {high}")))
                    }
                    _ => Err(refused(format!("; it is {} at the start", live.text(control)))),
                }
            }
            ControlKind::Choice { keys, .. } => {
                let found = keys.iter().position(|key| key == value).map(|index| index as f64);
                found.ok_or_else(|| {
                    let near = similar::nearest(value, keys.iter().map(String::as_str));
                    refused(match near {
                        Some(near) => format!("; did you mean `{near}`?"),
                        None => format!(": its options are {}", keys.join(", ")),
                    })
                })
            }
            ControlKind::Toggle => {
                let found = ["off", "on"].iter().position(|word| *word == value).map(|index| index as f64);
                found.ok_or_else(|| refused(": it is `on` or `off`".to_owned()))
            }
        }
    }

    fn name_of(&self, control: usize) -> &str {
        &self.live.page().controls[control].name
    }

    /// The value of a control in words: a number with its unit, the label of an option, `on` or `off`.
    pub(in crate::page) fn setting(&self, live: &Live, control: usize) -> String {
        let model::ControlKind::Choice { .. } = &self.model.controls[control].kind else {
            return live.text(control);
        };
        let chosen = live.position(control) as usize;
        let called = self.called.get(&control).and_then(|called| called.get(chosen));
        let option = || {
            let offered = self.renderer(&[], &self.around()).options_of(control);
            offered.into_iter().nth(chosen).map(|option| option.label)
        };
        called.cloned().or_else(option).unwrap_or_default()
    }
}
