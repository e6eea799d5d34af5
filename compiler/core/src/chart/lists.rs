//! Loops over lists, written once: in the browser every chain of iterators is code of its own.

use alloc::vec::Vec;

/// Something made of each item.
pub(super) fn each<T, U>(items: &[T], make: &dyn Fn(&T) -> U) -> Vec<U> {
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        made.push(make(item));
    }
    made
}

/// The least and the greatest of what is defined.
pub(super) fn ends(values: &[f64]) -> (f64, f64) {
    extent(values).map_or((f64::NAN, f64::NAN), |(least, most)| (values[least], values[most]))
}

/// Where the least and the greatest of what is defined are.
pub(super) fn extent(values: &[f64]) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    for (index, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let (mut least, mut most) = found.unwrap_or((index, index));
        if *value < values[least] {
            least = index;
        }
        if *value > values[most] {
            most = index;
        }
        found = Some((least, most));
    }
    found
}
