//! Writes what the native grammar reads of what may be typed, for a test that reads the same in wasm:
//! `typed_readings COUNT`.
//!
//! The first line on standard output is the page that asks, with its checksum, as hexadecimal digits. Each line after
//! it is JSON: the text, what each question reads of it, and what each control does.

use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

use lab_core::decode::with_checksum;
use labc_tests::fuzz::{asking, typed_texts};

fn main() -> ExitCode {
    let Some(count) = std::env::args().nth(1).and_then(|count| count.parse().ok()) else {
        eprintln!("usage: typed_readings COUNT");
        return ExitCode::from(2);
    };
    match write(count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(count: usize) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let live = asking();
    let page = live.page().clone();
    let bytes = with_checksum(postcard::to_allocvec(&page).expect("a page fits into memory"));
    let mut digits = String::new();
    for byte in bytes {
        write!(digits, "{byte:02x}").expect("a text takes letters");
    }
    writeln!(out, "{digits}")?;
    for (_, typed) in typed_texts(count) {
        let answers: Vec<String> = (0..page.scales.len()).map(|scale| live.estimate(scale, &typed)).collect();
        let moves: Vec<String> =
            (0..page.controls.len()).map(|control| live.parse(control, &typed)).collect();
        writeln!(out, "{}", serde_json::json!([typed, answers, moves]))?;
    }
    out.flush()
}
