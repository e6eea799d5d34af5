//! The same units over other base units, for showing that nothing depends on which ones they are.

use super::{Dimension, Units};

impl Units {
    /// These units, each base unit made so many times as large; factors beyond the list are 1.
    ///
    /// What a formula gives, in any unit, does not change: only a formula that mixes dimensions would notice.
    pub fn scaled(&self, factors: &[f64]) -> Units {
        let scale = |dimension: &Dimension| {
            dimension.factors.iter().fold(1.0, |product, (base, power)| {
                let factor = factors.get(usize::from(*base)).copied().unwrap_or(1.0);
                match (power.over, power.under) {
                    (1, 1) => product * factor,
                    (-1, 1) => product / factor,
                    _ => product * libm::pow(factor, power.value()),
                }
            })
        };
        let mut units = self.clone();
        for unit in units.units.values_mut() {
            let scale = scale(&unit.dimension);
            unit.factor *= scale;
            unit.offset *= scale;
        }
        units
    }
}
