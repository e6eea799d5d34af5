//! Repairs: one edit that makes a faulty statement check. Start at [`search`].
//!
//! [`edits`] proposes, cheapest and likeliest first; each proposal is read and checked as an expression in
//! its place, and the few that fit there are tried on the whole file. What is offered compiles. All work
//! is bounded by counts, so the same file always gets the same repairs.

mod bridge;
mod edits;
mod hole;
mod spelling;
#[cfg(test)]
mod tests;
mod walk;

use crate::check::Checker;
use crate::check::scene::FaultScene;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::sources::{FileId, Span};
use crate::syntax;
use crate::syntax::tree::Shown;

/// How many proposals for one fault are checked in their place.
const MOST_PROPOSALS: usize = 200;
/// How many proposals for one fault are tried on the whole file.
const MOST_TRIALS: usize = 6;
/// How many repairs of one fault are shown.
const MOST_SHOWN: usize = 3;

/// Edits of a text.
pub type Edits = Vec<(Span, String)>;

/// A repair that may do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Proposal {
    /// How far it is from what was written; the least first.
    rank: u8,
    /// What it does, as an instruction.
    title: String,
    /// How.
    edits: Edits,
}

/// A faulty file with the means to look for repairs.
pub struct FaultyLab<'a> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub source: &'a str,
    /// Its checker, done with checking.
    pub checker: &'a mut Checker,
    /// Where the parts of the lab begin: names of one part are closer to each other.
    pub parts: Vec<usize>,
    /// What there is to say of an edited text.
    pub examine: &'a dyn Fn(&str, &Edits) -> Vec<Diagnostic>,
}

/// Looks for repairs of faults and adds them to their diagnostics.
pub fn search(faulty: &mut FaultyLab<'_>, diagnostics: &mut [Diagnostic]) {
    let scenes = std::mem::take(&mut faulty.checker.scenes);
    let before = diagnostics.to_vec();
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        let Some(label) = diagnostic.labels.first() else { continue };
        let scene = scenes.iter().find(|scene| scene.code == diagnostic.code && scene.span == label.span);
        let Some(scene) = scene else { continue };
        match diagnostic.code.as_str() {
            "hole" => hole::describe(faulty, scene, diagnostic),
            "unknown-name" | "unknown-function" | "unknown-unit" => {
                spelling::choose(faulty, scene, diagnostic);
            }
            _ if diagnostic.fix.is_none() => faulty.mend(scene, diagnostic, &before),
            _ => {}
        }
    }
}

impl FaultyLab<'_> {
    /// Offers the best repairs of a fault.
    fn mend(&mut self, scene: &FaultScene, diagnostic: &mut Diagnostic, before: &[Diagnostic]) {
        let Some(shown) = self.read(self.source, scene.root) else { return };
        let mut proposals = edits::propose(self, scene, &shown);
        proposals.sort_by_key(|proposal| proposal.rank);
        proposals.truncate(MOST_PROPOSALS);
        let mut trials = 0;
        let mut found: Vec<(Proposal, String)> = Vec::new();
        for proposal in proposals {
            if found.len() == MOST_SHOWN || trials == MOST_TRIALS {
                break;
            }
            let edited = apply(self.source, &proposal.edits);
            let root = moved(scene.root, &proposal.edits);
            let inside = proposal.edits.iter().all(|(span, _)| within(*span, scene.root));
            if inside && !self.fits(scene, &edited, &proposal.edits) {
                continue;
            }
            let words = edited[root.range()].split_whitespace().collect::<Vec<_>>().join(" ");
            if inside && found.iter().any(|(_, other)| *other == words) {
                continue;
            }
            trials += 1;
            let after = (self.examine)(&edited, &proposal.edits);
            if improves(diagnostic, before, &after, &proposal.edits) {
                found.push((proposal, words));
            }
        }
        let mut found = found.into_iter();
        let Some((best, _)) = found.next() else { return };
        for (other, words) in found {
            let inside = other.edits.iter().all(|(span, _)| within(*span, scene.root));
            diagnostic.help.push(match inside {
                true => format!("or {}: `{words}`", other.title),
                false => format!("or {}", other.title),
            });
        }
        diagnostic.fix = Some(Fix { title: best.title, file: self.file, edits: best.edits });
    }

    /// Reads an expression from a text.
    fn read(&self, source: &str, root: Span) -> Option<Shown> {
        let (shown, said) = syntax::parse_expression(self.file, source, root);
        shown.filter(|_| said.is_empty())
    }

    /// Whether the expression of a scene checks after edits inside it.
    fn fits(&mut self, scene: &FaultScene, edited: &str, edits: &Edits) -> bool {
        let shown = self.read(edited, moved(scene.root, edits));
        shown.is_some_and(|shown| self.checker.retry(scene, edited, &shown))
    }

    /// Whether a declaration is the one whose value a scene is.
    fn declares(&self, name: Span, scene: &FaultScene) -> bool {
        let between = self.source.get(name.end as usize..scene.root.start as usize);
        between.is_some_and(|between| between.trim_end().ends_with('=') && !between.contains('\n'))
    }
}

/// Whether nothing is said of an edited text that was not said before, and one fault no longer is.
fn improves(fault: &Diagnostic, before: &[Diagnostic], after: &[Diagnostic], edits: &Edits) -> bool {
    let place = |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| label.span);
    after.iter().all(|new| {
        before.iter().any(|old| {
            old.code == new.code
                && (place(old), &old.code) != (place(fault), &fault.code)
                && place(old).map(|span| moved(span, edits)) == place(new)
        })
    })
}

fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// A text with edits made.
pub fn apply(source: &str, edits: &Edits) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut text = String::with_capacity(source.len() + 32);
    let mut at = 0;
    for (span, new) in edits {
        text.push_str(&source[at.min(span.start as usize)..span.start as usize]);
        text.push_str(new);
        at = span.end as usize;
    }
    text.push_str(&source[at..]);
    text
}

/// Where a place is after edits; it grows with edits at its ends.
fn moved(span: Span, edits: &Edits) -> Span {
    let (mut start, mut end) = (i64::from(span.start), i64::from(span.end));
    for (edit, new) in edits {
        let grown = new.len() as i64 - i64::from(edit.end - edit.start);
        if edit.end <= span.start && !within(*edit, span) {
            start += grown;
        }
        if edit.end <= span.end {
            end += grown;
        }
    }
    Span::new(start.max(0) as usize, end.max(0) as usize)
}
