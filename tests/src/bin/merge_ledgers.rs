//! Merges records as the compiler does, for the test that holds the browser's merging to it.
//!
//! Reads lines of JSON, each a list of items `[key, text]`; answers each with a line: the merged record and
//! its checksum under the course `c`, the checksum a text.

use std::io::{BufRead, Write};

use labc::record::store::{Record, checksum, merge_item};

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        let items: Vec<(String, String)> = serde_json::from_str(&line).expect("a list of pairs of texts");
        let mut record = Record::new();
        for (key, text) in &items {
            merge_item(&mut record, key, text);
        }
        let answer = serde_json::json!({ "items": record, "checksum": checksum("c", &record) });
        writeln!(out, "{answer}").expect("standard output can be written");
    }
}
