//! What can be written at a place. Start at [`complete`].
//!
//! The words before the place decide what is expected: units after a number, columns after a row, rows where a row is
//! meant, names and functions elsewhere in an expression, the words of a statement at its beginning.

use std::collections::BTreeSet;

use labc::check::builtins;
use labc::check::model::*;
use labc::check::uses::Referent;
use labc::docs::document as library;
use labc::syntax::{STATEMENTS, mark_words};
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, CompletionResponse,
    CompletionTextEdit, Documentation, InsertTextFormat, MarkupContent, MarkupKind, TextEdit,
};

use crate::cited;
use crate::context::{self, Stands};
use crate::document::{Analysed, Document};
use crate::known;
use crate::server::Server;

/// Words that begin the lines of a block, by the word of its statement. Those of a chart are [`mark_words`] and its axes.
const BLOCKS: &[(&str, &[&str])] = &[
    ("lab", &["chapter", "reading", "teaches", "context", "prefer"]),
    ("status", &["fail", "warn", "note", "pass"]),
    ("estimate", &["near", "low", "high"]),
    ("table", &["note"]),
    ("extend", &["note"]),
];

/// Words that can go on with a statement, by its first word.
const CLAUSES: &[(&str, &[&str])] = &[
    ("const", &["source", "symbol", "in"]),
    ("given", &["symbol", "in"]),
    ("let", &["symbol", "in", "at", "positive", "between", "and"]),
    ("fn", &["source", "require", "example"]),
    ("slider", &["from", "to", "by", "log", "start", "symbol", "when", "was"]),
    ("number", &["from", "to", "start", "symbol", "when", "was"]),
    ("choice", &["of", "for", "where", "as", "start", "when", "was"]),
    ("toggle", &["start", "on", "off", "when", "was"]),
    (
        "predict",
        &["at", "truth", "sketch", "to", "along", "from", "order", "bars", "confidence", "about", "was"],
    ),
    ("estimate", &["at", "truth", "from", "to", "log", "confidence", "about", "was"]),
    ("decide", &["of", "where", "because", "when", "was"]),
    ("upload", &["like", "up", "to", "rows", "was"]),
    ("chart", &["stacked", "horizontal", "waterfall"]),
    (
        "check",
        &[
            "always",
            "never",
            "reachable",
            "increases",
            "decreases",
            "crosses",
            "once",
            "equals",
            "within",
            "in",
            "has",
            "at",
            "on",
            "for",
        ],
    ),
    ("goal", &["when"]),
    ("figure", &["alt", "caption", "dark", "when"]),
    ("table", &["from", "source", "in"]),
    ("message", &["from"]),
];

/// What can be filled in for a whole statement.
const SNIPPETS: &[(&str, &str)] = &[
    ("lab", "lab ${1:name} \"${2:Title}\" {\n  chapter \"${3:Chapter}\"\n}"),
    ("part", "part ${1:name} \"${2:Title}\" ${3:10 min} {\n  $0\n}"),
    ("const", "const ${1:name} = ${2:1} source \"${3:where it is from}\""),
    ("slider", "slider ${1:name} \"${2:Label}\" from ${3:1} to ${4:10} by ${5:1} start ${6:5}"),
    ("choice", "choice ${1:name} \"${2:Label}\" of ${3:table} start ${4:row}"),
    ("toggle", "toggle ${1:name} \"${2:Label}\" start ${3|off,on|}"),
    (
        "predict",
        "predict ${1:name} \"${2:Question}\"\n    truth ${3:value} {\n  ${4:low}  \"${5:Answer}\" is ${6:1} \"\"\"${7:Why}\"\"\"\n  ${8:high} \"${9:Answer}\" is ${10:2} \"\"\"${11:Why}\"\"\"\n}",
    ),
    (
        "status",
        "status ${1:name} {\n  fail ${2:bad} \"${3:Too much}\" when ${4:condition}\n  pass ${5:fine}\n}",
    ),
    (
        "table",
        "table ${1:name} source \"${2:where it is from}\" {\n  key  ${3:label}  ${4:column: unit}\n  $0\n}",
    ),
    ("chart", "chart \"${1:Title}\" {\n  x ${2:control} \"${3:Label}\"\n  line ${4:value} \"${5:Label}\"\n}"),
    ("check", "check \"${1:what must hold}\" ${2:condition}"),
    ("record", "record {\n  ${1:field} = ${2:value} \"${3:What it is}\"\n}"),
];

/// Something that can be written.
#[derive(Clone)]
struct Offer {
    label: String,
    kind: CompletionItemKind,
    detail: String,
    docs: String,
    /// What is written, where that is not the label; with places to fill in.
    snippet: Option<String>,
    /// Lower comes first.
    rank: u8,
}

fn offer(label: impl Into<String>, kind: CompletionItemKind, detail: impl Into<String>, rank: u8) -> Offer {
    Offer { label: label.into(), kind, detail: detail.into(), docs: String::new(), snippet: None, rank }
}

/// What can be written at a place.
pub(crate) fn complete(server: &Server, document: &Document, offset: usize) -> Option<CompletionResponse> {
    let known = document.known()?;
    let text = document.text.as_str();
    let place = context::place(text, offset);
    let before = &text[place.start.min(offset)..offset];
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '°' | '%');
    let offers = if place.stands == Stands::Text || before.ends_with('@') || before.contains(" @") {
        let is_id = cited::is_of_key;
        if !before.trim_end_matches(is_id).ends_with('@') {
            return None;
        }
        let start = before.trim_end_matches(is_id).len();
        return Some(list(
            server,
            document,
            [sections(server, document), works(server, document)].concat(),
            (offset - (before.len() - start), offset),
        ));
    } else if place.stands == Stands::Comment {
        return None;
    } else {
        let word = before.trim_end_matches(is_word).len();
        let ahead = before[..word].trim_end_matches([' ', '\t']);
        let context = Context { document, known, place: &place, before: &before[..word], ahead, offset };
        (context.offers(), before.len() - word)
    };
    let (offers, length) = offers;
    Some(list(server, document, offers, (offset - length, offset)))
}

fn list(
    server: &Server,
    document: &Document,
    offers: Vec<Offer>,
    (start, end): (usize, usize),
) -> CompletionResponse {
    let range = document.text.range(labc::sources::Span::new(start, end));
    let mut seen = BTreeSet::new();
    let items = offers.into_iter().filter(|offer| seen.insert(offer.label.clone())).map(|offer| {
        let snippet = offer.snippet.filter(|_| server.snippets);
        let format = snippet.as_ref().map(|_| InsertTextFormat::SNIPPET);
        let new_text = snippet.unwrap_or_else(|| offer.label.clone());
        CompletionItem {
            sort_text: Some(format!("{}{}", offer.rank, offer.label)),
            label_details: (!offer.detail.is_empty()).then(|| CompletionItemLabelDetails {
                detail: None,
                description: Some(offer.detail.clone()),
            }),
            detail: (!offer.detail.is_empty()).then_some(offer.detail),
            documentation: (!offer.docs.is_empty()).then_some(Documentation::MarkupContent(MarkupContent {
                kind: MarkupKind::Markdown,
                value: offer.docs,
            })),
            kind: Some(offer.kind),
            insert_text_format: format,
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
            label: offer.label,
            ..Default::default()
        }
    });
    CompletionResponse::List(CompletionList { is_incomplete: false, items: items.collect() })
}

fn sections(server: &Server, document: &Document) -> Vec<Offer> {
    let course = server.course(document);
    let sections = course.map(|course| course.checked.sections.as_slice()).unwrap_or_default();
    sections.iter().map(|(id, title)| offer(id, CompletionItemKind::REFERENCE, title, 0)).collect()
}

fn works(server: &Server, document: &Document) -> Vec<Offer> {
    let course = server.course(document);
    let works = course.map(|course| course.checked.works.as_slice()).unwrap_or_default();
    works.iter().map(|work| offer(&work.key, CompletionItemKind::REFERENCE, &work.words, 1)).collect()
}

struct Context<'c> {
    document: &'c Document,
    known: &'c Analysed,
    place: &'c context::CursorPlace,
    /// The statement or value up to the word that is written.
    before: &'c str,
    /// The same without the space at its end.
    ahead: &'c str,
    offset: usize,
}

impl Context<'_> {
    fn offers(&self) -> Vec<Offer> {
        if let Some(path) = self.ahead.strip_suffix('.').filter(|_| self.ahead.len() == self.before.len()) {
            let name = path
                .rfind(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.')
                .map_or(path, |end| &path[end + path[end..].chars().next().map_or(1, char::len_utf8)..]);
            // The point of a number.
            if name.chars().all(|letter| letter.is_ascii_digit()) {
                return Vec::new();
            }
            if name == "std" && self.ahead.trim_start().starts_with("use ") {
                let modules = self.modules().into_iter();
                let modules = modules.filter_map(|module| {
                    let label = module.label.strip_prefix("std.")?.to_owned();
                    Some(Offer { label, ..module })
                });
                return modules.collect();
            }
            return self.members(name);
        }
        let words: Vec<&str> = self.ahead.split_whitespace().collect();
        let first = words.first().copied().unwrap_or_default();
        let last = words.last().copied().unwrap_or_default();
        let inside = self.place.around.last().map(String::as_str).unwrap_or_default();
        let in_value = self.place.in_text;
        if words.is_empty() {
            return match inside {
                _ if in_value => self.names(None),
                "" | "part" | "details" | "group" | "beside" | "tabs" => self.statements(),
                "use" => self.fields(),
                _ => {
                    let words = BLOCKS.iter().find(|(word, _)| *word == inside).map(|(_, words)| *words);
                    let mut words = words.unwrap_or_default().to_vec();
                    if inside == "chart" {
                        words.extend(["x", "y"].into_iter().chain(mark_words()));
                    }
                    let mut offers: Vec<Offer> = words
                        .into_iter()
                        .map(|word| offer(word, CompletionItemKind::KEYWORD, "", 0))
                        .collect();
                    if matches!(inside, "show" | "hud" | "metrics" | "record") {
                        offers.append(&mut self.names(None));
                    }
                    offers
                }
            };
        }
        // A unit follows a number, and `in`.
        let number = last.chars().next().is_some_and(|letter| letter.is_ascii_digit())
            && last
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '+'));
        if (number && self.ahead.len() < self.before.len()) || last == "in" && !self.ahead.contains(" for ") {
            let mut offers = self.units();
            if number {
                offers.append(&mut self.clauses(first));
            }
            return offers;
        }
        let is_type = self.ahead.ends_with(':')
            && matches!(first, "const" | "given" | "let" | "fn")
            && !self.ahead.contains('=');
        if is_type || matches!(last, "maybe") || last == "of" && words.iter().rev().nth(1) == Some(&"list") {
            return self.types();
        }
        match (first, last) {
            ("use", "ledger") | ("revisit", "revisit") => return self.labs(),
            ("use", "use") => return self.modules(),
            ("reveal", _) => return self.questions(),
            ("allow", "allow") => {
                let codes = labc::codes::all();
                return codes.map(|code| offer(code.as_str(), CompletionItemKind::CONSTANT, "", 0)).collect();
            }
            ("show", "show") => {
                let words = ["steps", "metrics", "table", "badges", "formula"].iter();
                return words.map(|word| offer(*word, CompletionItemKind::KEYWORD, "", 0)).collect();
            }
            ("choice" | "decide", "of") | ("upload", "like") | ("extend", "extend") => return self.tables(),
            ("toggle", "start") => {
                let words = ["on", "off"].iter();
                return words.map(|word| offer(*word, CompletionItemKind::VALUE, "", 0)).collect();
            }
            ("choice", "start") => {
                let of = words.iter().position(|word| *word == "of").and_then(|at| words.get(at + 1));
                return of.map(|table| self.rows(table)).unwrap_or_default();
            }
            ("aside", "aside") => {
                let words = ["insight", "warning", "note", "takeaways"].iter();
                return words.map(|word| offer(*word, CompletionItemKind::KEYWORD, "", 0)).collect();
            }
            ("message", "message") => return vec![offer("from", CompletionItemKind::KEYWORD, "", 0)],
            ("lab" | "part", _) if words.len() == 1 => return Vec::new(),
            ("x" | "y", "x" | "y") if inside == "chart" => {
                return self.items(&|item| matches!(item, Item::Control(_)), 0);
            }
            _ => {}
        }
        if matches!(
            first,
            "const" | "let" | "given" | "slider" | "toggle" | "fn" | "table" | "status" | "predict"
        ) && words.len() == 1
        {
            // A new name.
            return Vec::new();
        }
        self.names(self.expected().as_ref()).into_iter().chain(self.clauses(first)).collect()
    }

    /// The type of what is compared or set here: `device == …`, `device = …`.
    fn expected(&self) -> Option<Type> {
        let before = self.ahead.strip_suffix("==").or_else(|| self.ahead.strip_suffix("!="));
        let before =
            before.or_else(|| self.ahead.strip_suffix('=')).or_else(|| self.ahead.strip_suffix("≠"))?;
        let before = before.trim_end();
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
        let name = &before[before.trim_end_matches(is_name).len()..];
        self.type_of(name)
    }

    /// What a path of names is.
    fn type_of(&self, path: &str) -> Option<Type> {
        let checker = &self.known.analysis.checker;
        let mut names = path.split('.');
        let first = names.next()?;
        let mut of = self.local(first).or_else(|| match checker.names.items.get(first)?.0 {
            Item::Define(id) => checker.model.defines[id].value.as_ref().map(|value| value.of.clone()),
            Item::Control(id) => Some(checker.model.controls[id].of.clone()),
            Item::Status(id) => Some(Type::Arm(id)),
            Item::Table(id) => {
                let key = names.next()?;
                checker.model.tables[id].rows.place(key).map(|_| Type::Row(id))
            }
            _ => None,
        })?;
        for name in names {
            let Type::Row(table) = of else { return None };
            let columns = checker.model.tables[table].columns.iter();
            of = columns.into_iter().find(|column| column.name == name)?.of.clone();
            if let Type::Maybe(inner) = of {
                of = *inner;
            }
        }
        Some(of)
    }

    /// What a variable is that runs over rows here: of the generator after it, or of the statement around.
    fn local(&self, name: &str) -> Option<Type> {
        let checker = &self.known.analysis.checker;
        // Where the statement was read before it was half-typed again, its variables are known.
        let uses = self.known.analysis.uses.all().iter().rev();
        let near = uses
            .filter(|one| matches!(one.of, Referent::Local(_)) && self.document.text.slice(one.span) == name);
        let nearest = near.min_by_key(|one| (one.span.start as usize).abs_diff(self.offset));
        if let Some(Referent::Local(local)) = nearest.map(|one| &one.of) {
            return self.known.analysis.uses.local(*local).cloned();
        }
        // `for NAME in TABLE`, before or after the place, in this statement.
        let text = self.document.text.as_str();
        let rest = &text[self.place.start..];
        let rest =
            &rest[..rest.char_indices().map(|(at, _)| at).take_while(|at| *at < 2_000).last().unwrap_or(0)];
        let mut words = rest.split(|letter: char| {
            letter.is_whitespace() || matches!(letter, '(' | ')' | ',' | '[' | ']' | '{' | '}')
        });
        let mut last = ["", "", ""];
        for word in words.by_ref().filter(|word| !word.is_empty()) {
            if last == ["for", name, "in"]
                && let Some((Item::Table(id), _)) = checker.names.items.get(word)
            {
                return Some(Type::Row(*id));
            }
            last = [last[1], last[2], word];
        }
        None
    }

    fn statements(&self) -> Vec<Offer> {
        let words = STATEMENTS.iter().map(|word| {
            let snippet = SNIPPETS.iter().find(|(known, _)| known == word).map(|(_, snippet)| *snippet);
            let mut found = offer(*word, CompletionItemKind::KEYWORD, "", 0);
            found.snippet = snippet.map(str::to_owned);
            found
        });
        words.collect()
    }

    fn clauses(&self, first: &str) -> Vec<Offer> {
        let words = CLAUSES.iter().find(|(known, _)| *known == first).map(|(_, words)| *words);
        let words = words.unwrap_or_default().iter();
        let mut offers: Vec<Offer> =
            words.map(|word| offer(*word, CompletionItemKind::KEYWORD, "", 4)).collect();
        for word in ["if", "then", "else", "and", "or", "not", "for", "where", "at", "within"] {
            offers.push(offer(word, CompletionItemKind::KEYWORD, "", 5));
        }
        offers
    }

    fn units(&self) -> Vec<Offer> {
        let units = &self.known.analysis.checker.model.units;
        let mut offers: Vec<Offer> = units
            .used
            .iter()
            .map(|unit| offer(&unit.symbol, CompletionItemKind::UNIT, unit.dimension.name(units), 0))
            .collect();
        for (name, unit) in &units.units {
            let mut found = offer(name, CompletionItemKind::UNIT, unit.dimension.name(units), 2);
            found.docs.clone_from(&unit.docs);
            offers.push(found);
        }
        // With the prefixes that are common.
        for (name, unit) in units.units.iter().filter(|(name, unit)| **name == unit.symbol) {
            let prefixes: &[&str] = match (unit.prefixes.small, unit.prefixes.large) {
                (true, true) => &["n", "µ", "m", "k", "M", "G", "T"],
                (true, false) => &["n", "µ", "m"],
                (false, true) => &["k", "M", "G", "T", "P"],
                (false, false) => &[],
            };
            for prefix in prefixes {
                let kind = CompletionItemKind::UNIT;
                offers.push(offer(format!("{prefix}{name}"), kind, unit.dimension.name(units), 3));
            }
        }
        offers
    }

    fn types(&self) -> Vec<Offer> {
        let dimensions = self.known.analysis.checker.model.units.dimensions.keys();
        let mut offers: Vec<Offer> =
            dimensions.map(|name| offer(name, CompletionItemKind::INTERFACE, "a dimension", 0)).collect();
        for name in ["Bool", "Text", "Number"] {
            offers.push(offer(name, CompletionItemKind::INTERFACE, "", 0));
        }
        offers.append(&mut self.tables());
        offers
    }

    fn labs(&self) -> Vec<Offer> {
        let course = &self.known.analysis.checker.course;
        let labs = course.earlier().iter().enumerate().map(|(place, id)| {
            let title = course.protocol(place).map(|protocol| protocol.title.clone()).unwrap_or_default();
            offer(id, CompletionItemKind::MODULE, title, 0)
        });
        labs.collect()
    }

    fn modules(&self) -> Vec<Offer> {
        let modules = labc::inputs::library::names().map(|name| {
            let mut found = offer(format!("std.{name}"), CompletionItemKind::MODULE, "", 1);
            found.docs =
                labc::inputs::library::module(name).map(|module| module.docs.clone()).unwrap_or_default();
            found
        });
        modules
            .chain([offer("ledger", CompletionItemKind::KEYWORD, "what an earlier lab records", 0)])
            .collect()
    }

    /// Fields of the lab whose ledger is used.
    fn fields(&self) -> Vec<Offer> {
        let course = &self.known.analysis.checker.course;
        // `use ledger LAB { … }`
        let lab = self.place.head.split_whitespace().next_back().unwrap_or_default();
        let Some(protocol) = course.earlier_place(lab).and_then(|place| course.protocol(place)) else {
            return Vec::new();
        };
        let fields = protocol
            .fields
            .iter()
            .map(|field| offer(&field.name, CompletionItemKind::FIELD, &field.title, 0));
        let predictions = protocol.predictions.iter().map(|prediction| {
            let name = format!("{}.right", prediction.name);
            offer(name, CompletionItemKind::FIELD, &prediction.question, 1)
        });
        fields.chain(predictions).collect()
    }

    fn tables(&self) -> Vec<Offer> {
        self.items(&|item| matches!(item, Item::Table(_)), 0)
    }

    fn questions(&self) -> Vec<Offer> {
        self.items(&|item| matches!(item, Item::Other("a prediction" | "an estimate")), 0)
    }

    fn rows(&self, table: &str) -> Vec<Offer> {
        let checker = &self.known.analysis.checker;
        known::table_named(checker, table).map(|table| self.keys(table, 0)).unwrap_or_default()
    }

    fn keys(&self, table: &Table, rank: u8) -> Vec<Offer> {
        let of = format!("a row of {}", table.tree.name.text);
        let rows = table.rows.iter().take(500);
        rows.map(|key| offer(&key.text, CompletionItemKind::ENUM_MEMBER, of.clone(), rank)).collect()
    }

    fn columns(&self, table: Id) -> Vec<Offer> {
        let checker = &self.known.analysis.checker;
        let columns = checker.model.tables[table].columns.iter();
        let columns = columns
            .map(|column| offer(&column.name, CompletionItemKind::FIELD, checker.type_name(&column.of), 0));
        let mut offers: Vec<Offer> = columns.collect();
        for pairs in
            checker.model.tables.iter().filter(|pairs| pairs.keys.is_some_and(|(rows, _)| rows == table))
        {
            let name = pairs.tree.name.text.rsplit('.').next().unwrap_or_default();
            offers.push(offer(name, CompletionItemKind::FIELD, "by a second key", 0));
        }
        offers
    }

    fn cases(&self, status: Id) -> Vec<Offer> {
        let arms = self.known.analysis.checker.model.statuses[status].tree.arms.iter();
        arms.map(|arm| offer(&arm.name.text, CompletionItemKind::ENUM_MEMBER, &arm.level.text, 0)).collect()
    }

    /// What can follow the point after a path of names.
    fn members(&self, path: &str) -> Vec<Offer> {
        let checker = &self.known.analysis.checker;
        match self.type_of(path) {
            Some(Type::Row(table)) => return self.columns(table),
            Some(Type::Arm(status)) => return self.cases(status),
            Some(Type::Maybe(inner)) => {
                if let Type::Row(table) = *inner {
                    return self.columns(table);
                }
            }
            _ => {}
        }
        if let Some(table) = known::table_named(checker, path) {
            return self.keys(table, 0);
        }
        let prefix = format!("{path}.");
        let mut offers = Vec::new();
        for (name, (item, _)) in &checker.names.items {
            if let Some(rest) = name.strip_prefix(&prefix) {
                offers.push(self.item(rest, name, *item, 0));
            }
        }
        if let Some(module) = labc::inputs::library::module(path) {
            let brought = checker.names.items.keys().any(|name| name.starts_with(&prefix));
            let used = brought || self.document.text.as_str().contains(&format!("std.{path}"));
            for name in module.offers() {
                let Some(rest) = name.strip_prefix(&prefix) else { continue };
                let mut found = offer(rest, CompletionItemKind::CONSTANT, "", 1);
                if let Some(function) = library::function(&name) {
                    found.kind = CompletionItemKind::FUNCTION;
                    found.detail.clone_from(&function.signature);
                    found.docs = known::of_library(function);
                }
                if !used {
                    found.detail = format!("needs `use std.{path}`");
                }
                offers.push(found);
            }
        }
        offers
    }

    fn item(&self, label: &str, name: &str, item: Item, rank: u8) -> Offer {
        let checker = &self.known.analysis.checker;
        let (kind, detail) = match item {
            Item::Define(id) => {
                let define = &checker.model.defines[id];
                let of = define.value.as_ref().map(|value| checker.type_name(&value.of)).unwrap_or_default();
                let now = self.known.value(id).map(|now| format!(" = {now}")).unwrap_or_default();
                (CompletionItemKind::VARIABLE, format!("{of}{now}"))
            }
            Item::Function(id) => {
                let signature = crate::signature::of_function(checker, &checker.model.functions[id]);
                (CompletionItemKind::FUNCTION, signature)
            }
            Item::Table(_) => (CompletionItemKind::STRUCT, item.words().to_owned()),
            Item::Control(id) => {
                (CompletionItemKind::PROPERTY, checker.type_name(&checker.model.controls[id].of))
            }
            Item::Status(_) => (CompletionItemKind::ENUM, item.words().to_owned()),
            Item::Upload(_) | Item::Other(_) => (CompletionItemKind::EVENT, item.words().to_owned()),
        };
        let mut found = offer(label, kind, detail, rank);
        if let Item::Define(id) = item {
            found.docs.clone_from(&checker.model.defines[id].docs);
        }
        let _ = name;
        found
    }

    fn items(&self, wanted: &dyn Fn(&Item) -> bool, rank: u8) -> Vec<Offer> {
        let items = self.known.analysis.checker.names.items.iter();
        let items = items.filter(|(name, (item, _))| wanted(item) && !name.contains('.'));
        items.map(|(name, (item, _))| self.item(name, name, *item, rank)).collect()
    }

    /// What an expression can begin with; what fits first.
    fn names(&self, expected: Option<&Type>) -> Vec<Offer> {
        let checker = &self.known.analysis.checker;
        let model = &checker.model;
        let mut offers = match expected {
            Some(Type::Row(table)) => self.keys(&model.tables[*table], 0),
            Some(Type::Arm(status)) => self.cases(*status),
            Some(Type::Bool) => {
                ["yes", "no", "on", "off"].map(|word| offer(word, CompletionItemKind::VALUE, "", 0)).into()
            }
            _ => Vec::new(),
        };
        let is_value = |item: &Item| !matches!(item, Item::Other(_));
        let mut items = self.items(&is_value, 2);
        if let Some(expected) = expected {
            for found in &mut items {
                let of = checker.names.items.get(&found.label).and_then(|(item, _)| match item {
                    Item::Define(id) => model.defines[*id].value.as_ref().map(|value| value.of.clone()),
                    Item::Control(id) => Some(model.controls[*id].of.clone()),
                    _ => None,
                });
                if of.as_ref() == Some(expected) {
                    found.rank = 1;
                }
            }
        }
        offers.append(&mut items);
        let modules: BTreeSet<&str> =
            checker.names.items.keys().filter_map(|name| Some(name.split_once('.')?.0)).collect();
        let named: Vec<&str> = labc::inputs::library::names()
            .filter(|name| self.document.text.as_str().contains(&format!("std.{name}")))
            .collect();
        for module in modules.into_iter().chain(named) {
            offers.push(offer(module, CompletionItemKind::MODULE, "a module", 2));
        }
        for builtin in builtins::all() {
            let detail = format!("{}({})", builtin.name, builtin.params);
            let mut found = offer(builtin.name, CompletionItemKind::FUNCTION, detail, 3);
            found.docs = format!("{}\n\n```lab\n{}\n```", builtin.docs, builtin.example);
            offers.push(found);
        }
        offers
    }
}
