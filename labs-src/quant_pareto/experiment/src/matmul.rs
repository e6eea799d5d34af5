//! Matrix products. Every element of a result is summed in the order of the inner index with fused
//! multiply-adds, so neither blocking nor the width of the machine's vectors changes a bit.

use crate::real::Real;

/// Rows and columns of the block that stays in registers.
const ROWS: usize = 6;
const COLUMNS: usize = 32;

/// A matrix inside a slice: element `(i, j)` is `data[i * row + j * column]`.
#[derive(Clone, Copy)]
pub struct View<'a, T> {
    data: &'a [T],
    row: usize,
    column: usize,
}

impl<'a, T> View<'a, T> {
    /// A matrix whose rows lie `row` elements apart.
    pub fn new(data: &'a [T], row: usize) -> Self {
        View { data, row, column: 1 }
    }

    /// The same matrix, transposed.
    pub fn transposed(self) -> Self {
        View { row: self.column, column: self.row, ..self }
    }
}

/// Buffers that products reuse.
#[derive(Default)]
pub struct Scratch<T> {
    left: Vec<T>,
    right: Vec<T>,
}

impl<T: Real> Scratch<T> {
    /// Writes `left · right` into `out`, whose rows lie `stride` elements apart. `size` is the rows of `left`,
    /// the columns of `right`, and the inner length.
    pub fn product(
        &mut self,
        size: (usize, usize, usize),
        left: View<T>,
        right: View<T>,
        out: &mut [T],
        stride: usize,
    ) {
        let (m, n, k) = size;
        let kernel = kernel::<T>();
        pack::<T, COLUMNS>(&mut self.right, right.transposed(), n, k);
        self.left.resize(ROWS * k, T::default());
        let mut tile = [[T::default(); COLUMNS]; ROWS];
        for i in (0..m).step_by(ROWS) {
            let rows = ROWS.min(m - i);
            let panel = View { data: &left.data[i * left.row..], ..left };
            pack::<T, ROWS>(&mut self.left, panel, rows, k);
            for (block, j) in (0..n).step_by(COLUMNS).enumerate() {
                let columns = COLUMNS.min(n - j);
                kernel(&self.left[..ROWS * k], &self.right[block * COLUMNS * k..][..COLUMNS * k], &mut tile);
                for (r, values) in tile.iter().enumerate().take(rows) {
                    out[(i + r) * stride + j..][..columns].copy_from_slice(&values[..columns]);
                }
            }
        }
    }
}

/// Copies `rows` rows of `view` into panels of `WIDTH`: all first elements, all second ones, and so on, with
/// zeros where the last panel has no rows.
fn pack<T: Real, const WIDTH: usize>(panels: &mut Vec<T>, view: View<T>, rows: usize, k: usize) {
    panels.resize(rows.div_ceil(WIDTH) * WIDTH * k, T::default());
    for (panel, first) in panels.chunks_exact_mut(WIDTH * k).zip((0..rows).step_by(WIDTH)) {
        let width = WIDTH.min(rows - first);
        if width < WIDTH {
            panel.fill(T::default());
        }
        if view.row == 1 {
            for (at, to) in panel.chunks_exact_mut(WIDTH).enumerate() {
                to[..width].copy_from_slice(&view.data[first + at * view.column..][..width]);
            }
        } else {
            for r in 0..width {
                let row = &view.data[(first + r) * view.row..];
                for at in 0..k {
                    panel[at * WIDTH + r] = row[at * view.column];
                }
            }
        }
    }
}

/// Multiplies blocks that stay in the nearest cache, again and again: `rounds` times `OPERATIONS`.
pub fn blocks(rounds: usize) -> f32 {
    let kernel = kernel::<f32>();
    let (a, b) = ([0.5; ROWS * INNER], [0.25; COLUMNS * INNER]);
    let mut tile = [[0.0; COLUMNS]; ROWS];
    for _ in 0..rounds {
        kernel(std::hint::black_box(&a), &b, &mut tile);
    }
    tile[0][0]
}

const INNER: usize = 128;
/// The operations of one round of `blocks`: a fused multiply-add is two.
pub const OPERATIONS: usize = 2 * ROWS * COLUMNS * INNER;

type Kernel<T> = fn(&[T], &[T], &mut [[T; COLUMNS]; ROWS]);

/// The block product for this machine's vectors.
fn kernel<T: Real>() -> Kernel<T> {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
            // SAFETY: the machine has what the function is compiled for.
            return |a, b, tile| unsafe { block_avx512(a, b, tile) };
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: as above.
            return |a, b, tile| unsafe { block_avx2(a, b, tile) };
        }
    }
    block
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn block_avx512<T: Real>(a: &[T], b: &[T], tile: &mut [[T; COLUMNS]; ROWS]) {
    block(a, b, tile);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn block_avx2<T: Real>(a: &[T], b: &[T], tile: &mut [[T; COLUMNS]; ROWS]) {
    // Half the columns at a time fit the sixteen registers.
    half_block::<T, 0>(a, b, tile);
    half_block::<T, { COLUMNS / 2 }>(a, b, tile);
}

/// One accumulator a row, by name: an array of rows would be kept in memory.
macro_rules! accumulate {
    ($a:ident, $b:ident, $width:expr, $from:expr, $tile:ident, $($row:literal $sum:ident),*) => {{
        $(let mut $sum = [T::default(); $width];)*
        for (a, b) in $a.chunks_exact(ROWS).zip($b.chunks_exact(COLUMNS)) {
            let b = &b[$from..$from + $width];
            $(for j in 0..$width { $sum[j] = a[$row].fused(b[j], $sum[j]); })*
        }
        $($tile[$row][$from..$from + $width].copy_from_slice(&$sum);)*
    }};
}

#[inline(always)]
fn block<T: Real>(a: &[T], b: &[T], tile: &mut [[T; COLUMNS]; ROWS]) {
    accumulate!(a, b, COLUMNS, 0, tile, 0 s0, 1 s1, 2 s2, 3 s3, 4 s4, 5 s5);
}

#[inline(always)]
fn half_block<T: Real, const FROM: usize>(a: &[T], b: &[T], tile: &mut [[T; COLUMNS]; ROWS]) {
    accumulate!(a, b, { COLUMNS / 2 }, FROM, tile, 0 s0, 1 s1, 2 s2, 3 s3, 4 s4, 5 s5);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: usize, columns: usize) -> Vec<f32> {
        (0..rows * columns).map(|i| ((i * 37 % 101) as f32 - 50.0) / 17.0).collect()
    }

    /// Every size around the block's, and both ways of lying in memory, against the definition.
    #[test]
    fn products_equal_their_definition_bit_for_bit() {
        let mut scratch = Scratch::default();
        for (m, n, k) in [(1, 1, 1), (6, 32, 8), (7, 33, 5), (5, 31, 64), (13, 70, 3)] {
            let (a, b) = (matrix(m, k), matrix(k, n));
            let (at, bt): (Vec<f32>, Vec<f32>) = (
                (0..k * m).map(|i| a[i % m * k + i / m]).collect(),
                (0..n * k).map(|i| b[i % k * n + i / k]).collect(),
            );
            let expected: Vec<f32> = (0..m * n)
                .map(|i| (0..k).fold(0.0, |sum, at| a[i / n * k + at].mul_add(b[at * n + i % n], sum)))
                .collect();
            let mut out = vec![0.0; m * n];
            for left in [View::new(&a, k), View::new(&at, m).transposed()] {
                for right in [View::new(&b, n), View::new(&bt, k).transposed()] {
                    scratch.product((m, n, k), left, right, &mut out, n);
                    assert_eq!(out, expected, "{m} {n} {k}");
                }
            }
        }
    }

    #[test]
    fn every_kernel_gives_the_same_bits() {
        let (a, b) = (matrix(ROWS, 40), matrix(COLUMNS, 40));
        let mut tiles = [[[0.0; COLUMNS]; ROWS]; 2];
        block(&a, &b, &mut tiles[0]);
        kernel::<f32>()(&a, &b, &mut tiles[1]);
        assert_eq!(tiles[0], tiles[1]);
        half_block::<f32, 0>(&a, &b, &mut tiles[1]);
        half_block::<f32, { COLUMNS / 2 }>(&a, &b, &mut tiles[1]);
        assert_eq!(tiles[0], tiles[1]);
    }
}
