//! Dots on a strip: one for each value, named where there is room.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::{Grid, words};
use super::kind::ChartKind;
use super::labels;
use super::lists::{each, ends};
use super::marks::{Arranged, DrawnMark, Misfit};
use super::metrics::HEIGHT;
use super::payload::{Give, Label, label};
use super::scale::Scale;
use super::scene::{Bounds, Frame, GAP, MARGIN, Scene};
use super::svg::{GHOST, Mark, SvgKind};
use super::words::{Sentences, apart, whole};
use crate::piece::Source;
use crate::program::Reg;
use crate::text::joined;

/// Dots on a strip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Strip {
    /// The names of the dots, and where they are.
    pub dots: Vec<(Label, Reg)>,
}

impl ChartKind for Strip {
    type Values = Vec<(String, f64)>;

    const MEASURED: [bool; 2] = [true, false];

    fn of_marks(marks: &[Vec<DrawnMark>]) -> Option<Result<Arranged<Self>, Misfit>> {
        let name = |mark: &DrawnMark| mark.label.as_ref().or(mark.row.as_ref()).unwrap_or(&mark.words).clone();
        let dots = marks.iter().flatten().map(|mark| (name(mark), mark.values[0])).collect();
        Some(Ok(Arranged::named(Self { dots })))
    }

    fn each_register(&mut self, give: Give<'_>) {
        for (name, value) in &mut self.dots {
            label(name, give);
            give(value, false);
        }
    }

    fn collect(&self, from: &Source<'_>) -> Self::Values {
        let mut dots = each(&self.dots, &|(name, value)| (from.text(name), from.value(*value)));
        dots.retain(|(_, value)| value.is_finite());
        dots
    }

    fn extent(dots: &Self::Values) -> (Vec<f64>, Vec<f64>) {
        (each(dots, &|(_, value)| *value), Vec::new())
    }

    fn scene(axes: &Axes, dots: &Self::Values, ghost: Option<&Self::Values>, mut scene: Scene) -> Scene {
        let top = 2.0 * HEIGHT;
        let bottom = top + 40.0;
        scene.height = bottom + 2.0 * HEIGHT + GAP + 7.0;
        let plot = Bounds { left: 16.0, top, right: scene.width - MARGIN, bottom };
        let mut read = each(dots, &|(_, value)| axes.x.unit.read(*value));
        for mark in axes.rules.iter().filter(|mark| !mark.horizontal) {
            read.push(axes.x.unit.read(mark.value));
        }
        let frame = Frame::over(Scale::over(&read, axes.x.log), Scale { low: 0.0, high: 1.0, log: false }, plot);
        let ticks = frame.across(&mut scene, &axes.x, true);
        frame.grid(&mut scene, &ticks, &[]);
        let lines = labels::rules(&mut scene, &frame, axes, false);
        let at = |value: f64| frame.at((axes.x.unit.read(value), 0.5));
        for (_, value) in ghost.into_iter().flatten() {
            scene.circle(at(*value), 5.0, Mark::at(SvgKind::Dot, 0).look(GHOST));
        }
        for (name, value) in dots {
            scene.circle(at(*value), 5.0, Mark::at(SvgKind::Dot, 0));
            scene.name(name, Mark::the(SvgKind::Label), &plot, &labels::around(at(*value), 5.0));
            scene.stop(at(*value), || joined(&[name, ": ", &axes.x.text(*value)]));
        }
        labels::name(&mut scene, &plot, &lines);
        scene
    }

    fn tables(axes: &Axes, dots: &Self::Values, take: &mut dyn FnMut(Grid)) {
        let mut grid = Grid::new(axes.x.label.clone());
        grid.head = words(&["Name", "Value"]);
        grid.rows = each(dots, &|(name, value)| (vec![name.clone(), axes.x.text(*value)], false));
        take(grid);
    }

    fn sentence(text: &mut Sentences, axes: &Axes, dots: &Self::Values) {
        let (low, high) = ends(&each(dots, &|(_, value)| *value));
        let [low, high] = apart(&axes.x.format, low, high);
        text.say(&[&whole(dots.len()), " dots from ", &low, " to ", &high]);
    }
}
