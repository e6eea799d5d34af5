//! The style sheets of the default theme: its files in `style/`, one for each idea, joined for the pages that have use
//! of them. Later files change what earlier ones say.

macro_rules! files {
    ($($name:literal)*) => { &[$(include_str!(concat!(env!("LABC_THEMES"), "/default/style/", $name, ".css"))),*] };
}

/// What the page of a lab looks like.
pub(in crate::page) const LAB: &[&str] = files! {
    "scale" "base" "layout" "held" "voices" "controls" "questions" "asking" "keep" "metrics" "steps" "tables" "marks"
    "arrange" "charts" "bench" "status" "foot" "screens" "forced" "print"
};

/// What every other page looks like.
pub(in crate::page) const PAGES: &[&str] = files! {
    "scale" "base" "layout" "held" "voices" "controls" "questions" "keep" "metrics" "steps" "tables" "marks"
    "course" "texts" "work" "screens" "forced" "print"
};

/// Files as one sheet, without comments and the white space around lines.
pub(in crate::page) fn joined(files: &[&str]) -> String {
    let mut sheet = String::new();
    for file in files {
        let mut pieces = file.split("/*");
        let mut bare = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            bare.push_str(piece.split_once("*/").map_or("", |(_, after)| after));
        }
        for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
            sheet.push_str(line);
            sheet.push('\n');
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_go() {
        let file = "/* What. */\n\na { b: c }\n\n@media print {\n  d { e: f } /* Why:\n  so. */\n}\n";
        assert_eq!(joined(&[file, "g { h: i }"]), "a { b: c }\n@media print {\nd { e: f }\n}\ng { h: i }\n");
    }

    /// What [`joined`] takes for granted.
    #[test]
    fn no_string_looks_like_a_comment() {
        for file in LAB.iter().chain(PAGES) {
            assert_eq!(file.matches("/*").count(), file.matches("*/").count());
            for (before, _) in file.lines().filter_map(|line| line.split_once("/*")) {
                assert!(!before.contains(['"', '\'']), "{before}");
            }
        }
    }
}
