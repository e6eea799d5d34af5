//! A formula as TeX, from the checked expression that is evaluated.

use crate::check::model::*;
use crate::docs::notation::tex::{self, short, word};
use crate::docs::notation::{Leaves, notation};

/// The body of a function, in the words of its parameters.
pub(super) fn formula(body: &Typed, function: &Function, model: &Model) -> String {
    let names = function.tree.params.iter().zip(&function.params);
    let names = names.map(|(tree, param)| (param.local, tree.name.text.clone())).collect();
    let body = notation(body, &mut ValuesByName { model, names, next: 'i' });
    let mut out = word(short(&function.tree.name.text));
    out.push_str(" = ");
    tex::write(&body, &mut |leaf: &String, out| out.push_str(leaf), &mut out);
    out
}

/// Values by their names.
struct ValuesByName<'m> {
    model: &'m Model,
    /// What parameters and variables are called.
    names: Vec<(u32, String)>,
    /// What the next variable of a round is called.
    next: char,
}

impl Leaves for ValuesByName<'_> {
    type Leaf = String;

    fn leaf(&mut self, typed: &Typed) -> String {
        match &typed.kind {
            TypedKind::Number(value, written) => self.number(*value, written.as_deref()),
            TypedKind::Local(local) => {
                let name = self.names.iter().find(|(known, _)| known == local);
                word(name.map_or("", |(_, name)| name))
            }
            TypedKind::Row(table, row) => {
                format!("\\text{{{}}}", self.model.tables[*table].rows[*row].text.replace('_', " "))
            }
            TypedKind::Bool(value) => format!("\\text{{{}}}", if *value { "yes" } else { "no" }),
            TypedKind::Define(id) => word(short(&self.model.defines[*id].tree.name.text)),
            _ => "\\ldots ".to_owned(),
        }
    }

    fn is_compound(&self, typed: &Typed) -> bool {
        matches!(typed.kind, TypedKind::Number(_, Some(_)))
    }

    fn variable(&mut self, local: u32) -> Option<String> {
        let name = self.next.to_string();
        self.next = char::from_u32(u32::from(self.next) + 1).unwrap_or('i');
        self.names.push((local, name.clone()));
        Some(name)
    }

    fn model(&self) -> &Model {
        self.model
    }
}

impl ValuesByName<'_> {
    fn number(&self, value: f64, written: Option<&crate::check::units::Written>) -> String {
        // As many digits as there are: a formula's numbers are not rounded.
        let text = match written {
            Some(written) => self.model.units.fixed(written, None).text(value),
            None => format!("{value}"),
        };
        tex::figure(&text)
    }
}
