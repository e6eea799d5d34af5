//! The pages of the reference that are made from tables: of units, and of functions, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

use lab_core::functions::Takes;

use crate::check::builtins::{self, Builtin, How};
use crate::check::units::{Dimension, Prefixes, Unit, Units};
use crate::docs::document;

/// The reference of units: every dimension, unit and count, with its prefixes.
pub fn units(units: &Units) -> String {
    let mut page = String::from(UNITS_HEAD);
    page.push_str("\n## Hard dimensions\n\n| Dimension | Base unit |\n|---|---|\n");
    for base in units.bases.iter().filter(|base| !base.soft) {
        line(&mut page, format_args!("| `{}` | `{}` |", base.name, base.unit));
    }
    page.push_str("\n## Named combinations\n\n| Dimension | Is | In base units |\n|---|---|---|\n");
    for (name, dimension) in derived(units) {
        let unit = units.coherent(dimension);
        line(&mut page, format_args!("| `{name}` | `{}` | `{unit}` |", product(units, dimension)));
    }
    page.push_str("\nAny other combination is written out: `Info/Token^2`, `Money/(Info*Time)`, `1/Time`.\n");
    page.push_str("\n## Units\n");
    for (title, dimension) in groups(units) {
        line(&mut page, format_args!("\n### {title}\n"));
        page.push_str("| Unit | Also | Prefixes | Value | What it is |\n|---|---|---|---|---|\n");
        for (symbol, unit, aliases) in symbols(units, |unit| unit.dimension == dimension) {
            let value = value(units, symbol, unit);
            let also = names(&aliases);
            line(
                &mut page,
                format_args!("| `{symbol}` | {also} | {} | {value} | {} |", prefixes(unit), unit.docs),
            );
        }
    }
    page.push_str(COUNTS_HEAD);
    for base in units.bases.iter().filter(|base| base.soft) {
        let Some(unit) = units.units.get(&base.unit) else { continue };
        let (_, _, aliases) = symbols(units, |other| other.symbol == unit.symbol).remove(0);
        let (also, takes, name) = (names(&aliases), prefixes(unit), &base.name);
        line(&mut page, format_args!("| `{}` | {also} | {takes} | `{name}` | {} |", base.unit, unit.docs));
    }
    module_units(&mut page, "Units of other fields", "units", units);
    module_units(&mut page, "Currencies", "currencies", units);
    page.push_str(PREFIXES);
    page
}

/// The units that a module of the library adds to those of every lab, by their dimensions.
fn module_units(page: &mut String, title: &str, module: &str, known: &Units) {
    let library = Units::of_library();
    let is_added = |unit: &Unit| {
        !known.units.contains_key(&unit.symbol) && Units::module_of(&unit.symbol) == Some(module)
    };
    let named = |(symbol, unit, aliases)| (dimension_name(library, unit), symbol, unit, aliases);
    let mut added: Vec<_> = symbols(library, is_added).into_iter().map(named).collect();
    added.sort_by(|a, b| a.0.cmp(&b.0));
    line(page, format_args!("\n## {title}\n\nAfter `use std.{module}`:\n"));
    page.push_str("| Unit | Also | Prefixes | Dimension | Value | What it is |\n|---|---|---|---|---|---|\n");
    for (dimension, symbol, unit, aliases) in added {
        let (also, takes) = (names(&aliases), prefixes(unit));
        let value = match library.level(&unit.dimension) {
            Some(_) => "[a level](language.md#levels-db-dbm-ph)".to_owned(),
            None => value(library, symbol, unit),
        };
        line(page, format_args!("| `{symbol}` | {also} | {takes} | {dimension} | {value} | {} |", unit.docs));
    }
}

/// The dimension of a unit; for a unit of levels, that of the amounts which it is a level of.
fn dimension_name(units: &Units, unit: &Unit) -> String {
    let dimension = units.level(&unit.dimension).map_or(&unit.dimension, |level| &level.amount);
    let declared = units.dimensions.iter().find(|(_, known)| *known == dimension);
    match (dimension.is_none(), declared) {
        (true, _) => "plain number".to_owned(),
        (false, Some((name, _))) => format!("`{name}`"),
        (false, None) => format!("`{}`", dimension.name(units)),
    }
}

/// The reference of functions: signature, meaning and an example of each.
pub fn functions() -> String {
    let mut page = String::from(FUNCTIONS_HEAD);
    for (title, text, member) in SECTIONS {
        line(&mut page, format_args!("\n## {title}\n\n{text}"));
        for builtin in builtins::all().filter(|builtin| member(builtin)) {
            let Builtin { name, params, docs, example, .. } = builtin;
            line(
                &mut page,
                format_args!("\n### {name}\n\n`{name}({params})`\n\n{docs}\n\n```lab\n{example}\n```"),
            );
        }
        if title == &"Special forms" {
            line(
                &mut page,
                format_args!(
                    "\nThe examples use this table and this slider:\n\n```lab\n{}```",
                    builtins::EXAMPLE_LAB
                ),
            );
        }
    }
    page
}

/// The reference of the standard library: every function with its formula, its source and an example.
pub fn physics() -> String {
    let modules = document::modules();
    let count: usize = modules.iter().map(|module| module.functions.len()).sum();
    let mut page = String::from(PHYSICS_HEAD);
    line(&mut page, format_args!("\n{count} functions in {} modules:\n", modules.len()));
    page.push_str("| Module | Topic | Functions |\n|---|---|---|\n");
    for module in modules {
        let (name, docs) = (module.name, &module.docs);
        line(&mut page, format_args!("| [{name}](#{name}) | {docs} | {} |", module.functions.len()));
    }
    for module in modules {
        line(&mut page, format_args!("\n## {}\n\n{}", module.name, module.docs));
        for (table, rows) in &module.tables {
            line(&mut page, format_args!("\nRows of `{table}`:\n\n| Row | Is |\n|---|---|"));
            for (key, label) in rows {
                line(&mut page, format_args!("| `{key}` | {label} |"));
            }
        }
        for function in &module.functions {
            let document::FunctionDoc { name, signature, docs, tex, source, .. } = function;
            let docs = docs.replace('\n', " ");
            line(&mut page, format_args!("\n### {name}\n\n`{signature}`\n\n{docs}\n\n$${tex}$$\n"));
            let requires: Vec<String> =
                function.requires.iter().map(|(condition, _)| format!("`{condition}`")).collect();
            line(&mut page, format_args!("Requires {}.\n", requires.join(", ")));
            line(&mut page, format_args!("Source: {source}.\n\n```lab"));
            function.examples.iter().for_each(|example| line(&mut page, format_args!("{example}")));
            page.push_str("```\n");
        }
    }
    page
}

const PHYSICS_HEAD: &str = "# The standard library

Formulas that all labs can use. `use std.serving` imports a module and `use std` all of them; only what a lab uses adds
to its page. Give arguments in order or by name, with their units; a call with the wrong dimension doesn't compile.
If constants break a requirement of a function, the call is an error; if a control can break it, the page says
\"undefined because …\". Each formula is generated from the expression that labc evaluates, and the tests evaluate each
example.
";

const UNITS_HEAD: &str = "# Units

The units that you can use without declaring them, and those that [`use std.units`](#units-of-other-fields) and
[`use std.currencies`](#currencies) add. A unit follows a number (`80 GB`), `in` (`latency in ms`), or the
name of a column (`memory: GB`). Units have a namespace of their own, so you can still call a formula `B` or `h`. The
[language reference](language.md#units) says how to write and combine units, and how to declare your own.
";

const COUNTS_HEAD: &str = "
## Counts

Counts are soft: they are tracked and shown, but a quantity with a count agrees with one that has none.
`8 GPU * 989 TFLOP/s` is accepted as an `OpRate`, but `8 GPU + 3 node` is an error. Declare your own with `count shard`.

| Count | Also | Prefixes | Dimension | What it is |
|---|---|---|---|---|
";

const PREFIXES: &str = "
## Prefixes

| Class | Prefixes |
|---|---|
| small | `p` 10⁻¹², `n` 10⁻⁹, `u` or `µ` 10⁻⁶, `m` 10⁻³ |
| large | `k` 10³, `M` 10⁶, `G` 10⁹, `T` 10¹², `P` 10¹⁵, `E` 10¹⁸ |
| binary | `Ki` 2¹⁰, `Mi` 2²⁰, `Gi` 2³⁰, `Ti` 2⁴⁰, `Pi` 2⁵⁰ |
| centi | `c` 10⁻² |

Only the first name of a unit in the tables above takes prefixes: `kB`, but not `kbyte`. For counts, the other name
takes them too: `kreq`. A spelling that could mean two things (`KB`, `Mb`, `kiB`, `FLOPS`) is an error that lists what
you might have meant.
";

const FUNCTIONS_HEAD: &str = "# Functions

The functions that every lab has. The tests evaluate each example. Declare your own functions with
[`fn`](language.md#functions). The language reference explains [loops and aggregates](language.md#loops-and-aggregates).
";

type ReferenceSection = (&'static str, &'static str, fn(&Builtin) -> bool);

const SECTIONS: &[ReferenceSection] = &[
    (
        "Quantities",
        "These take quantities of any dimension and keep track of it. Several arguments must all have the same \
         dimension.",
        |builtin| {
            matches!(
                builtin.how,
                How::One(_, Takes::Quantity | Takes::Square) | How::Extreme(..) | How::Modulo | How::Clamp
            )
        },
    ),
    (
        "Rounding",
        "These take a plain number or a count (`2.5 GPU`). To round another quantity, choose the unit: \
         `ceil(t / 1 ms) * 1 ms`.",
        |builtin| matches!(builtin.how, How::One(_, Takes::Countable)),
    ),
    (
        "Logarithms, powers of e, angles",
        "These take a plain number. Divide a quantity by its scale first: `ln(size / 1 GB)`.",
        |builtin| matches!(builtin.how, How::One(_, Takes::Plain)),
    ),
    (
        "Aggregates",
        "These combine the values of a loop or a list. `min` and `max` above are aggregates too if their argument \
         is a loop or a single list. If a value may be missing, give a fallback with `else`.",
        |builtin| matches!(builtin.how, How::Fold(_) | How::Contains | How::Item),
    ),
    (
        "Special forms",
        "These look like functions, but their brackets have a syntax of their own.",
        |builtin| matches!(builtin.how, How::Special(_)),
    ),
];

/// Named dimensions that are products of others.
fn derived(units: &Units) -> impl Iterator<Item = (&String, &Dimension)> {
    units.dimensions.iter().filter(|(name, _)| units.base_named(name).is_none())
}

/// The dimensions that have units, in the order of the page; soft counts have a section of their own.
fn groups(units: &Units) -> Vec<(String, Dimension)> {
    let mut groups: Vec<(String, Dimension)> = Vec::new();
    for base in units.bases.iter().filter(|base| !base.soft) {
        let index = units.base_named(&base.name).unwrap_or_default();
        groups.push((base.name.clone(), Dimension::base(index)));
    }
    let has_units = |dimension: &Dimension| units.units.values().any(|unit| unit.dimension == *dimension);
    groups.extend(
        derived(units)
            .filter(|(_, dimension)| has_units(dimension))
            .map(|(name, dimension)| (name.clone(), dimension.clone())),
    );
    groups.push(("Plain numbers".to_owned(), Dimension::NONE));
    groups
}

/// Units by symbol with their aliases, by rising size.
fn symbols(units: &Units, wanted: impl Fn(&Unit) -> bool) -> Vec<(&str, &Unit, Vec<&str>)> {
    let mut found: BTreeMap<&str, (&Unit, Vec<&str>)> = BTreeMap::new();
    for (name, unit) in units.units.iter().filter(|(_, unit)| wanted(unit)) {
        let (_, aliases) = found.entry(&unit.symbol).or_insert_with(|| (unit, Vec::new()));
        match *name == unit.symbol {
            // An alias may come first, and takes fewer prefixes.
            true => found.get_mut(unit.symbol.as_str()).into_iter().for_each(|entry| entry.0 = unit),
            false => aliases.push(name),
        }
    }
    let mut found: Vec<_> =
        found.into_iter().map(|(symbol, (unit, aliases))| (symbol, unit, aliases)).collect();
    found.sort_by(|a, b| a.1.factor.total_cmp(&b.1.factor).then(a.0.cmp(b.0)));
    found
}

fn value(units: &Units, symbol: &str, unit: &Unit) -> String {
    let coherent = units.coherent(&unit.dimension);
    let scale = units.units.get(&coherent).map_or(1.0, |base| base.factor);
    let factor = unit.factor / scale;
    if unit.offset != 0.0 {
        return format!("0 {symbol} is {} {coherent}", (unit.offset * 100.0).round() / 100.0);
    }
    match (coherent == symbol, coherent.is_empty()) {
        (true, _) => "base unit".to_owned(),
        (_, true) => format!("{factor}"),
        _ if factor.abs() < 1e-9 => format!("{factor:e} {coherent}"),
        _ => format!("{factor} {coherent}"),
    }
}

fn product(units: &Units, dimension: &Dimension) -> String {
    let power = |over: i32, under: i32| match (over, under) {
        (1, 1) => String::new(),
        (over, 1) => format!("^{over}"),
        (over, under) => format!("^({over}/{under})"),
    };
    let side = |sign: i32| -> Vec<String> {
        let factors = dimension.factors.iter().filter(|(_, exponent)| exponent.over.signum() == sign);
        factors
            .map(|(base, exponent)| {
                let name = &units.bases[usize::from(*base)].name;
                format!("{name}{}", power(sign * exponent.over, exponent.under))
            })
            .collect()
    };
    let (over, under) = (side(1), side(-1));
    let over = if over.is_empty() { "1".to_owned() } else { over.join("*") };
    match under.as_slice() {
        [] => over,
        [one] => format!("{over}/{one}"),
        several => format!("{over}/({})", several.join("*")),
    }
}

fn prefixes(unit: &Unit) -> String {
    let Prefixes { small, large, binary, centi } = unit.prefixes;
    let classes = [(small, "small"), (centi, "centi"), (large, "large"), (binary, "binary")];
    let classes: Vec<&str> = classes.iter().filter(|(takes, _)| *takes).map(|(_, name)| *name).collect();
    if classes.is_empty() { "none".to_owned() } else { classes.join(", ") }
}

fn names(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}

fn line(page: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{line}");
}
