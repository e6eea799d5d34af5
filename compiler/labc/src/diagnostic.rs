//! What the compiler has to say to an author: plain data, built where the fault is found.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::codes::Code;
use crate::sources::{FileId, Span};

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[must_use = "a diagnostic that is made is not yet reported"]
pub struct Diagnostic {
    /// What kind of fault it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence in the author's words.
    pub headline: String,
    /// Places in the source; the first is where it is reported.
    pub labels: Vec<Label>,
    /// What to know or do about it.
    pub help: Vec<String>,
    /// An edit that was tried and compiles.
    pub fix: Option<Fix>,
    /// What was decided about all settings of the controls, where it is about them.
    pub verdict: Option<Box<Verdict>>,
}

/// What was decided about all settings of the controls, for programs that read diagnostics.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Verdict {
    /// `proved`: so it is at every setting; `refuted`: it fails at the setting; `unknown`.
    pub verdict: Decided,
    /// The controls that are away from their starts, with their values as `--set` takes them; nothing where no setting is
    /// told, or where it can't be set by controls alone.
    pub setting: Option<Vec<(String, String)>>,
    /// How it was decided, or what was tried last.
    pub method: String,
    /// How many settings there are; nothing where a number can be typed, or where the student's record matters.
    pub settings: Option<u64>,
    /// How many of them were looked at: settings, or boxes of settings.
    pub tried: u64,
    /// How much work that was: an addition at one setting is 1.
    pub work: u64,
}

/// How far something was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// It holds at every setting.
    Proved,
    /// It fails at some setting.
    Refuted,
    /// It was not decided.
    Unknown,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is built.
    Error,
    /// Built, but look at it.
    Warning,
}

/// A place in the source with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The file.
    pub file: FileId,
    /// The place.
    pub span: Span,
    /// What is said about it; may be empty.
    pub text: String,
}

/// An edit that repairs the fault.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as an instruction.
    pub title: String,
    /// The file to edit.
    pub file: FileId,
    /// What to put in place of which span; spans do not overlap.
    pub edits: Vec<(Span, String)>,
}

/// Mistakes that are repeated all over a lab, such as a misspelt name.
const REPEATED: [Code; 4] =
    [Code::UnknownName, Code::UnknownUnit, Code::UnknownFunction, Code::UnknownDimension];
/// How often the same is said at most.
const MOST_TIMES: usize = 4;

/// Says once, with a count, what is wrong in the same way in many places. What is in order stays in order.
pub fn gather(diagnostics: &mut Vec<Diagnostic>) {
    let mut counts: HashMap<(Code, String), usize> = HashMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| REPEATED.contains(&diagnostic.code)) {
        *counts.entry((diagnostic.code, diagnostic.headline.clone())).or_default() += 1;
    }
    counts.retain(|_, count| *count > MOST_TIMES);
    if counts.is_empty() {
        return;
    }
    let mut said: HashMap<(Code, String), usize> = HashMap::new();
    let mut firsts = Vec::new();
    diagnostics.retain(|diagnostic| {
        let key = (diagnostic.code, diagnostic.headline.clone());
        let Some(count) = counts.get(&key) else {
            firsts.push(None);
            return true;
        };
        let times = said.entry(key).or_default();
        *times += 1;
        if *times == 1 {
            firsts.push(Some(*count - 1));
        }
        *times == 1
    });
    for (diagnostic, more) in diagnostics.iter_mut().zip(firsts) {
        if let Some(more) = more {
            diagnostic.help.push(format!("the same stands in {more} more places"));
        }
    }
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(
        code: Code,
        headline: impl Into<String>,
        file: FileId,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Error,
            headline: headline.into(),
            labels: vec![Label { file, span, text: text.into() }],
            help: Vec::new(),
            fix: None,
            verdict: None,
        }
    }

    /// A warning at a place.
    pub fn warning(
        code: Code,
        headline: impl Into<String>,
        file: FileId,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, headline, file, span, text) }
    }

    /// The same with other numbers for its files; nothing where a file has none.
    pub fn renumbered(mut self, number: impl Fn(FileId) -> Option<FileId>) -> Option<Self> {
        for label in &mut self.labels {
            label.file = number(label.file)?;
        }
        if let Some(fix) = &mut self.fix {
            fix.file = number(fix.file)?;
        }
        Some(self)
    }

    /// Points at another place.
    pub fn and(mut self, file: FileId, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { file, span, text: text.into() });
        self
    }

    /// Says what to know or do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Says what was decided about all settings.
    pub fn decided(mut self, verdict: Verdict) -> Self {
        self.verdict = Some(Box::new(verdict));
        self
    }

    /// Offers an edit.
    pub fn fix(
        mut self,
        title: impl Into<String>,
        file: FileId,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        self.fix = Some(Fix { title: title.into(), file, edits: vec![(span, text.into())] });
        self
    }
}
