//! Phrases around a figure that say how it is meant: what is taken away, supposed, quoted, or the best.

use super::candidates::{Candidates, stem};
use super::figures::{Of, SaidFigure, unit, word};
use super::tokens::{Placed, Token};
use crate::check::units::Units;

/// How many words before a figure may name the value that it is.
const BEFORE: usize = 9;

/// Words of what is best, besides superlatives such as `fastest`.
const BEST: &[&str] = &[
    "least",
    "most",
    "best",
    "optimum",
    "optimal",
    "optimally",
    "minimum",
    "maximum",
    "minimal",
    "maximal",
    "peaks",
];
/// Words that end as superlatives do.
const NO_BEST: &[&str] =
    &["forest", "interest", "harvest", "honest", "modest", "request", "suggest", "latest", "nearest"];

/// Words of what is taken away.
const LOSS: &[&str] = &[
    "save",
    "saves",
    "saved",
    "saving",
    "savings",
    "spare",
    "spares",
    "spared",
    "cut",
    "cuts",
    "less",
    "fewer",
    "off",
    "reduction",
    "reduces",
    "reduced",
    "lost",
    "loss",
    "losses",
    "loses",
    "drop",
    "drops",
    "discount",
];

/// Whether a word says that something is taken away.
pub(super) fn is_loss(word: &str) -> bool {
    LOSS.contains(&word)
}

/// Whether a word says that something is the best.
pub(in crate::page::verdict) fn is_best(word: &str) -> bool {
    BEST.contains(&word) || word.len() > 4 && word.ends_with("est") && !NO_BEST.contains(&word)
}

/// Whether one of some names stands before a figure, in its clause.
pub(super) fn is_named_before(tokens: &[Placed], figure: &SaidFigure, names: &[Vec<String>]) -> bool {
    let end = figure.tokens.0;
    let clause = tokens[..end]
        .iter()
        .rposition(|placed| matches!(placed.token, Token::Mark(',' | ':' | '(' | '—' | '–')));
    let start = clause.map_or(0, |at| at + 1).max(end.saturating_sub(BEFORE));
    // `a spoon of 5 mL` is any spoon.
    if end >= 3 && word(tokens, end - 1) == Some("of") && matches!(word(tokens, end - 3), Some("a" | "an")) {
        return false;
    }
    let said: Vec<String> = tokens[start..end]
        .iter()
        .chain(&tokens[figure.tokens.1 - figure.each..figure.tokens.1])
        .filter_map(|placed| match &placed.token {
            Token::Word(word, _) => Some(stem(word)),
            _ => None,
        })
        .collect();
    names.iter().any(|name| {
        let speaks = name.iter().map(String::len).max().is_some_and(|longest| longest >= 4);
        speaks && name.iter().all(|word| said.contains(word))
    })
}

/// Whether a time says when something is: `four hours later`, `four hours after the tablet`.
pub(super) fn is_moment(tokens: &[Placed], figure: &SaidFigure, units: &Units) -> bool {
    let is_time = units.named("s").is_some_and(|second| second.dimension == figure.dimension());
    is_time && matches!(word(tokens, figure.tokens.1), Some("later" | "after" | "afterwards" | "ago"))
}

/// Whether a sentence supposes something that isn't so: `that would be 10 L`.
pub(super) fn is_supposed(tokens: &[Placed], figure: &SaidFigure) -> bool {
    (0..tokens.len()).any(|at| {
        matches!(
            word(tokens, at),
            Some("would" | "if" | "were" | "suppose" | "imagine" | "instead" | "could" | "might" | "should")
        )
    }) || is_quoted(tokens, figure)
}

/// Whether a label says what its value leaves out: `half an hour of rest not counted`.
pub(super) fn excludes(tokens: &[Placed]) -> bool {
    (0..tokens.len())
        .any(|at| matches!(word(tokens, at), Some("not" | "without" | "excluding" | "except" | "besides")))
}

/// Verbs after which a text quotes a number of somebody else.
const QUOTES: &[&str] = &[
    "call",
    "calls",
    "called",
    "print",
    "prints",
    "printed",
    "say",
    "says",
    "said",
    "advertise",
    "advertises",
    "advertised",
    "promise",
    "promises",
    "promised",
    "claim",
    "claims",
    "claimed",
    "sold",
    "sells",
    "marketed",
];

/// Whether a figure is quoted from somebody: `what a data sheet calls 80 GB`.
pub(in crate::page::verdict) fn is_quoted(tokens: &[Placed], figure: &SaidFigure) -> bool {
    let end = figure.tokens.0;
    (end.saturating_sub(3)..end).any(|at| word(tokens, at).is_some_and(|word| QUOTES.contains(&word)))
}

/// Whether a figure is only another unit: `a cubic metre is 1000 litres`.
pub(super) fn converts(tokens: &[Placed], figure: &SaidFigure, units: &Units) -> bool {
    let is_it = |at: usize| {
        matches!(word(tokens, at), Some("a" | "an" | "one"))
            && unit(tokens, at + 1, units).is_some_and(|(written, ..)| {
                written.dimension == figure.dimension()
                    && (written.factor - figure.value).abs() <= 1e-9 * figure.value.abs()
            })
    };
    matches!(figure.of, Of::Quantity(_)) && (0..figure.tokens.0).any(is_it)
}

/// Whether a multiplier in words is what a sentence supposes, and not what it says: `twice the length takes …`, `if
/// the load doubles`.
pub(super) fn is_premise(tokens: &[Placed], figure: &SaidFigure, candidates: &Candidates) -> bool {
    if figure.of != Of::Times || figure.digits {
        return false;
    }
    let (from, to) = figure.tokens;
    let supposed = (0..from).any(|at| {
        matches!(word(tokens, at), Some("if" | "when" | "whenever" | "each" | "every" | "suppose"))
    });
    let noun = word(tokens, to) == Some("the")
        && (to + 1..to + 4).filter_map(|at| word(tokens, at)).any(|word| {
            let word = stem(word);
            candidates.controls.iter().any(|moved| moved.names.iter().any(|name| name.contains(&word)))
        });
    // `Two thirds of the rail are used again` says something.
    let of = word(tokens, to) == Some("of") || figure.text.contains(" out of ");
    let says = figure.is_fraction() && of;
    let first = !says && tokens[..from].iter().all(|placed| !matches!(placed.token, Token::Word(..)));
    supposed || noun || first
}
