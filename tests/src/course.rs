//! Several labs in one text: a course, as far as its last lab sees it.

use labc::earlier::needs;
use labc::protocol::Course;
use labc::source::{FileId, NoFiles};

/// The course before the last lab of a text, and that lab, at the line it stands on. A comment
/// `// later: a b` names labs that come after it.
///
/// # Panics
/// Where a lab before the last one has faults.
pub fn course(text: &str) -> (Course, String) {
    let mut labs: Vec<String> = Vec::new();
    let mut course = Course::default();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("lab ") {
            labs.push("\n".repeat(index));
        }
        if let Some(ids) = line.strip_prefix("// later: ") {
            course.later.extend(ids.split_whitespace().map(str::to_owned));
        }
        if let Some(lab) = labs.last_mut() {
            lab.push_str(line);
            lab.push('\n');
        }
    }
    let last = labs.pop().unwrap_or_default();
    for lab in labs {
        let (compiled, found) = labc::page::compile_in(FileId(0), &lab, &NoFiles, &course);
        assert!(found.is_empty(), "a lab before the last has faults: {found:?}");
        if let Some(compiled) = compiled {
            course.add(compiled.protocol);
        }
    }
    course.later.splice(0..0, needs(FileId(0), &last).id);
    (course, last)
}
