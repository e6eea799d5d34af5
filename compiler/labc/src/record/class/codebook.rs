//! What the columns of the tables mean, as a table itself.

use super::table::{ANSWERS, FILES, LABS, STUDENTS};

/// Columns with what they hold. A column of several tables means the same in all.
const COLUMNS: [(&str, &str); 54] = [
    (
        "id",
        "the number or login that the platform, the list or the student gives; else the path of the file. One student, one id",
    ),
    ("student", "the name; for reading, two students may share it"),
    ("file", "path below the collected folder, into archives and mails; several with ` | ` between"),
    ("files", "the student's files, with ` | ` between"),
    (
        "status",
        "`counts`; `set aside`: another version of an answer that counts; `no longer asked`: the labs of today don't ask this",
    ),
    ("lab", "id of the lab"),
    ("lab title", "its title"),
    (
        "kind",
        "`predict`, `estimate`, `reflect`, `decide`, `answer` (a text), `task`, `upload` (rows that the student brought), `goal`, `status` (a failure that was found), `record` (a value that later labs read)",
    ),
    ("name", "the author's name of the question"),
    ("question", "the question, or what the task, goal or failure says"),
    ("answered at", "when the answer was given, by the student's clock: UTC, ISO 8601"),
    ("answer", "the option's label, the text, the value with its unit"),
    ("key", "key of the option that was chosen"),
    ("typed", "an estimate as it was typed"),
    ("value", "the estimate or recorded value as a number, in `unit`"),
    ("unit", "the same for all answers to a question; empty for a pure number"),
    (
        "right today",
        "`yes` or `no`, marked against the labs as they are now; `gone`: the option that was chosen no longer exists; empty: nothing is right or wrong here, or only the student's own record decides",
    ),
    ("factor", "how many times too large the estimate is; below 1: too small"),
    ("off by", "the same in words"),
    ("confidence", "how sure the student was, from 0 to 1; empty where it wasn't asked"),
    ("confident mistake", "`yes`: wrong today though the student was at least 0.75 sure"),
    ("fixed", "for a failure: whether the student got out of it again"),
    ("reason", "for a decision: the reason given"),
    ("copy says right", "what the copy itself says about the answer. Not checked, and counted nowhere"),
    ("copy says factor", "the same for an estimate"),
    (
        "handed in",
        "`yes`; `no`: on the list and without any work; `unclear`: a student of this name has handed in, but which of several is not known",
    ),
    (
        "platform",
        "what told who the student is: Moodle, Canvas, Brightspace, Blackboard; empty: the student or the file's name did",
    ),
    ("copies", "how many copies were taken in"),
    ("late", "`yes`: the platform marks one of them as late"),
    ("saved", "when the copy (of several: the last) was saved, by the student's clock: UTC, ISO 8601"),
    ("labs completed", "labs of which every part is done"),
    ("labs", "labs that were collected"),
    ("parts done", "parts in which everything is answered"),
    ("parts", "parts there are"),
    ("predictions made", "predictions and estimates that were made"),
    ("predictions", "predictions and estimates there are"),
    (
        "of those that can be marked",
        "predictions and estimates that are right or wrong today: what `right today` is counted of in this table",
    ),
    (
        "confident mistakes",
        "predictions and estimates that are wrong today though the student was at least 0.75 sure",
    ),
    ("failures found", "failures that the student has reached"),
    ("failures", "failures there are"),
    ("failures fixed", "of those found, the ones the student got out of again"),
    ("goals met", "goals that were met"),
    ("goals", "goals there are"),
    ("set aside", "answers of this student with status `set aside`"),
    ("no longer asked", "answers of this student with status `no longer asked`"),
    ("unreadable", "items in the student's copies that can't be read"),
    ("begun", "whether the copies say anything about the lab"),
    ("completed", "whether every part is done"),
    ("first answer at", "the first of the answers that count, by the student's clock: UTC, ISO 8601"),
    ("last answer at", "the last of them"),
    (
        "what became of it",
        "`taken in`; `taken in, one of several copies`; `taken in, damaged`; `not taken in`; `passed over`: a kind of file that holds no work",
    ),
    ("note", "the reason"),
    ("course", "id of the course that the copy was saved in"),
    ("items", "how many items the copy has"),
];

/// A row for each column of each table, by the names of their files.
pub fn codebook(answers: &str, students: &str, labs: &str, files: &str) -> String {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let tables: [(&str, &[&str]); 4] =
        [(answers, &ANSWERS), (students, &STUDENTS), (labs, &LABS), (files, &FILES)];
    let columns =
        tables.iter().flat_map(|(table, columns)| columns.iter().map(move |column| [*table, *column]));
    let rows_of = columns.map(|[table, column]| [table, column, meaning(table == answers, column)]);
    for row in std::iter::once(["table", "column", "meaning"]).chain(rows_of) {
        rows.write_record(row).expect("rows of one length are written to memory");
    }
    let bytes = rows.into_inner().expect("memory takes what was written");
    String::from_utf8(bytes).expect("texts were written")
}

fn meaning(answers: bool, column: &str) -> &'static str {
    if column == "right today" && !answers {
        return "how many predictions and estimates are right, marked against the labs as they are now";
    }
    COLUMNS.iter().find(|(name, _)| *name == column).map_or("", |(_, meaning)| meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_explained() {
        let text = codebook("a.csv", "s.csv", "l.csv", "f.csv");
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = rows.records().map(|row| row.unwrap()).collect();
        assert_eq!(rows.len(), ANSWERS.len() + STUDENTS.len() + LABS.len() + FILES.len());
        for row in rows {
            assert!(row[2].len() > 8, "{row:?}");
        }
    }
}
