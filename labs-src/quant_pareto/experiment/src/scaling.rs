//! Scales that move between a layer and what comes before it. Input j of a linear layer is divided by s_j, and column
//! j of its weights multiplied by it: the function stays the same, and rounding finds other numbers to round.
//!
//! All four linear layers of a block let their inputs be divided for free: a layer norm takes the factors into its
//! gains and offsets, the values of attention and the hidden ReLU units take them into the rows that compute them.

use crate::gpt::Layout;
use crate::gptq::Hessian;
use crate::quantize::Quantizer;
use crate::real::Real;

/// Divides the inputs of every linear layer by its scales, and multiplies its columns by them. `scales` has a list for
/// each linear layer, in the order of `Layout::linears`, with a factor above 0 for each input.
pub fn fold<T: Real>(parameters: &mut [T], layout: &Layout, scales: &[Vec<f64>]) {
    let linears: Vec<_> = layout.linears().cloned().collect();
    let norms: Vec<_> = layout.norms().collect();
    for (linear, scales) in linears.iter().zip(scales) {
        for row in parameters[linear.at.clone()].chunks_exact_mut(linear.inputs) {
            row.iter_mut().zip(scales).for_each(|(w, s)| *w = *w * T::of(*s));
        }
        // The numbers that make input `i`, `stride` of them in a row.
        let mut divide = |start: usize, stride: usize| {
            for (i, s) in scales.iter().enumerate() {
                let row = &mut parameters[start + i * stride..][..stride];
                row.iter_mut().for_each(|w| *w = *w / T::of(*s));
            }
        };
        match linear.name {
            "qkv" | "fc" => {
                let norm = &norms[2 * linear.block + usize::from(linear.name == "fc")];
                divide(norm.start, 1);
                divide(norm.start + linear.inputs, 1);
            }
            // Values are the last third of the rows of `qkv`; hidden units are the rows of `fc`.
            "proj" => {
                divide(linears[4 * linear.block].at.start + 2 * linear.inputs * linear.inputs, linear.inputs)
            }
            _ => {
                let fc = &linears[4 * linear.block + 2];
                divide(fc.at.start, fc.inputs);
            }
        }
    }
}

/// The scales of SmoothQuant (Xiao et al. 2023) with its α of ½: the square root of the largest input j by the largest
/// weight that reads it, so that both become equally large. An input that is never used keeps a scale of 1.
pub fn smooth(weights: &[f32], largest_inputs: &[f32]) -> Vec<f64> {
    let inputs = largest_inputs.len();
    let mut largest = vec![0.0f32; inputs];
    for row in weights.chunks_exact(inputs) {
        largest.iter_mut().zip(row).for_each(|(largest, w)| *largest = largest.max(w.abs()));
    }
    let pairs = largest_inputs.iter().zip(largest);
    pairs
        .map(|(x, w)| if *x > 0.0 && w > 0.0 { libm::sqrt(f64::from(*x) / f64::from(w)) } else { 1.0 })
        .collect()
}

/// The scales of AWQ (Lin et al. 2023): inputs that are large on average get finer weights. Scale j is the root mean
/// square of input j to the power α, where α from 0 to 0.95 is the one with the smallest squared error of the layer's
/// outputs. α = 0 scales nothing, so the error is never larger than that of plain rounding.
pub fn aware(weights: &[f32], hessian: &Hessian, quantizer: &Quantizer) -> Vec<f64> {
    let sizes = hessian.input_sizes();
    let tried = (0..20).map(|step| {
        let power = f64::from(step) / 20.0;
        let scales: Vec<f64> =
            sizes.iter().map(|size| if *size > 0.0 { libm::pow(*size, power) } else { 1.0 }).collect();
        let (low, high) =
            scales.iter().fold((f64::INFINITY, 0.0), |(low, high), s| (s.min(low), s.max(high)));
        let middle = libm::sqrt(low * high);
        let scales: Vec<f64> = scales.iter().map(|scale| scale / middle).collect();
        (scaled_error(weights, hessian, quantizer, &scales), scales)
    });
    tried.reduce(|a, b| if b.0 < a.0 { b } else { a }).expect("several were tried").1
}

/// The squared error of a layer's outputs when its weights are rounded after scaling.
fn scaled_error(weights: &[f32], hessian: &Hessian, quantizer: &Quantizer, scales: &[f64]) -> f64 {
    let scale = |i: usize| scales[i % scales.len()];
    let mut rounded: Vec<f32> =
        weights.iter().enumerate().map(|(i, w)| (f64::from(*w) * scale(i)) as f32).collect();
    quantizer.round(&mut rounded, scales.len());
    let pairs = weights.iter().zip(&rounded).enumerate();
    let errors: Vec<f64> = pairs.map(|(i, (w, r))| f64::from(*w) - f64::from(*r) / scale(i)).collect();
    hessian.output_error(&errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::corpus::{VOCABULARY, tokens};
    use crate::gpt::{Activation, Batch, Run, Shape};
    use crate::matmul::{Scratch, View};
    use crate::quantize::{Grid, Share};

    const SHAPE: Shape = Shape {
        vocabulary: VOCABULARY,
        context: 32,
        width: 16,
        heads: 2,
        layers: 2,
        hidden: 24,
        activation: Activation::Relu,
    };

    fn logits<T: Real>(run: &mut Run<T>, parameters: &[T]) -> Vec<T> {
        let mut batch = Batch::default();
        for text in ["\nthe dog barks\n", "\nwe have not seen it\n"] {
            batch.push(&tokens(text));
        }
        run.forward(parameters, &batch);
        run.logits.clone()
    }

    /// Parameters with every gain, offset and weight away from its start.
    fn parameters<T: Real>(run: &Run<T>) -> Vec<T> {
        let mut chance = Chance::new(6, 0);
        let mut parameters = run.start(&mut chance);
        parameters.iter_mut().for_each(|p| *p += T::of(0.2 * chance.normal()));
        parameters
    }

    /// Multiplying and dividing by powers of two loses nothing, so not a bit of the output may change.
    #[test]
    fn scales_that_are_powers_of_two_change_no_bit_of_the_output() {
        let mut run = Run::<f32>::new(SHAPE);
        let mut parameters = parameters(&run);
        let before = logits(&mut run, &parameters);
        let kept = parameters.clone();
        let mut chance = Chance::new(6, 1);
        let scales: Vec<Vec<f64>> = run
            .layout
            .linears()
            .map(|linear| (0..linear.inputs).map(|_| libm::exp2(chance.one_of(9) as f64 - 4.0)).collect())
            .collect();
        fold(&mut parameters, &run.layout, &scales);
        assert!(run.layout.linears().all(|linear| parameters[linear.at.clone()] != kept[linear.at.clone()]));
        assert_eq!(before, logits(&mut run, &parameters));
    }

    #[test]
    fn any_scales_keep_the_function() {
        let mut run = Run::<f64>::new(SHAPE);
        let mut parameters = parameters(&run);
        let before = logits(&mut run, &parameters);
        let mut chance = Chance::new(6, 2);
        let scales: Vec<Vec<f64>> = run
            .layout
            .linears()
            .map(|linear| (0..linear.inputs).map(|_| libm::exp(2.0 * chance.normal())).collect())
            .collect();
        fold(&mut parameters, &run.layout, &scales);
        for (before, after) in before.iter().zip(logits(&mut run, &parameters)) {
            assert!((before - after).abs() < 1e-9 * (1.0 + before.abs()), "{before} and {after}");
        }
    }

    #[test]
    fn smoothing_makes_inputs_and_weights_equally_large() {
        let weights = [0.5, -0.1, 0.0, 0.25, 0.2, 0.0];
        let scales = smooth(&weights, &[8.0, 0.2, 3.0]);
        for (scale, (input, weight)) in scales.iter().zip([(8.0, 0.5), (0.2, 0.2)]) {
            assert!((input / scale - weight * scale).abs() < 1e-6, "{scale}");
        }
        assert_eq!(smooth(&weights, &[0.0, 0.0, 3.0]), [1.0; 3], "an input or a weight that is always zero");
    }

    /// Some inputs are large, and round groups with small ones: finer weights for them must pay.
    #[test]
    fn activation_aware_scales_never_have_a_larger_output_error() {
        let (size, rows) = (64, 200);
        let mut chance = Chance::new(6, 3);
        let weights: Vec<f32> = (0..24 * size).map(|_| (0.1 * chance.normal()) as f32).collect();
        for large in [1.0, 12.0] {
            let inputs: Vec<f32> = (0..rows * size)
                .map(|i| (chance.normal() * if i % size % 16 == 3 { large } else { 1.0 }) as f32)
                .collect();
            let mut squares = vec![0.0; size * size];
            let view = View::new(&inputs, size);
            Scratch::default().product((size, size, rows), view.transposed(), view, &mut squares, size);
            let mut hessian = Hessian::new(size);
            hessian.add(&squares, rows);
            for share in [Share::Channel, Share::Group(32)] {
                let quantizer = Quantizer { bits: 4, grid: Grid::Symmetric, share, clip: false };
                let error = |scales: &[f64]| scaled_error(&weights, &hessian, &quantizer, scales);
                let (plain, scaled) =
                    (error(&vec![1.0; size]), error(&aware(&weights, &hessian, &quantizer)));
                let most = if large > 1.0 { 0.6 } else { 1.0 };
                assert!(scaled <= most * plain, "{share:?}, {large}: {scaled} and {plain}");
            }
        }
    }
}
