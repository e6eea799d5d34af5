//! The values that an input can have. Start at [`Values`].

use serde::{Deserialize, Serialize};

/// The values that an input can have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Its positions in base units, its start first.
    pub positions: Vec<f64>,
    /// The ends of a range whose every value is possible, besides the positions.
    pub between: Option<(f64, f64)>,
    /// It can also be something that is not listed here.
    pub open: bool,
}

impl Values {
    pub(crate) fn is_whole(&self) -> bool {
        self.between.is_none() && !self.open
    }
}
