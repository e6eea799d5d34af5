//! Numbers with their units, matched by hand.

use super::{Matcher, RESERVED, is_narrow, is_word};
use crate::syntax::grammar::{Rule, Tree};

/// Words that may follow a number and are not units.
pub(super) const NO_UNITS: [&str; 45] = [
    "from",
    "start",
    "once",
    "log",
    "source",
    "symbol",
    "is",
    "note",
    "truth",
    "never",
    "right",
    "of",
    "tone",
    "dashed",
    "filled",
    "size",
    "lasting",
    "percentiles",
    "on",
    "require",
    "example",
    "reachable",
    "always",
    "increases",
    "decreases",
    "has",
    "prefixed",
    "confidence",
    "because",
    "was",
    "as",
    "low",
    "high",
    "near",
    "spread",
    "about",
    "crosses",
    "equals",
    "positive",
    "between",
    "sketch",
    "along",
    "order",
    "bars",
    "frames",
];
fn is_unit_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '°' | 'µ' | 'μ' | 'Ω' | '\u{2126}' | '€' | '£' | '¥')
}
fn is_raised(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹')
}
impl Matcher<'_> {
    /// Digits, with single marks between them.
    fn digits(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        if !digit(self.at) {
            return false;
        }
        self.at += 1;
        loop {
            if digit(self.at) {
                self.at += 1;
            } else if self.byte() == b'_' && digit(self.at + 1) {
                self.at += 2;
            } else {
                return true;
            }
        }
    }

    fn number(&mut self) -> Option<Tree> {
        let start = self.at;
        // Groups with narrow spaces between them, and powers of ten as a page prints them, are left to the grammar.
        let plain = |matcher: &Self| {
            matcher.peek().is_none_or(|c| !is_narrow(c) && !is_raised(c) && c != '⁻' && c != '×')
        };
        if self.digits() {
            if !plain(self) {
                return None;
            }
            let end = self.at;
            if self.eat(".") && !self.digits() {
                self.at = end;
            }
        } else if !(self.eat(".") && self.digits()) {
            return None;
        }
        if !plain(self) {
            return None;
        }
        let end = self.at;
        if self.eat("e") || self.eat("E") {
            let _ = self.eat("+") || self.eat("-");
            if self.eat_while(|c| c.is_ascii_digit()) == 0 {
                self.at = end;
            }
        }
        Some(self.leaf(Rule::number, start))
    }

    pub(super) fn quantity(&mut self) -> Option<Tree> {
        let start = self.at;
        let mut kids = vec![self.number()?];
        let end = self.at;
        self.eat_while(|c| c == ' ' || c == '\t' || is_narrow(c));
        match self.unit()? {
            Some(unit) => kids.push(unit),
            None => self.at = end,
        }
        Some(self.tree(Rule::quantity, start, kids))
    }

    /// A unit, if one begins here.
    pub(super) fn unit(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        let first = match self.byte() {
            b'1' => match self.text.as_bytes().get(self.at + 1) {
                Some(b'/') => self.unit_one()?,
                _ => return Some(None),
            },
            _ => match self.unit_factor()? {
                Some(factor) => factor,
                None => return Some(None),
            },
        };
        let mut kids = vec![first];
        while self.operated(&mut kids, |matcher| matcher.unit_factor()?)? {}
        Some(Some(self.tree(Rule::unit, start, kids)))
    }

    /// `/s` or `*m` behind another factor, if it is there; groups are left to the grammar.
    pub(super) fn operated(
        &mut self,
        kids: &mut Vec<Tree>,
        factor: impl FnOnce(&mut Self) -> Option<Tree>,
    ) -> Option<bool> {
        let start = self.at;
        let over = self.eat("/").then(|| self.leaf(Rule::unit_over, start));
        if over.is_none() && !self.eat("*") && !self.eat("·") {
            return Some(false);
        }
        if self.byte() == b'(' {
            return None;
        }
        let factor = factor(self)?;
        kids.extend(over);
        kids.push(factor);
        Some(true)
    }

    pub(super) fn unit_one(&mut self) -> Option<Tree> {
        let start = self.at;
        (self.eat("1") && self.byte() == b'/').then(|| self.leaf(Rule::unit_one, start))
    }

    fn unit_factor(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        if !self.eat("%") {
            let word = self.word();
            let other = RESERVED.contains(&word) || NO_UNITS.contains(&word) || self.is_level();
            if other || !self.peek().is_some_and(is_unit_letter) {
                return Some(None);
            }
            self.eat_while(|c| is_unit_letter(c) || c.is_ascii_digit());
        }
        let name = self.leaf(Rule::unit_name, start);
        let mut kids = vec![name];
        kids.extend(self.unit_power()?);
        Some(Some(self.tree(Rule::unit_factor, start, kids)))
    }

    /// `fail when …` or `warn "…"` behind a number.
    fn is_level(&self) -> bool {
        let rest = self.rest();
        let behind = ["fail", "warn", "pass"].iter().find_map(|level| rest.strip_prefix(level));
        let Some(behind) = behind.filter(|behind| behind.starts_with(' ')) else { return false };
        let next = behind.trim_start_matches(' ');
        let when = next.strip_prefix("when").is_some_and(|more| !more.starts_with(is_word));
        when || next.starts_with('"')
    }

    /// A power, if one is written here; powers in brackets are left to the grammar.
    pub(super) fn unit_power(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        if self.eat("^") {
            let _ = self.eat("-") || self.eat("−");
            if self.eat_while(|c| c.is_ascii_digit()) == 0 {
                return None;
            }
            let end = self.at;
            if self.eat(".") && self.eat_while(|c| c.is_ascii_digit()) == 0 {
                self.at = end;
            }
            return Some(Some(self.leaf(Rule::unit_power, start)));
        }
        self.eat("⁻");
        if self.eat_while(is_raised) == 0 {
            self.at = start;
            return Some(None);
        }
        Some(Some(self.leaf(Rule::unit_power, start)))
    }
}
