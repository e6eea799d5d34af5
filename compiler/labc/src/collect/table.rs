//! Rows for spreadsheets, as RFC 4180 has them. No cell can be taken for a formula.

use lab_core::mark::{self, is_confident_mistake};

use super::{Class, answer, sureness};

const ANSWERS: [&str; 16] = [
    "student",
    "files",
    "lab",
    "lab title",
    "kind",
    "name",
    "question",
    "answer",
    "key",
    "right now",
    "right when answered",
    "off by",
    "confidence",
    "confident mistake",
    "left again",
    "reason",
];

const STUDENTS: [&str; 17] = [
    "student",
    "files",
    "saved",
    "labs completed",
    "labs",
    "parts done",
    "parts",
    "predictions made",
    "predictions",
    "right now",
    "of those that can be marked",
    "right when answered",
    "of those marked then",
    "confident mistakes",
    "failures reached",
    "failures left again",
    "goals met",
];

impl Class {
    /// A row for each answer of each student, under a row of heads.
    pub fn answers(&self) -> String {
        let mut rows = Rows::new(&ANSWERS);
        for student in &self.students {
            for (lab, marks) in self.labs.iter().zip(&student.marks) {
                for (entry, mark) in lab.entries.iter().zip(&marks.marks) {
                    if !mark.answered {
                        continue;
                    }
                    let asked = &entry.asked;
                    let chooses = !asked.options.is_empty();
                    let files = student.files.join("; ");
                    let cells: [&str; ANSWERS.len()] = [
                        &student.name,
                        &files,
                        &lab.sheet.id,
                        &lab.title,
                        &asked.kind,
                        &asked.name,
                        &entry.title,
                        &answer(entry, mark),
                        if chooses { &mark.text } else { "" },
                        if mark.gone { "gone" } else { yes(mark.right) },
                        yes(mark.frozen),
                        if asked.kind == "estimate" { &mark.said } else { "" },
                        &sureness(&mark.confidence),
                        yes(mark
                            .right
                            .filter(|_| !mark.confidence.is_empty())
                            .map(|_| is_confident_mistake(asked, mark))),
                        yes((asked.kind == "status").then_some(mark.left)),
                        if asked.kind == "decide" { &mark.said } else { "" },
                    ];
                    rows.write(&cells);
                }
            }
        }
        rows.text()
    }

    /// A row for each student with what their marks come to, under a row of heads.
    pub fn totals(&self) -> String {
        let mut rows = Rows::new(&STUDENTS);
        for student in &self.students {
            let total = mark::total(self.marked(student));
            let counts = [
                total.labs.0,
                total.labs.1,
                total.parts.0,
                total.parts.1,
                total.made.0,
                total.made.1,
                total.right.0,
                total.right.1,
                total.frozen.0,
                total.frozen.1,
                self.confident_mistakes(student) as u32,
                total.failures.0,
                total.failures.1,
                total.goals.0,
            ];
            let mut cells = vec![student.name.clone(), student.files.join("; "), student.saved.clone()];
            cells.extend(counts.iter().map(u32::to_string));
            rows.write(&cells);
        }
        rows.text()
    }
}

fn yes(flag: Option<bool>) -> &'static str {
    match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

struct Rows(csv::Writer<Vec<u8>>);

impl Rows {
    fn new(heads: &[&str]) -> Self {
        let mut rows =
            Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()));
        rows.write(heads);
        rows
    }

    fn write(&mut self, cells: &[impl AsRef<str>]) {
        let written = self.0.write_record(cells.iter().map(|cell| inert(cell.as_ref())));
        written.expect("rows of one length are written to memory");
    }

    fn text(self) -> String {
        let bytes = self.0.into_inner().expect("memory takes what was written");
        String::from_utf8(bytes).expect("texts were written")
    }
}

/// Whether a line is the head of one of these tables, of this version of labc or of another one.
pub fn is_head(line: &str) -> bool {
    let mut cells = line.split(',');
    let first = [cells.next(), cells.next()];
    [[ANSWERS[0], ANSWERS[1]], [STUDENTS[0], STUDENTS[1]]].iter().any(|head| first == head.map(Some))
}

/// What separates cells somewhere: a spreadsheet that expects `;` cuts a cell there, whatever quotes are around.
const SEPARATORS: [char; 6] = [',', ';', '\t', '\r', '\n', '|'];

/// A cell that no spreadsheet takes for a formula, wherever it cuts: each piece that begins like one, behind
/// whatever blanks and quotes, gets an apostrophe in front. Numbers stay numbers. Characters that text does not
/// need are left out.
fn inert(cell: &str) -> String {
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
    use super::inert;

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
