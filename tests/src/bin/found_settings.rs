//! Writes the settings that the checker has found in the labs of the course, for a test that looks at each of them in
//! another engine: `found_settings FILE`.
//!
//! For each of them, numbers little endian: the length of what it is about (32 bits) and that, as a line of text; the
//! length of a page (32 bits) and the page as postcard with its checksum. The page has one slot, which reads "0" where
//! the condition holds: it shows fifteen digits of how far the condition's value is from 1.

use std::io::Write;
use std::process::ExitCode;

use lab_core::decode::with_checksum;
use lab_core::number::{Digits, Format, Unit};
use lab_core::page::{Content, Page, Piece, Slot};
use labc::page::KnownVerdicts;
use labc_tests::own_course::own_labs;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: found_settings FILE");
        return ExitCode::from(2);
    };
    match write(&file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(file: &str) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let mut piece = |bytes: &[u8]| {
        out.write_all(&(bytes.len() as u32).to_le_bytes())?;
        out.write_all(bytes)
    };
    for lab in own_labs(KnownVerdicts::explaining) {
        for proof in &lab.lab.proofs {
            let Some(detail) = &proof.detail else { continue };
            let Some(found) = &detail.looked_for.found else { continue };
            let line = lab.source[..proof.span.start as usize].lines().count();
            piece(format!("{}, line {line}: {}", lab.id, proof.question.words()).as_bytes())?;
            let mut program = detail.looked_for.program.clone();
            found.iter().for_each(|(input, value)| program.inputs[*input] = *value);
            let far = Unit { symbol: String::new(), factor: 1.0, offset: 1.0, one: String::new() };
            let shown = Piece::Number { value: detail.looked_for.register, format: 0 };
            let page = Page {
                program,
                formats: vec![Format { units: vec![far], digits: Digits::Significant(15) }],
                slots: vec![Slot { seal: None, content: Content::Text(vec![shown]) }],
                ..Page::default()
            };
            piece(&with_checksum(postcard::to_allocvec(&page).expect("a page fits into memory")))?;
        }
    }
    out.flush()
}
