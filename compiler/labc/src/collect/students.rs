//! Which copies belong to whom: copies with the same name entered are one student's; one without a name
//! belongs to whoever handed in the file, and is named after it.

use lab_core::mark::{Marks, Sheet};

use super::Class;
use crate::ledger::{self, Copy, Ledger};

/// Names of folders and files are cut to so many letters, and names that students enter.
const LONGEST_NAME: usize = 120;

/// A student.
#[derive(Clone, Debug)]
pub struct Student {
    /// The name entered, or the file's without its ending.
    pub name: String,
    /// The files, in the order in which they were found.
    pub files: Vec<String>,
    /// When the latest of them was saved, as it says.
    pub saved: String,
    /// Everything they hold.
    pub ledger: Ledger,
    /// What it comes to, for each lab.
    pub marks: Vec<Marks>,
}

impl Class {
    /// Takes in a copy.
    pub(super) fn take_in(&mut self, path: String, copy: Copy) {
        let entered = ledger::student(&copy.items);
        let name = entered.clone().unwrap_or_else(|| stem(&path));
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
        let twin = self.students.iter().find(|student| student.ledger == copy.items);
        if let Some(twin) = twin.filter(|_| !copy.items.is_empty()) {
            let remark = format!("holds the same as {}", twin.files.join(", "));
            self.remarks.push((path.clone(), remark));
            if entered.is_none() {
                return;
            }
        }
        let same =
            |student: &&mut Student| entered.is_some() && student.name.to_lowercase() == name.to_lowercase();
        let Some(student) = self.students.iter_mut().find(same) else {
            let (saved, ledger) = (copy.saved, copy.items);
            self.students.push(Student { name, files: vec![path], saved, ledger, marks: Vec::new() });
            return;
        };
        let asides = |ledger: &Ledger| {
            let set_aside = |key: &&String| key.starts_with("aside/") && key.contains("/predict/");
            ledger.keys().filter(set_aside).count()
        };
        let before = asides(&student.ledger).max(asides(&copy.items));
        for (key, text) in &copy.items {
            ledger::merge_item(&mut student.ledger, key, text);
        }
        if asides(&student.ledger) > before {
            let remark = format!(
                "disagrees with {} about predictions: the earlier ones count, and if these are two people, one of them has to enter another name",
                student.files.join(", ")
            );
            self.remarks.push((path.clone(), remark));
        }
        student.saved = std::mem::take(&mut student.saved).max(copy.saved);
        student.files.push(path);
    }
}

impl Student {
    /// Marks everything anew.
    pub(super) fn mark(&mut self, sheets: &[Sheet]) {
        self.marks = super::marks_of(sheets, &self.ledger);
    }
}

/// The path of a file without the ending of its name.
fn stem(path: &str) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => path[..name + dot].to_owned(),
        None => path.to_owned(),
    }
}
