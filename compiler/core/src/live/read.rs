//! What a slot reads. The page's script knows what kind a slot is and what to do with its text:
//!
//! | content | text |
//! | --- | --- |
//! | `Text` | the words and values; `undefined because …` |
//! | `Figure` | the words and values; `undefined` |
//! | `Why` | `because …`; empty if defined |
//! | `Arm` | the index of the arm that holds; empty if undefined |
//! | `Shown` | `1` or `0`; `0` if undefined |
//! | `Share` | a fraction, above 1 over the limit, with up to four decimals; `0` if undefined |
//! | `Chart` | SVG markup |
//! | `Sentence` | the words |

use alloc::string::String;

use super::View;
use crate::decimal::{Decimal, push_whole, trim};
use crate::exact;
use crate::machine::Machine;
use crate::number::Format;
use crate::page::{Content, Page, Piece};
use crate::piece::Source;

/// Shares beyond this say nothing more.
const MOST_SHARE: f64 = 1e6;

/// Appends what a slot with this content reads now.
pub(super) fn read(page: &Page, machine: &Machine, views: &[View], content: &Content, out: &mut String) {
    let from = Source { formats: &page.formats, machine };
    match content {
        Content::Text(pieces) => pieces.iter().for_each(|each| from.push(each, true, out)),
        Content::Figure(pieces) => pieces.iter().for_each(|each| from.push(each, false, out)),
        Content::Why(register) => from.because(*register, out),
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
            let mut text = Decimal::of(exact::round(share * 1e4) / 1e4).decimals(4).plain(4);
            trim(&mut text);
            out.push_str(&text);
        }
        Content::Sentence(index) => {
            if let Some(chart) = page.charts.get(*index as usize) {
                out.push_str(&chart.sentence(from));
            }
        }
        Content::Chart(index) => {
            if let (Some(chart), Some(view)) = (page.charts.get(*index as usize), views.get(*index as usize))
            {
                out.push_str(&chart.svg(from, view.pinned.as_ref(), view.width));
            }
        }
    }
}

/// The number that a slot shows alone, if it shows one and it is defined.
pub(super) fn number<'p>(page: &'p Page, machine: &Machine, content: &Content) -> Option<(&'p Format, f64)> {
    let (Content::Text(pieces) | Content::Figure(pieces)) = content else { return None };
    let [Piece::Number { value, format }] = pieces.as_slice() else { return None };
    let value = machine.value(*value);
    let format = page.formats.get(*format as usize)?;
    (!value.is_nan()).then_some((format, value))
}
