//! What a lab asks, as marking looks at it. Start at [`Protocol::sheet`].

use std::collections::HashMap;

use lab_core::mark::{self, Sheet};
use lab_core::record::ItemKind;

use super::protocol::{Choice, FieldType, Protocol};

/// An entry of a sheet, with the words of it that a reader sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// How it is marked.
    pub asked: mark::Asked,
    /// The question, or what it says.
    pub title: String,
    /// The labels of its options.
    pub options: Vec<String>,
}

impl Protocol {
    /// What marking needs to know of the lab.
    pub fn sheet(&self) -> Sheet {
        let asked: Vec<mark::Asked> = self.entries().into_iter().map(|entry| entry.asked).collect();
        let places: HashMap<(ItemKind, &str), u32> =
            asked.iter().zip(0..).map(|(asked, place)| ((asked.kind, asked.name.as_str()), place)).collect();
        let parts = self.parts.iter().map(|part| mark::Part {
            name: part.name.clone(),
            was: part.was.clone(),
            asks: part
                .asks
                .iter()
                .filter_map(|(kind, name)| places.get(&(*kind, name.as_str())).copied())
                .collect(),
        });
        let parts = parts.collect();
        Sheet { id: self.id.clone(), was: self.was.clone(), parts, asked }
    }

    /// For each part, what has to be in the record for it to be done: a word for each item, which is its kind and name,
    /// with its former names after bars, as in `predict/growth|predict/doubling reflect/why`.
    pub fn asks_of_parts(&self) -> Vec<String> {
        let sheet = self.sheet();
        let word = |kind: ItemKind, name: &str, was: &[String]| {
            let names = std::iter::once(name).chain(was.iter().map(String::as_str));
            names.map(|name| format!("{}/{name}", kind.key())).collect::<Vec<_>>().join("|")
        };
        let asks = |part: &mark::Part| match part.asks.as_slice() {
            [] => word(ItemKind::Seen, &part.name, &part.was),
            asks => {
                let asked = asks.iter().filter_map(|place| sheet.asked.get(*place as usize));
                asked.map(|asked| word(asked.kind, &asked.name, &asked.was)).collect::<Vec<_>>().join(" ")
            }
        };
        sheet.parts.iter().map(asks).collect()
    }

    /// Everything that is marked, in the order of the sheet: first what is asked in the order of the parts,
    /// then failures, goals, and what is recorded.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for one in &self.predictions {
            let mut entry = chosen(ItemKind::Predict, &one.name, &one.was, &one.question, &one.options);
            entry.asked.right = place(&one.options, one.right.as_deref());
            entries.push(entry);
        }
        for one in &self.estimates {
            let mut entry = plain(ItemKind::Estimate, &one.name, &one.was, &one.question);
            entry.asked.truth = one.truth;
            entry.asked.format = Some(one.format.clone());
            entry.asked.near = Some(one.near);
            entry.asked.unit = Some(one.unit.clone());
            entries.push(entry);
        }
        for one in &self.reflections {
            let mut entry = chosen(ItemKind::Reflect, &one.name, &one.was, &one.question, &one.options);
            entry.asked.right = place(&one.options, Some(&one.right));
            entries.push(entry);
        }
        for one in &self.decisions {
            entries.push(chosen(ItemKind::Decide, &one.name, &one.was, &one.question, &one.options));
        }
        for kind in ItemKind::ALL {
            let of_kind = self.plain.iter().filter(|(known, _)| known == kind);
            entries.extend(of_kind.map(|(_, one)| plain(*kind, &one.name, &one.was, &one.title)));
        }
        // As the parts ask for them; the rest stays behind, in its order.
        let places: HashMap<(ItemKind, &str), usize> =
            self.asked().zip(0..).map(|((kind, name), place)| ((*kind, name.as_str()), place)).collect();
        let place = |entry: &Entry| places.get(&(entry.asked.kind, entry.asked.name.as_str())).copied();
        entries.sort_by_key(|entry| place(entry).unwrap_or(usize::MAX));
        self.failures(&mut entries);
        for one in &self.fields {
            let mut entry = plain(ItemKind::Record, &one.name, &one.was, &one.title);
            match &one.of {
                FieldType::Number { .. } | FieldType::Point => entry.asked.format = Some(one.format.clone()),
                FieldType::Row { options, .. } => {
                    entry.asked.options = choices(options);
                    entry.options = options.iter().map(|option| option.label.clone()).collect();
                }
                FieldType::Bool => {
                    let choice = |(key, label): (&str, &str)| Choice {
                        key: key.into(),
                        label: label.into(),
                        ..Choice::default()
                    };
                    let options = [("true", "yes"), ("false", "no")].map(choice);
                    entry.asked.options = choices(&options);
                    entry.options = options.map(|option| option.label).to_vec();
                }
                FieldType::Text => {}
            }
            entries.push(entry);
        }
        entries
    }

    /// One entry for every failure of every row.
    fn failures(&self, entries: &mut Vec<Entry>) {
        let none = [Choice::default()];
        for status in &self.statuses {
            let rows = if status.rows.is_empty() { &none[..] } else { &status.rows };
            for row in rows {
                for arm in status.arms.iter().filter(|arm| arm.level == "fail") {
                    let mut names = Vec::new();
                    for status in std::iter::once(&status.name).chain(&status.was) {
                        for row in std::iter::once(&row.key).chain(&row.was) {
                            for arm in std::iter::once(&arm.key).chain(&arm.was) {
                                let row = if row.is_empty() { String::new() } else { format!("{row}.") };
                                names.push(format!("{status}.{row}{arm}"));
                            }
                        }
                    }
                    let title = if row.label.is_empty() {
                        arm.title.clone()
                    } else {
                        format!("{}: {}", row.label, arm.title)
                    };
                    let name = names.remove(0);
                    entries.push(plain(ItemKind::Status, &name, &names, &title));
                }
            }
        }
    }
}

fn plain(kind: ItemKind, name: &str, was: &[String], title: &str) -> Entry {
    let asked = mark::Asked { kind, name: name.into(), was: was.to_vec(), ..Default::default() };
    Entry { asked, title: title.to_owned(), options: Vec::new() }
}

fn chosen(kind: ItemKind, name: &str, was: &[String], title: &str, options: &[Choice]) -> Entry {
    let mut entry = plain(kind, name, was, title);
    entry.asked.options = choices(options);
    entry.options = options.iter().map(|option| option.label.clone()).collect();
    entry
}

fn choices(options: &[Choice]) -> Vec<mark::Choice> {
    options.iter().map(|option| mark::Choice { key: option.key.clone(), was: option.was.clone() }).collect()
}

fn place(options: &[Choice], key: Option<&str>) -> Option<u32> {
    let index = options.iter().position(|option| Some(option.key.as_str()) == key)?;
    Some(index as u32)
}

#[cfg(test)]
mod tests {
    use lab_core::number::{Digits, Format};
    use lab_core::record::{Item, Items};

    use super::super::protocol::{Arm, Field, Part, Prediction, Status};
    use super::*;

    #[test]
    fn failures_are_named_as_the_record_names_them() {
        let choice = |key: &str, was: &[&str]| Choice {
            key: key.into(),
            was: was.iter().map(|&was| was.into()).collect(),
            label: key.to_uppercase(),
        };
        let arm = |key: &str, level: &str| Arm {
            key: key.into(),
            level: level.into(),
            title: "Too large".into(),
            ..Arm::default()
        };
        let protocol = Protocol {
            statuses: vec![
                Status {
                    name: "fit".into(),
                    was: vec!["fits".into()],
                    arms: vec![arm("oom", "fail"), arm("fine", "pass")],
                    ..Status::default()
                },
                Status {
                    name: "tier".into(),
                    rows: vec![choice("phone", &["mobile"])],
                    arms: vec![arm("oom", "fail")],
                    ..Status::default()
                },
            ],
            ..Protocol::default()
        };
        let entries = protocol.entries();
        let names: Vec<_> =
            entries.iter().map(|entry| (entry.asked.name.as_str(), entry.asked.was.join(" "))).collect();
        assert_eq!(
            names,
            [("fit.oom", "fits.oom".to_owned()), ("tier.phone.oom", "tier.mobile.oom".to_owned())]
        );
        assert_eq!(entries[1].title, "PHONE: Too large");
    }

    #[test]
    fn truth_values_are_told_in_words() {
        let field = Field {
            name: "fits".into(),
            was: Vec::new(),
            title: "Everything fits".into(),
            of: FieldType::Bool,
            format: Format { units: Vec::new(), digits: Digits::Significant(3) },
        };
        let protocol = Protocol { id: "lab".into(), fields: vec![field], ..Protocol::default() };
        let entries = protocol.entries();
        let item = Item {
            lab: "lab".into(),
            kind: ItemKind::Record,
            name: "fits".into(),
            fields: vec![("value".into(), "false".into())],
        };
        let marks = mark::mark(&[protocol.sheet()], &Items::new(&[item]));
        let option = marks[0].marks[0].option.unwrap() as usize;
        assert_eq!(entries[0].options[option], "no");
    }

    #[test]
    fn parts_point_at_what_they_ask() {
        let prediction = |name: &str| Prediction { name: name.into(), ..Prediction::default() };
        let ask = |name: &str| (ItemKind::Predict, name.to_owned());
        let protocol = Protocol {
            predictions: vec![prediction("b"), prediction("a")],
            parts: vec![Part {
                name: "one".into(),
                was: Vec::new(),
                title: String::new(),
                asks: vec![ask("a"), ask("b")],
            }],
            ..Protocol::default()
        };
        let sheet = protocol.sheet();
        assert_eq!(sheet.asked[0].name, "a");
        assert_eq!(sheet.parts[0].asks, [0, 1]);
    }
}
