//! What a lab asks, and what it keeps of the answers: plain data for the report, for instructors, and for
//! the labs after it. Start at [`Protocol`].
//!
//! Every name here is a name in the student's record, `labc/<course>/<lab>/<kind>/<name>`. Questions and
//! labels are plain text, with the values that they have at the start.

use std::collections::BTreeMap;

use lab_core::number::Format;
use serde::{Deserialize, Serialize};

use super::plan::{ArmPlan, Plan, Rich, Verdict};
use super::planner::Fragment;
use super::render::Renderer;

/// What a lab asks and records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Protocol {
    /// The lab's id.
    pub id: String,
    /// Ids it had before.
    pub was: Vec<String>,
    /// Its title.
    pub title: String,
    /// What it teaches.
    pub teaches: Vec<String>,
    /// The choice that is its context.
    pub context: Option<String>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Kind `predict`.
    pub predictions: Vec<Prediction>,
    /// Kind `estimate`.
    pub estimates: Vec<Estimate>,
    /// Kind `reflect`.
    pub reflections: Vec<Reflection>,
    /// Kind `answer`.
    pub answers: Vec<Asked>,
    /// Kind `task`.
    pub tasks: Vec<Asked>,
    /// Kind `decide`.
    pub decisions: Vec<Decision>,
    /// Kind `status`.
    pub statuses: Vec<Status>,
    /// Kind `goal`.
    pub goals: Vec<Asked>,
    /// Kind `set`: the controls.
    pub controls: Vec<Control>,
    /// Kind `record`.
    pub fields: Vec<Field>,
}

/// A part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it asks, in order: kind and name. A part is done once all of it is answered; one that asks
    /// nothing, once its end has been seen (kind `seen`, under the part's name).
    pub asks: Vec<(String, String)>,
}

/// An answer to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its key, which is stored.
    pub key: String,
    /// Keys it had before.
    pub was: Vec<String>,
    /// Its label.
    pub label: String,
}

/// A prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The options.
    pub options: Vec<Choice>,
    /// The key of the option that is true; nothing where the student's record decides, and each item says
    /// itself whether it was right.
    pub right: Option<String>,
    /// The truth in words, where there is a number.
    pub truth: Option<String>,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
}

/// An estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The truth, in base units; nothing where the student's record decides.
    pub truth: Option<f64>,
    /// How numbers are written: the first unit is what a bare number counts in.
    pub format: Format,
    /// The range that answers lie in, in base units.
    pub range: (f64, f64),
    /// Whether it asks how sure the student is.
    pub confidence: bool,
}

/// A question for reflection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflection {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The options.
    pub options: Vec<Choice>,
    /// The key of the one that is right.
    pub right: String,
}

/// Something asked or set that takes no options: a free text, a task, a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// What it says.
    pub title: String,
}

/// A decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The options.
    pub options: Vec<Choice>,
}

/// A status: items are named `<status>.<arm>`, or `<status>.<row>.<arm>` where it has rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The rows it is made for: key and label. None where it is made once.
    pub rows: Vec<Choice>,
    /// Its arms.
    pub arms: Vec<Arm>,
}

/// An arm of a status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// Its key.
    pub key: String,
    /// Keys it had before.
    pub was: Vec<String>,
    /// `fail`, `warn`, `note` or `pass`.
    pub level: String,
    /// Its title.
    pub title: String,
}

/// A control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// Its label.
    pub label: String,
    /// What can be chosen, where it is a choice; none for a slider or a switch.
    pub options: Vec<Choice>,
}

/// A field of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// What it says.
    pub title: String,
    /// What its value is.
    pub of: FieldType,
    /// How its value is written.
    pub format: Format,
}

/// What a field of the record holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldType {
    /// A number in base units: exponents of hard dimensions and of counts, by name.
    Number {
        /// Dimension or count, with numerator and denominator of its exponent.
        dimension: BTreeMap<String, (i32, i32)>,
    },
    /// A temperature on its scale, in kelvin.
    Point,
    /// `true` or `false`.
    Bool,
    /// A text.
    Text,
    /// The key of a row.
    Row {
        /// The table's name.
        table: String,
        /// Its rows.
        options: Vec<Choice>,
    },
}

impl Protocol {
    /// What kind of item, under which name, is asked first to last; for the parts' progress.
    pub fn asked(&self) -> impl Iterator<Item = &(String, String)> {
        self.parts.iter().flat_map(|part| &part.asks)
    }
}

/// Gathers the protocol from what was planned.
pub(super) struct Gatherer<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) fragments: &'a [Fragment],
    pub(super) protocol: Protocol,
}

impl Gatherer<'_> {
    /// Takes in the statements of the lab's introduction, end, or one of its parts.
    pub(super) fn gather(&mut self, part: Option<(&str, &str)>, plans: &[Plan]) {
        let mut asks = Vec::new();
        self.plans(plans, &mut asks);
        if let Some((name, title)) = part {
            self.protocol.parts.push(Part { name: name.to_owned(), title: title.to_owned(), asks });
        }
    }

    fn plans(&mut self, plans: &[Plan], asks: &mut Vec<(String, String)>) {
        for plan in plans {
            self.plan(plan, asks);
        }
    }

    fn plan(&mut self, plan: &Plan, asks: &mut Vec<(String, String)>) {
        let asked = |kind: &str, name: &str| (kind.to_owned(), name.to_owned());
        match plan {
            Plan::Details { body, .. } | Plan::When { body, .. } | Plan::Layout { body, .. } => {
                self.plans(body, asks)
            }
            Plan::Sealed(seal) => {
                if let Some(Fragment::Body(body)) = self.fragments.get(*seal as usize) {
                    self.plans(body, asks);
                }
            }
            Plan::Predict { name, question, options, .. } => {
                asks.push(asked("predict", name));
                let decided = self.renderer.decided.iter().find(|decided| decided.name == *name);
                self.protocol.predictions.push(Prediction {
                    name: name.clone(),
                    question: self.text(question),
                    options: self.choices(options),
                    right: decided.map(|decided| decided.right.clone()),
                    truth: decided.and_then(|decided| decided.truth.clone()),
                    ..Prediction::default()
                });
            }
            Plan::Reflect { name, question, options, seal } => {
                asks.push(asked("reflect", name));
                let right = match self.fragments.get(*seal as usize) {
                    Some(Fragment::Feedback(verdicts)) => verdicts.iter().find(|verdict| verdict.right),
                    _ => None,
                };
                self.protocol.reflections.push(Reflection {
                    name: name.clone(),
                    question: self.text(question),
                    options: self.choices(options),
                    right: right.map(|Verdict { key, .. }| key.clone()).unwrap_or_default(),
                    ..Reflection::default()
                });
            }
            Plan::Status { name, arms, .. } if !name.is_empty() => self.status(name, arms),
            Plan::Control { id, label } => {
                let control = &self.renderer.model.controls[*id];
                self.protocol.controls.push(Control {
                    name: control.name.text.clone(),
                    label: self.text(label),
                    options: self.renderer.offered(*id),
                    ..Control::default()
                });
            }
            _ => {}
        }
    }

    /// A status; one for each row of a table is named after its row, `row.status`.
    fn status(&mut self, name: &str, arms: &[ArmPlan]) {
        let (row, name) = match name.rsplit_once('.') {
            Some((row, name)) => (Some(row), name),
            None => (None, name),
        };
        let label = match (row, arms.first().map(|arm| arm.title.as_slice())) {
            (Some(_), Some([label, ..])) => self.text(std::slice::from_ref(label)),
            _ => String::new(),
        };
        let arms = arms.iter().map(|arm| Arm {
            key: arm.key.clone(),
            was: Vec::new(),
            level: arm.level.clone(),
            // Of one for each row, the title begins with the row.
            title: self.text(if row.is_some() { arm.title.get(2..).unwrap_or_default() } else { &arm.title }),
        });
        let arms = arms.collect();
        let known = self.protocol.statuses.iter().position(|status| status.name == name);
        let at = known.unwrap_or_else(|| {
            self.protocol.statuses.push(Status { name: name.to_owned(), arms, ..Status::default() });
            self.protocol.statuses.len() - 1
        });
        if let Some(row) = row {
            let row = Choice { key: row.to_owned(), was: Vec::new(), label };
            self.protocol.statuses[at].rows.push(row);
        }
    }

    fn choices(&self, options: &[(String, Vec<Rich>)]) -> Vec<Choice> {
        let choices = options.iter().map(|(key, label)| Choice {
            key: key.clone(),
            was: Vec::new(),
            label: self.text(label),
        });
        choices.collect()
    }

    fn text(&self, pieces: &[Rich]) -> String {
        words_of(&self.renderer.line(pieces))
    }
}

/// The words of markup that the compiler made.
pub(super) fn words_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    // The ampersand last, or `&amp;lt;` would become a `<`.
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use crate::page::compile;
    use crate::source::{FileId, NoFiles};

    const LAB: &str = r#"
lab vol1_06 "The wall" {
  teaches memory_wall
  context site
}
table tier { key label ram: GB
  phone "Phone" 8
  watch "Watch" 1
}
choice site "Where" of tier start phone
part one "One" 5 min {
  predict growth "How *much* is {2 * 3}?" truth 6 {
    five "5 < 6" is 5
    six "6" is 6
  }
  slider size "Size" from 1 GB to 9 GB start 4 GB
  status fits for t in tier {
    fail no_room "Too large" when size > t.ram
    pass fine
  }
  reflect why "Why?" {
    a "So"
    b "Because" right
  }
}
part two "Two" 5 min { "Nothing to ask." }
"#;

    #[test]
    fn what_a_lab_asks() {
        let (lab, found) = compile(FileId(0), LAB, &NoFiles);
        let lab = lab.unwrap_or_else(|| panic!("{found:?}"));
        let asked = &lab.protocol;
        assert_eq!((asked.id.as_str(), asked.title.as_str()), ("vol1_06", "The wall"));
        assert_eq!(
            (asked.teaches.as_slice(), asked.context.as_deref()),
            (&["memory_wall".to_owned()][..], Some("site"))
        );
        assert_eq!(asked.parts.len(), 2);
        let asks: Vec<_> = asked.asked().map(|(kind, name)| format!("{kind}/{name}")).collect();
        assert_eq!(asks, ["predict/growth", "reflect/why"]);
        let growth = &asked.predictions[0];
        assert_eq!((growth.question.as_str(), growth.right.as_deref()), ("How much is 6?", Some("six")));
        assert_eq!((growth.options[0].label.as_str(), growth.truth.as_deref()), ("5 < 6", Some("6")));
        assert_eq!(asked.reflections[0].right, "b");
        let fits = &asked.statuses[0];
        assert_eq!((fits.name.as_str(), fits.arms[0].title.as_str()), ("fits", "Too large"));
        assert_eq!((fits.rows[1].key.as_str(), fits.rows[1].label.as_str()), ("watch", "Watch"));
        let controls = asked.controls.iter().map(|control| (control.name.as_str(), control.options.len()));
        assert_eq!(controls.collect::<Vec<_>>(), [("site", 2), ("size", 0)]);
        let json = serde_json::to_string(asked).unwrap();
        assert_eq!(*asked, serde_json::from_str(&json).unwrap());
    }
}
