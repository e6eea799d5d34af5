//! What there is to say about a name, as Markdown. Start at [`about`].

use std::fmt::Write;

use labc::check::Checker;
use labc::check::builtins;
use labc::check::model::*;
use labc::check::uses::Referent;
use labc::docs::document as library;
use labc::now;
use labc::syntax::tree::{self, Claim, Kind, Statement};

use crate::document::{Analysed, Document, OWN};
use crate::server::Server;

/// What there is to say about a name.
pub(crate) fn about(server: &Server, document: &Document, known: &Analysed, of: &Referent) -> Option<String> {
    let checker = &known.analysis.checker;
    let model = &checker.model;
    Some(match of {
        Referent::Item(name) => item(server, document, known, name)?,
        Referent::Row(table, key) => row(known, table, key)?,
        Referent::Column(table, name) => {
            let found = table_named(checker, table)?;
            let column = found.columns.iter().find(|column| column.name == *name)?;
            let mut text = code(&format!("{table}.{name}: {}", checker.type_name(&column.of)));
            match &column.content {
                ColumnContent::Computed(define, _) => formula(&mut text, known.text.slice(define.value.span)),
                ColumnContent::Key => line(&mut text, "the key of each row"),
                _ => {}
            }
            let notes = found.tree.notes.iter();
            for note in notes.filter(|note| {
                note.about.iter().any(|(first, second)| first.text == *name && second.is_none())
            }) {
                note.text.iter().for_each(|words| line(&mut text, &words.words()));
                note.source.iter().for_each(|source| sourced(&mut text, &source.words()));
            }
            found.tree.source.iter().for_each(|source| sourced(&mut text, &source.words()));
            text
        }
        Referent::Case(status, name) => {
            let Some((Item::Status(id), _)) = checker.names.items.get(status) else { return None };
            let arm = model.statuses[*id].tree.arms.iter().find(|arm| arm.name.text == *name)?;
            let mut text = code(&format!("{} {status}.{name}", arm.level.text));
            arm.title.iter().for_each(|title| line(&mut text, &title.words()));
            match &arm.when {
                Some(when) => line(&mut text, &format!("holds when `{}`", known.text.slice(when.span))),
                None => line(&mut text, "holds when no case above does"),
            }
            text
        }
        Referent::Choice(question, key) => choice(known, question, key)?,
        Referent::Field(lab, name) => {
            let mut text = code(&format!("{lab}.{name}"));
            let place = checker.course.earlier_place(lab);
            let protocol = place.and_then(|place| checker.course.protocol(place));
            let field =
                protocol.and_then(|protocol| protocol.fields.iter().find(|field| field.name == *name));
            match (field, protocol) {
                (Some(field), _) => {
                    line(&mut text, &format!("recorded by the lab `{lab}`: {}", field.title));
                }
                (None, Some(_)) => line(&mut text, &format!("something that the lab `{lab}` keeps")),
                (None, None) => line(&mut text, "a field of this lab's record, which later labs can read"),
            }
            text
        }
        Referent::FieldRow(lab, fields, key) => {
            let mut text = code(&format!("{lab}.{fields}.{key}"));
            let name = format!("{fields}.{key}");
            let place = checker.course.earlier_place(lab);
            let protocol = place.and_then(|place| checker.course.protocol(place));
            let field = protocol?.fields.iter().find(|field| field.name == name)?;
            line(&mut text, &format!("recorded by the lab `{lab}`: {}", field.title));
            text
        }
        Referent::Lab(id) => {
            let mut text = code(&format!("lab {id}"));
            let course = &checker.course;
            let place = course.earlier_place(id);
            if let Some(protocol) = place.and_then(|place| course.protocol(place)) {
                line(&mut text, &format!("**{}**", protocol.title));
                let fields: Vec<String> =
                    protocol.fields.iter().map(|field| format!("`{}`", field.name)).collect();
                if !fields.is_empty() {
                    line(&mut text, &format!("records {}", fields.join(", ")));
                }
            }
            text
        }
        Referent::Parameter(function, name) => {
            let Some((Item::Function(id), _)) = checker.names.items.get(function) else { return None };
            let param = model.functions[*id].params.iter().find(|param| param.name == *name)?;
            let mut text = code(&format!("{name}: {}", checker.type_name(&param.of)));
            line(&mut text, &format!("a parameter of `{function}`"));
            text
        }
        Referent::Local(local) => code(&checker.type_name(known.analysis.uses.local(*local)?)),
        Referent::Builtin(name) => {
            let builtin = builtins::find(name)?;
            let mut text = code(&format!("{}({})", builtin.name, builtin.params));
            line(&mut text, builtin.docs);
            text.push_str(&format!("\n\nExample:\n\n{}", code(builtin.example)));
            text
        }
        Referent::Unit(name) => {
            let (factor, unit) = model.units.find(name)?;
            let mut text = code(&format!("{name}: {}", unit.dimension.name(&model.units)));
            line(&mut text, &unit.docs);
            let base = model.units.coherent(&unit.dimension);
            let factor = factor * unit.factor;
            if base != *name && unit.offset == 0.0 && !base.is_empty() {
                line(&mut text, &format!("1 {name} = {factor} {base}"));
            }
            text
        }
        Referent::Dimension(name) => {
            let dimension = model.units.dimensions.get(name)?;
            let mut text = code(&format!("dimension {name}"));
            line(&mut text, &format!("in base units: `{}`", model.units.coherent(dimension)));
            text
        }
        Referent::Module(path) => {
            let mut text = code(&format!("use {path}"));
            if let Some(module) = path.strip_prefix("std.").and_then(labc::inputs::library::module) {
                line(&mut text, &module.docs);
            }
            text
        }
        Referent::Section(id) => {
            let sections = server.course(document).map(|course| course.checked.sections.as_slice());
            let (_, title) = sections?.iter().find(|(known, _)| known == id)?;
            format!("**{title}**\n\n`@{id}`")
        }
        Referent::Subject(name) => format!("`{name}`: a subject that the lab teaches"),
        Referent::Code(name) => {
            let known = labc::codes::all().find(|known| known.as_str() == *name)?;
            known.page().to_owned()
        }
    })
}

fn code(text: &str) -> String {
    format!("```lab\n{text}\n```")
}

fn line(text: &mut String, words: &str) {
    if !words.trim().is_empty() {
        let _ = write!(text, "\n\n{}", words.trim());
    }
}

fn formula(text: &mut String, words: &str) {
    if !words.is_empty() {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        line(text, &format!("= `{words}`"));
    }
}

fn sourced(text: &mut String, words: &str) {
    if !words.is_empty() {
        line(text, &format!("Source: {words}"));
    }
}

/// A table by its name.
pub(crate) fn table_named<'c>(checker: &'c Checker, name: &str) -> Option<&'c Table> {
    match checker.names.items.get(name) {
        Some((Item::Table(id), _)) => checker.model.tables.get(*id),
        _ => None,
    }
}

/// The statement that declares a name.
pub(crate) fn declared<'t>(known: &'t Analysed, name: &str) -> Option<&'t Statement> {
    let mut found = None;
    labc::syntax::every(&known.analysis.tree.statements, &mut |statement| {
        if statement.kind.declares().is_some_and(|declared| declared.text == name) {
            found = found.or(Some(statement));
        }
    });
    found
}

fn item(server: &Server, document: &Document, known: &Analysed, name: &str) -> Option<String> {
    let checker = &known.analysis.checker;
    let Some((item, _)) = checker.names.items.get(name) else {
        // A name whose declaration is being written: what it was before.
        let good = document.good.as_deref().filter(|good| !std::ptr::eq(*good, known))?;
        let mut text = about(server, document, good, &Referent::Item(name.to_owned()))?;
        line(&mut text, "*(as it was when the lab last compiled)*");
        return Some(text);
    };
    let model = &checker.model;
    Some(match *item {
        Item::Define(id) => {
            let define = &model.defines[id];
            let value = define.value.as_ref()?;
            let word = match define.tree.origin {
                tree::Origin::Const => "const",
                tree::Origin::Given => "given",
                tree::Origin::Let => "let",
            };
            let mut text = code(&format!("{word} {name}: {}", checker.described(&value.of)));
            let now = known.value_alone(id);
            if let Some(now) = &now {
                line(&mut text, &format!("**{now}** with all controls at their starts"));
            }
            if let Some(range) = now::range(model, OWN, id) {
                let now::Range { least, greatest, settings, all } = range;
                let tried = match all {
                    true => format!("all {settings} settings"),
                    false => format!("{settings} settings"),
                };
                line(&mut text, &format!("from {least} to {greatest} over {tried} of its controls"));
            }
            let words = known.text.slice(define.tree.value.span);
            if now.as_deref() != Some(words) {
                formula(&mut text, words);
            }
            line(&mut text, &define.docs);
            define.tree.source.iter().for_each(|source| sourced(&mut text, &source.words()));
            text
        }
        Item::Function(id) => {
            if let Some(function) = library::function(name) {
                return Some(of_library(function));
            }
            let function = &model.functions[id];
            let mut text = code(&crate::signature::of_function(checker, function));
            formula(&mut text, known.text.slice(function.tree.body.span));
            line(&mut text, &function.docs);
            for (_, reason) in &function.requires {
                line(&mut text, &format!("Requires: {reason}"));
            }
            function.tree.source.iter().for_each(|source| sourced(&mut text, &source.words()));
            text
        }
        Item::Control(id) => {
            let control = &model.controls[id];
            let word = match &control.kind {
                ControlKind::Slider { .. } => "slider",
                ControlKind::Choice { .. } => "choice",
                ControlKind::Toggle { .. } => "toggle",
            };
            let mut text = code(&format!("{word} {name}: {}", checker.described(&control.of)));
            line(&mut text, &format!("“{}”", control.label.words()));
            match &control.kind {
                ControlKind::Slider { from, to, by, log, start, .. } => {
                    let slice = |typed: &Typed| known.text.slice(typed.span);
                    let by = by.as_ref().map(|by| format!(" by {}", slice(by))).unwrap_or_default();
                    let log = if *log { ", equal ratios" } else { "" };
                    line(
                        &mut text,
                        &format!(
                            "from {} to {}{by}{log}, starts at **{}**",
                            slice(from),
                            slice(to),
                            slice(start)
                        ),
                    );
                }
                ControlKind::Choice { table, start, .. } => {
                    let table = &model.tables[*table];
                    let start = known.text.slice(start.span);
                    let rows = table.rows.len();
                    let name = &table.tree.name.text;
                    line(&mut text, &format!("one of the {rows} rows of `{name}`, starts at **{start}**"));
                }
                ControlKind::Toggle { on } => {
                    line(&mut text, &format!("starts **{}**", if *on { "on" } else { "off" }));
                }
            }
            text
        }
        Item::Table(id) => {
            let table = &model.tables[id];
            let mut text = code(&format!("table {name}"));
            let rows: Vec<String> = table.rows.iter().take(12).map(|key| format!("`{}`", key.text)).collect();
            let more = if table.rows.len() > rows.len() { ", …" } else { "" };
            line(&mut text, &format!("{} rows: {}{more}", table.rows.len(), rows.join(", ")));
            for column in &table.columns {
                let of = checker.type_name(&column.of);
                let _ = write!(text, "\n- `{}`: {of}", column.name);
            }
            table.tree.source.iter().for_each(|source| sourced(&mut text, &source.words()));
            text
        }
        Item::Status(id) => {
            let mut text = code(&format!("status {name}"));
            for arm in &model.statuses[id].tree.arms {
                let when = arm.when.as_ref().map(|when| known.text.slice(when.span));
                let when = when.map(|when| format!(" when `{when}`")).unwrap_or_default();
                let _ = write!(text, "\n- {} `{}`{when}", arm.level.text, arm.name.text);
            }
            text
        }
        Item::Upload(id) => {
            let of = checker.model.uploads[id].tree.like.text.clone();
            let mut text = code(&format!("upload {name}"));
            line(&mut text, &format!("rows like those of `{of}`, which students bring along"));
            text
        }
        Item::Other(what) => question(known, name, what),
    })
}

/// A prediction with its truth and its right option; any other question with what it is.
fn question(known: &Analysed, name: &str, what: &str) -> String {
    let mut text = code(name);
    line(&mut text, what);
    let protocol = known.analysis.lab.as_ref().map(|lab| &lab.protocol);
    let prediction =
        protocol.and_then(|protocol| protocol.predictions.iter().find(|prediction| prediction.name == name));
    if let Some(prediction) = prediction {
        line(&mut text, &prediction.question);
        prediction.truth.iter().for_each(|truth| line(&mut text, &format!("Truth: **{truth}**")));
        match &prediction.right {
            Some(right) => line(&mut text, &format!("Right option: `{right}`")),
            None => line(&mut text, "The student's record decides which option is right."),
        }
    }
    let reflection =
        protocol.and_then(|protocol| protocol.reflections.iter().find(|known| known.name == name));
    if let Some(reflection) = reflection {
        line(&mut text, &format!("Right option: `{}`", reflection.right));
    }
    text
}

fn choice(known: &Analysed, question: &str, key: &str) -> Option<String> {
    let options = match &declared(known, question)?.kind {
        Kind::Predict(predict) => &predict.options,
        Kind::Reflect(reflect) => &reflect.options,
        Kind::Decide(decide) => &decide.options,
        _ => return None,
    };
    let option = options.iter().find(|option| option.key.text == key)?;
    let mut text = code(&format!("{question}.{key}"));
    line(&mut text, &option.label.words());
    if let Some(right) = right(known, question) {
        line(&mut text, if right == key { "**the right option**" } else { "a wrong option" });
    }
    match &option.claim {
        Some(Claim::Is(value)) => line(&mut text, &format!("claims `{}`", known.text.slice(value.span))),
        Some(Claim::When(condition)) => {
            line(&mut text, &format!("right when `{}`", known.text.slice(condition.span)));
        }
        Some(Claim::Between(from, to)) => {
            line(&mut text, &format!("claims `{}`", known.text.slice(from.span.to(to.span))));
        }
        _ => {}
    }
    Some(text)
}

/// The key of the right option of a question, where that is decided.
pub(crate) fn right<'k>(known: &'k Analysed, question: &str) -> Option<&'k str> {
    let protocol = &known.analysis.lab.as_ref()?.protocol;
    let predictions = protocol.predictions.iter().filter(|prediction| prediction.name == question);
    let reflections = protocol.reflections.iter().filter(|reflection| reflection.name == question);
    predictions
        .filter_map(|prediction| prediction.right.as_deref())
        .chain(reflections.map(|reflection| reflection.right.as_str()))
        .next()
}

fn row(known: &Analysed, table: &str, key: &str) -> Option<String> {
    let checker = &known.analysis.checker;
    let found = table_named(checker, table)?;
    let place = found.rows.place(key)?;
    let mut text = code(&format!("{table}.{key}"));
    for column in &found.columns {
        let ColumnContent::Cells(cells) = &column.content else { continue };
        let cell = cells.get(place).and_then(Option::as_ref);
        let shown = match cell.map(|cell| &cell.kind) {
            Some(TypedKind::Number(value, _)) => column.format.text(*value),
            Some(TypedKind::Text(words)) => words.clone(),
            Some(TypedKind::Bool(yes)) => (if *yes { "yes" } else { "no" }).to_owned(),
            Some(_) => cell.map(|cell| known.text.slice(cell.span).to_owned()).unwrap_or_default(),
            None => "–".to_owned(),
        };
        let _ = write!(text, "\n- `{}`: {shown}", column.name);
    }
    for note in &found.tree.notes {
        if note.about.iter().any(|(first, _)| first.text == key) {
            note.text.iter().for_each(|words| line(&mut text, &words.words()));
        }
    }
    let row = found.tree.rows.iter().find(|row| row.key.text == key);
    let source = row.and_then(|row| row.source.as_ref()).or(found.tree.source.as_ref());
    source.iter().for_each(|source| sourced(&mut text, &source.words()));
    Some(text)
}

/// The figure of a row in a column, with the source of the row.
pub(crate) fn figure(known: &Analysed, table: &str, key: &str, column: &str) -> Option<String> {
    let found = table_named(&known.analysis.checker, table)?;
    let column = found.columns.iter().find(|known| known.name == column)?;
    let ColumnContent::Cells(cells) = &column.content else { return None };
    let cell = cells.get(found.rows.place(key)?)?.as_ref()?;
    let TypedKind::Number(value, _) = &cell.kind else { return None };
    let mut text = format!("**{}**: `{}` of `{table}.{key}`", column.format.text(*value), column.name);
    let row = found.tree.rows.iter().find(|row| row.key.text == key);
    row.and_then(|row| row.source.as_ref()).iter().for_each(|source| sourced(&mut text, &source.words()));
    Some(text)
}

/// A function of the standard library.
pub(crate) fn of_library(function: &library::FunctionDoc) -> String {
    let mut text = code(&function.signature);
    line(&mut text, &function.docs);
    formula(&mut text, &function.body);
    for (condition, reason) in &function.requires {
        line(&mut text, &format!("Requires `{condition}`: {reason}"));
    }
    sourced(&mut text, &function.source);
    text
}
