//! The page of every diagnostic code, as `labc explain` prints it. The pages are Markdown in `codes/`.

macro_rules! pages {
    ($($code:literal,)*) => {
        &[$(($code, include_str!(concat!("../codes/", $code, ".md")))),*]
    };
}

/// Codes with their pages, in alphabetical order.
const PAGES: &[(&str, &str)] = pages![
    "add-mismatch",
    "affine-addition",
    "affine-multiplication",
    "annotation-mismatch",
    "argument-mismatch",
    "bad-case",
    "bad-data",
    "bad-module",
    "bool-expected",
    "bool-in-arithmetic",
    "branch-mismatch",
    "broken-link",
    "check-failed",
    "compare-mismatch",
    "condition-not-boolean",
    "convert-mismatch",
    "course-manifest",
    "cycle",
    "differs-from-registry",
    "division-by-constant-zero",
    "domain-error-constant",
    "duplicate-name",
    "empty-expression",
    "empty-list",
    "field-mismatch",
    "former-name",
    "gb-or-gib",
    "hidden-character",
    "hole",
    "idle-control",
    "impossible-range",
    "later-lab",
    "level-arithmetic",
    "live-text",
    "low-contrast",
    "maybe-missing",
    "misplaced-mark",
    "missing-block",
    "missing-figure",
    "mixed-marks",
    "never-taken",
    "no-axis",
    "no-choice",
    "no-claim",
    "no-escape",
    "no-fields",
    "no-key",
    "no-lab",
    "no-last-arm",
    "no-source",
    "no-truth",
    "non-constant-exponent",
    "non-scalar-exponent",
    "not-a-domain",
    "not-a-duration",
    "not-a-formula",
    "not-a-number",
    "not-a-slider",
    "not-a-status",
    "not-a-value",
    "not-an-equation",
    "not-constant",
    "not-one-root",
    "not-one-true",
    "not-utf8",
    "nothing-to-revisit",
    "off-chart",
    "off-grid",
    "on-its-edge",
    "outside-range",
    "overflow-constant",
    "page-name",
    "page-words",
    "percent-arithmetic",
    "prefix-not-allowed",
    "range-not-constant",
    "renamed-id",
    "requirement-broken",
    "reserved-name",
    "rounded-number",
    "rounding-of-dimensional",
    "spoiler",
    "stray-text",
    "stuck-seal",
    "syntax",
    "theme-colours",
    "theme-template",
    "too-deep",
    "too-many",
    "too-much-work",
    "transcendental-of-dimensional",
    "two-values",
    "unclosed-bracket",
    "unclosed-text",
    "undecided",
    "unexpected-argument",
    "unexpected-block",
    "unit-not-preferred",
    "unknown-dimension",
    "unknown-field",
    "unknown-function",
    "unknown-lab",
    "unknown-name",
    "unknown-section",
    "unknown-statement",
    "unknown-unit",
    "unlisted-lab",
    "unmet-goal",
    "unopened-bracket",
    "unproved-claim",
    "unreachable",
    "unreachable-arm",
    "unreadable-text",
    "wrong-arguments",
    "wrong-cells",
];

/// The page of a code, in Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.binary_search_by_key(&code, |(known, _)| known).ok().map(|index| PAGES[index].1)
}

/// Every code with its page, in alphabetical order.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.iter().copied()
}

/// What a code means: the first sentence of its page.
pub fn meaning(code: &str) -> Option<String> {
    let paragraph: Vec<&str> = page(code)?
        .lines()
        .skip_while(|line| line.starts_with('#') || line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    Some(paragraph.join(" "))
}

/// The code that a misspelled one was meant to be.
pub fn nearest(code: &str) -> Option<&'static str> {
    crate::similar::nearest(code, PAGES.iter().map(|(known, _)| *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_their_code() {
        assert!(PAGES.is_sorted_by_key(|(code, _)| code));
        for (code, text) in all() {
            assert_eq!(page(code), Some(text));
            assert!(meaning(code).is_some_and(|meaning| meaning.ends_with('.')), "{code}");
        }
        assert_eq!(page("add"), None);
        assert_eq!(nearest("add-mismach"), Some("add-mismatch"));
        assert_eq!(nearest("nothing like any of them"), None);
    }
}
