//! Draws a scene: the only file that knows the chart library. Its elements draw on a backend of ours, without its
//! drawing area, which every student would download. Classes travel as colours, lengths as tenths of a pixel.

use alloc::string::String;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::convert::Infallible;

use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::scene::{Point, Scene, Shape};
use super::svg::{Anchor, KINDS, Mark, Svg};
use super::{each, metrics};
use crate::exact;

/// The scene as an `svg` element.
pub(super) fn draw(scene: &Scene) -> String {
    let mut svg = Svg::new(scene.width as i32, scene.height as i32);
    let size = (tenths(scene.width) as u32, tenths(scene.height) as u32);
    // The backend never fails, so neither does the drawing.
    let _ = paint(scene, &mut Backend { svg: &mut svg, size });
    svg.finish()
}

fn paint(scene: &Scene, backend: &mut Backend<'_>) -> Drawn {
    for shape in &scene.shapes {
        match shape {
            Shape::Path(points, closed, mark) => {
                let points = each(points, &|point| place(*point));
                if *closed {
                    element(&Polygon::new(points, style(*mark)), backend)?;
                } else {
                    element(&PathElement::new(points, style(*mark)), backend)?;
                }
            }
            Shape::Circle(at, radius, mark) => {
                element(&Circle::new(place(*at), tenths(*radius), style(*mark)), backend)?;
            }
        }
    }
    for placed in &scene.texts {
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
        backend.draw_text(&placed.text, &text, place((placed.x, placed.y)))?;
    }
    Ok(())
}

fn element<'e, 'b, E>(element: &'e E, backend: &mut Backend<'b>) -> Drawn
where
    E: Drawable<Backend<'b>>,
    &'e E: PointCollection<'e, BackendCoord>,
{
    let points = element.point_iter().into_iter().map(|point| *point.borrow());
    let size = backend.get_size();
    element.draw(points, backend, size)
}

fn tenths(length: f64) -> i32 {
    exact::round(length * 10.0) as i32
}

fn place((x, y): Point) -> BackendCoord {
    (tenths(x), tenths(y))
}

fn style(mark: Mark) -> ShapeStyle {
    let (red, green, blue) = colour(mark).rgb;
    ShapeStyle { color: RGBAColor(red, green, blue, 1.0), filled: true, stroke_width: 1 }
}

/// A mark as a colour: kind, number, look.
fn colour(mark: Mark) -> BackendColor {
    BackendColor { alpha: 1.0, rgb: (mark.kind as u8, mark.number, mark.look) }
}

fn mark(color: BackendColor) -> Mark {
    let (kind, number, look) = color.rgb;
    Mark { kind: KINDS[usize::from(kind) % KINDS.len()].0, number, look }
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
