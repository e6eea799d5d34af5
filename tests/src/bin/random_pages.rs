//! Writes random pages with what they show natively, for a test that runs them in another engine:
//! `random_pages COUNT FILE [FIRST-SEED]`.
//!
//! For each page, all numbers little endian: the length of the page (32 bits) and the page as postcard with
//! its checksum, the number of its controls (32 bits), and for each of [`SETTINGS`] settings the controls' values
//! (64 bits each), the length of what the page then reads (32 bits), and that.
//!
//! Besides what the lab shows, every register has a slot for each setting that subtracts its native value
//! there and shows fifteen digits of the difference: it reads "0" only where both are the same bits (or
//! both are zero). So the texts prove more than they say, and the runtime needs no way to read registers.

use std::io::Write;
use std::process::ExitCode;

use lab_core::decode::with_checksum;
use lab_core::number::{Digits, Format, Unit};
use lab_core::page::{Content, ControlKind, Page, Piece, Slot};
use lab_core::positions::Positions;
use lab_core::{Live, Reg};
use labc::compile;
use labc::diagnostic::Severity;
use labc::sources::FileId;
use labc::syntax::format::pretty;
use labc_tests::random_program::{Choices, numbers, program};

/// How many settings each page is run at, the start among them.
const SETTINGS: usize = 3;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let (Some(count), Some(file)) = (args.get(1).and_then(|count| count.parse().ok()), args.get(2)) else {
        eprintln!("usage: random_pages COUNT FILE [FIRST-SEED]");
        return ExitCode::from(2);
    };
    let first = args.get(3).and_then(|seed| seed.parse().ok()).unwrap_or(0);
    match write(count, file, first) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(count: u64, file: &str, first: u64) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let (mut values, mut refused, mut written, mut seed) = (0, 0, 0, first);
    while written < count {
        let source = pretty(&program(&numbers(seed, 900)));
        seed += 1;
        let (lab, diagnostics) = compile(FileId(0), &source, &labc::sources::NoFiles);
        let Some(lab) = lab else {
            // A constant that is too large for any number, in one program out of many.
            let error = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
            let code = error.map_or("", |error| error.code.as_str());
            assert!(code == "overflow-constant", "{error:#?}\n{source}");
            refused += 1;
            continue;
        };
        values += record(lab.page().clone(), seed, &mut out)?;
        written += 1;
    }
    assert!(refused * 20 <= written, "{refused} programs were refused");
    println!("{written} pages, {values} values of registers, {refused} programs with constants too large");
    out.flush()
}

/// Writes a page; gives the number of register values that are compared.
fn record(mut page: Page, seed: u64, out: &mut impl Write) -> std::io::Result<usize> {
    let drawn = numbers(seed ^ 0x5E77, SETTINGS * page.controls.len());
    let mut choices = Choices::new(&drawn);
    let settings: Vec<Vec<f64>> = (0..SETTINGS)
        .map(|index| {
            let start = Live::new(page.clone()).ok();
            let controls = page.controls.iter().enumerate();
            controls
                .map(|(control, of)| match (index, &start) {
                    (0, Some(live)) => live.position(control),
                    _ => position(&page, &of.kind, of.format, &mut choices),
                })
                .collect()
        })
        .collect();
    for slot in &mut page.slots {
        slot.seal = None;
    }
    let mut live = Live::new(page.clone()).expect("the compiler makes sound pages");
    let mut compared = 0;
    for setting in &settings {
        apply(&mut live, setting);
        for register in 0..page.program.ops.len() as Reg {
            if live.machine().is_outer(register) {
                difference(&mut page, register, live.machine().value(register));
                compared += 1;
            }
        }
    }
    let bytes = with_checksum(postcard::to_allocvec(&page).expect("a page fits into memory"));
    out.write_all(&(bytes.len() as u32).to_le_bytes())?;
    out.write_all(&bytes)?;
    out.write_all(&(page.controls.len() as u32).to_le_bytes())?;
    let mut live = Live::new(page).expect("a difference can be shown like any number");
    for setting in &settings {
        apply(&mut live, setting);
        for value in setting {
            out.write_all(&value.to_le_bytes())?;
        }
        let reads = live.all();
        out.write_all(&(reads.len() as u32).to_le_bytes())?;
        out.write_all(reads.as_bytes())?;
    }
    Ok(compared)
}

/// A slot for the difference of a register to a value.
fn difference(page: &mut Page, register: Reg, value: f64) {
    let offset = if value.is_nan() { 0.0 } else { value };
    let units = vec![Unit { symbol: String::new(), factor: 1.0, offset, one: String::new() }];
    page.formats.push(Format { units, digits: Digits::Significant(15) });
    let piece = Piece::Number { value: register, format: page.formats.len() as u32 - 1 };
    page.slots.push(Slot { seal: None, content: Content::Text(vec![piece]) });
}

/// Somewhere in a control's range, as its range input counts.
fn position(page: &Page, kind: &ControlKind, format: u32, choices: &mut Choices<'_>) -> f64 {
    let share = choices.below(1 << 20) as f64 / f64::from(1 << 20);
    match kind {
        ControlKind::Slider(Positions { steps, log: true, .. }) => (f64::from(*steps) * share).floor(),
        ControlKind::Slider(Positions { from, to, .. }) => {
            let base = from + (to - from) * share;
            page.formats[format as usize].units.first().map_or(base, |unit| unit.read(base))
        }
        ControlKind::Choice { rows, .. } => (rows.len() as f64 * share).floor(),
        ControlKind::Toggle => share.round(),
    }
}

fn apply(live: &mut Live, setting: &[f64]) {
    for (control, value) in setting.iter().enumerate() {
        live.set(control, *value);
    }
    live.run();
}
