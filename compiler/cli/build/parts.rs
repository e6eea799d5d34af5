//! Evaluators that do less: the whole one without the functions that a page has no use of. Each part of it is entered
//! by a few functions alone, which are never inlined; without their bodies, whatever only they call goes too.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module, ModuleConfig};

/// Bars.
const BARS: &[&str] = &[
    "lab_core::chart::bars::scene",
    "lab_core::chart::collect::Collector::bars",
    "lab_core::chart::sentence::groups",
    "lab_core::chart::table::groups",
    "lab_core::decode::bars",
];
/// Radars.
const RADARS: &[&str] = &[
    "lab_core::chart::radar::scene",
    "lab_core::chart::collect::Collector::radar",
    "lab_core::chart::sentence::spokes",
    "lab_core::chart::table::spokes",
    "lab_core::decode::radar",
];
/// Charts of the other kinds.
const CHARTS: &[&str] = &[
    "lab_core::chart::timeline::scene",
    "lab_core::chart::heat::scene",
    "lab_core::chart::gauges::scene",
    "lab_core::chart::collect::Collector::spans",
    "lab_core::chart::collect::Collector::heat",
    "lab_core::chart::collect::Collector::gauges",
    "lab_core::chart::sentence::lanes",
    "lab_core::chart::sentence::cells",
    "lab_core::chart::sentence::limits",
    "lab_core::chart::table::others",
    "lab_core::decode::others",
];
/// Functions that few labs use.
const FUNCTIONS: &[&str] = &["lab_core::machine::arithmetic::rare"];
/// What is exported for the student's record.
pub(crate) const RECALL: &str = "recall";
/// Reading the student's record.
const RECORD: &[&str] = &["lab_runtime::lab::recalled"];

/// What is exported for estimates: pages that ask nothing need neither it nor its glue.
pub(crate) const ESTIMATE: &str = "estimate";
/// How far an answer is from the truth, in words.
const GAPS: &[&str] = &["lab_core::mark::estimate::words"];
/// Measurements: intervals around marks, rows that students bring along.
const MEASURED: &[&str] = &[
    "lab_core::chart::spreads::registers",
    "lab_core::chart::spreads::collect",
    "lab_core::chart::spreads::reach",
    "lab_core::chart::spreads::reach_of_bars",
    "lab_core::chart::spreads::behind",
    "lab_core::chart::spreads::on_points",
    "lab_core::chart::spreads::on_bars",
    "lab_core::chart::spreads::sentences",
    "lab_core::decode::spreads",
];

/// What is exported for rows that students bring along.
pub(crate) const UPLOAD: [&str; 2] = ["write", "bring"];

/// The evaluators by name, with what each is without.
pub(crate) const EVALUATORS: [(&str, &[&[&str]]); 13] = [
    ("plain", &[BARS, RADARS, CHARTS, FUNCTIONS, RECORD, MEASURED]),
    ("plain-record", &[BARS, RADARS, CHARTS, FUNCTIONS, MEASURED]),
    ("bars", &[RADARS, CHARTS, FUNCTIONS, RECORD, MEASURED]),
    ("bars-record", &[RADARS, CHARTS, FUNCTIONS, MEASURED]),
    ("bars-measured", &[RADARS, CHARTS, FUNCTIONS, RECORD]),
    ("bars-measured-record", &[RADARS, CHARTS, FUNCTIONS]),
    ("radars", &[CHARTS, FUNCTIONS, RECORD, MEASURED]),
    ("radars-record", &[CHARTS, FUNCTIONS, MEASURED]),
    ("charts", &[FUNCTIONS, RECORD, GAPS, MEASURED]),
    ("charts-record", &[FUNCTIONS, MEASURED]),
    ("full", &[RECORD, GAPS, MEASURED]),
    ("full-record", &[MEASURED]),
    ("full-measured", &[]),
];

/// A module, with the names of its functions in it, without some parts. What calls them all the same stops there:
/// a page that came with the wrong evaluator does not start.
pub(crate) fn without(module: &[u8], parts: &[&[&str]]) -> Result<Vec<u8>, String> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module =
        config.parse(module).map_err(|error| format!("the evaluator cannot be read: {error}"))?;
    for (part, export) in [(RECORD, RECALL), (GAPS, ESTIMATE), (MEASURED, UPLOAD[0]), (MEASURED, UPLOAD[1])] {
        if parts.contains(&part) {
            let removed = module.exports.remove(export);
            removed.map_err(|error| format!("the evaluator exports no `{export}`: {error}"))?;
        }
    }
    for entry in parts.iter().copied().flatten() {
        let found: Vec<FunctionId> = module
            .funcs
            .iter()
            .filter(|function| function.name.as_deref().is_some_and(|name| path(name) == *entry))
            .map(|function| function.id())
            .collect();
        if found.is_empty() {
            return Err(format!("the evaluator has no function `{entry}`: is it still `#[inline(never)]`?"));
        }
        for function in found {
            empty(&mut module, function);
        }
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// A function's name without the hash behind it.
fn path(name: &str) -> &str {
    name.rsplit_once("::h").filter(|(_, hash)| hash.len() == 16).map_or(name, |(path, _)| path)
}

/// Leaves a function that stops.
fn empty(module: &mut Module, function: FunctionId) {
    let of = module.types.get(module.funcs.get(function).ty());
    let (takes, gives) = (of.params().to_vec(), of.results().to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &takes, &gives);
    builder.func_body().unreachable();
    let takes = takes.iter().map(|of| module.locals.add(*of)).collect();
    module.funcs.get_mut(function).kind = FunctionKind::Local(builder.local_func(takes));
}
