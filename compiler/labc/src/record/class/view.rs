//! The page of a class: what a theme gets for `class.html`.

use lab_core::mark::Total;
use lab_core::number::{Digits, digits};
use lab_core::record::{Answer, ItemKind};
use serde::Serialize;

use super::report::{MOST, Report};
use super::table::StudentStanding;
use super::tally::{Count, Tally};
use super::{Class, ClassLab};
use crate::record::answer_key::Entry;
use crate::theme::template::{Theme, ThemeFault};

/// What a page of a class needs besides the class.
#[derive(Clone, Copy, Debug)]
pub struct ClassFrame<'a> {
    /// Language of the page, as a BCP 47 tag.
    pub lang: &'a str,
    /// The course's title.
    pub course: &'a str,
    /// Path to the style sheet.
    pub style: &'a str,
    /// The tables: path, and what it has.
    pub tables: &'a [(&'a str, &'a str)],
}

/// A class on a page.
#[derive(Clone, Debug, Serialize)]
pub struct ClassView {
    /// Language of the page, as a BCP 47 tag.
    pub lang: String,
    /// The course's title.
    pub course: String,
    /// Path to the style sheet.
    pub style: String,
    /// The tables: path, and what it has.
    pub tables: Vec<(String, String)>,
    /// How many copies were taken in.
    pub copies: usize,
    /// How many students there are.
    pub count: usize,
    /// The students; of a very large class the first.
    pub students: Vec<StudentView>,
    /// Those on the list of the class without any work: id, name, and whether some work may be theirs.
    pub missing: Vec<(String, String, bool)>,
    /// Files that were passed over, by kind, in words; empty where there were none.
    pub strays: String,
    /// Answers to what the labs no longer ask: lab, kind, name, and how many have answered.
    pub gone: Vec<(String, String, String, usize)>,
    /// The labs.
    pub labs: Vec<ClassLabView>,
    /// Mistakes that students were sure of; of very many the first.
    pub mistakes: Vec<MistakeView>,
    /// Files with rows that students brought along; of very many the first.
    pub brought: Vec<BroughtView>,
    /// Files that were not taken in, or not as they were saved: path and reason; of very many the first.
    pub refused: Vec<(String, String)>,
    /// What to look at: file or student, and the remark; of very many the first.
    pub remarks: Vec<(String, String)>,
    /// How many rows a table of this page has at most.
    pub most: usize,
}

/// A student's row.
#[derive(Clone, Debug, Serialize)]
pub struct StudentView {
    /// The number or login.
    pub id: String,
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
    /// Mistakes the student was sure of.
    pub confident: usize,
    /// Failures found, and fixed.
    pub failures: (u32, u32),
    /// Answers that were set aside for others, and answers to what is no longer asked.
    pub others: (usize, usize),
}

/// A lab with what the class made of it.
#[derive(Clone, Debug, Serialize)]
pub struct ClassLabView {
    /// Its id, for links.
    pub id: String,
    /// The title of the lab: plain text.
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
    pub kind: ItemKind,
    /// The question.
    pub title: String,
    /// How many answered.
    pub answered: usize,
    /// How many are right today, of those that can be marked.
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

/// Rows that a student brought along.
#[derive(Clone, Debug, Serialize)]
pub struct BroughtView {
    /// Who.
    pub student: String,
    /// In which lab.
    pub lab: String,
    /// What the lab calls them.
    pub title: String,
    /// The file's name, how many rows it has, and its SHA-256 as the student's browser computed it.
    pub file: String,
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

impl StudentView {
    pub(super) fn of(standing: &StudentStanding<'_>, total: &Total) -> Self {
        Self {
            id: standing.student.id.clone(),
            name: standing.student.name.clone(),
            files: standing.files.clone(),
            labs: total.labs.0,
            parts: total.parts,
            right: total.right,
            confident: standing.confident,
            failures: total.failures,
            others: (standing.aside, standing.gone),
        }
    }
}

impl<S> Class<S> {
    /// The page of the class, by a theme.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn html(&self, report: &Report, theme: &Theme, frame: ClassFrame<'_>) -> Result<String, ThemeFault> {
        theme.fill("class.html", &self.view(report, frame))
    }

    /// What the page shows.
    pub fn view(&self, report: &Report, frame: ClassFrame<'_>) -> ClassView {
        let pair = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        let remarks = self.remarks.iter().chain(&report.remarks);
        let missing = self.missing.iter().flatten();
        ClassView {
            lang: frame.lang.to_owned(),
            course: frame.course.to_owned(),
            style: frame.style.to_owned(),
            tables: frame.tables.iter().map(|table| pair(*table)).collect(),
            copies: self.copies(),
            count: self.students.len(),
            students: report.students.clone(),
            missing: missing.map(|one| (one.id.clone(), one.name.clone(), one.unclear)).collect(),
            strays: self.strays(),
            gone: report
                .gone
                .iter()
                .map(|([lab, kind, name], count)| (lab.clone(), kind.clone(), name.clone(), *count))
                .collect(),
            labs: self
                .gathered
                .labs
                .iter()
                .zip(&report.tallies)
                .map(|(lab, tally)| of_lab(lab, tally))
                .collect(),
            mistakes: report.mistakes.clone(),
            brought: report.brought.clone(),
            refused: self.refused().chain(self.damaged()).take(MOST).map(pair).collect(),
            remarks: remarks.take(MOST).map(|remark| pair((&remark.about, &remark.says))).collect(),
            most: MOST,
        }
    }
}

fn of_lab(lab: &ClassLab, tally: &Tally) -> ClassLabView {
    let of_kind = |has: fn(ItemKind) -> bool| {
        let entries = lab.entries.iter().zip(&tally.asked);
        entries.filter(move |(entry, _)| has(entry.asked.kind))
    };
    let failures = of_kind(|kind| kind == ItemKind::Status);
    let goals = of_kind(|kind| kind == ItemKind::Goal);
    let questions = of_kind(|kind| matches!(kind.answer(), Answer::Option | Answer::Number));
    ClassLabView {
        id: lab.sheet.id.clone(),
        title: lab.title.clone(),
        begun: tally.begun,
        completed: tally.completed,
        parts: lab.parts.iter().cloned().zip(tally.parts.iter().copied()).collect(),
        questions: questions.map(|(entry, count)| question(entry, count)).collect(),
        failures: failures.map(|(entry, count)| (entry.title.clone(), count.answered, count.left)).collect(),
        goals: goals.map(|(entry, count)| (entry.title.clone(), count.answered)).collect(),
    }
}

fn question(entry: &Entry, count: &Count) -> QuestionView {
    let share = |part: usize| if count.answered == 0 { 0.0 } else { part as f64 / count.answered as f64 };
    let row = |label: &str, part: usize, right: bool, gone: bool| CountView {
        label: label.to_owned(),
        count: part,
        share: share(part),
        right,
        gone,
    };
    let mut options: Vec<CountView> = Vec::new();
    for (index, (label, part)) in entry.options.iter().zip(&count.options).enumerate() {
        options.push(row(label, *part, entry.asked.right == Some(index as u32), false));
    }
    options.extend(count.gone.iter().map(|(key, part)| row(key, *part, false, true)));
    if entry.asked.kind == ItemKind::Estimate {
        for range in FACTORS.windows(2) {
            let ((from, label), (to, _)) = (range[0], range[1]);
            // Both ends of the middle one count as right.
            let holds = |(factor, right): &&(f64, bool)| match right {
                true => from == 0.5,
                false => from != 0.5 && from <= *factor && *factor < to,
            };
            options.push(row(label, count.factors.iter().filter(holds).count(), from == 0.5, false));
        }
    }
    QuestionView {
        kind: entry.asked.kind,
        title: entry.title.clone(),
        answered: count.answered,
        right: (count.right.1 > 0).then_some(count.right),
        confident: count.confident,
        options,
        median: count.median().map(|factor| digits(factor, Digits::Significant(2)) + "×").unwrap_or_default(),
    }
}
