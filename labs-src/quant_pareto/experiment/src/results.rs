//! The files of data that the lab reads. Each is an object of objects, one for each row, whose names are the keys.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::corpus::{Corpus, KINDS};
use crate::machine::{self, Spread, Store};
use crate::schemes::{Part, Recipe, Scheme};
use crate::{Measured, Outcome, Settings, traffic};

/// The layer whose weights are shown on their grid: the first of the two linear layers of the first block's network.
pub const HISTOGRAM_LAYER: usize = 2;
/// How wide a bar of the histogram is, in steps of the grid.
const BIN: f64 = 0.25;

/// A number with six digits: what is written does not pretend to more.
fn six(value: f64) -> Value {
    let text = format!("{value:.5e}");
    json!(text.parse::<f64>().unwrap_or(f64::NAN))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation of a sample; 0 for a single value.
fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    libm::sqrt(squares / (values.len() - 1).max(1) as f64)
}

/// Adds the mean of a measure over the seeds, its standard deviation, and its smallest and largest value.
fn spread(row: &mut Map<String, Value>, name: &str, values: &[f64]) {
    row.insert(name.into(), six(mean(values)));
    row.insert(format!("{name}_sd"), six(deviation(values)));
    row.insert(format!("{name}_low"), six(values.iter().copied().fold(f64::INFINITY, f64::min)));
    row.insert(format!("{name}_high"), six(values.iter().copied().fold(f64::NEG_INFINITY, f64::max)));
}

/// The average of a score over the three kinds of verbs, in percent.
fn overall(outcome: &Outcome, of: impl Fn(&crate::measure::Score) -> f64) -> Option<f64> {
    let task = outcome.task.as_ref()?;
    Some(100.0 * task.iter().map(of).sum::<f64>() / task.len() as f64)
}

/// By how much a perplexity is above that of the same seed's FP32, in percent.
fn gap(outcome: &Outcome, fp32: &Outcome) -> f64 {
    100.0 * (libm::exp(outcome.nats - fp32.nats) - 1.0)
}

/// Writes everything that was measured on models.
pub fn write(
    out: &Path,
    settings: &Settings,
    corpus: &Corpus,
    schemes: &[Scheme],
    measured: &[Measured],
    time: Duration,
) -> io::Result<()> {
    let layout = crate::gpt::Layout::new(&settings.shape);
    let fp32 = schemes.iter().position(|scheme| scheme.id == "fp32").unwrap_or(0);
    let (words, characters) = corpus.test_size();
    let mut parts: Vec<(Part, Map<String, Value>)> = Vec::new();
    let (mut by_seed, mut other_by_seed) = (Map::new(), Map::new());
    for (number, scheme) in schemes.iter().enumerate() {
        let outcomes: Vec<&Outcome> = measured.iter().map(|measured| &measured.outcomes[number]).collect();
        let gaps: Vec<f64> = measured.iter().map(|m| gap(&m.outcomes[number], &m.outcomes[fp32])).collect();
        let nats: Vec<f64> = outcomes.iter().map(|outcome| outcome.nats).collect();
        let mut row = Map::new();
        row.insert("label".into(), json!(scheme.label));
        let (all, linear) = scheme.recipe.all_bytes(&layout);
        row.insert("bytes".into(), json!(all));
        row.insert("linear_bytes".into(), json!(linear));
        let weights: usize = layout.linears().map(|linear| linear.at.len()).sum();
        row.insert("bits".into(), six(8.0 * linear as f64 / weights as f64));
        // The perplexity of a broken model has thousands of digits; its nats have not.
        let perplexities: Vec<f64> = nats.iter().map(|nats| libm::exp(*nats)).collect();
        if scheme.part == Part::Results {
            spread(&mut row, "perplexity", &perplexities);
        }
        spread(&mut row, "nats", &nats);
        spread(&mut row, "gap", &gaps);
        if scheme.part == Part::Results {
            for (name, of) in [("accuracy", accuracy as fn(&_) -> f64), ("confidence", confidence)] {
                let values: Vec<f64> = outcomes.iter().filter_map(|outcome| overall(outcome, of)).collect();
                spread(&mut row, name, &values);
            }
            for (kind, name) in ["regular", "irregular", "held_out"].into_iter().enumerate() {
                let values: Vec<f64> = outcomes
                    .iter()
                    .filter_map(|o| o.task.as_ref())
                    .map(|task| 100.0 * task[kind].accuracy)
                    .collect();
                row.insert(name.into(), six(mean(&values)));
            }
        }
        match scheme.recipe {
            Recipe::Gptq(quantizer, calibration) if scheme.part == Part::Settings => {
                row.insert("width".into(), json!(quantizer.bits));
                row.insert("sequences".into(), json!(calibration.sequences));
                row.insert("damping".into(), json!(calibration.damping));
                row.insert("through_rounded".into(), json!(calibration.through_rounded));
            }
            Recipe::OneLayer(_, layer) => {
                let linear = layout.linears().nth(layer).expect("a layer of the model");
                row.insert("block".into(), json!(linear.block + 1));
                row.insert("weights".into(), json!(linear.at.len()));
                let of = |of: fn(&(f64, f64, f64)) -> f64| -> Vec<f64> {
                    measured.iter().map(|measured| of(&measured.layers[layer])).collect()
                };
                row.insert("nearest_error".into(), six(mean(&of(|errors| errors.0))));
                row.insert("gptq_error".into(), six(mean(&of(|errors| errors.1))));
                row.insert("off_diagonal".into(), six(mean(&of(|errors| errors.2))));
            }
            _ => {}
        }
        match parts.iter_mut().find(|part| part.0 == scheme.part) {
            Some((_, rows)) => drop(rows.insert(scheme.id.clone(), Value::Object(row))),
            None => parts.push((scheme.part, Map::from_iter([(scheme.id.clone(), Value::Object(row))]))),
        }
        for (measured, (outcome, gap)) in measured.iter().zip(outcomes.iter().zip(&gaps)) {
            let mut row = json!({
                "seed": measured.seed, "scheme": scheme.id, "bytes": all, "nats": outcome.nats, "gap": six(*gap),
            });
            if let (Some(accuracy), Some(confidence)) =
                (overall(outcome, accuracy), overall(outcome, confidence))
            {
                row["perplexity"] = six(libm::exp(outcome.nats));
                row["accuracy"] = six(accuracy);
                row["confidence"] = six(confidence);
            }
            let rows = if scheme.part == Part::Results { &mut by_seed } else { &mut other_by_seed };
            rows.insert(format!("{}_{}", scheme.id, measured.seed), row);
        }
    }
    let mut files: Vec<(&str, Value)> =
        parts.into_iter().map(|(part, rows)| (file_of(part), Value::Object(rows))).collect();
    files.push(("seeds.json", Value::Object(by_seed)));
    files.push(("seeds_other.json", Value::Object(other_by_seed)));
    files.push(("traffic.json", traffic_rows(settings, schemes)));
    files.push(("histogram.json", histogram(&measured[0].steps)));
    let mut hasher = blake3::Hasher::new();
    for (name, value) in &files {
        let text = pretty(value);
        hasher.update(name.as_bytes());
        hasher.update(text.as_bytes());
        std::fs::write(out.join(name), text)?;
    }
    let floor: f64 = corpus.test.iter().map(|sentence| sentence.nats).sum::<f64>() / words as f64;
    let seeds: Vec<String> = measured.iter().map(|measured| measured.seed.to_string()).collect();
    let training = &settings.training;
    let manifest = json!({ "run": {
        "version": env!("CARGO_PKG_VERSION"),
        "results_hash": hasher.finalize().to_hex().to_string(),
        "data_hash": corpus.hash(),
        "seeds": seeds.join(" "),
        "models": seeds.len(),
        "corpus_seed": settings.corpus,
        "train_sentences": corpus.train.len(),
        "test_sentences": corpus.test.len(),
        "test_words": words,
        "test_characters": characters,
        "calibration_sequences": crate::schemes::USUAL.sequences,
        "items": corpus.items.len(),
        "kinds": KINDS.len(),
        "floor_nats": six(floor),
        "floor_perplexity": six(libm::exp(floor)),
        "parameters": layout.count,
        "linear_parameters": layout.linears().map(|linear| linear.at.len()).sum::<usize>(),
        "vocabulary": settings.shape.vocabulary,
        "context": settings.shape.context,
        "step_context": settings.context,
        "width": settings.shape.width,
        "heads": settings.shape.heads,
        "blocks": settings.shape.layers,
        "hidden": settings.shape.hidden,
        "steps": training.steps,
        "batch": training.batch,
        "learning_rate": training.rate,
        "weight_decay": training.decay,
        "clip": training.clip,
        "damping": crate::schemes::USUAL.damping,
        "processor": machine::processor(),
        "architecture": std::env::consts::ARCH,
        "weights_kept": measured.iter().filter(|measured| measured.kept).count(),
        "cpu_minutes": machine::cpu_seconds().map(|seconds| (seconds / 6.0).round() / 10.0),
        "minutes": (time.as_secs_f64() / 6.0).round() / 10.0,
    }});
    std::fs::write(out.join("manifest.json"), pretty(&manifest))
}

fn accuracy(score: &crate::measure::Score) -> f64 {
    score.accuracy
}

fn confidence(score: &crate::measure::Score) -> f64 {
    score.confidence
}

fn file_of(part: Part) -> &'static str {
    match part {
        Part::Results => "results.json",
        Part::Mistakes => "mistakes.json",
        Part::Settings => "settings.json",
        Part::Layers => "layers.json",
        Part::Outliers => "outliers.json",
    }
}

/// A line for each row: short to read, and short in a diff.
fn pretty(value: &Value) -> String {
    let rows = value.as_object().into_iter().flatten();
    let lines: Vec<String> = rows.map(|(key, row)| format!("  {}: {row}", json!(key))).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

/// What one step of inference moves and computes, for every scheme of the results.
fn traffic_rows(settings: &Settings, schemes: &[Scheme]) -> Value {
    let parameters = vec![0.0; crate::gpt::Layout::new(&settings.shape).count];
    let known = vec![0; settings.context];
    let rows = schemes.iter().filter(|scheme| scheme.part == Part::Results).map(|scheme| {
        let (_, traffic) = traffic::step(&settings.shape, &parameters, &scheme.recipe, &known);
        let row = json!({
            "label": scheme.label, "flop": traffic.flop, "weights": traffic.weights, "scales": traffic.scales,
            "activations": traffic.activations, "cache": traffic.cache, "all": traffic.bytes(),
        });
        (scheme.id.clone(), row)
    });
    Value::Object(rows.collect())
}

/// How often weights are how many steps of their grid from zero, in percent.
fn histogram(steps: &[f32]) -> Value {
    let bins = (8.0 / BIN) as i32;
    let rows = (-bins..=bins).map(|bin| {
        let inside = steps.iter().filter(|at| (f64::from(**at) / BIN).round() as i32 == bin).count();
        let sign = if bin < 0 { "m" } else { "p" };
        let row =
            json!({ "position": f64::from(bin) * BIN, "share": six(100.0 * inside as f64 / steps.len() as f64) });
        (format!("{sign}{}", bin.abs()), row)
    });
    Value::Object(rows.collect())
}

/// Measures the machine and writes what came out. These numbers are times, so they differ from run to run.
pub fn write_machine(out: &Path) -> io::Result<()> {
    let quartiles = |row: &mut Map<String, Value>, name: &str, spread: &Spread, unit: f64| {
        row.insert(name.into(), six(spread.quantile(0.5) / unit));
        row.insert(format!("{name}_low"), six(spread.quantile(0.25) / unit));
        row.insert(format!("{name}_high"), six(spread.quantile(0.75) / unit));
        row.insert(
            format!("{name}_best"),
            six(if name == "time" { spread.quantile(0.0) } else { spread.quantile(1.0) } / unit),
        );
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut rows = Map::new();
    for threads in [1, cores] {
        let mut row = Map::from_iter([("threads".to_owned(), json!(threads))]);
        // 128 MB an array and thread: more than a cache holds.
        quartiles(&mut row, "bandwidth", &machine::stream(threads, 32 << 20), 1e9);
        quartiles(&mut row, "peak", &machine::multiply_add(threads, 301), 1e9);
        rows.insert(format!("threads_{threads}"), Value::Object(row));
    }
    std::fs::write(out.join("machine.json"), pretty(&Value::Object(rows)))?;
    let mut rows = Map::new();
    // As many weights as the model has: they stay in the cache, or there are so many sets that no cache holds them.
    const WEIGHTS: usize = 768 * 512;
    for (place, slices, rounds) in [("cache", 1, 601), ("memory", 160, 4)] {
        for (name, store, bits) in
            [("FP32", Store::Fp32, 32.0), ("INT8", Store::Int8, 8.0), ("INT4", Store::Int4, 4.0)]
        {
            let mut row = Map::from_iter([
                ("place".to_owned(), json!(place)),
                ("store".to_owned(), json!(name)),
                ("weights".to_owned(), json!(WEIGHTS)),
                ("bytes".to_owned(), json!(WEIGHTS as f64 * bits / 8.0)),
            ]);
            quartiles(&mut row, "time", &machine::product(store, WEIGHTS, slices, rounds), 1e-6);
            rows.insert(format!("{}_{place}", name.to_lowercase()), Value::Object(row));
        }
    }
    std::fs::write(out.join("loops.json"), pretty(&Value::Object(rows)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_are_means_deviations_and_ends() {
        let mut row = Map::new();
        spread(&mut row, "gap", &[1.0, 2.0, 3.0, 6.0]);
        let expected = json!({ "gap": 3.0, "gap_sd": 2.16025, "gap_low": 1.0, "gap_high": 6.0 });
        assert_eq!(Value::Object(row), expected);
        assert_eq!(deviation(&[5.0]), 0.0);
    }

    #[test]
    fn a_histogram_holds_every_weight_once() {
        let steps: Vec<f32> = (-70..=70).map(|i| i as f32 / 10.0).collect();
        let rows = histogram(&steps);
        let rows = rows.as_object().expect("rows");
        let all: f64 = rows.values().map(|row| row["share"].as_f64().unwrap_or(0.0)).sum();
        assert!((all - 100.0).abs() < 1e-3, "{all}");
        assert_eq!(rows["p0"]["position"], 0.0);
        assert_eq!(rows["m4"]["position"], -1.0);
    }

    #[test]
    fn files_are_one_row_a_line() {
        let text = pretty(&json!({ "a": { "x": 1 }, "b": { "x": 2 } }));
        assert_eq!(text, "{\n  \"a\": {\"x\":1},\n  \"b\": {\"x\":2}\n}\n");
    }
}
