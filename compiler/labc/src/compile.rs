//! All phases in order: from the text of a lab to everything its page needs. Start at [`compile`].

use std::collections::HashSet;

use crate::check::Checker;
use crate::check::repair::{self, Patient};
use crate::check::units::Units;
use crate::diagnostic::{Diagnostic, Severity};
use crate::page::Lab;
use crate::record::protocol::Course;
use crate::sources::{FileId, Files};
use crate::syntax::tree::{self, Kind};

/// Checks a lab and makes everything its page needs; without a lab where there are errors.
pub fn compile(file: FileId, source: &str, files: &dyn Files) -> (Option<Lab>, Vec<Diagnostic>) {
    compile_in(file, source, files, &Course::default())
}

/// The same for a lab of a course, which may read what labs before it record.
pub fn compile_in(
    file: FileId,
    source: &str,
    files: &dyn Files,
    course: &Course,
) -> (Option<Lab>, Vec<Diagnostic>) {
    let (lab, mut diagnostics, mut checker, tree) = compile_once(file, source, files, course, true);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let examine = |edited: &str, _: &repair::Edits| compile_once(file, edited, files, course, false).1;
        let parts = tree
            .statements
            .iter()
            .filter(|statement| matches!(statement.kind, Kind::Part(_)))
            .map(|statement| statement.span.start as usize)
            .collect();
        let mut patient = Patient { file, source, checker: &mut checker, parts, examine: &examine };
        repair::search(&mut patient, &mut diagnostics);
    }
    (lab, diagnostics)
}

/// The same, without looking for repairs; what was not asked for is looked for where `proves`.
fn compile_once(
    file: FileId,
    source: &str,
    files: &dyn Files,
    course: &Course,
    proves: bool,
) -> (Option<Lab>, Vec<Diagnostic>, Checker, tree::File) {
    let (mut tree, mut diagnostics) = crate::syntax::parse(file, source);
    diagnostics.append(&mut crate::sources::modules::bring_in(file, &mut tree, source, files));
    diagnostics.append(&mut crate::sources::load::load(file, &mut tree.statements, files));
    crate::sources::earlier::bring_in(&mut tree);
    let mut checker = Checker::within(file, source, &tree, Units::prelude(), course.clone());
    let (lab, mut reported) = crate::page::build(checker.lab(&tree, source), files, proves);
    diagnostics.append(&mut reported);
    crate::page::allow::apply(&tree, file, &mut diagnostics);
    let mut seen = HashSet::new();
    diagnostics.retain(|diagnostic| seen.insert(diagnostic.clone()));
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span));
    crate::diagnostic::gather(&mut diagnostics);
    let sound = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    (lab.filter(|_| sound), diagnostics, checker, tree)
}
