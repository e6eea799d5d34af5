//! All phases in order: from the text of a lab to everything its page needs. Start at [`compile`].

use std::collections::HashSet;

use crate::check::Checker;
use crate::check::repair::{self, FaultyLab};
use crate::check::units::Units;
use crate::check::uses::Uses;
use crate::diagnostic::{Diagnostic, Severity};
use crate::page::{KnownVerdicts, Lab, Questions};
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
    compile_with(file, source, files, course, Some(&mut KnownVerdicts::default()))
}

/// The same, with the verdicts of an earlier run: what they are about is not decided again. Afterwards they hold those
/// of this run. Without a place for verdicts only errors matter, and what was not asked for is not looked for.
pub fn compile_with(
    file: FileId,
    source: &str,
    files: &dyn Files,
    course: &Course,
    known: Option<&mut KnownVerdicts>,
) -> (Option<Lab>, Vec<Diagnostic>) {
    let (lab, mut diagnostics, mut checker, tree) = compile_once(file, source, files, course, known);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let examine = |edited: &str, _: &repair::Edits| compile_once(file, edited, files, course, None).1;
        let parts = tree
            .statements
            .iter()
            .filter(|statement| matches!(statement.kind, Kind::Part(_)))
            .map(|statement| statement.span.start as usize)
            .collect();
        let mut faulty = FaultyLab { file, source, checker: &mut checker, parts, examine: &examine };
        repair::search(&mut faulty, &mut diagnostics);
    }
    (lab, diagnostics)
}

/// What is known of a lab while somebody writes it, whether or not it compiles.
pub struct Analysis {
    /// The statements as they are written, after those of the modules that the lab uses.
    pub tree: tree::File,
    /// What is declared, with types and units.
    pub checker: Checker,
    /// Every name with what it stands for.
    pub uses: Uses,
    /// The compiled lab; nothing where there are errors.
    pub lab: Option<Lab>,
    /// What there is to say, without repairs that take a search and without what is decided over all settings.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a lab for an editor: what [`compile_in`] does short of its searches and of questions about all settings, and
/// every name with what it stands for.
pub fn analyse(file: FileId, source: &str, files: &dyn Files, course: &Course) -> Analysis {
    let mut uses = Uses::default();
    let take = &mut |tree: &tree::File, checker: &Checker| uses = Uses::of(tree, checker);
    let (lab, diagnostics, checker, tree) =
        compile_from(file, source, files, course, (Checker::noting, Questions::None, take));
    Analysis { tree, checker, uses, lab, diagnostics }
}

/// The names of a lab with what they stand for, and their types: [`analyse`] without the page and what is found out about
/// it. An editor asks for it after every letter.
pub fn analyse_names(file: FileId, source: &str, files: &dyn Files, course: &Course) -> Analysis {
    let (tree, mut diagnostics) = read(file, source, files);
    let mut checker = Checker::noting(file, source, &tree, Units::prelude(), course.clone());
    diagnostics.append(&mut checker.lab(&tree, source).diagnostics);
    let uses = Uses::of(&tree, &checker);
    Analysis { tree, checker, uses, lab: None, diagnostics }
}

/// The same as [`compile_in`], without looking for repairs; what was not asked for is looked for where there is a place
/// for verdicts.
fn compile_once(
    file: FileId,
    source: &str,
    files: &dyn Files,
    course: &Course,
    known: Option<&mut KnownVerdicts>,
) -> (Option<Lab>, Vec<Diagnostic>, Checker, tree::File) {
    let questions = known.map_or(Questions::Asked, Questions::All);
    compile_from(file, source, files, course, (Checker::within, questions, &mut |_, _| {}))
}

/// The statements of a lab and of what it uses.
fn read(file: FileId, source: &str, files: &dyn Files) -> (tree::File, Vec<Diagnostic>) {
    let (mut tree, mut diagnostics) = crate::syntax::parse(file, source);
    diagnostics.append(&mut crate::inputs::modules::bring_in(file, &mut tree, source, files));
    diagnostics.append(&mut crate::inputs::load::load(file, &mut tree.statements, files));
    crate::inputs::earlier::bring_in(&mut tree);
    (tree, diagnostics)
}

/// How a checker begins.
type Start = fn(FileId, &str, &tree::File, &Units, Course) -> Checker;

fn compile_from(
    file: FileId,
    source: &str,
    files: &dyn Files,
    course: &Course,
    (start, questions, checked): (Start, Questions<'_>, &mut dyn FnMut(&tree::File, &Checker)),
) -> (Option<Lab>, Vec<Diagnostic>, Checker, tree::File) {
    let (tree, mut reported) = read(file, source, files);
    let mut checker = start(file, source, &tree, Units::prelude(), course.clone());
    let mut typed = checker.lab(&tree, source);
    checked(&tree, &checker);
    reported.append(&mut typed.diagnostics);
    typed.diagnostics = reported;
    let (lab, mut diagnostics) =
        crate::page::build(typed, files, questions, crate::page::allow::allowed(&tree, file));
    crate::page::allow::apply(&tree, file, checker.is_complete(), &mut diagnostics);
    let mut seen = HashSet::new();
    diagnostics.retain(|diagnostic| seen.insert(diagnostic.clone()));
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span));
    crate::diagnostic::gather(&mut diagnostics);
    let sound = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    (lab.filter(|_| sound), diagnostics, checker, tree)
}
