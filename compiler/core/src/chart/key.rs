//! The key beside a picture: what it says above all in large letters, and a row for everything that is drawn.

use alloc::string::String;
use alloc::vec::Vec;

use super::metrics::{self, HEIGHT};
use super::scene::{Bounds, GAP, Placed, Scene, toned};
use super::svg::{Anchor, Mark, SvgKind};
use crate::exact;
use crate::number::{Digits, digits, within};
use crate::text::joined;

/// A swatch, and the room that it takes.
const SWATCH: f64 = 10.0;
const BESIDE: f64 = SWATCH + 8.0;
/// The size of the large text against that of the others.
const LARGE: f64 = 20.0 / metrics::SIZE;
/// How many rows have two lines each.
const ROOMY: usize = 6;

/// A key.
pub(super) struct Key {
    /// What is said above all.
    pub(super) head: String,
    /// Whether it is a failure.
    pub(super) fails: bool,
    /// A line of its own below that.
    pub(super) line: String,
    /// What is drawn: its mark, its name, its value.
    pub(super) rows: Vec<(Mark, String, String)>,
}

/// Where a key stands.
#[derive(Clone, Copy)]
pub(super) struct KeyPlace {
    /// Where the picture begins and ends.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where the key begins, and how wide it is.
    pub(super) key: f64,
    pub(super) room: f64,
}

impl Key {
    /// The places of a picture, so wide at least and at most, and of its key, side by side in the middle.
    pub(super) fn beside(&self, width: f64, (least, most): (f64, f64)) -> KeyPlace {
        let mut widest = (metrics::width(&self.head) * LARGE).max(metrics::width(&self.line));
        for (_, name, value) in &self.rows {
            let (name, value) = (metrics::width(name), metrics::width(value));
            widest = widest.max(BESIDE + if self.is_long() { name + 10.0 + value } else { name.max(value) });
        }
        // Sums of widths differ in their last digits.
        let key = within(widest + 1.0, 80.0, exact::round(width * 0.58));
        let wide = within(width - key - 3.0 * GAP - 8.0, least, most);
        let left = exact::round((width - wide - 2.0 * GAP - key) / 2.0).max(4.0);
        let at = left + wide + 2.0 * GAP;
        KeyPlace { left, right: left + wide, key: at, room: (width - at).min(key) }
    }

    /// How high its rows are.
    pub(super) fn height(&self) -> f64 {
        self.row() * self.rows.len() as f64
    }

    /// Draws it: its large text ends above `middle`, where its line is, and its rows begin below that.
    pub(super) fn draw(&self, scene: &mut Scene, place: KeyPlace, middle: f64) {
        let KeyPlace { key, room, .. } = place;
        let head = metrics::shorten(&self.head, room / LARGE);
        if !head.is_empty() {
            let y = middle - 27.0;
            let mark = toned(SvgKind::Title, if self.fails { Some(0) } else { None }, 0).1;
            let right = key + metrics::width(&head) * LARGE;
            let bounds = Bounds { left: key, top: y - 11.0, right, bottom: y + 11.0 };
            scene.texts.push(Placed { bounds, ..Placed::new(head, mark, Anchor::Start, (key, y + 2.0)) });
        }
        scene.text(&self.line, (key, middle), Anchor::Start, SvgKind::Value, room);
        let mut y = Self::below(middle) + HEIGHT / 2.0;
        for (mark, name, value) in &self.rows {
            let (x, beside) = (key + BESIDE, room - BESIDE);
            let swatch = ((key, y - SWATCH / 2.0), (key + SWATCH, y + SWATCH / 2.0));
            match mark.kind {
                SvgKind::Rule => scene.line(&[(key, y), (key + SWATCH, y)], *mark),
                _ => scene.rect(swatch.0, swatch.1, *mark),
            }
            let kept = if self.is_long() { metrics::width(value).min(beside) + 10.0 } else { 0.0 };
            scene.text(name, (x, y), Anchor::Start, SvgKind::Tick, (beside - kept).max(0.0));
            if self.is_long() {
                scene.text(value, (x + beside, y), Anchor::End, SvgKind::Value, beside);
            } else {
                scene.text(value, (x, y + HEIGHT), Anchor::Start, SvgKind::Value, beside);
            }
            y += self.row();
        }
    }

    /// Where the rows of a key begin whose line is in the middle of so much.
    pub(super) fn below(middle: f64) -> f64 {
        middle + HEIGHT / 2.0 + 8.0
    }

    /// One line for each row, where they are many.
    fn is_long(&self) -> bool {
        self.rows.len() > ROOMY
    }

    fn row(&self) -> f64 {
        if self.is_long() { HEIGHT + 4.0 } else { 2.0 * HEIGHT + 6.0 }
    }
}

/// `3.67×`
pub(super) fn times(share: f64) -> String {
    joined(&[&digits(share, Digits::Significant(3)), "×"])
}

/// `24.3 %`
pub(super) fn percent(share: f64) -> String {
    joined(&[&digits(share * 100.0, Digits::Significant(3)), " %"])
}
