//! Functions of one value: a row each, with all there is to know about it. A new function needs its row here and
//! nothing else: the evaluator, the checker, slopes, formulas, the reference and the tests read this table.
//!
//! Transcendental functions come from `libm`, so that a browser and the build agree to the last bit; square
//! roots and roundings are exact everywhere.

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::exact;
use crate::value::{UNDEFINED, finite, half_settled, truth};

/// Functions of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Decode)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`, undefined where `b` is zero.
    Div,
    /// `a` to the power of `b`.
    Pow,
    /// The smaller one.
    Min,
    /// The greater one.
    Max,
    /// The remainder with the sign of `b`.
    Mod,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a == b`
    Eq,
    /// Three-valued and.
    And,
    /// Three-valued or.
    Or,
    /// `a` where it is defined, else `b`.
    Else,
}

/// A function that labs can call by name.
#[derive(Clone, Copy, Debug)]
pub struct Called {
    /// The name in a lab.
    pub name: &'static str,
    /// What it accepts and what it does to units.
    pub takes: Takes,
    /// What it does, in one sentence of the reference.
    pub docs: &'static str,
    /// An expression that is true; the tests evaluate it.
    pub example: &'static str,
}

/// What a function accepts, and what it does to units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any quantity; the result is in the same unit.
    Quantity,
    /// Any quantity; the exponents of its dimension are halved.
    Square,
    /// A plain number.
    Plain,
    /// A plain number or a count; the result is whole.
    Countable,
}

/// Where a function has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The result in words: "the *logarithm* of −1 does not exist".
    pub result: &'static str,
    /// Where it exists: "it exists for *numbers above zero*".
    pub exists: &'static str,
    /// Why there is no value elsewhere. Reads after "undefined because …".
    pub lost: &'static str,
}

const fn why(domain: Option<Domain>) -> Option<&'static str> {
    match domain {
        Some(domain) => Some(domain.lost),
        None => None,
    }
}

const ABOVE_ZERO: &str = "numbers above zero";
const LOGARITHM: Domain = Domain {
    result: "logarithm",
    exists: ABOVE_ZERO,
    lost: "it takes the logarithm of a number that is not above zero",
};

/// What derivatives are written in: the graph of a lab's formulas. `times` and `over` leave out what changes nothing.
pub trait Derivative {
    /// A value of the graph.
    type Node: Copy;
    /// A constant.
    fn constant(&mut self, value: f64) -> Self::Node;
    /// A function of one value.
    fn unary(&mut self, function: Unary, x: Self::Node) -> Self::Node;
    /// A function of two values.
    fn binary(&mut self, function: Binary, a: Self::Node, b: Self::Node) -> Self::Node;
    /// The product.
    fn times(&mut self, a: Self::Node, b: Self::Node) -> Self::Node;
    /// The quotient.
    fn over(&mut self, a: Self::Node, b: Self::Node) -> Self::Node;
    /// A slope that is `below` where `x` is negative and `above` where it is positive; undefined at zero.
    fn kink(&mut self, x: Self::Node, below: Self::Node, above: Self::Node) -> Self::Node;
    /// A slope that does not exist, and why.
    fn none(&mut self, why: &'static str) -> Self::Node;
}

/// The rows, in three groups: evaluators in the browser may lack the second and the third. `domain` is none where
/// a function has a value for every number. In `slope`, `x` is the argument, `y` the value and `dx` the slope of the
/// argument.
macro_rules! functions {
    (
        common { $($common:tt)* }
        exponential { $($exponential:tt)* }
        rare { $($rare:tt)* }
    ) => {
        functions!(@all $($common)* $($exponential)* $($rare)*);
        functions!(@value common; $($common)*);
        functions!(@value exponential; $($exponential)*);
        functions!(@value rare; $($rare)*);
    };
    (@all $($(#[$docs:meta])* $name:ident {
        value: |$value_of:ident| $value:expr,
        slope: |$g:ident, $x:ident, $y:ident, $dx:ident| $slope:expr,
        domain: $domain:expr,
        called: $called:expr,
        text: $text:literal,
        tex: $tex:literal,
    })*) => {
        /// A function of one value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Decode)]
        pub enum Unary {
            $($(#[$docs])* $name,)*
        }

        impl Unary {
            /// All of them, in the order of their numbers in a page's data.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// How labs call it; none for operators.
            pub const fn called(self) -> Option<Called> {
                match self { $(Self::$name => $called,)* }
            }

            /// Where it has a value; none where it has one for every number.
            pub const fn domain(self) -> Option<Domain> {
                match self { $(Self::$name => $domain,)* }
            }

            /// Why it has no value outside its domain. Reads after "undefined because …".
            pub const fn lost(self) -> Option<&'static str> {
                // Evaluated here and now, so that the other words of a domain stay out of the browser.
                match self { $(Self::$name => const { why($domain) },)* }
            }

            /// Its name in a formula of a page.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Its name in TeX.
            pub const fn tex(self) -> &'static str {
                match self { $(Self::$name => $tex,)* }
            }

            /// The slope of its value `y` where its argument `x` has the slope `dx`.
            #[allow(unused_variables, reason = "few slopes need all of them")]
            pub fn slope<G: Derivative>(self, g: &mut G, x: G::Node, y: G::Node, dx: G::Node) -> G::Node {
                match self { $(Self::$name => { let ($g, $x, $y, $dx) = (g, x, y, dx); $slope })* }
            }
        }
    };
    (@value common; $($(#[$docs:meta])* $name:ident {
        value: |$x:ident| $value:expr, $($rest:tt)*
    })*) => {
        impl Unary {
            #[inline]
            fn compute(self, x: f64) -> f64 {
                match self {
                    $(Self::$name => { let $x = x; $value })*
                    _ if self.is_exponential() => self.exponential(x),
                    _ => self.rare(x),
                }
            }
        }
    };
    (@value exponential; $($(#[$docs:meta])* $name:ident {
        value: |$x:ident| $value:expr, $($rest:tt)*
    })*) => {
        impl Unary {
            /// Whether it is an exponential or a logarithm: not every evaluator in the browser has them.
            #[inline]
            pub const fn is_exponential(self) -> bool {
                matches!(self, $(Self::$name)|*)
            }

            #[inline(never)]
            fn exponential(self, x: f64) -> f64 {
                match self { $(Self::$name => { let $x = x; $value })* _ => UNDEFINED }
            }
        }
    };
    (@value rare; $($(#[$docs:meta])* $name:ident {
        value: |$x:ident| $value:expr, $($rest:tt)*
    })*) => {
        impl Unary {
            /// Whether few labs use it and its code is large: not every evaluator in the browser has it.
            #[inline]
            pub const fn is_rare(self) -> bool {
                matches!(self, $(Self::$name)|*)
            }

            #[inline(never)]
            fn rare(self, x: f64) -> f64 {
                match self { $(Self::$name => { let $x = x; $value })* _ => UNDEFINED }
            }
        }
    };
}

functions! {
    common {
        /// `-x`
        Neg {
            value: |x| -x,
            slope: |g, x, y, dx| g.unary(Unary::Neg, dx),
            domain: None,
            called: None,
            text: "−",
            tex: "-",
        }
        /// `not x`
        Not {
            value: |x| truth(x == 0.0),
            slope: |g, x, y, dx| g.constant(0.0),
            domain: None,
            called: None,
            text: "not",
            tex: "\\lnot",
        }
        /// 1 where the value is defined, else 0.
        Defined {
            value: |x| truth(!x.is_nan()),
            slope: |g, x, y, dx| g.constant(0.0),
            domain: None,
            called: None,
            text: "known",
            tex: "\\operatorname{known}",
        }
        /// `|x|`
        Abs {
            value: |x| x.abs(),
            slope: |g, x, y, dx| {
                let below = g.unary(Unary::Neg, dx);
                g.kink(x, below, dx)
            },
            domain: None,
            called: Some(Called {
                name: "abs",
                takes: Takes::Quantity,
                docs: "The magnitude of a quantity.",
                example: "abs(2 s - 5 s) == 3 s",
            }),
            text: "abs",
            tex: "\\operatorname{abs}",
        }
        /// The square root.
        Sqrt {
            value: |x| exact::sqrt(x),
            slope: |g, x, y, dx| {
                let two = g.constant(2.0);
                let double = g.times(two, y);
                g.over(dx, double)
            },
            domain: Some(Domain {
                result: "root",
                exists: "numbers that are not negative",
                lost: "it takes the square root of a negative number",
            }),
            called: Some(Called {
                name: "sqrt",
                takes: Takes::Square,
                docs: "The square root, which halves the exponents of the dimension.",
                example: "sqrt(16 B^2) == 4 B",
            }),
            text: "sqrt",
            tex: "\\sqrt",
        }
        /// The greatest whole number not above x. A number that differs from a whole one by rounding alone counts as whole.
        Floor {
            value: |x| exact::floor(exact::settled(x)),
            slope: |g, x, y, dx| g.constant(0.0),
            domain: None,
            called: Some(Called {
                name: "floor",
                takes: Takes::Countable,
                docs: "The largest whole number that isn't above a plain number.",
                example: "floor(7 / 2) == 3",
            }),
            text: "floor",
            tex: "\\operatorname{floor}",
        }
        /// The least whole number not below x. A number that differs from a whole one by rounding alone counts as whole.
        Ceil {
            value: |x| exact::ceil(exact::settled(x)),
            slope: |g, x, y, dx| g.constant(0.0),
            domain: None,
            called: Some(Called {
                name: "ceil",
                takes: Takes::Countable,
                docs: "The smallest whole number that isn't below a plain number.",
                example: "ceil(7 / 2) == 4",
            }),
            text: "ceil",
            tex: "\\operatorname{ceil}",
        }
        /// The nearest whole number, halves away from zero. A number that differs from a half by rounding alone counts as a half.
        Round {
            value: |x| exact::round(half_settled(x)),
            slope: |g, x, y, dx| g.constant(0.0),
            domain: None,
            called: Some(Called {
                name: "round",
                takes: Takes::Countable,
                docs: "The nearest whole number. Halves are rounded away from zero.",
                example: "round(2.5) == 3",
            }),
            text: "round",
            tex: "\\operatorname{round}",
        }
    }
    exponential {
        /// e to the power of x.
        Exp {
            value: |x| libm::exp(x),
            slope: |g, x, y, dx| g.times(y, dx),
            domain: None,
            called: Some(Called {
                name: "exp",
                takes: Takes::Plain,
                docs: "e to the power of a plain number.",
                example: "exp(0) == 1",
            }),
            text: "exp",
            tex: "\\exp",
        }
        /// The natural logarithm.
        Ln {
            value: |x| libm::log(x),
            slope: |g, x, y, dx| g.over(dx, x),
            domain: Some(LOGARITHM),
            called: Some(Called {
                name: "ln",
                takes: Takes::Plain,
                docs: "The natural logarithm of a plain number.",
                example: "ln(1) == 0",
            }),
            text: "ln",
            tex: "\\ln",
        }
        /// The logarithm to base 2.
        Log2 {
            value: |x| libm::log2(x),
            slope: |g, x, y, dx| slope_of_logarithm(g, x, dx, core::f64::consts::LN_2),
            domain: Some(LOGARITHM),
            called: Some(Called {
                name: "log2",
                takes: Takes::Plain,
                docs: "The logarithm of a plain number to base 2.",
                example: "log2(1 GiB / 1 B) == 30",
            }),
            text: "log₂",
            tex: "\\log_2",
        }
        /// The logarithm to base 10.
        Log10 {
            value: |x| libm::log10(x),
            slope: |g, x, y, dx| slope_of_logarithm(g, x, dx, core::f64::consts::LN_10),
            domain: Some(LOGARITHM),
            called: Some(Called {
                name: "log10",
                takes: Takes::Plain,
                docs: "The logarithm of a plain number to base 10.",
                example: "log10(1000) ~ 3",
            }),
            text: "log₁₀",
            tex: "\\log_{10}",
        }
        /// The hyperbolic tangent.
        Tanh {
            value: |x| libm::tanh(x),
            slope: |g, x, y, dx| slope_of_tangent(g, y, dx, Binary::Sub),
            domain: None,
            called: Some(Called {
                name: "tanh",
                takes: Takes::Plain,
                docs: "The hyperbolic tangent of a plain number.",
                example: "tanh(0) == 0",
            }),
            text: "tanh",
            tex: "\\tanh",
        }
    }
    rare {
        /// Sine of an angle in radians.
        Sin {
            value: |x| libm::sin(x),
            slope: |g, x, y, dx| {
                let cos = g.unary(Unary::Cos, x);
                g.times(cos, dx)
            },
            domain: None,
            called: Some(Called {
                name: "sin",
                takes: Takes::Plain,
                docs: "The sine of an angle in radians.",
                example: "sin(0) == 0",
            }),
            text: "sin",
            tex: "\\sin",
        }
        /// Cosine of an angle in radians.
        Cos {
            value: |x| libm::cos(x),
            slope: |g, x, y, dx| {
                let sin = g.unary(Unary::Sin, x);
                let slope = g.times(sin, dx);
                g.unary(Unary::Neg, slope)
            },
            domain: None,
            called: Some(Called {
                name: "cos",
                takes: Takes::Plain,
                docs: "The cosine of an angle in radians.",
                example: "cos(0) == 1",
            }),
            text: "cos",
            tex: "\\cos",
        }
        /// Tangent of an angle in radians.
        Tan {
            value: |x| libm::tan(x),
            slope: |g, x, y, dx| slope_of_tangent(g, y, dx, Binary::Add),
            domain: None,
            called: Some(Called {
                name: "tan",
                takes: Takes::Plain,
                docs: "The tangent of an angle in radians.",
                example: "tan(0) == 0",
            }),
            text: "tan",
            tex: "\\tan",
        }
        /// The natural logarithm of the gamma function; undefined at and below zero.
        LnGamma {
            value: |x| if x > 0.0 { libm::lgamma(x) } else { UNDEFINED },
            slope: |g, x, y, dx| g.none("a factorial has no slope: it jumps from one whole number to the next"),
            domain: Some(Domain {
                result: "gamma function",
                exists: ABOVE_ZERO,
                lost: "it takes the factorial of a negative number",
            }),
            called: Some(Called {
                name: "lgamma",
                takes: Takes::Plain,
                docs: "The natural logarithm of the gamma function: `lgamma(n + 1)` is the logarithm of n factorial.",
                example: "lgamma(5) ~ ln(24)",
            }),
            text: "ln Γ",
            tex: "\\ln\\Gamma",
        }
    }
}

/// The slope of a logarithm to a base whose natural logarithm is `base`.
fn slope_of_logarithm<G: Derivative>(g: &mut G, x: G::Node, dx: G::Node, base: f64) -> G::Node {
    let base = g.constant(base);
    let scaled = g.times(x, base);
    g.over(dx, scaled)
}

/// The slope of a tangent `y`: 1 + y², and of a hyperbolic one 1 − y².
fn slope_of_tangent<G: Derivative>(g: &mut G, y: G::Node, dx: G::Node, sign: Binary) -> G::Node {
    let (one, square) = (g.constant(1.0), g.times(y, y));
    let slope = g.binary(sign, one, square);
    g.times(slope, dx)
}

/// A function of one value, as [`crate::Op::Unary`] computes it.
#[inline]
pub fn unary(function: Unary, x: f64) -> f64 {
    if x.is_nan() && function != Unary::Defined {
        return UNDEFINED;
    }
    finite(function.compute(x))
}
