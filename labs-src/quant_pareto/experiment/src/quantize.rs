//! Rounding weights to a grid: one scale for a group of weights, and a code of a few bits for each of them.

/// The levels of NF4: quantiles of the normal distribution, from Dettmers et al. 2023, appendix E.
const NF4: [f32; 16] = [
    -1.0,
    -0.6961928,
    -0.52507305,
    -0.3949175,
    -0.28444138,
    -0.18477343,
    -0.091050036,
    0.0,
    0.0795803,
    0.1609302,
    0.2461123,
    0.33791524,
    0.44070983,
    0.562617,
    0.72295684,
    1.0,
];

/// Which codes there are, and what they stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grid {
    /// Integers from −(2ᵇ⁻¹ − 1) to 2ᵇ⁻¹ − 1; the largest weight of a group is the largest code.
    Symmetric,
    /// One code more at the lower end, and the scale by the largest weight over 2ᵇ⁻¹: what lies above is cut.
    FullRange,
    /// Integers from 0 to 2ᵇ − 1 with a zero point; the range of the group is the range of the codes.
    Asymmetric,
    /// The sixteen levels of NF4.
    Nf4,
    /// A mistake: as `FullRange`, but the code one too large is stored as it is, so that it wraps around.
    Wrapping,
    /// A mistake: the scale of 8 bits with the codes of `bits`, so that nearly everything is cut.
    WrongScale,
}

/// Which weights share a scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share {
    /// All of a layer.
    Tensor,
    /// Those of one output.
    Channel,
    /// So many neighbours in the row of an output; what is left at the end of a row is a group too.
    Group(usize),
}

/// How weights are rounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quantizer {
    /// Bits of a code.
    pub bits: u32,
    /// Which codes there are.
    pub grid: Grid,
    /// Which weights share a scale.
    pub share: Share,
    /// Whether the scale is chosen for the smallest squared error instead of the largest weight.
    pub clip: bool,
}

/// The grid of one group.
#[derive(Clone, Copy, Debug)]
pub struct Fitted {
    grid: Grid,
    bits: u32,
    /// The distance of two codes, as stored: binary16.
    pub scale: f32,
    zero: i32,
}

impl Quantizer {
    /// How many weights of a row of `inputs` share a scale; a tensor is treated as one row.
    pub fn group(&self, inputs: usize) -> usize {
        match self.share {
            Share::Tensor | Share::Channel => inputs,
            Share::Group(size) => size.min(inputs),
        }
    }

    /// The grid for a group of weights.
    pub fn fit(&self, weights: &[f32]) -> Fitted {
        let low = weights.iter().copied().fold(0.0, f32::min);
        let high = weights.iter().copied().fold(0.0, f32::max);
        if !self.clip {
            return self.fit_range(low, high);
        }
        let error = |fitted: &Fitted| -> f64 {
            weights.iter().map(|w| f64::from(fitted.round(*w) - w)).map(|error| error * error).sum()
        };
        // From the whole range down to 40 % of it.
        let tried =
            (0..=24).map(|step| 1.0 - step as f32 / 40.0).map(|part| self.fit_range(low * part, high * part));
        let best = tried.map(|fitted| (error(&fitted), fitted)).reduce(|a, b| if b.0 < a.0 { b } else { a });
        best.expect("several were tried").1
    }

    fn fit_range(&self, low: f32, high: f32) -> Fitted {
        let largest = high.max(-low);
        let half = (1i32 << (self.bits - 1)) as f32;
        let scale = match self.grid {
            Grid::Symmetric => largest / (half - 1.0),
            Grid::FullRange | Grid::Wrapping => largest / half,
            Grid::Asymmetric => (high - low) / (2.0 * half - 1.0),
            Grid::Nf4 => largest,
            Grid::WrongScale => largest / 127.0,
        };
        let scale = half::f16::from_f32(scale).to_f32();
        // A group of zeros, or one so small that binary16 has no scale for it, rounds to zero.
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let zero = if self.grid == Grid::Asymmetric { (-low / scale).round() as i32 } else { 0 };
        Fitted { grid: self.grid, bits: self.bits, scale, zero }
    }

    /// Rounds all weights of a layer, which has `inputs` weights in a row.
    pub fn round(&self, weights: &mut [f32], inputs: usize) {
        self.groups(weights.len(), inputs).for_each(|at| {
            let fitted = self.fit(&weights[at.clone()]);
            weights[at].iter_mut().for_each(|w| *w = fitted.round(*w));
        });
    }

    /// Where the groups of a layer with `count` weights are.
    pub fn groups(&self, count: usize, inputs: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
        let row = if self.share == Share::Tensor { count } else { inputs };
        let size = self.group(row);
        (0..count).step_by(row).flat_map(move |start| {
            (start..start + row).step_by(size).map(move |at| at..(at + size).min(start + row))
        })
    }

    /// The bytes of a layer: codes, packed; scales in binary16; zero points as long as a code.
    pub fn bytes(&self, count: usize, inputs: usize) -> Bytes {
        let groups = self.groups(count, inputs).count();
        let zeros = if self.grid == Grid::Asymmetric { groups * self.bits as usize } else { 0 };
        Bytes { codes: (count * self.bits as usize).div_ceil(8), scales: 2 * groups + zeros.div_ceil(8) }
    }
}

/// What a layer takes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Bytes {
    /// Codes, or the weights themselves.
    pub codes: usize,
    /// Scales and zero points, or the mask that says which weights are there.
    pub scales: usize,
}

impl Bytes {
    /// All of it.
    pub fn all(self) -> usize {
        self.codes + self.scales
    }
}

impl Fitted {
    /// The code of a weight.
    pub fn code(&self, weight: f32) -> i32 {
        let half = 1i32 << (self.bits - 1);
        let nearest = (weight / self.scale).round() as i32;
        match self.grid {
            Grid::Symmetric | Grid::WrongScale => nearest.clamp(1 - half, half - 1),
            Grid::FullRange => nearest.clamp(-half, half - 1),
            // What a store of `bits` bits makes of it.
            Grid::Wrapping => (nearest + half).rem_euclid(2 * half) - half,
            Grid::Asymmetric => (nearest + self.zero).clamp(0, 2 * half - 1),
            Grid::Nf4 => {
                let at = weight / self.scale;
                let distance = |code: usize| (NF4[code] - at).abs();
                (0..NF4.len()).reduce(|a, b| if distance(b) < distance(a) { b } else { a }).unwrap_or(0)
                    as i32
            }
        }
    }

    /// What a code stands for.
    pub fn value(&self, code: i32) -> f32 {
        match self.grid {
            Grid::Nf4 => NF4[code as usize] * self.scale,
            _ => (code - self.zero) as f32 * self.scale,
        }
    }

    /// The weight that is stored in place of this one.
    pub fn round(&self, weight: f32) -> f32 {
        self.value(self.code(weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn weights(count: usize) -> Vec<f32> {
        let mut chance = Chance::new(5, 0);
        (0..count).map(|_| (chance.normal() * 0.05) as f32).collect()
    }

    fn squared_error(quantizer: Quantizer, weights: &[f32], inputs: usize) -> f64 {
        let mut rounded = weights.to_vec();
        quantizer.round(&mut rounded, inputs);
        weights.iter().zip(&rounded).map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum()
    }

    const INT4: Quantizer =
        Quantizer { bits: 4, grid: Grid::Symmetric, share: Share::Group(64), clip: false };

    #[test]
    fn symmetric_codes_stay_within_their_ends() {
        let weights = weights(4096);
        for bits in [2, 3, 4, 8] {
            let quantizer = Quantizer { bits, ..INT4 };
            let end = (1 << (bits - 1)) - 1;
            let mut used = (0, 0);
            for at in quantizer.groups(weights.len(), 128) {
                let fitted = quantizer.fit(&weights[at.clone()]);
                for weight in &weights[at] {
                    let code = fitted.code(*weight);
                    used = (used.0.min(code), used.1.max(code));
                }
            }
            assert_eq!(used, (-end, end), "{bits} bits");
        }
    }

    #[test]
    fn grids_use_the_codes_they_say() {
        let group: Vec<f32> = (-100..=100).map(|i| i as f32 / 100.0).collect();
        let codes = |grid| -> (i32, i32) {
            let fitted = Quantizer { grid, ..INT4 }.fit(&group);
            let codes = || group.iter().map(|w| fitted.code(*w));
            (codes().min().unwrap_or(0), codes().max().unwrap_or(0))
        };
        assert_eq!(codes(Grid::FullRange), (-8, 7));
        assert_eq!(codes(Grid::Asymmetric), (0, 15));
        assert_eq!(codes(Grid::Nf4), (0, 15));
        assert_eq!(codes(Grid::WrongScale), (-7, 7));
        let wrapping = Quantizer { grid: Grid::Wrapping, ..INT4 }.fit(&group);
        assert!(wrapping.round(1.0) < -0.9, "the largest weight changes its sign: {}", wrapping.round(1.0));
        let wrong = Quantizer { grid: Grid::WrongScale, ..INT4 }.fit(&group);
        assert!((wrong.round(1.0) - 7.0 / 127.0).abs() < 1e-4, "{}", wrong.round(1.0));
    }

    /// A weight moves by half a step at most; the scale's own rounding to binary16 adds 2⁻¹¹ of the largest.
    #[test]
    fn a_round_trip_is_off_by_half_a_step_at_most() {
        let weights = weights(8192);
        for grid in [Grid::Symmetric, Grid::Asymmetric] {
            for bits in [2, 3, 4, 8] {
                for share in [Share::Tensor, Share::Channel, Share::Group(64), Share::Group(48)] {
                    let quantizer = Quantizer { bits, grid, share, clip: false };
                    for at in quantizer.groups(weights.len(), 128) {
                        let fitted = quantizer.fit(&weights[at.clone()]);
                        let largest = weights[at.clone()].iter().fold(0.0, |a: f32, w| a.max(w.abs()));
                        for weight in &weights[at] {
                            let off = (fitted.round(*weight) - weight).abs();
                            // An end of an asymmetric range may be off by half a step of its zero point too.
                            let zero = if grid == Grid::Asymmetric { 0.5 } else { 0.0 };
                            let most = (0.5 + zero) * fitted.scale + largest * 2.0 / 2048.0;
                            assert!(off <= most, "{quantizer:?}: {off} over {most}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn smaller_groups_and_better_scales_have_no_larger_error() {
        let mut weights = weights(64 * 512);
        // Channels of different sizes, as trained ones are.
        for (row, weights) in weights.chunks_exact_mut(512).enumerate() {
            weights.iter_mut().for_each(|w| *w *= 1.0 + row as f32 / 16.0);
        }
        for bits in [3, 4, 8] {
            let error = |share, clip| squared_error(Quantizer { bits, share, clip, ..INT4 }, &weights, 512);
            let errors =
                [Share::Tensor, Share::Channel, Share::Group(128), Share::Group(64)].map(|s| error(s, false));
            assert!(errors.is_sorted_by(|a, b| a >= b), "{bits} bits: {errors:?}");
            assert!(error(Share::Group(64), true) <= error(Share::Group(64), false));
        }
    }

    #[test]
    fn zeros_and_tiny_weights_round_to_zero() {
        let mut weights = vec![0.0; 64];
        weights.extend([1e-12; 64]);
        for grid in [Grid::Symmetric, Grid::FullRange, Grid::Asymmetric, Grid::Nf4, Grid::Wrapping] {
            let mut rounded = weights.clone();
            Quantizer { grid, ..INT4 }.round(&mut rounded, 128);
            assert!(rounded.iter().all(|w| *w == 0.0), "{grid:?}");
        }
    }

    #[test]
    fn bytes_are_codes_scales_and_zero_points() {
        assert_eq!(INT4.bytes(128 * 128, 128), Bytes { codes: 8192, scales: 2 * 256 });
        let channel = Quantizer { bits: 8, share: Share::Channel, ..INT4 };
        assert_eq!(channel.bytes(128 * 128, 128), Bytes { codes: 16384, scales: 256 });
        let tensor = Quantizer { bits: 8, share: Share::Tensor, ..INT4 };
        assert_eq!(tensor.bytes(128 * 128, 128), Bytes { codes: 16384, scales: 2 });
        let asymmetric = Quantizer { bits: 2, grid: Grid::Asymmetric, ..INT4 };
        assert_eq!(asymmetric.bytes(128 * 128, 128), Bytes { codes: 4096, scales: 2 * 256 + 64 });
    }
}
