//! What a lab adds to the record, and what it looks at again of an earlier one.

use super::plan::*;
use super::planner::{Fragment, Planner};
use super::reflect::names_of;
use crate::check::former::combined;
use crate::check::ledger::named;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::record::protocol::{Choice, Field};
use crate::sources::Span;
use crate::syntax::tree;

impl Planner<'_> {
    pub(super) fn record(&mut self, fields: &[tree::Recorded]) -> Vec<FieldPlan> {
        let mut plans = Vec::new();
        for field in fields {
            let Some((variable, table)) = &field.each else {
                plans.extend(self.field(field, field.name.text.clone(), names_of(&field.was)));
                continue;
            };
            let Some((Item::Table(id), _)) = self.checker.names.items.get(&table.text) else {
                let headline = format!("There is no table `{}`.", table.text);
                let diagnostic = self.error(Code::UnknownName, headline, table.span, "not declared");
                self.report(diagnostic);
                continue;
            };
            let id = *id;
            let names = named(&field.name.text, &names_of(&field.was));
            for (row, keys) in self.checker.keys_of(id).into_iter().enumerate() {
                let (depth, _) = self.open_row(&variable.text, id, row);
                let mut was = combined(&names, &keys);
                plans.extend(self.field(field, was.remove(0), was));
                self.checker.close_to(depth);
            }
        }
        plans
    }

    fn field(&mut self, tree: &tree::Recorded, name: String, was: Vec<String>) -> Option<FieldPlan> {
        if self.recorded.contains(&name) {
            let headline = format!("`{name}` is recorded twice.");
            let diagnostic = self.error(Code::DuplicateName, headline, tree.name.span, "recorded again");
            self.report(diagnostic);
            return None;
        }
        self.recorded.insert(name.clone());
        let (typed, format) = self.checker.shown(&tree.value);
        if typed.of == Type::Unknown {
            return None;
        }
        let inner = match &typed.of {
            Type::Maybe(inner) => (**inner).clone(),
            of => of.clone(),
        };
        let options = match &inner {
            Type::Row(table) => self.options_of(*table),
            _ => Vec::new(),
        };
        let Some(of) = self.checker.field_of(&inner, options) else {
            let what = self.checker.described(&typed.of);
            let diagnostic = self
                .error(Code::NotAValue, "This can't be recorded.", typed.span, format!("this is {what}"))
                .help("record a number, a truth value or a row of a table");
            self.report(diagnostic);
            return None;
        };
        let node = self.lowering.expr(&typed, Lowering::BASE);
        let part = match &inner {
            Type::Bool => Part::Either(node, "yes".to_owned(), "no".to_owned()),
            _ => Part::Number(node, self.format(format.clone())),
        };
        let slot = self.slot(Shows::Text(vec![part]));
        let unit = match &inner {
            Type::Number(dimension) => self.model.units.coherent(dimension),
            Type::Point => "K".to_owned(),
            _ => String::new(),
        };
        let title = match &tree.title {
            Some(title) => self.plain(title),
            None => super::capital(&name.replace(['_', '.'], " ")),
        };
        Some(FieldPlan { field: Field { name, was, title, of, format }, slot, unit })
    }

    /// The rows of a table as something to choose.
    fn options_of(&mut self, table: Id) -> Vec<Choice> {
        let mut options = Vec::new();
        for row in 0..self.model.tables[table].rows.len() {
            let key = self.model.tables[table].rows[row].text.clone();
            let tree = self.model.tables[table].tree.rows.get(row);
            let was = tree.map(|row| names_of(&row.was)).unwrap_or_default();
            let node = self.lowering.graph.constant(row as f64);
            let label = self.row_text(table, node);
            let label = self.fixed(&Part::Text(label)).unwrap_or_else(|| key.clone());
            options.push(Choice { key, was, label });
        }
        options
    }

    /// The confident mistakes of an earlier lab.
    pub(super) fn revisit(&mut self, lab: &tree::Name) -> Option<Plan> {
        let index = self.checker.earlier_lab(lab)?;
        let protocol = self.checker.course.protocol(index).cloned()?;
        let asked = protocol.predictions.iter().filter(|prediction| prediction.confidence);
        let asked: Vec<_> = asked.cloned().collect();
        if asked.is_empty() {
            self.nothing_to_revisit(lab, lab.span);
        }
        let seal = self.fragments.len() as u32;
        self.fragments.push(Fragment::Revisit(asked));
        Some(Plan::Revisit {
            lab: lab.text.clone(),
            was: protocol.was.clone(),
            title: protocol.title.clone(),
            seal,
        })
    }

    fn nothing_to_revisit(&mut self, lab: &tree::Name, span: Span) {
        let headline = format!("`{}` never asks how sure the student is.", lab.text);
        let diagnostic = crate::diagnostic::Diagnostic::warning(
            Code::NothingToRevisit,
            headline,
            self.file,
            span,
            "never has confident mistakes",
        );
        self.report(diagnostic.help("write `confidence` after the truth of its predictions"));
    }
}
