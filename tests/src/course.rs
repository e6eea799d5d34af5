//! Several labs in one text: a course, as far as its last lab sees it.

use std::sync::Arc;

use labc::inputs::earlier::needs;
use labc::record::protocol::{Course, Protocol};
use labc::sources::{FileId, NoFiles};

/// The course before the last lab of a text, and that lab, at the line it stands on. A comment
/// `// later: a b` names labs that come after it.
///
/// # Panics
/// Where a lab before the last one has faults.
pub fn course(text: &str) -> (Course, String) {
    let mut labs: Vec<String> = Vec::new();
    let mut earlier: Vec<Arc<Protocol>> = Vec::new();
    let mut later: Vec<String> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("lab ") {
            labs.push("\n".repeat(index));
        }
        if let Some(ids) = line.strip_prefix("// later: ") {
            later.extend(ids.split_whitespace().map(str::to_owned));
        }
        if let Some(lab) = labs.last_mut() {
            lab.push_str(line);
            lab.push('\n');
        }
    }
    let last = labs.pop().unwrap_or_default();
    for lab in labs {
        let (compiled, found) = labc::compile_in(FileId(0), &lab, &NoFiles, &Course::after(&earlier, []));
        assert!(found.is_empty(), "a lab before the last has faults: {found:?}");
        if let Some(compiled) = compiled {
            earlier.push(Arc::new(compiled.protocol));
        }
    }
    let own = needs(FileId(0), &last).id;
    (Course::after(&earlier, own.into_iter().chain(later)), last)
}
