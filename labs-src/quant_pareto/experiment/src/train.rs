//! Training: AdamW with a warm-up and a cosine, on windows that begin where a sentence begins.

use crate::chance::Chance;
use crate::corpus::{BOUNDARY, Corpus, tokens};
use crate::gpt::{Batch, Run, Shape};

/// How a model is trained.
#[derive(Clone, Copy, Debug)]
pub struct Training {
    /// Steps of the optimizer.
    pub steps: usize,
    /// Windows in a step.
    pub batch: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// Steps until the learning rate is highest.
    pub warm_up: usize,
    /// What is taken off the weights of linear layers, in units of the learning rate.
    pub decay: f64,
    /// The norm that the gradient is cut down to.
    pub clip: f64,
}

/// The averages' decay of AdamW.
const BETAS: (f32, f32) = (0.9, 0.95);
const EPSILON: f32 = 1e-8;

/// The text of sentences as the model reads it, and where each begins: at the line break before it.
pub fn text<'a>(sentences: impl Iterator<Item = &'a str>) -> (Vec<u8>, Vec<usize>) {
    let (mut text, mut starts) = (vec![BOUNDARY], Vec::new());
    for sentence in sentences {
        starts.push(text.len() - 1);
        text.extend(tokens(sentence));
        text.push(BOUNDARY);
    }
    (text, starts)
}

/// Trains a model and calls `progress` with the step and its loss in nats per character.
pub fn train(
    shape: Shape,
    training: &Training,
    corpus: &Corpus,
    seed: u64,
    mut progress: impl FnMut(usize, f64),
) -> Vec<f32> {
    let mut run = Run::<f32>::new(shape);
    let mut parameters = run.start(&mut Chance::new(seed, 10));
    let mut chance = Chance::new(seed, 11);
    let (text, mut starts) = text(corpus.train.iter().map(|sentence| sentence.text.as_str()));
    starts.retain(|start| start + shape.context < text.len());
    let count = run.layout.count;
    let mut decays = vec![0.0; count];
    for linear in run.layout.linears() {
        decays[linear.at.clone()].fill(training.decay as f32);
    }
    let (mut gradient, mut mean, mut square) =
        (vec![0.0f32; count], vec![0.0f32; count], vec![0.0f32; count]);
    let (mut batch, mut targets) = (Batch::default(), Vec::new());
    for step in 0..training.steps {
        batch.clear();
        targets.clear();
        for _ in 0..training.batch {
            let start = starts[chance.one_of(starts.len())];
            batch.push(&text[start..start + shape.context]);
            targets.extend_from_slice(&text[start + 1..start + 1 + shape.context]);
        }
        let loss = run.gradient(&parameters, &batch, &targets, &mut gradient);
        let norm = libm::sqrt(gradient.iter().map(|g| f64::from(*g) * f64::from(*g)).sum());
        let shrink = (training.clip / norm).min(1.0) as f32;
        let rate = rate(training, step) as f32;
        let correct = |beta: f32| 1.0 - libm::pow(f64::from(beta), (step + 1) as f64) as f32;
        let (correct1, correct2) = (correct(BETAS.0), correct(BETAS.1));
        for i in 0..count {
            let g = gradient[i] * shrink;
            mean[i] = BETAS.0 * mean[i] + (1.0 - BETAS.0) * g;
            square[i] = BETAS.1 * square[i] + (1.0 - BETAS.1) * g * g;
            let move_by = (mean[i] / correct1) / ((square[i] / correct2).sqrt() + EPSILON);
            parameters[i] -= rate * (move_by + decays[i] * parameters[i]);
        }
        progress(step, loss);
    }
    parameters
}

/// The learning rate of a step: up in a line, down to a tenth in half a cosine.
fn rate(training: &Training, step: usize) -> f64 {
    if step < training.warm_up {
        return training.rate * (step + 1) as f64 / training.warm_up as f64;
    }
    let done = (step - training.warm_up) as f64 / (training.steps - training.warm_up).max(1) as f64;
    training.rate * (0.1 + 0.45 * (1.0 + libm::cos(std::f64::consts::PI * done)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Sizes, VOCABULARY};
    use crate::gpt::Activation;

    /// A model learns something within seconds, and the same thing each time.
    #[test]
    fn training_learns_and_repeats_itself() {
        let corpus = Corpus::new(3, Sizes { train: 300, test: 10, calibration: 10, items: 1 });
        let shape = Shape {
            vocabulary: VOCABULARY,
            context: 48,
            width: 16,
            heads: 2,
            layers: 1,
            hidden: 32,
            activation: Activation::Relu,
        };
        let training = Training { steps: 60, batch: 4, rate: 1e-2, warm_up: 5, decay: 0.1, clip: 1.0 };
        let mut losses = Vec::new();
        let first = train(shape, &training, &corpus, 1, |_, loss| losses.push(loss));
        assert!(losses[0] > 3.2 && losses[59] < 2.8, "{} to {}", losses[0], losses[59]);
        assert_eq!(first, train(shape, &training, &corpus, 1, |_, _| {}));
        assert_ne!(first, train(shape, &training, &corpus, 2, |_, _| {}));
    }
}
