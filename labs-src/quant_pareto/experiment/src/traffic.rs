//! One step of inference: the next character after some that are known. It is computed operation by operation, and
//! every operation says what it reads, what it writes, and what it computes. Nothing is fused: a result is written
//! once, and read by whatever needs it.

use crate::gpt::{Layout, Linear, Rounding, Shape};
use crate::schemes::Recipe;

/// What a step does.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Traffic {
    /// Operations: a multiplication and an addition are two.
    pub flop: usize,
    /// Bytes of weights, embeddings and norms, as stored.
    pub weights: usize,
    /// Bytes of scales, zero points and masks.
    pub scales: usize,
    /// Bytes of activations, read and written.
    pub activations: usize,
    /// Bytes of keys and values, read and written.
    pub cache: usize,
}

impl Traffic {
    /// All bytes.
    pub fn bytes(&self) -> usize {
        self.weights + self.scales + self.activations + self.cache
    }
}

/// A step, in the making.
struct Step<'a> {
    parameters: &'a [f32],
    recipe: &'a Recipe,
    traffic: Traffic,
}

impl Step<'_> {
    /// The bytes of an activation, or of a key or value.
    fn wide(&self) -> usize {
        if *self.recipe == Recipe::Fp16 { 2 } else { 4 }
    }

    fn moved(&mut self, numbers: usize) {
        self.traffic.activations += numbers * self.wide();
    }

    fn linear(&mut self, number: usize, linear: &Linear, input: &[f32]) -> Vec<f32> {
        let bytes = self.recipe.bytes(number, linear);
        self.traffic.weights += bytes.codes;
        self.traffic.scales += bytes.scales;
        self.traffic.flop += 2 * linear.at.len();
        self.moved(linear.outputs);
        // With 8-bit activations the input is read to be rounded, written as a byte each, and read again.
        self.moved(linear.inputs);
        if self.recipe.rounding() == Rounding::Int8 {
            self.traffic.activations += 2 * linear.inputs;
        }
        let rows = self.parameters[linear.at.clone()].chunks_exact(linear.inputs);
        rows.map(|row| row.iter().zip(input).fold(0.0, |sum, (w, x)| sum + w * x)).collect()
    }

    fn norm(&mut self, at: std::ops::Range<usize>, input: &[f32]) -> Vec<f32> {
        let width = input.len();
        self.traffic.weights += self.recipe.other_bytes().1 * 2 * width;
        self.traffic.flop += 8 * width;
        self.moved(2 * width);
        let (gain, offset) = self.parameters[at].split_at(width);
        let mean = input.iter().sum::<f32>() / width as f32;
        let variance = input.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / width as f32;
        let inverse = 1.0 / (variance + 1e-5).sqrt();
        (0..width).map(|i| (input[i] - mean) * inverse * gain[i] + offset[i]).collect()
    }

    fn add(&mut self, to: &mut [f32], values: &[f32]) {
        self.traffic.flop += to.len();
        self.moved(3 * to.len());
        to.iter_mut().zip(values).for_each(|(to, value)| *to += value);
    }
}

/// Computes the output for the last of `tokens`, whose predecessors left keys and values in the cache, and counts
/// what this last step does.
pub fn step(shape: &Shape, parameters: &[f32], recipe: &Recipe, tokens: &[u8]) -> (Vec<f32>, Traffic) {
    let layout = Layout::new(shape);
    let linears: Vec<&Linear> = layout.linears().collect();
    let norms: Vec<_> = layout.norms().collect();
    let [embedding, positions] = layout.embeddings();
    let (width, head) = (shape.width, shape.width / shape.heads);
    let mut caches = vec![(Vec::<f32>::new(), Vec::<f32>::new()); shape.layers];
    let mut last = (Vec::new(), Traffic::default());
    for (position, token) in tokens.iter().enumerate() {
        let mut step = Step { parameters, recipe, traffic: Traffic::default() };
        let (token, place) =
            (embedding.start + usize::from(*token) * width, positions.start + position * width);
        let mut stream: Vec<f32> =
            (0..width).map(|i| parameters[token + i] + parameters[place + i]).collect();
        step.traffic.weights += 2 * width * recipe.other_bytes().0;
        step.traffic.flop += width;
        step.moved(width);
        for (block, (keys, values)) in caches.iter_mut().enumerate() {
            let normed = step.norm(norms[2 * block].clone(), &stream);
            let qkv = step.linear(4 * block, linears[4 * block], &normed);
            keys.extend_from_slice(&qkv[width..2 * width]);
            values.extend_from_slice(&qkv[2 * width..]);
            let seen = position + 1;
            // Written once, then all of them read.
            step.traffic.cache += step.wide() * 2 * width * (1 + seen);
            step.traffic.flop += 4 * seen * width + 5 * seen * shape.heads;
            // The query; the weights of attention, written and read; what comes out.
            step.moved(width + 2 * seen * shape.heads + width);
            let mut mixed = vec![0.0; width];
            for h in 0..shape.heads {
                let at = h * head..(h + 1) * head;
                let query = &qkv[at.clone()];
                let scores: Vec<f32> = keys
                    .chunks_exact(width)
                    .map(|key| {
                        key[at.clone()].iter().zip(query).map(|(k, q)| k * q).sum::<f32>()
                            / (head as f32).sqrt()
                    })
                    .collect();
                let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let powers: Vec<f32> = scores.iter().map(|score| libm::expf(score - largest)).collect();
                let sum: f32 = powers.iter().sum();
                for (power, value) in powers.iter().zip(values.chunks_exact(width)) {
                    let to = mixed[at.clone()].iter_mut().zip(&value[at.clone()]);
                    to.for_each(|(to, value)| *to += power / sum * value);
                }
            }
            let out = step.linear(4 * block + 1, linears[4 * block + 1], &mixed);
            step.add(&mut stream, &out);
            let normed = step.norm(norms[2 * block + 1].clone(), &stream);
            let mut hidden = step.linear(4 * block + 2, linears[4 * block + 2], &normed);
            step.moved(2 * hidden.len());
            step.traffic.flop += hidden.len();
            hidden.iter_mut().for_each(|x| *x = x.max(0.0));
            let out = step.linear(4 * block + 3, linears[4 * block + 3], &hidden);
            step.add(&mut stream, &out);
        }
        let normed = step.norm(norms[2 * shape.layers].clone(), &stream);
        step.traffic.weights += embedding.len() * recipe.other_bytes().0;
        step.traffic.flop += 2 * embedding.len();
        step.moved(width + shape.vocabulary);
        let rows = parameters[embedding.clone()].chunks_exact(width);
        let logits = rows.map(|row| row.iter().zip(&normed).map(|(w, x)| w * x).sum()).collect();
        last = (logits, step.traffic);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::corpus::VOCABULARY;
    use crate::gpt::{Activation, Batch, Run};
    use crate::quantize::{Grid, Quantizer, Share};

    const SHAPE: Shape = Shape {
        vocabulary: VOCABULARY,
        context: 32,
        width: 32,
        heads: 4,
        layers: 2,
        hidden: 64,
        activation: Activation::Relu,
    };

    /// The step that is counted is the step that the model takes.
    #[test]
    fn steps_compute_what_the_model_computes() {
        let mut run = Run::<f32>::new(SHAPE);
        let mut parameters = run.start(&mut Chance::new(1, 0));
        let mut chance = Chance::new(1, 1);
        parameters.iter_mut().for_each(|p| *p += 0.2 * chance.normal() as f32);
        let tokens: Vec<u8> = (0..20).map(|i| i * 5 % 28).collect();
        let (logits, _) = step(&SHAPE, &parameters, &Recipe::Fp32, &tokens);
        let mut batch = Batch::default();
        batch.push(&tokens);
        run.forward(&parameters, &batch);
        for (a, b) in logits.iter().zip(&run.logits[19 * VOCABULARY..]) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn traffic_is_what_a_pencil_gives() {
        let parameters = vec![0.0; Layout::new(&SHAPE).count];
        let traffic = |recipe| step(&SHAPE, &parameters, &recipe, &[0; 10]).1;
        let fp32 = traffic(Recipe::Fp32);
        let linear = 2 * (4 * 32 * 32 + 2 * 32 * 64);
        let others = 2 * 32 + 28 * 32 + 5 * 2 * 32;
        assert_eq!(fp32.weights, 4 * (linear + others));
        assert_eq!((fp32.scales, fp32.cache), (0, 2 * 4 * 2 * 32 * 11));
        // Every product dominates; the rest is norms, sums, attention.
        assert!(fp32.flop > 2 * (linear + 28 * 32) && fp32.flop < 3 * linear, "{}", fp32.flop);
        let fp16 = traffic(Recipe::Fp16);
        assert_eq!(2 * fp16.bytes(), fp32.bytes());
        let int4 = Quantizer { bits: 4, grid: Grid::Symmetric, share: Share::Group(64), clip: false };
        let int4 = traffic(Recipe::Nearest(int4));
        assert_eq!(int4.weights, linear / 2 + 2 * (2 * 32 + 28 * 32) + 4 * 5 * 2 * 32);
        assert_eq!((int4.activations, int4.cache, int4.flop), (fp32.activations, fp32.cache, fp32.flop));
    }
}
