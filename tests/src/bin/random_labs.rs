//! Writes random labs into a folder, `random_labs COUNT FOLDER [FIRST-SEED]`, for a test that builds them: `lab0.lab`
//! and so on. Those that the compiler refuses are left out.

use std::path::Path;
use std::process::ExitCode;

use labc::compile;
use labc::sources::{FileId, NoFiles};
use labc::syntax::format::pretty;
use labc_tests::random_program::{numbers, program};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let (Some(count), Some(folder)) = (args.get(1).and_then(|count| count.parse().ok()), args.get(2)) else {
        eprintln!("usage: random_labs COUNT FOLDER [FIRST-SEED]");
        return ExitCode::from(2);
    };
    let first = args.get(3).and_then(|seed| seed.parse().ok()).unwrap_or(0);
    match write(count, Path::new(folder), first) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(count: u64, folder: &Path, first: u64) -> std::io::Result<()> {
    let (mut written, mut seed) = (0, first);
    while written < count {
        let source = pretty(&program(&numbers(seed, 900)));
        seed += 1;
        if let (Some(lab), _) = compile(FileId(0), &source, &NoFiles) {
            // Every lab of a course has an id of its own.
            let id = format!("lab{written}");
            let source = source.replacen(&format!("lab {} ", lab.id), &format!("lab {id} "), 1);
            std::fs::write(folder.join(format!("{id}.lab")), source)?;
            written += 1;
        }
    }
    Ok(())
}
