//! Dimensions as exponents, and the units and types that have them.

use labc::sources::Span;
use labc::syntax::tree::{Name, TypeExpr, UnitExpr};

use super::choices::Choices;

/// Base dimensions with the units they are written in.
const BASES: [(&str, &[&str]); 12] = [
    ("Time", &["s", "ms", "us", "min", "h", "day", "ns"]),
    ("Info", &["B", "kB", "MB", "GB", "MiB", "GiB", "bit", "kbit"]),
    ("Op", &["FLOP", "kFLOP", "GFLOP", "TFLOP"]),
    ("Token", &["tok", "ktok", "token"]),
    ("Money", &["USD"]),
    ("Param", &["param", "Mparam"]),
    ("Mass", &["g", "kg", "t"]),
    ("Length", &["m", "km", "mm", "cm"]),
    ("Carbon", &["gCO2e", "kgCO2e", "tCO2e"]),
    ("Temperature", &["K", "mK"]),
    ("Device", &["GPU", "device"]),
    ("Request", &["request", "req", "kreq"]),
];

/// Exponents of the base dimensions, in halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dim([i8; BASES.len()]);

/// Products that have units of their own.
const NAMED: [(Dim, &[&str]); 3] = [
    (Dim([-4, 0, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0]), &["J", "kJ", "Wh", "kWh"]),
    (Dim([-6, 0, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0]), &["W", "kW", "MW"]),
    (Dim([-2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), &["Hz", "1/s", "GHz", "1/day"]),
];

impl Dim {
    pub(super) const NONE: Self = Self([0; BASES.len()]);

    /// One that occurs in labs.
    pub(super) fn draw(choices: &mut Choices<'_>) -> Self {
        match choices.below(6) {
            0 => Self::NONE,
            1..=3 => Self::base(choices.below(BASES.len())),
            4 => NAMED[choices.below(NAMED.len())].0,
            _ => {
                let (over, under) = (choices.below(BASES.len()), choices.below(BASES.len()));
                Self::base(over).over(Self::base(under)).unwrap_or(Self::NONE)
            }
        }
    }

    fn base(index: usize) -> Self {
        let mut dim = Self::NONE;
        dim.0[index] = 2;
        dim
    }

    pub(super) fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The product, if it is one that a lab might have: not too many factors, none too high.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        self.joined(other, 1)
    }

    pub(super) fn over(self, other: Self) -> Option<Self> {
        self.joined(other, -1)
    }

    fn joined(self, other: Self, sign: i8) -> Option<Self> {
        let mut dim = self;
        for (own, other) in dim.0.iter_mut().zip(other.0) {
            *own += sign * other;
        }
        let fits = dim.0.iter().all(|power| power.abs() <= 8)
            && dim.0.iter().filter(|power| **power != 0).count() <= 4;
        fits.then_some(dim)
    }

    /// Its square root, where that has no smaller exponents than halves.
    pub(super) fn root(self) -> Option<Self> {
        let whole = self.0.iter().all(|power| power % 2 == 0);
        whole.then(|| Self(self.0.map(|power| power / 2)))
    }

    pub(super) fn square(self) -> Option<Self> {
        self.times(self)
    }

    /// A unit of it; none for a plain number.
    pub(super) fn unit(self, choices: &mut Choices<'_>) -> Option<UnitExpr> {
        if self.is_none() {
            return choices.once_in(5).then(|| unit("%", vec![named("%", 1, 1)]));
        }
        if let Some((_, units)) = NAMED.iter().find(|(dim, _)| *dim == self)
            && choices.below(2) == 0
            && let Some(text) = choices.of(units)
        {
            return Some(match text.strip_prefix("1/") {
                Some(below) => unit(text, vec![named(below, -1, 1)]),
                None => unit(text, vec![named(text, 1, 1)]),
            });
        }
        let mut over = Vec::new();
        let mut under = Vec::new();
        for (power, (_, units)) in self.0.iter().zip(BASES) {
            let Some(name) = choices.of(units).filter(|_| *power != 0) else { continue };
            let (count, parts) = fraction(*power);
            if *power > 0 { &mut over } else { &mut under }.push(named(name, count, parts));
        }
        let list = |factors: &[Factor]| factors.iter().map(written).collect::<Vec<_>>().join("*");
        let top = if over.is_empty() { "1".to_owned() } else { list(&over) };
        let text = match under.len() {
            0 => top,
            1 => format!("{top}/{}", list(&under)),
            _ => format!("{top}/({})", list(&under)),
        };
        over.append(&mut under);
        Some(unit(&text, over))
    }

    /// The type that names it.
    pub(super) fn of_type(self) -> TypeExpr {
        let mut factors: Vec<Factor> = Vec::new();
        for (power, (name, _)) in self.0.iter().zip(BASES).filter(|(power, _)| **power != 0) {
            let (count, parts) = fraction(*power);
            factors.push(named(name, count, parts));
        }
        if factors.is_empty() {
            factors.push(named("Number", 1, 1));
        }
        TypeExpr { maybe: false, list: false, like: false, factors, span: Span::default() }
    }
}

type Factor = (Name, (i32, i32));

fn fraction(halves: i8) -> (i32, i32) {
    if halves % 2 == 0 { (i32::from(halves) / 2, 1) } else { (i32::from(halves), 2) }
}

fn named(name: &str, over: i32, under: i32) -> Factor {
    (Name { text: name.to_owned(), span: Span::default() }, (over, under))
}

fn written((name, (over, under)): &Factor) -> String {
    match (over.abs(), under) {
        (1, 1) => name.text.clone(),
        (over, 1) => format!("{}^{over}", name.text),
        (over, under) => format!("{}^({over}/{under})", name.text),
    }
}

fn unit(text: &str, factors: Vec<Factor>) -> UnitExpr {
    UnitExpr { factors, span: Span::default(), text: text.to_owned() }
}
