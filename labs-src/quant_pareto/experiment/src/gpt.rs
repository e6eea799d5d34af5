//! A small GPT: blocks of attention and a two-layer network, each behind a layer norm, added to a stream of
//! `width` numbers for each character. Its output shares the table of its embeddings. Linear layers have no biases.

use std::ops::Range;

use crate::chance::Chance;
use crate::matmul::{Scratch, View};
use crate::real::Real;

const NORM_EPSILON: f64 = 1e-5;

/// What stands between the two linear layers of a block's network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Activation {
    /// max(x, 0)
    Relu,
    /// x / (1 + e⁻ˣ): smooth, for the test of the gradients
    #[cfg(test)]
    Silu,
}

impl Activation {
    fn value<T: Real>(self, x: T) -> T {
        match self {
            Activation::Relu if x > T::default() => x,
            Activation::Relu => T::default(),
            #[cfg(test)]
            Activation::Silu => x / (T::of(1.0) + (-x).exp()),
        }
    }

    fn slope<T: Real>(self, x: T) -> T {
        match self {
            Activation::Relu => T::of(if x > T::default() { 1.0 } else { 0.0 }),
            #[cfg(test)]
            Activation::Silu => {
                let s = T::of(1.0) / (T::of(1.0) + (-x).exp());
                s * (T::of(1.0) + x * (T::of(1.0) - s))
            }
        }
    }
}

/// The sizes of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Characters it knows.
    pub vocabulary: usize,
    /// The longest sequence.
    pub context: usize,
    /// Numbers for each character.
    pub width: usize,
    /// Heads of attention; they share the width.
    pub heads: usize,
    /// Blocks.
    pub layers: usize,
    /// The width between the two linear layers of a block's network.
    pub hidden: usize,
    /// What stands between them.
    pub activation: Activation,
}

/// The linear layers of a block, in the order in which a sequence meets them.
pub const LINEARS: [&str; 4] = ["qkv", "proj", "fc", "down"];

/// A linear layer: `outputs` rows of `inputs` weights.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The block, from 0.
    pub block: usize,
    /// Its name among `LINEARS`.
    pub name: &'static str,
    /// Its rows.
    pub outputs: usize,
    /// Its columns.
    pub inputs: usize,
    /// Where its weights are among the parameters.
    pub at: Range<usize>,
}

impl Linear {
    /// From the derivative by the outputs and the inputs themselves, a row for each character: the derivatives by
    /// the weights, into `gradient`, and by the inputs, into `d_in`.
    fn backward<T: Real>(
        &self,
        scratch: &mut Scratch<T>,
        parameters: &[T],
        gradient: &mut [T],
        (d_out, input): (&[T], &[T]),
        d_in: &mut [T],
    ) {
        let (outputs, inputs, rows) = (self.outputs, self.inputs, input.len() / self.inputs);
        let d_out = View::new(d_out, outputs);
        let weights = View::new(&parameters[self.at.clone()], inputs);
        scratch.product((rows, inputs, outputs), d_out, weights, d_in, inputs);
        let out = &mut gradient[self.at.clone()];
        scratch.product((outputs, inputs, rows), d_out.transposed(), View::new(input, inputs), out, inputs);
    }
}

/// Where the parameters of a block are.
struct Block {
    norm1: Range<usize>,
    norm2: Range<usize>,
    linears: [Linear; 4],
}

/// Where everything is in the one list of parameters.
pub struct Layout {
    embedding: Range<usize>,
    positions: Range<usize>,
    blocks: Vec<Block>,
    last_norm: Range<usize>,
    /// How many parameters there are.
    pub count: usize,
}

impl Layout {
    /// The layout of a model of this shape.
    pub fn new(shape: &Shape) -> Self {
        let mut count = 0;
        let mut next = |size: usize| {
            count += size;
            count - size..count
        };
        let width = shape.width;
        let embedding = next(shape.vocabulary * width);
        let positions = next(shape.context * width);
        let blocks = (0..shape.layers)
            .map(|block| {
                let sizes =
                    [(3 * width, width), (width, width), (shape.hidden, width), (width, shape.hidden)];
                let (norm1, norm2) = (next(2 * width), next(2 * width));
                let linears = std::array::from_fn(|i| {
                    let (outputs, inputs) = sizes[i];
                    Linear { block, name: LINEARS[i], outputs, inputs, at: next(outputs * inputs) }
                });
                Block { norm1, norm2, linears }
            })
            .collect();
        let last_norm = next(2 * width);
        Layout { embedding, positions, blocks, last_norm, count }
    }

    /// All linear layers, in the order in which a sequence meets them.
    pub fn linears(&self) -> impl Iterator<Item = &Linear> {
        self.blocks.iter().flat_map(|block| &block.linears)
    }

    /// The embeddings: of characters, which are also the output layer, and of positions.
    pub fn embeddings(&self) -> [Range<usize>; 2] {
        [self.embedding.clone(), self.positions.clone()]
    }

    /// The gains and offsets of the layer norms.
    pub fn norms(&self) -> impl Iterator<Item = Range<usize>> {
        let blocks = self.blocks.iter().flat_map(|block| [block.norm1.clone(), block.norm2.clone()]);
        blocks.chain([self.last_norm.clone()])
    }
}

/// How the inputs and outputs of matrix products are rounded. Sums are always `f32`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rounding {
    /// Not at all.
    #[default]
    None,
    /// Inputs and outputs of linear layers and of attention to binary16.
    Half,
    /// The inputs of linear layers to integers from −127 to 127, with a scale for each character.
    Int8,
}

/// Sequences for a model, one behind the other.
#[derive(Clone, Default)]
pub struct Batch {
    /// The characters.
    pub tokens: Vec<u8>,
    /// The position of each in its sequence.
    positions: Vec<usize>,
    /// Where the branch of each character begins in its sequence: it sees the sequence's trunk and its branch.
    branch: Vec<usize>,
    /// Where each sequence is, and how long its trunk is.
    sequences: Vec<(Range<usize>, usize)>,
}

impl Batch {
    /// Removes all sequences.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.positions.clear();
        self.branch.clear();
        self.sequences.clear();
    }

    /// How many characters there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Adds a sequence.
    pub fn push(&mut self, tokens: &[u8]) {
        self.push_branches(tokens, std::iter::empty());
    }

    /// Adds a trunk with several ways to go on: the same numbers as one sequence for each way, with the trunk
    /// computed once.
    pub fn push_branches<'a>(&mut self, trunk: &[u8], branches: impl Iterator<Item = &'a [u8]>) {
        let start = self.tokens.len();
        let mut add = |tokens: &[u8], position: usize, branch: usize| {
            for (i, token) in tokens.iter().enumerate() {
                self.tokens.push(*token);
                self.positions.push(position + i);
                self.branch.push(branch);
            }
            self.tokens.len() - start
        };
        let mut end = add(trunk, 0, 0);
        for branch in branches {
            end = add(branch, trunk.len(), end);
        }
        self.sequences.push((start..start + end, trunk.len()));
    }
}

/// What a layer norm needs to remember.
#[derive(Default)]
struct Norm<T> {
    mean: Vec<T>,
    inverse: Vec<T>,
    out: Vec<T>,
}

/// What a block computed.
#[derive(Default)]
struct Trace<T> {
    before: Vec<T>,
    norm1: Norm<T>,
    qkv: Vec<T>,
    attention: Vec<T>,
    mixed: Vec<T>,
    middle: Vec<T>,
    norm2: Norm<T>,
    hidden: Vec<T>,
    active: Vec<T>,
}

/// A computation of a model, with the buffers that it reuses.
pub struct Run<T> {
    shape: Shape,
    /// Where the parameters are.
    pub layout: Layout,
    /// How inputs and outputs of products are rounded; training rounds nothing.
    pub rounding: Rounding,
    scratch: Scratch<T>,
    traces: Vec<Trace<T>>,
    last: Vec<T>,
    last_norm: Norm<T>,
    /// After `forward`: the output for each character, one number for each of the vocabulary.
    pub logits: Vec<T>,
    scores: Vec<T>,
    d_stream: Vec<T>,
    d_norm: Vec<T>,
    d_wide: Vec<T>,
    d_mixed: Vec<T>,
    d_qkv: Vec<T>,
}

impl<T: Real> Run<T> {
    /// A computation for models of this shape.
    pub fn new(shape: Shape) -> Self {
        Run {
            layout: Layout::new(&shape),
            traces: (0..shape.layers).map(|_| Trace::default()).collect(),
            shape,
            rounding: Rounding::None,
            scratch: Scratch::default(),
            last: Vec::new(),
            last_norm: Norm::default(),
            logits: Vec::new(),
            scores: Vec::new(),
            d_stream: Vec::new(),
            d_norm: Vec::new(),
            d_wide: Vec::new(),
            d_mixed: Vec::new(),
            d_qkv: Vec::new(),
        }
    }

    /// Random parameters for the start of training.
    pub fn start(&self, chance: &mut Chance) -> Vec<T> {
        let mut parameters = vec![T::default(); self.layout.count];
        let mut fill = |at: Range<usize>, deviation: f64| {
            parameters[at].iter_mut().for_each(|p| *p = T::of(chance.normal() * deviation));
        };
        self.layout.embeddings().into_iter().for_each(|at| fill(at, 0.02));
        let into_stream = 0.02 / libm::sqrt(2.0 * self.shape.layers as f64);
        for linear in self.layout.linears() {
            let ends_branch = linear.name == "proj" || linear.name == "down";
            fill(linear.at.clone(), if ends_branch { into_stream } else { 0.02 });
        }
        for norm in self.layout.norms() {
            let (gain, _) = parameters[norm].split_at_mut(self.shape.width);
            gain.fill(T::of(1.0));
        }
        parameters
    }

    /// The input that linear layer `name` of a block got in the last `forward`: a row for each character.
    pub fn input_of(&self, block: usize, name: &str) -> &[T] {
        let trace = &self.traces[block];
        match name {
            "qkv" => &trace.norm1.out,
            "proj" => &trace.mixed,
            "fc" => &trace.norm2.out,
            _ => &trace.active,
        }
    }

    /// Computes `logits` for a batch.
    pub fn forward(&mut self, parameters: &[T], batch: &Batch) {
        let Run { shape, layout, scratch, rounding, .. } = self;
        let (rows, width, hidden) = (batch.len(), shape.width, shape.hidden);
        self.d_stream.clear();
        let mut stream = std::mem::take(&mut self.last);
        stream.resize(rows * width, T::default());
        let [embedding, positions] = layout.embeddings().map(|at| &parameters[at]);
        for (i, to) in stream.chunks_exact_mut(width).enumerate() {
            let token = &embedding[usize::from(batch.tokens[i]) * width..][..width];
            let position = &positions[batch.positions[i] * width..][..width];
            to.iter_mut().zip(token.iter().zip(position)).for_each(|(to, (a, b))| *to = *a + *b);
        }
        for (block, trace) in layout.blocks.iter().zip(&mut self.traces) {
            let [qkv, proj, fc, down] = &block.linears;
            let weights =
                |linear: &Linear| View::new(&parameters[linear.at.clone()], linear.inputs).transposed();
            copy(&mut trace.before, &stream);
            trace.norm1.forward(&stream, &parameters[block.norm1.clone()], width);
            rounding.inputs(&mut trace.norm1.out, width);
            trace.qkv.resize(rows * 3 * width, T::default());
            let size = (rows, 3 * width, width);
            scratch.product(
                size,
                View::new(&trace.norm1.out, width),
                weights(qkv),
                &mut trace.qkv,
                3 * width,
            );
            rounding.outputs(&mut trace.qkv);
            trace.mixed.resize(rows * width, T::default());
            attend(shape, scratch, *rounding, batch, trace);
            rounding.inputs(&mut trace.mixed, width);
            self.scores.resize(rows * width.max(hidden), T::default());
            let out = &mut self.scores[..rows * width];
            scratch.product((rows, width, width), View::new(&trace.mixed, width), weights(proj), out, width);
            rounding.outputs(out);
            add(&mut stream, out);
            copy(&mut trace.middle, &stream);
            trace.norm2.forward(&stream, &parameters[block.norm2.clone()], width);
            rounding.inputs(&mut trace.norm2.out, width);
            trace.hidden.resize(rows * hidden, T::default());
            let size = (rows, hidden, width);
            scratch.product(size, View::new(&trace.norm2.out, width), weights(fc), &mut trace.hidden, hidden);
            rounding.outputs(&mut trace.hidden);
            trace.active.clear();
            trace.active.extend(trace.hidden.iter().map(|x| shape.activation.value(*x)));
            rounding.inputs(&mut trace.active, hidden);
            let out = &mut self.scores[..rows * width];
            scratch.product(
                (rows, width, hidden),
                View::new(&trace.active, hidden),
                weights(down),
                out,
                width,
            );
            rounding.outputs(out);
            add(&mut stream, out);
        }
        self.last_norm.forward(&stream, &parameters[layout.last_norm.clone()], width);
        if *rounding == Rounding::Half {
            rounding.inputs(&mut self.last_norm.out, width);
        }
        self.last = stream;
        self.logits.resize(rows * shape.vocabulary, T::default());
        let head = View::new(embedding, width).transposed();
        let size = (rows, shape.vocabulary, width);
        scratch.product(
            size,
            View::new(&self.last_norm.out, width),
            head,
            &mut self.logits,
            shape.vocabulary,
        );
        rounding.outputs(&mut self.logits);
    }

    /// The mean loss of predicting `targets`, in nats, and its derivative by every parameter.
    pub fn gradient(&mut self, parameters: &[T], batch: &Batch, targets: &[u8], gradient: &mut [T]) -> f64 {
        self.forward(parameters, batch);
        gradient.fill(T::default());
        let Run { shape, layout, scratch, d_stream, d_norm, d_wide, d_mixed, d_qkv, logits, .. } = self;
        let (rows, width, hidden, vocabulary) = (batch.len(), shape.width, shape.hidden, shape.vocabulary);
        let mut loss = 0.0;
        for (row, target) in logits.chunks_exact_mut(vocabulary).zip(targets) {
            loss += surprise(row, *target);
            softmax(row);
            row[usize::from(*target)] += T::of(-1.0);
            row.iter_mut().for_each(|x| *x = *x / T::of(rows as f64));
        }
        for buffer in [&mut *d_stream, d_norm, d_mixed] {
            buffer.resize(rows * width, T::default());
        }
        d_stream.fill(T::default());
        d_wide.resize(rows * hidden, T::default());
        d_qkv.resize(rows * 3 * width, T::default());
        // The output layer and its norm.
        let d_logits = View::new(logits.as_slice(), vocabulary);
        let embedding = &parameters[layout.embedding.clone()];
        scratch.product((rows, width, vocabulary), d_logits, View::new(embedding, width), d_norm, width);
        let out = &mut gradient[layout.embedding.clone()];
        scratch.product(
            (vocabulary, width, rows),
            d_logits.transposed(),
            View::new(&self.last_norm.out, width),
            out,
            width,
        );
        let at = layout.last_norm.clone();
        self.last_norm.backward(&self.last, &parameters[at.clone()], d_norm, d_stream, &mut gradient[at]);
        for (block, trace) in layout.blocks.iter().zip(&mut self.traces).rev() {
            let [qkv, proj, fc, down] = &block.linears;
            down.backward(scratch, parameters, gradient, (d_stream, &trace.active), d_wide);
            for (d, x) in d_wide.iter_mut().zip(&trace.hidden) {
                *d = *d * shape.activation.slope(*x);
            }
            fc.backward(scratch, parameters, gradient, (d_wide, &trace.norm2.out), d_norm);
            let at = block.norm2.clone();
            trace.norm2.backward(&trace.middle, &parameters[at.clone()], d_norm, d_stream, &mut gradient[at]);
            proj.backward(scratch, parameters, gradient, (d_stream, &trace.mixed), d_mixed);
            attend_back(shape, scratch, batch, trace, d_mixed, d_qkv, &mut self.scores);
            qkv.backward(scratch, parameters, gradient, (d_qkv, &trace.norm1.out), d_norm);
            let at = block.norm1.clone();
            trace.norm1.backward(&trace.before, &parameters[at.clone()], d_norm, d_stream, &mut gradient[at]);
        }
        let (tokens, positions) = (layout.embedding.start, layout.positions.start);
        for (i, d) in d_stream.chunks_exact(width).enumerate() {
            add(&mut gradient[tokens + usize::from(batch.tokens[i]) * width..][..width], d);
            add(&mut gradient[positions + batch.positions[i] * width..][..width], d);
        }
        loss / rows as f64
    }
}

/// Attention: every character gathers from those that it sees. The weights stay in `trace.attention`.
fn attend<T: Real>(
    shape: &Shape,
    scratch: &mut Scratch<T>,
    rounding: Rounding,
    batch: &Batch,
    trace: &mut Trace<T>,
) {
    let (width, head) = (shape.width, shape.width / shape.heads);
    let cells: usize = batch.sequences.iter().map(|(at, _)| at.len() * at.len()).sum();
    trace.attention.resize(cells * shape.heads, T::default());
    let scale = T::of(1.0 / libm::sqrt(head as f64));
    let mut rest = trace.attention.as_mut_slice();
    for (at, trunk) in &batch.sequences {
        let length = at.len();
        let branch = &batch.branch[at.clone()];
        for h in 0..shape.heads {
            let scores;
            (scores, rest) = rest.split_at_mut(length * length);
            let part = |part: usize| {
                View::new(&trace.qkv[at.start * 3 * width + part * width + h * head..], 3 * width)
            };
            scratch.product((length, length, head), part(0), part(1).transposed(), scores, length);
            for (i, row) in scores.chunks_exact_mut(length).enumerate() {
                let from = branch[i];
                let seen = if from == 0 { 0 } else { *trunk };
                row[seen..from].fill(T::default());
                row[i + 1..].fill(T::default());
                let (front, own) = row.split_at_mut(from);
                attention_weights([&mut front[..seen], &mut own[..=i - from]], scale);
            }
            rounding.outputs(scores);
            let out = &mut trace.mixed[at.start * width + h * head..];
            scratch.product((length, head, length), View::new(scores, length), part(2), out, width);
        }
    }
}

/// The softmax of scaled scores, over both parts in their order.
fn attention_weights<T: Real>(mut parts: [&mut [T]; 2], scale: T) {
    let mut largest = T::of(f64::NEG_INFINITY);
    for x in parts.iter_mut().flat_map(|part| part.iter_mut()) {
        *x = *x * scale;
        if *x > largest {
            largest = *x;
        }
    }
    let mut sum = T::default();
    for x in parts.iter_mut().flat_map(|part| part.iter_mut()) {
        *x = (*x - largest).exp();
        sum += *x;
    }
    let inverse = T::of(1.0) / sum;
    for part in parts {
        part.iter_mut().for_each(|x| *x = *x * inverse);
    }
}

/// The derivative of attention by queries, keys and values, for whole sequences without branches.
fn attend_back<T: Real>(
    shape: &Shape,
    scratch: &mut Scratch<T>,
    batch: &Batch,
    trace: &Trace<T>,
    d_mixed: &[T],
    d_qkv: &mut [T],
    d_scores: &mut Vec<T>,
) {
    let (width, head) = (shape.width, shape.width / shape.heads);
    let scale = T::of(1.0 / libm::sqrt(head as f64));
    let mut rest = trace.attention.as_slice();
    for (at, _) in &batch.sequences {
        let length = at.len();
        d_scores.resize(d_scores.len().max(length * length), T::default());
        let d_scores = &mut d_scores[..length * length];
        for h in 0..shape.heads {
            let weights;
            (weights, rest) = rest.split_at(length * length);
            let start = at.start * 3 * width + h * head;
            let part = |part: usize| View::new(&trace.qkv[start + part * width..], 3 * width);
            let d_out = View::new(&d_mixed[at.start * width + h * head..], width);
            scratch.product((length, length, head), d_out, part(2).transposed(), d_scores, length);
            for (d, p) in d_scores.chunks_exact_mut(length).zip(weights.chunks_exact(length)) {
                let mean = d.iter().zip(p).fold(T::default(), |sum, (d, p)| sum + *d * *p);
                d.iter_mut().zip(p).for_each(|(d, p)| *d = *p * (*d - mean) * scale);
            }
            let d_scores = View::new(&*d_scores, length);
            scratch.product((length, head, length), d_scores, part(1), &mut d_qkv[start..], 3 * width);
            let out = &mut d_qkv[start + width..];
            scratch.product((length, head, length), d_scores.transposed(), part(0), out, 3 * width);
            let out = &mut d_qkv[start + 2 * width..];
            scratch.product(
                (length, head, length),
                View::new(weights, length).transposed(),
                d_out,
                out,
                3 * width,
            );
        }
    }
}

impl<T: Real> Norm<T> {
    /// Subtracts the mean of each row, divides by its deviation, and applies gains and offsets.
    fn forward(&mut self, input: &[T], parameters: &[T], width: usize) {
        let (gain, offset) = parameters.split_at(width);
        let n = T::of(width as f64);
        self.mean.clear();
        self.inverse.clear();
        self.out.resize(input.len(), T::default());
        for (x, out) in input.chunks_exact(width).zip(self.out.chunks_exact_mut(width)) {
            let mean = sum(x, |x| x) / n;
            let variance = sum(x, |x| (x - mean) * (x - mean)) / n;
            let inverse = T::of(1.0) / (variance + T::of(NORM_EPSILON)).sqrt();
            for (i, out) in out.iter_mut().enumerate() {
                *out = (x[i] - mean) * inverse * gain[i] + offset[i];
            }
            self.mean.push(mean);
            self.inverse.push(inverse);
        }
    }

    /// Adds the derivative by the input to `d_input`, and that by gains and offsets to `gradient`.
    fn backward(&self, input: &[T], parameters: &[T], d_out: &[T], d_input: &mut [T], gradient: &mut [T]) {
        let width = parameters.len() / 2;
        let gain = &parameters[..width];
        let (d_gain, d_offset) = gradient.split_at_mut(width);
        let n = T::of(width as f64);
        let rows =
            input.chunks_exact(width).zip(d_out.chunks_exact(width)).zip(d_input.chunks_exact_mut(width));
        let mut normal = vec![T::default(); width];
        let mut d_normal = vec![T::default(); width];
        for (((x, d_out), d_input), (mean, inverse)) in rows.zip(self.mean.iter().zip(&self.inverse)) {
            for i in 0..width {
                normal[i] = (x[i] - *mean) * *inverse;
                d_normal[i] = d_out[i] * gain[i];
                d_gain[i] += d_out[i] * normal[i];
                d_offset[i] += d_out[i];
            }
            let mean_d = sum(&d_normal, |d| d) / n;
            let mut with = T::default();
            d_normal.iter().zip(&normal).for_each(|(d, x)| with += *d * *x);
            let with = with / n;
            for i in 0..width {
                d_input[i] += (d_normal[i] - mean_d - normal[i] * with) * *inverse;
            }
        }
    }
}

impl Rounding {
    fn inputs<T: Real>(self, values: &mut [T], width: usize) {
        match self {
            Rounding::None => {}
            Rounding::Half => T::halve(values),
            Rounding::Int8 => {
                for row in values.chunks_exact_mut(width) {
                    let largest = row.iter().map(|x| x.wide().abs()).fold(0.0, f64::max);
                    if largest > 0.0 {
                        let scale = largest / 127.0;
                        row.iter_mut().for_each(|x| *x = T::of((x.wide() / scale).round() * scale));
                    }
                }
            }
        }
    }

    fn outputs<T: Real>(self, values: &mut [T]) {
        if self == Rounding::Half {
            T::halve(values);
        }
    }
}

/// How surprising `token` is, in nats, by these logits.
pub fn surprise<T: Real>(logits: &[T], token: u8) -> f64 {
    let largest = logits.iter().map(|x| x.wide()).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|x| libm::exp(x.wide() - largest)).sum();
    libm::log(sum) + largest - logits[usize::from(token)].wide()
}

fn softmax<T: Real>(row: &mut [T]) {
    attention_weights([row, &mut []], T::of(1.0));
}

/// A sum in eight strands, so that it fills the machine's vectors; the order is the same everywhere.
fn sum<T: Real>(values: &[T], of: impl Fn(T) -> T) -> T {
    let mut strands = [T::default(); 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        strands.iter_mut().zip(chunk).for_each(|(strand, value)| *strand += of(*value));
    }
    strands.iter_mut().zip(rest).for_each(|(strand, value)| *strand += of(*value));
    strands.into_iter().fold(T::default(), |sum, strand| sum + strand)
}

fn add<T: Real>(to: &mut [T], values: &[T]) {
    to.iter_mut().zip(values).for_each(|(to, value)| *to += *value);
}

fn copy<T: Real>(to: &mut Vec<T>, from: &[T]) {
    to.clear();
    to.extend_from_slice(from);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{VOCABULARY, tokens};

    const TINY: Shape = Shape {
        vocabulary: VOCABULARY,
        context: 24,
        width: 12,
        heads: 3,
        layers: 2,
        hidden: 20,
        activation: Activation::Silu,
    };

    fn example() -> (Batch, Vec<u8>) {
        let mut batch = Batch::default();
        let mut targets = Vec::new();
        for text in ["\nthe dog barks", "\nwe have not seen it"] {
            let all = tokens(&format!("{text}\n"));
            batch.push(&all[..all.len() - 1]);
            targets.extend_from_slice(&all[1..]);
        }
        (batch, targets)
    }

    fn loss(run: &mut Run<f64>, parameters: &[f64], (batch, targets): &(Batch, Vec<u8>)) -> f64 {
        run.forward(parameters, batch);
        let rows = run.logits.chunks_exact(VOCABULARY).zip(targets);
        rows.map(|(row, target)| surprise(row, *target)).sum::<f64>() / targets.len() as f64
    }

    /// Every part of the model: a few parameters of each tensor, in double precision with a smooth activation.
    #[test]
    fn gradients_are_the_slopes_of_the_loss() {
        let mut run = Run::<f64>::new(TINY);
        let mut parameters = run.start(&mut Chance::new(1, 0));
        // Away from the start, where most slopes are tiny.
        let mut chance = Chance::new(1, 1);
        parameters.iter_mut().for_each(|p| *p += 0.2 * chance.normal());
        let example = example();
        let mut gradient = vec![0.0; run.layout.count];
        let value = run.gradient(&parameters, &example.0, &example.1, &mut gradient);
        assert!((value - loss(&mut run, &parameters, &example)).abs() < 1e-12);
        let layout = Layout::new(&TINY);
        let tensors = layout
            .embeddings()
            .into_iter()
            .chain(layout.norms())
            .chain(layout.linears().map(|l| l.at.clone()));
        for (number, at) in tensors.enumerate() {
            let largest = gradient[at.clone()].iter().fold(0.0, |a: f64, b| a.max(b.abs()));
            for i in at.clone().step_by((at.len() / 11).max(1)) {
                let (kept, step) = (parameters[i], 1e-5);
                parameters[i] = kept + step;
                let above = loss(&mut run, &parameters, &example);
                parameters[i] = kept - step;
                let below = loss(&mut run, &parameters, &example);
                parameters[i] = kept;
                let slope = (above - below) / (2.0 * step);
                let off = (slope - gradient[i]).abs();
                assert!(off < 1e-7 * (1.0 + largest), "tensor {number}, {i}: {slope} and {}", gradient[i]);
            }
        }
    }

    /// A trunk that is computed once gives each of its branches the very same bits.
    #[test]
    fn branches_equal_sequences_bit_for_bit() {
        let mut run = Run::<f32>::new(TINY);
        let mut parameters = run.start(&mut Chance::new(2, 0));
        let mut chance = Chance::new(2, 1);
        parameters.iter_mut().for_each(|p| *p += 0.3 * chance.normal() as f32);
        let trunk = tokens("\nnow he ");
        let branches = ["walks ", "is walking ", "walk "].map(tokens);
        for rounding in [Rounding::None, Rounding::Half, Rounding::Int8] {
            run.rounding = rounding;
            let mut batch = Batch::default();
            batch.push(&tokens("\nanother"));
            batch.push_branches(&trunk, branches.iter().map(Vec::as_slice));
            run.forward(&parameters, &batch);
            let together = run.logits.clone();
            let mut from = "\nanother".len() + trunk.len();
            for branch in &branches {
                let mut alone = Batch::default();
                alone.push(&[trunk.clone(), branch.clone()].concat());
                run.forward(&parameters, &alone);
                let rows = branch.len() * VOCABULARY;
                assert_eq!(
                    together[from * VOCABULARY..][..rows],
                    run.logits[trunk.len() * VOCABULARY..][..rows]
                );
                from += branch.len();
            }
        }
    }
}
