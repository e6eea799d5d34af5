//! All schemes that are measured: one row each.

use crate::gpt::{Batch, Layout, Linear, Rounding, Run};
use crate::gptq::{Factor, Hessian};
use crate::matmul::{Scratch, View};
use crate::quantize::{Bytes, Grid, Quantizer, Share};
use crate::real::Real;
use crate::scaling;

/// Where a row belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The seven that the lab is about, and more: with the task.
    Results,
    /// Mistakes made on purpose.
    Mistakes,
    /// GPTQ with less, other or more.
    Settings,
    /// A single layer rounded, the others left alone.
    Layers,
    /// The same function with a few large weights, made by us.
    Outliers,
}

/// How GPTQ is calibrated.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Calibration {
    /// Sequences of activations.
    pub sequences: usize,
    /// What is added to the diagonal, in units of its mean.
    pub damping: f64,
    /// Random characters instead of sentences.
    pub noise: bool,
    /// Without what inputs have to do with each other.
    pub diagonal: bool,
    /// Activations of the model as it is rounded so far, instead of the original one.
    pub through_rounded: bool,
}

/// The calibration of the lab's row.
pub const USUAL: Calibration =
    Calibration { sequences: 128, damping: 0.01, noise: false, diagonal: false, through_rounded: false };

/// What is done to the weights of linear layers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Recipe {
    /// Nothing.
    Fp32,
    /// Everything in binary16: weights, norms, and what goes into and comes out of products.
    Fp16,
    /// Each weight to the nearest of the grid.
    Nearest(Quantizer),
    /// The same, and activations to 8 bits as well.
    NearestInt8Activations(Quantizer),
    /// SmoothQuant: part of the size of activations moved into the weights, then both rounded, activations to 8 bits.
    SmoothInt8Activations(Quantizer),
    /// AWQ: weights that read large activations scaled up, then each to the nearest of the grid.
    ActivationAware(Quantizer),
    /// GPTQ.
    Gptq(Quantizer, Calibration),
    /// The smaller half of each layer's weights dropped, the rest in binary16 or rounded.
    Sparse(Option<Quantizer>),
    /// One layer rounded, by its number.
    OneLayer(Quantizer, usize),
}

/// A row.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its key in the results.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Where it belongs.
    pub part: Part,
    /// What is done.
    pub recipe: Recipe,
}

const fn symmetric(bits: u32, share: Share) -> Quantizer {
    Quantizer { bits, grid: Grid::Symmetric, share, clip: false }
}

const G64: Share = Share::Group(64);
const INT4: Quantizer = symmetric(4, G64);
const INT3: Quantizer = symmetric(3, G64);
const INT2: Quantizer = Quantizer { grid: Grid::Asymmetric, ..symmetric(2, G64) };

/// Every row, in the order of the results.
pub fn all(layers: usize) -> Vec<Scheme> {
    use Part::{Layers, Mistakes, Outliers, Results, Settings};
    use Recipe::{
        ActivationAware, Fp16, Fp32, Gptq, Nearest, NearestInt8Activations, OneLayer, SmoothInt8Activations,
        Sparse,
    };
    let clipped = |quantizer| Quantizer { clip: true, ..quantizer };
    let grid = |grid| Quantizer { grid, ..INT4 };
    let (int8_tensor, int8_channel) = (symmetric(8, Share::Tensor), symmetric(8, Share::Channel));
    let mut rows: Vec<(Part, String, String, Recipe)> = [
        // The seven of the lab.
        (Results, "fp32", "FP32", Fp32),
        (Results, "fp16", "FP16", Fp16),
        (Results, "int8_tensor", "INT8 per tensor", Nearest(int8_tensor)),
        (Results, "int8_channel", "INT8 per channel", Nearest(int8_channel)),
        (Results, "int4_g128", "INT4 g128", Nearest(symmetric(4, Share::Group(128)))),
        (Results, "int4_g64", "INT4 g64", Nearest(INT4)),
        (Results, "int4_g64_gptq", "INT4 g64 + GPTQ", Gptq(INT4, USUAL)),
        // What else makes the frontier worth looking at.
        (Results, "int8_int8", "INT8 per channel, INT8 activations", NearestInt8Activations(int8_channel)),
        (Results, "int8_int8_smooth", "SmoothQuant, INT8 activations", SmoothInt8Activations(int8_channel)),
        (Results, "int6_g64", "INT6 g64", Nearest(symmetric(6, G64))),
        (Results, "int5_g64", "INT5 g64", Nearest(symmetric(5, G64))),
        (Results, "int4_tensor", "INT4 per tensor", Nearest(symmetric(4, Share::Tensor))),
        (Results, "int4_channel", "INT4 per channel", Nearest(symmetric(4, Share::Channel))),
        (Results, "int4_g64_clip", "INT4 g64, clipped", Nearest(clipped(INT4))),
        (Results, "int4_g64_asym", "INT4 g64, asymmetric", Nearest(grid(Grid::Asymmetric))),
        (Results, "int4_g64_aware", "INT4 g64 + AWQ scales", ActivationAware(INT4)),
        (Results, "nf4_g64", "NF4 g64", Nearest(grid(Grid::Nf4))),
        (Results, "int3_g64", "INT3 g64", Nearest(INT3)),
        (Results, "int3_g64_clip", "INT3 g64, clipped", Nearest(clipped(INT3))),
        (Results, "int3_g64_gptq", "INT3 g64 + GPTQ", Gptq(INT3, USUAL)),
        (Results, "int2_g64", "INT2 g64, asymmetric", Nearest(INT2)),
        (Results, "int2_g64_gptq", "INT2 g64, asymmetric + GPTQ", Gptq(INT2, USUAL)),
        (Results, "sparse", "50 % sparse, FP16", Sparse(None)),
        (Results, "sparse_int4", "50 % sparse, INT4 g64", Sparse(Some(INT4))),
        (Mistakes, "right", "Grid from −7 to 7", Nearest(INT4)),
        (Mistakes, "full_range", "Grid from −8 to 7, cut at 7", Nearest(grid(Grid::FullRange))),
        (Mistakes, "wrapping", "Grid from −8 to 7, where 8 wraps to −8", Nearest(grid(Grid::Wrapping))),
        (Mistakes, "wrong_scale", "Scale for 127, cut at 7", Nearest(grid(Grid::WrongScale))),
        (Mistakes, "gptq", "GPTQ", Gptq(INT4, USUAL)),
        (
            Mistakes,
            "diagonal",
            "GPTQ, H without off-diagonals",
            Gptq(INT4, Calibration { diagonal: true, ..USUAL }),
        ),
        (Mistakes, "noise", "GPTQ, random characters", Gptq(INT4, Calibration { noise: true, ..USUAL })),
        (Mistakes, "right_int3", "INT3", Nearest(INT3)),
        (Mistakes, "gptq_int3", "INT3, GPTQ", Gptq(INT3, USUAL)),
        (
            Mistakes,
            "diagonal_int3",
            "INT3, GPTQ, H without off-diagonals",
            Gptq(INT3, Calibration { diagonal: true, ..USUAL }),
        ),
        (
            Mistakes,
            "noise_int3",
            "INT3, GPTQ, random characters",
            Gptq(INT3, Calibration { noise: true, ..USUAL }),
        ),
    ]
    .map(|(part, id, label, recipe)| (part, id.into(), label.into(), recipe))
    .into();
    for (bits, quantizer) in [(4, INT4), (3, INT3)] {
        for sequences in [1, 4, 16, 64, 128] {
            let calibration = Calibration { sequences, ..USUAL };
            let id = format!("int{bits}_sequences_{sequences}");
            rows.push((
                Settings,
                id,
                format!("INT{bits}, {sequences} sequences"),
                Gptq(quantizer, calibration),
            ));
        }
        for (name, damping) in [("0001", 1e-4), ("001", 1e-3), ("1", 0.1), ("10", 1.0)] {
            let calibration = Calibration { damping, ..USUAL };
            rows.push((
                Settings,
                format!("int{bits}_damping_{name}"),
                format!("INT{bits}, damping {damping}"),
                Gptq(quantizer, calibration),
            ));
        }
        let calibration = Calibration { through_rounded: true, ..USUAL };
        rows.push((
            Settings,
            format!("int{bits}_through_rounded"),
            format!("INT{bits}, H of the rounded model"),
            Gptq(quantizer, calibration),
        ));
    }
    for layer in 0..4 * layers {
        let name = crate::gpt::LINEARS[layer % 4];
        rows.push((
            Layers,
            format!("block{}_{name}", layer / 4 + 1),
            format!("{}: {name}", layer / 4 + 1),
            OneLayer(INT3, layer),
        ));
    }
    for (id, label, recipe) in [
        ("fp32", "FP32", Fp32),
        ("int8_tensor", "INT8 per tensor", Nearest(int8_tensor)),
        ("int8_channel", "INT8 per channel", Nearest(int8_channel)),
        ("int8_int8", "INT8 per channel, INT8 activations", NearestInt8Activations(int8_channel)),
        ("int8_int8_smooth", "SmoothQuant, INT8 activations", SmoothInt8Activations(int8_channel)),
        ("int8_tensor_int8", "INT8 per tensor, INT8 activations", NearestInt8Activations(int8_tensor)),
        (
            "int8_tensor_int8_smooth",
            "SmoothQuant per tensor, INT8 activations",
            SmoothInt8Activations(int8_tensor),
        ),
        ("int4_tensor", "INT4 per tensor", Nearest(symmetric(4, Share::Tensor))),
        ("int4_g64", "INT4 g64", Nearest(INT4)),
        ("int4_g64_aware", "INT4 g64 + AWQ scales", ActivationAware(INT4)),
        ("int4_g64_gptq", "INT4 g64 + GPTQ", Gptq(INT4, USUAL)),
    ] {
        rows.push((Outliers, format!("outliers_{id}"), label.into(), recipe));
    }
    rows.into_iter().map(|(part, id, label, recipe)| Scheme { id, label, part, recipe }).collect()
}

impl Recipe {
    /// How activations are rounded.
    pub fn rounding(&self) -> Rounding {
        match self {
            Recipe::Fp16 => Rounding::Half,
            Recipe::NearestInt8Activations(_) | Recipe::SmoothInt8Activations(_) => Rounding::Int8,
            _ => Rounding::None,
        }
    }

    /// What a linear layer takes.
    pub fn bytes(&self, number: usize, linear: &Linear) -> Bytes {
        let (count, inputs) = (linear.at.len(), linear.inputs);
        match self {
            Recipe::Fp32 => Bytes { codes: 4 * count, scales: 0 },
            Recipe::Fp16 => Bytes { codes: 2 * count, scales: 0 },
            Recipe::Nearest(quantizer)
            | Recipe::NearestInt8Activations(quantizer)
            | Recipe::SmoothInt8Activations(quantizer)
            | Recipe::ActivationAware(quantizer)
            | Recipe::Gptq(quantizer, _) => quantizer.bytes(count, inputs),
            // Half of the weights, and a bit for each that says whether it is there.
            Recipe::Sparse(None) => Bytes { codes: count, scales: count.div_ceil(8) },
            Recipe::Sparse(Some(quantizer)) => {
                let dense = quantizer.bytes(count, inputs);
                Bytes { codes: dense.codes.div_ceil(2), scales: dense.scales + count.div_ceil(8) }
            }
            Recipe::OneLayer(quantizer, layer) if *layer == number => quantizer.bytes(count, inputs),
            Recipe::OneLayer(..) => Bytes { codes: 4 * count, scales: 0 },
        }
    }

    /// What a number that is not a weight of a linear layer takes: an embedding's, and a norm's.
    pub fn other_bytes(&self) -> (usize, usize) {
        match self {
            Recipe::Fp32 | Recipe::OneLayer(..) => (4, 4),
            Recipe::Fp16 => (2, 2),
            _ => (2, 4),
        }
    }

    /// All bytes of the model, and those of its linear layers.
    pub fn all_bytes(&self, layout: &Layout) -> (usize, usize) {
        let linear: usize = layout.linears().enumerate().map(|(i, linear)| self.bytes(i, linear).all()).sum();
        let (embedding, norm) = self.other_bytes();
        let embeddings: usize = layout.embeddings().map(|at| at.len()).iter().sum();
        let norms: usize = layout.norms().map(|at| at.len()).sum();
        (linear + embedding * embeddings + norm * norms, linear)
    }
}

/// A trained model, and what calibration found out about it.
pub struct Original<'a> {
    run: &'a mut Run<f32>,
    parameters: &'a [f32],
    sequences: &'a [Vec<u8>],
    noise: &'a [Vec<u8>],
    /// The H of each layer for the calibrations that were asked for so far, and what GPTQ takes from it.
    known: Vec<(Calibration, Vec<Hessian>, Vec<Factor>)>,
}

impl<'a> Original<'a> {
    /// A trained model with sequences to calibrate with, and others of random characters.
    pub fn new(
        run: &'a mut Run<f32>,
        parameters: &'a [f32],
        sequences: &'a [Vec<u8>],
        noise: &'a [Vec<u8>],
    ) -> Self {
        Original { run, parameters, sequences, noise, known: Vec::new() }
    }

    /// The parameters of a scheme.
    pub fn apply(&mut self, recipe: &Recipe) -> Vec<f32> {
        let mut parameters = self.parameters.to_vec();
        if self.other_is_half(recipe) {
            let embeddings = self.run.layout.embeddings();
            embeddings.into_iter().for_each(|at| f32::halve(&mut parameters[at]));
        }
        let linears: Vec<Linear> = self.run.layout.linears().cloned().collect();
        match recipe {
            Recipe::Fp32 => {}
            Recipe::Fp16 => f32::halve(&mut parameters),
            Recipe::Nearest(quantizer) | Recipe::NearestInt8Activations(quantizer) => {
                linears
                    .iter()
                    .for_each(|linear| quantizer.round(&mut parameters[linear.at.clone()], linear.inputs));
            }
            Recipe::SmoothInt8Activations(quantizer) | Recipe::ActivationAware(quantizer) => {
                let scales: Vec<Vec<f64>> = match recipe {
                    Recipe::SmoothInt8Activations(_) => {
                        let largest = self.largest_inputs(&linears);
                        let pairs = linears.iter().zip(&largest);
                        pairs
                            .map(|(l, largest)| scaling::smooth(&parameters[l.at.clone()], largest))
                            .collect()
                    }
                    _ => {
                        let known = self.known(&USUAL);
                        let pairs = linears.iter().zip(&self.known[known].1);
                        pairs.map(|(l, h)| scaling::aware(&parameters[l.at.clone()], h, quantizer)).collect()
                    }
                };
                scaling::fold(&mut parameters, &self.run.layout, &scales);
                linears
                    .iter()
                    .for_each(|linear| quantizer.round(&mut parameters[linear.at.clone()], linear.inputs));
            }
            Recipe::OneLayer(quantizer, layer) => {
                let linear = &linears[*layer];
                quantizer.round(&mut parameters[linear.at.clone()], linear.inputs);
            }
            Recipe::Sparse(quantizer) => {
                for linear in &linears {
                    let weights = &mut parameters[linear.at.clone()];
                    drop_half(weights);
                    match quantizer {
                        Some(quantizer) => quantizer.round(weights, linear.inputs),
                        None => f32::halve(weights),
                    }
                }
            }
            Recipe::Gptq(quantizer, calibration) if calibration.through_rounded => {
                for (i, linear) in linears.iter().enumerate() {
                    let hessian = self.hessians(&parameters, calibration, Some(i)).remove(0);
                    hessian.factor(calibration.damping).round(quantizer, &mut parameters[linear.at.clone()]);
                }
            }
            Recipe::Gptq(quantizer, calibration) => {
                let known = self.known(calibration);
                for (linear, factor) in linears.iter().zip(&self.known[known].2) {
                    factor.round(quantizer, &mut parameters[linear.at.clone()]);
                }
            }
        }
        parameters
    }

    fn other_is_half(&self, recipe: &Recipe) -> bool {
        recipe.other_bytes().0 == 2
    }

    /// For each layer: the squared error of its outputs that rounding and GPTQ make, and how much of H is off
    /// its diagonal.
    pub fn layer_errors(&mut self, quantizer: &Quantizer) -> Vec<(f64, f64, f64)> {
        let nearest = self.apply(&Recipe::Nearest(*quantizer));
        let gptq = self.apply(&Recipe::Gptq(*quantizer, USUAL));
        let known = self.known(&USUAL);
        let layers = self.run.layout.linears().zip(&self.known[known].1);
        let error = |rounded: &[f32], linear: &Linear, hessian: &Hessian| {
            let pairs = self.parameters[linear.at.clone()].iter().zip(&rounded[linear.at.clone()]);
            let errors: Vec<f64> = pairs.map(|(a, b)| f64::from(*a) - f64::from(*b)).collect();
            hessian.output_error(&errors)
        };
        layers.map(|(l, h)| (error(&nearest, l, h), error(&gptq, l, h), h.off_diagonal())).collect()
    }

    /// Where H of this calibration is.
    fn known(&mut self, calibration: &Calibration) -> usize {
        if let Some(known) = self.known.iter().position(|known| known.0 == *calibration) {
            return known;
        }
        let same = |known: &&(Calibration, Vec<Hessian>, Vec<Factor>)| {
            Calibration { damping: calibration.damping, diagonal: calibration.diagonal, ..known.0 }
                == *calibration
                && !known.0.diagonal
        };
        let hessians = match self.known.iter().find(same) {
            Some(known) => known.1.clone(),
            None => self.hessians(self.parameters, calibration, None),
        };
        let hessians: Vec<Hessian> =
            if calibration.diagonal { hessians.iter().map(Hessian::diagonal).collect() } else { hessians };
        let factors = hessians.iter().map(|hessian| hessian.factor(calibration.damping)).collect();
        self.known.push((*calibration, hessians, factors));
        self.known.len() - 1
    }

    /// How large each input of each linear layer becomes on the usual sequences, without its sign.
    fn largest_inputs(&mut self, linears: &[Linear]) -> Vec<Vec<f32>> {
        let mut largest: Vec<Vec<f32>> = linears.iter().map(|linear| vec![0.0; linear.inputs]).collect();
        for sequences in self.sequences.chunks(16) {
            let mut batch = Batch::default();
            sequences.iter().for_each(|sequence| batch.push(sequence));
            self.run.rounding = Rounding::None;
            self.run.forward(self.parameters, &batch);
            for (linear, largest) in linears.iter().zip(&mut largest) {
                for row in self.run.input_of(linear.block, linear.name).chunks_exact(linear.inputs) {
                    largest.iter_mut().zip(row).for_each(|(largest, x)| *largest = largest.max(x.abs()));
                }
            }
        }
        largest
    }

    /// H of all layers, or of one.
    fn hessians(
        &mut self,
        parameters: &[f32],
        calibration: &Calibration,
        only: Option<usize>,
    ) -> Vec<Hessian> {
        let linears: Vec<Linear> = self.run.layout.linears().cloned().collect();
        let linears: Vec<&Linear> = linears
            .iter()
            .enumerate()
            .filter(|(i, _)| only.is_none_or(|o| o == *i))
            .map(|(_, l)| l)
            .collect();
        let mut hessians: Vec<Hessian> = linears.iter().map(|linear| Hessian::new(linear.inputs)).collect();
        let sequences = if calibration.noise { self.noise } else { self.sequences };
        let mut scratch = Scratch::default();
        let mut squares = Vec::new();
        for sequences in sequences[..calibration.sequences].chunks(16) {
            let mut batch = Batch::default();
            sequences.iter().for_each(|sequence| batch.push(sequence));
            self.run.rounding = Rounding::None;
            self.run.forward(parameters, &batch);
            for (linear, hessian) in linears.iter().zip(&mut hessians) {
                let n = linear.inputs;
                let input = View::new(self.run.input_of(linear.block, linear.name), n);
                squares.resize(n * n, 0.0f32);
                scratch.product((n, n, batch.len()), input.transposed(), input, &mut squares, n);
                hessian.add(&squares[..n * n], batch.len());
            }
        }
        hessians
    }
}

/// Sets the smaller half of weights to zero.
fn drop_half(weights: &mut [f32]) {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| weights[*a].abs().total_cmp(&weights[*b].abs()));
    order[..weights.len() / 2].iter().for_each(|i| weights[*i] = 0.0);
}

/// Makes one hidden unit in 64 eight times as large, and what reads it eight times as small: with ReLU the function
/// stays the same, to the bit. Large language models grow such units by themselves; this one has none.
pub fn with_outliers(parameters: &[f32], layout: &Layout) -> Vec<f32> {
    let mut parameters = parameters.to_vec();
    let linears: Vec<&Linear> = layout.linears().collect();
    for block in linears.chunks_exact(4) {
        let (fc, down) = (block[2], block[3]);
        for unit in (0..fc.outputs).step_by(64) {
            let at = fc.at.start + unit * fc.inputs;
            parameters[at..at + fc.inputs].iter_mut().for_each(|w| *w *= 8.0);
            (0..down.outputs).for_each(|row| parameters[down.at.start + row * down.inputs + unit] /= 8.0);
        }
    }
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Sizes, VOCABULARY};
    use crate::gpt::{Activation, Shape};
    use crate::measure;

    const SHAPE: Shape = Shape {
        vocabulary: VOCABULARY,
        context: 48,
        width: 32,
        heads: 2,
        layers: 2,
        hidden: 64,
        activation: Activation::Relu,
    };

    struct Example {
        run: Run<f32>,
        parameters: Vec<f32>,
        sequences: Vec<Vec<u8>>,
    }

    /// A model that has seen a few sentences.
    fn example() -> Example {
        let corpus = Corpus::new(3, Sizes { train: 300, test: 10, calibration: 120, items: 1 });
        let training =
            crate::train::Training { steps: 80, batch: 4, rate: 1e-2, warm_up: 5, decay: 0.1, clip: 1.0 };
        let parameters = crate::train::train(SHAPE, &training, &corpus, 1, |_, _| {});
        Example {
            run: Run::new(SHAPE),
            parameters,
            sequences: measure::calibration(&corpus, SHAPE.context, 32),
        }
    }

    #[test]
    fn keys_are_unique_and_the_seven_come_first() {
        let rows = all(2);
        let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let seven = ["fp32", "fp16", "int8_tensor", "int8_channel", "int4_g128", "int4_g64", "int4_g64_gptq"];
        assert_eq!(ids[..7], seven);
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn bytes_of_the_whole_model_add_up() {
        let layout = Layout::new(&SHAPE);
        assert_eq!(Recipe::Fp32.all_bytes(&layout).0, 4 * layout.count);
        assert_eq!(Recipe::Fp16.all_bytes(&layout).0, 2 * layout.count);
        let (all, linear) = Recipe::Nearest(symmetric(8, Share::Channel)).all_bytes(&layout);
        let outputs: usize = layout.linears().map(|linear| linear.outputs).sum();
        let weights: usize = layout.linears().map(|linear| linear.at.len()).sum();
        assert_eq!(linear, weights + 2 * outputs);
        assert_eq!(all, linear + 2 * 32 * (VOCABULARY + 48) + 4 * 5 * 2 * 32);
    }

    #[test]
    fn gptq_beats_rounding_in_every_layer_of_a_model() {
        let Example { mut run, parameters, sequences } = example();
        let calibration = Calibration { sequences: 32, ..USUAL };
        let mut original = Original::new(&mut run, &parameters, &sequences, &sequences);
        let known = original.known(&calibration);
        // `layer_errors` asks for the usual number of sequences.
        original.known[known].0 = USUAL;
        for (number, (nearest, gptq, off_diagonal)) in original.layer_errors(&INT4).into_iter().enumerate() {
            assert!(gptq < nearest, "layer {number}: {gptq} and {nearest}");
            assert!(off_diagonal > 0.1, "layer {number}: {off_diagonal}");
        }
    }

    #[test]
    fn a_diagonal_hessian_makes_gptq_plain_rounding() {
        let Example { mut run, parameters, sequences } = example();
        let mut original = Original::new(&mut run, &parameters, &sequences, &sequences);
        let diagonal = Calibration { sequences: 32, diagonal: true, ..USUAL };
        assert_eq!(original.apply(&Recipe::Gptq(INT4, diagonal)), original.apply(&Recipe::Nearest(INT4)));
        let full = original.apply(&Recipe::Gptq(INT4, Calibration { diagonal: false, ..diagonal }));
        assert_ne!(full, original.apply(&Recipe::Nearest(INT4)));
    }

    #[test]
    fn outliers_of_our_own_do_not_change_the_function() {
        let Example { mut run, parameters, sequences } = example();
        let stretched = with_outliers(&parameters, &run.layout);
        assert_ne!(parameters, stretched);
        let mut batch = Batch::default();
        sequences.iter().for_each(|sequence| batch.push(sequence));
        run.forward(&parameters, &batch);
        let before = run.logits.clone();
        run.forward(&stretched, &batch);
        assert_eq!(before, run.logits);
    }

    /// Outliers of our own cost INT8 activations something, and SmoothQuant wins it back.
    #[test]
    fn smoothing_helps_against_outliers() {
        let Example { mut run, parameters, sequences } = example();
        let stretched = with_outliers(&parameters, &run.layout);
        let mut batch = Batch::default();
        sequences.iter().for_each(|sequence| batch.push(sequence));
        run.forward(&stretched, &batch);
        let right = run.logits.clone();
        let mut calibrating = Run::new(SHAPE);
        let mut original = Original::new(&mut calibrating, &stretched, &sequences, &sequences);
        let quantizer = symmetric(8, Share::Tensor);
        let mut error = |recipe: Recipe| -> f64 {
            let rounded = original.apply(&recipe);
            run.rounding = recipe.rounding();
            run.forward(&rounded, &batch);
            right.iter().zip(&run.logits).map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum()
        };
        let plain = error(Recipe::NearestInt8Activations(quantizer));
        let smooth = error(Recipe::SmoothInt8Activations(quantizer));
        assert!(smooth < plain / 2.0, "{smooth} and {plain}");
    }

    #[test]
    fn half_of_the_weights_are_dropped() {
        let mut weights = vec![0.5, -0.1, 0.2, -0.9];
        drop_half(&mut weights);
        assert_eq!(weights, [0.5, 0.0, 0.0, -0.9]);
    }
}
