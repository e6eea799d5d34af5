//! GPTQ (Frantar et al. 2022): weights of a row are rounded one after the other, and the error of each is made up
//! for by those that are still to come, as far as the inputs of the layer let them.
//!
//! Columns go in their natural order. The scale of a group is fitted when its first column is reached, to the
//! weights as they are by then. `damping` times the mean of the diagonal is added to the diagonal of H.

use crate::quantize::Quantizer;

/// H = XᵀX / n over the inputs of a layer, `size` by `size`.
#[derive(Clone)]
pub struct Hessian {
    /// The inputs of the layer.
    pub size: usize,
    sums: Vec<f64>,
    rows: usize,
}

impl Hessian {
    /// Of no inputs yet.
    pub fn new(size: usize) -> Self {
        Hessian { size, sums: vec![0.0; size * size], rows: 0 }
    }

    /// Adds XᵀX of so many more rows of inputs.
    pub fn add(&mut self, squares: &[f32], rows: usize) {
        self.sums.iter_mut().zip(squares).for_each(|(sum, square)| *sum += f64::from(*square));
        self.rows += rows;
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.sums[i * self.size + j] / self.rows as f64
    }

    /// The same without what inputs have to do with each other: the mistake that makes GPTQ do nothing.
    pub fn diagonal(&self) -> Hessian {
        let mut diagonal = self.clone();
        for (i, sum) in diagonal.sums.iter_mut().enumerate() {
            if i / self.size != i % self.size {
                *sum = 0.0;
            }
        }
        diagonal
    }

    /// How much of it is off the diagonal: the norm of that part by the norm of the diagonal.
    pub fn off_diagonal(&self) -> f64 {
        let (mut on, mut off) = (0.0, 0.0);
        for (i, sum) in self.sums.iter().enumerate() {
            *(if i / self.size == i % self.size { &mut on } else { &mut off }) += sum * sum;
        }
        libm::sqrt(off / on)
    }

    /// The root mean square of each input.
    pub fn input_sizes(&self) -> Vec<f64> {
        (0..self.size).map(|i| libm::sqrt(self.at(i, i))).collect()
    }

    /// The squared error of a layer's outputs, averaged over the inputs, when weights are off by `error`.
    pub fn output_error(&self, error: &[f64]) -> f64 {
        error
            .chunks_exact(self.size)
            .map(|row| {
                (0..self.size)
                    .map(|i| row[i] * (0..self.size).map(|j| self.at(i, j) * row[j]).sum::<f64>())
                    .sum::<f64>()
            })
            .sum()
    }

    /// What GPTQ takes from H: the upper Cholesky factor of the inverse of H with damping.
    pub fn factor(&self, damping: f64) -> Factor {
        let n = self.size;
        let mean = (0..n).map(|i| self.at(i, i)).sum::<f64>() / n as f64;
        let damped: Vec<f64> = (0..n * n)
            .map(|i| self.at(i / n, i % n) + if i / n == i % n { damping * mean } else { 0.0 })
            .collect();
        // H = LLᵀ, so its inverse is L⁻ᵀL⁻¹; the upper factor U of that, with UᵀU, from a factor of the whole.
        let lower = inverse_of_lower(&cholesky(&damped, n), n);
        let mut inverse = vec![0.0; n * n];
        for k in 0..n {
            let row = &lower[k * n..][..=k];
            for (i, a) in row.iter().enumerate() {
                let to = &mut inverse[i * n..][..=k];
                to.iter_mut().zip(row).for_each(|(to, b)| *to += a * b);
            }
        }
        let factor = cholesky(&inverse, n);
        // The transpose of the lower factor is the upper one.
        Factor { size: n, upper: (0..n * n).map(|i| factor[i % n * n + i / n]).collect() }
    }
}

/// The lower factor L of a positive definite matrix LLᵀ. Reads the lower half, and what mirrors it.
fn cholesky(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let (a, b) = (&lower[i * n..][..j], &lower[j * n..][..j]);
            let rest = matrix[i * n + j] - dot(a, b);
            lower[i * n + j] = if i == j { libm::sqrt(rest.max(1e-30)) } else { rest / lower[j * n + j] };
        }
    }
    lower
}

fn inverse_of_lower(lower: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    for i in 0..n {
        let (done, rest) = inverse.split_at_mut(i * n);
        let row = &mut rest[..n];
        for k in 0..i {
            let factor = lower[i * n + k];
            row[..=k].iter_mut().zip(&done[k * n..][..=k]).for_each(|(x, y)| *x -= factor * y);
        }
        row[i] = 1.0;
        row[..=i].iter_mut().for_each(|x| *x /= lower[i * n + i]);
    }
    inverse
}

/// A sum of products in eight strands, in an order that is the same everywhere.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut strands = [0.0; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a_chunks.remainder().iter().zip(b_chunks.remainder());
    for (strand, (a, b)) in strands.iter_mut().zip(rest) {
        *strand += a * b;
    }
    for (a, b) in a_chunks.zip(b_chunks) {
        for i in 0..8 {
            strands[i] += a[i] * b[i];
        }
    }
    strands.into_iter().sum()
}

/// What GPTQ needs of the inputs of a layer.
pub struct Factor {
    size: usize,
    upper: Vec<f64>,
}

impl Factor {
    /// Rounds the weights of a layer, `size` in a row. Groups of a whole tensor are fitted to it before.
    pub fn round(&self, quantizer: &Quantizer, weights: &mut [f32]) {
        let n = self.size;
        let group = quantizer.group(n);
        let whole = (quantizer.share == crate::quantize::Share::Tensor).then(|| quantizer.fit(weights));
        let mut row = vec![0.0; n];
        for weights in weights.chunks_exact_mut(n) {
            row.iter_mut().zip(&*weights).for_each(|(to, w)| *to = f64::from(*w));
            let mut fitted = whole;
            for i in 0..n {
                if whole.is_none() && i % group == 0 {
                    let now: Vec<f32> = row[i..(i + group).min(n)].iter().map(|w| *w as f32).collect();
                    fitted = Some(quantizer.fit(&now));
                }
                let rounded = fitted.map_or(0.0, |fitted| fitted.round(row[i] as f32));
                weights[i] = rounded;
                let upper = &self.upper[i * n..][..n];
                let error = (row[i] - f64::from(rounded)) / upper[i];
                row[i + 1..].iter_mut().zip(&upper[i + 1..]).for_each(|(w, u)| *w -= error * u);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::matmul::{Scratch, View};
    use crate::quantize::{Grid, Share};

    /// Weights of 24 outputs and inputs that have to do with each other.
    fn layer(size: usize) -> (Vec<f32>, Hessian) {
        let mut chance = Chance::new(4, 0);
        let weights = (0..24 * size).map(|_| (0.1 * chance.normal()) as f32).collect();
        let mut hessian = Hessian::new(size);
        let rows = 3 * size;
        let mut inputs = vec![0.0f32; rows * size];
        for row in inputs.chunks_exact_mut(size) {
            let common = chance.normal();
            row.iter_mut().for_each(|x| *x = (common + 0.7 * chance.normal()) as f32);
        }
        let mut squares = vec![0.0; size * size];
        let view = View::new(&inputs, size);
        Scratch::default().product((size, size, rows), view.transposed(), view, &mut squares, size);
        hessian.add(&squares, rows);
        (weights, hessian)
    }

    fn error(weights: &[f32], rounded: &[f32]) -> Vec<f64> {
        weights.iter().zip(rounded).map(|(a, b)| f64::from(*a) - f64::from(*b)).collect()
    }

    #[test]
    fn the_factor_is_that_of_the_inverse() {
        let (_, hessian) = layer(20);
        let factor = hessian.factor(0.01);
        let n = hessian.size;
        let mean = (0..n).map(|i| hessian.at(i, i)).sum::<f64>() / n as f64;
        for i in 0..n {
            for j in 0..n {
                // (H + damping) · UᵀU is the identity.
                let value: f64 = (0..n)
                    .map(|k| {
                        let damped = hessian.at(i, k) + if i == k { 0.01 * mean } else { 0.0 };
                        damped
                            * (0..n).map(|r| factor.upper[r * n + k] * factor.upper[r * n + j]).sum::<f64>()
                    })
                    .sum();
                assert!((value - if i == j { 1.0 } else { 0.0 }).abs() < 1e-9, "{i} {j}: {value}");
            }
        }
    }

    #[test]
    fn gptq_has_a_smaller_output_error_than_rounding() {
        let (weights, hessian) = layer(64);
        assert!(hessian.off_diagonal() > 0.5, "{}", hessian.off_diagonal());
        for (bits, grid) in
            [(4, Grid::Symmetric), (3, Grid::Symmetric), (2, Grid::Asymmetric), (4, Grid::Nf4)]
        {
            for share in [Share::Tensor, Share::Channel, Share::Group(32), Share::Group(24)] {
                let quantizer = Quantizer { bits, grid, share, clip: false };
                let (mut rounded, mut gptq) = (weights.clone(), weights.clone());
                quantizer.round(&mut rounded, 64);
                hessian.factor(0.01).round(&quantizer, &mut gptq);
                let off = |rounded: &[f32]| hessian.output_error(&error(&weights, rounded));
                assert!(
                    off(&gptq) < 0.7 * off(&rounded),
                    "{quantizer:?}: {} and {}",
                    off(&gptq),
                    off(&rounded)
                );
            }
        }
    }

    /// Without its off-diagonals H passes no error on, and what is left is plain rounding, bit for bit.
    #[test]
    fn without_off_diagonals_gptq_is_rounding() {
        let (weights, hessian) = layer(64);
        let diagonal = hessian.diagonal();
        assert_eq!(diagonal.off_diagonal(), 0.0);
        for share in [Share::Tensor, Share::Channel, Share::Group(16)] {
            let quantizer = Quantizer { bits: 4, grid: Grid::Symmetric, share, clip: false };
            let (mut rounded, mut gptq) = (weights.clone(), weights.clone());
            quantizer.round(&mut rounded, 64);
            diagonal.factor(0.01).round(&quantizer, &mut gptq);
            assert_eq!(rounded, gptq);
        }
    }
}
