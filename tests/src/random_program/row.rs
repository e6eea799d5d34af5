//! Rows of tables, and texts as values.

use labc::syntax::tree::{Expr, ExprKind};

use super::build::*;
use super::{Lab, Local};

impl Lab<'_> {
    /// A row of a table.
    pub(super) fn row(&mut self, table: usize) -> Expr {
        let of = self.tables[table].clone();
        let key = &of.keys[self.choices.below(of.keys.len())];
        let mut rows = vec![field(name(&of.name), key)];
        for local in &self.locals {
            match local {
                // Most likely: a variable that nobody uses tests nothing.
                Local::Row(variable, own) if *own == table => {
                    rows.extend([name(variable), name(variable)]);
                }
                _ => {}
            }
        }
        if self.moves {
            let picks = self.picks.iter().filter(|(_, own)| *own == table);
            rows.extend(picks.flat_map(|(pick, _)| [name(pick), name(pick)]));
        }
        let drawn = self.choices.below(rows.len());
        rows.swap_remove(drawn)
    }

    /// A text as a value.
    pub(super) fn label(&mut self) -> Expr {
        let plain = |lab: &mut Self| {
            let words = ["one", "a \"quoted\" word", "", "50 %", "back\\slash"][lab.choices.below(5)];
            expr(ExprKind::Text(line(words)))
        };
        match self.choices.below(4) {
            1 if !self.tables.is_empty() => {
                let table = self.choices.below(self.tables.len());
                let label = self.tables[table].label.clone();
                field(self.row(table), &label)
            }
            2 => condition(self.condition(1), plain(self), plain(self)),
            3 if !self.labels.is_empty() => {
                let label = self.choices.below(self.labels.len());
                name(&self.labels[label])
            }
            _ => plain(self),
        }
    }
}
