//! The second pass: one student after the other is merged, marked, written to the tables, counted, and let go.
//! Start at [`Class::report`].

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, Read, Seek, Write};

use lab_core::mark::{self, Asked, Mark, Marks, Sheet, is_confident_mistake};
use lab_core::record::{Item, ItemKind, Items};

use super::gather::is_work;
use super::table::{AnswerCell, StudentStanding, Writers};
use super::tally::Tally;
use super::view::{BroughtView, MistakeView, StudentView};
use super::{Class, ClassLab, Remark, Student, answer, sureness};
use crate::record::answer_key::Entry;
use crate::record::store::{self, Record};

/// So many rows of a kind are kept for the page; the tables have all.
pub(super) const MOST: usize = 1000;
/// So many questions are named in a remark.
const NAMED: usize = 5;

/// Where the tables go; nothing where one isn't wanted.
#[derive(Default)]
pub struct Tables<'w> {
    /// A row for each answer of each student.
    pub answers: Option<&'w mut dyn Write>,
    /// A row for each student.
    pub students: Option<&'w mut dyn Write>,
    /// A row for each student and lab.
    pub labs: Option<&'w mut dyn Write>,
    /// A row for each file.
    pub files: Option<&'w mut dyn Write>,
}

/// What a class comes to.
#[derive(Debug)]
pub struct Report {
    /// The labs with their counts.
    pub(super) tallies: Vec<Tally>,
    pub(super) students: Vec<StudentView>,
    pub(super) mistakes: Vec<MistakeView>,
    pub(super) brought: Vec<BroughtView>,
    /// Answers to what the labs no longer ask: lab, kind and name, with how many have answered.
    pub(super) gone: BTreeMap<[String; 3], usize>,
    /// What there is to look at, besides what the class had already.
    pub remarks: Vec<Remark>,
}

/// A student's copies as one.
#[derive(Default)]
struct Merged {
    record: Record,
    /// The copies that have a text, where there are several.
    holders: HashMap<String, Vec<usize>>,
    /// Answers that were committed and that two copies have differently.
    disagreements: BTreeSet<String>,
}

impl<S: Read + Write + Seek> Class<S> {
    /// Marks everything anew and writes the tables, as far as they are wanted.
    ///
    /// # Errors
    /// What the store or a table says.
    pub fn report(&mut self, tables: Tables<'_>) -> io::Result<Report> {
        let labs = std::mem::take(&mut self.gathered.labs);
        let sheets: Vec<Sheet> = labs.iter().map(|lab| lab.sheet.clone()).collect();
        let mut report = Report {
            tallies: labs.iter().map(Tally::of).collect(),
            students: Vec::new(),
            mistakes: Vec::new(),
            brought: Vec::new(),
            gone: BTreeMap::new(),
            remarks: Vec::new(),
        };
        let mut writers = Writers::new(tables)?;
        let whole_course = !self.gathered.some;
        for student in std::mem::take(&mut self.students) {
            let merged = self.merged(&student)?;
            let items = store::items(&merged.record);
            self.gathered.work += items.len() as u64 + 1;
            let sorted = Items::new(&items);
            let marks = marks(&sheets, &sorted);
            let one = StudentInHand {
                student: &student,
                labs: &labs,
                merged: &merged,
                items: &items,
                sorted: &sorted,
                marks: &marks,
                whole_course,
            };
            one.write(&mut writers, &mut report, &self.gathered.copies)?;
            self.students.push(student);
        }
        writers.missing(self.missing.as_deref().unwrap_or_default())?;
        writers.files(&self.gathered, &self.students)?;
        writers.finish()?;
        self.gathered.labs = labs;
        Ok(report)
    }

    fn merged(&mut self, student: &Student) -> io::Result<Merged> {
        let mut merged = Merged::default();
        let several = student.copies.len() > 1;
        let mut first: HashMap<String, String> = HashMap::new();
        for copy in &student.copies {
            for (key, text) in self.gathered.items(*copy)? {
                self.gathered.work += 1;
                if several {
                    if let Some(asked) = committed(&key) {
                        let chosen = decisive(&text);
                        let before = first.entry(key.clone()).or_insert_with(|| chosen.clone());
                        if *before != chosen {
                            merged.disagreements.insert(asked.to_owned());
                        }
                    }
                    let holders = merged.holders.entry(text.clone()).or_default();
                    if holders.last() != Some(copy) {
                        holders.push(*copy);
                    }
                }
                store::merge_item(&mut merged.record, &key, &text);
            }
        }
        Ok(merged)
    }
}

/// The name of a question that is answered once, by the key of its item.
fn committed(key: &str) -> Option<&str> {
    match key.split('/').collect::<Vec<_>>()[..] {
        [_, kind, name] if ItemKind::of(kind)?.commits_once() => Some(name),
        _ => None,
    }
}

/// What an answer comes to: two that differ in nothing else are one.
fn decisive(text: &str) -> String {
    let Some(item) = store::Item::read(text) else { return text.to_owned() };
    let field = ["option", "value", "text"].into_iter().find_map(|name| item.0.get(name));
    field.map_or_else(|| text.to_owned(), ToString::to_string)
}

/// Marks a record. What a copy says about itself being right counts nowhere: where the record decides what is right,
/// there is no mark.
fn marks(sheets: &[Sheet], items: &Items<'_>) -> Vec<Marks> {
    let mut all = mark::mark(sheets, items);
    for (sheet, marks) in sheets.iter().zip(&mut all) {
        for (asked, mark) in sheet.asked.iter().zip(&mut marks.marks) {
            distrust(asked, mark);
        }
    }
    all
}

fn distrust(asked: &Asked, mark: &mut Mark) {
    let undecided = match asked.kind {
        ItemKind::Predict => asked.right.is_none(),
        ItemKind::Estimate => asked.truth.is_none(),
        _ => false,
    };
    if undecided {
        mark.right = None;
        mark.factor = None;
        mark.said.clear();
    }
}

/// A student in hand.
struct StudentInHand<'a> {
    student: &'a Student,
    labs: &'a [ClassLab],
    merged: &'a Merged,
    items: &'a [Item],
    sorted: &'a Items<'a>,
    marks: &'a [Marks],
    whole_course: bool,
}

impl StudentInHand<'_> {
    fn write(
        &self,
        writers: &mut Writers<'_>,
        report: &mut Report,
        copies: &[super::gather::Handed],
    ) -> io::Result<()> {
        let student = self.student;
        let mut standing = StudentStanding::of(student, copies);
        // Keys of items that belong to something the labs ask, under whichever of its names.
        let mut used = HashSet::new();
        for ((lab, marks), tally) in self.labs.iter().zip(self.marks).zip(&mut report.tallies) {
            tally.count(lab, marks);
            standing.begin(lab, marks);
            for (entry, mark) in lab.entries.iter().zip(&marks.marks) {
                let (lab_names, kind, names) = (lab.sheet.ids(), entry.asked.kind, entry.asked.names());
                let item = self.sorted.find(lab_names, kind, names);
                for other in self.sorted.every(lab_names, kind, names) {
                    used.insert(key_of(other));
                    if let Some(item) = item.filter(|item| !std::ptr::eq(*item, other)) {
                        self.former(writers, &mut standing, copies, (lab, entry), (item, other))?;
                    }
                }
                if !mark.answered {
                    continue;
                }
                let time = item.and_then(|item| item.field("at")).unwrap_or_default();
                standing.answered(time);
                let file = item.map(|item| self.files_of_item(copies, &key_of(item))).unwrap_or_default();
                writers.answer(&AnswerCell {
                    student,
                    file: &file,
                    lab,
                    entry,
                    mark,
                    item,
                    status: "counts",
                })?;
                if entry.asked.kind == ItemKind::Upload && report.brought.len() < MOST {
                    report.brought.push(BroughtView {
                        student: student.told(),
                        lab: lab.title.clone(),
                        title: entry.title.clone(),
                        file: mark.text.clone(),
                    });
                }
                if is_confident_mistake(&entry.asked, mark) {
                    standing.confident += 1;
                    if report.mistakes.len() < MOST {
                        report.mistakes.push(MistakeView {
                            student: student.told(),
                            lab: lab.title.clone(),
                            title: entry.title.clone(),
                            answer: answer(entry, mark).to_owned(),
                            confidence: sureness(&mark.confidence),
                        });
                    }
                }
            }
            writers.lab(&standing, lab, marks)?;
        }
        self.set_aside(writers, &mut standing, copies)?;
        for item in self.items.iter().filter(|item| self.is_gone(item) && !used.contains(&key_of(item))) {
            standing.gone += 1;
            let file = self.files_of_item(copies, &key_of(item));
            writers.gone(student, &file, item)?;
            let key = [item.lab.clone(), item.kind.key().to_owned(), item.name.clone()];
            let full = report.gone.len() >= MOST;
            match report.gone.get_mut(&key) {
                Some(count) => *count += 1,
                None if !full => drop(report.gone.insert(key, 1)),
                None => {}
            }
        }
        standing.unreadable = self
            .merged
            .record
            .iter()
            .filter(|(key, text)| key.starts_with("quarantine/") || is_broken_work(key, text))
            .count();
        let total = mark::total(self.labs.iter().map(|lab| &lab.sheet).zip(self.marks));
        writers.student(&standing, &total)?;
        if report.students.len() < MOST {
            report.students.push(StudentView::of(&standing, &total));
        }
        self.remark(report, copies);
        Ok(())
    }

    /// Whether an answer is one to something that these labs no longer ask.
    fn is_gone(&self, item: &Item) -> bool {
        let ours = || self.labs.iter().any(|lab| lab.sheet.ids().has(&item.lab));
        item.kind.is_work() && item.lab != "~" && (self.whole_course || ours())
    }

    /// Rows for answers that lost their place to another one.
    fn set_aside(
        &self,
        writers: &mut Writers<'_>,
        standing: &mut StudentStanding<'_>,
        copies: &[super::gather::Handed],
    ) -> io::Result<()> {
        let from = "aside/".to_owned();
        for (key, text) in self.merged.record.range(from..).take_while(|(key, _)| key.starts_with("aside/")) {
            let [_, lab, kind, name, _] = key.split('/').collect::<Vec<_>>()[..] else { continue };
            if !is_work(kind) {
                continue;
            }
            let known = self.labs.iter().find(|one| one.sheet.ids().has(lab));
            if known.is_none() && !self.whole_course {
                continue;
            }
            let key = format!("{lab}/{kind}/{name}");
            if self.merged.record.get(&key).is_some_and(|counts| decisive(counts) == decisive(text)) {
                continue;
            }
            let items = store::items(&Record::from([(key, text.clone())]));
            let Some(item) = items.first() else { continue };
            standing.aside += 1;
            let file = self.files_of(copies, text);
            let entry = known.and_then(|lab| {
                let asked =
                    |entry: &&Entry| entry.asked.kind == item.kind && entry.asked.names().has(&item.name);
                Some((lab, lab.entries.iter().find(asked)?))
            });
            match entry {
                Some(entry) => self.aside(writers, entry, item, &file)?,
                None => writers.gone(self.student, &file, item)?,
            }
        }
        Ok(())
    }

    /// A row for an answer that was given under another name of the question or its lab, and does not count: `item`
    /// does.
    fn former(
        &self,
        writers: &mut Writers<'_>,
        standing: &mut StudentStanding<'_>,
        copies: &[super::gather::Handed],
        entry: (&ClassLab, &Entry),
        (item, other): (&Item, &Item),
    ) -> io::Result<()> {
        let text = |item| self.merged.record.get(&key_of(item)).map_or("", String::as_str);
        // The same answer, given at another time.
        if !other.kind.is_work() || decisive(text(item)) == decisive(text(other)) {
            return Ok(());
        }
        standing.aside += 1;
        self.aside(writers, entry, other, &self.files_of(copies, text(other)))
    }

    /// A row for an answer that lost its place to another one.
    fn aside(
        &self,
        writers: &mut Writers<'_>,
        (lab, entry): (&ClassLab, &Entry),
        item: &Item,
        file: &str,
    ) -> io::Result<()> {
        let sheet = Sheet { asked: vec![entry.asked.clone()], parts: Vec::new(), ..lab.sheet.clone() };
        let marks = marks(std::slice::from_ref(&sheet), &Items::new(std::slice::from_ref(item)));
        let (student, mark) = (self.student, &marks[0].marks[0]);
        writers.answer(&AnswerCell { student, file, lab, entry, mark, item: Some(item), status: "set aside" })
    }

    fn remark(&self, report: &mut Report, copies: &[super::gather::Handed]) {
        let disagreements = &self.merged.disagreements;
        if !disagreements.is_empty() {
            let named: Vec<&str> = disagreements.iter().take(NAMED).map(String::as_str).collect();
            let more = disagreements.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let files: Vec<&str> =
                self.student.copies.iter().take(NAMED).map(|copy| &*copies[*copy].path).collect();
            report.remarks.push(Remark::new(
                &self.student.id,
                format!(
                    "{}: {} copies answer {}{more} differently. The first answer counts; the table of answers has the \
                     others as `set aside` ({})",
                    self.student.told(),
                    self.student.copies.len(),
                    named.join(", "),
                    files.join(", ")
                ),
            ));
        }
    }

    fn files_of_item(&self, copies: &[super::gather::Handed], key: &str) -> String {
        self.merged.record.get(key).map_or_else(String::new, |text| self.files_of(copies, text))
    }

    fn files_of(&self, copies: &[super::gather::Handed], text: &str) -> String {
        let of = match self.student.copies.as_slice() {
            [one] => std::slice::from_ref(one),
            _ => self.merged.holders.get(text).map_or(&[][..], Vec::as_slice),
        };
        of.iter().take(NAMED).map(|copy| &*copies[*copy].path).collect::<Vec<_>>().join(" | ")
    }
}

/// The key of an item.
fn key_of(item: &Item) -> String {
    format!("{}/{}/{}", item.lab, item.kind.key(), item.name)
}

/// Whether something stands in the place of an answer that can't be read.
fn is_broken_work(key: &str, text: &str) -> bool {
    match key.split('/').collect::<Vec<_>>()[..] {
        [lab, kind, _] => lab != "~" && is_work(kind) && store::Item::read(text).is_none(),
        _ => false,
    }
}
