//! Declarations of dimensions, units and counts, in the prelude and in labs.

use super::{BaseDimension, Dimension, Exponent, Level, Prefixes, Unit, Units};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};
use crate::syntax::tree::{Expr, ExprKind, Kind, Name, Operator, PROBABILITY, Statement, TypeExpr, UnitDecl};

/// How many base dimensions there can be.
const MOST_BASES: usize = 2000;

impl Units {
    /// Takes in a `dimension`, `unit` or `count` statement; any other is left alone.
    pub fn declare(&mut self, file: FileId, statement: &Statement) -> Vec<Diagnostic> {
        let result = match &statement.kind {
            Kind::Dimension { name, of } => self.declare_dimension(file, name, of.as_ref()),
            Kind::Unit(unit) => self.declare_unit(file, unit, &statement.docs),
            _ => Ok(()),
        };
        result.err().into_iter().collect()
    }

    fn declare_dimension(
        &mut self,
        file: FileId,
        name: &Name,
        of: Option<&TypeExpr>,
    ) -> Result<(), Diagnostic> {
        if self.dimensions.contains_key(&name.text) {
            return Err(duplicate(file, name, "dimension"));
        }
        let dimension = match of {
            Some(of) => self.dimension_of(of).map_err(|fault| {
                Diagnostic::error(
                    Code::UnknownDimension,
                    format!("There is no dimension `{}`.", fault.text),
                    file,
                    fault.span,
                    "not declared",
                )
            })?,
            None => self.new_base(file, name, &name.text, false, "")?,
        };
        self.dimensions.insert(name.text.clone(), dimension);
        Ok(())
    }

    fn new_base(
        &mut self,
        file: FileId,
        place: &Name,
        name: &str,
        soft: bool,
        unit: &str,
    ) -> Result<Dimension, Diagnostic> {
        if self.bases.len() >= MOST_BASES {
            return Err(Diagnostic::error(
                Code::TooMany,
                format!("There are more than {MOST_BASES} dimensions and counts."),
                file,
                place.span,
                "one too many",
            ));
        }
        let base = Dimension::base(self.bases.len() as u16);
        self.bases.push(BaseDimension { name: name.to_owned(), soft, unit: unit.to_owned() });
        Ok(base)
    }

    fn declare_unit(&mut self, file: FileId, unit: &UnitDecl, docs: &str) -> Result<(), Diagnostic> {
        let Some(first) = unit.names.first() else { return Ok(()) };
        // What nobody has declared, the plural of a count, may be declared.
        let taken = |name: &&Name| {
            self.units.get(&name.text).is_some_and(|known| known.plural.as_deref() != Some(&name.text))
        };
        if let Some(again) = unit.names.iter().find(taken) {
            return Err(duplicate(file, again, "unit"));
        }
        let (dimension, factor) = match (&unit.equals, &unit.base) {
            (Some(equals), _) => match self.logarithm(file, equals)? {
                Some((per, amount, reference)) => {
                    if let Some(class) = unit.prefixes.first() {
                        let headline = format!("`{}` is logarithmic, so it can't take prefixes.", first.text);
                        return Err(Diagnostic::error(
                            Code::PrefixNotAllowed,
                            headline,
                            file,
                            class.span,
                            "remove this",
                        ));
                    }
                    let dimension = self.new_base(file, first, &first.text, false, &first.text)?;
                    self.dimensions.entry(first.text.clone()).or_insert_with(|| dimension.clone());
                    let base = dimension.factors[0].0;
                    self.levels.push(Level { base, per, reference, amount });
                    (dimension, 1.0)
                }
                None => self.constant(file, equals)?,
            },
            (None, base) if unit.soft => {
                let name = base.as_ref().map_or_else(|| camel(&first.text), |base| base.text.clone());
                let dimension = self.new_base(file, first, &name, true, &first.text)?;
                self.dimensions.entry(name).or_insert_with(|| dimension.clone());
                (dimension, 1.0)
            }
            (None, Some(base)) => {
                let index = self
                    .base_named(&base.text)
                    .filter(|index| self.bases[usize::from(*index)].unit.is_empty());
                let Some(index) = index else {
                    return Err(Diagnostic::error(
                        Code::UnknownDimension,
                        format!("`{}` is not a base dimension that needs a unit.", base.text),
                        file,
                        base.span,
                        "declare it with `dimension` first",
                    ));
                };
                self.bases[usize::from(index)].unit = first.text.clone();
                (Dimension::base(index), 1.0)
            }
            (None, None) => return Ok(()),
        };
        let mut prefixes = Prefixes::default();
        for name in &unit.prefixes {
            match name.text.as_str() {
                "small" => prefixes.small = true,
                "large" => prefixes.large = true,
                "binary" => prefixes.binary = true,
                "centi" => prefixes.centi = true,
                other => {
                    return Err(Diagnostic::error(
                        Code::UnknownName,
                        format!("There are no `{other}` prefixes."),
                        file,
                        name.span,
                        "expected `small`, `large`, `binary` or `centi`",
                    ));
                }
            }
        }
        // Days are counted like users; seconds and metres have symbols.
        let word = ["day", "week", "month", "year"].contains(&first.text.as_str());
        let plural = if unit.soft || word { plural(&unit.names) } else { None };
        for (index, name) in unit.names.iter().enumerate() {
            // Only the symbol takes prefixes: `kB`, not `kbyte`.
            let prefixes =
                if index == 0 || self.bases_soft(&dimension) { prefixes } else { Prefixes::default() };
            let symbol = first.text.clone();
            let docs = docs.to_owned();
            let plural = plural.clone();
            let dimension = dimension.clone();
            let unit = Unit { symbol, dimension, factor, offset: 0.0, prefixes, plural, docs };
            self.add(name.text.clone(), unit);
        }
        // Whatever is printed can be read.
        if let Some(plural) = plural
            && !self.units.contains_key(&plural)
            && let Some(unit) = self.units.get(&first.text).cloned()
        {
            self.add(plural, unit);
        }
        Ok(())
    }

    fn bases_soft(&self, dimension: &Dimension) -> bool {
        dimension.factors.iter().all(|(base, _)| self.bases[usize::from(*base)].soft)
    }

    /// The value of what a unit equals: quantities, products, quotients and powers of them.
    fn constant(&self, file: FileId, expr: &Expr) -> Result<(Dimension, f64), Diagnostic> {
        let not_constant = |span: Span| {
            Diagnostic::error(
                Code::NotConstant,
                "A unit must equal a quantity.",
                file,
                span,
                "not a quantity",
            )
            .help("write it like `unit rack = 8 GPU`")
        };
        match &expr.kind {
            ExprKind::Number(value, None) => Ok((Dimension::NONE, *value)),
            ExprKind::Number(value, Some(unit)) => {
                let written = self.written(unit).map_err(|fault| fault.diagnostic(self, file))?;
                Ok((written.dimension, crate::rational::in_unit(*value, written.factor, 0.0)))
            }
            ExprKind::Binary(operator @ (Operator::Mul | Operator::Div), _, a, b) => {
                let ((a, x), (b, y)) = (self.constant(file, a)?, self.constant(file, b)?);
                let power = Exponent::whole(if *operator == Operator::Mul { 1 } else { -1 });
                let dimension = a.times_power(&b, power).ok_or_else(|| not_constant(expr.span))?;
                Ok((dimension, if *operator == Operator::Mul { x * y } else { x / y }))
            }
            _ => Err(not_constant(expr.span)),
        }
    }

    /// `10 * log10(1 mW)`: what a logarithmic unit grows by with every factor of ten, and the reference in the
    /// brackets, as dimension and value; nothing where no logarithm is written.
    fn logarithm(&self, file: FileId, expr: &Expr) -> Result<Option<(f64, Dimension, f64)>, Diagnostic> {
        match &expr.kind {
            ExprKind::Negate(inner) => {
                Ok(self.logarithm(file, inner)?.map(|(per, amount, reference)| (-per, amount, reference)))
            }
            ExprKind::Binary(Operator::Mul, _, a, b) => match (&a.kind, self.logarithm(file, b)?) {
                (ExprKind::Number(times, None), Some((per, amount, reference))) if *times > 0.0 => {
                    Ok(Some((times * per, amount, reference)))
                }
                _ => Ok(None),
            },
            ExprKind::Call(call) if call.path.len() == 1 && call.path[0].text == "log10" => {
                let [(None, reference)] = call.args.as_slice() else { return Ok(None) };
                let (amount, value) = self.constant(file, reference)?;
                let of_level = amount
                    .factors
                    .iter()
                    .any(|(base, _)| self.levels.iter().any(|level| level.base == *base));
                if of_level || !(value > 0.0 && value.is_finite()) {
                    return Err(Diagnostic::error(
                        Code::NotConstant,
                        "A logarithmic unit needs a reference above zero.",
                        file,
                        reference.span,
                        "not an amount",
                    )
                    .help("write the amount at level 0, as in `unit dBm = 10 * log10(1 mW)`"));
                }
                Ok(Some((1.0, amount, value)))
            }
            _ => Ok(None),
        }
    }

    /// °C and °F: points on a scale whose zero is not the dimension's.
    pub(super) fn add_temperatures(&mut self) {
        let Some(dimension) = self.dimensions.get("Temperature").cloned() else { return };
        for (symbol, factor, offset, docs) in [
            ("°C", 1.0, 273.15, "A temperature in degrees Celsius: a point, not a difference."),
            (
                "°F",
                5.0 / 9.0,
                459.67 * 5.0 / 9.0,
                "A temperature in degrees Fahrenheit: a point, not a difference.",
            ),
        ] {
            let unit = Unit {
                symbol: symbol.to_owned(),
                dimension: dimension.clone(),
                factor,
                offset,
                prefixes: Prefixes::default(),
                plural: None,
                docs: docs.to_owned(),
            };
            self.add(symbol.to_owned(), unit);
        }
    }

    /// The dimension a type names; the name that is no dimension otherwise.
    pub fn dimension_of<'t>(&self, of: &'t TypeExpr) -> Result<Dimension, &'t Name> {
        let mut product = Dimension::NONE;
        for (name, (over, under)) in &of.factors {
            if name.text == "1" {
                continue;
            }
            let dimension = match name.text.as_str() {
                "Number" | "Ratio" => &Dimension::NONE,
                PROBABILITY if !self.dimensions.contains_key(PROBABILITY) => &Dimension::NONE,
                text => self.dimensions.get(text).ok_or(name)?,
            };
            let power = Exponent::fraction(i64::from(*over), i64::from(*under)).ok_or(name)?;
            product = product.times_power(dimension, power).ok_or(name)?;
        }
        Ok(product)
    }
}

fn duplicate(file: FileId, name: &Name, what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateName,
        format!("There is a {what} `{}` already.", name.text),
        file,
        name.span,
        "declared again",
    )
}

fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
    });
    words.collect()
}

/// What several of a count are called: its other name, where that is one word's plural, else by the rules of
/// English. Abbreviations stay as they are: 8 GPU.
fn plural(names: &[Name]) -> Option<String> {
    let first = &names.first()?.text;
    let letters = |text: &str| text.chars().next().filter(|c| c.is_lowercase());
    letters(first).filter(|_| first.chars().count() > 2)?;
    let other = names[1..]
        .iter()
        .map(|name| &name.text)
        .find(|other| letters(other) == letters(first) && !first.starts_with(other.as_str()));
    if let Some(other) = other {
        return Some(other.clone());
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| first.ends_with(end));
    // `count users` is the plural already.
    if first.ends_with('s') && !ends(&["ss", "us", "is"]) {
        return None;
    }
    Some(if ends(&["s", "x", "z", "ch", "sh"]) {
        format!("{first}es")
    } else if first.ends_with('y') && !ends(&["ay", "ey", "oy", "uy"]) {
        format!("{}ies", &first[..first.len() - 1])
    } else {
        format!("{first}s")
    })
}
