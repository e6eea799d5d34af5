//! What a lab adds to the record, and what it looks at again of an earlier one.

use crate::check::former::combined;
use crate::check::ledger::named;
use crate::check::model::*;
use crate::check::question::TypedField;
use crate::check::text::TypedValue;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::page::plan::planned::*;
use crate::page::plan::planner::{Fragment, Planner};
use crate::page::plan::reflect::names_of;
use crate::record::protocol::{Choice, Field, FieldType};
use crate::sources::Span;
use crate::syntax::tree;

impl Planner<'_> {
    pub(in crate::page) fn record(&mut self, fields: &[TypedField<'_>]) -> Vec<block::RecordField> {
        let mut plans = Vec::new();
        for field in fields {
            let TypedField { tree, row, .. } = field;
            let Some(row) = row else {
                plans.extend(self.field(field, tree.name.text.clone(), names_of(&tree.was)));
                continue;
            };
            let names = named(&tree.name.text, &names_of(&tree.was));
            for (index, keys) in self.model.keys_of(row.table).into_iter().enumerate() {
                self.bind_row(row.local, index);
                let mut was = combined(&names, &keys);
                plans.extend(self.field(field, was.remove(0), was));
            }
        }
        plans
    }

    /// A field; nothing where there is one of that name.
    fn field(
        &mut self,
        field: &TypedField<'_>,
        name: String,
        was: Vec<String>,
    ) -> Option<block::RecordField> {
        if !self.recorded.insert(name.clone()) {
            let (headline, span) = (format!("`{name}` is recorded twice."), field.tree.name.span);
            let diagnostic = self.error(Code::DuplicateName, headline, span, "recorded again");
            self.report(diagnostic);
            return None;
        }
        let TypedValue { typed, format } = &field.value;
        let inner = match &typed.of {
            Type::Maybe(inner) => (**inner).clone(),
            of => of.clone(),
        };
        let options = match &inner {
            Type::Row(table) => self.options_of(*table),
            _ => Vec::new(),
        };
        let of = self.model.field_of(&inner, options)?;
        let node = self.lowering.expr(typed, Lowering::BASE);
        let part = match &inner {
            Type::Bool => Part::Either(node, "yes".to_owned(), "no".to_owned()),
            _ => Part::Number(node, self.format(format.clone())),
        };
        let shown = self.shown_places.len();
        let slot = self.slot(Shows::Text(vec![part]));
        // What is recorded may be missing.
        self.shown_places.truncate(shown);
        let unit = match &inner {
            Type::Number(dimension) => self.model.units.coherent(dimension),
            Type::Point => "K".to_owned(),
            _ => String::new(),
        };
        let title = match &field.title {
            Some(title) => self.plain(title),
            None => crate::page::capital(&name.replace(['_', '.'], " ")),
        };
        let (kind, keys) = match &of {
            FieldType::Bool => ("bool", Vec::new()),
            FieldType::Row { options, .. } => {
                ("row", options.iter().map(|option| option.key.clone()).collect())
            }
            _ => ("number", Vec::new()),
        };
        let field = Field { name: name.clone(), was, title, of, format: format.clone() };
        Some(block::RecordField { name, slot, kind, unit, keys, field })
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
    pub(in crate::page) fn revisit(&mut self, lab: &tree::Name, index: usize) -> Option<Plan> {
        let protocol = self.course.protocol(index).cloned()?;
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
