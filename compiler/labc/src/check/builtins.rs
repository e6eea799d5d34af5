//! The functions every lab has: one declaration each, read by the checker, the reference and the tests. Functions of
//! one value are declared in [`lab_core::functions`]; the others here.

use std::sync::LazyLock;

use lab_core::functions::Takes;
use lab_core::program::{Binary, Fold, Unary};

/// A built-in function.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// The name that labs call it by; unique among built-in functions.
    pub name: &'static str,
    /// Its parameters, as documentation shows them.
    pub params: &'static str,
    /// How its arguments are checked and what it computes.
    pub how: How,
    /// What it does, in one sentence.
    pub docs: &'static str,
    /// An expression that is true.
    pub example: &'static str,
}

/// What a built-in function does with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A function of one value.
    One(Unary, Takes),
    /// Two or more of one dimension, or a fold.
    Extreme(Binary, Fold),
    /// Two of one dimension.
    Modulo,
    /// A value between two limits.
    Clamp,
    /// A fold over a generator.
    Fold(Fold),
    /// Whether a list contains a value.
    Contains,
    /// One value of a list, by its place.
    Item,
    /// A form with a syntax of its own: see [`SPECIAL`].
    Special(Form),
}

/// A form that looks like a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `ever(status.case)`
    Ever,
    /// `pareto(table, min = column, …)`
    Pareto,
    /// `sensitivity(output, slider)`
    Sensitivity,
    /// `solve(slider where left == right)`; the grammar knows it.
    Solve,
    /// `teaches(lab, row)`
    Teaches,
    /// `values(control)`
    Values,
}

/// Functions of several values, folds and another name of `ln`.
const SEVERAL: &[Builtin] = &[
    Builtin {
        name: "all",
        params: "condition for …",
        how: How::Fold(Fold::All),
        docs: "Whether a condition holds in every iteration.",
        example: "all(n > 0 for n in 1 to 3)",
    },
    Builtin {
        name: "any",
        params: "condition for …",
        how: How::Fold(Fold::Any),
        docs: "Whether a condition holds in at least one iteration.",
        example: "any(n == 2 for n in 1 to 3)",
    },
    Builtin {
        name: "argmax",
        params: "value for x in …",
        how: How::Fold(Fold::ArgMax),
        docs: "The variable for which a value is largest. May be missing.",
        example: "(argmax(n * (4 - n) for n in 0 to 4) else 0) == 2",
    },
    Builtin {
        name: "argmin",
        params: "value for x in …",
        how: How::Fold(Fold::ArgMin),
        docs: "The variable for which a value is smallest. May be missing.",
        example: "(argmin((n - 3)^2 for n in 1 to 5) else 0) == 3",
    },
    Builtin {
        name: "clamp",
        params: "x, low, high",
        how: How::Clamp,
        docs: "A quantity, limited to a range.",
        example: "clamp(12 s, 0 s, 10 s) == 10 s",
    },
    Builtin {
        name: "contains",
        params: "list, value",
        how: How::Contains,
        docs: "Whether a list contains a value.",
        example: "contains([1, 2, 3], 2)",
    },
    Builtin {
        name: "count",
        params: "x for … where …",
        how: How::Fold(Fold::Count),
        docs: "The number of iterations; with a condition, of those in which it holds.",
        example: "count(n for n in 1 to 10 where n > 7) == 3",
    },
    Builtin {
        name: "first",
        params: "x for … where …",
        how: How::Fold(Fold::First),
        docs: "The value in the first iteration. May be missing.",
        example: "(first(n for n in 1 to 10 where n^2 > 50) else 0) == 8",
    },
    Builtin {
        name: "item",
        params: "list, place",
        how: How::Item,
        docs: "The value at a position of a list, counted from 1. Undefined if the list is shorter.",
        example: "item([2 s, 3 s, 5 s], 2) == 3 s",
    },
    Builtin {
        name: "log",
        params: "x",
        how: How::One(Unary::Ln, Takes::Plain),
        docs: "The natural logarithm of a plain number, as `ln`.",
        example: "log(1) == 0",
    },
    Builtin {
        name: "max",
        params: "a, b, … or value for …",
        how: How::Extreme(Binary::Max, Fold::Max),
        docs: "The largest of several quantities, or over all iterations.",
        example: "max(1 s, 1500 ms) == 1.5 s",
    },
    Builtin {
        name: "min",
        params: "a, b, … or value for …",
        how: How::Extreme(Binary::Min, Fold::Min),
        docs: "The smallest of several quantities, or over all iterations.",
        example: "min(1 s, 1500 ms) == 1 s",
    },
    Builtin {
        name: "mod",
        params: "a, b",
        how: How::Modulo,
        docs: "The remainder of a division, with the sign of the divisor.",
        example: "mod(25 h, 24 h) == 1 h",
    },
    Builtin {
        name: "sum",
        params: "value for …",
        how: How::Fold(Fold::Sum),
        docs: "The sum over all iterations.",
        example: "sum(n * 1 s for n in 1 to 4) == 10 s",
    },
];

/// What looks like a function and is a form of its own: its arguments are columns, an equation or a control.
/// [`find`] does not know these; the checker reads them where they stand.
pub const SPECIAL: &[Builtin] = &[
    Builtin {
        name: "ever",
        params: "status.case",
        how: How::Special(Form::Ever),
        docs: "Whether the student has found a failure of this lab, now or on an earlier day.",
        example: "not ever(strain.broken)",
    },
    Builtin {
        name: "pareto",
        params: "table, min = column, max = column, …",
        how: How::Special(Form::Pareto),
        docs: "The rows of a table, or of a list of rows, that no other row beats on every goal.",
        example: "count(pareto(model, min = size, min = loss)) == 2",
    },
    Builtin {
        name: "sensitivity",
        params: "output, slider",
        how: How::Special(Form::Sensitivity),
        docs: "By how many percent a quantity grows when a slider grows by one percent, at the current setting: its slope, exactly, not a difference of two settings. Undefined where one of the two is zero, or where two branches meet in a kink.",
        example: "sensitivity(load^2 / 3, load) ~ 2",
    },
    Builtin {
        name: "solve",
        params: "slider where left == right",
        how: How::Special(Form::Solve),
        docs: "The value of a slider, within its range, at which two quantities are equal. Undefined if there is none.",
        example: "solve(load where 3 * load == 12) ~ 4",
    },
    Builtin {
        name: "teaches",
        params: "lab, row",
        how: How::Special(Form::Teaches),
        docs: "Whether a lab of the student's record lists the key of a row after `teaches`.",
        example: "count(l for l in ledger where any(teaches(l, m) for m in model)) == 0",
    },
    Builtin {
        name: "values",
        params: "control",
        how: How::Special(Form::Values),
        docs: "All positions of a control, to loop over.",
        example: "count(x for x in values(load)) == 11",
    },
];

/// What the examples of [`SPECIAL`] speak of.
pub const EXAMPLE_LAB: &str = r#"table model {
  key      size: GB  loss: %
  small    2         9
  large    40        4
  clumsy   50        6
}
slider load "Load" from 0 to 10 start 2
status strain "Strain" {
  fail broken "Broken" when load > 9
  pass whole  "Holds"
}
"#;

/// All functions, by name.
pub static BUILTINS: LazyLock<Vec<Builtin>> = LazyLock::new(|| {
    let of_one_value = Unary::ALL.iter().filter_map(|function| {
        let called = function.called()?;
        let how = How::One(*function, called.takes);
        Some(Builtin { name: called.name, params: "x", how, docs: called.docs, example: called.example })
    });
    let mut all: Vec<_> = SEVERAL.iter().copied().chain(of_one_value).collect();
    all.sort_by_key(|builtin| builtin.name);
    all
});

/// All functions by name, then the forms.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    BUILTINS.iter().chain(SPECIAL)
}

/// A form by its name.
pub fn form(name: &str) -> Option<Form> {
    SPECIAL.iter().find(|builtin| builtin.name == name).and_then(|builtin| match builtin.how {
        How::Special(form) => Some(form),
        _ => None,
    })
}

/// A built-in function by its name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.binary_search_by_key(&name, |builtin| builtin.name).ok().map(|index| &BUILTINS[index])
}
