//! A sheet of rows and columns whose cells are what counts: every query against every key. It is drawn at the scale of what
//! it is compared with. One square stands for many cells, so that the drawing stays as small as it is however many there are.

use alloc::string::String;
use alloc::vec;

use super::amounts::{Amount, AmountValues, no_format};
use super::grid::{Grid, words};
use super::key::{Key, KeyPlace, percent, times};
use super::metrics::HEIGHT;
use super::scene::{Scene, Shape, toned};
use super::svg::{DASHED, GHOST, Mark, SvgKind};
use super::values::share;
use super::words::Sentences;
use crate::exact;
use crate::number::Format;
use crate::program::UNDEFINED;
use crate::text::joined;

/// Words that are needed twice.
const AS_MANY: &str = "as many as ";
const SQUARE_IS: &str = "One square";
const A_SIDE: &str = " a side";
/// How wide the place of the sheet is.
const WIDE: (f64, f64) = (90.0, 260.0);
/// How far its edges are from those of the drawing.
const TOP: f64 = 5.0;
/// How wide a square is at least.
const SQUARE: f64 = 6.0;

/// A sheet, taken from the machine.
struct SheetValues {
    format: Format,
    sheet: SizeValues,
    against: Option<SizeValues>,
    limit: Option<SizeValues>,
}

/// The size of a sheet.
struct SizeValues {
    name: String,
    rows: f64,
    columns: f64,
}

/// What is wrong with a mark after those before it: headline, label, help.
pub(super) fn misfit(before: &[Amount], mark: &Amount) -> Option<(&'static str, &'static str, &'static str)> {
    let second = before.iter().any(|other| other.role == mark.role);
    let headline = "A chart has one grid, and compares it with one other.";
    second.then_some((headline, "the second", "give it a chart of its own"))
}

/// What a chart lacks: headline, label, help.
pub(super) fn lacks(amounts: &[Amount]) -> Option<(&'static str, &'static str, &'static str)> {
    if amounts.iter().any(|amount| amount.role == 0) {
        return None;
    }
    Some(("This chart has no grid.", "nothing to compare", "add what is drawn: `grid length \"Scores\"`"))
}

/// Draws it into an empty scene.
#[inline(never)]
pub(super) fn scene(amounts: &[AmountValues], ghost: Option<&[AmountValues]>, mut scene: Scene) -> Scene {
    let values = SheetValues::of(amounts);
    let SheetValues { format, sheet, against, limit } = &values;
    let over = values.is_beyond();
    let (mut head, mut line) = (String::new(), String::new());
    if let Some(against) = against {
        let ratio = values.ratio();
        head = if ratio.is_finite() { times(ratio) } else { "undefined".into() };
        line = joined(&[AS_MANY, &against.name]);
    }
    let own = Mark::at(SvgKind::Bar, 0);
    let (other, end) = (Mark::the(SvgKind::Ring).look(DASHED), Mark::at(SvgKind::Rule, 0));
    let mut rows = vec![(own, sheet.name.clone(), sheet.text(format))];
    rows.extend(against.iter().map(|size| (other, size.name.clone(), size.text(format))));
    rows.extend(limit.iter().map(|size| (end, size.name.clone(), size.text(format))));
    // The squares are as wide as the sheet's place allows, which the key leaves.
    rows.push((own, SQUARE_IS.into(), String::new()));
    let mut key = Key { head, fails: over, line, rows };
    let place = key.beside(scene.width, WIDE);
    let KeyPlace { left, right, .. } = place;
    let wide = right - left;
    let scale = wide / values.edge();
    let square = SheetValues::square(scale);
    if let Some((.., text)) = key.rows.last_mut() {
        *text = joined(&[&format.text(square), A_SIDE]);
    }
    let middle = if key.head.is_empty() { HEIGHT / 2.0 - 6.0 } else { 40.0 };
    scene.height = exact::round((TOP + wide).max(Key::below(middle) + key.height()) + 6.0);

    let corner = |size: &SizeValues| {
        let far = |side: f64| (side * scale).min(wide);
        (left + far(size.columns), TOP + far(size.rows))
    };
    let origin = (left, TOP);
    scene.rect(origin, (right, TOP + wide), Mark::the(SvgKind::Track));
    if sheet.is_there() && scale.is_finite() {
        let (across, down) = corner(sheet);
        if over {
            scene.rect(origin, (across, down), toned(SvgKind::Bar, Some(0), 0).1);
        }
        let (within_x, within_y) =
            limit.as_ref().filter(|limit| over && limit.is_there()).map_or((across, down), &corner);
        scene.rect(origin, (within_x.min(across), within_y.min(down)), own);
        let lines = Mark::at(SvgKind::GridX, 0);
        for step in 1..=(wide / SQUARE) as u32 {
            let at = f64::from(step) * square * scale;
            if left + at < across {
                let points = vec![(left + at, TOP), (left + at, down)];
                scene.shapes.push(Shape::Path(points, false, lines));
            }
            if TOP + at < down {
                let points = vec![(left, TOP + at), (across, TOP + at)];
                scene.shapes.push(Shape::Path(points, false, lines));
            }
        }
    }
    if let Some(before) =
        ghost.map(|ghost| SheetValues::of(ghost).sheet).filter(|size| size.is_there() && scale.is_finite())
    {
        scene.rect(origin, corner(&before), Mark::at(SvgKind::Bar, 0).look(GHOST));
    }
    for (size, mark) in [(against, other), (limit, end)] {
        if let Some(size) = size.as_ref().filter(|size| size.is_there() && scale.is_finite()) {
            let (across, down) = corner(size);
            if across < right || down < TOP + wide {
                let outline = [(across, TOP), (across, down), (left, down)];
                scene.line(&outline, mark);
            }
        }
    }
    let mut stop = |size: &SizeValues, told: String| {
        if !size.is_there() || !scale.is_finite() {
            return;
        }
        scene.stop(corner(size), || joined(&[&size.name, ": ", &told]));
    };
    stop(sheet, sheet.text(format));
    for size in against.iter().chain(limit) {
        stop(size, size.text(format));
    }
    scene.stop((right, TOP + wide), || joined(&[SQUARE_IS, ": ", &format.text(square), A_SIDE]));
    key.draw(&mut scene, place, middle);
    scene
}

/// Writes it into a table.
#[inline(never)]
pub(super) fn table(grid: &mut Grid, amounts: &[AmountValues]) {
    let values = SheetValues::of(amounts);
    let format = &values.format;
    grid.head = words(&["Name", "Rows", "Columns", "Share"]);
    let all = values.sheet.cells();
    for size in Some(&values.sheet).into_iter().chain(&values.against).chain(&values.limit) {
        let part = share(size.cells(), all);
        let told = if !part.is_finite() {
            "undefined".into()
        } else if part >= 2.0 {
            times(part)
        } else {
            percent(part)
        };
        let row = vec![size.name.clone(), format.text(size.rows), format.text(size.columns), told];
        grid.rows.push((row, false));
    }
}

/// Tells it.
#[inline(never)]
pub(super) fn sentence(text: &mut Sentences, amounts: &[AmountValues]) {
    let values = SheetValues::of(amounts);
    let SheetValues { format, sheet, against, limit } = &values;
    let own = sheet.text(format);
    match against {
        Some(other) if values.ratio().is_finite() => {
            let (ratio, size) = (times(values.ratio()), other.text(format));
            text.say(&[&sheet.name, ": ", &own, ", ", &ratio, " ", AS_MANY, &other.name, " (", &size, ")"]);
        }
        _ => text.say(&[&sheet.name, ": ", &own]),
    }
    if let Some(limit) = limit.as_ref().filter(|limit| limit.is_there() && sheet.is_there()) {
        let how = if values.is_beyond() { " is over its limit: " } else { " is within its limit: " };
        text.say(&[&sheet.name, how, &limit.name, ", ", &limit.text(format)]);
    }
}

impl SheetValues {
    fn of(amounts: &[AmountValues]) -> SheetValues {
        let size = |role: u32| {
            let amount = amounts.iter().find(|amount| amount.role == role)?;
            Some(SizeValues { name: amount.name.clone(), rows: amount.value, columns: amount.other })
        };
        let format = amounts.first().map_or_else(no_format, |amount| amount.format.clone());
        let none = SizeValues { name: String::new(), rows: UNDEFINED, columns: UNDEFINED };
        SheetValues { format, sheet: size(0).unwrap_or(none), against: size(1), limit: size(2) }
    }

    /// How many times as many cells there are as in the other one.
    fn ratio(&self) -> f64 {
        self.against.as_ref().map_or(UNDEFINED, |against| share(self.sheet.cells(), against.cells()))
    }

    fn is_beyond(&self) -> bool {
        let sheet = &self.sheet;
        self.limit.as_ref().is_some_and(|limit| sheet.rows > limit.rows || sheet.columns > limit.columns)
    }

    /// How long the drawing is along each side: the sheet fits, and so does what it is compared with, twice; the limit only
    /// where it is near.
    fn edge(&self) -> f64 {
        let own = self.sheet.side();
        let other = self.against.as_ref().map_or(0.0, SizeValues::side);
        let limit = self.limit.as_ref().map_or(0.0, SizeValues::side);
        own.max(2.0 * other).max(limit.min(own * 1.25)) * 1.02
    }

    /// How many rows and columns one square stands for: a power of two that leaves it wide enough to be seen.
    fn square(scale: f64) -> f64 {
        let mut square = 1.0;
        while square * scale < SQUARE && square < 1e300 {
            square *= 2.0;
        }
        square
    }
}

impl SizeValues {
    /// Whether it can be drawn.
    fn is_there(&self) -> bool {
        self.rows >= 0.0 && self.columns >= 0.0 && self.side().is_finite()
    }

    /// The longer side; 0 if it can't be drawn.
    fn side(&self) -> f64 {
        let side = self.rows.max(self.columns);
        if self.rows >= 0.0 && self.columns >= 0.0 && side.is_finite() { side } else { 0.0 }
    }

    fn cells(&self) -> f64 {
        if self.is_there() { self.rows * self.columns } else { UNDEFINED }
    }

    /// `8192 tok a side`, `8192 tok by 512 tok`
    fn text(&self, format: &Format) -> String {
        let rows = format.text(self.rows);
        if self.rows == self.columns {
            return joined(&[&rows, A_SIDE]);
        }
        joined(&[&rows, " by ", &format.text(self.columns)])
    }
}
