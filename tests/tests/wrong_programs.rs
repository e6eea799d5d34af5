//! Ten and more wrong programs that an author would write, with what they are told: the file
//! `tests/golden/wrong_programs.md`. `LABC_UPDATE=1` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use labc::check::repair::apply;
use labc::compile;
use labc::diagnostic::Severity;
use labc::sources::{FileId, NoFiles};

/// Programs with what their author had in mind.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "The time to read the weights",
        "given weights   = 14 GB     \"a model of 7 billion parameters in FP16\"
given bandwidth = 3350 GB/s \"an H100\"
let latency: Time = weights * bandwidth",
    ),
    (
        "The bytes of a model, from its parameters",
        "given model = 7 Gparam   \"the one we serve\"
given fp16  = 2 B/param  \"half precision\"
let weights: Info = model",
    ),
    (
        "What an hour of training costs",
        "given draw  = 700 W        \"one GPU\"
given price = 0.12 USD/kWh \"our contract\"
given hours = 24 h         \"one day\"
let bill: Money = draw * price",
    ),
    (
        "A margin for overhead",
        "given cache = 12 GB \"measured\"
let needed = cache + 20 %",
    ),
    (
        "Does it fit? The wrong column",
        "table site { key label memory: GiB bandwidth: GB/s
  cloud \"Cloud\" 80 3350
  edge  \"Edge\"  16 102
}
choice device \"Device\" of site start cloud
given weights = 14 GB \"a model\"
status fit \"Does it fit?\" {
  fail oom  \"Out of memory\" when weights > device.bandwidth
  pass fine \"It fits\"
}",
    ),
    (
        "A roofline whose second term went wrong",
        "given work      = 8 TFLOP      \"one batch\"
given peak      = 989 TFLOP/s  \"dense FP16\"
given traffic   = 14 GB        \"the weights, once\"
given bandwidth = 3350 GB/s    \"HBM3\"
let step = work / peak + traffic * bandwidth",
    ),
    (
        "A threshold without its unit",
        "given latency = 80 ms \"measured\"
check \"It feels immediate\" latency < 100",
    ),
    (
        "A division that ends too early",
        "given work = 8 TFLOP     \"one batch\"
given gpus = 8           \"one node\"
given peak = 989 TFLOP/s \"dense FP16\"
let step: Time = work / gpus * peak",
    ),
    (
        "A metric in the wrong unit",
        "given answer = 256 tok  \"a typical answer\"
given speed  = 50 tok/s \"as fast as one reads\"
part one \"One\" {
  show metrics { answer * speed in s \"Time to answer\" }
}",
    ),
    (
        "A rate written as an amount",
        "given work = 8 TFLOP   \"one batch\"
given peak = 989 TFLOP \"dense FP16\"
let step: Time = work / peak",
    ),
    (
        "Two names that look alike",
        "given band_width = 3350 GB/s \"HBM3\"
given bond_width = 64        \"the model\"
given traffic    = 14 GB     \"the weights, once\"
let step: Time = traffic / bund_width",
    ),
    (
        "A value that may be missing",
        "slider batch \"Batch\" from 1 to 256 by 1 start 8
let fitting = first(b for b in 1 to 256 where b * batch > 300)
let doubled = fitting * 2",
    ),
    (
        "A hole",
        "given traffic   = 14 GB     \"the weights, once\"
given bandwidth = 3350 GB/s \"HBM3\"
given link      = 900 GB/s  \"NVLink\"
let step: Time = traffic / ?",
    ),
];

fn told() -> String {
    let mut text = "# Wrong programs and what their authors are told\n\n\
        Written by the tests of the repair search; `LABC_UPDATE=1` writes it anew.\n"
        .to_owned();
    for (title, program) in PROGRAMS {
        let source = format!("lab wrong \"Wrong\"\n{program}\n");
        let (_, said) = compile(FileId(0), &source, &NoFiles);
        let _ = write!(text, "\n## {title}\n\n```lab\n{program}\n```\n");
        for diagnostic in said.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            let _ = write!(text, "\n**{}** {}\n", diagnostic.code, diagnostic.headline);
            for label in &diagnostic.labels {
                let _ = write!(text, "\n- `{}`: {}", &source[label.span.range()], label.text);
            }
            for help in &diagnostic.help {
                let _ = write!(text, "\n- help: {}", help.replace('\n', "\n        "));
            }
            let Some(fix) = &diagnostic.fix else {
                text.push_str("\n\nNo repair.\n");
                continue;
            };
            let edited = apply(&source, &fix.edits);
            let lines = source.lines().zip(edited.lines()).filter(|(old, new)| old != new);
            let lines: Vec<&str> = lines.map(|(_, new)| new).collect();
            let _ = write!(text, "\n\nRepair: {}.\n\n```lab\n{}\n```\n", fix.title, lines.join("\n"));
            let after = compile(FileId(0), &edited, &NoFiles).1;
            assert!(
                after.iter().all(|other| other.severity != Severity::Error),
                "{title}: the repair does not compile: {after:#?}"
            );
        }
    }
    text
}

#[test]
fn wrong_programs_are_told_what_to_do() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/wrong_programs.md");
    let told = told();
    if std::env::var_os("LABC_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder to write to");
        std::fs::write(&path, &told).expect("a file to write to");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == told, "tests/golden/wrong_programs.md is out of date: LABC_UPDATE=1 writes it anew");
}
