//! Drawings of values as SVG, and the same values as a table, as a sentence, and point by point. Start at
//! [`Chart::svg`].
//!
//! A chart is of one of several kinds, each a module of its own with everything it does: what travels in the page,
//! the values taken from the machine, the scene, the tables, the sentence, the stops, the registers. `kind` says what
//! that is; [`kinds!`] below lists the kinds and is the only place that tells them apart.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `plane`, `bars`, `timeline`, `radar`, `heat`, `amounts` | the kinds |
//! | `gauges`, `tank`, `sheet` | what amounts are drawn as |
//! | `kind` | what each kind does |
//! | `marks` | charts made of their marks alone |
//! | `payload`, `values` | what kinds share: as it travels, and with current values |
//! | `axes` | two axes, with the lines, shades and intervals at their values |
//! | `intervals` | error bars |
//! | `key` | the key beside a picture |
//! | `scene`, `labels`, `ticks`, `scale`, `metrics` | shapes and texts with their places |
//! | `grid`, `words`, `lists` | tables, sentences, loops |
//! | `draw`, `svg` | a scene as SVG; colours and strokes are the theme's: marks carry classes |
//! | `figure` | a scene for a picture that stands alone |

mod amounts;
mod axes;
mod bars;
mod draw;
mod figure;
mod gauges;
mod grid;
mod heat;
mod intervals;
mod key;
mod kind;
mod labels;
mod lists;
mod marks;
mod metrics;
mod payload;
mod plane;
mod radar;
mod scale;
mod scene;
mod sheet;
mod svg;
mod tank;
mod ticks;
mod timeline;
mod values;
mod words;
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(test)]
mod tests;

pub use amounts::{Amount, Amounts, AmountsForm};
pub use bars::{Bar, BarForm, Bars};
pub use figure::Figure;
pub use grid::Grid;
pub use heat::Heat;
pub use intervals::{IntervalOf, Spread, Spreads};
use lab_derive::Decode;
pub use marks::{Arranged, DrawnMark, Misfit, Series};
pub use payload::{Axis, Chosen, Label, Region, Rule, Tone};
pub use plane::{Histogram, Line, Plane, Point, Roof, Setting, Style};
pub use radar::{Radar, Spoke};
pub use scene::{Placed, Scene, Shape};
use serde::{Deserialize, Serialize};
pub use svg::{Anchor, DASHED, GHOST, HOLLOW, LEVEL, Mark, SAID, SvgKind};
pub use timeline::{Stretch, Timeline};

use crate::decimal::push_whole;
use crate::exact;
use crate::piece::Source;
use axes::Axes;
use intervals::Intervals;
use lists::each;
use values::Quantity;

/// A drawing; lists are registers of [`crate::program::Op::List`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[decode(alone)]
pub struct Chart {
    /// What the horizontal axis shows.
    pub x: Axis,
    /// What the vertical axis shows: of bars the values, whichever way they lie.
    pub y: Axis,
    /// What is drawn.
    pub body: Body,
    /// Straight reference lines across the drawing.
    pub rules: Vec<Rule>,
    /// Shaded parts of the drawing.
    pub regions: Vec<Region>,
    /// What measurements add: intervals around marks, bars that students bring along.
    pub spreads: Option<Spreads>,
}

/// A chart with its values, in base units.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    axes: Axes,
    body: Picture,
}

/// The kinds of charts: what each is, its payload and its module. Their order is that of the payload's numbers.
///
/// A page's evaluator has only the kinds that the page shows: each is entered by the functions of [`entries`] alone,
/// which are never inlined, and left out with them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $number:literal $kind:ident $module:ident;)*) => {
        /// What a chart draws.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Body {
            $($(#[$doc])* $kind($kind),)*
        }

        /// The kinds of charts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Family {
            $($(#[$doc])* $kind,)*
        }

        impl Family {
            /// All of them, in the order of [`Body::KINDS`].
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Whether its values lie along x, and along y: rules and regions can stand there.
            pub fn measured(self) -> [bool; 2] {
                match self {
                    $(Self::$kind => <$kind as kind::ChartKind>::MEASURED,)*
                }
            }

            /// The shape by which the legend shows what its marks are said to be.
            pub fn shape(self) -> &'static str {
                match self {
                    $(Self::$kind => <$kind as kind::ChartKind>::SHAPE,)*
                }
            }
        }

        /// What is drawn, with its values.
        #[derive(Clone, Debug)]
        enum Picture {
            $($kind(<$kind as kind::ChartKind>::Values),)*
        }

        impl Body {
            /// The names of all kinds, by their numbers.
            pub const KINDS: &[&str] = &[$(stringify!($module)),*];

            /// Its kind, a number of [`Body::KINDS`].
            pub fn kind(&self) -> usize {
                match self {
                    $(Body::$kind(_) => $number,)*
                }
            }

            /// The chart of some marks, those of each statement together; nothing for a kind that is more than its marks.
            pub fn of_marks(of: Family, marks: &[Vec<DrawnMark>]) -> Option<Result<Arranged<Body>, Misfit>> {
                match of {
                    $(Family::$kind => {
                        let made = <$kind as kind::ChartKind>::of_marks(marks)?;
                        Some(made.map(|made| Arranged { body: Body::$kind(made.body), legend: made.legend }))
                    })*
                }
            }

            fn each_register(&mut self, give: payload::Give<'_>) {
                match self {
                    $(Body::$kind(body) => kind::ChartKind::each_register(body, give),)*
                }
            }

            fn collect(&self, from: &Source<'_>) -> Picture {
                match self {
                    $(Body::$kind(body) => Picture::$kind(entries::$module::collect(body, from)),)*
                }
            }
        }

        impl Picture {
            fn extent(&self) -> (Vec<f64>, Vec<f64>) {
                match self {
                    $(Picture::$kind(values) => <$kind as kind::ChartKind>::extent(values),)*
                }
            }

            fn scene(&self, axes: &Axes, ghost: Option<&Picture>, scene: Scene) -> Scene {
                match self {
                    $(Picture::$kind(values) => {
                        let ghost = match ghost {
                            Some(Picture::$kind(ghost)) => Some(ghost),
                            _ => None,
                        };
                        entries::$module::scene(axes, values, ghost, scene)
                    })*
                }
            }

            fn tables(&self, axes: &Axes, take: &mut dyn FnMut(Grid)) {
                match self {
                    $(Picture::$kind(values) => entries::$module::tables(axes, values, take),)*
                }
            }

            fn sentence(&self, text: &mut words::Sentences, axes: &Axes) {
                match self {
                    $(Picture::$kind(values) => entries::$module::sentence(text, axes, values),)*
                }
            }

            fn legend(&self) -> Vec<(Mark, String)> {
                match self {
                    $(Picture::$kind(values) => <$kind as kind::ChartKind>::legend(values),)*
                }
            }

            fn keep(&mut self, count: usize) {
                match self {
                    $(Picture::$kind(values) => <$kind as kind::ChartKind>::keep(values, count),)*
                }
            }
        }

        // SAFETY: one of them is written.
        unsafe impl crate::decode::Decode for Body {
            fn read(place: &mut core::mem::MaybeUninit<Self>, from: &mut crate::decode::Reader<'_>) {
                place.write(match from.one_of(Body::KINDS.len() as u8) {
                    $($number => entries::$module::read(from),)*
                    // SAFETY: it is one of so many.
                    _ => unsafe { core::hint::unreachable_unchecked() },
                });
            }
        }

        /// Where the evaluator enters each kind.
        mod entries {
            $(pub(super) mod $module {
                use super::super::kind::ChartKind;
                use super::super::{Axes, Body, Grid, Scene, Source, $kind as This, words::Sentences};
                use crate::decode::Reader;

                type Values = <This as ChartKind>::Values;

                #[inline(never)]
                pub(in crate::chart) fn read(from: &mut Reader<'_>) -> Body {
                    Body::$kind(from.get())
                }

                #[inline(never)]
                pub(in crate::chart) fn collect(body: &This, from: &Source<'_>) -> Values {
                    body.collect(from)
                }

                #[inline(never)]
                pub(in crate::chart) fn scene(axes: &Axes, values: &Values, ghost: Option<&Values>, scene: Scene) -> Scene {
                    This::scene(axes, values, ghost, scene)
                }

                #[inline(never)]
                pub(in crate::chart) fn tables(axes: &Axes, values: &Values, take: &mut dyn FnMut(Grid)) {
                    This::tables(axes, values, take);
                }

                #[inline(never)]
                pub(in crate::chart) fn sentence(text: &mut Sentences, axes: &Axes, values: &Values) {
                    This::sentence(text, axes, values);
                }
            })*
        }
    };
}

kinds! {
    /// Lines, areas, bins and points over two axes.
    0 Plane plane;
    /// Bars over named groups.
    1 Bars bars;
    /// Spans of time on lanes.
    2 Timeline timeline;
    /// Polygons over spokes.
    3 Radar radar;
    /// Shaded cells over two axes.
    4 Heat heat;
    /// Amounts: gauges, tanks, sheets.
    5 Amounts amounts;
}

impl Chart {
    /// The drawing at a width in CSS pixels, as an `svg` element, with what it showed when it was pinned
    /// behind it. Its parts carry classes: `grid`, `axis`, `tick`, `title`, `label`, `value`; numbered from
    /// 1 to 8 `line line1`, `area area1`, `bar bar1`, `dot dot1`, `heat heat1`, `region region1`, `rule rule1`,
    /// `now now1`, `contour contour1`; `frontier`, `spread` (an error bar), `ring` (what is marked), `track` (of a gauge); by state
    /// `fail`, `warn`, `note` or `pass` instead of a number; also `dashed`, `hollow` (dominated), `ghost`
    /// (pinned) and `said` (what the student estimated).
    #[inline(never)]
    pub(crate) fn svg(&self, from: Source<'_>, pinned: Option<&Drawing>, width: u32) -> String {
        draw::draw(&self.collect(from).compose(pinned, width, false))
    }

    /// The values as they are, to be kept.
    #[inline(never)]
    pub(crate) fn pin(&self, from: Source<'_>) -> Drawing {
        self.collect(from)
    }

    /// The values behind the drawing, as `table` elements: some positions, and the current setting.
    #[inline(never)]
    pub(crate) fn table(&self, from: Source<'_>) -> String {
        self.collect(from).table()
    }

    /// The values behind the drawing as texts.
    pub(crate) fn grids(&self, from: Source<'_>) -> Vec<Grid> {
        let mut grids = Vec::new();
        let drawing = self.collect(from);
        drawing.body.tables(&drawing.axes, &mut |grid| grids.push(grid));
        grids
    }

    /// What the drawing shows, in words.
    #[inline(never)]
    pub(crate) fn sentence(&self, from: Source<'_>) -> String {
        self.collect(from).sentence()
    }

    /// Where a reader can stop in the drawing, and what is to be read there: records of x, y, text with
    /// U+001F between them and U+001E between records.
    #[inline(never)]
    pub(crate) fn stops(&self, from: Source<'_>, pinned: Option<&Drawing>, width: u32) -> String {
        let scene = self.collect(from).compose(pinned, width, true);
        let mut out = String::new();
        for stop in scene.stops.iter().flatten() {
            if !out.is_empty() {
                out.push('\u{1e}');
            }
            for length in [stop.at.0, stop.at.1] {
                push_whole(&mut out, exact::round(length.max(0.0)) as u32);
                out.push('\u{1f}');
            }
            out.push_str(&stop.text);
        }
        out
    }

    /// The chart as a figure of a width in CSS pixels.
    pub(crate) fn figure(&self, from: Source<'_>, width: u32) -> Figure {
        let drawing = self.collect(from);
        Figure::new(drawing.compose(None, width, false), drawing.body.legend())
    }

    /// Gives every register of the chart, and whether it has to be a list.
    pub fn each_register(&mut self, give: &mut dyn FnMut(&mut crate::Reg, bool)) {
        for rule in &mut self.rules {
            give(&mut rule.value, false);
            payload::label(&mut rule.label, give);
        }
        for region in &mut self.regions {
            region.from.iter_mut().chain(&mut region.to).for_each(|end| give(end, false));
            payload::label(&mut region.label, give);
        }
        if let Some(spreads) = &mut self.spreads {
            intervals::registers(spreads, give);
        }
        self.body.each_register(give);
    }

    /// Takes the current values from the machine.
    fn collect(&self, from: Source<'_>) -> Drawing {
        let from = &from;
        let rules = each(&self.rules, &|rule| from.rule(rule));
        let regions = each(&self.regions, &|region| from.region(region));
        let body = self.body.collect(from);
        let (mut across, mut up) = body.extent();
        for rule in &rules {
            (if rule.horizontal { &mut up } else { &mut across }).push(rule.value);
        }
        let x = Quantity::new(&self.x, from, &across);
        let y = Quantity::new(&self.y, from, &up);
        let axes = Axes { x, y, rules, regions, intervals: Intervals::default() };
        let mut drawing = Drawing { axes, body };
        if let Some(spreads) = &self.spreads {
            measure(spreads, from, &mut drawing);
        }
        drawing
    }
}

/// Adds the intervals, and leaves out the groups of rows that the student has not brought along, which are the last.
#[inline(never)]
fn measure(spreads: &Spreads, from: &Source<'_>, drawing: &mut Drawing) {
    drawing.axes.intervals = intervals::collect(spreads, from);
    if let Some((first, count)) = spreads.brought {
        drawing.body.keep(first as usize + from.value(count) as usize);
    }
}

impl Drawing {
    /// The drawing as a scene.
    fn compose(&self, pinned: Option<&Drawing>, width: u32, reading: bool) -> Scene {
        let ghost = pinned.map(|pinned| &pinned.body);
        let mut scene = self.body.scene(&self.axes, ghost, Scene::new(width, reading));
        for (name, bounds, places) in core::mem::take(&mut scene.later) {
            scene.name(&name, Mark::the(SvgKind::Label), &bounds, &places);
        }
        scene.break_lines();
        scene
    }

    /// The values as `table` elements, one below the other.
    fn table(&self) -> String {
        let mut markup = String::new();
        self.body.tables(&self.axes, &mut |grid| grid::write(&mut markup, &grid));
        markup
    }

    /// A sentence for each thing that is drawn.
    fn sentence(&self) -> String {
        let mut text = words::Sentences::default();
        self.body.sentence(&mut text, &self.axes);
        text.0
    }
}
