//! Tables: a head, rows, computed columns, notes; the schema of a table that comes from a file; more rows
//! for a table that is declared elsewhere.

use std::sync::Arc;

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::tree::*;

impl Reader<'_> {
    pub(super) fn table(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::table_stmt, node.head)?;
        let name = self.name(&head.kids[0]);
        let keys =
            head.child(Rule::table_keys).map(|keys| (self.name(&keys.kids[0]), self.name(&keys.kids[1])));
        let unit = head.child(Rule::show_in).map(|show| self.unit(&show.kids[0]));
        let from = head.child(Rule::table_from).cloned().and_then(|from| self.text_of(&from));
        let mut source = self.source(&head);
        let title = self.text_of(&head);
        let (mut columns, mut computed) = (Vec::new(), Vec::new());
        let nodes = self.block(node, "a line of column names, then a line for each row").to_vec();
        let mut lines = nodes.iter().peekable();
        // A table from a file has a schema only, over as many lines as it likes.
        while let Some(first) = lines.next_if(|line| {
            columns.is_empty() || (from.is_some() && !self.slice(line.head).starts_with("let "))
        }) {
            let tree = self.without_block(first, Rule::table_head)?;
            for column in tree.children(Rule::column) {
                columns.push(self.column(column));
            }
            source = source.or(self.source(&tree));
        }
        let mut rest = Vec::new();
        for line in lines {
            if self.slice(line.head).starts_with("let ") {
                if let Some(tree) = self.without_block(line, Rule::column_let) {
                    computed.extend(self.define_from(&tree, Origin::Let));
                }
            } else {
                rest.push(line);
            }
        }
        let (rows, notes) = self.rows(&rest)?;
        let sparse = keys.is_some() && has_dash(&rows);
        Some(Kind::Table(Table {
            name,
            keys,
            title,
            unit,
            from,
            source,
            columns,
            rows: Arc::new(rows),
            computed,
            notes,
            sparse,
        }))
    }

    /// More rows for a table: a head that names some of its columns, and the rows.
    pub(super) fn extend(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::extend_stmt, node.head)?;
        let path = self.path(head.child(Rule::path)?);
        let text = path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
        let name = Name { text, span: path.first()?.span.to(path.last()?.span) };
        let mut source = self.source(&head);
        let nodes = self.block(node, "a line of column names, then a line for each row").to_vec();
        let (first, lines) = nodes.split_first()?;
        let tree = self.without_block(first, Rule::table_head)?;
        let columns = tree.children(Rule::column).map(|column| self.column(column)).collect();
        source = source.or(self.source(&tree));
        let (rows, notes) = self.rows(&lines.iter().collect::<Vec<_>>())?;
        Some(Kind::Extend(Table {
            name,
            keys: None,
            title: None,
            unit: None,
            from: None,
            source,
            columns,
            rows: Arc::new(rows),
            computed: Vec::new(),
            notes,
            sparse: false,
        }))
    }

    fn rows(&mut self, lines: &[&OutlineNode]) -> Option<(Vec<TableRow>, Vec<TableNote>)> {
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        for line in lines {
            // A key `note` is followed by a cell that is no name.
            let after = self.slice(line.head).strip_prefix("note ").map(str::trim_start);
            if after.is_some_and(|after| after.starts_with(char::is_alphabetic)) {
                if let Some(tree) = self.without_block(line, Rule::table_note) {
                    notes.push(self.table_note(&tree));
                }
            } else if let Some(tree) = self.without_block(line, Rule::table_row) {
                let mut cells = Vec::new();
                for cell in tree.children(Rule::cell) {
                    cells.push(self.cell(cell)?);
                }
                let source = self.source(&tree);
                let (key, was) = (self.name(&tree.kids[0]), self.was(&tree));
                rows.push(TableRow { key, was, cells, source, span: line.head });
            }
        }
        Some((rows, notes))
    }

    fn table_note(&mut self, tree: &Tree) -> TableNote {
        let about = tree.children(Rule::noted).map(|noted| {
            let mut names = noted.kids.iter().map(|name| self.name(name));
            (names.next().unwrap_or_else(|| self.name(noted)), names.next())
        });
        TableNote { about: about.collect(), text: self.text_of(tree), source: self.source(tree) }
    }

    pub(super) fn column(&self, tree: &Tree) -> Column {
        let unit = tree.child(Rule::column_unit).map(|unit| self.unit(&unit.kids[0]));
        let bounds = tree.children(Rule::column_bound).map(|bound| {
            let operator = match bound.kids[0].rule {
                Rule::at_least => Operator::Ge,
                Rule::at_most => Operator::Le,
                Rule::above => Operator::Gt,
                _ => Operator::Lt,
            };
            (operator, self.signed(&bound.kids[1]), bound.span)
        });
        Column { name: self.name(&tree.kids[0]), unit, bounds: bounds.collect() }
    }

    pub(super) fn signed(&self, tree: &Tree) -> f64 {
        let magnitude = self.number(&tree.kids[0]);
        if self.slice(tree.span).starts_with(['-', '−']) { -magnitude } else { magnitude }
    }

    pub(super) fn cell(&mut self, tree: &Tree) -> Option<Cell> {
        let inner = tree.kids.first()?;
        let span = inner.span;
        let kind = match inner.rule {
            Rule::missing => return Some(Cell { value: None, span }),
            Rule::signed => ExprKind::Number(self.signed(inner), None),
            Rule::text_line => ExprKind::Text(self.text(inner)),
            Rule::yes => ExprKind::Bool(true),
            Rule::no => ExprKind::Bool(false),
            Rule::path => {
                let mut names = self.path(inner).into_iter();
                let first = names.next()?;
                let start = Expr { kind: ExprKind::Name(first.text), span: first.span };
                let path = names.fold(start, |expr, name| {
                    let span = expr.span.to(name.span);
                    Expr { kind: ExprKind::Field(Box::new(expr), name), span }
                });
                return Some(Cell { value: Some(path), span });
            }
            _ => return Some(Cell { value: Some(self.expr(&inner.kids[0])?), span }),
        };
        Some(Cell { value: Some(Expr { kind, span }), span })
    }
}

fn has_dash(rows: &[TableRow]) -> bool {
    rows.iter().any(|row| row.cells.iter().any(|cell| cell.value.is_none()))
}
