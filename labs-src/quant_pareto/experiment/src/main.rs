//! Trains a small GPT on sentences about verbs, once for each seed, and measures what storing its weights in fewer
//! bits costs. `cargo run --release` writes the files of data that the lab reads; the README says what is in them.

mod chance;
mod corpus;
mod gpt;
mod gptq;
mod machine;
mod matmul;
mod measure;
mod quantize;
mod real;
mod results;
mod scaling;
mod schemes;
mod traffic;
mod train;

use std::collections::VecDeque;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use corpus::{Corpus, Sizes, VOCABULARY};
use gpt::{Activation, Layout, Rounding, Run, Shape};
use measure::Score;
use quantize::{Grid, Quantizer, Share};
use schemes::{Original, Part, Scheme, USUAL};
use train::Training;

/// Everything that decides the numbers, except for the seeds.
#[derive(Clone, Copy, Debug)]
struct Settings {
    /// Decides the corpus, which is the same for all seeds.
    corpus: u64,
    sizes: Sizes,
    shape: Shape,
    training: Training,
    /// How many known characters the counted step has.
    context: usize,
}

const FULL: Settings = Settings {
    corpus: 42,
    sizes: Sizes { train: 40_000, test: 1100, calibration: 400, items: 720 },
    shape: Shape {
        vocabulary: VOCABULARY,
        context: corpus::LONGEST,
        width: 128,
        heads: 4,
        layers: 2,
        hidden: 512,
        activation: Activation::Relu,
    },
    training: Training { steps: 2000, batch: 16, rate: 3e-3, warm_up: 50, decay: 0.1, clip: 1.0 },
    context: 64,
};

/// The same with less of everything, for a look within two minutes.
fn quick() -> Settings {
    let mut quick = FULL;
    quick.sizes = Sizes { train: 4000, test: 150, calibration: 400, items: 40 };
    quick.training.steps = 150;
    quick
}

/// What a scheme came to with one seed.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    /// The surprise of a word of the test, in nats.
    nats: f64,
    /// The task by kind of verb, where it was measured.
    task: Option<[Score; 3]>,
}

/// What one seed gave.
struct Measured {
    seed: u64,
    /// Whether its weights were there already.
    kept: bool,
    /// In the order of the schemes.
    outcomes: Vec<Outcome>,
    /// For each layer: the output error of rounding, that of GPTQ, and how much of H is off its diagonal.
    layers: Vec<(f64, f64, f64)>,
    /// The weights of one layer in steps of their group's grid, for the histogram.
    steps: Vec<f32>,
}

const USAGE: &str = "\
Trains a small GPT for each seed, measures it at many precisions, and writes the files of data.

  --out DIR          where the files go (the lab's folder)
  --seeds 42,43      the seeds (42,43,44,45,46; with --quick 42,43)
  --threads N        models at once (2)
  --test N           sentences of the test, before those of training are taken out (1100)
  --items N          questions of the task for each kind of verb (720)
  --quick            less of everything: a look within two minutes, not the lab's numbers
  --keep DIR         keeps trained weights there, and uses those that are there already
  --only-machine     only measures the machine: machine.json and loops.json
";

struct Options {
    out: PathBuf,
    seeds: Vec<u64>,
    threads: usize,
    settings: Settings,
    keep: Option<PathBuf>,
    only_machine: bool,
}

fn options() -> Result<Options, String> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let lab = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut options = Options {
        out: lab,
        seeds: if quick { vec![42, 43] } else { (42..47).collect() },
        threads: 2,
        settings: if quick { self::quick() } else { FULL },
        keep: None,
        only_machine: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value"));
        match argument.as_str() {
            "--out" => options.out = value()?.into(),
            "--keep" => options.keep = Some(value()?.into()),
            "--threads" => options.threads = number(value()?)?,
            "--seeds" => {
                let seeds: Result<_, _> = value()?.split(',').map(str::parse).collect();
                options.seeds = seeds.map_err(|_| "`--seeds` needs numbers with commas between them")?;
            }
            "--test" => options.settings.sizes.test = number(value()?)?,
            "--items" => options.settings.sizes.items = number(value()?)?,
            "--quick" => {}
            "--only-machine" => options.only_machine = true,
            _ => return Err(format!("`{argument}` is not an option\n\n{USAGE}")),
        }
    }
    Ok(options)
}

fn number(text: String) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or(format!("`{text}` is not a number above 0"))
}

fn main() -> std::process::ExitCode {
    if std::env::args().any(|argument| argument == "--help" || argument == "-h") {
        print!("{USAGE}");
        return std::process::ExitCode::SUCCESS;
    }
    match options().and_then(|options| run(&options).map_err(|error| error.to_string())) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> std::io::Result<()> {
    let start = Instant::now();
    std::fs::create_dir_all(&options.out)?;
    // First, while nothing else of ours runs.
    eprintln!("measuring the machine");
    results::write_machine(&options.out)?;
    if options.only_machine {
        return Ok(());
    }
    let settings = options.settings;
    let corpus = Corpus::new(settings.corpus, settings.sizes);
    let schemes = schemes::all(settings.shape.layers);
    let queue = Mutex::new(options.seeds.iter().copied().collect::<VecDeque<u64>>());
    let done = Mutex::new(Vec::new());
    let bars = MultiProgress::new();
    // Written anew after each seed: what is there is always whole, and a run that is stopped leaves what it has.
    let work = || -> std::io::Result<()> {
        loop {
            let Some(seed) = queue.lock().expect("no worker panicked").pop_front() else { return Ok(()) };
            let measured = one_seed(&settings, &corpus, &schemes, seed, options.keep.as_deref(), &bars);
            let mut done = done.lock().expect("no worker panicked");
            done.push(measured);
            done.sort_by_key(|measured: &Measured| measured.seed);
            results::write(&options.out, &settings, &corpus, &schemes, &done, start.elapsed())?;
        }
    };
    std::thread::scope(|scope| {
        let threads = options.threads.clamp(1, options.seeds.len());
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("no worker panicked"))
    })?;
    eprintln!("done in {:.1} min: {}", start.elapsed().as_secs_f64() / 60.0, options.out.display());
    Ok(())
}

/// Trains the model of a seed and measures every scheme on it.
fn one_seed(
    settings: &Settings,
    corpus: &Corpus,
    schemes: &[Scheme],
    seed: u64,
    keep: Option<&std::path::Path>,
    bars: &MultiProgress,
) -> Measured {
    // Bars are for terminals; elsewhere a line now and then has to do.
    let terminal = std::io::stderr().is_terminal();
    let style =
        ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {msg} ({eta} left)").expect("a template");
    let bar = |length: usize, what: &str| {
        let bar = bars.add(ProgressBar::new(length as u64).with_style(style.clone()));
        bar.with_prefix(format!("seed {seed}: {what:9}"))
    };
    let training = bar(settings.training.steps, "training");
    let (parameters, kept) = kept(settings, corpus, seed, keep, || {
        train::train(settings.shape, &settings.training, corpus, seed, |step, loss| {
            if !terminal && step % 100 == 0 {
                eprintln!("seed {seed}: step {step}, {loss:.3} nats a character");
            }
            training.set_position(step as u64 + 1);
            training.set_message(format!("{loss:.3} nats a character"));
        })
    });
    training.finish();
    let (words, _) = corpus.test_size();
    let count = USUAL.sequences;
    let sequences = measure::calibration(corpus, settings.shape.context, count);
    let noise = measure::noise(seed, settings.shape.context, count);
    let stretched = schemes::with_outliers(&parameters, &Layout::new(&settings.shape));
    let (mut run, mut calibrating, mut stretching) =
        (Run::new(settings.shape), Run::new(settings.shape), Run::new(settings.shape));
    let mut original = Original::new(&mut calibrating, &parameters, &sequences, &noise);
    let mut outliers = Original::new(&mut stretching, &stretched, &sequences, &noise);
    let measuring = bar(schemes.len(), "measuring");
    let outcomes = schemes.iter().map(|scheme| {
        if !terminal {
            eprintln!("seed {seed}: {}", scheme.label);
        }
        measuring.set_message(scheme.label.clone());
        let from = if scheme.part == Part::Outliers { &mut outliers } else { &mut original };
        let rounded = from.apply(&scheme.recipe);
        run.rounding = scheme.recipe.rounding();
        let nats = measure::surprise_of_test(&mut run, &rounded, corpus) / words as f64;
        let with_task = scheme.part == Part::Results;
        let task = with_task.then(|| measure::task(&mut run, &rounded, &corpus.items));
        run.rounding = Rounding::None;
        measuring.inc(1);
        Outcome { nats, task }
    });
    let outcomes = outcomes.collect();
    measuring.finish();
    let int4 = Quantizer { bits: 4, grid: Grid::Symmetric, share: Share::Group(64), clip: false };
    let layers = original.layer_errors(&int4);
    let layer = run.layout.linears().nth(results::HISTOGRAM_LAYER).expect("a layer of the model").clone();
    let weights = &parameters[layer.at.clone()];
    let groups = int4.groups(weights.len(), layer.inputs);
    let steps = groups.flat_map(|at| {
        let fitted = int4.fit(&weights[at.clone()]);
        weights[at].iter().map(move |weight| weight / fitted.scale)
    });
    Measured { seed, kept, outcomes, layers, steps: steps.collect() }
}

/// Trained weights: those kept for just these settings, or newly made, and kept if asked to; and whether they were
/// kept.
fn kept(
    settings: &Settings,
    corpus: &Corpus,
    seed: u64,
    keep: Option<&std::path::Path>,
    train: impl FnOnce() -> Vec<f32>,
) -> (Vec<f32>, bool) {
    let what = format!("{:?} {:?} {} {seed}", settings.shape, settings.training, corpus.train_hash());
    let file =
        keep.map(|folder| folder.join(format!("{}.weights", &blake3::hash(what.as_bytes()).to_hex()[..16])));
    let size = Layout::new(&settings.shape).count * 4;
    if let Some(bytes) = file.as_ref().and_then(|file| std::fs::read(file).ok())
        && bytes.len() == size
    {
        let weights = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        return (weights.collect(), true);
    }
    let weights = train();
    if let Some(file) = file {
        let bytes: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
        let kept =
            file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, bytes));
        if let Err(error) = kept {
            eprintln!("the weights of seed {seed} could not be kept: {error}");
        }
    }
    (weights, false)
}
