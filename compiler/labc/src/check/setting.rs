//! Values at other settings of the controls: `held at (width = 4 m)`.

use super::Checker;
use super::model::*;
use super::uses::Referent;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{At, Expr, Name};

impl Checker {
    /// `x at (…)`, `x at start`
    pub(super) fn at(&mut self, inner: &Expr, at: &At, span: Span) -> Typed {
        let inner = self.expr(inner, None);
        let of = inner.of.clone();
        match self.settings(at) {
            None => Typed { kind: TypedKind::AtStart(Box::new(inner)), of, span },
            Some(settings) => Typed { kind: TypedKind::At(Box::new(inner), settings), of, span },
        }
    }

    /// The settings of an `at`, checked against their controls; nothing for `at start`.
    pub fn settings(&mut self, at: &At) -> Option<Vec<(Id, Typed)>> {
        let mut checked: Vec<(Id, Typed)> = Vec::new();
        for (path, value) in at.settings.as_ref()? {
            let Some(name) = path.first() else { continue };
            let Some(control) = self.set_by(path) else {
                if !self.broken.contains(&name.text) {
                    let controls: Vec<String> =
                        self.model.controls.iter().map(|control| control.name.text.clone()).collect();
                    self.no_such("control", &name.text, name.span, "this lab", &controls);
                }
                self.expr(value, None);
                continue;
            };
            let name = path.last().unwrap_or(name);
            if checked.iter().any(|(set, _)| *set == control) {
                let diagnostic = self.error(
                    Code::DuplicateName,
                    format!("`{}` is set twice.", name.text),
                    name.span,
                    "all settings apply at once",
                );
                self.report(diagnostic);
                continue;
            }
            let of = self.model.controls[control].of.clone();
            let value = self.expr(value, Some(&of));
            let probe = Typed { kind: TypedKind::Control(control), of: of.clone(), span: name.span };
            if self.same(&probe, &value).is_none() {
                let diagnostic = self.argument_differs(&name.text, &of, &value);
                self.report(diagnostic);
            }
            checked.push((control, value));
        }
        Some(checked)
    }

    /// The control that a setting names: `place`, or `tier.phone.plan` for one made for a row.
    fn set_by(&self, path: &[Name]) -> Option<Id> {
        match (path, self.names.items.get(&path.first()?.text)?) {
            ([name], &(Item::Control(control), _)) => {
                self.note(name.span, &name.text, Referent::Item(name.text.clone()));
                Some(control)
            }
            ([name, row, column], &(Item::Table(table), _)) => {
                self.note(name.span, &name.text, Referent::Item(name.text.clone()));
                self.note(row.span, &row.text, Referent::Row(name.text.clone(), row.text.clone()));
                self.note(
                    column.span,
                    &column.text,
                    Referent::Column(name.text.clone(), column.text.clone()),
                );
                let table = &self.model.tables[table];
                let row = table.rows.place(&row.text)?;
                let column = table.columns.iter().find(|known| known.name == column.text)?;
                let ColumnContent::Cells(cells) = &column.content else { return None };
                match cells.get(row)?.as_ref()?.kind {
                    TypedKind::Control(control) => Some(control),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
