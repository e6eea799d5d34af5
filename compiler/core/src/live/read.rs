//! What a slot reads. The page's script knows what kind a slot is and what to do with its text:
//!
//! | content | text |
//! | --- | --- |
//! | `Text` | the words and values |
//! | `Arm` | the index of the arm that holds; empty if undefined |
//! | `Shown` | `1` or `0`; `0` if undefined |
//! | `Share` | a fraction, above 1 over the limit, with up to four decimals; `0` if undefined |
//! | `Chart` | SVG markup |
//! | `Sentence` | the words |

use crate::decimal::{Decimal, push_whole, trim};
use crate::machine::Machine;
use crate::number::Format;
use crate::page::{Content, Page, Piece};

/// What an undefined value reads as in a text.
const UNDEFINED: &str = "undefined";

/// Shares beyond this say nothing more.
const MOST_SHARE: f64 = 1e6;

/// Appends what a slot with this content reads now.
pub(super) fn read(page: &Page, machine: &Machine, widths: &[u32], content: &Content, out: &mut String) {
    match content {
        Content::Text(pieces) => pieces.iter().for_each(|each| piece(page, machine, each, out)),
        Content::Arm(register) => {
            let arm = machine.value(*register);
            if arm >= 0.0 {
                push_whole(out, arm as u32);
            }
        }
        Content::Shown(register) => {
            let shown = machine.value(*register);
            out.push(if shown.is_nan() || shown == 0.0 { '0' } else { '1' });
        }
        Content::Share(register) => {
            let share = machine.value(*register);
            let share = if share > 0.0 { share.min(MOST_SHARE) } else { 0.0 };
            let mut text = Decimal::of((share * 1e4).round() / 1e4).decimals(4).plain(4);
            trim(&mut text);
            out.push_str(&text);
        }
        Content::Sentence(index) => {
            if let Some(chart) = page.charts.get(*index as usize) {
                out.push_str(&chart.sentence(page, machine));
            }
        }
        Content::Chart(index) => {
            if let (Some(chart), Some(width)) =
                (page.charts.get(*index as usize), widths.get(*index as usize))
            {
                out.push_str(&chart.svg(page, machine, *width));
            }
        }
    }
}

/// The number that a slot shows alone, if it shows one and it is defined.
pub(super) fn number<'p>(page: &'p Page, machine: &Machine, content: &Content) -> Option<(&'p Format, f64)> {
    let Content::Text(pieces) = content else { return None };
    let [Piece::Number { value, format }] = pieces.as_slice() else { return None };
    let value = machine.value(*value);
    let format = page.formats.get(*format as usize)?;
    (!value.is_nan()).then_some((format, value))
}

fn piece(page: &Page, machine: &Machine, piece: &Piece, out: &mut String) {
    match piece {
        Piece::Words(words) => out.push_str(words),
        Piece::Number { value, format } => {
            let value = machine.value(*value);
            match page.formats.get(*format as usize) {
                Some(format) if !value.is_nan() => out.push_str(&format.text(value)),
                _ => out.push_str(UNDEFINED),
            }
        }
        Piece::Text(register) => {
            let index = machine.value(*register);
            let text = if index >= 0.0 { machine.program().texts.get(index as usize) } else { None };
            out.push_str(text.map_or(UNDEFINED, String::as_str));
        }
        Piece::Either { cond, yes, no } => {
            let cond = machine.value(*cond);
            out.push_str(match cond {
                _ if cond.is_nan() => UNDEFINED,
                0.0 => no,
                _ => yes,
            });
        }
    }
}
