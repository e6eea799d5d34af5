//! Options of predictions: the number in a label is one that the option claims.

use super::candidates::{Candidates, Measure, kind_of};
use super::figures::{Meant, Of, SaidFigure, word};
use super::tokens::Token;
use super::{Read, Sentence};
use crate::check::model::*;
use crate::check::units::Dimension;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use lab_core::program::Binary;

/// How far beyond the end of a range a number may be: `33 %` is the end of 10 to 33.3 %.
const END: f64 = 0.02;

impl Planner<'_> {
    /// Compares the label of an option with what the option claims.
    pub(super) fn compare_option(&mut self, read: &Read<'_>, candidates: &Candidates) {
        if read.said.scene.denied {
            return self.compare_denied(read, candidates);
        }
        let near = &read.said.scene.near;
        let (Some((first, low)), Some((_, high))) = (near.first(), near.last()) else { return };
        let Some(kind) = kind_of(&first.of, self) else { return };
        let (low, high) = (candidates.value(*low), candidates.value(*high));
        let units = &self.model.units;
        let own: Vec<&SaidFigure> = read
            .sentences
            .iter()
            .flat_map(|sentence| &sentence.figures)
            .filter(|figure| match &figure.of {
                Of::Quantity(written) if written.offset != 0.0 => kind.is_none(),
                // Percent more or less, or of it: only what the claim says in percent, too.
                Of::Quantity(written) if written.dimension.is_none() => false,
                Of::Quantity(written) => Measure::Some(written.dimension.hard(units)) == kind,
                Of::Times => kind.as_ref().is_some_and(Dimension::is_none),
                Of::Count => {
                    figure.digits && kind.as_ref().is_some_and(Dimension::is_none) && is_all(read, figure)
                }
            })
            .collect();
        let says = |figure: &SaidFigure, low: f64, high: f64| {
            let (low, high) = (low.min(high), low.max(high));
            if low < high {
                // A number of a range, as it is rounded: `about 6 min` is none of 4 to 5.5 min.
                let slack = END * low.abs().max(high.abs());
                let inside = figure.value >= low - slack && figure.value <= high + slack;
                let in_words = figure.of == Of::Times && !figure.digits;
                let at_end = (in_words || figure.is_bound()) && (figure.fits(low) || figure.fits(high));
                return inside || at_end || figure.is(low.midpoint(high));
            }
            figure.fits(low)
        };
        let compared = read.said.scene.truth.as_ref().and_then(|(truth, _)| self.compared_to(truth));
        let holds = |figure: &&SaidFigure| {
            let times = figure.of == Of::Times;
            let as_claimed = |of: fn(f64) -> f64| says(figure, of(low), of(high));
            if times && compared.as_ref().is_some_and(|of| self.is_straight(read, figure, of)) {
                return as_claimed(|claim| claim);
            }
            as_claimed(|claim| claim)
                // `costs 0.2 h` is a gain of −0.2 h, `3 times as many of the others` a third of them, and `falls by a
                // third` leaves two thirds.
                || as_claimed(|claim| -claim)
                || times && as_claimed(|claim| 1.0 / claim)
                || times
                    && figure.value < 1.0
                    && [|claim| claim - 1.0, |claim| 1.0 - claim, |claim| 1.0 - 1.0 / claim]
                        .into_iter()
                        .any(as_claimed)
                // In words, an order of size: `hundreds of times as much`.
                || times && !figure.digits && figure.meant != Meant::Rounded
        };
        if own.is_empty() || own.iter().any(holds) {
            return;
        }
        let figure = own[0];
        let claim = match low == high {
            true => self.in_its_unit(figure, low),
            false => format!("{} to {}", self.in_its_unit(figure, low), self.in_its_unit(figure, high)),
        };
        let headline = format!("This option says {}, and claims {claim}.", figure.text);
        let span = self.place_of(read.said, figure);
        let help = "make the label and the claim agree".to_owned();
        self.says_another(headline, span, "not what it claims".to_owned(), help);
    }
}

impl Planner<'_> {
    /// Reports the label of an option that is never right and says what is true: `more than three times` where it is four.
    fn compare_denied(&mut self, read: &Read<'_>, candidates: &Candidates) {
        let Some((typed, node)) = &read.said.scene.truth else { return };
        let Some(kind) = kind_of(&typed.of, self) else { return };
        let truth = candidates.value(*node);
        let figures = read.sentences.iter().flat_map(|sentence| &sentence.figures);
        let Some(figure) = super::only(figures) else { return };
        let units = &self.model.units;
        let is_kind = match &figure.of {
            Of::Quantity(written) if written.offset != 0.0 => kind.is_none(),
            Of::Count => false,
            _ => Measure::Some(figure.dimension().hard(units)) == kind,
        };
        // What is less than something may be many things.
        if !is_kind || !figure.fits(truth) {
            return;
        }
        let text = self.in_its_unit(figure, truth);
        let bound = match figure.meant {
            Meant::Above => "more than ",
            Meant::Below => "less than ",
            _ => "",
        };
        let says = format!("{bound}{}", figure.text);
        let headline = format!("This option says {says}, and the truth is {text}, but it is never right.");
        let span = self.place_of(read.said, figure);
        let help = "say something that isn't so, or claim it with `is`";
        self.says_another(headline, span, "as the lab computes it", help);
    }

    /// What the ratio of a truth compares: the `time` of `time at (hoses = 2) / time at (hoses = 1)`. Nothing where the first
    /// of the two is at the start, which may be a gain: of `time / time at (hoses = 2)`.
    fn compared_to(&mut self, truth: &Typed) -> Option<Typed> {
        let whole = match &truth.kind {
            TypedKind::Define(id) => self.model.defines[*id].value.as_ref()?,
            _ => truth,
        };
        let TypedKind::Binary(Binary::Div, above, below) = &whole.kind else { return None };
        let bare = |typed: &Typed| match &typed.kind {
            TypedKind::At(inner, _) | TypedKind::AtStart(inner) => (**inner).clone(),
            _ => typed.clone(),
        };
        let (own, other) = (bare(above), bare(below));
        if own.kind != other.kind || !matches!(own.kind, TypedKind::Define(_)) {
            return None;
        }
        let nodes = [&**above, &own].map(|typed| self.lowering.expr(typed, Lowering::BASE));
        let values = self.evaluate(&nodes);
        (values[0] != values[1]).then_some(own)
    }

    /// Whether the words behind a multiplier name the very quantity that is compared, so that `twice as long` is 2 for a time,
    /// and never a half.
    fn is_straight(&self, read: &Read<'_>, figure: &SaidFigure, of: &Typed) -> bool {
        let is_in = |sentence: &&Sentence| sentence.figures.iter().any(|own| std::ptr::eq(own, figure));
        let Some(Sentence { tokens, .. }) = read.sentences.iter().find(is_in) else { return false };
        let (TypedKind::Define(id), Type::Number(dimension)) = (&of.kind, &of.of) else { return false };
        let units = &self.model.units;
        let hard = dimension.hard(units);
        let is = |unit: &str| units.named(unit).is_some_and(|unit| unit.dimension.hard(units) == hard);
        let to = figure.tokens.1;
        match word(tokens, to) {
            Some("as") => {
                let ends = match tokens.get(to + 2).map(|placed| &placed.token) {
                    None | Some(Token::Mark('.' | ',' | ';' | '!')) => true,
                    Some(Token::Word(word, _)) => matches!(word.as_str(), "as" | "again"),
                    _ => false,
                };
                ends && match word(tokens, to + 1) {
                    Some("much" | "large" | "big" | "high" | "great") => true,
                    Some("long") => is("s") || is("m"),
                    Some("wide" | "deep" | "tall" | "far" | "thick") => is("m"),
                    Some("heavy") => is("kg"),
                    Some("expensive") => is("USD"),
                    _ => false,
                }
            }
            Some("the") => {
                let mut names = super::words(&self.model.defines[*id].tree.name.text);
                names.extend(super::words(&hard.kind(units).unwrap_or_default()));
                let noun = word(tokens, to + 1).map(super::candidates::stem);
                let ends = !matches!(tokens.get(to + 2).map(|placed| &placed.token), Some(Token::Word(..)));
                ends && noun.is_some_and(|noun| names.contains(&noun))
            }
            _ => false,
        }
    }
}

/// Whether a label is a number and nothing else: `about 1250`. The number of other labels may count something.
fn is_all(read: &Read<'_>, figure: &SaidFigure) -> bool {
    let [sentence] = read.sentences.as_slice() else { return false };
    let (from, to) = figure.tokens;
    let rest = sentence.tokens[..from].iter().chain(&sentence.tokens[to..]);
    let approximates = |token: &Token| match token {
        Token::Word(word, _) => matches!(word.as_str(), "about" | "around" | "some" | "nearly" | "roughly"),
        _ => false,
    };
    rest.into_iter().all(|placed| approximates(&placed.token))
}
