//! The page of a class: what a theme gets for `class.html`.

use lab_core::mark::{self, Mark, is_confident_mistake};
use lab_core::number::{Digits, digits};
use serde::Serialize;

use super::{Class, Lab, Student, answer, median, sureness};
use crate::page::sheet::Entry;
use crate::page::theme::{Theme, ThemeFault};

/// A class on a page.
#[derive(Clone, Debug, Serialize)]
pub struct ClassView {
    /// Language of the page, as a BCP 47 tag.
    pub lang: String,
    /// The course's title.
    pub course: String,
    /// Path to the style sheet.
    pub style: String,
    /// Path to the rows of all answers, and to those of all students.
    pub tables: (String, String),
    /// How many files were taken in.
    pub files: usize,
    /// The students.
    pub students: Vec<StudentView>,
    /// The labs.
    pub labs: Vec<ClassLabView>,
    /// Mistakes that students were sure of.
    pub mistakes: Vec<MistakeView>,
    /// Files that were not taken in: path and reason.
    pub refused: Vec<(String, String)>,
    /// What to look at: path and remark.
    pub remarks: Vec<(String, String)>,
}

/// A student's row.
#[derive(Clone, Debug, Serialize)]
pub struct StudentView {
    /// The name.
    pub name: String,
    /// The files it comes from.
    pub files: String,
    /// Labs completed.
    pub labs: u32,
    /// Parts done, and all.
    pub parts: (u32, u32),
    /// Predictions right now, of those that can be marked.
    pub right: (u32, u32),
    /// Predictions right when they were made, of those marked then.
    pub frozen: (u32, u32),
    /// Mistakes the student was sure of.
    pub confident: usize,
    /// Failures reached, and left again.
    pub failures: (u32, u32),
}

/// A lab with what the class made of it.
#[derive(Clone, Debug, Serialize)]
pub struct ClassLabView {
    /// Its id, for links.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many have begun it.
    pub begun: usize,
    /// How many have completed it.
    pub completed: usize,
    /// Its parts with how many are done with them.
    pub parts: Vec<(String, usize)>,
    /// What it asks to choose or estimate.
    pub questions: Vec<QuestionView>,
    /// Its failures: title, how many reached it, how many left it again.
    pub failures: Vec<(String, usize, usize)>,
    /// Its goals with how many met them.
    pub goals: Vec<(String, usize)>,
}

/// A question with its answers.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// `predict`, `estimate`, `reflect` or `decide`.
    pub kind: String,
    /// The question.
    pub title: String,
    /// How many answered.
    pub answered: usize,
    /// How many are right now, and were right when they answered, of those that can be marked.
    pub right: Option<(usize, usize)>,
    /// How many were wrong and sure.
    pub confident: usize,
    /// The options with how many chose them.
    pub options: Vec<CountView>,
    /// For an estimate: the middle one of how far off the answers are, in words.
    pub median: String,
}

/// An option with how many chose it.
#[derive(Clone, Debug, Serialize)]
pub struct CountView {
    /// Its label; for an estimate, a range of factors.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Of all who answered, from 0 to 1.
    pub share: f64,
    /// Whether it is right.
    pub right: bool,
    /// Whether the lab no longer has it.
    pub gone: bool,
}

/// A mistake somebody was sure of.
#[derive(Clone, Debug, Serialize)]
pub struct MistakeView {
    /// Who.
    pub student: String,
    /// In which lab.
    pub lab: String,
    /// The question.
    pub title: String,
    /// The answer.
    pub answer: String,
    /// How sure.
    pub confidence: String,
}

/// Ranges of factors, with the lower end and what they are called.
const FACTORS: [(f64, &str); 6] = [
    (0.0, "more than 10× too low"),
    (0.1, "2× to 10× too low"),
    (0.5, "right within 2×"),
    (2.0, "2× to 10× too high"),
    (10.0, "more than 10× too high"),
    (f64::INFINITY, ""),
];

impl Class {
    /// The page of the class, by a theme.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn html(
        &self,
        theme: &Theme,
        lang: &str,
        course: &str,
        style: &str,
        tables: (&str, &str),
    ) -> Result<String, ThemeFault> {
        let view = ClassView {
            lang: lang.to_owned(),
            course: course.to_owned(),
            style: style.to_owned(),
            tables: (tables.0.to_owned(), tables.1.to_owned()),
            files: self.students.iter().map(|student| student.files.len()).sum(),
            students: self.students.iter().map(|student| self.student(student)).collect(),
            labs: self.labs.iter().enumerate().map(|(index, lab)| self.lab(index, lab)).collect(),
            mistakes: self.mistakes(),
            refused: self.refused.clone(),
            remarks: self.remarks.clone(),
        };
        theme.fill("class.html", &view)
    }

    fn student(&self, student: &Student) -> StudentView {
        let total = mark::total(self.marked(student));
        StudentView {
            name: student.name.clone(),
            files: student.files.join(", "),
            labs: total.labs.0,
            parts: total.parts,
            right: total.right,
            frozen: total.frozen,
            confident: self.confident_mistakes(student),
            failures: total.failures,
        }
    }

    fn lab(&self, index: usize, lab: &Lab) -> ClassLabView {
        let all: Vec<_> = self.students.iter().filter_map(|student| student.marks.get(index)).collect();
        let begun = all.iter().filter(|marks| marks.started).count();
        let completed =
            all.iter().filter(|marks| marks.started && marks.parts.iter().all(|done| *done)).count();
        let parts = lab.parts.iter().enumerate().map(|(part, title)| {
            (title.clone(), all.iter().filter(|marks| marks.parts.get(part) == Some(&true)).count())
        });
        let marks = |entry: usize| -> Vec<&Mark> {
            all.iter().filter_map(|marks| marks.marks.get(entry)).filter(|mark| mark.answered).collect()
        };
        let of_kind = |kinds: &'static [&'static str]| {
            let entries = lab.entries.iter().enumerate();
            entries.filter(|(_, entry)| kinds.contains(&entry.asked.kind.as_str()))
        };
        let failures = of_kind(&["status"]).map(|(index, entry)| {
            let marks = marks(index);
            (entry.title.clone(), marks.len(), marks.iter().filter(|mark| mark.left).count())
        });
        ClassLabView {
            id: lab.sheet.id.clone(),
            title: lab.title.clone(),
            begun,
            completed,
            parts: parts.collect(),
            questions: of_kind(&["predict", "estimate", "reflect", "decide"])
                .map(|(index, entry)| question(entry, &marks(index)))
                .collect(),
            failures: failures.collect(),
            goals: of_kind(&["goal"])
                .map(|(index, entry)| (entry.title.clone(), marks(index).len()))
                .collect(),
        }
    }

    fn mistakes(&self) -> Vec<MistakeView> {
        let mut mistakes = Vec::new();
        for student in &self.students {
            for (lab, marks) in self.labs.iter().zip(&student.marks) {
                for (entry, mark) in lab.entries.iter().zip(&marks.marks) {
                    if is_confident_mistake(&entry.asked, mark) {
                        mistakes.push(MistakeView {
                            student: student.name.clone(),
                            lab: lab.title.clone(),
                            title: entry.title.clone(),
                            answer: answer(entry, mark),
                            confidence: sureness(&mark.confidence),
                        });
                    }
                }
            }
        }
        mistakes
    }
}

fn question(entry: &Entry, marks: &[&Mark]) -> QuestionView {
    let share = |count: usize| if marks.is_empty() { 0.0 } else { count as f64 / marks.len() as f64 };
    let counted = |label: &str, right: bool, gone: bool, holds: &dyn Fn(&Mark) -> bool| {
        let count = marks.iter().filter(|mark| holds(mark)).count();
        CountView { label: label.to_owned(), count, share: share(count), right, gone }
    };
    let mut options: Vec<CountView> = Vec::new();
    for (index, label) in entry.options.iter().enumerate() {
        let index = index as u32;
        options.push(counted(label, entry.asked.right == Some(index), false, &|mark| {
            mark.option == Some(index)
        }));
    }
    let mut gone: Vec<&str> = marks.iter().filter(|mark| mark.gone).map(|mark| mark.text.as_str()).collect();
    gone.sort_unstable();
    gone.dedup();
    for key in gone {
        options.push(counted(key, false, true, &|mark| mark.gone && mark.text == key));
    }
    let factors: Vec<f64> = marks.iter().filter_map(|mark| mark.factor).collect();
    if entry.asked.kind == "estimate" {
        for range in FACTORS.windows(2) {
            let ((from, label), (to, _)) = (range[0], range[1]);
            // Both ends of the middle one count as right.
            let holds = move |mark: &Mark| {
                mark.factor.is_some_and(|factor| match mark.right {
                    Some(true) => from == 0.5,
                    _ => from != 0.5 && from <= factor && factor < to,
                })
            };
            options.push(counted(label, from == 0.5, false, &holds));
        }
    }
    let marked: Vec<bool> = marks.iter().filter_map(|mark| mark.right).collect();
    QuestionView {
        kind: entry.asked.kind.clone(),
        title: entry.title.clone(),
        answered: marks.len(),
        right: (!marked.is_empty()).then(|| (marked.iter().filter(|right| **right).count(), marked.len())),
        confident: marks.iter().filter(|mark| is_confident_mistake(&entry.asked, mark)).count(),
        options,
        median: median(factors)
            .map(|factor| digits(factor, Digits::Significant(2)) + "×")
            .unwrap_or_default(),
    }
}

/// How many students' estimates fall into each range, for the first estimate of the first lab.
#[cfg(test)]
pub(super) fn counts_of_estimate(class: &Class) -> Vec<usize> {
    let lab = class.lab(0, &class.labs[0]);
    let estimate = lab.questions.into_iter().find(|question| question.kind == "estimate");
    estimate.map(|question| question.options.iter().map(|option| option.count).collect()).unwrap_or_default()
}
