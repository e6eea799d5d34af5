//! Who has handed a file in, by the names that learning platforms give to folders and files.

/// Who has handed a file in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Submitter {
    /// The platform.
    pub(super) platform: &'static str,
    /// The number or login that it knows the student by.
    pub(super) id: String,
    /// The name, as far as it is told.
    pub(super) name: String,
    /// Whether it came late.
    pub(super) late: bool,
    /// On Canvas: the number of the file, which no other file has.
    pub(super) file: Option<String>,
}

/// Reads a path. The outermost folder counts: what is inside of it a student has named.
pub(super) fn of(path: &str, course: &str) -> Option<Submitter> {
    let parts: Vec<&str> = path.split('/').collect();
    parts.iter().enumerate().find_map(|(at, part)| {
        let name = at + 1 == parts.len();
        let canvas = || if name { canvas(part, course) } else { None };
        moodle(part).or_else(|| brightspace(part)).or_else(|| blackboard(part)).or_else(canvas)
    })
}

fn submitter(platform: &'static str, id: &str, name: &str) -> Submitter {
    let name = name.replace('_', " ").trim().to_owned();
    Submitter { platform, id: id.to_owned(), name, late: false, file: None }
}

/// `Ada Lovelace_12345_assignsubmission_file_`, as a folder or before the file's name.
fn moodle(part: &str) -> Option<Submitter> {
    let (before, _) = part.split_once("_assignsubmission_")?;
    let (name, id) = before.rsplit_once('_')?;
    is_number(id).then(|| submitter("Moodle", id, name))
}

/// `12345-67890 - Ada Lovelace - Nov 21, 2026 1000 AM`, as a folder or before the file's name.
fn brightspace(part: &str) -> Option<Submitter> {
    let mut pieces = part.split(" - ");
    let (id, folder) = pieces.next()?.split_once('-')?;
    let (name, date) = (pieces.next()?, pieces.next()?);
    let dated = date.chars().filter(char::is_ascii_digit).count() >= 5;
    (is_number(id) && is_number(folder) && dated).then(|| submitter("Brightspace", id, name))
}

/// `Lab 1_ada99_attempt_2026-11-21-10-00-00_copy.json`
fn blackboard(part: &str) -> Option<Submitter> {
    let (before, after) = part.split_once("_attempt_")?;
    let dated = after.len() >= 19 && after.bytes().take(19).all(|byte| byte.is_ascii_digit() || byte == b'-');
    let id = before.rsplit('_').next().filter(|id| !id.is_empty() && *id != before)?;
    dated.then(|| submitter("Blackboard", id, ""))
}

/// `lovelaceada_12345_678_copy.json`, `lovelaceada_LATE_12345_678_copy.json`, `lovelaceada_12345_text.html`
fn canvas(part: &str, course: &str) -> Option<Submitter> {
    let (name, rest) = part.split_once('_')?;
    let named = name.chars().any(char::is_alphabetic)
        && name.chars().all(|letter| letter.is_alphanumeric() || "-.'".contains(letter));
    // A copy as pages name it.
    let ours = !course.is_empty() && part.starts_with(course);
    let (late, rest) = rest.strip_prefix("LATE_").map_or((false, rest), |rest| (true, rest));
    let (id, rest) = rest.split_once('_')?;
    let file = rest.split_once('_').map(|(file, _)| file).filter(|file| is_number(file));
    let typed = rest == "text.html";
    let known = named && !ours && is_number(id) && (file.is_some() || typed);
    let file = file.map(str::to_owned);
    known.then(|| Submitter { late, file, ..submitter("Canvas", id, name) })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_name_their_files() {
        for (path, platform, id, name, late) in [
            ("Ada Lovelace_12345_assignsubmission_file_/copy.json", "Moodle", "12345", "Ada Lovelace", false),
            (
                "CS-1/Ada_Lovelace_12345_assignsubmission_file_copy.json",
                "Moodle",
                "12345",
                "Ada Lovelace",
                false,
            ),
            ("Ada_12345_assignsubmission_onlinetext_/onlinetext.html", "Moodle", "12345", "Ada", false),
            ("all.zip/Участник_7_assignsubmission_file_/x", "Moodle", "7", "Участник", false),
            ("lovelaceada_12345_678_fixture-2026-11-21-10-00.json", "Canvas", "12345", "lovelaceada", false),
            ("lovelaceada_LATE_12345_678_copy-1.json", "Canvas", "12345", "lovelaceada", true),
            ("lovelaceada_12345_text.html", "Canvas", "12345", "lovelaceada", false),
            (
                "12345-67890 - Ada Lovelace - Nov 21, 2026 1000 AM/copy.json",
                "Brightspace",
                "12345",
                "Ada Lovelace",
                false,
            ),
            (
                "12345-67890 - Ada Lovelace - Nov 21, 2026 1000 AM - copy.json",
                "Brightspace",
                "12345",
                "Ada Lovelace",
                false,
            ),
            ("Lab 1_ada99_attempt_2026-11-21-10-00-00_copy.json", "Blackboard", "ada99", "", false),
            // What a student has named lies inside.
            ("Bob_9_assignsubmission_file_/lovelaceada_12345_678_copy.json", "Moodle", "9", "Bob", false),
            (
                "Bob_9_assignsubmission_file_/a.zip/Ada_5_assignsubmission_file_/copy.json",
                "Moodle",
                "9",
                "Bob",
                false,
            ),
        ] {
            let found = of(path, "fixture").unwrap_or_else(|| panic!("{path}"));
            assert_eq!(
                (found.platform, found.id.as_str(), found.name.as_str(), found.late),
                (platform, id, name, late),
                "{path}"
            );
        }
        for path in [
            "ada/copy.json",
            "fixture-2026-11-21-10-00.json",
            "fixture_2026_1_x-2026-11-21-10-00.json",
            "my_copy_2.json",
            "lab_1_2.json",
            "2026_11_21_copy.json",
            "a - b - c",
            "the_attempt_of_ada.json",
            "_assignsubmission_/x",
        ] {
            assert_eq!(of(path, "fixture"), None, "{path}");
        }
    }
}
