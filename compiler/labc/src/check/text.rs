//! Texts, with the values in them typed.

use lab_core::number::{Digits, Format};

use super::model::{Typed, TypedKind};
use super::{Checker, shortened};
use crate::syntax::tree::{Expr, ExprKind, Shown, Text, TextPiece};

/// A text with its values typed.
#[derive(Clone, Debug)]
pub struct TypedText<'t> {
    /// The text as it is written.
    pub tree: &'t Text,
    /// Its values, in the order in which they are written.
    pub values: Vec<TypedValue>,
}

/// A value with the way it is shown.
#[derive(Clone, Debug)]
pub struct TypedValue {
    /// The value.
    pub typed: Typed,
    /// Its unit and its digits.
    pub format: Format,
}

/// A value that a text pins to a figure.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The value, at the start.
    pub value: Typed,
    /// The figure.
    pub figure: Typed,
    /// How far the value may be off, in base units: half a unit of the last place that the figure is written with.
    pub half: f64,
    /// The figure as it is written.
    pub words: String,
    /// How the value is written: as the figure is.
    pub format: Format,
}

impl<'t> TypedText<'t> {
    /// A text without values.
    pub fn fixed(tree: &'t Text) -> Self {
        Self { tree, values: Vec::new() }
    }
}

impl Checker {
    /// Types the values of a text.
    pub fn text<'t>(&mut self, tree: &'t Text) -> TypedText<'t> {
        let values = tree.pieces.iter().filter_map(|piece| match piece {
            TextPiece::Words(_) => None,
            TextPiece::Value(shown) => Some(match &shown.pinned {
                Some(figure) => self.pinned(shown, figure),
                None => self.value(shown),
            }),
        });
        TypedText { tree, values: values.collect() }
    }

    /// A value at the start that has to round to a figure: `{latency = 267 ms}`. It is shown as the figure is written.
    fn pinned(&mut self, shown: &Shown, figure: &Expr) -> TypedValue {
        let plain = self.value(shown);
        let figure = self.expr(figure, None);
        if !self.comparable(&plain.typed, &figure) {
            let diagnostic = self.claim_differs(&plain.typed, &figure);
            self.report(diagnostic);
            return plain;
        }
        let (half, format) = self.written_as(&figure, &plain.format);
        let TypedValue { typed, .. } = plain;
        let (of, span) = (typed.of.clone(), typed.span);
        let typed = Typed { kind: TypedKind::AtStart(Box::new(typed)), of, span };
        let words = self.quote(figure.span);
        self.pins.push(Pin { value: typed.clone(), figure, half, words, format: format.clone() });
        TypedValue { typed, format }
    }

    /// How far a value may be from a figure that it rounds to, in base units, and how values are written as the figure is.
    pub(crate) fn written_as(&self, figure: &Typed, plain: &Format) -> (f64, Format) {
        let written = match &figure.kind {
            TypedKind::Number(_, written) => written.clone(),
            TypedKind::Unary(_, number) => match &number.kind {
                TypedKind::Number(_, written) => written.clone(),
                _ => None,
            },
            _ => None,
        };
        let places = places_of(self.quoted(figure.span));
        let decimals = places.clamp(0, 15) as u8;
        let (factor, format) = match &written {
            Some(unit) => (unit.factor, self.model.units.fixed(unit, Some(decimals))),
            None => (1.0, Format { digits: Digits::Decimals(decimals), ..plain.clone() }),
        };
        (factor * libm::pow(10.0, -f64::from(places)) / 2.0, format)
    }

    pub(super) fn value(&mut self, shown: &Shown) -> TypedValue {
        let (typed, format) = self.shown(shown);
        TypedValue { typed, format }
    }

    /// The name of a value in words, or the value as it is written: the label of a figure without one.
    pub fn words_of(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Name(name) => name.replace('_', " "),
            ExprKind::Field(_, field) => field.text.replace('_', " "),
            _ => shortened(self.quoted(expr.span)),
        }
    }
}

/// How many places after the point a number is written with; less than zero where a power of ten leaves fewer whole ones.
fn places_of(number: &str) -> i32 {
    let number = number.trim_start_matches(['-', '−', ' ']);
    let is_digit = |letter: char| letter.is_ascii_digit() || letter == '_';
    let whole = number.trim_start_matches(is_digit);
    let fraction = whole.strip_prefix('.').unwrap_or("");
    let rest = if fraction.is_empty() { whole } else { fraction.trim_start_matches(is_digit) };
    let places = fraction[..fraction.len() - rest.len().min(fraction.len())].replace('_', "").len() as i32;
    let exponent = rest.strip_prefix(['e', 'E']).map_or("", |exponent| exponent.trim_start_matches('+'));
    let end =
        exponent.find(|letter: char| !letter.is_ascii_digit() && letter != '-').unwrap_or(exponent.len());
    places - exponent[..end].parse::<i32>().unwrap_or(0).clamp(-300, 300)
}

#[cfg(test)]
mod tests {
    use super::places_of;

    #[test]
    fn places_are_counted_as_they_are_written() {
        let written = [
            ("267 ms", 0),
            ("1.50 s", 2),
            ("−0.5", 1),
            ("1.2e3 B", -2),
            ("3e-2", 2),
            ("12_000 B", 0),
            ("5 eV", 0),
        ];
        for (number, places) in written {
            assert_eq!(places_of(number), places, "{number}");
        }
    }
}
