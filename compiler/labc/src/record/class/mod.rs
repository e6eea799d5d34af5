//! A class: what students have handed in, put together by student and marked against the labs as they are now.
//!
//! Two passes, so that a class of any size fits into memory. The first, [`Gathering`], opens every file once, keeps
//! what it holds in a store, and remembers no more than whose it may be. [`Gathering::settle`] then decides whose
//! every copy is. The second, [`Class::report`], takes one student after the other: merges, marks, writes rows,
//! counts.
//!
//! | file | what it does |
//! | --- | --- |
//! | `open` | opens files, archives and mails |
//! | `stray` | files that hold no work, by kind |
//! | `gather` | the first pass |
//! | `submitter` | who has handed a file in, as learning platforms name files and folders |
//! | `names`, `roster` | names of people, the list of a class |
//! | `students` | whose a copy is |
//! | `report` | the second pass |
//! | `table`, `codebook` | rows for spreadsheets, and what their columns mean |
//! | `tally`, `view` | what the answers of a class come to, and the page that shows it |

mod codebook;
mod gather;
mod names;
mod open;
mod report;
mod roster;
mod stray;
mod students;
mod submitter;
mod table;
mod tally;
mod view;

use lab_core::mark::{Mark, Sheet};

use crate::record::answer_key::Entry;
use crate::record::protocol::Protocol;
pub use codebook::codebook;
pub use gather::Gathering;
pub use open::{OpenedFile, open};
pub use report::{Report, Tables};
pub use roster::{Roster, RosterRow};
pub use stray::Stray;
pub use students::{Missing, Student};
pub use table::is_head;
pub(crate) use table::{inert, lively};
pub use view::{ClassFrame, ClassView};

/// A class of which it is settled who is who.
#[derive(Debug)]
pub struct Class<S> {
    gathered: Gathering<S>,
    /// The students, by name.
    pub students: Vec<Student>,
    /// What you should look at.
    pub remarks: Vec<Remark>,
    /// Who on the list has handed in nothing; nothing without a list.
    pub missing: Option<Vec<Missing>>,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The file or the student.
    pub about: String,
    /// What there is to say, and what to do about it.
    pub says: String,
}

/// A lab, as a class is marked against it.
#[derive(Clone, Debug)]
pub struct ClassLab {
    /// The title of the lab: plain text.
    pub title: String,
    /// The titles of its parts.
    pub parts: Vec<String>,
    /// What it asks and keeps, in the order of the sheet.
    pub entries: Vec<Entry>,
    /// How it is marked.
    pub sheet: Sheet,
}

impl ClassLab {
    fn of(protocol: &Protocol) -> Self {
        Self {
            title: protocol.title.clone(),
            parts: protocol.parts.iter().map(|part| part.title.clone()).collect(),
            entries: protocol.entries(),
            sheet: protocol.sheet(),
        }
    }
}

impl<S> Class<S> {
    /// Files that were not taken in, with the reason.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &str)> {
        self.gathered.others.iter().filter_map(|other| match &other.why {
            gather::NotTaken::Refused(reason) => Some((&*other.path, &**reason)),
            gather::NotTaken::Stray(_) => None,
        })
    }

    /// Copies that were damaged and taken in as far as they could be read, with what is wrong.
    pub fn damaged(&self) -> impl Iterator<Item = (&str, &str)> {
        self.gathered.copies.iter().filter_map(|copy| Some((&*copy.path, copy.harm.as_deref()?)))
    }

    /// Files that were passed over, by kind, in words; empty where there were none.
    pub fn strays(&self) -> String {
        let counted = self.gathered.strays.iter().map(|(stray, count)| stray.counted(*count));
        counted.collect::<Vec<_>>().join(", ")
    }

    /// How many copies were taken in.
    pub fn copies(&self) -> usize {
        self.gathered.copies.len()
    }

    /// How many steps it took so far: it grows with what was handed in, and not faster.
    pub fn work(&self) -> u64 {
        self.gathered.work
    }
}

impl Remark {
    fn new(about: &str, says: String) -> Self {
        Self { about: about.to_owned(), says }
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
fn answer<'a>(entry: &'a Entry, mark: &'a Mark) -> &'a str {
    let label = mark.option.and_then(|option| entry.options.get(option as usize));
    label.unwrap_or(&mark.text)
}

#[cfg(test)]
mod tests;
