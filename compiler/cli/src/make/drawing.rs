//! A figure as SVG that stands alone, with its colours and fonts. The only file that names the drawing library.

use lab_core::chart::{Anchor, DASHED, Figure, GHOST, HOLLOW, LEVEL, Mark, Shape, SvgKind};
use labc::theme::template::Theme;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Text};
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, ShapeStyle, TextStyle};

use crate::error::CommandError;

/// Pixels of the picture for each pixel of a page: the library knows whole pixels only.
const SCALE: f64 = 2.0;
/// Sizes of fonts count in points to the library, of which it makes fewer pixels.
const POINTS: f64 = 1.24;
/// Around the drawing, in pixels of a page.
const MARGIN: f64 = 16.0;
/// The height of a line of the title and the legend, likewise.
const LINE: f64 = 20.0;
/// How a file begins that was drawn here.
pub(crate) const MADE: &str = "<!-- a figure, drawn by labc -->\n";

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The figure as SVG, with its title above and its legend below that.
pub(crate) fn draw(title: &str, figure: &Figure, theme: &Theme) -> Result<String, CommandError> {
    let lines = figure.legend.len().div_ceil(columns(figure)) as f64;
    let top = MARGIN + LINE * (1.0 + lines) + LINE / 2.0;
    let size = (pixels(figure.scene.width + 2.0 * MARGIN), pixels(top + figure.scene.height + MARGIN));
    let mut picture = String::new();
    let area = SVGBackend::with_string(&mut picture, (size.0 as u32, size.1 as u32)).into_drawing_area();
    let painter = SheetPainter { area: &area, theme, left: MARGIN, top };
    let painted = painter.all(title, figure).and_then(|()| area.present());
    painted.map_err(|error| CommandError::new(format!("cannot draw the figure: {error}")))?;
    drop(area);
    // Letters stand out from the lines behind them. Words of the lab hold no tag: they are escaped.
    let [red, green, blue] = theme.light("card").unwrap_or_default();
    let halo = format!(
        "<text paint-order=\"stroke\" stroke=\"#{red:02X}{green:02X}{blue:02X}\" stroke-width=\"{}\" stroke-linejoin=\"round\" ",
        3.0 * SCALE
    );
    Ok(format!("{MADE}{}\n", picture.replace("<text ", &halo)))
}

/// How many entries of the legend stand side by side.
fn columns(figure: &Figure) -> usize {
    let longest = figure.legend.iter().map(|(_, name)| name.chars().count()).max().unwrap_or(0);
    ((figure.scene.width / (longest as f64 * 8.0 + 40.0)) as usize).max(1)
}

fn pixels(length: f64) -> i32 {
    (length * SCALE).round() as i32
}

struct SheetPainter<'a, 'p> {
    area: &'a Area<'p>,
    theme: &'a Theme,
    /// Where the scene begins.
    left: f64,
    top: f64,
}

impl SheetPainter<'_, '_> {
    fn all(&self, title: &str, figure: &Figure) -> Drawn {
        self.area.fill(&self.colour("card"))?;
        let heading = FontDesc::new(FontFamily::SansSerif, 15.0 * SCALE * POINTS, FontStyle::Bold);
        self.text(title, (0.0, MARGIN + LINE / 2.0 - self.top), heading, "ink", Anchor::Start)?;
        let columns = columns(figure);
        let wide = figure.scene.width / columns as f64;
        for (index, (mark, name)) in figure.legend.iter().enumerate() {
            let x = wide * (index % columns) as f64;
            let y = MARGIN + LINE * (1.5 + (index / columns) as f64) - self.top;
            match mark.kind {
                SvgKind::Line => self.stroke(&[(x, y), (x + 24.0, y)], *mark)?,
                _ => {
                    self.fill(&[(x, y - 5.0), (x + 24.0, y - 5.0), (x + 24.0, y + 5.0), (x, y + 5.0)], *mark)?
                }
            }
            self.text(name, (x + 32.0, y), body(), "ink", Anchor::Start)?;
        }
        for shape in &figure.scene.shapes {
            match shape {
                Shape::Path(points, true, mark) => self.fill(points, *mark)?,
                Shape::Path(points, false, mark) => self.stroke(points, *mark)?,
                Shape::Circle(at, radius, mark) => self.circle(*at, *radius, *mark)?,
            }
        }
        for placed in &figure.scene.texts {
            let colour = match placed.mark {
                Mark { kind: SvgKind::Tick, .. } => "soft",
                Mark { kind: SvgKind::Title, number: LEVEL, .. } => "fail",
                _ => "ink",
            };
            let is_large = placed.mark.kind == SvgKind::Title && placed.mark.number > 0;
            let font = if is_large { large() } else { body() };
            self.text(&placed.text, (placed.x, placed.y), font, colour, placed.anchor)?;
        }
        Ok(())
    }

    fn place(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (pixels(self.left + x), pixels(self.top + y))
    }

    /// A light colour of the theme.
    fn colour(&self, name: &str) -> RGBColor {
        let [red, green, blue] = self.theme.light(name).unwrap_or_default();
        RGBColor(red, green, blue)
    }

    /// The colour of a mark's series or level.
    fn own(&self, mark: Mark) -> RGBColor {
        match mark.number {
            0 => self.colour("soft"),
            level if level >= LEVEL => {
                self.colour(["fail", "warn", "note", "pass"][usize::from((level - LEVEL) % 4)])
            }
            series => self.colour(&format!("line{series}")),
        }
    }

    fn fill(&self, points: &[(f64, f64)], mark: Mark) -> Drawn {
        let own = self.own(mark);
        let outline = points.iter().chain(points.first()).map(|point| self.place(*point));
        let outline: Vec<_> = outline.collect();
        let (inside, edge): (RGBAColor, Option<RGBColor>) = match mark.kind {
            _ if mark.look & GHOST != 0 => return self.dashed(&outline, self.colour("ink"), 1.25, 3.0),
            SvgKind::Area => (own.mix(0.16), None),
            SvgKind::Region => (
                self.colour(["rule", "line3", "line4"][usize::from(mark.number.max(1) - 1) % 3]).mix(0.09),
                None,
            ),
            // Shades from light to full, as the theme has them.
            SvgKind::Heat => {
                (self.colour("line1").mix(0.06 + 0.105 * f64::from(mark.number.max(1) - 1)), None)
            }
            SvgKind::Track => (self.colour("well").mix(1.0), Some(self.colour("edge"))),
            SvgKind::Span => (own.mix(0.26), Some(own)),
            SvgKind::Dot if mark.look & HOLLOW != 0 => (self.colour("card").mix(1.0), Some(own)),
            _ => (own.mix(1.0), Some(self.colour("card"))),
        };
        let corners: Vec<_> = outline[..outline.len().saturating_sub(1)].to_vec();
        self.area
            .draw(&Polygon::new(corners, ShapeStyle { color: inside, filled: true, stroke_width: 0 }))?;
        match edge {
            Some(edge) => self.area.draw(&PathElement::new(outline, edge.stroke_width(pixels(1.0) as u32))),
            None => Ok(()),
        }
    }

    fn stroke(&self, points: &[(f64, f64)], mark: Mark) -> Drawn {
        let points: Vec<_> = points.iter().map(|point| self.place(*point)).collect();
        let (colour, width, dashes) = match mark.kind {
            SvgKind::GridX if mark.number > 0 => (self.colour("card"), 1.0, 0.0),
            SvgKind::GridX | SvgKind::GridY => (self.colour("hair"), 1.0, 0.0),
            SvgKind::Axis => (self.colour("edge"), 1.0, 0.0),
            SvgKind::Rule => {
                (self.colour("rule"), 1.5, [3.0, 8.0, 14.0][usize::from(mark.number.max(1) - 1) % 3])
            }
            SvgKind::Now => (self.colour("now"), 1.0, 3.0),
            SvgKind::Frontier => (self.colour("soft"), 1.5, 5.0),
            SvgKind::Spread => (self.colour("ink"), 1.25, 0.0),
            SvgKind::Ring => (self.colour("ink"), 2.0, 0.0),
            SvgKind::Contour => (self.colour("ink"), 2.0, if mark.number == 2 { 6.0 } else { 0.0 }),
            _ if mark.look & GHOST != 0 => (self.own(mark), 1.5, 2.0),
            _ => (self.own(mark), 2.25, if mark.look & DASHED != 0 { 7.0 } else { 0.0 }),
        };
        if dashes > 0.0 {
            return self.dashed(&points, colour, width, dashes);
        }
        self.area.draw(&PathElement::new(points, colour.stroke_width(pixels(width) as u32)))
    }

    fn dashed(&self, points: &[(i32, i32)], colour: RGBColor, width: f64, dash: f64) -> Drawn {
        let style = colour.stroke_width(pixels(width) as u32);
        let (dash, gap) = (pixels(dash), pixels(dash.min(5.0)));
        self.area.draw(&DashedPathElement::new(points.to_vec(), dash, gap, style))
    }

    fn circle(&self, at: (f64, f64), radius: f64, mark: Mark) -> Drawn {
        let (at, size) = (self.place(at), pixels(radius));
        let own =
            if mark.kind == SvgKind::Now && mark.number == 0 { self.colour("now") } else { self.own(mark) };
        let ring = mark.kind == SvgKind::Ring;
        let (inside, edge, width) = match mark.look {
            _ if ring => (None, self.colour("ink"), 2.0),
            look if look & GHOST != 0 => (None, own, 1.5),
            look if look & HOLLOW != 0 => (Some(self.colour("card")), own, 1.75),
            _ => (Some(own), self.colour("card"), 1.0),
        };
        if let Some(inside) = inside {
            self.area.draw(&Circle::new(at, size, inside.filled()))?;
        }
        self.area.draw(&Circle::new(at, size, edge.stroke_width(pixels(width) as u32)))
    }

    fn text(
        &self,
        text: &str,
        at: (f64, f64),
        font: FontDesc<'static>,
        colour: &str,
        anchor: Anchor,
    ) -> Drawn {
        let across = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let colour = self.colour(colour);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), self.place(at), style))
    }
}

/// The font of what a picture says above all.
fn large() -> FontDesc<'static> {
    FontDesc::new(FontFamily::SansSerif, 20.0 * SCALE * POINTS, FontStyle::Bold)
}

/// The font of all other text in a drawing.
fn body() -> FontDesc<'static> {
    FontDesc::new(FontFamily::SansSerif, 12.0 * SCALE * POINTS, FontStyle::Normal)
}
