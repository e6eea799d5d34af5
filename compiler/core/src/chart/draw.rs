//! Draws a layout: the only file that knows the chart library. Classes travel as colours, lengths as
//! tenths of a pixel.

use std::convert::Infallible;
use std::ops::Range;

use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::axis::Scale;
use super::layout::Layout;
use super::metrics;
use super::svg::{Anchor, KINDS, Kind, Mark, Svg};
use super::ticks::Tick;
use crate::number::within;

/// The layout as an `svg` element.
pub(super) fn draw(layout: &Layout) -> String {
    let mut svg = Svg::new(layout.width as i32, layout.height as i32);
    let backend =
        Backend { svg: &mut svg, size: (tenths(layout.width) as u32, tenths(layout.height) as u32) };
    // The backend never fails, so neither does the drawing.
    let _ = paint(layout, &backend.into_drawing_area());
    svg.finish()
}

type Outcome = Result<(), DrawingAreaErrorKind<Infallible>>;

fn paint(layout: &Layout, page: &DrawingArea<Backend, plotters::coord::Shift>) -> Outcome {
    let plot = layout.plot;
    let (left, right) = (tenths(plot.left), tenths(plot.right));
    let (top, bottom) = (tenths(plot.top), tenths(plot.bottom));
    let area = page.apply_coord_spec(Cartesian2d::<Direction, Direction>::new(
        Direction { scale: layout.x, ticks: &layout.x_ticks },
        Direction { scale: layout.y, ticks: &layout.y_ticks },
        (left..right, bottom..top),
    ));
    area.draw_mesh(
        |backend, line| {
            let kind = if matches!(line, MeshLine::XMesh(..)) { Kind::GridX } else { Kind::GridY };
            line.draw(backend, &style(Mark::the(kind)))
        },
        usize::MAX,
        usize::MAX,
    )?;
    let floor = if layout.y.log { layout.y.low } else { within(0.0, layout.y.low, layout.y.high) };
    for (index, curve) in layout.curves.iter().enumerate().filter(|(_, curve)| curve.filled) {
        for run in curve.runs.iter().filter(|run| run.len() > 1) {
            let ends = [run[run.len() - 1].0, run[0].0].map(|x| (x, floor));
            let outline: Vec<_> = run.iter().copied().chain(ends).collect();
            area.draw(&Polygon::new(outline, style(Mark::at(Kind::Area, index))))?;
        }
    }
    let axes = vec![(left, top), (left, bottom), (right, bottom)];
    page.draw(&PathElement::new(axes, style(Mark::the(Kind::Axis))))?;
    let (low, high) = ((layout.x.low, layout.y.low), (layout.x.high, layout.y.high));
    for (horizontal, value, index) in &layout.rules {
        let ends = if *horizontal {
            [(low.0, *value), (high.0, *value)]
        } else {
            [(*value, low.1), (*value, high.1)]
        };
        area.draw(&PathElement::new(ends, style(Mark::at(Kind::Rule, *index))))?;
    }
    if let Some((x, _)) = &layout.now {
        area.draw(&PathElement::new([(*x, low.1), (*x, high.1)], style(Mark::the(Kind::Now))))?;
    }
    for (index, curve) in layout.curves.iter().enumerate() {
        let mark = Mark { dashed: curve.dashed, ..Mark::at(Kind::Line, index) };
        for run in &curve.runs {
            match &run[..] {
                [point] => area.draw(&Circle::new(*point, 25, style(Mark::at(Kind::Dot, index))))?,
                _ => area.draw(&PathElement::new(&run[..], style(mark)))?,
            }
        }
    }
    if let Some((x, points)) = &layout.now {
        for (index, y) in points {
            area.draw(&Circle::new((*x, *y), 45, style(Mark::at(Kind::Now, *index))))?;
        }
    }
    for placed in &layout.texts {
        let font = FontDesc::new(FontFamily::SansSerif, metrics::SIZE * 10.0, FontStyle::Normal);
        let (h_pos, color) = (
            match placed.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            },
            colour(placed.mark),
        );
        let text = TextStyle { font, color, pos: Pos::new(h_pos, VPos::Center) };
        page.draw_text(&placed.text, &text, (tenths(placed.x), tenths(placed.y)))?;
    }
    page.present()
}

fn tenths(length: f64) -> i32 {
    libm::round(length * 10.0) as i32
}

/// An axis as the chart library sees it.
#[derive(Clone, Copy)]
struct Direction<'a> {
    scale: Scale,
    ticks: &'a [Tick],
}

impl Ranged for Direction<'_> {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + libm::round(self.scale.position(*value) * f64::from(to - from)) as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.iter().map(|tick| tick.value).collect()
    }

    fn range(&self) -> Range<f64> {
        self.scale.low..self.scale.high
    }
}

fn style(mark: Mark) -> ShapeStyle {
    let (red, green, blue) = colour(mark).rgb;
    ShapeStyle { color: RGBAColor(red, green, blue, 1.0), filled: true, stroke_width: 1 }
}

/// A mark as a colour: kind, number, dashed.
fn colour(mark: Mark) -> BackendColor {
    BackendColor { alpha: 1.0, rgb: (mark.kind as u8, mark.number, mark.dashed.into()) }
}

fn mark(color: BackendColor) -> Mark {
    let (kind, number, dashed) = color.rgb;
    Mark { kind: KINDS[usize::from(kind) % KINDS.len()], number, dashed: dashed != 0 }
}

/// Writes what the chart library draws.
struct Backend<'a> {
    svg: &'a mut Svg,
    size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _point: BackendCoord, _color: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.svg.path(&[from, to], false, mark(style.color()));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = path.into_iter().collect();
        self.svg.path(&points, false, mark(style.color()));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        outline: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = outline.into_iter().collect();
        self.svg.path(&points, true, mark(style.color()));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.svg.circle(centre, radius as i32, mark(style.color()));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let y = y + tenths(
            match style.anchor().v_pos {
                VPos::Top => metrics::HEIGHT / 2.0,
                VPos::Center => 0.0,
                VPos::Bottom => -metrics::HEIGHT / 2.0,
            } + metrics::BASELINE,
        );
        self.svg.text(text, (x, y), anchor, mark(style.color()));
        Ok(())
    }

    /// Fixed metrics: the library's own differ between native and browser.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((tenths(metrics::width(text)) as u32, tenths(metrics::HEIGHT) as u32))
    }
}
