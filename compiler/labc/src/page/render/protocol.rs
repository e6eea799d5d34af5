//! Gathers what a lab asks and records from what was planned.

use lab_core::record::ItemKind;

use crate::check::former::combined;
use crate::check::ledger::named;
use crate::page::PartHead;
use crate::page::block;
use crate::page::plan::planned::{Plan, Planned, Rich};
use crate::page::plan::planner::Fragment;
use crate::page::render::renderer::Renderer;
use crate::record::protocol::*;

/// Gathers the protocol from what was planned.
pub(in crate::page) struct ProtocolBuilder<'a> {
    pub(in crate::page) renderer: &'a Renderer<'a>,
    pub(in crate::page) fragments: &'a [Fragment],
    pub(in crate::page) protocol: Protocol,
}

impl ProtocolBuilder<'_> {
    /// Takes in the statements of the lab's introduction, end, or one of its parts.
    pub(in crate::page) fn gather(&mut self, part: Option<&PartHead>, plans: &[Plan]) {
        let mut asks = Vec::new();
        self.plans(plans, &mut asks);
        if let Some(PartHead { name, was, title, .. }) = part {
            let (name, was, title) = (name.clone(), was.clone(), title.clone());
            self.protocol.parts.push(Part { name, was, title, asks });
        }
    }

    fn plans(&mut self, plans: &[Plan], asks: &mut Vec<(ItemKind, String)>) {
        for plan in plans {
            self.plan(plan, asks);
        }
    }

    fn plan(&mut self, plan: &Plan, asks: &mut Vec<(ItemKind, String)>) {
        let asked = |kind: ItemKind, name: &str| (kind, name.to_owned());
        match plan {
            Plan::Details { body, .. } | Plan::When { body, .. } | Plan::Layout { body, .. } => {
                self.plans(body, asks)
            }
            Plan::Sealed { seal } => {
                if let Some(Fragment::Body(body)) = self.fragments.get(*seal as usize) {
                    self.plans(body, asks);
                }
            }
            Plan::Predict(predict) => {
                let block::Predict { name, was, question, options, confidence, about, .. } = predict;
                asks.push(asked(ItemKind::Predict, name));
                let answer = self.renderer.key.get(name);
                self.protocol.predictions.push(Prediction {
                    name: name.clone(),
                    question: self.text(question),
                    options: self.choices(options),
                    right: answer.and_then(|answer| answer.right.clone()),
                    truth: answer.and_then(|answer| answer.truth.clone()),
                    was: was.clone(),
                    confidence: *confidence,
                    about: about.clone(),
                });
            }
            Plan::Estimate(estimate) => {
                asks.push(asked(ItemKind::Estimate, &estimate.name));
                let truth = self.renderer.key.get(&estimate.name).and_then(|answer| answer.value);
                self.protocol.estimates.push(Estimate {
                    name: estimate.name.clone(),
                    was: estimate.was.clone(),
                    question: self.text(&estimate.question),
                    truth,
                    format: estimate.format.clone(),
                    confidence: estimate.confidence,
                    about: estimate.about.clone(),
                    near: estimate.near,
                    unit: estimate.of.clone(),
                });
            }
            Plan::Answer(answer) => {
                asks.push(asked(ItemKind::Answer, &answer.name));
                self.protocol.plain.push((ItemKind::Answer, self.asked(answer)));
            }
            // What is said about a prediction of an earlier lab; the part does not wait for it.
            Plan::Revisit { lab, was, seal, .. } => {
                let Some(Fragment::Revisit(asked)) = self.fragments.get(*seal as usize) else { return };
                let labs = named(lab, was);
                self.protocol.plain.extend(asked.iter().map(|prediction| {
                    let mut names = combined(&labs, &named(&prediction.name, &prediction.was));
                    let name = names.remove(0);
                    (ItemKind::Answer, Asked { name, was: names, title: prediction.question.clone() })
                }));
            }
            Plan::Task(task) => {
                asks.push(asked(ItemKind::Task, &task.name));
                self.protocol.plain.push((ItemKind::Task, self.asked(task)));
            }
            Plan::Upload(upload) => {
                let (name, was) = (upload.name.clone(), upload.was.clone());
                let asked = Asked { name, was, title: self.text(&upload.label) };
                self.protocol.plain.push((ItemKind::Upload, asked));
            }
            Plan::Decide(decide) => {
                asks.push(asked(ItemKind::Decide, &decide.name));
                self.protocol.decisions.push(Decision {
                    name: decide.name.clone(),
                    was: decide.was.clone(),
                    question: self.text(&decide.question),
                    options: self.choices(&decide.options),
                });
            }
            Plan::Goals { goals } => {
                for goal in goals {
                    let (name, was) = (goal.name.clone(), goal.was.clone());
                    let asked = Asked { name, was, title: self.text(&goal.title) };
                    self.protocol.plain.push((ItemKind::Goal, asked));
                }
            }
            Plan::Record { fields } => {
                self.protocol.fields.extend(fields.iter().map(|field| field.field.clone()));
            }
            Plan::Reflect(block::Reflect { name, was, question, options, seal }) => {
                asks.push(asked(ItemKind::Reflect, name));
                let right = match self.fragments.get(*seal as usize) {
                    Some(Fragment::Feedback(verdicts)) => verdicts.iter().find(|verdict| verdict.right),
                    _ => None,
                };
                self.protocol.reflections.push(Reflection {
                    name: name.clone(),
                    question: self.text(question),
                    options: self.choices(options),
                    right: right.map(|verdict| verdict.key.clone()).unwrap_or_default(),
                    was: was.clone(),
                });
            }
            Plan::Status(status) => self.status(status),
            Plan::Slider(block::Slider { label, range: id, .. })
            | Plan::Choice(block::Choice { label, control: id, .. })
            | Plan::Toggle(block::Toggle { label, control: id, .. }) => {
                let control = &self.renderer.model.controls[*id];
                self.protocol.controls.push(Control {
                    name: control.name.text.clone(),
                    was: control.was.clone(),
                    label: self.text(label),
                    table: self.renderer.table_of(*id),
                    options: self.renderer.options_of(*id),
                });
            }
            // Whatever else there is asks nothing and is not kept.
            _ => {}
        }
    }

    /// A status; one for each row of a table is at `status.row`.
    fn status(&mut self, status: &block::Status<Planned>) {
        let apart = |item: &str| match item.split_once('.') {
            Some((name, row)) => (Some(row.to_owned()), name.to_owned()),
            None => (None, item.to_owned()),
        };
        let (row, name) = apart(&status.item);
        let (mut rows, mut names): (Vec<_>, Vec<_>) = status.was.iter().map(|was| apart(was)).unzip();
        rows.retain(|other| *other != row);
        rows.dedup();
        names.sort();
        names.dedup();
        names.retain(|other| *other != name);
        let arms = &status.arms;
        let label = match (&row, arms.first().map(|arm| arm.title.as_slice())) {
            (Some(_), Some([label, ..])) => self.text(std::slice::from_ref(label)),
            _ => String::new(),
        };
        let arms = arms.iter().map(|arm| Arm {
            key: arm.key.clone(),
            was: arm.was.clone(),
            level: arm.level.clone(),
            // Of one for each row, the title begins with the row.
            title: self.text(if row.is_some() { arm.title.get(2..).unwrap_or_default() } else { &arm.title }),
        });
        let arms = arms.collect();
        let known = self.protocol.statuses.iter().position(|status| status.name == name);
        let at = known.unwrap_or_else(|| {
            self.protocol.statuses.push(Status { name, was: names, rows: Vec::new(), arms });
            self.protocol.statuses.len() - 1
        });
        if let Some(row) = row {
            let row = Choice { key: row, was: rows.into_iter().flatten().collect(), label };
            self.protocol.statuses[at].rows.push(row);
        }
    }

    fn asked(&self, asked: &block::Asked<Planned>) -> Asked {
        Asked { name: asked.name.clone(), was: asked.was.clone(), title: self.text(&asked.title) }
    }

    fn choices(&self, options: &[block::AnswerOption<Planned>]) -> Vec<Choice> {
        let choices = options.iter().map(|option| Choice {
            key: option.key.clone(),
            was: option.was.clone(),
            label: self.text(&option.label),
        });
        choices.collect()
    }

    fn text(&self, pieces: &[Rich]) -> String {
        self.renderer.words(pieces)
    }
}

#[cfg(test)]
mod tests {
    use crate::compile;
    use crate::sources::{FileId, NoFiles};

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
  predict growth "How *much* is {2 * 3} in $N^2$?" truth 6 {
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
  record {
    size = size
    large = size > 4 GB
    chosen = site
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
        let asks: Vec<_> = asked.asked().map(|(kind, name)| format!("{}/{name}", kind.key())).collect();
        assert_eq!(asks, ["predict/growth", "reflect/why"]);
        let growth = &asked.predictions[0];
        assert_eq!(
            (growth.question.as_str(), growth.right.as_deref()),
            ("How much is 6 in N^2?", Some("six"))
        );
        assert_eq!((growth.options[0].label.as_str(), growth.truth.as_deref()), ("5 < 6", Some("6")));
        assert_eq!(asked.reflections[0].right, "b");
        let fits = &asked.statuses[0];
        assert_eq!((fits.name.as_str(), fits.arms[0].title.as_str()), ("fits", "Too large"));
        assert_eq!((fits.rows[1].key.as_str(), fits.rows[1].label.as_str()), ("watch", "Watch"));
        let controls = asked.controls.iter().map(|control| (control.name.as_str(), control.options.len()));
        assert_eq!(controls.collect::<Vec<_>>(), [("site", 2), ("size", 0)]);
        // Builds keep it in either kind of format.
        let json = serde_json::to_string(asked).unwrap();
        assert_eq!(*asked, serde_json::from_str(&json).unwrap());
        let bytes = postcard::to_allocvec(asked).unwrap();
        assert_eq!(*asked, postcard::from_bytes(&bytes).unwrap());
    }
}
