//! `use devices`: brings in what another file declares, under that file's name: `devices.peak`.
//!
//! The statements of a module join those of the lab, every name of theirs with the module's before it. They
//! take the place of the `use` that brought them, so whatever is wrong in a module is reported there; `labc check` and
//! `build` then look for the fault in the module itself.
//!
//! `use std.serving` brings in a module of the standard library: of its statements, only those that the lab
//! speaks of join it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::inputs::library::{self, STD};
use crate::sources::{FileId, Files, Span};
use crate::syntax::tree::*;

/// How many modules a lab may bring in, those of its modules among them.
const MOST_MODULES: usize = 64;
/// How long a module may be.
const MOST_BYTES: usize = 1 << 20;
/// How long all modules of a lab may be together.
const MOST_BYTES_TOGETHER: usize = 4 << 20;

/// Brings in every module that a file uses. `source` is all of the text that may speak of modules.
pub fn bring_in(file: FileId, tree: &mut File, source: &str, files: &dyn Files) -> Vec<Diagnostic> {
    bring(file, tree, source, files, &|_| false)
}

/// The same where the whole standard library is at hand, but for modules that are called like something the
/// file declares.
pub fn bring_in_all(file: FileId, tree: &mut File, source: &str, files: &dyn Files) -> Vec<Diagnostic> {
    let mut own = BTreeSet::new();
    crate::syntax::every(&tree.statements, &mut |statement| {
        own.extend(statement.kind.declares().map(|name| name.text.clone()));
    });
    // Units have no names of their own: those of the library keep out of the way of a file's.
    let declares_units = tree
        .statements
        .iter()
        .any(|statement| matches!(statement.kind, Kind::Unit(_) | Kind::Dimension { .. }));
    bring(file, tree, source, files, &|name| {
        !own.contains(name) && (!declares_units || !library::UNITS.contains(&name))
    })
}

fn bring(
    file: FileId,
    tree: &mut File,
    source: &str,
    files: &dyn Files,
    at_hand: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut loading = ModuleLoading {
        file,
        files,
        known: BTreeSet::new(),
        found: Vec::new(),
        texts: vec![source.to_owned()],
        std: BTreeMap::new(),
        diagnostics: Vec::new(),
    };
    let uses: Vec<Vec<Name>> = tree.statements.iter().filter_map(used).cloned().collect();
    for path in &uses {
        loading.module(path, path[0].span.to(path[path.len() - 1].span));
    }
    for name in library::names().filter(|name| at_hand(name)) {
        loading.std.entry(name).or_insert_with(|| Span::new(source.len(), source.len()));
    }
    tree.offered = loading.take_from_library();
    // Modules come first: the order of declarations has no meaning, that of visible statements has.
    let mut statements = loading.found;
    statements.append(&mut tree.statements);
    tree.statements = statements;
    loading.diagnostics
}

/// The modules that a lab names itself, but for those of the standard library, and where it does.
pub fn uses(file: FileId, source: &str) -> Vec<(String, Span)> {
    let (tree, _) = crate::syntax::parse(file, source);
    let named = tree.statements.iter().filter_map(used).filter(|path| path[0].text != STD);
    named
        .map(|path| {
            let whole = path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
            (whole, path[0].span.to(path[path.len() - 1].span))
        })
        .collect()
}

fn used(statement: &Statement) -> Option<&Vec<Name>> {
    match &statement.kind {
        Kind::Use(path) if !path.is_empty() => Some(path),
        _ => None,
    }
}

struct ModuleLoading<'f> {
    file: FileId,
    files: &'f dyn Files,
    known: BTreeSet<String>,
    found: Vec<Statement>,
    /// The texts that may speak of modules of the standard library.
    texts: Vec<String>,
    /// The modules of the standard library that are used, with the place of their `use`.
    std: BTreeMap<&'static str, Span>,
    diagnostics: Vec<Diagnostic>,
}

impl ModuleLoading<'_> {
    fn fault(&mut self, headline: String, place: Span, help: &str) {
        let diagnostic =
            Diagnostic::error(Code::BadModule, headline, self.file, place, "imported here").help(help);
        self.diagnostics.push(diagnostic);
    }

    fn module(&mut self, path: &[Name], place: Span) {
        let whole = path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
        if !self.known.insert(whole.clone()) {
            return;
        }
        if path[0].text == STD {
            return self.library(path, place);
        }
        if self.known.len() > MOST_MODULES {
            return self.fault(
                format!("A lab uses at most {MOST_MODULES} modules."),
                place,
                "merge some of them",
            );
        }
        let text = match self.files.module(&whole) {
            Ok(text) if text.len() <= MOST_BYTES => text,
            Ok(_) => {
                return self.fault(
                    format!("The module `{whole}` is longer than {MOST_BYTES} bytes."),
                    place,
                    "split it",
                );
            }
            Err(reason) => {
                let help = "save it as a `.lab` file beside the lab, or beside the folders of the labs";
                return self.fault(format!("There is no module `{whole}`: {reason}."), place, help);
            }
        };
        // The first text is the lab's own.
        if text.len() + self.texts[1..].iter().map(String::len).sum::<usize>() > MOST_BYTES_TOGETHER {
            let headline = format!("The modules of this lab are longer than {MOST_BYTES_TOGETHER} bytes.");
            return self.fault(headline, place, "use fewer of them, or shorter ones");
        }
        let (tree, faults) = crate::syntax::parse(self.file, &text);
        self.texts.push(text);
        if let Some(first) = faults.first() {
            let headline = format!("The module `{whole}` cannot be read: {}", first.headline);
            return self.fault(headline, place, "check it on its own with `labc check`");
        }
        let module = &path[path.len() - 1].text;
        let declared: BTreeSet<String> =
            tree.statements.iter().filter_map(declares).map(str::to_owned).collect();
        for mut statement in tree.statements {
            if let Some(path) = used(&statement) {
                let path = path.clone();
                self.module(&path, place);
                continue;
            }
            without_examples(&mut statement);
            let renaming = Renaming { module, declared: &declared, place, hidden: Vec::new() };
            if renaming.statement(&mut statement) {
                self.found.push(statement);
            } else {
                self.fault(
                    format!("`{whole}` can't be used as a module: it has more than declarations."),
                    place,
                    "a module can contain `const`, `given`, `let`, `fn`, `table`, `extend`, `unit`, `count`, `dimension` and `use`",
                );
                return;
            }
        }
    }

    /// A module of the standard library is used, or all of them are.
    fn library(&mut self, path: &[Name], place: Span) {
        let names: Vec<&str> = path[1..].iter().map(|name| name.text.as_str()).collect();
        match names.as_slice() {
            [] => library::names().filter(|name| !library::UNITS.contains(name)).for_each(|name| {
                self.std.entry(name).or_insert(place);
            }),
            [name] if library::module(name).is_some() => {
                let module = library::names().find(|known| known == name);
                self.std.extend(module.map(|name| (name, place)));
            }
            names => {
                let whole = names.join(".");
                let help = match crate::similar::nearest(&whole, library::names()) {
                    Some(near) => format!("did you mean `{STD}.{near}`?"),
                    None => format!("it has {}", library::names().collect::<Vec<_>>().join(", ")),
                };
                self.fault(format!("The standard library has no module `{whole}`."), place, &help);
            }
        }
    }

    /// Takes over what the texts speak of, and gives the names that they do not.
    fn take_from_library(&mut self) -> Vec<String> {
        let used: BTreeSet<&'static str> = self.std.keys().copied().collect();
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let mut needed = library::needs(&used, &texts);
        let mut offered = Vec::new();
        for name in library::names() {
            let wanted = needed.remove(name).unwrap_or_default();
            if wanted.is_empty() && !used.contains(name) {
                continue;
            }
            let Some(module) = library::module(name) else { continue };
            // A module that only another one uses has no place of its own.
            let place = self.std.get(name).copied().or(self.std.values().next().copied()).unwrap_or_default();
            let declared: BTreeSet<String> =
                module.entries.iter().filter_map(|entry| entry.name.clone()).collect();
            for statement in wanted.iter().filter_map(|index| module.statement(&module.entries[*index])) {
                let mut statement = statement;
                without_examples(&mut statement);
                Renaming { module: name, declared: &declared, place, hidden: Vec::new() }
                    .statement(&mut statement);
                self.found.push(statement);
            }
            if used.contains(name) {
                offered.extend(module.offers());
            }
        }
        offered
    }
}

/// A declaration of the library under the name that a lab knows it by.
pub(crate) fn named(module: &library::Module, mut statement: Statement) -> Statement {
    let declared = module.entries.iter().filter_map(|entry| entry.name.clone()).collect();
    let place = Span::default();
    Renaming { module: module.name, declared: &declared, place, hidden: Vec::new() }
        .statement(&mut statement);
    statement
}

/// Examples of a module's functions are held where the module is at home.
fn without_examples(statement: &mut Statement) {
    if let Kind::Function(function) = &mut statement.kind {
        function.examples.clear();
    }
}

/// The name a declaration gives to the module.
fn declares(statement: &Statement) -> Option<&str> {
    match &statement.kind {
        Kind::Define(define) => Some(&define.name.text),
        Kind::Function(function) => Some(&function.name.text),
        Kind::Table(table) => Some(&table.name.text),
        _ => None,
    }
}

/// Puts a module's name before its own names, and moves everything to the place of the `use`.
struct Renaming<'m> {
    module: &'m str,
    declared: &'m BTreeSet<String>,
    place: Span,
    /// Parameters, variables and columns that hide the module's names.
    hidden: Vec<String>,
}

impl Renaming<'_> {
    /// Whether the statement may stand in a module.
    fn statement(mut self, statement: &mut Statement) -> bool {
        statement.span = self.place;
        match &mut statement.kind {
            Kind::Define(define) => {
                self.own(&mut define.name);
                self.define(define);
            }
            Kind::Function(function) => {
                self.own(&mut function.name);
                for param in &mut function.params {
                    self.hidden.push(param.name.text.clone());
                    param.name.span = self.place;
                    param.label.iter_mut().for_each(|label| label.span = self.place);
                    param.default.iter_mut().for_each(|default| self.expr(default));
                    param.of.iter_mut().for_each(|of| self.of(of));
                }
                function.of.iter_mut().for_each(|of| self.of(of));
                self.shown(&mut function.body);
                function.source.iter_mut().for_each(|source| self.text(source));
                for require in &mut function.requires {
                    self.expr(&mut require.condition);
                    self.text(&mut require.reason);
                }
                function.examples.iter_mut().for_each(|example| self.expr(example));
                function.module = Some(self.place);
            }
            Kind::Table(table) => {
                self.own(&mut table.name);
                self.table(table);
            }
            Kind::Extend(table) => {
                table.name.span = self.place;
                self.refer(&mut table.name.text);
                self.table(table);
            }
            Kind::Unit(unit) => {
                unit.names.iter_mut().chain(&mut unit.prefixes).for_each(|name| name.span = self.place);
                unit.base.iter_mut().for_each(|base| base.span = self.place);
                unit.equals.iter_mut().for_each(|equals| self.expr(equals));
            }
            Kind::Dimension { name, of } => {
                name.span = self.place;
                of.iter_mut().for_each(|of| self.of(of));
            }
            _ => return false,
        }
        true
    }

    /// A declared name: `peak` becomes `devices.peak`, and `devices` itself stays the module's name.
    fn own(&self, name: &mut Name) {
        name.span = self.place;
        name.text = self.named(&name.text);
    }

    fn named(&self, name: &str) -> String {
        if name == self.module { name.to_owned() } else { format!("{}.{name}", self.module) }
    }

    fn refer(&self, name: &mut String) {
        if self.declared.contains(name.as_str()) && !self.hidden.contains(name) {
            *name = self.named(name);
        }
    }

    fn define(&mut self, define: &mut Define) {
        define.of.iter_mut().for_each(|of| self.of(of));
        define.source.iter_mut().for_each(|source| self.text(source));
        define.symbol.iter_mut().for_each(|symbol| symbol.span = self.place);
        self.shown(&mut define.value);
        for fact in &mut define.facts {
            fact.span = self.place;
            if let FactKind::Between(from, to) = &mut fact.kind {
                self.expr(from);
                self.expr(to);
            }
        }
    }

    fn table(&mut self, table: &mut Table) {
        if let Some((rows, columns)) = &mut table.keys {
            for key in [rows, columns] {
                key.span = self.place;
                self.refer(&mut key.text);
            }
        }
        table.unit.iter_mut().for_each(|unit| self.unit(unit));
        [&mut table.title, &mut table.from, &mut table.source]
            .into_iter()
            .flatten()
            .for_each(|text| self.text(text));
        for column in &mut table.columns {
            column.name.span = self.place;
            column.bounds.iter_mut().for_each(|bound| bound.2 = self.place);
            if let Some(unit) = &mut column.unit {
                // A head may name a table instead of a unit.
                unit.factors.iter_mut().for_each(|(name, _)| self.refer(&mut name.text));
                self.unit(unit);
            }
        }
        for note in &mut table.notes {
            for (name, column) in &mut note.about {
                name.span = self.place;
                column.iter_mut().for_each(|column| column.span = self.place);
            }
            [&mut note.text, &mut note.source].into_iter().flatten().for_each(|text| self.text(text));
        }
        for row in Arc::make_mut(&mut table.rows) {
            row.span = self.place;
            row.key.span = self.place;
            row.source.iter_mut().for_each(|source| self.text(source));
            for cell in &mut row.cells {
                cell.span = self.place;
                cell.value.iter_mut().for_each(|value| self.expr(value));
            }
        }
        self.hidden.extend(table.columns.iter().map(|column| column.name.text.clone()));
        self.hidden.extend(table.computed.iter().map(|column| column.name.text.clone()));
        for column in &mut table.computed {
            column.name.span = self.place;
            self.define(column);
        }
    }

    fn of(&self, of: &mut TypeExpr) {
        of.span = self.place;
        for (name, _) in &mut of.factors {
            name.span = self.place;
            // No parameter or variable hides a table's name where a type is expected.
            if self.declared.contains(&name.text) && !of.like {
                name.text = self.named(&name.text);
            }
        }
    }

    fn unit(&self, unit: &mut UnitExpr) {
        unit.span = self.place;
        unit.factors.iter_mut().for_each(|(name, _)| name.span = self.place);
    }

    fn shown(&mut self, shown: &mut Shown) {
        shown.span = self.place;
        shown.unit.iter_mut().for_each(|unit| self.unit(unit));
        shown.digits.iter_mut().for_each(|digits| digits.1 = self.place);
        self.expr(&mut shown.expr);
    }

    fn text(&mut self, text: &mut Text) {
        text.span = self.place;
        for piece in &mut text.pieces {
            if let TextPiece::Value(value) = piece {
                self.shown(value);
            }
        }
    }

    fn generator(&mut self, generator: &mut Generator) {
        generator.span = self.place;
        for (name, domain) in &mut generator.clauses {
            name.span = self.place;
            match domain {
                Domain::Of(of) => self.expr(of),
                Domain::Range(from, to, by) => {
                    self.expr(from);
                    self.expr(to);
                    by.iter_mut().for_each(|by| self.expr(by));
                }
            }
            self.hidden.push(name.text.clone());
        }
        generator.filter.iter_mut().for_each(|filter| self.expr(filter));
    }

    fn expr(&mut self, expr: &mut Expr) {
        expr.span = self.place;
        let depth = self.hidden.len();
        match &mut expr.kind {
            ExprKind::Number(_, unit) => unit.iter_mut().for_each(|unit| self.unit(unit)),
            ExprKind::Text(text) => self.text(text),
            ExprKind::Name(name) => self.refer(name),
            ExprKind::Bool(_) | ExprKind::Hole => {}
            ExprKind::Field(inner, field) => {
                field.span = self.place;
                self.expr(inner);
            }
            ExprKind::Call(call) => {
                if call.path.len() == 1 {
                    self.refer(&mut call.path[0].text);
                }
                call.path.iter_mut().for_each(|name| name.span = self.place);
                call.generator.iter_mut().for_each(|generator| self.generator(generator));
                for (name, value) in &mut call.args {
                    name.iter_mut().for_each(|name| name.span = self.place);
                    self.expr(value);
                }
            }
            ExprKind::List(items, generator) => {
                generator.iter_mut().for_each(|generator| self.generator(generator));
                items.iter_mut().for_each(|item| self.expr(item));
            }
            ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::IsRecorded(inner) => self.expr(inner),
            // What a lab has recorded belongs to labs.
            ExprKind::Recorded(..) => {}
            ExprKind::Solve(name, inner) => {
                name.span = self.place;
                self.expr(inner);
            }
            ExprKind::Binary(_, mark, a, b) => {
                *mark = self.place;
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Approx(a, b, tolerance) => {
                self.expr(a);
                self.expr(b);
                tolerance.iter_mut().for_each(|tolerance| self.expr(tolerance));
            }
            ExprKind::If(condition, a, b) => {
                self.expr(condition);
                self.expr(a);
                self.expr(b);
            }
            ExprKind::At(inner, at) => {
                at.span = self.place;
                for (path, value) in at.settings.iter_mut().flatten() {
                    path.iter_mut().for_each(|name| name.span = self.place);
                    self.expr(value);
                }
                self.expr(inner);
            }
        }
        self.hidden.truncate(depth);
    }
}
