//! What an evaluator is cut from. A page gets the parts of it that it uses: each is entered by a few functions alone,
//! which are never inlined, and without their bodies whatever only they call goes too. Who calls whom is found out
//! here, once; `src/evaluator.rs` cuts when a site is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use wasmparser::{ElementItems, ExternalKind, KnownCustom, Name, Operator, Parser, Payload};

/// A part: its name, which [`labc::page::Part`](../../labc/src/page/program/evaluator.rs) has too, what is exported for it,
/// and its functions.
struct Part {
    name: &'static str,
    exports: &'static [&'static str],
    functions: &'static [&'static str],
}

/// The parts beside the kinds of charts.
const PARTS: &[Part] = &[
    Part {
        name: "charts",
        exports: &["pin", "stops", "table", "width"],
        functions: &[
            "<lab_core::chart::Chart as lab_core::decode::Decode>::read",
            "lab_core::chart::Chart::svg",
            "lab_core::chart::Chart::sentence",
        ],
    },
    Part {
        name: "points",
        exports: &[],
        functions: &[
            "lab_core::chart::plane::scene::Painter::dots",
            "lab_core::chart::plane::stops::<impl lab_core::chart::plane::scene::Painter>::stops_at_points",
            "lab_core::chart::plane::sentence::points",
            "lab_core::chart::plane::table::points",
        ],
    },
    Part {
        name: "histograms",
        exports: &[],
        functions: &[
            "lab_core::chart::plane::values::collect_histogram",
            "lab_core::chart::plane::scene::Painter::bars_of",
            "lab_core::chart::plane::scene::Painter::percentiles",
            "lab_core::chart::plane::stops::<impl lab_core::chart::plane::scene::Painter>::stops_at_bins",
            "lab_core::chart::plane::sentence::values",
            "lab_core::chart::plane::table::values",
        ],
    },
    Part {
        name: "roofs",
        exports: &[],
        functions: &[
            "lab_core::chart::plane::scene::Painter::roofs",
            "lab_core::chart::plane::sentence::roofs",
            "lab_core::chart::plane::table::roofs",
        ],
    },
    Part {
        name: "areas",
        exports: &[],
        functions: &[
            "lab_core::chart::plane::scene::Painter::area",
            "lab_core::chart::plane::sentence::band",
            "lab_core::chart::plane::sentence::highest",
            "lab_core::chart::plane::sentence::layers",
        ],
    },
    Part { name: "regions", exports: &[], functions: &["lab_core::chart::labels::shade"] },
    Part {
        name: "logarithmic-axes",
        exports: &["straight"],
        functions: &["lab_core::chart::ticks::logarithmic", "lab_core::chart::ticks::widen_logarithmic"],
    },
    Part {
        name: "intervals",
        exports: &[],
        functions: &[
            "<lab_core::chart::intervals::Spreads as lab_core::decode::Decode>::read",
            "lab_core::chart::measure",
            "lab_core::chart::intervals::registers",
            "lab_core::chart::intervals::reach",
            "lab_core::chart::intervals::reach_of_bars",
            "lab_core::chart::intervals::behind",
            "lab_core::chart::intervals::on_points",
            "lab_core::chart::bars::scene::intervals_of",
            "lab_core::chart::plane::sentence::compare",
            "lab_core::chart::bars::sentence::compare",
        ],
    },
    Part {
        name: "gauges",
        exports: &[],
        functions: &[
            "lab_core::chart::gauges::scene",
            "lab_core::chart::gauges::table",
            "lab_core::chart::gauges::sentence",
        ],
    },
    Part {
        name: "tanks",
        exports: &[],
        functions: &[
            "lab_core::chart::tank::scene",
            "lab_core::chart::tank::table",
            "lab_core::chart::tank::sentence",
        ],
    },
    Part {
        name: "sheets",
        exports: &[],
        functions: &[
            "lab_core::chart::sheet::scene",
            "lab_core::chart::sheet::table",
            "lab_core::chart::sheet::sentence",
        ],
    },
    Part { name: "exponentials", exports: &[], functions: &["lab_core::functions::Unary::exponential"] },
    Part { name: "rare-functions", exports: &[], functions: &["lab_core::functions::Unary::rare"] },
    Part { name: "solving", exports: &[], functions: &["lab_core::machine::execute::Execution::solve"] },
    Part { name: "sliders", exports: &["kept", "parse"], functions: &[] },
    Part { name: "estimates", exports: &["estimate"], functions: &[] },
    Part { name: "gaps", exports: &[], functions: &["lab_core::mark::estimate::words"] },
    Part { name: "record", exports: &["recall"], functions: &["lab_runtime::lab::recalled"] },
    Part { name: "uploads", exports: &["bring", "write"], functions: &[] },
];

/// The functions by which each kind of chart is entered, in a module of its name: `lab_core::chart` makes them for every
/// kind. Each kind is a part, called as the module is.
const KINDS: &str = "lab_core::chart::entries::";

/// An evaluator, and what `src/evaluator.rs` has to know of it in order to cut it: the source of a constant.
pub(crate) struct Whole {
    /// The module, without the names of its functions.
    pub(crate) wasm: Vec<u8>,
    /// The source of a `Whole` of the command.
    pub(crate) source: String,
}

/// What is read of a module.
#[derive(Default)]
struct Read {
    imported: usize,
    names: BTreeMap<u32, String>,
    /// Where the bodies of functions are.
    bodies: Vec<Range<usize>>,
    /// What each calls.
    calls: Vec<BTreeSet<u32>>,
    /// What is called from outside: by the table, or at the start.
    roots: BTreeSet<u32>,
    /// Name, place, and the function if it is one.
    exports: Vec<(String, Range<usize>, Option<u32>)>,
    /// The whole sections of exports and code, their heads included.
    sections: BTreeMap<&'static str, Range<usize>>,
}

/// Reads a module with the names of its functions in it. Its code is left as it is.
pub(crate) fn whole(module: &[u8]) -> Result<Whole, String> {
    let unreadable = |error: wasmparser::BinaryReaderError| format!("the evaluator cannot be read: {error}");
    let named = read(module).map_err(unreadable)?;
    let wasm = without_names(module).map_err(unreadable)?;
    let read = read(&wasm).map_err(unreadable)?;
    let part_of = parts(&named)?;
    let mut source = String::from("Whole {\n");
    let mut line = |text: String| writeln!(source, "{text}").map_err(|error| error.to_string());
    line("wasm: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/lab.wasm\")),".to_owned())?;
    for name in ["exports", "code"] {
        let Some(range) = read.sections.get(name) else { return Err(format!("the evaluator has no {name}")) };
        line(format!("{name}: {range:?},"))?;
    }
    line("exported: &[".to_owned())?;
    for (name, range, function) in &read.exports {
        let part = PARTS.iter().find(|part| part.exports.contains(&&name[..])).map_or("", |part| part.name);
        let function = function.and_then(|function| (function as usize).checked_sub(read.imported));
        line(format!("Exported {{ bytes: {range:?}, function: {function:?}, part: {part:?} }},"))?;
    }
    line("],\nfunctions: &[".to_owned())?;
    for (index, (body, calls)) in read.bodies.iter().zip(&read.calls).enumerate() {
        let part = part_of.get(&index).map_or("", String::as_str);
        let calls: Vec<usize> =
            calls.iter().filter_map(|call| (*call as usize).checked_sub(read.imported)).collect();
        line(format!("Function {{ body: {body:?}, calls: &{calls:?}, part: {part:?} }},"))?;
    }
    let roots: Vec<usize> =
        read.roots.iter().filter_map(|root| (*root as usize).checked_sub(read.imported)).collect();
    line(format!("],\nroots: &{roots:?},"))?;
    let fixed = PARTS.iter().map(|part| part.name);
    let names: BTreeSet<&str> = part_of.values().map(String::as_str).chain(fixed).collect();
    let names: Vec<&str> = names.into_iter().collect();
    line(format!("parts: &{names:?},\n}}"))?;
    Ok(Whole { wasm, source })
}

/// The parts that functions enter, by their places among the bodies.
fn parts(read: &Read) -> Result<BTreeMap<usize, String>, String> {
    let mut found = kinds(read)?;
    for part in PARTS {
        for export in part.exports {
            if !read.exports.iter().any(|(name, ..)| name == export) {
                return Err(format!("the evaluator exports no `{export}`"));
            }
        }
        for pattern in part.functions {
            let before = found.len();
            for (function, name) in &read.names {
                if let Some(body) =
                    (*function as usize).checked_sub(read.imported).filter(|_| path(name) == *pattern)
                {
                    found.insert(body, part.name.to_owned());
                }
            }
            if found.len() == before {
                return Err(format!(
                    "the evaluator has no function `{pattern}`: is it still `#[inline(never)]`?"
                ));
            }
        }
    }
    Ok(found)
}

/// The functions that enter each kind of chart, by their places among the bodies.
fn kinds(read: &Read) -> Result<BTreeMap<usize, String>, String> {
    let mut found = BTreeMap::new();
    let mut entries: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (function, name) in &read.names {
        let entry = path(name).strip_prefix(KINDS).and_then(|entry| entry.split_once("::"));
        let Some((kind, entry)) = entry else { continue };
        if let Some(body) = (*function as usize).checked_sub(read.imported) {
            entries.entry(kind).or_default().insert(entry);
            found.insert(body, kind.to_owned());
        }
    }
    for (kind, entries) in entries {
        if !entries.iter().eq(["collect", "read", "scene", "sentence", "tables"].iter()) {
            return Err(format!("the evaluator enters charts of `{kind}` by {entries:?} only"));
        }
    }
    Ok(found)
}

fn read(module: &[u8]) -> wasmparser::Result<Read> {
    let mut read = Read::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    read.imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(exports) => {
                let whole = exports.range();
                let mut starts = Vec::new();
                for export in exports.into_iter_with_offsets() {
                    let (at, export) = export?;
                    let function = matches!(export.kind, ExternalKind::Func).then_some(export.index);
                    starts.push((at, export.name.to_owned(), function));
                }
                let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([whole.end]).collect::<Vec<_>>();
                for ((at, name, function), end) in starts.into_iter().zip(ends) {
                    read.exports.push((name, at..end, function));
                }
                read.sections.insert("exports", head(module, whole.start)..whole.end);
            }
            Payload::StartSection { func, .. } => {
                read.roots.insert(func);
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    match element?.items {
                        ElementItems::Functions(functions) => {
                            for function in functions {
                                read.roots.insert(function?);
                            }
                        }
                        ElementItems::Expressions(_, expressions) => {
                            for expression in expressions {
                                for operator in expression?.get_operators_reader() {
                                    if let Operator::RefFunc { function_index } = operator? {
                                        read.roots.insert(function_index);
                                    }
                                }
                            }
                        }
                    }
                }
            }
            Payload::CodeSectionStart { range, .. } => {
                read.sections.insert("code", head(module, range.start)..range.end);
            }
            Payload::CodeSectionEntry(body) => {
                let mut calls = BTreeSet::new();
                for operator in body.get_operators_reader()? {
                    match operator? {
                        Operator::Call { function_index }
                        | Operator::RefFunc { function_index }
                        | Operator::ReturnCall { function_index } => {
                            calls.insert(function_index);
                        }
                        _ => {}
                    }
                }
                read.bodies.push(body.range());
                read.calls.push(calls);
            }
            Payload::CustomSection(custom) => {
                let KnownCustom::Name(names) = custom.as_known() else { continue };
                for names in names {
                    let Name::Function(names) = names? else { continue };
                    for naming in names {
                        let naming = naming?;
                        read.names.insert(naming.index, naming.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(read)
}

/// Where a section begins whose content begins here: before its length, and the byte that says what it is.
fn head(module: &[u8], content: usize) -> usize {
    // All but the last byte of a length have their highest bit set.
    let mut at = content - 1;
    while at > 0 && module[at - 1] & 0x80 != 0 {
        at -= 1;
    }
    at - 1
}

/// The module without what is not computed with: names, producers.
pub(crate) fn without_names(module: &[u8]) -> wasmparser::Result<Vec<u8>> {
    let mut rest = module.to_vec();
    let mut customs = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(custom) = payload? {
            customs.push(head(module, custom.range().start)..custom.range().end);
        }
    }
    for range in customs.into_iter().rev() {
        rest.drain(range);
    }
    Ok(rest)
}

/// A function's name without the hash behind it.
fn path(name: &str) -> &str {
    name.rsplit_once("::h").filter(|(_, hash)| hash.len() == 16).map_or(name, |(path, _)| path)
}
