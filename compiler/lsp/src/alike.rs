//! What goes by one name together, over the labs of a course: a question and the field under which later labs read its
//! answer, rows that a record carries from one lab to another, a field and its column of `ledger`, what a module declares.
//! Start at [`everywhere`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use labc::check::uses::Referent;
use labc::record::protocol::{FieldType, Protocol};
use labc::sources::Span;
use labc::syntax::every;
use labc::syntax::tree::{Kind, Statement};

use crate::document::{Analysed, Document};
use crate::server::Server;
use crate::text::Text;

/// The table of the labs before a lab.
const LEDGER: &str = "ledger";

/// A name at a place of some file.
pub(crate) struct NamePlace {
    pub(crate) path: PathBuf,
    pub(crate) text: Text,
    pub(crate) span: Span,
    pub(crate) declares: bool,
    /// What it stands for there.
    pub(crate) of: Referent,
}

/// Every place of a name of a document: there, and in the labs of the course.
pub(crate) fn everywhere(server: &Server, document: &Document, of: &Referent) -> Vec<NamePlace> {
    let Some(known) = document.known() else { return Vec::new() };
    let own = AlikeText::new(&document.path, known);
    let others = match goes_further(&own, of) {
        true => others(server, document, of),
        false => Vec::new(),
    };
    let others = others.iter().map(|(path, known)| AlikeText::new(path, known));
    let labs = Labs(std::iter::once(own).chain(others).collect());
    let mut found = BTreeSet::new();
    let mut waiting = vec![AlikeName { lab: Some(0), of: of.clone() }];
    while let Some(mut named) = waiting.pop() {
        if is_shared(&named.of) {
            named.lab = None;
        }
        if found.insert(named.clone()) {
            labs.alike(&named, &mut waiting);
        }
    }
    let mut places = Vec::new();
    for (number, reading) in labs.0.iter().enumerate() {
        let here = found.iter().filter(|named| named.lab.is_none_or(|lab| lab == number));
        for one in here.flat_map(|named| reading.known.analysis.uses.places(&named.of)) {
            // Without the name of the module.
            let words = reading.known.text.slice(one.span);
            let start = words.rfind('.').filter(|_| number != 0).map_or(0, |point| point as u32 + 1);
            places.push(NamePlace {
                path: reading.path.to_owned(),
                text: reading.known.text.clone(),
                span: Span { start: one.span.start + start, end: one.span.end },
                declares: one.declares,
                of: one.of.clone(),
            });
        }
    }
    places.sort_by(|a, b| (&a.path, a.span, !a.declares).cmp(&(&b.path, b.span, !b.declares)));
    places.dedup_by(|a, b| a.path == b.path && a.span == b.span);
    places
}

/// The last part of a name, as it is written where it is used.
fn word(of: &Referent) -> Option<&str> {
    match of {
        Referent::Item(name)
        | Referent::Row(_, name)
        | Referent::Column(_, name)
        | Referent::Field(_, name)
        | Referent::FieldRow(_, _, name)
        | Referent::Lab(name)
        | Referent::Parameter(_, name)
        | Referent::Module(name)
        | Referent::Section(name)
        | Referent::Subject(name) => name.rsplit('.').next(),
        _ => None,
    }
}

/// Whether a name means the same in every lab.
fn is_shared(of: &Referent) -> bool {
    matches!(
        of,
        Referent::Lab(_)
            | Referent::Field(..)
            | Referent::FieldRow(..)
            | Referent::Module(_)
            | Referent::Section(_)
            | Referent::Subject(_)
    )
}

/// Whether other labs may speak of what a name of this one stands for.
fn goes_further(own: &AlikeText, of: &Referent) -> bool {
    match of {
        of if is_shared(of) => true,
        Referent::Item(name) => own.module.is_some() || own.asks(name),
        Referent::Column(table, _) => own.module.is_some() || table == LEDGER,
        Referent::Parameter(..) => own.module.is_some(),
        Referent::Row(..) => true,
        _ => false,
    }
}

/// The other labs that have the word, with their names.
fn others(server: &Server, document: &Document, of: &Referent) -> Vec<(PathBuf, Analysed)> {
    let Some(word) = word(of) else { return Vec::new() };
    let mut found = Vec::new();
    for path in server.labs(document).into_iter().filter(|path| *path != document.path) {
        // A lab that never has the word cannot speak of it.
        let text = server.text_of(&path).filter(|text| text.as_str().contains(word));
        if let Some(text) = text {
            let known = Analysed::names(&text, server.around_of(&path).as_ref());
            found.push((path, known));
        }
    }
    found
}

/// A name: of one lab, by its number, or one that means the same in all of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct AlikeName {
    lab: Option<usize>,
    of: Referent,
}

/// A lab or a module that was read.
struct AlikeText<'k> {
    path: &'k Path,
    known: &'k Analysed,
    /// The id of the lab; empty for a module.
    id: String,
    /// The name of the module.
    module: Option<String>,
    /// The labs and tables whose rows come to this lab's table of the same name.
    received: BTreeSet<(String, String)>,
}

impl<'k> AlikeText<'k> {
    fn new(path: &'k Path, known: &'k Analysed) -> Self {
        let mut id = String::new();
        every(&known.analysis.tree.statements, &mut |statement| {
            if let Kind::Lab(lab) = &statement.kind {
                id.clone_from(&lab.name.text);
            }
        });
        let module = path.file_stem().filter(|_| id.is_empty());
        let module = module.map(|name| name.to_string_lossy().into_owned());
        let mut reading = Self { path, known, id, module, received: BTreeSet::new() };
        reading.received = reading.receives();
        reading
    }

    fn each(&self, visit: &mut dyn FnMut(&'k Statement)) {
        every(&self.known.analysis.tree.statements, &mut |statement| visit(statement));
    }

    /// Whether a name is a question whose answer later labs can read, and nothing that the lab records has the same name.
    fn asks(&self, name: &str) -> bool {
        let (mut asks, mut records) = (false, false);
        self.each(&mut |statement| match &statement.kind {
            Kind::Predict(predict) => asks |= predict.name.text == name,
            Kind::Estimate(estimate) => asks |= estimate.name.text == name,
            Kind::Record(fields) => records |= fields.iter().any(|field| field.name.text == name),
            _ => {}
        });
        asks && !records
    }

    fn has_row(&self, table: &str, key: &str) -> bool {
        let known = crate::known::table_named(&self.known.analysis.checker, table);
        table != LEDGER && known.is_some_and(|table| table.rows.place(key).is_some())
    }

    fn uses(&self, of: &Referent) -> bool {
        self.known.analysis.uses.places(of).next().is_some()
    }

    /// What the labs before this one ask and record, as far as it may read that.
    fn earlier(&self) -> impl Iterator<Item = &Protocol> {
        let course = &self.known.analysis.checker.course;
        (0..course.earlier().len()).filter_map(|place| course.protocol(place).map(|lab| &**lab))
    }

    /// The labs and tables whose rows come to this lab's table of the same name.
    fn receives(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for lab in self.earlier() {
            for field in &lab.fields {
                let FieldType::Row { table, .. } = &field.of else { continue };
                let name = field.name.split('.').next().unwrap_or_default().to_owned();
                let column = Referent::Column(LEDGER.to_owned(), name.clone());
                if self.uses(&Referent::Field(lab.id.clone(), name)) || self.uses(&column) {
                    found.insert((lab.id.clone(), table.clone()));
                }
            }
            let context = lab.controls.iter().find(|control| Some(&control.name) == lab.context.as_ref());
            if let Some(table) = context.and_then(|control| control.table.as_ref())
                && self.uses(&Referent::Column(LEDGER.to_owned(), "context".to_owned()))
            {
                found.insert((lab.id.clone(), table.clone()));
            }
        }
        found
    }
}

/// The document, and other labs that have the word.
struct Labs<'k>(Vec<AlikeText<'k>>);

impl Labs<'_> {
    fn with_id(&self, id: &str) -> Option<(usize, &AlikeText<'_>)> {
        self.0.iter().enumerate().find(|(_, reading)| reading.id == id)
    }

    /// Adds what goes by a name together with it, one step away.
    fn alike(&self, named: &AlikeName, found: &mut Vec<AlikeName>) {
        if let Some(lab) = named.lab {
            self.alike_in(lab, &named.of, found);
        }
        match &named.of {
            Referent::Field(id, name) => {
                if let Some((lab, reading)) = self.with_id(id)
                    && reading.asks(name)
                {
                    found.push(AlikeName { lab: Some(lab), of: Referent::Item(name.clone()) });
                }
                let column = Referent::Column(LEDGER.to_owned(), name.clone());
                for (lab, reading) in self.0.iter().enumerate() {
                    if reading.uses(&column) && reading.earlier().any(|lab| lab.id == *id) {
                        found.push(AlikeName { lab: Some(lab), of: column.clone() });
                    }
                }
            }
            Referent::FieldRow(id, fields, key) => {
                let Some((lab, reading)) = self.with_id(id) else { return };
                reading.each(&mut |statement| {
                    let Kind::Record(recorded) = &statement.kind else { return };
                    for field in recorded.iter().filter(|field| field.name.text == *fields) {
                        let row = field.each.iter().map(|(_, table)| (table.text.clone(), key.clone()));
                        found.extend(
                            row.map(|(table, key)| AlikeName {
                                lab: Some(lab),
                                of: Referent::Row(table, key),
                            }),
                        );
                    }
                });
            }
            Referent::Subject(key) => {
                for (lab, reading) in self.0.iter().enumerate() {
                    let taught = reading.known.analysis.uses.taught().iter();
                    found.extend(taught.filter(|table| reading.has_row(table, key)).map(|table| AlikeName {
                        lab: Some(lab),
                        of: Referent::Row(table.clone(), key.clone()),
                    }));
                }
            }
            _ => {}
        }
    }

    /// The same for a name of one lab.
    fn alike_in(&self, lab: usize, of: &Referent, found: &mut Vec<AlikeName>) {
        let reading = &self.0[lab];
        let own = |of: Referent| AlikeName { lab: Some(lab), of };
        if let Some(of) = reading.module.as_ref().and_then(|module| in_module(module, of)) {
            let labs = (0..self.0.len()).filter(|other| *other != lab);
            found.extend(labs.map(|other| AlikeName { lab: Some(other), of: of.clone() }));
        }
        match of {
            Referent::Item(name) => {
                if reading.asks(name) {
                    found.push(own(Referent::Field(reading.id.clone(), name.clone())));
                }
                let tables = reading.made_for_rows().into_iter().filter(|(each, _)| each == name);
                found.extend(tables.map(|(_, table)| own(Referent::Column(table, name.clone()))));
            }
            Referent::Column(table, name) if table == LEDGER => {
                let recording = |lab: &&Protocol| lab.fields.iter().any(|field| field.name == *name);
                let labs = reading.earlier().filter(recording);
                found.extend(labs.map(|lab| own(Referent::Field(lab.id.clone(), name.clone()))));
            }
            Referent::Column(table, name)
                if reading.made_for_rows().contains(&(name.clone(), table.clone())) =>
            {
                found.push(own(Referent::Item(name.clone())));
            }
            Referent::Row(table, key) => self.alike_row(lab, (table, key), found),
            _ => {}
        }
    }

    fn alike_row(&self, lab: usize, (table, key): (&str, &str), found: &mut Vec<AlikeName>) {
        let reading = &self.0[lab];
        reading.each(&mut |statement| {
            let Kind::Record(recorded) = &statement.kind else { return };
            for field in recorded {
                if field.each.as_ref().is_some_and(|(_, of)| of.text == table) {
                    let (id, fields) = (reading.id.clone(), field.name.text.clone());
                    found.push(AlikeName { lab: None, of: Referent::FieldRow(id, fields, key.to_owned()) });
                }
            }
        });
        if reading.known.analysis.uses.taught().contains(table) {
            found.push(AlikeName { lab: None, of: Referent::Subject(key.to_owned()) });
        }
        // Rows of tables of one name are one row where a record carries them.
        for (other, to) in self.0.iter().enumerate() {
            let carries =
                |from: &AlikeText, to: &AlikeText| to.received.contains(&(from.id.clone(), table.to_owned()));
            if (carries(reading, to) || carries(to, reading)) && to.has_row(table, key) {
                let of = Referent::Row(table.to_owned(), key.to_owned());
                found.push(AlikeName { lab: Some(other), of });
            }
        }
    }
}

impl AlikeText<'_> {
    /// Statuses and choices that are made once for each row, with the tables: they are also columns.
    fn made_for_rows(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        self.each(&mut |statement| {
            let (name, each) = match &statement.kind {
                Kind::Choice(choice) => (&choice.name, &choice.each),
                Kind::Status(status) => (&status.name, &status.each),
                _ => return,
            };
            found.extend(each.iter().map(|(_, table)| (name.text.clone(), table.text.clone())));
        });
        found
    }
}

/// What something that a module declares is for the labs that use it.
fn in_module(module: &str, of: &Referent) -> Option<Referent> {
    // A table with the name of its module stands for the module.
    let named = |name: &String| if name == module { name.clone() } else { format!("{module}.{name}") };
    Some(match of {
        Referent::Item(name) => Referent::Item(named(name)),
        Referent::Row(table, key) => Referent::Row(named(table), key.clone()),
        Referent::Column(table, name) => Referent::Column(named(table), name.clone()),
        Referent::Parameter(function, name) => Referent::Parameter(named(function), name.clone()),
        _ => return None,
    })
}
