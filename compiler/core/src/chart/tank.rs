//! Parts that fill a capacity from the bottom. What does not fit stands above the brim, in the colour of failures; where it
//! would leave the drawing, its edge is torn.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::amounts::{Amount, AmountValues, no_format};
use super::grid::{Grid, words};
use super::key::{Key, KeyPlace, percent, times};
use super::scene::{Scene, toned};
use super::svg::{GHOST, Mark, SvgKind};
use super::values::share;
use super::words::{Sentences, list, verb};
use crate::exact;
use crate::number::{Format, within};
use crate::program::UNDEFINED;
use crate::text::joined;

/// The roles of the marks `tank` and `fill`.
const CAPACITY: u32 = 0;
const PART: u32 = 1;
/// Where the brim is.
const BRIM: f64 = 54.0;
/// How far up the drawing reaches.
const TOP: f64 = 5.0;
/// How high the drawing is at most, while its key has room.
const TALLEST: f64 = 300.0;
/// How wide the tank is.
const WIDE: (f64, f64) = (70.0, 180.0);
/// Parts that fill a capacity, taken from the machine.
struct TankValues {
    name: String,
    format: Format,
    capacity: f64,
    parts: Vec<TankPartValues>,
}

/// A part of what is in a tank.
struct TankPartValues {
    name: String,
    value: f64,
    /// Which part it is, whichever others are there.
    series: usize,
}

/// What is wrong with a mark after those before it: headline, label, help.
pub(super) fn misfit(before: &[Amount], mark: &Amount) -> Option<(&'static str, &'static str, &'static str)> {
    let mut alike = before.iter().filter(|other| other.role == mark.role);
    if mark.role == CAPACITY {
        return alike.next().map(|_| ("A chart has one tank.", "the second", "give it a chart of its own"));
    }
    let help = "give each part a text of its own: the key and the table tell them apart by it";
    let named_alike = alike.any(|other| other.label == mark.label);
    named_alike.then_some(("Two parts of this tank have one name.", "the same name again", help))
}

/// What a chart lacks: headline, label, help.
pub(super) fn lacks(amounts: &[Amount]) -> Option<(&'static str, &'static str, &'static str)> {
    let has = |role: u32| amounts.iter().any(|amount| amount.role == role);
    match (has(CAPACITY), has(PART)) {
        (true, true) => None,
        (true, false) => {
            Some(("This tank is empty.", "has no parts", "add what fills it: `fill weights \"Weights\"`"))
        }
        _ => {
            let help = "add the capacity: `tank device.memory \"Memory\"`";
            Some(("Nothing says what these parts fill.", "has no tank", help))
        }
    }
}

/// Draws it into an empty scene.
#[inline(never)]
pub(super) fn scene(amounts: &[AmountValues], ghost: Option<&[AmountValues]>, mut scene: Scene) -> Scene {
    let tank = TankValues::of(amounts);
    let format = &tank.format;
    let full = tank.full();
    let brim_text = joined(&[&tank.name, ": ", &format.text(tank.capacity)]);
    let mut rows = Vec::new();
    if let Some((name, rest)) = tank.rest() {
        let track = Mark::the(SvgKind::Track);
        let mark = if full > 1.0 { toned(SvgKind::Bar, Some(0), 0).1 } else { track };
        rows.push((mark, String::from(name), format.text(rest)));
    }
    for part in tank.parts.iter().rev() {
        rows.push((Mark::at(SvgKind::Bar, part.series), part.name.clone(), format.text(part.value)));
    }
    let head = if full.is_finite() { said(full) } else { "undefined".into() };
    let key = Key { head, fails: full > 1.0, line: brim_text.clone(), rows };
    let place = key.beside(scene.width, WIDE);
    let KeyPlace { left, right, .. } = place;
    let wide = right - left;
    let bottom = (scene.height.min(TALLEST) - 6.0).max(Key::below(BRIM) + key.height());
    scene.height = exact::round(bottom + 6.0);

    // What lies how far up, as a share of the capacity; no further than the drawing reaches.
    let top = 1.0 + (BRIM - TOP) / (bottom - BRIM);
    let up = |share: f64| bottom - within(share, 0.0, top) * (bottom - BRIM);
    scene.rect((left, BRIM), (right, bottom), Mark::the(SvgKind::Track));
    let mut below = 0.0;
    for part in tank.parts.iter().filter(|_| full.is_finite()) {
        let above = below + share(part.value, tank.capacity);
        let (from, to) = (up(below.min(1.0)), up(above.min(1.0)));
        if from - to >= 0.05 {
            scene.rect((left, to), (right, from), Mark::at(SvgKind::Bar, part.series));
        }
        let middle = (left + wide / 2.0, (up(below) + up(above)) / 2.0);
        scene.stop(middle, || {
            joined(&[
                &part.name,
                ": ",
                &format.text(part.value),
                " (",
                &portion(part.value, tank.capacity),
                ")",
            ])
        });
        below = above;
    }
    if full > 1.0 {
        let mut outline = vec![(right, BRIM), (left, BRIM)];
        if full > top {
            // It goes on beyond the drawing.
            let teeth = 8;
            for tooth in 0..=teeth {
                let low = if tooth % 2 == 0 { 7.0 } else { 0.0 };
                outline.push((left + wide * f64::from(tooth) / f64::from(teeth), TOP + low));
            }
        } else {
            outline.extend([(left, up(full)), (right, up(full))]);
        }
        scene.area(outline, toned(SvgKind::Bar, Some(0), 0).1);
    }
    let walls = [(left, BRIM - 6.0), (left, bottom), (right, bottom), (right, BRIM - 6.0)];
    scene.line(&walls, Mark::the(SvgKind::Ring));
    if let Some(before) = ghost.map(|ghost| TankValues::of(ghost).full()).filter(|before| before.is_finite())
    {
        scene.line(&[(left, up(before)), (right, up(before))], Mark::at(SvgKind::Line, 0).look(GHOST));
    }
    scene.line(&[(left - 4.0, BRIM), (place.key - 4.0, BRIM)], Mark::at(SvgKind::Rule, 0));
    scene.stop((left + wide / 2.0, BRIM), || brim_text.clone());

    key.draw(&mut scene, place, BRIM);
    scene
}

/// Writes it into a table.
#[inline(never)]
pub(super) fn table(grid: &mut Grid, amounts: &[AmountValues]) {
    let tank = TankValues::of(amounts);
    let format = &tank.format;
    grid.head = words(&["Name", "Value", "Share"]);
    let mut row = |name: &str, value: f64| {
        let cells = vec![String::from(name), format.text(value), portion(value, tank.capacity)];
        grid.rows.push((cells, false));
    };
    for part in &tank.parts {
        row(&part.name, part.value);
    }
    row("Together", tank.total());
    if let Some((name, rest)) = tank.rest() {
        row(name, rest);
    }
    row(&tank.name, tank.capacity);
}

/// Tells it.
#[inline(never)]
pub(super) fn sentence(text: &mut Sentences, amounts: &[AmountValues]) {
    let tank = TankValues::of(amounts);
    let format = &tank.format;
    let full = tank.full();
    if full.is_finite() {
        let (total, capacity) = (format.text(tank.total()), format.text(tank.capacity));
        text.say(&[&tank.name, " is ", &said(full), ": ", &total, " of ", &capacity]);
    } else {
        let capacity = format.text(tank.capacity);
        text.say(&[&tank.name, ": ", "undefined", " of ", &capacity]);
    }
    let mut told = Vec::new();
    for (index, part) in tank.parts.iter().enumerate() {
        let verb = if index == 0 { verb(&part.name, " takes ", " take ") } else { " " };
        told.push(joined(&[&part.name, verb, &format.text(part.value)]));
    }
    if !told.is_empty() {
        let told: Vec<&str> = told.iter().map(|part| &part[..]).collect();
        text.say(&[&list(&told)]);
    }
    if let Some((name, rest)) = tank.rest() {
        text.say(&[name, ": ", &format.text(rest)]);
    }
}

impl TankValues {
    fn of(amounts: &[AmountValues]) -> TankValues {
        let mut tank =
            TankValues { name: String::new(), format: no_format(), capacity: UNDEFINED, parts: Vec::new() };
        let mut series = 0;
        for amount in amounts {
            let name = amount.name.clone();
            if amount.role == CAPACITY {
                tank = TankValues { name, format: amount.format.clone(), capacity: amount.value, ..tank };
                continue;
            }
            // Whichever others are there, a part has one colour.
            if amount.other != 0.0 {
                tank.parts.push(TankPartValues { name, value: amount.value, series });
            }
            series += 1;
        }
        tank
    }

    /// All parts together; undefined if any of them isn't an amount.
    fn total(&self) -> f64 {
        let mut total = 0.0;
        for part in &self.parts {
            total += if part.value >= 0.0 { part.value } else { UNDEFINED };
        }
        total
    }

    /// How full it is: 1 at the brim.
    fn full(&self) -> f64 {
        if self.capacity > 0.0 { share(self.total(), self.capacity) } else { UNDEFINED }
    }

    /// What is left of the capacity or goes beyond it, and how that is called.
    fn rest(&self) -> Option<(&'static str, f64)> {
        let full = self.full();
        let rest = (self.total() - self.capacity).abs();
        if rest == 0.0 || !full.is_finite() {
            return None;
        }
        Some((if full > 1.0 { "Does not fit" } else { "Free" }, rest))
    }
}

/// `24.3 % full`, `134× full`
fn said(full: f64) -> String {
    let text = if full >= 2.0 { times(full) } else { percent(full) };
    joined(&[&text, " full"])
}

/// A value's share of a capacity.
fn portion(value: f64, capacity: f64) -> String {
    match share(value, capacity) {
        share if !share.is_finite() => "undefined".into(),
        share if share >= 2.0 => times(share),
        share => percent(share),
    }
}
