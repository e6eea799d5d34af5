//! What the last check of the course has found beyond what a text itself tells at once: questions over all settings, what
//! other labs say, warnings. It stays while the author writes elsewhere, until the next check.

use lsp_types::{Diagnostic, Position, Range};

use crate::text::Text;

/// What a check has found of a text.
pub(crate) struct Settled {
    text: Text,
    beyond: Vec<Diagnostic>,
}

impl Settled {
    /// What was `found` of a text that itself `tells` some of it.
    pub(crate) fn new(text: Text, found: &[Diagnostic], tells: &[Diagnostic]) -> Self {
        let beyond = found.iter().filter(|one| !tells.iter().any(|known| is_same(known, one)));
        Self { text, beyond: beyond.cloned().collect() }
    }

    /// Adds to what a newer text tells whatever stands on lines that have not changed since.
    pub(crate) fn add_to(&self, told: &mut Vec<Diagnostic>, now: &Text) {
        if self.beyond.is_empty() {
            return;
        }
        let (before, after) = (self.text.as_str(), now.as_str());
        let alike = |a: &mut dyn Iterator<Item = &str>, b: &mut dyn Iterator<Item = &str>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        let first = alike(&mut before.lines(), &mut after.lines()) as u32;
        let last = alike(&mut before.lines().rev(), &mut after.lines().rev()) as u32;
        let (old, new) = (before.lines().count() as u32, after.lines().count() as u32);
        let place = |range: Range| {
            if range.end.line < first {
                return Some(range);
            }
            let below = |line: u32| (line + last >= old).then(|| (line + new).checked_sub(old)).flatten();
            let at = |place: Position| Some(Position { line: below(place.line)?, ..place });
            Some(Range { start: at(range.start)?, end: at(range.end)? })
        };
        for one in &self.beyond {
            let Some(range) = place(one.range) else { continue };
            let one = Diagnostic { range, ..one.clone() };
            if !told.iter().any(|known| is_same(known, &one)) {
                told.push(one);
            }
        }
    }
}

/// Whether two say the same of one place, with a repair or without.
fn is_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    let headline = |one: &Diagnostic| one.message.lines().next().unwrap_or_default().to_owned();
    a.range == b.range && a.code == b.code && headline(a) == headline(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, message: &str) -> Diagnostic {
        let place = |character| Position { line, character };
        Diagnostic {
            range: Range { start: place(0), end: place(1) },
            message: message.to_owned(),
            ..Default::default()
        }
    }

    fn shown(told: &[Diagnostic]) -> String {
        let one = |one: &Diagnostic| format!("{}{}", one.message, one.range.start.line);
        told.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn findings_stay_on_lines_that_have_not_changed() {
        let found = [at(0, "a"), at(1, "b"), at(3, "d"), at(2, "c")];
        let settled = Settled::new(Text::new("a\nb\nc\nd\n"), &found, &[at(2, "c\nrepair: x")]);
        for (now, expected) in [
            ("a\nb\nc\nd\n", "a0 b1 d3"),
            ("a\nB\nc\nd\n", "a0 d3"),
            ("a\nb\nnew\nc\nd\n", "a0 b1 d4"),
            ("b\nc\nd\n", "b0 d2"),
            ("", ""),
        ] {
            let mut told = Vec::new();
            settled.add_to(&mut told, &Text::new(now));
            assert_eq!(shown(&told), expected, "{now:?}");
        }
        let mut told = vec![at(1, "b\nwith a repair")];
        settled.add_to(&mut told, &Text::new("a\nb\nc\nd\n"));
        assert_eq!(told.len(), 3, "what the text tells itself is not said twice");
    }
}
