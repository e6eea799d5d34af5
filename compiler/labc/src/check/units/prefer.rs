//! The units that a lab or a course prefers to see results in: one of each dimension.

use std::sync::OnceLock;

use super::{Units, Written};
use crate::inputs::library::UNITS;
use crate::sources::{FileId, Span};
use crate::syntax;
use crate::syntax::tree::ExprKind;

impl Units {
    /// The units that every lab knows, and those that `use std.units` and `use std.currencies` bring in.
    pub fn of_library() -> &'static Units {
        static LIBRARY: OnceLock<Units> = OnceLock::new();
        LIBRARY.get_or_init(|| Self::with_modules(&UNITS))
    }

    /// The module of the library that brings a unit in, alone.
    pub fn module_of(symbol: &str) -> Option<&'static str> {
        static ALONE: OnceLock<Vec<Units>> = OnceLock::new();
        let alone = ALONE.get_or_init(|| UNITS.iter().map(|module| Self::with_modules(&[module])).collect());
        UNITS.into_iter().zip(alone).find(|(_, units)| units.find(symbol).is_some()).map(|(module, _)| module)
    }

    /// The units of every lab, with those of some modules of the library.
    fn with_modules(modules: &[&str]) -> Self {
        let mut units = Self::prelude().clone();
        for module in modules.iter().rev().filter_map(|name| crate::inputs::library::module(name)) {
            for statement in module.entries.iter().filter_map(|entry| module.statement(entry)) {
                units.declare(FileId(0), &statement);
            }
        }
        units
    }

    /// A unit as somebody has written it in a text of its own; the word that is not a unit otherwise.
    pub fn read(&self, text: &str) -> Result<Written, String> {
        let quantity = format!("1 {text}");
        let span = Span::new(0, quantity.len());
        match syntax::parse_expression(FileId(0), &quantity, span).0.map(|shown| shown.expr.kind) {
            Some(ExprKind::Number(_, Some(unit))) => self.written(&unit).map_err(|fault| fault.word),
            _ => Err(text.to_owned()),
        }
    }

    /// Why a unit cannot be preferred beside those before it: what is wrong, and what helps.
    pub fn cannot_prefer(&self, unit: &Written, before: &[Written]) -> Option<(String, String)> {
        let symbol = &unit.symbol;
        if let Some(other) = before.iter().find(|other| other.dimension == unit.dimension) {
            return Some((
                format!(
                    "`{}` and `{symbol}` measure the same dimension, so you can prefer only one.",
                    other.symbol
                ),
                "keep the one for results".to_owned(),
            ));
        }
        let fixed = unit.offset != 0.0 || unit.dimension.is_none() || self.level(&unit.dimension).is_some();
        fixed.then(|| {
            (format!("`{symbol}` can't be preferred."), format!("write `in {symbol}` where you show a value"))
        })
    }
}

/// What is wrong with the units that a course prefers: which of them, what, and what helps.
pub fn faults_of_preferred(preferred: &[&str]) -> Vec<(usize, String, String)> {
    let units = Units::of_library();
    let mut faults = Vec::new();
    let mut known: Vec<Written> = Vec::new();
    for (place, text) in preferred.iter().enumerate() {
        match units.read(text) {
            Ok(unit) => match units.cannot_prefer(&unit, &known) {
                Some((what, help)) => faults.push((place, what, help)),
                None => known.push(unit),
            },
            Err(word) => {
                let help = match units.readings(&word).first() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name a unit of the reference, of `std.units` or of `std.currencies`".to_owned(),
                };
                faults.push((place, format!("There is no unit `{word}`."), help));
            }
        }
    }
    faults
}
