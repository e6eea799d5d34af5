//! Figures that a text says in passing: of another time, of somebody else, as an example. They aren't the value that the
//! sentence shows, or the threshold of the case that the text explains.

use std::ops::Range;

use super::candidates::{called, stem, words};
use super::figures::{Meant, Of, SaidFigure, word};
use super::phrases::is_loss;
use super::tokens::{NOW, Placed, Token};
use super::{Read, Said};
use crate::check::model::Typed;
use crate::page::plan::planner::Planner;
use crate::page::verdict::proofs::is_difference;

/// Words that begin a clause of their own.
const BEGIN: &[&str] =
    &["and", "but", "while", "whereas", "if", "when", "because", "although", "though", "or"];
/// Words of a clause about another time, another subject, or something that isn't so.
const OTHERS: &[&str] = &[
    "would",
    "was",
    "were",
    "had",
    "used",
    "paid",
    "ago",
    "before",
    "earlier",
    "formerly",
    "previously",
    "last",
    "once",
    "usual",
    "usually",
    "else",
    "elsewhere",
    "other",
    "others",
    "another",
    "neighbour",
    "neighbor",
    "neighbours",
    "neighbors",
    "instead",
    "besides",
    "excluding",
    "without",
    "left",
    "compared",
    "friend",
    "friends",
    "mine",
    "my",
];
/// Words that begin what a clause is about.
const PLACES: &[&str] = &["from", "in", "at", "on", "for", "with", "by"];
/// Words of values that are taken over many others.
const MEANS: &[&str] = &["average", "mean", "median", "typically", "usually"];
/// Words right behind a figure that make it a difference.
const DIFFERENCES: &[&str] = &[
    "less", "more", "fewer", "longer", "shorter", "later", "earlier", "behind", "ahead", "faster", "slower",
    "cheaper", "dearer", "higher", "lower", "heavier", "lighter", "warmer", "colder", "extra",
];
/// Words of a clause that denies its figure, even right before the value.
const NOBODY: &[&str] = &["nobody", "nothing", "never", "none", "neither"];
/// Words that say that one clause gives what the other one does.
const SAME: &[&str] = &["that", "so", "hence", "thus", "or", "namely", "makes", "means"];
/// Words beside a figure that make it a limit.
const LIMITS: &[&str] = &[
    "than",
    "over",
    "above",
    "under",
    "below",
    "beyond",
    "past",
    "most",
    "least",
    "within",
    "limit",
    "limits",
    "limited",
    "exceed",
    "exceeds",
    "maximum",
    "minimum",
    "allow",
    "allows",
    "allowed",
    "up",
    "until",
    "threshold",
    "permitted",
    "required",
    "requires",
    "budget",
    "holds",
    "capacity",
    "less",
    "more",
    "fewer",
    "longer",
    "shorter",
    "reach",
    "reaches",
    "target",
];
/// How many words before a figure may make it a limit, and how many after it.
const NEAR: (usize, usize) = (6, 4);

/// The clause around a token.
fn clause(tokens: &[Placed], at: usize) -> Range<usize> {
    let is_mark =
        |placed: &Placed| matches!(placed.token, Token::Mark(',' | ';' | ':' | '(' | ')' | '—' | '–'));
    let begins = |at: usize| word(tokens, at).is_some_and(|word| BEGIN.contains(&word));
    let start = (0..=at).rev().find(|place| begins(*place) || *place > 0 && is_mark(&tokens[place - 1]));
    let end = (at + 1..tokens.len()).find(|place| begins(*place) || is_mark(&tokens[*place]));
    start.unwrap_or(0)..end.unwrap_or(tokens.len())
}

/// Whether some of the words stand in a part of a sentence.
fn says(tokens: &[Placed], mut part: Range<usize>, some: &[&str]) -> bool {
    part.any(|at| word(tokens, at).is_some_and(|word| some.contains(&word)))
}

/// Whether a year is named, as in `in 2022`.
fn says_year(tokens: &[Placed], mut part: Range<usize>) -> bool {
    part.any(|at| {
        let is_year = |digits: &super::tokens::Digits| {
            digits.text.len() == 4 && (1800.0..2200.0).contains(&digits.value)
        };
        matches!(&tokens[at].token, Token::Number(digits) if is_year(digits))
            && at > 0
            && matches!(word(tokens, at - 1), Some("in" | "since" | "until" | "of"))
    })
}

/// Whether a figure is said for each of some things, without being a rate: `half a gram in each kilogram`.
pub(super) fn is_for_each(tokens: &[Placed], figure: &SaidFigure) -> bool {
    let to = figure.tokens.1;
    matches!(word(tokens, to), Some("in" | "to" | "on" | "for" | "from" | "with"))
        && matches!(word(tokens, to + 1), Some("each" | "every"))
}

/// Whether a text says the same rate in other words: `49.60 EUR a week, about 2600 EUR a year`.
pub(super) fn is_said_otherwise(read: &Read<'_>, figure: &SaidFigure) -> bool {
    let mut others = read.sentences.iter().flat_map(|sentence| &sentence.figures);
    let near = SaidFigure { meant: Meant::About, ..figure.clone() };
    others.any(|other| other != figure && other.dimension() == figure.dimension() && near.fits(other.value))
}

/// Whether a value at `at` stands in the clause of a figure.
pub(super) fn is_same_clause(tokens: &[Placed], at: usize, figure: &SaidFigure) -> bool {
    // `Sixty films, {films}, are less than 2 TB`
    let comma = |at: usize| tokens.get(at).is_some_and(|placed| placed.token == Token::Mark(','));
    let between = at > 0 && comma(at - 1) && comma(at + 1);
    between || clause(tokens, figure.tokens.0).contains(&at)
}

impl Planner<'_> {
    /// Whether a figure is how much more or less something is: `5 min less than yesterday`, `saves 22 minutes`. A value that
    /// is called a difference may be meant.
    pub(super) fn is_difference_of(&self, said: &Said, tokens: &[Placed], figure: &SaidFigure) -> bool {
        if !matches!(figure.of, Of::Quantity(_)) || figure.is_share() {
            return false;
        }
        let own = clause(tokens, figure.tokens.0);
        let (from, to) = figure.tokens;
        let behind = word(tokens, to).is_some_and(|word| DIFFERENCES.contains(&word));
        let saves = (0..own.end).any(|at| {
            let is_verb = |word: &str| {
                word.starts_with("sav")
                    || word.starts_with("spar")
                    || matches!(word, "gains" | "gain" | "won")
            };
            (at < from || at == to) && word(tokens, at).is_some_and(is_verb)
        });
        let is_called = |typed: &Typed| {
            let name = words(&called(self, typed));
            name.iter().any(|word| is_loss(word) || word.starts_with("sav") || word.starts_with("gain"))
                || is_difference(&name)
        };
        (behind || saves) && !said.values.iter().any(|value| is_called(&value.typed))
    }

    /// Whether a figure is said of something else than the value at `at` in its sentence: `In 2022 we paid 2000 EUR, today
    /// {bill}`, `Oil would cost 2000 EUR, the pump costs {bill}`, `The peak is 3 kW, the mean {mean}`.
    pub(super) fn is_of_another(
        &self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        at: usize,
    ) -> bool {
        let own = clause(tokens, figure.tokens.0);
        if says(tokens, own.clone(), NOBODY) {
            return true;
        }
        // `1200 litres: {caught}`, `400 g ({salt})`
        let to = figure.tokens.1;
        let restated = at == to + 1 && matches!(tokens[to].token, Token::Mark(':' | '('));
        if own.contains(&at) || restated {
            return false;
        }
        let other = clause(tokens, at);
        if says(tokens, own.clone(), OTHERS) || says_year(tokens, own.clone()) {
            return true;
        }
        let which = own.clone().any(|at| word(tokens, at) == Some("which") && at > 0);
        if which && own.start > other.start {
            return true;
        }
        if says(tokens, other.clone(), &["compared", "instead", "besides"]) {
            return true;
        }
        // `From the sun it takes {truth}, from Neptune 4 hours`
        let first = word(tokens, own.start).filter(|word| PLACES.contains(word));
        if first.is_some_and(|first| says(tokens, other.clone(), &[first])) {
            return true;
        }
        if says(tokens, other.clone(), MEANS) && !says(tokens, own.clone(), MEANS) {
            return true;
        }
        let at_start = says(tokens, 0..tokens.len(), &["start", "beginning"]);
        if says(tokens, other.clone(), NOW) && !says(tokens, own.clone(), NOW) && !at_start {
            return true;
        }
        // One clause names the value, and the other something else.
        let Token::Value(index) = tokens[at].token else { return false };
        let Some(value) = said.values.get(index) else { return false };
        let name = words(&called(self, &value.typed));
        let names = |part: Range<usize>| {
            part.filter_map(|at| word(tokens, at)).any(|word| name.contains(&stem(word)))
        };
        let has_verb =
            own.clone().any(|at| matches!(word(tokens, at), Some("is" | "are" | "cost" | "costs")));
        has_verb && names(other.clone()) && !names(own) && !says(tokens, other, SAME)
    }
}

/// Whether words beside a figure make it a limit: `more than 20 kg`, `the 23 kg that are allowed`.
pub(super) fn is_limit_said(tokens: &[Placed], figure: &SaidFigure) -> bool {
    let own = clause(tokens, figure.tokens.0);
    let (from, to) = figure.tokens;
    let before = from.saturating_sub(NEAR.0).max(own.start)..from;
    // `12 h or less`
    let end = (to..tokens.len()).find(|at| matches!(tokens[*at].token, Token::Mark(_)));
    let after = to..(to + NEAR.1).min(end.unwrap_or(tokens.len())).max(to);
    figure.is_bound() || says(tokens, before, LIMITS) || says(tokens, after, LIMITS)
}
