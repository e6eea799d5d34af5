//! `allow CODE "reason"`: silences one kind of warning on the statement that follows.

use crate::codes::{self, Code};
use crate::diagnostic::{Diagnostic, Severity};
use crate::sources::{FileId, Span};
use crate::syntax::tree::{File, Kind, Statement};

/// An `allow` with the statement that it is about.
struct Allowed {
    code: Code,
    at: Span,
    about: Option<Span>,
    used: bool,
}

/// The warnings that are allowed, with the statements at which they are.
pub(crate) fn allowed(tree: &File, file: FileId) -> Vec<(Code, Span)> {
    let mut allowed = Vec::new();
    gather(&tree.statements, file, &mut allowed, &mut Vec::new());
    allowed.into_iter().filter_map(|allowed| Some((allowed.code, allowed.about?))).collect()
}

/// Takes out what is allowed; reports an `allow` of something that is not a code, or that silences nothing, if the lab is
/// `complete`: if not, not everything was looked for.
pub(crate) fn apply(tree: &File, file: FileId, complete: bool, diagnostics: &mut Vec<Diagnostic>) {
    let mut allowed = Vec::new();
    gather(&tree.statements, file, &mut allowed, diagnostics);
    if allowed.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let Some(label) = diagnostic.labels.first().filter(|label| label.file == file) else { return true };
        let allows = |allowed: &&mut Allowed| {
            allowed.code == diagnostic.code
                && allowed
                    .about
                    .is_some_and(|about| about.start <= label.span.start && label.span.end <= about.end)
        };
        match allowed.iter_mut().find(allows).filter(|_| diagnostic.severity == Severity::Warning) {
            Some(allowed) => {
                allowed.used = true;
                false
            }
            None => true,
        }
    });
    // Where there are errors, neither.
    if !complete || diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return;
    }
    for unused in allowed.into_iter().filter(|allowed| !allowed.used) {
        let headline = format!("This allows `{}`, which is not reported.", unused.code);
        let diagnostic =
            Diagnostic::warning(Code::UnusedAllow, headline, file, unused.at, "silences nothing");
        diagnostics
            .push(diagnostic.help("delete it, or move it to the line before the statement it is about"));
    }
}

fn gather(statements: &[Statement], file: FileId, all: &mut Vec<Allowed>, diagnostics: &mut Vec<Diagnostic>) {
    for (index, statement) in statements.iter().enumerate() {
        if let Kind::Allow(allow) = &statement.kind {
            let is_allow = |statement: &&Statement| matches!(statement.kind, Kind::Allow(_));
            let about = statements[index + 1..].iter().find(|next| !is_allow(next)).map(|next| next.span);
            match Code::find(&allow.code.text) {
                Some(code) => all.push(Allowed { code, at: statement.span, about, used: false }),
                None => {
                    let headline = format!("There is no warning `{}`.", allow.code.text);
                    let mut diagnostic =
                        Diagnostic::error(Code::UnknownName, headline, file, allow.code.span, "not a code");
                    if let Some(near) = codes::nearest(&allow.code.text) {
                        diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(
                            format!("write `{near}`"),
                            file,
                            allow.code.span,
                            near,
                        );
                    }
                    diagnostics.push(diagnostic);
                }
            }
        }
        if let Some(body) = statement.kind.body() {
            gather(body, file, all, diagnostics);
        }
    }
}
