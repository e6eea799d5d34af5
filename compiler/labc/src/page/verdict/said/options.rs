//! Options of predictions: the number in a label is one that the option claims.

use super::Read;
use super::candidates::{Candidates, Measure, kind_of};
use super::figures::{Meant, Of, SaidFigure};
use super::tokens::Token;
use crate::check::units::Dimension;
use crate::page::plan::planner::Planner;

/// How far beyond the end of a range a number may be: `33 %` is the end of 10 to 33.3 %.
const END: f64 = 0.02;

impl Planner<'_> {
    /// Compares the label of an option with what the option claims.
    pub(super) fn compare_option(&mut self, read: &Read<'_>, candidates: &Candidates) {
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
        let holds = |figure: &&SaidFigure| {
            let times = figure.of == Of::Times;
            let as_claimed = |of: fn(f64) -> f64| says(figure, of(low), of(high));
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
