//! What a model can do: how surprising test sentences are to it, and how often it finds the right form of a verb.

use crate::corpus::{BOUNDARY, Corpus, Item, KINDS, VOCABULARY, tokens};
use crate::gpt::{Batch, Run, surprise};

/// How many characters are computed at once.
const AT_ONCE: usize = 1536;

/// What was measured on the task, for one kind of verb or for all of them.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Score {
    /// The share of questions whose most probable form is right.
    pub accuracy: f64,
    /// The probability of the right form among those offered, on average.
    pub confidence: f64,
}

/// The surprise of all test sentences together, in nats. Each is alone, and its end counts.
pub fn surprise_of_test(run: &mut Run<f32>, parameters: &[f32], corpus: &Corpus) -> f64 {
    let sentences: Vec<Vec<u8>> =
        corpus.test.iter().map(|sentence| tokens(&format!("\n{}\n", sentence.text))).collect();
    let mut total = 0.0;
    let mut batch = Batch::default();
    let mut targets = Vec::new();
    for (i, sentence) in sentences.iter().enumerate() {
        batch.push(&sentence[..sentence.len() - 1]);
        targets.extend_from_slice(&sentence[1..]);
        if batch.len() >= AT_ONCE || i + 1 == sentences.len() {
            run.forward(parameters, &batch);
            let rows = run.logits.chunks_exact(VOCABULARY).zip(&targets);
            total += rows.map(|(row, target)| surprise(row, *target)).sum::<f64>();
            batch.clear();
            targets.clear();
        }
    }
    total
}

/// The task, by kind of verb in the order of `KINDS`. A form counts with the space behind it, so that "walk" does
/// not get what belongs to "walks".
pub fn task(run: &mut Run<f32>, parameters: &[f32], items: &[Item]) -> [Score; 3] {
    let mut scores = [Score::default(); 3];
    let mut batch = Batch::default();
    let mut waiting: Vec<(&Item, usize, Vec<Vec<u8>>)> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let prompt = tokens(&item.prompt);
        // Each form after the prompt; its space is only predicted.
        let forms: Vec<Vec<u8>> = item.forms.iter().map(|form| tokens(&format!("{form} "))).collect();
        batch.push_branches(&prompt, forms.iter().map(|form| &form[..form.len() - 1]));
        waiting.push((item, prompt.len(), forms));
        if batch.len() < AT_ONCE && i + 1 < items.len() {
            continue;
        }
        run.forward(parameters, &batch);
        let mut rows = run.logits.chunks_exact(VOCABULARY);
        for (item, prompt, forms) in waiting.drain(..) {
            let last = rows.by_ref().nth(prompt - 1).expect("a row for each character");
            let nats: Vec<f64> = forms
                .iter()
                .map(|form| {
                    let first = surprise(last, form[0]);
                    form[1..]
                        .iter()
                        .fold(first, |sum, next| sum + rows.next().map_or(0.0, |row| surprise(row, *next)))
                })
                .collect();
            let least = nats.iter().copied().fold(f64::INFINITY, f64::min);
            let all: f64 = nats.iter().map(|nats| libm::exp(least - nats)).sum();
            let kind = KINDS.iter().position(|kind| *kind == item.kind).unwrap_or(0);
            let right = nats[item.right];
            scores[kind].confidence += libm::exp(least - right) / all;
            let won = nats.iter().enumerate().all(|(form, nats)| form == item.right || right < *nats);
            scores[kind].accuracy += f64::from(u8::from(won));
        }
        batch.clear();
    }
    for (kind, score) in KINDS.iter().zip(&mut scores) {
        let count = items.iter().filter(|item| item.kind == *kind).count().max(1) as f64;
        *score = Score { accuracy: score.accuracy / count, confidence: score.confidence / count };
    }
    scores
}

/// Windows of the calibration text that begin where a sentence begins.
pub fn calibration(corpus: &Corpus, context: usize, count: usize) -> Vec<Vec<u8>> {
    let (text, starts) = crate::train::text(corpus.calibration.iter().map(|sentence| sentence.text.as_str()));
    let windows: Vec<Vec<u8>> = starts
        .iter()
        .filter(|start| *start + context <= text.len())
        // Every second sentence: windows overlap by one at most.
        .step_by(2)
        .map(|start| text[*start..start + context].to_vec())
        .take(count)
        .collect();
    assert_eq!(windows.len(), count, "the calibration text is too short");
    windows
}

/// Windows of random characters, for the mistake of calibrating with them.
pub fn noise(seed: u64, context: usize, count: usize) -> Vec<Vec<u8>> {
    let mut chance = crate::chance::Chance::new(seed, 20);
    let mut window = || {
        let mut window = vec![BOUNDARY];
        window.extend((1..context).map(|_| chance.one_of(VOCABULARY) as u8));
        window
    };
    (0..count).map(|_| window()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::corpus::Sizes;
    use crate::gpt::{Activation, Shape};

    const SHAPE: Shape = Shape {
        vocabulary: VOCABULARY,
        context: 96,
        width: 8,
        heads: 2,
        layers: 1,
        hidden: 16,
        activation: Activation::Relu,
    };

    /// A model that knows nothing: every character is as likely as any other.
    #[test]
    fn ignorance_scores_what_it_must() {
        let corpus = Corpus::new(3, Sizes { train: 50, test: 60, calibration: 40, items: 30 });
        let mut run = Run::<f32>::new(SHAPE);
        let parameters = vec![0.0; run.layout.count];
        let (_, characters) = corpus.test_size();
        let nats = surprise_of_test(&mut run, &parameters, &corpus) / characters as f64;
        assert!((nats - libm::log(VOCABULARY as f64)).abs() < 1e-9, "{nats}");
        let scores = task(&mut run, &parameters, &corpus.items);
        // The shortest form wins; its probability is that of its length.
        assert!(scores.iter().all(|score| score.accuracy < 0.6 && score.confidence < 0.6), "{scores:?}");
    }

    /// The task, computed in one go, against one sequence for each form.
    #[test]
    fn the_task_is_what_single_sequences_give() {
        let corpus = Corpus::new(3, Sizes { train: 50, test: 5, calibration: 5, items: 12 });
        let mut run = Run::<f32>::new(SHAPE);
        let mut parameters = run.start(&mut Chance::new(1, 1));
        let mut chance = Chance::new(1, 2);
        parameters.iter_mut().for_each(|p| *p += 0.3 * chance.normal() as f32);
        let mut expected = [Score::default(); 3];
        for item in &corpus.items {
            let mut nats = Vec::new();
            for form in &item.forms {
                let all = tokens(&format!("{}{form} ", item.prompt));
                let mut batch = Batch::default();
                batch.push(&all[..all.len() - 1]);
                run.forward(&parameters, &batch);
                let rows = run.logits.chunks_exact(VOCABULARY).zip(&all[1..]).skip(item.prompt.len() - 1);
                nats.push(rows.map(|(row, next)| surprise(row, *next)).sum::<f64>());
            }
            let all: f64 = nats.iter().map(|nats| libm::exp(-nats)).sum();
            let best = (0..nats.len()).min_by(|a, b| nats[*a].total_cmp(&nats[*b]));
            let kind = KINDS.iter().position(|kind| *kind == item.kind).unwrap_or(0);
            expected[kind].confidence += libm::exp(-nats[item.right]) / all / 12.0;
            expected[kind].accuracy += if best == Some(item.right) { 1.0 / 12.0 } else { 0.0 };
        }
        for (score, expected) in task(&mut run, &parameters, &corpus.items).iter().zip(expected) {
            assert!((score.accuracy - expected.accuracy).abs() < 1e-9);
            assert!((score.confidence - expected.confidence).abs() < 1e-9);
        }
    }
}
