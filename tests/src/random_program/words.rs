//! Texts with everything that has to be escaped, and values in them.

use labc::syntax::tree::{Shown, Text, TextPiece};

use super::Lab;
use super::build::*;

/// What texts may say; the last one only where formulas are shown, not in titles and sources.
const TEXTS: [&str; 8] = [
    "some words",
    "a { brace } or \\{ two \\}",
    "a \\ backslash \\d and \\\\ two",
    "*strong* and `code`",
    "50 %, 3× and µs",
    "it's",
    "a \"quoted\" word and \"\" none",
    "formulas $\\frac{a}{b} \\cdot c$ and $x^2$",
];

impl Lab<'_> {
    /// A line without values and formulas.
    pub(super) fn line(&mut self) -> Text {
        line(TEXTS[self.choices.below(TEXTS.len() - 1)])
    }

    /// A block of several lines with values.
    pub(super) fn block(&mut self) -> Text {
        let mut words = vec![TEXTS[self.choices.below(TEXTS.len())].to_owned()];
        for _ in 0..self.choices.below(3) {
            let next = TEXTS[self.choices.below(TEXTS.len())];
            let between = ["\n", "\n\n", "\n\n  - item\n  - "][self.choices.below(3)];
            words.push(format!("{between}{next}"));
            if self.choices.below(4) == 3 {
                words.push("\n\n$$\na\n  + {b}\n$$\n\nend".to_owned());
            }
        }
        self.text(&words, true)
    }

    /// A line with values.
    pub(super) fn live_line(&mut self) -> Text {
        let words = [TEXTS[self.choices.below(TEXTS.len())].to_owned()];
        self.text(&words, false)
    }

    fn text(&mut self, words: &[String], block: bool) -> Text {
        let mut pieces = Vec::new();
        let mut run = String::new();
        for words in words {
            run.push_str(words);
            if self.choices.below(3) > 0
                && let Some(value) = self.value_in_text()
            {
                run.push(' ');
                pieces.push(TextPiece::Words(std::mem::take(&mut run)));
                pieces.push(TextPiece::Value(Box::new(value)));
            }
        }
        if !run.is_empty() {
            pieces.push(TextPiece::Words(run));
        }
        Text { pieces, block, span: NOWHERE }
    }

    fn value_in_text(&mut self) -> Option<Shown> {
        if self.choices.below(4) == 3 {
            let label = self.choices.of(&self.labels).cloned()?;
            return Some(shown(name(&label)));
        }
        let value = self.choices.of(&self.values).cloned()?;
        Some(self.shown(name(&value.name), value.dim))
    }
}
