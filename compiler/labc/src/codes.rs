//! The code of every diagnostic, and its page as `labc explain` prints it. The pages are Markdown in `codes/`.
//!
//! A new diagnostic needs its row here, its page, and the place that reports it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The codes with their pages: a misspelt code, a code without a page and a code that nothing reports do not
/// compile.
macro_rules! codes {
    ($($name:ident = $code:literal,)*) => {
        /// A diagnostic's code: what kind of fault it reports. Written in kebab case, as authors see it.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the page of a code documents it")]
        pub enum Code {
            $($name,)*
        }

        /// Every code with its text and its page, in alphabetical order.
        const TABLE: &[(Code, &str, &str)] =
            &[$((Code::$name, $code, include_str!(concat!("../codes/", $code, ".md")))),*];
    };
}

codes! {
    AddMismatch = "add-mismatch",
    AffineAddition = "affine-addition",
    AffineMultiplication = "affine-multiplication",
    AnnotationMismatch = "annotation-mismatch",
    ArgumentMismatch = "argument-mismatch",
    BadCase = "bad-case",
    BadData = "bad-data",
    BadModule = "bad-module",
    BoolExpected = "bool-expected",
    BoolInArithmetic = "bool-in-arithmetic",
    BranchMismatch = "branch-mismatch",
    BrokenLink = "broken-link",
    CheckFailed = "check-failed",
    CompareMismatch = "compare-mismatch",
    ConditionNotBoolean = "condition-not-boolean",
    ConvertMismatch = "convert-mismatch",
    CourseManifest = "course-manifest",
    Cycle = "cycle",
    DiffersFromRegistry = "differs-from-registry",
    DivisionByConstantZero = "division-by-constant-zero",
    DomainErrorConstant = "domain-error-constant",
    DuplicateName = "duplicate-name",
    EmptyExpression = "empty-expression",
    EmptyList = "empty-list",
    FieldMismatch = "field-mismatch",
    FormerName = "former-name",
    GbOrGib = "gb-or-gib",
    GoalsExclude = "goals-exclude",
    HiddenCharacter = "hidden-character",
    Hole = "hole",
    IdleControl = "idle-control",
    ImpossibleRange = "impossible-range",
    KeyUnsure = "key-unsure",
    LaterLab = "later-lab",
    LevelArithmetic = "level-arithmetic",
    LiveText = "live-text",
    LiveValue = "live-value",
    LowContrast = "low-contrast",
    MaybeMissing = "maybe-missing",
    MisplacedMark = "misplaced-mark",
    MissingBlock = "missing-block",
    MissingFigure = "missing-figure",
    MixedMarks = "mixed-marks",
    NeverShown = "never-shown",
    NeverTaken = "never-taken",
    NoAltText = "no-alt-text",
    NoAxis = "no-axis",
    NoChoice = "no-choice",
    NoClaim = "no-claim",
    NoEscape = "no-escape",
    NoFields = "no-fields",
    NoKey = "no-key",
    NoLab = "no-lab",
    NoLastArm = "no-last-arm",
    NoSource = "no-source",
    NoTruth = "no-truth",
    NonConstantExponent = "non-constant-exponent",
    NonScalarExponent = "non-scalar-exponent",
    NotADomain = "not-a-domain",
    NotADuration = "not-a-duration",
    NotAFormula = "not-a-formula",
    NotANumber = "not-a-number",
    NotASlider = "not-a-slider",
    NotAStatus = "not-a-status",
    NotAValue = "not-a-value",
    NotAnEquation = "not-an-equation",
    NotConstant = "not-constant",
    NotOneRoot = "not-one-root",
    NotOneTrue = "not-one-true",
    NotUtf8 = "not-utf8",
    NothingToRevisit = "nothing-to-revisit",
    OffChart = "off-chart",
    OffGrid = "off-grid",
    OnItsEdge = "on-its-edge",
    OptionsOverlap = "options-overlap",
    OutsideRange = "outside-range",
    OverflowConstant = "overflow-constant",
    PageName = "page-name",
    PageWords = "page-words",
    PercentArithmetic = "percent-arithmetic",
    Picture = "picture",
    PrefixNotAllowed = "prefix-not-allowed",
    RangeNotConstant = "range-not-constant",
    RenamedId = "renamed-id",
    RequirementBroken = "requirement-broken",
    ReservedName = "reserved-name",
    RoundedNumber = "rounded-number",
    RoundingOfDimensional = "rounding-of-dimensional",
    Spoiler = "spoiler",
    StrayText = "stray-text",
    StuckSeal = "stuck-seal",
    Syntax = "syntax",
    TextDiffers = "text-differs",
    ThemeColours = "theme-colours",
    ThemeTemplate = "theme-template",
    TooDeep = "too-deep",
    TooMany = "too-many",
    TooMuchWork = "too-much-work",
    TranscendentalOfDimensional = "transcendental-of-dimensional",
    TwoValues = "two-values",
    UnclosedBracket = "unclosed-bracket",
    UnclosedText = "unclosed-text",
    Undecided = "undecided",
    UndefinedShown = "undefined-shown",
    UnexpectedArgument = "unexpected-argument",
    UnexpectedBlock = "unexpected-block",
    UnitNotPreferred = "unit-not-preferred",
    UnknownDimension = "unknown-dimension",
    UnknownField = "unknown-field",
    UnknownFunction = "unknown-function",
    UnknownLab = "unknown-lab",
    UnknownName = "unknown-name",
    UnknownSection = "unknown-section",
    UnknownStatement = "unknown-statement",
    UnknownUnit = "unknown-unit",
    UnlistedLab = "unlisted-lab",
    UnmetGoal = "unmet-goal",
    UnopenedBracket = "unopened-bracket",
    UnprovedClaim = "unproved-claim",
    Unreachable = "unreachable",
    UnreachableArm = "unreachable-arm",
    UnreadableText = "unreadable-text",
    UnusedAllow = "unused-allow",
    WeakSource = "weak-source",
    WrongArguments = "wrong-arguments",
    WrongCells = "wrong-cells",
}

impl Code {
    /// The code as authors see it, such as `unknown-name`.
    pub fn as_str(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// The page of the code, in Markdown.
    pub fn page(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// The code of a text, if there is one.
    pub fn find(text: &str) -> Option<Self> {
        TABLE.binary_search_by_key(&text, |(_, code, _)| code).ok().map(|index| TABLE[index].0)
    }

    /// What the code means: the first paragraph of its page.
    pub fn meaning(self) -> String {
        let lines = self.page().lines().skip_while(|line| line.starts_with('#') || line.is_empty());
        lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Every code, in alphabetical order.
pub fn all() -> impl Iterator<Item = Code> {
    TABLE.iter().map(|(code, ..)| *code)
}

/// The code that a misspelt one was meant to be.
pub fn nearest(text: &str) -> Option<&'static str> {
    crate::similar::nearest(text, TABLE.iter().map(|(_, code, _)| *code))
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::find(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a code")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_by_their_text() {
        assert!(TABLE.is_sorted_by_key(|(_, code, _)| code));
        for code in all() {
            assert_eq!(Code::find(code.as_str()), Some(code));
            assert!(code.meaning().ends_with('.'), "{code}");
        }
        assert_eq!(Code::find("add"), None);
        assert_eq!(nearest("add-mismach"), Some("add-mismatch"));
        assert_eq!(nearest("nothing like any of them"), None);
    }
}
