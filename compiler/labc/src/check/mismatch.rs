//! What to say where dimensions or types do not fit: roles and names first, then what would fit.

use super::Checker;
use super::model::*;
use crate::check::units::{Dimension, Exponent, Written};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;
use crate::syntax::tree::Operator;

/// How many known names are compared with the unknown ones of a file. A file with more faults than that gets no
/// further suggestions, so that its time grows with its length only.
const MOST_COMPARED: usize = 200_000;

impl Checker {
    pub(super) fn unknown_name(&mut self, name: &str, span: Span, expected: Option<&Type>) {
        if self.broken.contains(name) {
            return;
        }
        let near = self.nearest_known(name, expected);
        let mut diagnostic =
            self.error(Code::UnknownName, format!("There is no `{name}` here."), span, "not declared");
        if matches!(name, "on" | "off") {
            let word = if name == "on" { "yes" } else { "no" };
            diagnostic = diagnostic
                .help(format!("write `{word}`; `on` and `off` work only where a toggle is expected"));
        } else if crate::inputs::library::module(name).is_some()
            && !self.offered.iter().any(|offer| is_of(offer, name))
        {
            diagnostic = diagnostic.help(format!("import it with `use std.{name}`"));
        } else if self.model.units.find(name).is_some() && self.is_in_bracket_of_unit(span) {
            let help = "in the bracket of a unit, units are multiplied: `W/(m/s)` is written `W*s/m`";
            diagnostic = diagnostic.help(help);
        } else if let Some(near) = near {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                self.file,
                span,
                near,
            );
        } else if self.model.units.find(name).is_some() {
            diagnostic =
                diagnostic.help(format!("`{name}` is a unit: write it after a number, such as `1 {name}`"));
        } else {
            diagnostic = diagnostic.help(format!("declare it with `const`, `given` or `let {name} = …`"));
        }
        self.report(diagnostic);
    }

    /// Whether a place is within a bracket right behind the slash of a unit: `1 kW/(m^3/h)`.
    fn is_in_bracket_of_unit(&self, span: Span) -> bool {
        let before = &self.source[..span.start as usize];
        let bracket = before.rfind(['(', ')']).filter(|at| before[*at..].starts_with('('));
        bracket.is_some_and(|at| {
            let unit = before[..at].strip_suffix('/').unwrap_or_default();
            unit.ends_with(|c: char| c.is_alphanumeric() || c == '%')
        })
    }

    /// The known name that is nearest to an unknown one, as long as there is work left for looking.
    fn nearest_known(&mut self, name: &str, expected: Option<&Type>) -> Option<String> {
        let mut known: Vec<&str> = self.locals.iter().rev().map(|local| local.name.as_str()).collect();
        if let Some(table) = self.siblings {
            known.extend(self.model.tables[table].columns.iter().map(|column| column.name.as_str()));
        }
        match expected {
            Some(Type::Row(table)) => {
                known.extend(self.model.tables[*table].rows.iter().map(|key| key.text.as_str()));
            }
            Some(Type::Arm(status)) => {
                known.extend(self.model.statuses[*status].tree.arms.iter().map(|arm| arm.name.text.as_str()));
            }
            _ => {}
        }
        let names = self.names.items.keys().map(String::as_str);
        self.compared += known.len() + self.names.items.len();
        if self.compared > MOST_COMPARED {
            return None;
        }
        crate::similar::nearest(name, known.into_iter().chain(names)).map(str::to_owned)
    }

    /// Says that a name is not one of those there are.
    pub fn no_such(&mut self, what: &str, name: &str, span: Span, of: &str, known: &[String]) {
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let mut diagnostic = self.error(
            Code::UnknownName,
            format!("`{name}` is not {article} {what} of {of}."),
            span,
            format!("no such {what}"),
        );
        if let Some(near) = crate::similar::nearest(name, known.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                self.file,
                span,
                near,
            );
        } else if !known.is_empty() {
            let list: Vec<String> = known.iter().take(8).map(|known| format!("`{known}`")).collect();
            let more = if known.len() > 8 { ", …" } else { "" };
            diagnostic = diagnostic.help(format!("there are {}{more}", list.join(", ")));
        }
        self.report(diagnostic);
    }

    pub(super) fn cannot_add(&mut self, operator: Operator, mark: Span, a: &Typed, b: &Typed) -> Diagnostic {
        let done = if operator == Operator::Add { "added" } else { "subtracted" };
        if matches!(a.of, Type::Point) && matches!(b.of, Type::Point) {
            return self
                .error(
                    Code::AffineAddition,
                    "You can't add two temperatures in °C or °F.",
                    mark,
                    "added here",
                )
                .and(self.file, a.span, "a point on a scale")
                .and(self.file, b.span, "a point on a scale")
                .help("add a difference in `K` instead: `25 °C + 10 K`");
        }
        let headline = format!("{}, so they can't be {done}.", self.contrast(a, b));
        let label = format!("`{}` needs the same dimension on both sides", operator.symbol());
        let diagnostic = self
            .error(Code::AddMismatch, headline, mark, label)
            .and(self.file, a.span, self.this_is(a))
            .and(self.file, b.span, self.this_is(b));
        self.difference(diagnostic, a, b)
    }

    /// "`latency` is Time and `size` is Info"
    fn contrast(&self, a: &Typed, b: &Typed) -> String {
        let name = |typed: &Typed, fallback: &str| {
            let words = self.words(typed.span);
            if words.chars().count() > 32 { fallback.to_owned() } else { format!("`{words}`") }
        };
        let (left, right) = (self.type_name(&a.of), self.type_name(&b.of));
        format!("{} is {left} and {} is {right}", name(a, "the first"), name(b, "the second"))
    }

    fn this_is(&self, typed: &Typed) -> String {
        format!("this is {}", self.described(&typed.of))
    }

    pub(super) fn cannot_compare(&mut self, operator: Operator, a: &Typed, b: &Typed) -> Diagnostic {
        let left = self.type_name(&a.of);
        let headline = if a.of == b.of {
            format!("You can't use `{}` on {left}.", operator.symbol())
        } else {
            format!("{}, so they can't be compared.", self.contrast(a, b))
        };
        // The later operand is where it is noticed; a label for the whole would only cross the others.
        let diagnostic = self.error(Code::CompareMismatch, headline, b.span, self.this_is(b)).and(
            self.file,
            a.span,
            self.this_is(a),
        );
        self.difference(diagnostic, a, b)
    }

    pub(super) fn branches_differ(&mut self, a: &Typed, b: &Typed) -> Diagnostic {
        let headline = format!("{}, but both need the same type.", self.contrast(a, b));
        let diagnostic = self.error(Code::BranchMismatch, headline, b.span, self.this_is(b)).and(
            self.file,
            a.span,
            self.this_is(a),
        );
        self.difference(diagnostic, a, b)
    }

    pub(super) fn argument_differs(&mut self, param: &str, wanted: &Type, value: &Typed) -> Diagnostic {
        let (wanted_name, found) = (self.described(wanted), self.type_name(&value.of));
        let diagnostic = self.error(
            Code::ArgumentMismatch,
            format!("`{param}` expects {wanted_name}, but this is {found}."),
            value.span,
            self.this_is(value),
        );
        let probe = Typed { kind: TypedKind::Unknown, of: wanted.clone(), span: value.span };
        self.difference(diagnostic, &probe, value)
    }

    pub(super) fn declared_otherwise(
        &mut self,
        name: &str,
        declared: Span,
        wanted: &Type,
        value: &Typed,
    ) -> Diagnostic {
        let (wanted_name, found) = (self.type_name(wanted), self.type_name(&value.of));
        let diagnostic = self
            .error(
                Code::AnnotationMismatch,
                format!("You declared `{name}` as {wanted_name}, but the formula is {found}."),
                value.span,
                self.this_is(value),
            )
            .and(self.file, declared, "declared here");
        let probe = Typed { kind: TypedKind::Unknown, of: wanted.clone(), span: value.span };
        self.difference(diagnostic, &probe, value)
    }

    pub(super) fn cannot_show(&mut self, value: &Typed, unit: &Written, span: Span) -> Diagnostic {
        let (found, wanted) = (self.type_name(&value.of), unit.dimension.name(&self.model.units));
        let headline =
            format!("This is {found} and cannot be shown in `{}`, a unit of {wanted}.", unit.symbol);
        let diagnostic = self
            .error(Code::ConvertMismatch, headline, span, format!("a unit of {wanted}"))
            .and(self.file, value.span, self.this_is(value));
        if unit.offset != 0.0 && matches!(&value.of, Type::Number(own) if *own == unit.dimension) {
            return diagnostic.help(format!(
                "a difference of temperatures is shown in `K`; `{}` is for points on a scale",
                unit.symbol
            ));
        }
        let probe = Typed { kind: TypedKind::Unknown, of: Type::Number(unit.dimension.clone()), span };
        self.difference(diagnostic, &probe, value)
    }

    pub(super) fn affine(&self, value: &Typed) -> Diagnostic {
        self.error(
            Code::AffineMultiplication,
            "You can't multiply, divide or negate a temperature in °C or °F.",
            value.span,
            "its zero is arbitrary",
        )
        .help("use how far it is from another temperature, such as `T - 0 °C`, or write it in `K`")
    }

    pub(super) fn may_be_missing(&mut self, value: &Typed) -> Diagnostic {
        let words = self.words(value.span);
        self.differing(&[value]);
        self.error(
            Code::MaybeMissing,
            format!("`{words}` might have no value."),
            value.span,
            "this can be missing",
        )
        .help(format!("give a fallback: `({words} else …)`"))
    }

    /// Says by what two dimensions differ, where that helps: aligned, then as a factor.
    fn difference(&mut self, diagnostic: Diagnostic, a: &Typed, b: &Typed) -> Diagnostic {
        self.differing(&[a, b]);
        let units = &self.model.units;
        let (Type::Number(left), Type::Number(right)) = (&a.of, &b.of) else { return diagnostic };
        let wanted = a.kind == TypedKind::Unknown;
        let mut diagnostic = diagnostic;
        if left.factors.len() + right.factors.len() > 3 {
            let heads = if wanted { ["wanted:", "found:"] } else { ["left:", "right:"] };
            diagnostic = diagnostic.help(aligned(heads, left, right, units));
        }
        let Some(quotient) = left.over(right) else { return diagnostic };
        let inverse = !left.is_none() && left.times(right).is_some_and(|product| product.is_none());
        if inverse {
            return diagnostic
                .help("these are reciprocals of each other: turn one of them over with `1 / …`");
        }
        let bare = |typed: &Typed| matches!(typed.kind, TypedKind::Number(_, None));
        if (left.is_none() && !wanted && bare(a)) || (right.is_none() && bare(b)) {
            let dimension = if left.is_none() { right } else { left };
            let unit = units.coherent(dimension);
            let unit = if unit.is_empty() { dimension.name(units) } else { unit };
            return diagnostic.help(format!(
                "one side is a plain number: multiply it by `1 {unit}`, or divide the other side by `1 {unit}`"
            ));
        }
        let more = quotient.factors.iter().all(|(_, power)| power.over > 0);
        let factor =
            if more { Some(quotient) } else { left.over(right).and_then(|less| Dimension::NONE.over(&less)) };
        let Some(factor) = factor.filter(|factor| factor.factors.iter().all(|(_, power)| power.over > 0))
        else {
            return diagnostic;
        };
        let name = match factor.kind(units) {
            Some(kind) => format!("{} ({kind})", factor.name(units)),
            None => factor.name(units),
        };
        diagnostic.help(match (wanted, more) {
            (true, true) => format!("a factor of {name} is missing"),
            (true, false) => format!("there is one factor of {name} too many"),
            (false, _) => format!("they differ by a factor of {name}"),
        })
    }
}

/// The exponents of two dimensions, factor by factor.
fn aligned(
    heads: [&str; 2],
    left: &Dimension,
    right: &Dimension,
    units: &crate::check::units::Units,
) -> String {
    let mut bases: Vec<_> = left.factors.iter().chain(&right.factors).map(|(base, _)| *base).collect();
    bases.sort_unstable();
    bases.dedup();
    let cell = |dimension: &Dimension, base| {
        let exponent = dimension.factors.iter().find(|(own, _)| *own == base).map(|(_, exponent)| *exponent);
        let name = &units.bases[usize::from(base)].name;
        match exponent {
            None => String::new(),
            Some(exponent) if exponent == Exponent::whole(1) => name.clone(),
            Some(Exponent { over, under: 1 }) => format!("{name}^{over}"),
            Some(Exponent { over, under }) => format!("{name}^({over}/{under})"),
        }
    };
    let mut lines = heads.map(|head| format!("{head:<7}"));
    for base in bases {
        let cells = [cell(left, base), cell(right, base)];
        let width = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
        for (line, cell) in lines.iter_mut().zip(&cells) {
            line.push_str(&format!("  {cell:<width$}"));
        }
    }
    lines.map(|line| line.trim_end().to_owned()).join("\n")
}

/// Whether a name is one of a module's.
fn is_of(name: &str, module: &str) -> bool {
    name.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
