//! Putting things in order with little code: the standard library's sorts are fast on millions and large in
//! the browser.

use alloc::vec::Vec;

/// The items in order; equal ones stay as they stood.
pub(crate) fn sorted<T>(items: Vec<T>, before: &dyn Fn(&T, &T) -> bool) -> Vec<T> {
    let mut placed: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        let (mut low, mut high) = (0, placed.len());
        while low < high {
            let middle = low.midpoint(high);
            if before(&item, &placed[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        placed.insert(low, item);
    }
    placed
}

/// Puts many numbers in rising order; none of them is undefined. A heap: what is greatest goes to the end.
pub(crate) fn rising(numbers: &mut [f64]) {
    let mut end = numbers.len();
    let mut start = end / 2;
    while end > 1 {
        if start > 0 {
            start -= 1;
        } else {
            end -= 1;
            numbers.swap(0, end);
        }
        let mut root = start;
        loop {
            let mut child = 2 * root + 1;
            if child + 1 < end && numbers[child] < numbers[child + 1] {
                child += 1;
            }
            if child >= end || numbers[root] >= numbers[child] {
                break;
            }
            numbers.swap(root, child);
            root = child;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_rise(mut numbers in prop::collection::vec(-1e300..1e300f64, 0..200)) {
            let mut expected = numbers.clone();
            expected.sort_by(f64::total_cmp);
            rising(&mut numbers);
            prop_assert_eq!(numbers, expected);
        }

        #[test]
        fn equal_ones_stay(pairs in prop::collection::vec((0..5u8, any::<u8>()), 0..50)) {
            let mut expected = pairs.clone();
            expected.sort_by_key(|pair| pair.0);
            prop_assert_eq!(sorted(pairs, &|a, b| a.0 < b.0), expected);
        }
    }
}
