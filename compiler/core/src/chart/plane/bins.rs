//! Counting values in bins.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::chart::scale::drawable;
use crate::exact;
use crate::number::within;

/// How many bins there are at most.
const MOST: f64 = 60.0;

/// Counted values.
#[derive(Clone, Debug)]
pub(in crate::chart) struct HistogramValues {
    pub(in crate::chart) name: String,
    /// The values, rising.
    pub(in crate::chart) values: Vec<f64>,
    /// Bins: lower end, upper end, how many.
    pub(in crate::chart) bins: Vec<(f64, f64, f64)>,
    /// Percentiles: share, and value.
    pub(in crate::chart) percentiles: Vec<(f64, f64)>,
}

/// Counts values in bins of a width, or of a round one that makes about as many bins as suit the values.
pub(in crate::chart) fn count(name: String, values: Vec<f64>, width: f64, shares: &[f64]) -> HistogramValues {
    let mut values: Vec<f64> = values.into_iter().filter(|value| drawable(*value, false)).collect();
    crate::order::rising(&mut values);
    let (Some(&low), Some(&high)) = (values.first(), values.last()) else {
        return HistogramValues { name, values, bins: Vec::new(), percentiles: Vec::new() };
    };
    let wanted = within(exact::sqrt(values.len() as f64), 5.0, 24.0);
    let given = width > 0.0;
    let mut width = if width > 0.0 { width } else { round((high - low) / wanted) };
    let enough = |width: f64| width > 0.0 && (high - low) / width <= MOST && low + width > low;
    if !enough(width) {
        width = round((high - low) / MOST);
    }
    if low == high && !given {
        // Values that are all the same: a narrow bin around them.
        width = if high == 0.0 { 1.0 } else { round(high.abs() / 20.0) };
        let bins = vec![(high - width / 2.0, high + width / 2.0, values.len() as f64)];
        let percentiles = shares.iter().map(|share| (*share, high)).collect();
        return HistogramValues { name, values, bins, percentiles };
    }
    if !enough(width) {
        width = if high == 0.0 { 1.0 } else { high.abs() };
    }
    let start = exact::floor(low / width + 1e-9);
    let last = (exact::floor(high / width + 1e-9) - start).clamp(0.0, MOST + 1.0) as usize;
    let mut bins: Vec<(f64, f64, f64)> = (0..=last)
        .map(|bin| ((start + bin as f64) * width, (start + bin as f64 + 1.0) * width, 0.0))
        .collect();
    for value in &values {
        let bin = within(exact::floor(value / width + 1e-9) - start, 0.0, last as f64) as usize;
        bins[bin].2 += 1.0;
    }
    let percentiles = shares
        .iter()
        .map(|share| {
            // The least value that has at least this share at or below it.
            let rank = exact::ceil(share * values.len() as f64 - 1e-9) - 1.0;
            (*share, values[within(rank, 0.0, values.len() as f64 - 1.0) as usize])
        })
        .collect();
    HistogramValues { name, values, bins, percentiles }
}

/// The next number 1, 2, 2.5 or 5 times a power of ten.
fn round(width: f64) -> f64 {
    let power = libm::pow(10.0, exact::floor(libm::log10(width)));
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= width)
        .unwrap_or(width)
}
