//! Values against their limits: a bar on a track, and a mark where the limit is.

use alloc::string::String;
use alloc::vec;

use super::amounts::AmountValues;
use super::grid::{Grid, words};
use super::metrics::{self, HEIGHT};
use super::scene::{Scene, toned};
use super::svg::{Anchor, GHOST, Mark, SvgKind};
use super::values::share;
use super::words::Sentences;
use crate::exact;
use crate::number::{Digits, digits, within};
use crate::text::joined;

/// The track ends at so many times the limit.
const END: f64 = 1.5;
/// How thick the track is.
const THICK: f64 = 16.0;

/// Draws them into an empty scene.
#[inline(never)]
pub(super) fn scene(gauges: &[AmountValues], ghost: Option<&[AmountValues]>, mut scene: Scene) -> Scene {
    let right = scene.width - 4.0;
    let left = 4.0;
    let across = |share: f64| left + within(share / END, 0.0, 1.0) * (right - left);
    let mut y = 6.0;
    for (index, gauge) in gauges.iter().enumerate() {
        let share = share(gauge.value, gauge.other);
        let over = share > 1.0;
        let mut text = said(gauge);
        if over {
            text.push_str(" ✕");
        }
        let one = metrics::width(&gauge.name) + metrics::width(&text) + 20.0 <= right - left;
        scene.text(&gauge.name, (left, y + HEIGHT / 2.0), Anchor::Start, SvgKind::Value, right - left);
        if !one {
            y += HEIGHT;
        }
        scene.text(&text, (right, y + HEIGHT / 2.0), Anchor::End, SvgKind::Value, right - left);
        y += HEIGHT + 3.0;
        scene.rect((left, y), (right, y + THICK), Mark::the(SvgKind::Track));
        if share.is_finite() {
            let mark = if over { toned(SvgKind::Bar, Some(0), 0).1 } else { Mark::at(SvgKind::Bar, 0) };
            let end = across(share);
            if share > END {
                // It goes on beyond the track.
                let (tip, middle) = (end - 8.0, y + THICK / 2.0);
                let corners = vec![
                    (left, y + 3.0),
                    (tip, y + 3.0),
                    (end, middle),
                    (tip, y + THICK - 3.0),
                    (left, y + THICK - 3.0),
                ];
                scene.area(corners, mark);
            } else {
                scene.rect((left, y + 3.0), (end, y + THICK - 3.0), mark);
            }
            scene.stop((end, y + THICK / 2.0), || joined(&[&gauge.name, ": ", &said(gauge)]));
        }
        if let Some(before) =
            ghost.and_then(|ghost| ghost.get(index)).map(|gauge| self::share(gauge.value, gauge.other))
            && before.is_finite()
        {
            let x = across(before);
            scene.line(&[(x, y + 1.0), (x, y + THICK - 1.0)], Mark::at(SvgKind::Line, 0).look(GHOST));
        }
        let limit = across(1.0);
        scene.line(&[(limit, y - 2.0), (limit, y + THICK + 2.0)], Mark::at(SvgKind::Rule, 0));
        y += THICK + 10.0;
    }
    for (share, text) in [(0.0, "0"), (0.5, "50 %"), (1.0, "limit")] {
        let anchor = if share == 0.0 { Anchor::Start } else { Anchor::Middle };
        scene.text(text, (across(share), y - 4.0 + HEIGHT / 2.0), anchor, SvgKind::Tick, 100.0);
    }
    scene.height = exact::round(y + HEIGHT);
    scene
}

/// Writes them into a table.
#[inline(never)]
pub(super) fn table(grid: &mut Grid, gauges: &[AmountValues]) {
    grid.head = words(&["Name", "Value", "Limit"]);
    for gauge in gauges {
        let texts = [gauge.value, gauge.other].map(|value| gauge.format.text(value));
        let [value, limit] = texts;
        grid.rows.push((vec![gauge.name.clone(), value, limit], false));
    }
}

/// Tells them.
#[inline(never)]
pub(super) fn sentence(text: &mut Sentences, gauges: &[AmountValues]) {
    for gauge in gauges {
        let share = share(gauge.value, gauge.other);
        let how = if share > 1.0 {
            " is over its limit: "
        } else if share.is_finite() {
            " is within its limit: "
        } else {
            " cannot be held against its limit: "
        };
        text.say(&[&gauge.name, how, &said(gauge)]);
    }
}

/// `19.3 GB of 80 GB (24 %)`
fn said(gauge: &AmountValues) -> String {
    let share = share(gauge.value, gauge.other);
    let (value, limit) = (gauge.format.text(gauge.value), gauge.format.text(gauge.other));
    let text = joined(&[&value, " of ", &limit]);
    if share >= 10.0 {
        joined(&[&text, " (", &digits(share, Digits::Significant(3)), "×)"])
    } else if share.is_finite() {
        joined(&[&text, " (", &digits(share * 100.0, Digits::Significant(2)), " %)"])
    } else {
        text
    }
}
