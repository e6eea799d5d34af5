//! A page for authors: what is decided about all settings of each lab's controls (`proofs = true` in `course.toml`).

use std::fmt::Write as _;

use labc::markup::plain;
use labc::sources::{Sources, Span};

use crate::cache::StoredProofs;
use crate::make::compile::Compiled;

/// The name of the page, and its title.
pub(crate) const NAME: &str = "proofs";
const TITLE: &str = "What is proved";
/// How many lines with undecided questions are listed of a lab.
const MOST_LISTED: usize = 20;

/// The page as Markdown, with its labs in their order.
pub(crate) fn text(labs: &[Compiled], sources: &Sources) -> String {
    let decided = || labs.iter().map(|lab| &lab.about.decided);
    let questions = decided().map(|decided| decided.questions).sum::<usize>();
    let unknown = decided().map(|decided| decided.unknown.len()).sum::<usize>();
    let settings = decided().map(|decided| decided.settings).sum::<f64>();
    let open = decided().map(|decided| decided.open).sum::<usize>();
    let mut text = format!(
        "# {TITLE}\n\nlabc asks of every lab, at all settings of its controls: is each shown value defined and within its \
         bounds, is each case reached, can each goal be met, does each check hold? It has decided {questions} of {} questions \
         about {} settings{}.\n\n| Lab | StoredProofs | Settings | For any number | Unknown |\n|---|--:|--:|--:|--:|\n",
        questions + unknown,
        counted(settings),
        match open {
            0 => String::new(),
            open => format!(", {open} of them for any number that can be typed"),
        },
    );
    for lab in labs {
        let StoredProofs { questions, settings, open, unknown } = &lab.about.decided;
        let (title, settings) = (plain(&lab.about.title), counted(*settings));
        let _ = writeln!(text, "| {title} | {questions} | {settings} | {open} | {} |", unknown.len());
    }
    for lab in labs.iter().filter(|lab| !lab.about.decided.unknown.is_empty()) {
        let unknown = &lab.about.decided.unknown;
        let source = sources.get(lab.input.file);
        let line =
            |(question, span): &(String, Span)| (source.line_column(span.start).line, question.clone());
        let mut lines: Vec<((usize, String), usize)> = Vec::new();
        for place in unknown.iter().map(line) {
            match lines.iter().position(|(known, _)| *known == place) {
                Some(index) => lines[index].1 += 1,
                None if lines.len() < MOST_LISTED => lines.push((place, 1)),
                None => {}
            }
        }
        let _ = writeln!(text, "\n## Not decided: {}\n", plain(&lab.about.title));
        for ((line, question), times) in &lines {
            let times = if *times > 1 { format!(" ({times} questions)") } else { String::new() };
            let _ = writeln!(text, "- line {line}: {}{times}", plain(question));
        }
        let listed: usize = lines.iter().map(|(_, times)| times).sum();
        if unknown.len() > listed {
            let _ = writeln!(text, "- and {} more", unknown.len() - listed);
        }
    }
    text.push_str(
        "\n## How it was decided\n\n`labc check --proofs LAB` lists every question of a lab with its answer and how it was \
         reached, and `labc check --explain NAME LAB` those that depend on a formula, a status, a goal or a check.\n",
    );
    text
}

/// A number of settings: "48", "4.1 million", "2 × 10¹¹".
fn counted(settings: f64) -> String {
    match settings {
        settings if settings < 1e4 => format!("{settings}"),
        settings if settings < 1e6 => format!("{:.0} thousand", settings / 1e3),
        settings if settings < 1e9 => format!("{:.1} million", settings / 1e6),
        settings => {
            let written = format!("{settings:.0e}");
            let (digit, power) = written.split_once('e').unwrap_or((&written, "0"));
            let raised = |digit: char| match digit {
                '1' => '¹',
                '2' => '²',
                '3' => '³',
                digit => digit.to_digit(10).and_then(|digit| char::from_u32(0x2070 + digit)).unwrap_or(digit),
            };
            let power: String = power.chars().map(raised).collect();
            format!("{digit} × 10{power}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_settings_are_said_in_words() {
        for (settings, words) in [
            (0.0, "0"),
            (9999.0, "9999"),
            (12_345.0, "12 thousand"),
            (4_120_000.0, "4.1 million"),
            (2.36e11, "2 × 10¹¹"),
            (7e24, "7 × 10²⁴"),
        ] {
            assert_eq!(counted(settings), words);
        }
    }
}
