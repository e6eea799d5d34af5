//! A chart as a figure that stands alone, outside any page: the same scene, for whoever draws it with colours and
//! fonts, and a legend.

use alloc::string::String;
use alloc::vec::Vec;

use super::scene::Scene;
use super::svg::Mark;

/// A chart with its current values, laid out.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Shapes and texts with their places.
    pub scene: Scene,
    /// What its series look like, with their names. Empty for a single series.
    pub legend: Vec<(Mark, String)>,
}

impl Figure {
    /// A scene with the names of its series; those without a name are left out.
    pub(super) fn new(scene: Scene, mut legend: Vec<(Mark, String)>) -> Figure {
        legend.retain(|(_, name)| !name.trim().is_empty());
        if legend.len() < 2 {
            legend.clear();
        }
        Figure { scene, legend }
    }
}
