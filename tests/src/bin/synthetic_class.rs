//! Writes the work of a class of any size, to see what `labc collect` makes of it: `synthetic_class COPIES FOLDER`.
//!
//! The copies are of the course `tests/projects/ledger`, in folders as Moodle names them. Nine of ten students hand in
//! one copy, the tenth two, from two devices; many share a name.
//!
//! ```sh
//! cargo run --release -p labc-tests --bin synthetic_class -- 100000 /tmp/class
//! cd tests/projects/ledger && command time -v labc collect /tmp/class --out /tmp/report
//! ```

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use labc::record::store::{Record, pack};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let (Some(copies), Some(folder)) = (args.get(1).and_then(|copies| copies.parse().ok()), args.get(2))
    else {
        eprintln!("usage: synthetic_class COPIES FOLDER");
        return ExitCode::from(2);
    };
    match write(copies, Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(copies: usize, folder: &Path) -> std::io::Result<()> {
    let students = (copies * 9 / 10).max(1);
    for copy in 0..copies {
        let student = copy % students;
        let name = format!("Student {}", student % (copies * 2 / 5).max(1));
        let at = format!("2026-11-1{}T10:00:00.{:03}Z", copy % 10, copy % 1000);
        let place = folder.join(format!("{name}_{student}_assignsubmission_file_"));
        std::fs::create_dir_all(&place)?;
        let file = pack("fixture", &items(copy, &name, &at), &at);
        std::fs::write(place.join(format!("copy-{copy}.json")), file)?;
    }
    Ok(())
}

/// What one student has done.
fn items(copy: usize, name: &str, at: &str) -> Record {
    let predicted = ["two", "four", "eight"][copy % 3];
    let said: BTreeMap<&str, Value> = BTreeMap::from([
        ("first/predict/growth", json!({ "option": predicted, "confidence": 0.75, "right": copy % 3 == 1 })),
        ("first/predict/halving", json!({ "option": (["half", "quarter"][copy % 2]) })),
        ("first/reflect/why", json!({ "first": "sides", "option": "sides" })),
        ("first/set/side", json!({ "value": copy % 100_000 })),
        ("first/status/fit.oom", json!({ "reached": true, "left": copy.is_multiple_of(2) })),
        (
            "second/predict/time",
            json!({ "option": (["quick", "right", "slow"][copy % 3]), "confidence": 0.9 }),
        ),
        (
            "second/estimate/day",
            json!({ "typed": "3 TB", "value": 3e12 * (1 + copy % 7) as f64, "confidence": 0.6 }),
        ),
        ("second/answer/words", json!({ "text": format!("words of {copy} ").repeat(20) })),
        ("second/task/draw", json!({ "done": true })),
        ("second/decide/line", json!({ "option": "this", "because": "cheap" })),
        ("second/goal/soon", json!({ "met": true })),
        ("second/seen/resting", json!({})),
        ("~/student/last", json!({ "value": name })),
    ]);
    let text = |mut item: Value| {
        item["v"] = json!(2);
        item["at"] = json!(at);
        item.to_string()
    };
    said.into_iter().map(|(key, item)| (key.to_owned(), text(item))).collect()
}
