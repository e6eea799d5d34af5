//! Options that students put in order or draw as bars: what that takes of the page, and the model's values behind the seal.

use lab_core::number::Format;

use crate::check::hand::TypedHand;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;
use crate::page::plan::sketch::short;
use crate::page::render::renderer::plain_number;
use crate::sources::Span;
use crate::syntax::tree;

/// How near the truth has to be to the largest or the smallest value: rounding only.
const ROUNDING: f64 = 1e-9;
/// So many options fit beside one another.
const MOST: usize = 8;

/// What is wrong, and what helps.
type FaultAndHelp = (String, String);

impl Planner<'_> {
    /// What comparing the options by hand takes, and the model's values; nothing where there is a fault.
    pub(super) fn compared(
        &mut self,
        hand: &TypedHand,
        settings: &[(Id, Typed)],
        truth: (Node, &Format),
        claims: &[(tree::Name, ClaimPlan)],
    ) -> Option<(block::Compared, String)> {
        let (span, top) = match hand {
            TypedHand::Order(span) => (*span, None),
            TypedHand::Bars { top, span } => (*span, Some(top)),
            TypedHand::Sketch(_) => return None,
        };
        let top = top.map(|top| self.lowering.expr(&stated(top, settings), Lowering::BASE));
        let single = |claim: &ClaimPlan| match claim.says.as_slice() {
            [(node, _)] => Some(*node),
            _ => None,
        };
        let nodes: Vec<Node> = claims.iter().filter_map(|(_, claim)| single(claim)).collect();
        if let Some((key, _)) = claims.iter().find(|(_, claim)| single(claim).is_none()) {
            let headline = format!("`{}` has no value that could be compared by hand.", key.text);
            let help = "write `is VALUE` in every option, with the option's own value";
            self.not_by_hand(key.span, headline, help);
            return None;
        }
        let fixed: Vec<Node> = nodes.iter().copied().chain([truth.0]).chain(top).collect();
        if self.reads_ledger(&fixed) {
            let headline = "What is compared by hand can't depend on the student's record.";
            self.not_by_hand(span, headline, "compare values of the lab itself");
            return None;
        }
        let values = self.evaluate(&fixed);
        if self.faulty() {
            return None;
        }
        let (worth, rest) = values.split_at(nodes.len());
        let top = rest.get(1).copied();
        let rows: Vec<(&str, f64)> =
            claims.iter().map(|(key, _)| key.text.as_str()).zip(worth.iter().copied()).collect();
        let format = truth.1;
        match arranged(&rows, rest[0], top, format) {
            Err((headline, help)) => {
                self.not_by_hand(span, headline, help);
                None
            }
            // No option is the truth, which is reported where the key is decided.
            Ok(None) => None,
            Ok(Some(places)) => {
                let least = rest[0] < worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let model: Vec<_> = rows
                    .iter()
                    .zip(places)
                    .map(|((key, value), place)| {
                        (*key, place, short(top.map_or(0.0, |top| value / top)), format.text(*value))
                    })
                    .collect();
                let model = serde_json::to_string(&model).unwrap_or_default();
                Some((plane(top, least, format), model))
            }
        }
    }

    fn not_by_hand(&mut self, span: Span, headline: impl Into<String>, help: impl Into<String>) {
        let diagnostic = self.error(Code::ByHand, headline, span, "compared by hand").help(help);
        self.report(diagnostic);
    }
}

/// The place of each row, the first one next to the truth; equal rows share a place. Nothing where no row is the truth.
fn arranged(
    rows: &[(&str, f64)],
    truth: f64,
    top: Option<f64>,
    format: &Format,
) -> Result<Option<Vec<usize>>, FaultAndHelp> {
    if let Some((key, _)) = rows.iter().find(|(_, value)| !value.is_finite()) {
        return Err((format!("`{key}` has no value to compare."), "it is undefined at the start".to_owned()));
    }
    let least = if top.is_some() { 2 } else { 3 };
    if !(least..=MOST).contains(&rows.len()) {
        let headline = format!("{} options can't be compared by hand.", rows.len());
        return Err((headline, format!("write {least} to {MOST} options")));
    }
    let is_truth = |value: f64| (value - truth).abs() <= ROUNDING * truth.abs();
    if !rows.iter().any(|(_, value)| is_truth(*value)) {
        return Ok(None);
    }
    let most = rows.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    let fewest = rows.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    let falling = is_truth(most);
    if !falling && !is_truth(fewest) {
        let headline = "The truth is neither the largest nor the smallest of the options.";
        let help = format!(
            "it is {}, the options claim {} to {}",
            format.text(truth),
            format.text(fewest),
            format.text(most)
        );
        return Err((headline.to_owned(), help));
    }
    let before = |one: f64, other: f64| if falling { one > other } else { one < other };
    let place = |value: f64| 1 + rows.iter().filter(|(_, other)| before(*other, value)).count();
    let places: Vec<usize> = rows.iter().map(|(_, value)| place(*value)).collect();
    match top {
        Some(_) if fewest < 0.0 => {
            let help = format!("the smallest is {}", format.text(fewest));
            Err(("Bars need values of zero or more.".to_owned(), help))
        }
        Some(top) if most > top => {
            let help = format!("the largest is {}: draw to more than that", format.text(most));
            Err(("These bars have no room for all options.".to_owned(), help))
        }
        None if places.is_sorted() => {
            let help = "write them in another order: nobody would have to move one".to_owned();
            Err(("These options are written in the model's order.".to_owned(), help))
        }
        _ => Ok(Some(places)),
    }
}

/// What the page needs to know before there is an answer.
fn plane(top: Option<f64>, least: bool, format: &Format) -> block::Compared {
    let Some(top) = top else {
        return block::Compared { kind: "order", ..block::Compared::default() };
    };
    let unit = format.unit(top);
    block::Compared {
        kind: "bars",
        least,
        top: format.text(top),
        number: plain_number(unit.read(top)),
        unit: unit.symbol.clone(),
        whole: plain_number(top),
    }
}

#[cfg(test)]
mod tests {
    use super::arranged;
    use crate::check::plain;

    fn places(values: &[f64], truth: f64, top: Option<f64>) -> Result<Option<Vec<usize>>, String> {
        let rows: Vec<(&str, f64)> = values.iter().map(|value| ("row", *value)).collect();
        arranged(&rows, truth, top, &plain()).map_err(|(headline, _)| headline)
    }

    #[test]
    fn the_first_place_is_next_to_the_truth_and_equal_rows_share_one() {
        assert_eq!(places(&[1.0, 4.0, 2.0], 4.0, None), Ok(Some(vec![3, 1, 2])));
        assert_eq!(places(&[4.0, 1.0, 2.0], 1.0, None), Ok(Some(vec![3, 1, 2])));
        assert_eq!(places(&[2.0, 4.0, 2.0, 1.0], 4.0, None), Ok(Some(vec![2, 1, 2, 4])));
        // Nothing to decide: that no option is right is told elsewhere.
        assert_eq!(places(&[1.0, 4.0, 2.0], 3.0, None), Ok(None));
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        for (values, truth, top) in [
            (&[3.0, 2.0, 1.0][..], 3.0, None),
            (&[1.0, 2.0], 2.0, None),
            (&[1.0, 3.0, 2.0], 2.0, None),
            (&[1.0, f64::NAN, 2.0], 2.0, None),
            (&[1.0, 3.0], 3.0, Some(2.0)),
            (&[-1.0, 3.0], 3.0, Some(4.0)),
            (&[1.0; 9], 1.0, Some(4.0)),
        ] {
            assert!(places(values, truth, top).is_err(), "{values:?}");
        }
    }
}
