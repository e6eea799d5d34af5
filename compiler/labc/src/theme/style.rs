//! The style sheets of the default theme: its files in `style/`, one for each idea, joined for the pages that have use
//! of them. Later files change what earlier ones say.

macro_rules! files {
    ($($name:literal)*) => { &[$(include_str!(concat!(env!("LABC_THEMES"), "/default/style/", $name, ".css"))),*] };
}

/// What the page of a lab looks like.
pub(crate) const LAB: &[&str] = files! {
    "scale" "base" "math" "layout" "held" "voices" "controls" "questions" "asking" "keep" "metrics" "steps" "tables" "marks"
    "arrange" "charts" "bench" "status" "foot" "screens" "forced" "print"
};

/// What every other page looks like.
pub(crate) const PAGES: &[&str] = files! {
    "scale" "base" "math" "layout" "held" "voices" "controls" "questions" "keep" "metrics" "steps" "tables" "marks"
    "course" "thumbs" "texts" "work" "screens" "forced" "print"
};

/// The font of formulas, which [`with_font`] leads to: woff2.
pub const MATH_FONT: &[u8] = include_bytes!(concat!(env!("LABC_THEMES"), "/default/fonts/math.woff2"));

/// How the style sheets and the script that asks for it name it.
const NAME_OF_FONT: &str = "math.woff2";

/// A style sheet of the theme, or the script that asks for its font, whose font lies beside it under this name.
pub fn with_font(file: &str, name: &str) -> String {
    file.replace(NAME_OF_FONT, name)
}

/// What the playground looks like, beside what every page has.
pub fn playground() -> String {
    joined(files! { "playground" })
}

/// What a lab that is presented to a class looks like, beside what the page of a lab has.
pub fn present() -> String {
    joined(files! { "present" })
}

/// Files as one sheet, without comments and the white space around lines.
pub(crate) fn joined(files: &[&str]) -> String {
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

    #[test]
    fn the_font_of_formulas_is_named_once_and_small() {
        for files in [LAB, PAGES] {
            let sheet = joined(files);
            assert_eq!(sheet.matches(NAME_OF_FONT).count(), 1);
            assert!(with_font(&sheet, "math-1.woff2").contains("url(\"math-1.woff2\")"));
        }
        assert!(MATH_FONT.starts_with(b"wOF2") && MATH_FONT.len() <= 40_000, "{} bytes", MATH_FONT.len());
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
