//! How a value becomes a position on an axis, from 0 at the lower end to 1 at the upper.

/// Values nearer than this are one value, in parts of the greater.
const NEAR: f64 = 1e-9;

/// Values nearer to zero than this are zero on a linear axis.
const TINY: f64 = 1e-290;

/// The values an axis spans, in the unit it reads in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// The value at its lower end.
    pub(super) low: f64,
    /// The value at its upper end, always greater.
    pub(super) high: f64,
    /// Equal distances are equal ratios. Both ends are positive.
    pub(super) log: bool,
}

impl Scale {
    /// The scale that spans all defined values; where they leave no span, one around them.
    pub(super) fn over(values: &[f64], log: bool) -> Scale {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.iter().copied().filter(|value| drawable(*value, log)) {
            let value = if log || value.abs() > TINY { value } else { 0.0 };
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = if log { (1.0, 10.0) } else { (0.0, 1.0) };
        } else if high - low <= (NEAR * high.abs().max(low.abs())).max(if log { 0.0 } else { TINY }) {
            (low, high) = match (log, low) {
                (true, _) => (low / 2.0, high * 2.0),
                (false, low) if low.abs() <= TINY => (0.0, 1.0),
                (false, _) => (low - low.abs() / 2.0, high + high.abs() / 2.0),
            };
        }
        Scale { low, high, log }
    }

    /// What measures many values.
    pub(super) fn ruler(&self) -> Ruler {
        let measured = |value: f64| if self.log { libm::log10(value) } else { value };
        let from = measured(self.low);
        Ruler { log: self.log, from, length: measured(self.high) - from }
    }

    /// Where a value lies between the ends.
    pub(super) fn position(&self, value: f64) -> f64 {
        self.ruler().position(value)
    }

    /// Whether a value can be shown.
    pub(super) fn shows(&self, value: f64) -> bool {
        let (below, above) = if self.log {
            (self.low * NEAR, self.high * NEAR)
        } else {
            [(self.high - self.low) * NEAR; 2].into()
        };
        drawable(value, self.log) && value >= self.low - below && value <= self.high + above
    }
}

/// A scale, measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruler {
    log: bool,
    /// The lower end; its logarithm where equal distances are equal ratios.
    from: f64,
    /// How far away the upper end is, likewise.
    length: f64,
}

impl Ruler {
    /// Where a value lies between the ends.
    pub(super) fn position(&self, value: f64) -> f64 {
        let value = if self.log { libm::log10(value) } else { value };
        let at = (value - self.from) / self.length;
        // Whatever the value: a number between the ends.
        if at >= 0.0 { at.min(1.0) } else { 0.0 }
    }
}

/// Whether a value has a place on an axis of this kind at all. Beyond these bounds sums would overflow.
pub(super) fn drawable(value: f64, log: bool) -> bool {
    value.abs() <= 1e300 && (!log || value >= 1e-300)
}
