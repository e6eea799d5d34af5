//! From a tree back to source, in the one canonical way. Start at [`pretty`].
//!
//! Reading the result gives the same tree again, and printing that gives the same text: the tests hold
//! this for random programs and for every lab. Comments other than doc comments are not in the tree, so
//! they are lost here: a formatter for authors has to keep them, and is built on this.
//!
//! | file | what it prints |
//! | --- | --- |
//! | `declare` | constants, formulas, functions, units, controls |
//! | `visible`, `show` | visible statements except charts and questions |
//! | `question` | predictions, reflections, statuses |
//! | `protocol` | what else is asked, recorded and read again |
//! | `chart` | charts |
//! | `table` | tables, in aligned columns |
//! | `expression` | expressions, with no bracket too many |
//! | `quantity` | numbers, units, types |
//! | `text` | texts with their escapes |
//!
//! No phase of the compiler imports this.

mod chart;
mod declare;
mod expression;
mod protocol;
mod quantity;
mod question;
mod show;
mod table;
mod text;
mod visible;

use crate::syntax::statement::Written;
use crate::syntax::tree::{Expr, File, Kind, Statement, TypeExpr};

/// A tree as canonical source.
pub fn pretty(file: &File) -> String {
    let mut printer = Printer { out: String::new(), indent: 0 };
    printer.statements(&file.statements);
    printer.out
}

/// A type in words, as it is written.
pub fn type_words(of: &TypeExpr) -> String {
    quantity::type_expr(of)
}

/// Prints lines at the depth of the block they stand in.
struct Printer {
    out: String,
    indent: usize,
}

impl Printer {
    /// Statements, with an empty line around each that has a block or a text of several lines.
    fn statements(&mut self, statements: &[Statement]) {
        let mut tall_before = None;
        for statement in statements {
            let start = self.out.len();
            self.statement(statement);
            let tall = self.out[start..].trim_end().contains('\n');
            if tall_before.is_some_and(|before| before || tall) {
                self.out.insert(start, '\n');
            }
            tall_before = Some(tall);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        if !statement.docs.is_empty() {
            for line in statement.docs.split('\n') {
                let space = if line.is_empty() { "" } else { " " };
                self.line(&format!("///{space}{line}"));
            }
        }
        let gate = statement.when.as_ref();
        if let Some(pieces) = statement.kind.written() {
            return self.written(pieces, gate);
        }
        match &statement.kind {
            Kind::Lab(lab) => self.lab(lab),
            Kind::Dimension { name, of } => self.dimension(name, of.as_ref()),
            Kind::Unit(unit) => self.unit(unit),
            Kind::Define(define) => self.line(&declare::define(define)),
            Kind::Function(function) => self.function(function),
            Kind::Table(table) => self.table(table),
            Kind::Extend(table) => self.extend(table),
            Kind::Slider(slider) => self.slider(slider, gate),
            Kind::Choice(choice) => self.choice(choice, gate),
            Kind::Toggle(toggle) => self.toggle(toggle, gate),
            Kind::Part(part) => self.part(part),
            Kind::Prose(text) => self.prose(text, gate),
            Kind::Predict(predict) => self.predict(predict),
            Kind::Reflect(reflect) => self.reflect(reflect),
            Kind::Metrics(metrics) => self.metrics(metrics),
            Kind::ShowTable(table) => self.show_table(table),
            Kind::Badges(badges) => self.badges(badges),
            Kind::Hud(entries) => self.hud(entries),
            Kind::Preset { title, at } => self.preset(title, at),
            Kind::Layout { form, title, body } => self.layout(*form, title.as_ref(), body),
            Kind::Chart(chart) => self.chart(chart),
            Kind::Status(status) => self.status(status),
            Kind::Details { title, body } => self.details(title, body, gate),
            Kind::Check(check) => self.check(check),
            Kind::Estimate(estimate) => self.estimate(estimate),
            Kind::Upload(upload) => self.upload(upload),
            Kind::Decide(decide) => self.decide(decide, gate),
            Kind::Record(fields) => self.record(fields),
            Kind::UseLedger { lab, entries } => self.use_ledger(lab, entries),
            // Written as one line.
            _ => {}
        }
    }

    /// A statement of one line, with what it says beside it or below.
    fn written(&mut self, pieces: Vec<Written<'_>>, gate: Option<&Expr>) {
        let mut line = String::new();
        for piece in pieces {
            let piece = match piece {
                Written::Word(word) => word.to_owned(),
                Written::Name(name) => name.text.clone(),
                Written::Names(names, between) => joined(names, between),
                Written::Was([]) => continue,
                Written::Was(names) => format!("was {}", joined(names, ", ")),
                Written::Text(words) => text::text(words, self.indent + 1),
                Written::Expr(value) => expression::expr(value),
                Written::When => {
                    line += &declare::when(gate);
                    continue;
                }
                Written::Body(words) => return self.with_text(&line, words),
            };
            if !line.is_empty() {
                line.push(' ');
            }
            line += &piece;
        }
        self.line(&line);
    }

    /// A line of its own.
    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.margin();
            self.out.push_str(line);
        }
        self.out.push('\n');
    }

    fn margin(&mut self) {
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
    }

    /// A head with its block in braces.
    fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.indent += 1;
        inside(self);
        self.indent -= 1;
        self.line("}");
    }
}

fn joined(names: &[crate::syntax::tree::Name], between: &str) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(between)
}
