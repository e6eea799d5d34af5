//! Values against their limits: a bar on a track, and a mark where the limit is.

use alloc::string::String;
use alloc::vec;

use super::collect::Gauge;
use super::metrics::{self, HEIGHT};
use super::scene::{Scene, toned};
use super::svg::{Anchor, GHOST, Kind, Mark};
use crate::exact;
use crate::number::{Digits, digits, within};
use crate::text::joined;

/// The track ends at so many times the limit.
const END: f64 = 1.5;
/// How thick the track is.
const THICK: f64 = 16.0;

/// `19.3 GB of 80 GB (24 %)`
pub(super) fn said(gauge: &Gauge) -> String {
    let share = gauge.share();
    let (value, limit) = (gauge.format.text(gauge.value), gauge.format.text(gauge.limit));
    let text = joined(&[&value, " of ", &limit]);
    if share >= 10.0 {
        joined(&[&text, " (", &digits(share, Digits::Significant(3)), "×)"])
    } else if share.is_finite() {
        joined(&[&text, " (", &digits(share * 100.0, Digits::Significant(2)), " %)"])
    } else {
        text
    }
}

/// The drawing's shapes and texts.
#[inline(never)]
pub(super) fn scene(gauges: &[Gauge], ghost: Option<&[Gauge]>, mut scene: Scene) -> Scene {
    let right = scene.width - 4.0;
    let left = 4.0;
    let across = |share: f64| left + within(share / END, 0.0, 1.0) * (right - left);
    let mut y = 6.0;
    for (index, gauge) in gauges.iter().enumerate() {
        let share = gauge.share();
        let over = share > 1.0;
        let mut text = said(gauge);
        if over {
            text.push_str(" ✕");
        }
        let one = metrics::width(&gauge.name) + metrics::width(&text) + 20.0 <= right - left;
        scene.text(&gauge.name, (left, y + HEIGHT / 2.0), Anchor::Start, Kind::Value, right - left);
        if !one {
            y += HEIGHT;
        }
        scene.text(&text, (right, y + HEIGHT / 2.0), Anchor::End, Kind::Value, right - left);
        y += HEIGHT + 3.0;
        scene.rect((left, y), (right, y + THICK), Mark::the(Kind::Track));
        if share.is_finite() {
            let mark = if over { toned(Kind::Bar, Some(0), 0).1 } else { Mark::at(Kind::Bar, 0) };
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
        if let Some(before) = ghost.and_then(|ghost| ghost.get(index)).map(Gauge::share)
            && before.is_finite()
        {
            let x = across(before);
            scene.line(&[(x, y + 1.0), (x, y + THICK - 1.0)], Mark::at(Kind::Line, 0).look(GHOST));
        }
        let limit = across(1.0);
        scene.line(&[(limit, y - 2.0), (limit, y + THICK + 2.0)], Mark::at(Kind::Rule, 0));
        y += THICK + 10.0;
    }
    for (share, text) in [(0.0, "0"), (0.5, "50 %"), (1.0, "limit")] {
        let anchor = if share == 0.0 { Anchor::Start } else { Anchor::Middle };
        scene.text(text, (across(share), y - 4.0 + HEIGHT / 2.0), anchor, Kind::Tick, 100.0);
    }
    scene.height = exact::round(y + HEIGHT);
    scene
}
