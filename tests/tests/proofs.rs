//! What is proved about the labs of the course, held against the evaluator; and the programs of their pages, at many
//! settings at once and one by one.

use std::sync::OnceLock;

use lab_core::page::ControlKind;
use lab_core::{Machine, Page, Reg};
use lab_prove::{Pass, Values};
use labc::compile;
use labc::diagnostic::Decided;
use labc::page::KnownVerdicts;
use labc::sources::{FileId, NoFiles};
use labc_tests::own_course::{OwnLab, own_labs};
use labc_tests::random_program::{Choices, numbers};

/// How many controls are moved together, each to so many positions besides its start.
const TOGETHER: usize = 3;
const POSITIONS: usize = 4;

/// How many settings of each lab are tried on what is proved about it; `LABC_SAMPLES` says another number.
const SAMPLES: usize = 10_000;

/// Numbers of many orders of magnitude.
const ORDERS: [f64; 8] = [1e-300, 1e-15, 1e-6, 1e-2, 1e2, 1e6, 1e15, 1e300];

/// The greatest share of the questions about a lab that may be unknown.
const UNKNOWN: f64 = 0.02;

/// The labs of the course, with how each verdict was reached.
fn course() -> &'static [OwnLab] {
    static COURSE: OnceLock<Vec<OwnLab>> = OnceLock::new();
    COURSE.get_or_init(|| own_labs(KnownVerdicts::explaining))
}

/// Some positions of a control, its start first.
fn positions(page: &Page, control: usize) -> Vec<f64> {
    let mut positions = vec![page.program.inputs[control]];
    match &page.controls[control].kind {
        ControlKind::Slider(slider) => {
            let unit = &page.formats[page.controls[control].format as usize].units[0];
            let part = |part: usize| (f64::from(slider.steps) * part as f64 / (POSITIONS - 1) as f64).round();
            positions.extend((0..POSITIONS).map(|at| slider.at(part(at), unit)));
        }
        ControlKind::Choice { rows, .. } => positions.extend(rows.iter().take(POSITIONS)),
        ControlKind::Toggle => positions.extend([0.0, 1.0]),
    }
    positions
}

#[test]
fn the_labs_of_the_course_have_the_same_bits_in_blocks() {
    for OwnLab { id, lab, .. } in course() {
        let page = lab.page();
        let mut machine = Machine::new(page.program.clone()).expect("a sound program");
        let registers: Vec<Reg> =
            (0..page.program.ops.len() as Reg).filter(|register| machine.is_outer(*register)).collect();
        for first in (0..page.controls.len()).step_by(TOGETHER) {
            let domain: Vec<Vec<f64>> = (0..page.controls.len())
                .map(|control| match control >= first && control < first + TOGETHER {
                    true => positions(page, control),
                    false => vec![page.program.inputs[control]],
                })
                .collect();
            let pass = Pass::new(&page.program, &domain).expect("few settings");
            let parts = pass.visit(Vec::new, |all: &mut Vec<_>, block, lanes| {
                all.extend((0..lanes.own.len()).map(|lane| {
                    let bits = registers.iter().map(|register| block.value(*register, lane).to_bits());
                    (lanes.key(lane), bits.collect::<Vec<u64>>())
                }));
            });
            let visited = parts.concat();
            assert_eq!(visited.len() as u64, pass.settings());
            for (key, bits) in visited {
                for (input, positions) in domain.iter().enumerate() {
                    machine.set(input, positions[0]);
                }
                let setting = pass.setting(key);
                setting.iter().for_each(|(input, value)| machine.set(*input, *value));
                machine.run();
                for (register, bits) in registers.iter().zip(bits) {
                    assert_eq!(
                        machine.value(*register).to_bits(),
                        bits,
                        "{id}: register {register} at {setting:?}"
                    );
                }
            }
        }
    }
}

/// One of the values that an input can have: its ends and its start often.
fn one_of(values: &Values, choices: &mut Choices<'_>) -> f64 {
    let count = values.positions.len();
    match (values.between, choices.below(8)) {
        (Some((low, _)), 0) => low,
        (Some((_, high)), 1) => high,
        (Some((low, high)), 2..=4) => {
            let share = choices.below(1 << 20) as f64 / f64::from(1 << 20);
            (low * (1.0 - share) + high * share).clamp(low, high)
        }
        // Many orders of magnitude.
        (Some((low, high)), 5) => ORDERS[choices.below(ORDERS.len())].clamp(low, high),
        (_, 0) => values.positions[0],
        (_, 1) => values.positions.iter().copied().fold(values.positions[0], f64::min),
        (_, 2) => values.positions.iter().copied().fold(values.positions[0], f64::max),
        _ => values.positions[choices.below(count)],
    }
}

/// `LABC_SAMPLES=10000000 cargo test --release -p labc-tests --test proofs proved` tries ten million in each lab.
#[test]
fn what_is_proved_holds_at_every_sampled_setting() {
    let samples = std::env::var("LABC_SAMPLES").ok().and_then(|text| text.parse().ok()).unwrap_or(SAMPLES);
    for OwnLab { id, lab, .. } in course() {
        let details = lab.proofs.iter().map(|proof| (proof, proof.detail.as_ref().expect("asked for")));
        let proved: Vec<_> = details
            .filter(|(proof, detail)| proof.holds.is_some() && detail.looked_for.found.is_none())
            .collect();
        let (mut tried, each) = (0, samples.div_ceil(proved.len().max(1)));
        for (number, (proof, detail)) in proved.iter().enumerate() {
            let asked = &detail.looked_for;
            let mut machine = Machine::new(asked.program.clone()).expect("a sound program");
            let moved: Vec<usize> =
                (0..asked.inputs.len()).filter(|input| asked.program.reads()[*input]).collect();
            for sample in 0..each {
                let drawn = numbers((number * samples + sample) as u64, 2 * moved.len());
                let mut choices = Choices::new(&drawn);
                for input in &moved {
                    machine.set(*input, one_of(&asked.inputs[*input], &mut choices));
                }
                machine.run();
                let place = proof.span.start;
                assert_ne!(machine.value(asked.register), 1.0, "{id}, byte {place}: {:?}", proof.question);
                tried += 1;
            }
        }
        println!("{id}: {tried} settings tried on {} proofs", proved.len());
    }
}

#[test]
fn few_questions_about_the_course_are_unknown() {
    for OwnLab { id, lab, .. } in course() {
        let count = |holds: Option<bool>| lab.proofs.iter().filter(|proof| proof.holds == holds).count();
        let work: f64 = lab.proofs.iter().map(|proof| proof.work).sum();
        let (yes, no, unknown) = (count(Some(true)), count(Some(false)), count(None));
        println!(
            "{id}: {} questions, {yes} yes, {no} no, {unknown} unknown, work {work:.1e}",
            lab.proofs.len()
        );
        assert!(unknown as f64 <= UNKNOWN * lab.proofs.len() as f64, "{id}: {unknown} are unknown");
    }
}

/// Thresholds of the capstone that nothing reaches: what is written there, what it becomes, what is reported.
const OUT_OF_REACH: [(&str, &str, &[&str]); 9] = [
    ("when quality < doubtful", "when quality < 10 %", &["never-taken"]),
    ("when utilization > 90 %", "when utilization > 9000 %", &["never-taken"]),
    ("when p99 > slo_latency", "when p99 < 1 ms", &["never-taken"]),
    ("when drifted <= floor_target", "when drifted <= 5 %", &["never-taken"]),
    ("when impact < four_fifths", "when impact < 10 %", &["never-taken"]),
    ("when t.need > t.have", "when t.need > 1000 * t.have", &["never-taken"]),
    ("when cost > slo_cost", "when cost > slo_cost / 1000", &["no-escape"]),
    ("when cost <= slo_cost", "when cost <= slo_cost / 1000", &["unmet-goal"]),
    ("when availability >= slo_up", "when availability >= 100.1 %", &["unmet-goal"]),
];

#[test]
fn each_threshold_of_the_capstone_that_is_out_of_reach_is_found() {
    let capstone = course().iter().find(|lab| lab.id == "vol1_16").expect("the capstone");
    let mut missed = Vec::new();
    for (written, edited, codes) in OUT_OF_REACH {
        assert_eq!(capstone.source.matches(written).count(), 1, "{written}");
        let (_, found) = capstone.edited(&capstone.source.replace(written, edited));
        let is_found = found.iter().any(|one| codes.contains(&one.code.as_str()));
        println!("{edited}: {}", if is_found { "found" } else { "MISSED" });
        if !is_found {
            missed.push((edited, found));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// A claim that is hard to decide: what it is, a lab, whether it holds, how that is decided, and the most work for it.
type Hard = (&'static str, &'static str, bool, &'static str, f64);

const EVERY: &str = "trying every setting";
const RANGES: &str = "bounding the formulas over ranges of the controls";

const HARD: [Hard; 10] = [
    (
        "(a - b) / (a + b) <= 9/11, at every position",
        r#"slider a "A" from 1 to 10 by 0.01 start 1
           slider b "B" from 1 to 10 by 0.01 start 1
           check (a - b) / (a + b) <= 9 / 11 always"#,
        true,
        RANGES,
        1e6,
    ),
    (
        "(a - b) / (a + b) < 0.82, for any numbers",
        r#"slider a "A" from 1 to 10 log start 1
           slider b "B" from 1 to 10 log start 1
           check (a - b) / (a + b) < 0.82 always"#,
        true,
        RANGES,
        1e7,
    ),
    (
        "Amdahl: a speedup below the number of workers",
        r#"slider n "Workers" from 1 to 1024 by 1 start 8
           slider serial "Serial" from 1 % to 100 % by 1 % start 5 %
           check 1 / (serial + (1 - serial) / n) <= 1.000001 * n always"#,
        true,
        RANGES,
        1e6,
    ),
    (
        "1 - exp(-t / m) <= 1",
        r#"slider t "Time" from 0.1 s to 1000 s log start 5 s
           slider m "Mean" from 1 s to 100 s log start 5 s
           check 1 - exp(-t / m) <= 1 always"#,
        true,
        RANGES,
        1e3,
    ),
    (
        "a queue's wait of at most 1 s, up to a full load",
        r#"slider load "Load" from 0 % to 100 % by 1 % start 50 %
           check load / (1 - load) * 1 s <= 1 s always"#,
        false,
        EVERY,
        1e4,
    ),
    (
        "the interval sqrt(2 d M) wastes least",
        r#"given d = 30 s "the story"
           given m = 6 h "the story"
           slider t "Interval" from 10 s to 3600 s by 10 s start 60 s
           check d / t + t / (2 * m) has minimum at sqrt(2 * d * m) in t"#,
        true,
        EVERY,
        1e4,
    ),
    (
        "no interval wastes less than sqrt(2 d / M)",
        r#"slider d "Write" from 1 s to 60 s by 1 s start 30 s
           slider m "Between failures" from 1 h to 100 h by 1 h start 6 h
           slider t "Interval" from 10 s to 3600 s by 10 s start 60 s
           check d / t + t / (2 * m) >= sqrt(2 * d / m) * 0.999999 always"#,
        true,
        EVERY,
        1e8,
    ),
    (
        "a dip at one of 5000 positions",
        r#"slider n "N" from 1 to 5000 by 1 start 1
           let y = if n == 4097 then 0 else n
           check y increases in n"#,
        false,
        EVERY,
        1e5,
    ),
    (
        "one of a million settings",
        r#"slider a "A" from 0 to 999 by 1 start 0
           slider b "B" from 0 to 999 by 1 start 0
           check a * b == 971 * 977 and a < b for some"#,
        true,
        RANGES,
        1e7,
    ),
    (
        "none of a billion settings",
        r#"slider a "A" from 1 to 1000 by 1 start 1
           slider b "B" from 1 to 1000 by 1 start 1
           slider c "C" from 1 to 1000 by 1 start 1
           check a * b * c > 10^9 for some"#,
        false,
        RANGES,
        1e4,
    ),
];

#[test]
fn hard_claims_are_decided() {
    let mut wrong = Vec::new();
    println!("| claim | holds | by | work |\n|---|---|---|---|");
    for (what, text, holds, method, most) in HARD {
        let (lab, found) = compile(FileId(0), &format!("lab hard \"Hard\"\n{text}\n"), &NoFiles);
        // A claim that does not hold is an error, which says how that was decided.
        let decided = match (lab, &found[..]) {
            (Some(lab), []) => lab
                .proofs
                .first()
                .map(|proof| (proof.holds == Some(true), proof.method.to_owned(), proof.work)),
            (_, [refuted]) => refuted.verdict.as_ref().map(|verdict| {
                (verdict.verdict != Decided::Refuted, verdict.method.clone(), verdict.work as f64)
            }),
            _ => None,
        };
        let Some((is, by, work)) = decided else {
            wrong.push(format!("{what}: {found:?}"));
            continue;
        };
        println!("| {what} | {is} | {by} | {work:.1e} |");
        if (is, by.as_str()) != (holds, method) || work > most {
            wrong.push(format!("{what}: {is} by {by}, work {work:.1e}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
