//! Rows for spreadsheets, as RFC 4180 has them. No cell can be taken for a formula; numbers are numbers.

use std::io::{self, Write};

use lab_core::mark::{Mark, Marks, Total, is_confident_mistake};
use lab_core::number::Unit;
use lab_core::record::{Item, ItemKind};

use super::gather::{Gathering, Handed, NotTaken};
use super::report::Tables;
use super::{ClassLab, Missing, Student, answer};
use crate::record::answer_key::Entry;

pub(super) const ANSWERS: [&str; 24] = [
    "id",
    "student",
    "file",
    "status",
    "lab",
    "lab title",
    "kind",
    "name",
    "question",
    "answered at",
    "answer",
    "key",
    "typed",
    "value",
    "unit",
    "right today",
    "factor",
    "off by",
    "confidence",
    "confident mistake",
    "fixed",
    "reason",
    "copy says right",
    "copy says factor",
];

pub(super) const STUDENTS: [&str; 25] = [
    "id",
    "student",
    "handed in",
    "platform",
    "copies",
    "files",
    "late",
    "saved",
    "labs completed",
    "labs",
    "parts done",
    "parts",
    "predictions made",
    "predictions",
    "right today",
    "of those that can be marked",
    "confident mistakes",
    "failures found",
    "failures fixed",
    "goals met",
    "goals",
    "set aside",
    "no longer asked",
    "unreadable",
    "last answer at",
];

pub(super) const LABS: [&str; 20] = [
    "id",
    "student",
    "lab",
    "lab title",
    "begun",
    "completed",
    "parts done",
    "parts",
    "predictions made",
    "predictions",
    "right today",
    "of those that can be marked",
    "confident mistakes",
    "failures found",
    "failures",
    "failures fixed",
    "goals met",
    "goals",
    "first answer at",
    "last answer at",
];

pub(super) const FILES: [&str; 9] =
    ["file", "id", "student", "what became of it", "note", "course", "saved", "items", "late"];

/// The first heads of tables that earlier versions have written.
const EARLIER: [&str; 2] = ["student", "files"];

/// What counts for a student, in hand while the labs are gone through.
pub(super) struct StudentStanding<'a> {
    pub(super) student: &'a Student,
    pub(super) saved: &'a str,
    pub(super) files: String,
    pub(super) confident: usize,
    pub(super) aside: usize,
    pub(super) gone: usize,
    pub(super) unreadable: usize,
    last: String,
    /// Of the lab in hand: confident mistakes before it, first and last answer.
    before: usize,
    span: (String, String),
}

/// An answer, to be written.
pub(super) struct AnswerCell<'a> {
    pub(super) student: &'a Student,
    pub(super) file: &'a str,
    pub(super) lab: &'a ClassLab,
    pub(super) entry: &'a Entry,
    pub(super) mark: &'a Mark,
    pub(super) item: Option<&'a Item>,
    pub(super) status: &'a str,
}

impl<'a> StudentStanding<'a> {
    pub(super) fn of(student: &'a Student, copies: &'a [Handed]) -> Self {
        let of = || student.copies.iter().map(|copy| &copies[*copy]);
        let mut files: Vec<&str> = of().take(20).map(|copy| &*copy.path).collect();
        if student.copies.len() > files.len() {
            files.push("…");
        }
        Self {
            student,
            saved: of().map(|copy| &*copy.saved).max().unwrap_or_default(),
            files: files.join(" | "),
            confident: 0,
            aside: 0,
            gone: 0,
            unreadable: 0,
            last: String::new(),
            before: 0,
            span: Default::default(),
        }
    }

    pub(super) fn begin(&mut self, _lab: &ClassLab, _marks: &Marks) {
        self.before = self.confident;
        self.span = Default::default();
    }

    pub(super) fn answered(&mut self, at: &str) {
        if at.is_empty() {
            return;
        }
        if self.span.0.is_empty() || at < self.span.0.as_str() {
            at.clone_into(&mut self.span.0);
        }
        if at > self.span.1.as_str() {
            at.clone_into(&mut self.span.1);
        }
        if at > self.last.as_str() {
            at.clone_into(&mut self.last);
        }
    }
}

/// The tables while they are written.
pub(super) struct Writers<'w> {
    answers: Option<RowWriter<'w>>,
    students: Option<RowWriter<'w>>,
    labs: Option<RowWriter<'w>>,
    files: Option<RowWriter<'w>>,
}

impl<'w> Writers<'w> {
    pub(super) fn new(tables: Tables<'w>) -> io::Result<Self> {
        let rows = |to: Option<&'w mut dyn Write>, heads: &[&str]| {
            to.map(|to| RowWriter::new(to, heads)).transpose()
        };
        Ok(Self {
            answers: rows(tables.answers, &ANSWERS)?,
            students: rows(tables.students, &STUDENTS)?,
            labs: rows(tables.labs, &LABS)?,
            files: rows(tables.files, &FILES)?,
        })
    }

    pub(super) fn answer(&mut self, one: &AnswerCell<'_>) -> io::Result<()> {
        let Some(rows) = &mut self.answers else { return Ok(()) };
        let AnswerCell { student, lab, entry, mark, .. } = one;
        let asked = &entry.asked;
        let field = |name: &str| one.item.and_then(|item| item.field(name)).unwrap_or_default();
        let (value, unit) = quantity(entry, field("value"));
        let sure = mark.right.filter(|_| !mark.confidence.is_empty());
        let claims = asked.kind.commits_once();
        let cells: [&str; ANSWERS.len()] = [
            &student.id,
            &student.name,
            one.file,
            one.status,
            &lab.sheet.id,
            &lab.title,
            asked.kind.key(),
            &asked.name,
            &entry.title,
            field("at"),
            answer(entry, mark),
            if asked.options.is_empty() { "" } else { &mark.text },
            field("typed"),
            &value,
            unit,
            if mark.gone { "gone" } else { yes(mark.right) },
            &mark.factor.map(number).unwrap_or_default(),
            if asked.kind == ItemKind::Estimate { &mark.said } else { "" },
            &mark.confidence,
            yes(sure.map(|_| is_confident_mistake(asked, mark))),
            yes((asked.kind == ItemKind::Status).then_some(mark.left)),
            if asked.kind == ItemKind::Decide { &mark.said } else { "" },
            if claims { field("right") } else { "" },
            if claims { field("factor") } else { "" },
        ];
        rows.write(&cells)
    }

    /// An answer to something that the labs no longer ask.
    pub(super) fn gone(&mut self, student: &Student, file: &str, item: &Item) -> io::Result<()> {
        let Some(rows) = &mut self.answers else { return Ok(()) };
        let field = |name: &str| item.field(name).unwrap_or_default();
        let mut cells = [""; ANSWERS.len()];
        let answer =
            ["typed", "text", "option", "value"].map(field).into_iter().find(|text| !text.is_empty());
        for (column, cell) in [
            ("id", student.id.as_str()),
            ("student", &student.name),
            ("file", file),
            ("status", "no longer asked"),
            ("lab", &item.lab),
            ("kind", item.kind.key()),
            ("name", &item.name),
            ("answered at", field("at")),
            ("answer", answer.unwrap_or_default()),
            ("key", field("option")),
            ("typed", field("typed")),
            ("confidence", field("confidence")),
            ("reason", field("because")),
            ("copy says right", field("right")),
            ("copy says factor", field("factor")),
        ] {
            if let Some(at) = ANSWERS.iter().position(|head| *head == column) {
                cells[at] = cell;
            }
        }
        rows.write(&cells)
    }

    pub(super) fn lab(
        &mut self,
        standing: &StudentStanding<'_>,
        lab: &ClassLab,
        marks: &Marks,
    ) -> io::Result<()> {
        let Some(rows) = &mut self.labs else { return Ok(()) };
        let total = lab_core::mark::total([(&lab.sheet, marks)]);
        let failures = lab.entries.iter().filter(|entry| entry.asked.kind == ItemKind::Status).count();
        let student = standing.student;
        let texts = [&student.id, &student.name, &lab.sheet.id, &lab.title].map(String::as_str);
        let done = marks.started && marks.parts.iter().all(|done| *done);
        let counts = [
            total.parts.0,
            total.parts.1,
            total.made.0,
            total.made.1,
            total.right.0,
            total.right.1,
            (standing.confident - standing.before) as u32,
            total.failures.0,
            failures as u32,
            total.failures.1,
            total.goals.0,
            total.goals.1,
        ]
        .map(|count| count.to_string());
        let mut cells: Vec<&str> = texts.to_vec();
        cells.extend([yes(Some(marks.started)), yes(Some(done))]);
        cells.extend(counts.iter().map(String::as_str));
        cells.extend([standing.span.0.as_str(), &standing.span.1]);
        rows.write(&cells)
    }

    pub(super) fn student(&mut self, standing: &StudentStanding<'_>, total: &Total) -> io::Result<()> {
        let Some(rows) = &mut self.students else { return Ok(()) };
        let student = standing.student;
        let copies = student.copies.len().to_string();
        let counts = [
            total.labs.0,
            total.labs.1,
            total.parts.0,
            total.parts.1,
            total.made.0,
            total.made.1,
            total.right.0,
            total.right.1,
            standing.confident as u32,
            total.failures.0,
            total.failures.1,
            total.goals.0,
            total.goals.1,
            standing.aside as u32,
            standing.gone as u32,
            standing.unreadable as u32,
        ]
        .map(|count| count.to_string());
        let mut cells =
            vec![student.id.as_str(), &student.name, "yes", student.platform, &copies, &standing.files];
        cells.extend([yes(Some(student.late)), standing.saved]);
        cells.extend(counts.iter().map(String::as_str));
        cells.push(&standing.last);
        rows.write(&cells)
    }

    /// A row for each student of the list without any work.
    pub(super) fn missing(&mut self, missing: &[Missing]) -> io::Result<()> {
        let Some(rows) = &mut self.students else { return Ok(()) };
        for one in missing {
            let mut cells = [""; STUDENTS.len()];
            cells[..3].copy_from_slice(&[&one.id, &one.name, if one.unclear { "unclear" } else { "no" }]);
            rows.write(&cells)?;
        }
        Ok(())
    }

    pub(super) fn files<S>(&mut self, gathered: &Gathering<S>, students: &[Student]) -> io::Result<()> {
        let Some(rows) = &mut self.files else { return Ok(()) };
        for student in students {
            for (nth, copy) in student.copies.iter().map(|copy| &gathered.copies[*copy]).enumerate() {
                let became = match (&copy.harm, student.copies.len(), nth) {
                    (Some(_), ..) => "taken in, damaged",
                    (None, 1, _) => "taken in",
                    _ => "taken in, one of several copies",
                };
                let note = copy.harm.as_deref().unwrap_or_default();
                let late = copy.submitter.as_ref().is_some_and(|one| one.late);
                let items = copy.items.to_string();
                let who = [&student.id, &student.name].map(String::as_str);
                let what = [became, note, &copy.course, &copy.saved, &items, yes(Some(late))];
                rows.write(&[&[&*copy.path][..], &who, &what].concat())?;
            }
        }
        for other in &gathered.others {
            let (became, note) = match &other.why {
                NotTaken::Refused(reason) => ("not taken in", &**reason),
                NotTaken::Stray(stray) => ("passed over", stray.name()),
            };
            rows.write(&[&*other.path, "", "", became, note, "", "", "", ""])?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let all = [self.answers, self.students, self.labs, self.files];
        all.into_iter().flatten().try_for_each(|mut rows| rows.0.flush())
    }
}

/// A quantity that was typed or recorded, as number and unit: the same unit for all answers to a question.
fn quantity<'a>(entry: &'a Entry, value: &str) -> (String, &'a str) {
    let Some(value) = value.parse::<f64>().ok().filter(|value| value.is_finite()) else {
        return Default::default();
    };
    if !entry.asked.options.is_empty() {
        return Default::default();
    }
    let unit: Option<&Unit> = match (&entry.asked.format, entry.asked.kind) {
        // What a bare number counts in.
        (Some(format), ItemKind::Estimate) => format.units.first(),
        // The one without a prefix.
        (Some(format), _) => Some(format.unit(0.0)),
        (None, _) => None,
    };
    match unit {
        Some(unit) => (number(unit.read(value)), unit.symbol.as_str()),
        None => (number(value), ""),
    }
}

/// A number as every spreadsheet reads it, to fifteen digits: what is beyond them comes of changing units.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let size = rounded.abs();
    if size == 0.0 || (1e-5..1e15).contains(&size) { rounded.to_string() } else { format!("{rounded:e}") }
}

fn yes(flag: Option<bool>) -> &'static str {
    match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

struct RowWriter<'w>(csv::Writer<&'w mut dyn Write>);

impl<'w> RowWriter<'w> {
    fn new(to: &'w mut dyn Write, heads: &[&str]) -> io::Result<Self> {
        let mut rows = Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to));
        rows.write(heads)?;
        Ok(rows)
    }

    fn write(&mut self, cells: &[impl AsRef<str>]) -> io::Result<()> {
        let written = self.0.write_record(cells.iter().map(|cell| inert(cell.as_ref())));
        written.map_err(io::Error::other)
    }
}

/// Whether a line is the head of one of these tables, of this version of labc or of another one.
pub fn is_head(line: &str) -> bool {
    let mut cells = line.split(',');
    let first = [cells.next(), cells.next()];
    [[ANSWERS[0], ANSWERS[1]], EARLIER].iter().any(|head| first == head.map(Some))
}

/// What separates cells somewhere: a spreadsheet that expects `;` cuts a cell there, whatever quotes are around.
const SEPARATORS: [char; 6] = [',', ';', '\t', '\r', '\n', '|'];

/// A cell that no spreadsheet takes for a formula, wherever it cuts: each piece that begins like one, behind
/// whatever blanks and quotes, gets an apostrophe in front. Numbers stay numbers. Characters that text does not
/// need are left out.
pub(crate) fn inert(cell: &str) -> String {
    let cell: String =
        cell.chars().filter(|letter| !letter.is_control() || "\t\r\n".contains(*letter)).collect();
    let mut safe = String::with_capacity(cell.len());
    if cell.starts_with(['\t', '\r', '\n']) {
        safe.push('\'');
    }
    for piece in cell.split_inclusive(SEPARATORS) {
        if is_formula(piece.trim_end_matches(SEPARATORS)) {
            safe.push('\'');
        }
        safe.push_str(piece);
    }
    safe
}

/// A cell of a table as it was before [`inert`].
pub(crate) fn lively(cell: &str) -> String {
    if !cell.contains('\'') {
        return cell.to_owned();
    }
    let pieces = cell.split_inclusive(SEPARATORS).map(|piece| match piece.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_end_matches(SEPARATORS)) => rest,
        _ => piece,
    });
    pieces.collect()
}

/// Whether a spreadsheet could compute what is written here.
fn is_formula(piece: &str) -> bool {
    let visible = |letter: &char| {
        !letter.is_whitespace()
            && !"\"\u{feff}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}".contains(*letter)
    };
    piece.chars().find(visible).is_some_and(|first| "=+-@＝＋－＠".contains(first))
        && !is_number(piece.trim())
}

/// A sign, digits, a point or comma with more digits, an exponent, a per cent sign.
fn is_number(text: &str) -> bool {
    fn digits(text: &str) -> Option<&str> {
        let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
        (rest.len() < text.len()).then_some(rest)
    }
    let whole = digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    let fraction = whole.and_then(|rest| rest.strip_prefix(['.', ',']).map_or(Some(rest), digits));
    let exponent = fraction.and_then(|rest| match rest.strip_prefix(['e', 'E']) {
        Some(rest) => digits(rest.strip_prefix(['+', '-']).unwrap_or(rest)),
        None => Some(rest),
    });
    exponent.is_some_and(|rest| rest.is_empty() || rest == "%")
}

#[cfg(test)]
mod tests {
    use super::{inert, number};

    #[test]
    fn numbers_are_written_for_spreadsheets() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (-4.0, "-4"),
            (0.0, "0"),
            (1.728e14, "172800000000000"),
            (4.5e-7, "4.5e-7"),
            (1e300, "1e300"),
        ] {
            assert_eq!(number(value), text);
            assert_eq!(inert(text), text);
        }
    }

    #[test]
    fn formulas_become_text() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+A1", "'+A1"),
            ("-A1", "'-A1"),
            ("-1+1", "'-1+1"),
            ("+1e5*2", "'+1e5*2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\n=1", "'\n'=1"),
            ("\tx", "'\tx"),
            ("\"=1", "'\"=1"),
            ("\u{2060}=1", "'\u{2060}=1"),
            ("  =1", "'  =1"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("＝1", "'＝1"),
            ("\u{0}=1", "'=1"),
            ("a=1", "a=1"),
            ("2 − 1", "2 − 1"),
            ("", ""),
        ] {
            assert_eq!(inert(cell), safe);
        }
    }

    #[test]
    fn formulas_become_text_behind_every_separator() {
        for separator in [",", ";", "\t", "\n", "\r\n", "|"] {
            for start in ["=1+1", "+A1", "-A1", "@SUM(A1)", " =1+1", "\"=1+1\"", "＝1"] {
                let cell = format!("x{separator}{start}{separator}y");
                assert_eq!(inert(&cell), format!("x{separator}'{start}{separator}y"));
            }
        }
    }

    #[test]
    fn numbers_and_words_stay_as_they_are() {
        for cell in [
            "-1",
            "+1",
            "-1.5",
            "-1,5",
            "-2.5e-3",
            "+3E+8",
            "-12 %",
            "-12%",
            "1; -2; 3",
            "a; b",
            "a|b",
            "x, -5, y",
            "a=1",
            "f(x)=2",
            "quick - not thorough",
            "2 − 1",
        ] {
            let expected = if cell == "-12 %" { "'-12 %" } else { cell };
            assert_eq!(inert(cell), expected);
        }
    }

    #[test]
    fn heads_of_tables_are_known() {
        for head in [super::ANSWERS.join(","), super::STUDENTS.join(","), "student,files,more".to_owned()] {
            assert!(super::is_head(&head));
        }
        for line in ["", "student", "students,files", "lab a \"A\"", "{\"course\": 1}"] {
            assert!(!super::is_head(line), "{line}");
        }
    }
}
