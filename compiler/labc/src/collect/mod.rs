//! A class: the copies that students have handed in, merged by student and marked against the labs as they
//! are now. Start at [`Class::of`].
//!
//! | file | what it does |
//! | --- | --- |
//! | `students` | which copies belong to whom |
//! | `table` | rows for spreadsheets |
//! | `view` | the page of the class |

mod students;
mod table;
mod view;

use lab_core::mark::{self, Mark, Marks, Sheet, is_confident_mistake};

use crate::ledger::{Copy, Fault};
use crate::page::protocol::Protocol;
use crate::page::sheet::Entry;
pub use students::Student;
pub use table::is_head;
pub use view::ClassView;

/// A file that was looked at: its path below the folder, and what it holds.
pub type Handed = (String, Result<Copy, Fault>);

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// The labs of the course.
    pub labs: Vec<Lab>,
    /// The students, by name.
    pub students: Vec<Student>,
    /// Files that could not be taken in, with the reason.
    pub refused: Vec<(String, String)>,
    /// What whoever collects should look at: copies that disagree, files handed in twice.
    pub remarks: Vec<(String, String)>,
}

/// A lab, as a class is marked against it.
#[derive(Clone, Debug)]
pub struct Lab {
    /// Its title.
    pub title: String,
    /// The titles of its parts.
    pub parts: Vec<String>,
    /// What it asks and keeps, in the order of the sheet.
    pub entries: Vec<Entry>,
    /// How it is marked.
    pub sheet: Sheet,
}

impl Class {
    /// Collects copies: takes in those that are whole and belong to the course, merges those of the same
    /// student, and marks everything anew.
    pub fn of(course: &str, protocols: &[&Protocol], handed: Vec<Handed>) -> Self {
        let labs: Vec<Lab> = protocols
            .iter()
            .map(|protocol| Lab {
                title: protocol.title.clone(),
                parts: protocol.parts.iter().map(|part| part.title.clone()).collect(),
                entries: protocol.entries(),
                sheet: protocol.sheet(),
            })
            .collect();
        let sheets: Vec<Sheet> = labs.iter().map(|lab| lab.sheet.clone()).collect();
        let mut class = Self { labs, students: Vec::new(), refused: Vec::new(), remarks: Vec::new() };
        for (path, copy) in handed {
            match copy {
                Ok(copy) if copy.course == course => class.take_in(path, copy),
                Ok(copy) => {
                    let reason = format!("of another course, `{}`", shortened(&copy.course));
                    class.refused.push((path, reason));
                }
                Err(fault) => class.refused.push((path, fault.to_string())),
            }
        }
        for student in &mut class.students {
            student.mark(&sheets);
        }
        class
            .students
            .sort_by(|a, b| (a.name.to_lowercase(), &a.name).cmp(&(b.name.to_lowercase(), &b.name)));
        class
    }

    /// Every lab of a student with its marks.
    fn marked<'a>(&'a self, student: &'a Student) -> impl Iterator<Item = (&'a Sheet, &'a Marks)> {
        self.labs.iter().map(|lab| &lab.sheet).zip(&student.marks)
    }

    /// How many mistakes a student was sure of.
    fn confident_mistakes(&self, student: &Student) -> usize {
        let marks = self.marked(student).flat_map(|(sheet, marks)| sheet.asked.iter().zip(&marks.marks));
        marks.filter(|(asked, mark)| is_confident_mistake(asked, mark)).count()
    }
}

/// How sure, in per cent where it is a share.
fn sureness(confidence: &str) -> String {
    match confidence.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => format!("{} %", (share * 100.0).round()),
        _ => confidence.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The label of the option that was chosen, or the answer as it was given.
fn answer(entry: &Entry, mark: &Mark) -> String {
    let label = mark.option.and_then(|option| entry.options.get(option as usize));
    label.unwrap_or(&mark.text).clone()
}

/// What the answers of an estimate come to: the factors, in order.
fn median(mut factors: Vec<f64>) -> Option<f64> {
    factors.sort_by(f64::total_cmp);
    let middle = factors.len() / 2;
    match factors.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(factors[middle]),
        _ => Some(f64::midpoint(factors[middle - 1], factors[middle])),
    }
}

/// Marks one record against some labs: what [`mark::mark`] gives for its items.
fn marks_of(sheets: &[Sheet], ledger: &crate::ledger::Ledger) -> Vec<Marks> {
    mark::mark(sheets, &crate::ledger::items(ledger))
}

#[cfg(test)]
mod tests;
