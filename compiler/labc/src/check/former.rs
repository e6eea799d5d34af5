//! Former names, after `was`: each has to lead from one thing of today to what students have stored.

use std::collections::BTreeMap;

use super::Checker;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{self, Kind, Name, Statement};

/// Things whose names have to differ: controls, options of one question, rows of one table.
type Groups = BTreeMap<String, Vec<(Name, Vec<Name>)>>;

impl Checker {
    /// Reports former names that lead to nothing, or to two things at once. `statements` are those of the whole file,
    /// nested ones too.
    pub(super) fn check_former_names(&mut self, statements: &[Statement]) {
        let mut groups = Groups::new();
        for statement in statements {
            gather(&statement.kind, &mut groups);
        }
        for group in groups.values() {
            if group.iter().any(|(_, was)| !was.is_empty()) {
                self.check_group(group);
            }
        }
    }

    fn check_group(&mut self, group: &[(Name, Vec<Name>)]) {
        let today: BTreeMap<&str, Span> =
            group.iter().map(|(name, _)| (name.text.as_str(), name.span)).collect();
        let mut before: BTreeMap<&str, &Name> = BTreeMap::new();
        for (name, was) in group {
            for former in was {
                let (old, new) = (&former.text, &name.text);
                let first = before.get(old.as_str()).copied();
                let fault = if old == new {
                    Some((format!("`{new}` is listed as its own former name."), None))
                } else if let Some(there) = today.get(old.as_str()) {
                    let headline = format!("`{new}` was `{old}`, but `{old}` is in use.");
                    Some((headline, Some((*there, format!("`{old}` today")))))
                } else if let Some(first) = first {
                    let headline = match &first.text == new {
                        true => format!("`{old}` is listed twice."),
                        false => format!("Both `{}` and `{new}` were `{old}`.", first.text),
                    };
                    Some((headline, Some((first.span, "first listed here".to_owned()))))
                } else {
                    None
                };
                before.entry(old).or_insert(name);
                let Some((headline, other)) = fault else { continue };
                let mut diagnostic = self.error(Code::FormerName, headline, former.span, "its former name");
                if let Some((span, label)) = other {
                    diagnostic = diagnostic.and(self.file, span, label);
                }
                let help = if first.is_some_and(|first| &first.text == new) || old == new {
                    "remove it here"
                } else {
                    "remove this `was`, or rename the other: students' work under one name can belong to one thing only"
                };
                self.report(diagnostic.help(help));
            }
        }
    }
}

/// What has former names, by the group in which names have to differ.
fn gather(kind: &Kind, groups: &mut Groups) {
    let mut add = |group: &str, name: &Name, was: &[Name]| {
        groups.entry(group.to_owned()).or_default().push((name.clone(), was.to_vec()));
    };
    let options = |of: &Name, options: &[tree::PredictOption], groups: &mut Groups| {
        let options = options.iter().map(|option| (option.key.clone(), option.was.clone()));
        groups.insert(format!("options of {}", of.text), options.collect());
    };
    match kind {
        Kind::Slider(tree::Slider { name, was, .. })
        | Kind::Choice(tree::Choice { name, was, .. })
        | Kind::Toggle(tree::Toggle { name, was, .. }) => add("controls", name, was),
        Kind::Part(part) => add("parts", &part.name, &part.was),
        Kind::Estimate(estimate) => add("estimates", &estimate.name, &estimate.was),
        Kind::Answer(answer) => add("answers", &answer.name, &answer.was),
        Kind::Task(task) => add("tasks", &task.name, &task.was),
        Kind::Upload(upload) => add("uploads", &upload.name, &upload.was),
        Kind::Goal { name, was, title, .. } => {
            let named =
                Name { text: crate::record::protocol::goal_name(name.as_ref(), title), span: title.span };
            add("goals", name.as_ref().unwrap_or(&named), was);
        }
        Kind::Record(fields) => fields.iter().for_each(|field| add("fields", &field.name, &field.was)),
        Kind::Predict(predict) => {
            add("predictions", &predict.name, &predict.was);
            options(&predict.name, &predict.options, groups);
        }
        Kind::Reflect(reflect) => {
            add("reflections", &reflect.name, &reflect.was);
            options(&reflect.name, &reflect.options, groups);
        }
        Kind::Decide(decide) => {
            add("decisions", &decide.name, &decide.was);
            options(&decide.name, &decide.options, groups);
        }
        Kind::Status(status) => {
            add("statuses", &status.name, &status.was);
            let arms = status.arms.iter().map(|arm| (arm.name.clone(), arm.was.clone()));
            groups.insert(format!("cases of {}", status.name.text), arms.collect());
        }
        Kind::Table(table) => {
            let rows = table.rows.iter().map(|row| (row.key.clone(), row.was.clone()));
            groups.insert(format!("rows of {}", table.name.text), rows.collect());
        }
        _ => {}
    }
}

/// The names of something that is made for each row, today's first: `row.name`, then every combination of names that
/// either had before.
pub(crate) fn combined(rows: &[String], names: &[String]) -> Vec<String> {
    rows.iter().flat_map(|row| names.iter().map(move |name| format!("{row}.{name}"))).collect()
}
