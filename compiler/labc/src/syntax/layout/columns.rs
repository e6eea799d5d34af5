//! Aligns the columns of tables, and the clauses of statements of one kind that follow each other.

use super::WIDTH;
use super::lines::{LayoutLine, LayoutPiece, LineRole};
use super::tokens::TokenKind;

/// How much longer the longest of some cells may be than the shortest, for columns to be worth it.
const UNEVEN: usize = 40;

/// Words that begin a column behind a statement's first words.
const CLAUSES: &[&str] =
    &["from", "start", "symbol", "source", "is", "when", "never", "right", "of", "note", "truth", "tone"];

/// Blocks whose entries are aligned.
pub(super) const ENTRIES: &[&str] = &[
    "predict", "reflect", "status", "decide", "metrics", "columns", "badges", "record", "ledger", "reading",
    "hud",
];

/// Statements that are aligned with others of their kind.
const STATEMENTS: &[&str] =
    &["const", "given", "let", "slider", "number", "choice", "toggle", "goal", "check"];

/// Aligns what stands in columns.
pub(super) fn align(lines: &mut [LayoutLine<'_>]) {
    let mut at = 0;
    while at < lines.len() {
        let Some(kind) = kind(&lines[at]) else {
            at += 1;
            continue;
        };
        let rows = matches!(kind, Aligned::Rows);
        let goes_on = |line: &&LayoutLine<'_>| {
            (rows || !line.space_above)
                && (line.role == LineRole::Between || self::kind(line).as_ref() == Some(&kind))
        };
        let same = lines[at + 1..].iter().take_while(goes_on).count();
        let between =
            lines[at + 1..at + 1 + same].iter().rev().take_while(|line| line.role == LineRole::Between);
        let end = at + 1 + same - between.count();
        let mut run: Vec<&mut LayoutLine<'_>> =
            lines[at..end].iter_mut().filter(|line| line.role != LineRole::Between).collect();
        if rows {
            self::rows(&mut run);
        } else if run.len() > 1 {
            clauses(&mut run);
        }
        at = end;
    }
}

/// What is aligned with what.
#[derive(Debug, PartialEq, Eq)]
enum Aligned {
    /// The rows of a table.
    Rows,
    /// Definitions.
    Definitions(usize),
    /// Statements with one keyword, or entries of one block.
    Clauses(String, usize),
}

fn kind(line: &LayoutLine<'_>) -> Option<Aligned> {
    let LineRole::Statement { within, keyword } = &line.role else { return None };
    match (within.as_str(), keyword.as_str()) {
        ("table", "note") if line.pieces.len() > 1 => None,
        ("table", "let") if line.pieces.len() > 1 => Some(Aligned::Definitions(line.indent)),
        ("table", _) => Some(Aligned::Rows),
        _ if line.pieces.len() > WIDTH => None,
        (_, "const" | "given" | "let") => Some(Aligned::Definitions(line.indent)),
        (within, _) if ENTRIES.contains(&within) => Some(Aligned::Clauses(within.to_owned(), line.indent)),
        (_, keyword) if STATEMENTS.contains(&keyword) => {
            Some(Aligned::Clauses(keyword.to_owned(), line.indent))
        }
        ("chart", keyword) => Some(Aligned::Clauses(format!("chart {keyword}"), line.indent)),
        _ => None,
    }
}

/// Where the cells of a table's row begin.
fn cells(pieces: &[LayoutPiece<'_>]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut depth = 0_usize;
    for (index, piece) in pieces.iter().enumerate() {
        let token = piece.token;
        if index > 0 && depth == 0 {
            let before = pieces[index - 1].token;
            let joined = piece.spaces == 0
                || matches!(token.kind, TokenKind::Colon | TokenKind::Comma | TokenKind::Sign)
                || matches!(before.kind, TokenKind::Colon | TokenKind::Comma | TokenKind::Sign)
                || token.text == "was"
                || before.text == "was"
                || before.text == "source";
            if !joined {
                starts.push(index);
            }
        }
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    starts
}

/// Aligns the rows of a table, two spaces between its columns.
fn rows(run: &mut [&mut LayoutLine<'_>]) {
    let all: Vec<Vec<usize>> = run.iter().map(|line| cells(&line.pieces)).collect();
    let shift = |line: &LayoutLine<'_>| {
        usize::from(
            matches!(&line.role, LineRole::Statement { keyword, .. } if keyword == "head of two keys"),
        )
    };
    let columns = run.iter().zip(&all).map(|(line, starts)| starts.len() + shift(line)).max().unwrap_or(0);
    let mut widths = vec![0_usize; columns];
    for (line, starts) in run.iter().zip(&all) {
        for (cell, &start) in starts.iter().enumerate() {
            let end = starts.get(cell + 1).copied().unwrap_or(line.pieces.len());
            // A source stands behind the cells, wherever they end.
            if line.pieces[start].token.text == "source" {
                continue;
            }
            let column = cell + shift(line);
            widths[column] = widths[column].max(width(&line.pieces[start..end]));
        }
    }
    for (line, starts) in run.iter_mut().zip(&all) {
        let shift = shift(line);
        if shift > 0 {
            line.indent += widths[0] + 2;
        }
        for cell in 1..starts.len() {
            let before = width(&line.pieces[starts[cell - 1]..starts[cell]]);
            line.pieces[starts[cell]].spaces = widths[cell - 1 + shift].saturating_sub(before) + 2;
        }
    }
}

/// Aligns the clauses of a run of statements, a column at a time.
fn clauses(run: &mut [&mut LayoutLine<'_>]) {
    let definitions = matches!(kind(run[0]), Some(Aligned::Definitions(_)));
    let record = matches!(kind(run[0]), Some(Aligned::Clauses(of, _)) if of == "record");
    let starts: Vec<Vec<(usize, String)>> =
        run.iter().map(|line| columns(&line.pieces, definitions || record)).collect();
    let most = starts.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..most {
        let mut first = 0;
        while first < run.len() {
            let sort = starts[first].get(column).map(|(_, sort)| sort.clone());
            let same = starts[first..]
                .iter()
                .take_while(|starts| starts.get(column).map(|(_, sort)| sort) == sort.as_ref())
                .count();
            if sort.is_some() && same > 1 {
                let lines = first..first + same;
                let ends: Vec<usize> =
                    lines.clone().map(|line| width(&run[line].pieces[..starts[line][column].0])).collect();
                let least = ends.iter().min().copied().unwrap_or(0);
                // What is much longer than the shortest stands out of the column, and so does what would not fit.
                let most = ends.iter().filter(|end| **end - least <= UNEVEN).max().copied().unwrap_or(0);
                let fits = |line: usize, end: usize, run: &[&mut LayoutLine<'_>]| {
                    let length = run[line].indent + width(&run[line].pieces);
                    length > WIDTH || length + most.saturating_sub(end) <= WIDTH
                };
                // Equals signs stand below each other, or none does.
                let all = lines.clone().zip(&ends).all(|(line, end)| *end <= most && fits(line, *end, run));
                if sort.as_deref() != Some("=") || all {
                    for (line, end) in lines.zip(&ends).filter(|(_, end)| **end < most) {
                        if fits(line, *end, run) {
                            run[line].pieces[starts[line][column].0].spaces += most - end;
                        }
                    }
                }
            }
            first += same.max(1);
        }
    }
}

/// Where the columns of a statement begin, and which word begins each.
fn columns(pieces: &[LayoutPiece<'_>], equals: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (index, piece) in pieces.iter().enumerate() {
        let token = piece.token;
        if index > 0 && depth == 0 {
            let before = pieces[index - 1].token;
            // The first word is a name, whatever it reads.
            let after_clause = index > 1 && before.kind == TokenKind::Word && CLAUSES.contains(&before.text);
            let sort = match token.kind {
                _ if index == 2 && pieces[0].token.text == "check" && before.kind == TokenKind::Text => {
                    Some("claim")
                }
                TokenKind::Text | TokenKind::Tex if !after_clause => Some("text"),
                TokenKind::Sign if token.text == "=" && equals && found.is_empty() => Some("="),
                // A fact's source and a figure's story stand in one column.
                TokenKind::Word if token.text == "source" && equals => Some("text"),
                // The `start` of `x at start` does not begin a clause.
                TokenKind::Word if CLAUSES.contains(&token.text) && before.text != "at" => Some(token.text),
                TokenKind::Comment => Some("//"),
                _ => None,
            };
            found.extend(sort.map(|sort| (index, sort.to_owned())));
        }
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// How many characters some pieces take, without the space before the first.
pub(super) fn width(pieces: &[LayoutPiece<'_>]) -> usize {
    let spaces: usize = pieces.iter().skip(1).map(|piece| piece.spaces).sum();
    let words: usize =
        pieces.iter().map(|piece| piece.token.text.lines().next().unwrap_or("").chars().count()).sum();
    spaces + words
}
