use super::Patient;
use crate::diagnostic::Diagnostic;
use crate::infer::scene::Scene;

pub(super) fn describe(_patient: &mut Patient<'_>, _scene: &Scene, _diagnostic: &mut Diagnostic) {}
