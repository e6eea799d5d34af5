//! What students store under names, and names that an author has changed by hand: what was stored under the old one is lost
//! unless it is written after `was`.

use std::collections::{BTreeMap, BTreeSet};

use labc::sources::Span;
use labc::syntax::every;
use labc::syntax::tree::{Kind, Name, PredictOption};

use crate::document::OWN;
use crate::edits::Edits;

/// Something that students store.
pub(crate) struct StoredName {
    /// What it is, with the name of what it is in: a slider, an option of a question. Names of one kind don't repeat.
    kind: (&'static str, String),
    pub(crate) name: Name,
    was: Vec<Name>,
}

impl StoredName {
    /// Its former names and where they are written; nothing where it has none.
    pub(crate) fn former_names(&self) -> Option<(Span, Vec<&str>)> {
        let (first, last) = (self.was.first()?, self.was.last()?);
        Some((first.span.to(last.span), self.was.iter().map(|name| name.text.as_str()).collect()))
    }

    /// Its name today, and its former ones.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.was).map(|name| name.text.as_str())
    }

    /// The edits that add a former name.
    fn add(&self, old: &str) -> Edits {
        match self.former_names() {
            Some((span, _)) => vec![(Span { start: span.start, end: span.start }, format!("{old}, "))],
            None => vec![(self.name.span.after(), format!(" was {old}"))],
        }
    }
}

/// Everything that students store of a lab, in the order in which it is written.
pub(crate) fn stored(text: &str) -> Vec<StoredName> {
    let (tree, _) = labc::syntax::parse(OWN, text);
    let mut found = Vec::new();
    let mut add = |kind: &'static str, of: &str, name: &Name, was: &[Name]| {
        found.push(StoredName { kind: (kind, of.to_owned()), name: name.clone(), was: was.to_vec() });
    };
    every(&tree.statements, &mut |statement| {
        let mut question = |word, name: &Name, was: &[Name], options: &[PredictOption]| {
            add(word, "", name, was);
            options.iter().for_each(|option| add("option", &name.text, &option.key, &option.was));
        };
        match &statement.kind {
            Kind::Predict(predict) => question("predict", &predict.name, &predict.was, &predict.options),
            Kind::Reflect(reflect) => question("reflect", &reflect.name, &reflect.was, &reflect.options),
            Kind::Decide(decide) => question("decide", &decide.name, &decide.was, &decide.options),
            Kind::Lab(lab) => add("lab", "", &lab.name, &lab.was),
            Kind::Slider(slider) => add("slider", "", &slider.name, &slider.was),
            Kind::Choice(choice) => add("choice", "", &choice.name, &choice.was),
            Kind::Toggle(toggle) => add("toggle", "", &toggle.name, &toggle.was),
            Kind::Part(part) => add("part", "", &part.name, &part.was),
            Kind::Estimate(estimate) => add("estimate", "", &estimate.name, &estimate.was),
            Kind::Answer(asked) => add("answer", "", &asked.name, &asked.was),
            Kind::Task(asked) => add("task", "", &asked.name, &asked.was),
            Kind::Upload(upload) => add("upload", "", &upload.name, &upload.was),
            Kind::Goal { name: Some(name), was, .. } => add("goal", "", name, was),
            Kind::Status(status) => {
                add("status", "", &status.name, &status.was);
                status.arms.iter().for_each(|arm| add("case", &status.name.text, &arm.name, &arm.was));
            }
            Kind::Table(table) | Kind::Extend(table) if table.keys.is_none() => {
                table.rows.iter().for_each(|row| add("row", &table.name.text, &row.key, &row.was));
            }
            Kind::Record(fields) => {
                fields.iter().for_each(|field| add("field", "", &field.name, &field.was));
            }
            _ => {}
        }
    });
    found
}

/// Names that were changed by hand since a text was read, where the stretch of text touches them: with edits that keep
/// what students have stored. Without another hint, what stands at the place of something that is gone is that.
pub(crate) fn changed(before: &str, now: &str, touches: impl Fn(Span) -> bool) -> Vec<(String, Edits)> {
    let after = stored(now);
    if !after.iter().any(|stored| touches(stored.name.span)) {
        return Vec::new();
    }
    let before = stored(before);
    // What an option belongs to may have another name now.
    let mut today: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for stored in &after {
        for was in &stored.was {
            today.insert((stored.kind.0, &was.text), &stored.name.text);
        }
    }
    let of = |stored: &StoredName| {
        let words: &[&str] = match stored.kind.0 {
            "option" => &["predict", "reflect", "decide"],
            "case" => &["status"],
            _ => &[],
        };
        let owner = stored.kind.1.as_str();
        words.iter().find_map(|word| today.get(&(*word, owner)).copied()).unwrap_or(owner).to_owned()
    };
    let mut groups: BTreeMap<(&str, String), (Vec<&StoredName>, Vec<&StoredName>)> = BTreeMap::new();
    for stored in &before {
        groups.entry((stored.kind.0, of(stored))).or_default().0.push(stored);
    }
    for stored in &after {
        groups.entry((stored.kind.0, stored.kind.1.clone())).or_default().1.push(stored);
    }
    let mut found = Vec::new();
    for (before, after) in groups.into_values() {
        // With a former name in common they are one thing, whose last name is missing.
        for one in after.iter().filter(|one| touches(one.name.span)) {
            let same = before.iter().find(|old| old.names().any(|name| one.names().any(|own| own == name)));
            if let Some(old) = same.map(|old| old.name.text.as_str())
                && one.names().all(|name| name != old)
            {
                found.push(offer(one, old));
            }
        }
        for (gone, new) in gaps(&before, &after) {
            for (place, one) in new.iter().enumerate().filter(|(_, one)| touches(one.name.span)) {
                // As many as there were: one for the other. Else the author knows which.
                let was = if gone.len() == new.len() { &gone[place..=place] } else { &gone[..] };
                found.extend(was.iter().take(3).map(|old| offer(one, &old.name.text)));
            }
        }
    }
    found
}

fn offer(one: &StoredName, old: &str) -> (String, Edits) {
    (format!("add `was {old}`: what students have stored counts"), one.add(old))
}

/// What is gone and what is new between the things of one kind that have stayed.
fn gaps<'s>(
    before: &[&'s StoredName],
    after: &[&'s StoredName],
) -> Vec<(Vec<&'s StoredName>, Vec<&'s StoredName>)> {
    let had: BTreeSet<&str> = before.iter().flat_map(|stored| stored.names()).collect();
    let has: BTreeSet<&str> = after.iter().flat_map(|stored| stored.names()).collect();
    let mut found: BTreeMap<&str, (Vec<&StoredName>, Vec<&StoredName>)> = BTreeMap::new();
    // A gap is known by the one before it that has stayed, under the first of the names that both texts know.
    let mut last = "";
    for stored in before {
        match stored.names().filter(|name| has.contains(name)).min() {
            Some(stayed) => last = stayed,
            None => found.entry(last).or_default().0.push(stored),
        }
    }
    last = "";
    for stored in after {
        match stored.names().filter(|name| had.contains(name)).min() {
            Some(stayed) => last = stayed,
            None => found.entry(last).or_default().1.push(stored),
        }
    }
    found.into_values().filter(|(gone, new)| !gone.is_empty() && !new.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::edited;

    const LAB: &str = "lab water \"Water\" {}
table room { key label
  kitchen \"Kitchen\"
  attic \"Attic\"
  cellar \"Cellar\"
}
slider width was w \"Width\" from 1 m to 4 m by 1 m start 2 m
choice where_to \"Where to\" of room start kitchen
predict more \"More\" truth 2 {
  two \"twice\" is 2
  four \"four times\" is 4
}
record { volume = width \"Volume\" }
";

    /// The titles of what is offered for the word `to` after `from` was changed to it, and the text with the first of them.
    fn offered(changes: &[(&str, &str)], at: &str) -> (Vec<String>, String) {
        let mut now = LAB.to_owned();
        for (from, to) in changes {
            assert!(now.contains(from), "{from}");
            now = now.replacen(from, to, 1);
        }
        let at = now.find(at).unwrap() as u32;
        let found = changed(LAB, &now, |span| span.start <= at && at <= span.end);
        let text = found.first().map(|(_, edits)| edited(&now, edits)).unwrap_or_default();
        let old = |title: &str| title.split('`').nth(1).unwrap().to_owned();
        (found.iter().map(|(title, _)| old(title)).collect(), text)
    }

    #[test]
    fn a_name_that_was_changed_by_hand_can_keep_what_was_stored() {
        for (from, to, written) in [
            ("lab water", "lab rain", "lab rain was water"),
            ("  attic", "  loft", "  loft was attic"),
            ("slider width", "slider breadth", "slider breadth was width, w"),
            ("choice where_to", "choice place", "choice place was where_to"),
            ("predict more", "predict wider", "predict wider was more"),
            ("  four", "  square", "  square was four"),
            ("record { volume", "record { amount", "record { amount was volume"),
        ] {
            let name = to.split_whitespace().last().unwrap();
            let (titles, text) = offered(&[(from, to)], name);
            assert_eq!(titles.len(), 1, "{to}: {titles:?}");
            assert!(text.contains(written), "{to}: {text}");
        }
    }

    #[test]
    fn nothing_is_offered_for_what_is_only_new_or_has_its_former_name() {
        let row = ("  attic \"Attic\"", "  attic \"Attic\"\n  loft \"Loft\"");
        assert_eq!(offered(&[row], "loft").0, [""; 0]);
        assert_eq!(offered(&[("  attic", "  loft was attic")], "loft").0, [""; 0]);
        assert_eq!(offered(&[("slider width was w", "slider breadth was width, w")], "breadth").0, [""; 0]);
        // What was a row is not a slider now.
        let gone = [("  attic \"Attic\"\n", ""), ("slider width was w", "slider attic was width")];
        assert_eq!(offered(&gone, "attic was").0, [""; 0]);
    }

    #[test]
    fn several_changes_keep_their_order_and_a_question_takes_its_options_along() {
        let both = [("  attic", "  loft"), ("  cellar", "  vault")];
        assert_eq!(offered(&both, "vault").0, ["was cellar"]);
        let fewer = [("  attic \"Attic\"\n", ""), ("  cellar", "  vault")];
        assert_eq!(offered(&fewer, "vault").0, ["was attic", "was cellar"]);
        let question = [("predict more", "predict wider was more"), ("  four", "  square")];
        assert_eq!(offered(&question, "square").0, ["was four"]);
    }
}
