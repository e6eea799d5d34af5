//! What there is to say about the functions of the standard library: for `labc doc`, for the page of the
//! reference that is made from it, and for whoever shows a function beside the text. Start at [`modules`].
//!
//! Everything is taken from the declarations themselves: the formula is the expression that is evaluated.

mod formula;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::check::Checker;
use crate::check::units::Units;
use crate::inputs::library::{self, STD};
use crate::sources::{FileId, NoFiles, Span};
use crate::syntax::format::pretty;
use crate::syntax::tree::{self, Check, CheckClaim, Expr, ExprKind, File, Kind, Shown, Statement};

/// A module of the library.
#[derive(Clone, Debug)]
pub struct ModuleDoc {
    /// Its name, without `std`.
    pub name: &'static str,
    /// What it is about.
    pub docs: String,
    /// Tables whose rows its functions take or give: the name, and rows with their labels.
    pub tables: Vec<(String, Vec<(String, String)>)>,
    /// Its functions, in the order of the module.
    pub functions: Vec<FunctionDoc>,
}

/// A function of the library.
#[derive(Clone, Debug)]
pub struct FunctionDoc {
    /// As a lab calls it: `serving.itl`.
    pub name: String,
    /// With its parameters, their types and defaults, and what it gives.
    pub signature: String,
    /// Its parameters.
    pub params: Vec<ParamDoc>,
    /// What it is, and where it holds.
    pub docs: String,
    /// The expression that is evaluated, as it is written.
    pub body: String,
    /// The same as TeX.
    pub tex: String,
    /// Where it comes from.
    pub source: String,
    /// What its arguments have to be, with the reason why there is no value otherwise.
    pub requires: Vec<(String, String)>,
    /// Conditions that hold, which show how it is used.
    pub examples: Vec<String>,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct ParamDoc {
    /// What it is called at a call.
    pub name: String,
    /// Its type, as written.
    pub of: String,
    /// What it is where a call leaves it out.
    pub default: Option<String>,
}

/// Every module that has functions, in alphabetical order.
pub fn modules() -> &'static [ModuleDoc] {
    static MODULES: OnceLock<Vec<ModuleDoc>> = OnceLock::new();
    MODULES.get_or_init(|| {
        library::names().filter_map(of_module).filter(|module| !module.functions.is_empty()).collect()
    })
}

/// A function by the name that a lab calls it by.
pub fn function(name: &str) -> Option<&'static FunctionDoc> {
    modules().iter().flat_map(|module| &module.functions).find(|function| function.name == name)
}

/// The name of a function that is nearest to one that does not exist.
pub fn nearest(name: &str) -> Option<&'static str> {
    let names = modules().iter().flat_map(|module| &module.functions).map(|function| function.name.as_str());
    crate::similar::nearest(name, names.chain(crate::check::builtins::all().map(|builtin| builtin.name)))
}

fn of_module(name: &'static str) -> Option<ModuleDoc> {
    let module = library::module(name)?;
    // Names in a comment bring in what they name.
    let names = module.entries.iter().filter_map(|entry| entry.name.as_ref());
    let named: Vec<String> = names.map(|entry| format!("{name}.{entry}")).collect();
    let source = format!("use {STD}.{name}\n// {}\n", named.join(" "));
    let (mut file, mut diagnostics) = crate::syntax::parse(FileId(0), &source);
    diagnostics.append(&mut crate::inputs::modules::bring_in(FileId(0), &mut file, &source, &NoFiles));
    let checker = Checker::new(FileId(0), &source, &file, Units::prelude());
    diagnostics.extend(checker.diagnostics.iter().cloned());
    // A bug of ours, and the tests would have met it.
    assert!(diagnostics.is_empty(), "the module {name} is faulty: {diagnostics:#?}");
    let checked: BTreeMap<&str, &crate::check::model::Function> =
        checker.model.functions.iter().map(|function| (function.tree.name.text.as_str(), function)).collect();
    let (mut tables, mut functions) = (Vec::new(), Vec::new());
    for entry in &module.entries {
        let Some(statement) = module.statement(entry) else { continue };
        let statement = crate::inputs::modules::named(module, statement);
        match &statement.kind {
            Kind::Table(table) if table.keys.is_none() => tables.push(rows(table)),
            Kind::Function(tree) => {
                let Some(function) = checked.get(tree.name.text.as_str()) else { continue };
                functions.push(of_function(tree, &statement.docs, function, &checker));
            }
            _ => {}
        }
    }
    Some(ModuleDoc { name, docs: module.docs.clone(), tables, functions })
}

fn rows(table: &tree::Table) -> (String, Vec<(String, String)>) {
    let rows = table.rows.iter().map(|row| {
        let label = row.cells.iter().find_map(|cell| match &cell.value {
            Some(Expr { kind: ExprKind::Text(text), .. }) => Some(text.words()),
            _ => None,
        });
        (row.key.text.clone(), label.unwrap_or_default())
    });
    (table.name.text.clone(), rows.collect())
}

fn of_function(
    tree: &tree::Function,
    docs: &str,
    function: &crate::check::model::Function,
    checker: &Checker,
) -> FunctionDoc {
    let hole = Expr { kind: ExprKind::Hole, span: Span::default() };
    let head = tree::Function {
        body: Shown { expr: hole, ..tree.body.clone() },
        source: None,
        requires: Vec::new(),
        examples: Vec::new(),
        ..tree.clone()
    };
    let head = written(Kind::Function(head));
    let signature = head.trim_start_matches("fn ").trim_end_matches(" = ?").to_owned();
    let params = tree.params.iter().map(|param| {
        let name = param.label.as_ref().unwrap_or(&param.name).text.clone();
        let of = param.of.as_ref().map_or_else(|| "Number".to_owned(), crate::syntax::format::type_words);
        ParamDoc { name, of, default: param.default.as_ref().map(expression) }
    });
    let tex = function.body.as_ref().map(|body| formula::formula(body, function, &checker.model));
    FunctionDoc {
        name: tree.name.text.clone(),
        signature,
        params: params.collect(),
        docs: docs.to_owned(),
        body: expression(&tree.body.expr),
        tex: tex.unwrap_or_default(),
        source: tree.source.as_ref().map(tree::Text::words).unwrap_or_default(),
        requires: tree
            .requires
            .iter()
            .map(|require| (expression(&require.condition), require.reason.words()))
            .collect(),
        examples: tree.examples.iter().map(expression).collect(),
    }
}

/// An expression in the one canonical way.
pub(crate) fn expression(expr: &Expr) -> String {
    let check = Check { title: None, claim: CheckClaim::Holds(expr.clone()) };
    written(Kind::Check(check)).trim_start_matches("check ").to_owned()
}

fn written(kind: Kind) -> String {
    let statement = Statement { docs: String::new(), span: Span::default(), when: None, kind };
    pretty(&File { statements: vec![statement], ..File::default() }).trim().to_owned()
}
