//! What labs say about the world, held against the registries and against each other. Start at [`find`].
//!
//! A figure is held against the registry only where it is plain what it is of and what it is: a constant or
//! a row whose name holds nothing but words of a known device or model, and a name such as `memory` or
//! `peak` with the dimension that goes with it. Where several rows fit, "H100" the SXM module and the PCIe
//! card, it has to differ from all of them. What was measured is not what a data sheet says.

mod constants;
mod named;
mod vague;
mod within;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::check::units::{Dimension, Units};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lint::registries::RegistryField;
use crate::page::{Lab, StatedFigure, Unsourced};
use crate::sources::FileId;
use named::{NamedRow, PRECISIONS, words};

/// How far apart two figures may lie that are one, rounded.
const ROUNDING: f64 = 0.01;
/// How far apart two figures may lie that are meant to be of one thing.
const FAR: f64 = 20.0;

/// Slips of a unit's prefix: a thousand, a million, a billion, and 1024 likewise.
const SLIPS: [f64; 6] = [1e3, 1e6, 1e9, 1024.0, 1_048_576.0, 1_073_741_824.0];

/// How many GiB a GB is.
const GB_IN_GIB: f64 = 1e9 / (1_u64 << 30) as f64;

/// What is to be said of the labs of a course beyond what each is told when it is compiled.
pub fn find(labs: &[(FileId, &Lab)]) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> =
        labs.iter().flat_map(|(file, lab)| in_lab(*file, &lab.stated, &lab.unsourced)).collect();
    let stated: Vec<_> =
        labs.iter().map(|(file, lab)| (*file, lab.id.as_str(), lab.stated.as_slice())).collect();
    diagnostics.append(&mut between(&stated));
    diagnostics
}

/// Figures of a lab that differ from the registries, and tables that do not say where their figures come from.
pub fn in_lab(file: FileId, stated: &[StatedFigure], unsourced: &[Unsourced]) -> Vec<Diagnostic> {
    // Most figures of a long table have a name that the registries don't know: each name is looked at once.
    let mut known: HashMap<&str, bool> = HashMap::new();
    let held = stated.iter().filter(|stated| {
        *known.entry(&stated.name).or_insert_with(|| may_be_known(&stated.name)) && !is_measured(stated)
    });
    let differing = held.filter_map(|stated| against_registry(file, stated));
    let unsourced = unsourced.iter().map(|unsourced| no_source(file, unsourced));
    let mut diagnostics: Vec<Diagnostic> = differing.chain(unsourced).collect();
    diagnostics.append(&mut constants::constants(file, stated));
    diagnostics.append(&mut vague::sources(file, stated));
    diagnostics.append(&mut within::facts(file, stated));
    diagnostics
}

/// Figures of several labs that do not go together; each lab comes with its file and id.
pub fn between(labs: &[(FileId, &str, &[StatedFigure])]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut facts = Facts::default();
    let mut modules: HashMap<FileId, HashSet<&str>> = HashMap::new();
    // A figure of a module is stated in each lab that uses it, and told once.
    let mut told = HashSet::new();
    for (file, lab, stated) in labs {
        let own: Vec<StatedFact<'_>> =
            stated.iter().map(|stated| StatedFact { file: *file, lab, stated }).collect();
        modules.entry(*file).or_default().extend(stated.iter().filter_map(StatedFigure::module));
        // A lab is held against the labs before it, not against itself.
        for fact in &own {
            let Some(other) = facts.contradicted_by(fact.stated) else { continue };
            let uses = |user: &StatedFact<'_>, of: &StatedFact<'_>| {
                of.stated.module().is_some_and(|module| modules[&user.file].contains(module))
            };
            // What a lab says beside the module that it uses is told there.
            let is_told = uses(fact, &other) || uses(&other, fact);
            if !is_told && (fact.stated.module.is_none() || told.insert(told_of(fact, &other))) {
                diagnostics.push(two_values(fact, other));
            }
        }
        own.into_iter().for_each(|fact| facts.insert(fact));
    }
    diagnostics
}

fn no_source(file: FileId, unsourced: &Unsourced) -> Diagnostic {
    let Unsourced { table, column, span } = unsourced;
    let headline = format!("`{table}` has no source for the values of `{column}`.");
    Diagnostic::warning(Code::NoSource, headline, file, *span, "facts about the world").help(format!(
        "write `source \"…\"` in its head, or `note {column} \"…\"` if the values belong to the story"
    ))
}

fn is_measured(stated: &StatedFigure) -> bool {
    let said = words(&format!("{} {}", stated.source, stated.docs));
    ["measured", "measurement", "measurements", "benchmark", "achieved", "sustained", "effective", "usable"]
        .iter()
        .any(|word| said.contains(*word))
}

// ── Against the registries ──────────────────────────────────────────────────────────────────────

fn against_registry(file: FileId, stated: &StatedFigure) -> Option<Diagnostic> {
    let kind = kind_of(stated)?;
    let rows = rows_of(stated, &kind);
    let fields: Vec<&RegistryField> =
        rows.iter().flat_map(|row| &row.fields).filter(|field| kind.names(&field.name)).copied().collect();
    let value = |field: &RegistryField| field.value.unwrap_or(f64::NAN);
    // The registry keeps dense and sparse rates apart; who says that a rate is sparse may state it.
    let said = words(&format!("{} {} {}", stated.name, stated.source, stated.docs));
    let sparse_said = said.contains("sparse") || said.contains("sparsity");
    let comparable =
        |field: &RegistryField| (sparse_said || !is_sparse(field)) && is_meant(stated, &kind, field);
    // Who says that decimal GB are meant has been asked already, and has answered.
    let decimal = kind.field == "memory" && said.contains("decimal");
    // Who says that both directions are meant has answered, too.
    let both = kind.field == "link"
        && ["both", "bidirectional", "directions"].iter().any(|word| said.contains(*word));
    let both = both && !said.contains("one");
    let is =
        |field: &RegistryField, wanted: f64| (stated.value / value(field) / wanted - 1.0).abs() <= ROUNDING;
    let near = |field: &RegistryField| {
        is(field, 1.0) || (decimal && is(field, GB_IN_GIB)) || (both && is(field, 2.0))
    };
    if fields.iter().any(|field| comparable(field) && near(field)) {
        return None;
    }
    let off = |field: &RegistryField| {
        let factor = stated.value / value(field);
        factor.max(1.0 / factor)
    };
    let held = fields.iter().filter(|field| comparable(field));
    let nearest = held.min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let factor = stated.value / value(nearest);
    let slipped = SLIPS.iter().any(|slip| is(nearest, *slip) || is(nearest, 1.0 / slip));
    if !(1.0 / FAR..=FAR).contains(&factor) && !slipped {
        return None;
    }
    let path = nearest.path();
    let headline = format!(
        "`{}` of {} is {} here, and {} in the library's registry.",
        stated.name, nearest.label, stated.text, nearest.text
    );
    let share = if slipped {
        "another prefix".to_owned()
    } else if factor < 1.0 {
        format!("{:.0} % less", 100.0 * (1.0 - factor))
    } else {
        format!("{:.0} % more", 100.0 * (factor - 1.0))
    };
    let mut diagnostic = Diagnostic::warning(Code::DiffersFromRegistry, headline, file, stated.span, share);
    if let Some(other) = convention(stated, &kind, nearest, &rows, &is) {
        diagnostic = diagnostic.help(other);
    }
    let mut said: Vec<&str> = nearest.source.as_deref().into_iter().collect();
    said.extend(nearest.remarks.iter().map(String::as_str));
    diagnostic = diagnostic.help(format!("`{path}` comes from: {}", said.join("; ")));
    let module = nearest.table.split('.').next().unwrap_or_default();
    let written = if stated.table.is_some() { format!("({path})") } else { path };
    Some(diagnostic.help(format!(
        "write `{written}` after `use std.{module}`; what the story says instead of the world is declared with `given`"
    )))
}

/// Whether a rate whose name says no precision may be this one: a rate of floating-point operations is not one of
/// narrow numbers, which vendors print because it is the largest, unless the text says so.
fn is_meant(stated: &StatedFigure, kind: &FigureKind, field: &RegistryField) -> bool {
    let Some(precision) = field.name.strip_prefix("peak.").filter(|_| kind.precision.is_none()) else {
        return true;
    };
    let precision = precision.strip_suffix("_sparse").unwrap_or(precision);
    let integers = stated.text.contains("OP/s") && !stated.text.contains("FLOP");
    let said = words(&format!("{} {} {}", stated.name, stated.source, stated.docs));
    match precision {
        "int8" | "int4" => integers || said.contains(precision),
        "fp8" | "fp6" | "fp4" => said.contains(precision),
        _ => !integers || said.contains(precision),
    }
}

/// What a figure is that differs from the registry's: the same by another convention.
fn convention(
    stated: &StatedFigure,
    kind: &FigureKind,
    nearest: &RegistryField,
    rows: &[&'static NamedRow],
    is: &dyn Fn(&RegistryField, f64) -> bool,
) -> Option<String> {
    let peaks = rows.iter().flat_map(|row| &row.fields).filter(|field| field.name.starts_with("peak."));
    if kind.field == "peak" {
        let mut same: Vec<&&RegistryField> = peaks.filter(|field| is(field, 1.0)).collect();
        // The rate with sparsity of the precision that is meant comes before the dense rate of another one.
        same.sort_by_key(|field| !field.name.starts_with(&format!("{}_", nearest.name)));
        if let Some(same) = same.first() {
            return Some(match is_sparse(same) {
                true => format!("this is `{}`, the rate with sparsity", same.path()),
                false => {
                    format!("this is `{}`: say which precision it is, in the name or the source", same.path())
                }
            });
        }
    }
    let times = |wanted: f64| is(nearest, wanted);
    Some(match kind.field {
        "memory" if times(GB_IN_GIB) => "this is in GB what the registry has in GiB".to_owned(),
        "memory" if times(1.0 / GB_IN_GIB) => "this is in GiB what the registry has in GB".to_owned(),
        "link" if times(2.0) => "this counts both directions: the registry counts one".to_owned(),
        "link" if times(0.5) => "this is half of the rate of one direction".to_owned(),
        "link" | "host_link" | "bandwidth" | "memory" if times(8.0) => {
            "these are bits, taken for bytes".to_owned()
        }
        _ if SLIPS.iter().any(|slip| times(*slip) || times(1.0 / slip)) => {
            format!("check the prefix of the unit: {} is off by a power of a thousand", stated.text)
        }
        "memory" | "tdp" | "peak" | "price" | "bandwidth" => {
            let several = [2, 4, 8, 16].into_iter().find(|count| times(f64::from(*count)))?;
            format!("this is the value of {several} of them together")
        }
        _ => return None,
    })
}

fn is_sparse(field: &RegistryField) -> bool {
    field.name.ends_with("_sparse")
}

/// What a figure is.
struct FigureKind {
    /// The field of the registry: `memory`, or `peak` for a rate of any precision.
    field: &'static str,
    /// The precision, where the name says it.
    precision: Option<String>,
    /// The words of the name that say so.
    words: BTreeSet<String>,
}

impl FigureKind {
    fn names(&self, field: &str) -> bool {
        match (field.strip_prefix("peak."), &self.precision) {
            (Some(precision), Some(wanted)) => {
                self.field == "peak" && precision.strip_suffix("_sparse").unwrap_or(precision) == wanted
            }
            (Some(_), None) => self.field == "peak",
            _ => self.field == field,
        }
    }
}

/// Fields with the words that name them, those that make it something else, and their dimension.
const KINDS: &[(&str, &[&str], &[&str], &str)] = &[
    ("memory", &["memory", "hbm", "vram", "capacity"], &["system", "host", "cpu", "cache"], "Info"),
    (
        "bandwidth",
        &["bandwidth", "bw"],
        &["link", "nvlink", "pcie", "network", "host", "disk", "storage", "nic", "bisection"],
        "DataRate",
    ),
    (
        "link",
        &["link", "nvlink", "interconnect"],
        &["host", "pcie", "network", "ethernet", "disk", "storage", "nic", "bisection", "memory"],
        "DataRate",
    ),
    ("host_link", &[], &[], "DataRate"),
    ("tdp", &["tdp", "power"], &["idle", "system", "rack", "average"], "Power"),
    ("price", &["price", "cost"], &["cloud", "rent", "electricity"], "Money"),
    ("peak", &["peak", "flops", "compute"], &[], "OpRate"),
    ("params", &["params", "parameters"], &["active"], "Param"),
    ("layers", &["layers"], &[], "Ratio"),
    ("hidden", &["hidden"], &[], "Ratio"),
    ("heads", &["heads"], &["kv"], "Ratio"),
    ("kv_heads", &[], &[], "Ratio"),
    ("head_dim", &[], &[], "Ratio"),
];

/// Whether the name of a figure is one that a field of the registries may have.
fn may_be_known(name: &str) -> bool {
    let words = words(name);
    KINDS.iter().any(|(field, wanted, ..)| name == *field || wanted.iter().any(|word| words.contains(*word)))
}

fn kind_of(stated: &StatedFigure) -> Option<FigureKind> {
    let name = words(&stated.name);
    for (field, wanted, unwanted, dimension) in KINDS {
        let mut said: BTreeSet<String> =
            name.iter().filter(|word| wanted.contains(&word.as_str())).cloned().collect();
        if stated.name == *field {
            said.clone_from(&name);
        }
        if said.is_empty() || unwanted.iter().any(|word| name.contains(*word)) || !is_of(stated, dimension) {
            continue;
        }
        let precisions = name.iter().find(|word| PRECISIONS.contains(&word.as_str()));
        let text = words(&stated.source);
        // A source that names one precision speaks for the rate.
        let mut in_source = text.iter().filter(|word| PRECISIONS.contains(&word.as_str()));
        let only = in_source.next().filter(|_| in_source.next().is_none());
        let precision = if *field == "peak" { precisions.or(only).cloned() } else { None };
        said.extend(precisions.cloned());
        said.extend(["dense", "sparse", "hbm", "memory"].map(str::to_owned));
        if *field == "link" {
            said.extend(["bandwidth", "rate"].map(str::to_owned));
        }
        return Some(FigureKind { field, precision, words: said });
    }
    None
}

fn is_of(stated: &StatedFigure, dimension: &str) -> bool {
    let units = Units::prelude();
    let plain = Dimension::NONE;
    let wanted = units.dimensions.get(dimension).unwrap_or(&plain);
    stated.dimension.as_ref().is_some_and(|dimension| dimension.agree(wanted, units).is_some())
}

/// The rows that a figure can be of.
fn rows_of(stated: &StatedFigure, kind: &FigureKind) -> Vec<&'static NamedRow> {
    let said = words(&stated.source);
    // Of the names of a row, the one that says most counts: "H100 SXM" before "h100".
    let named = stated.of.iter().map(|name| (words(name).len(), named::rows(name)));
    let named = named.filter(|(_, rows)| !rows.is_empty()).max_by_key(|(words, _)| *words);
    let mut found: Vec<&NamedRow> = named.map(|(_, rows)| rows).unwrap_or_default();
    if stated.table.is_none() {
        let own: BTreeSet<String> = words(&stated.name).difference(&kind.words).cloned().collect();
        if !own.is_empty() {
            found.extend(named::rows_of_words(&own));
        } else if is_specification(&stated.source) {
            // `bandwidth`, by a data sheet that names one device.
            found.extend(named::rows_in_text(&said));
        }
    }
    named::keep_variant(&mut found, &said);
    found
}

/// Whether a source is what a maker says of one device, and not of a variant or a system that no row is.
fn is_specification(source: &str) -> bool {
    let said = words(source);
    if ["nvl", "dgx", "hgx", "mig", "node", "server", "pod", "superchip"]
        .iter()
        .any(|word| said.contains(*word))
    {
        return false;
    }
    let source = source.to_lowercase();
    ["data sheet", "datasheet", "specification", "white paper", "whitepaper", "product brief"]
        .iter()
        .any(|word| source.contains(word))
}

// ── Against each other ──────────────────────────────────────────────────────────────────────────

/// A figure that a lab states.
#[derive(Clone, Copy)]
struct StatedFact<'l> {
    file: FileId,
    /// The lab's id.
    lab: &'l str,
    stated: &'l StatedFigure,
}

/// What makes two figures one fact: the same name and dimension, from the same source, of the same thing. A
/// figure that stands in a row has a key for each name of that row, a constant one without, and one for each row and
/// column that its name may mean: `moon_mass` is the `mass` of `moon`.
type FactKey<'l> = (Cow<'l, str>, usize, &'l str, Option<Cow<'l, str>>);

/// A number for each source. Sources of the same words are one source; the words of a text are taken once.
#[derive(Default)]
struct SourceNumbers<'l> {
    words: HashMap<String, usize>,
    texts: HashMap<&'l str, usize>,
}

impl<'l> SourceNumbers<'l> {
    fn number(&mut self, source: &'l str) -> usize {
        if let Some(number) = self.texts.get(source) {
            return *number;
        }
        let words = words(source).into_iter().collect::<Vec<_>>().join(" ");
        let next = self.words.len();
        let number = *self.words.entry(words).or_insert(next);
        self.texts.insert(source, number);
        number
    }
}

/// The facts seen so far. A new one is looked up by its keys, so that the time grows with the number of figures
/// and not with the number of pairs.
#[derive(Default)]
struct Facts<'l> {
    /// For each key, the first fact with each value, with its rank among all facts.
    seen: HashMap<FactKey<'l>, Vec<(usize, StatedFact<'l>)>>,
    sources: SourceNumbers<'l>,
    count: usize,
    /// How many facts were compared: a count of work.
    compared: usize,
}

impl<'l> Facts<'l> {
    fn keys(&mut self, stated: &'l StatedFigure) -> Vec<FactKey<'l>> {
        let source = self.sources.number(&stated.source);
        let dimension = stated.dimension_name.as_str();
        let name = || Cow::Borrowed(stated.name.as_str());
        let of = stated.of.iter().map(|of| (name(), source, dimension, Some(Cow::Borrowed(of.as_str()))));
        let mut keys: Vec<FactKey<'l>> = of.collect();
        if keys.is_empty() {
            keys.push((name(), source, dimension, None));
            let means =
                |(column, row): (String, String)| (column.into(), source, dimension, Some(row.into()));
            keys.extend(named::cells(&stated.name).into_iter().map(means));
        }
        keys
    }

    /// The first fact that gives another value for what a figure states.
    fn contradicted_by(&mut self, stated: &'l StatedFigure) -> Option<StatedFact<'l>> {
        let mut first: Option<(usize, StatedFact<'l>)> = None;
        for key in self.keys(stated) {
            let Some(facts) = self.seen.get(&key) else { continue };
            // Values under one key differ, so that at most one of them agrees, but for rounding.
            for (rank, fact) in facts {
                self.compared += 1;
                if first.is_some_and(|(least, _)| least <= *rank) {
                    break;
                }
                if !is_one_value(fact.stated.value, stated.value) {
                    first = Some((*rank, *fact));
                    break;
                }
            }
        }
        first.map(|(_, fact)| fact)
    }

    fn insert(&mut self, fact: StatedFact<'l>) {
        for key in self.keys(fact.stated) {
            let facts = self.seen.entry(key).or_default();
            // Two different values contradict every third: no more are needed to find one.
            let known = facts.iter().any(|(_, other)| is_one_value(other.stated.value, fact.stated.value));
            if facts.len() < 2 && !known {
                facts.push((self.count, fact));
            }
        }
        self.count += 1;
    }
}

/// Whether two values are the same, but for rounding.
fn is_one_value(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// What a figure of a module contradicts.
type Told<'l> = (Option<&'l str>, &'l str, Option<&'l str>, &'l str);

fn told_of<'l>(fact: &StatedFact<'l>, other: &StatedFact<'l>) -> Told<'l> {
    let StatedFigure { name, of, .. } = fact.stated;
    let other = other.stated.module().unwrap_or(other.lab);
    (fact.stated.module(), name.as_str(), of.first().map(String::as_str), other)
}

fn two_values(fact: &StatedFact<'_>, other: StatedFact<'_>) -> Diagnostic {
    let stated = fact.stated;
    let of = stated.of.first().map(|row| format!(" of `{row}`")).unwrap_or_default();
    let here = stated.module().map_or("here".to_owned(), |module| format!("in the module `{module}`"));
    let there =
        other.stated.module().map_or(format!("`{}`", other.lab), |module| format!("the module `{module}`"));
    let headline = format!(
        "`{}`{of} is {} {here}, and {} in {there}, from the same source.",
        stated.name, stated.text, other.stated.text
    );
    let help = match stated.module().or(other.stated.module()) {
        Some(module) => format!("keep it in the module `{module}` alone, and `use` that"),
        None => "declare it once, in a module beside the labs, and `use` it in both".to_owned(),
    };
    Diagnostic::warning(Code::TwoValues, headline, fact.file, stated.span, "one value")
        .and(other.file, other.stated.span, "the other")
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::vague::names_no_document;
    use super::*;
    use crate::sources::NoFiles;

    /// What is found in some labs, as "code: value in the registry or the other lab".
    fn found(programs: &[&str]) -> Vec<String> {
        let labs: Vec<_> = programs
            .iter()
            .enumerate()
            .map(|(index, program)| {
                let file = FileId(index as u32);
                let (lab, said) = crate::compile(file, &format!("lab l{index} \"L\"\n{program}\n"), &NoFiles);
                (file, lab.unwrap_or_else(|| panic!("{program}: {said:?}")))
            })
            .collect();
        let labs: Vec<_> = labs.iter().map(|(file, lab)| (*file, lab)).collect();
        let value = |diagnostic: &Diagnostic| {
            let after = diagnostic.headline.split(" and ").nth(1).unwrap_or("").to_owned();
            after.split(" in ").next().unwrap_or("").replace('\u{202F}', " ")
        };
        find(&labs).iter().map(|diagnostic| format!("{}: {}", diagnostic.code, value(diagnostic))).collect()
    }

    /// A lab's own dimensions are unknown to the registries, and to other labs.
    #[test]
    fn figures_in_dimensions_of_the_lab() {
        let own = "dimension Euro\nunit EUR: Euro\n";
        for name in
            ["price", "cost", "power", "memory", "bandwidth", "h100_price", "peak", "params", "layers"]
        {
            assert_eq!(found(&[&format!("{own}const {name} = 0.3 EUR source \"data sheet\"")]), [""; 0]);
            assert_eq!(found(&[&format!("{own}const {name} = 0.3 EUR/GB source \"data sheet\"")]), [""; 0]);
        }
        // The first own dimension of either lab, and not the same one.
        let money = format!("{own}const price = 0.3 EUR source \"a shop\"");
        let amount = "dimension Amount\nunit mol: Amount\nconst price = 0.4 mol source \"a shop\"";
        assert_eq!(found(&[&money, amount]), [""; 0]);
        let dearer = format!("{own}const price = 0.4 EUR source \"a shop\"");
        assert_eq!(found(&[&money, &dearer]), ["two-values: 0.3 EUR"]);
    }

    #[test]
    fn rows_that_are_only_numbered_are_not_compared() {
        struct Rows(&'static str);
        impl crate::sources::Files for Rows {
            fn read(&self, _: &str) -> Result<String, String> {
                Ok(self.0.to_owned())
            }

            fn module(&self, _: &str) -> Result<String, String> {
                Err("none".to_owned())
            }

            fn section(&self, _: &str) -> crate::sources::Section {
                crate::sources::Section::Unlisted
            }
        }
        let found = |schema: &str, files: [&'static str; 2]| {
            let lab =
                format!("lab l \"L\"\ntable fish from \"f.csv\" source \"Counted in May\" {{ {schema} }}\n");
            let labs = [0, 1].map(|index| {
                let file = FileId(index);
                (file, crate::compile(file, &lab, &Rows(files[index as usize])).0.unwrap())
            });
            find(&labs.each_ref().map(|(file, lab)| (*file, lab))).len()
        };
        assert_eq!(found("mass: kg", ["mass\n4\n", "mass\n2\n"]), 0);
        let named = ["name,mass\ncarp,4\n", "name,mass\ncarp,2\n"];
        assert_eq!(found("name: key  mass: kg", named), 1);
        assert_eq!(found("name: text  mass: kg", named), 1);
        assert_eq!(found("name: text  mass: kg", ["name,mass\ncarp,4\n", "name,mass\ntench,2\n"]), 0);
    }

    #[test]
    fn a_restated_figure_with_another_value_is_found() {
        let sheet = "source \"NVIDIA H100 SXM5 data sheet\"";
        for (program, registry) in [
            (format!("const h100_memory = 94 GiB {sheet}"), "80 GiB"),
            (format!("const memory = 80 GB {sheet}"), "80 GiB"),
            (format!("const bandwidth = 3 TB/s {sheet}"), "3.35 TB/s"),
            (format!("const peak_fp16 = 1979 TFLOP/s {sheet}"), "989 TFLOP/s"),
            (format!("const peak = 1979 TFLOP/s {sheet}"), "989 TFLOP/s"),
            (format!("const nvlink_bandwidth = 900 GB/s {sheet}"), "450 GB/s"),
            (format!("const bandwidth = 3.35 GB/s {sheet}"), "3.35 TB/s"),
            (format!("const h100_memory = 80 MiB {sheet}"), "80 GiB"),
            (format!("const h100_power = 500 W {sheet}"), "700 W"),
            ("const a100_price = 12000 USD source \"a shop\"".to_owned(), "15 000 USD"),
            ("table d source \"data sheets\" {\nkey label tdp: W\nx \"T4\" 90\n}".to_owned(), "70 W"),
            ("table d source \"Brown et al. 2020\" {\nkey layers\ngpt3 98\n}".to_owned(), "96"),
            (
                "table d source \"Brown et al. 2020\" {\nkey label params: Gparam\nx \"Llama 3 8B\" 8.5\n}"
                    .to_owned(),
                "8.03 Gparam",
            ),
            (
                "table d source \"Brown et al. 2020\" {\nkey label params: Mparam\nx \"ResNet-50\" 23\n}"
                    .to_owned(),
                "25.6 Mparam",
            ),
        ] {
            assert_eq!(found(&[&program]), [format!("differs-from-registry: {registry}")], "{program}");
        }
    }

    #[test]
    fn what_agrees_or_is_something_else_is_left_alone() {
        let sheet = "source \"NVIDIA H100 SXM5 data sheet\"";
        for program in [
            format!("const memory = 80 GiB {sheet}"),
            format!("const peak = 989 TFLOP/s {sheet}"),
            "const h100_memory = 80 GB source \"NVIDIA H100 data sheet, decimal GB\"".to_owned(),
            // Integer operations have a unit of their own.
            format!("const peak = 1979 TOP/s {sheet}"),
            "const peak = 1979 TFLOP/s source \"NVIDIA H100 SXM5 data sheet, dense FP8\"".to_owned(),
            "const peak_fp16 = 1979 TFLOP/s source \"NVIDIA H100 SXM5 data sheet, with sparsity\"".to_owned(),
            "const nvlink_bandwidth = 900 GB/s source \"NVIDIA H100 SXM5 data sheet, both directions\"".to_owned(),
            format!("const cache_memory = 50 MiB {sheet}"),
            format!("const idle_power = 90 W {sheet}"),
            // The story's, measured, of another device, of several, of nothing in particular.
            "given h100_memory = 94 GiB \"the one in the story\"".to_owned(),
            "const bandwidth = 2.9 TB/s source \"measured with STREAM on an H100; data sheet: 3.35\"".to_owned(),
            "const memory = 94 GiB source \"NVIDIA H100 NVL product brief\"\nlet h100_nvl = memory".to_owned(),
            "table d source \"data sheets\" {\nkey label memory: GiB\nx \"H100 NVL\" 94\n}".to_owned(),
            "table d source \"data sheets\" {\nkey label memory: GiB\nx \"8 × H100\" 640\n}".to_owned(),
            "table d source \"data sheets\" {\nkey label memory: GiB\nx \"Orin\" 32\n}".to_owned(),
            "table d source \"data sheets\" {\nkey label memory: GiB\ncloud \"Cloud\" 640\n}".to_owned(),
            "table d source \"data sheets\" {\nkey label memory: GiB\nx \"A100\" 40\ny \"A100 80 GB\" 80\n}".to_owned(),
            "const layers = 24 source \"Vaswani 2017\"".to_owned(),
            "table format source \"IEEE 754\" {\nkey label memory: B\nfp16 \"FP16\" 2\n}".to_owned(),
            "table d source \"Brown et al. 2020\" {\nkey label params: Gparam\nx \"Llama 3 8B\" 8\n}".to_owned(),
            "use std.hardware\ntable d source \"library\" {\nkey memory: GiB\nh100 (hardware.h100_sxm.memory)\n}".to_owned(),
        ] {
            let found = found(&[&program]);
            assert!(found.is_empty(), "{program}: {found:?}");
        }
    }

    #[test]
    fn tables_of_figures_say_where_they_come_from() {
        let silent = "table t {\nkey a: GB\nx 1\n}";
        assert_eq!(found(&[silent]).len(), 1);
        for sane in [
            "table t source \"here\" {\nkey a: GB\nx 1\n}",
            "table t {\nkey a: GB\nx 1 source \"here\"\n}",
            "table t {\nkey a: GB\nx 1\nnote a \"the story's\"\n}",
            "table t {\nkey label rank\nx \"X\" 1\n}",
            "slider s \"S\" from 1 GB to 9 GB start 2 GB\ntable t {\nkey a\nx s\ny (2 * s)\n}",
        ] {
            assert!(found(&[sane]).is_empty(), "{sane}");
        }
    }

    #[test]
    fn one_fact_has_one_value_in_a_lab() {
        let table = |name: &str, density: u16| {
            format!(
                "table {name} source \"CRC Handbook\" {{\nkey label density: kg/m^3\niron \"Iron\" {density}\ngold \"Gold\" 19300\n}}\n"
            )
        };
        assert_eq!(
            found(&[&(table("metal", 7874) + &table("tool", 7200))]),
            ["two-values: 7874 kg/m³ elsewhere"]
        );
        assert_eq!(found(&[&(table("metal", 7874) + &table("tool", 7874))]), [""; 0]);
    }

    #[test]
    fn sources_name_a_document() {
        for vague in
            ["the internet", "well known", "Various sources", "a textbook", "n/a", "general knowledge"]
        {
            assert!(names_no_document(vague), "{vague}");
        }
        for named in
            ["Kleinrock 1975", "vendors' data sheets", "Measured in our kitchen, 2025", "the label", "CODATA"]
        {
            assert!(!names_no_document(named), "{named}");
        }
        for (_, fields) in crate::lint::registries::fields() {
            for field in fields {
                assert!(
                    field.source.as_deref().is_none_or(|source| !names_no_document(source)),
                    "{}",
                    field.path()
                );
            }
        }
        assert_eq!(found(&["const c = 3 m source \"the internet\""]).len(), 1);
    }

    #[test]
    fn one_fact_has_one_value_in_a_course() {
        let a = "const loss = 0.2 pp source \"Course measurements, 2024\"";
        let b = "const loss = 0.5 pp source \"Course measurements, 2024.\"";
        let c = "const loss = 0.5 pp source \"Another paper\"";
        assert_eq!(found(&[a, b]), ["two-values: 0.2 pp"]);
        assert!(found(&[a, a]).is_empty() && found(&[a, c]).is_empty() && found(&[a]).is_empty());
        let row = |drop: &str| {
            format!("table f source \"Course measurements\" {{\nkey drop: pp\nint8 {drop}\nint4 2\n}}")
        };
        assert_eq!(found(&[&row("0.2"), &row("0.5")]), ["two-values: 0.2 pp"]);
        assert!(found(&[&row("0.2"), &row("0.2")]).is_empty());
    }

    #[test]
    fn facts_are_looked_up_and_not_compared_in_pairs() {
        let fact = |value: f64| StatedFigure {
            name: "loss".to_owned(),
            module: None,
            of: vec!["int8".to_owned(), "INT8".to_owned()],
            table: None,
            source: "Course measurements, 2024".to_owned(),
            docs: String::new(),
            value,
            dimension: Some(Dimension::NONE),
            dimension_name: "Ratio".to_owned(),
            text: value.to_string(),
            span: crate::sources::Span::default(),
        };
        // The same fact in every lab, with one value, with two and with as many as labs.
        for values in [1, 2, 1000] {
            let stated: Vec<StatedFigure> = (0..1000).map(|lab| fact(f64::from(lab % values))).collect();
            let mut facts = Facts::default();
            let mut found = 0;
            for stated in &stated {
                found += usize::from(facts.contradicted_by(stated).is_some());
                facts.insert(StatedFact { file: FileId(0), lab: "l", stated });
            }
            assert_eq!(found, if values == 1 { 0 } else { 999 }, "{values} values");
            assert!(facts.compared <= 4 * stated.len(), "{} comparisons", facts.compared);
        }
    }
}
