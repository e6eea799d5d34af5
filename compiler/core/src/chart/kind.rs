//! What a kind of chart is: each is a module with one [`ChartKind`], listed in `mod.rs`, and touches no other.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Debug;

use super::axes::Axes;
use super::grid::Grid;
use super::marks::{Arranged, DrawnMark, Misfit};
use super::payload::Give;
use super::scene::Scene;
use super::svg::{Mark, SvgKind};
use super::words::Sentences;
use crate::piece::Source;

/// A kind of chart, as it travels in the page: lists and values are registers.
pub(super) trait ChartKind {
    /// The chart with its current values.
    type Values: Clone + Debug;

    /// Whether its values lie along x, and along y: rules and regions can stand there.
    const MEASURED: [bool; 2] = [false, false];

    /// The shape by which the legend shows what its marks are said to be.
    const SHAPE: &str = "bar";

    /// The chart of some marks, those of each statement together. Nothing for a kind whose marks are lowered along an axis
    /// or in groups: the compiler makes it.
    fn of_marks(_: &[Vec<DrawnMark>]) -> Option<Result<Arranged<Self>, Misfit>>
    where
        Self: Sized,
    {
        None
    }

    /// Gives every register.
    fn each_register(&mut self, give: Give<'_>);

    /// Takes the current values from the machine.
    fn collect(&self, from: &Source<'_>) -> Self::Values;

    /// The values that the units of the horizontal and the vertical axis have to suit. Without any, a kind has no axes.
    fn extent(_: &Self::Values) -> (Vec<f64>, Vec<f64>) {
        Default::default()
    }

    /// Draws into an empty scene; `ghost` is what the chart showed when it was pinned.
    fn scene(axes: &Axes, values: &Self::Values, ghost: Option<&Self::Values>, scene: Scene) -> Scene;

    /// Gives out the values as tables.
    fn tables(axes: &Axes, values: &Self::Values, take: &mut dyn FnMut(Grid));

    /// Says what the drawing shows.
    fn sentence(text: &mut Sentences, axes: &Axes, values: &Self::Values);

    /// The marks of its series, with their names, for a figure that stands alone.
    fn legend(_: &Self::Values) -> Vec<(Mark, String)> {
        Vec::new()
    }

    /// Leaves out what comes after the first `count` groups, which students have not brought along.
    fn keep(_: &mut Self::Values, _count: usize) {}
}

/// The marks of numbered series, with their names.
pub(super) fn series(kind: SvgKind, names: &[String]) -> Vec<(Mark, String)> {
    names.iter().enumerate().map(|(index, name)| (Mark::at(kind, index), name.clone())).collect()
}
