//! Writes a line, and breaks it where it is too long.

use super::WIDTH;
use super::columns::width;
use super::lines::{LayoutLine, LayoutPiece};
use super::tokens::TokenKind;

/// Words that the next line may begin with, so that the statement goes on; what breaks best stands first.
const BEFORE: &[&[&str]] = &[
    &["source", "symbol", "start", "truth", "from", "because", "alt", "caption", "dark"],
    &["when", "where", "for"],
    &["else"],
    &["then", "or"],
    &["and"],
];

/// Words before a condition of their own, within a statement.
const MARKS: &[&str] = &["fail", "warn", "pass", "note", "highlight"];

/// Writes a line with its end.
pub(super) fn write(line: &LayoutLine<'_>, out: &mut String) {
    let mut pieces = &line.pieces[..];
    let mut indent = line.indent;
    let multiline = |piece: &LayoutPiece<'_>| piece.token.text.contains('\n');
    let breakable = !pieces.iter().any(multiline);
    while breakable && !fits(pieces, indent) {
        let Some(at) = best(pieces, indent) else { break };
        one(&pieces[..at], indent, out);
        (pieces, indent) = (&pieces[at..], line.indent + line.further);
    }
    one(pieces, indent, out);
}

/// Before which piece a line is broken, if it can be.
fn best(pieces: &[LayoutPiece<'_>], indent: usize) -> Option<usize> {
    // A mark and its condition stay together, and no next line may begin with a mark.
    let marked =
        |piece: &LayoutPiece<'_>| piece.token.kind == TokenKind::Word && MARKS.contains(&piece.token.text);
    if pieces.iter().skip(1).any(marked) {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    let (mut depth, mut column) = (0_usize, indent);
    for (index, piece) in pieces.iter().enumerate() {
        column += piece.spaces * usize::from(index > 0);
        if column > WIDTH && best.is_some() {
            break;
        }
        // Two words at least stay on the line.
        if index > 1
            && let Some(rank) = rank(pieces, index, depth)
        {
            let rank = rank + 10 * depth;
            if column.saturating_sub(piece.spaces) <= WIDTH && best.is_none_or(|(least, _)| rank <= least) {
                best = Some((rank, index));
            }
        }
        match piece.token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            // What stands in a block on one line is broken by its author.
            TokenKind::BlockOpen => return best.map(|(_, index)| index).filter(|_| column > WIDTH),
            _ => {}
        }
        column += piece.token.text.chars().count();
    }
    best.map(|(_, index)| index)
}

/// How well a line is broken before a piece that many brackets deep, the best 0; nothing where the statement would end
/// there, or where a setting would be torn from its name.
fn rank(pieces: &[LayoutPiece<'_>], index: usize, depth: usize) -> Option<usize> {
    let (before, token) = (pieces[index - 1].token, pieces[index].token);
    if token.kind == TokenKind::Word {
        let place = BEFORE.iter().position(|words| words.contains(&token.text));
        if place.is_some() {
            return place;
        }
    }
    match before.kind {
        // Worth a line of its own only where that is enough.
        TokenKind::Sign if before.text == "=" && depth > 0 => None,
        TokenKind::Sign if before.text == "=" => fits(&pieces[index..], 4).then_some(5),
        TokenKind::Sign if before.text == "+" => Some(7),
        TokenKind::Sign if !matches!(before.text, "≤" | "≥" | "≠" | "≈") => Some(6),
        TokenKind::Comma => Some(6),
        TokenKind::Word if matches!(before.text, "*" | "/") => Some(8),
        _ => None,
    }
}

/// Whether some pieces end before the margin.
fn fits(pieces: &[LayoutPiece<'_>], indent: usize) -> bool {
    // Each takes a character at least.
    pieces.len() <= WIDTH && indent + width(pieces) <= WIDTH
}

fn one(pieces: &[LayoutPiece<'_>], indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            out.extend(std::iter::repeat_n(' ', piece.spaces));
        }
        match piece.token.kind {
            TokenKind::Text if piece.token.text.contains('\n') => {
                block(piece.token.text, if index == 0 { indent } else { indent + 2 }, out);
            }
            TokenKind::Comment => comment(piece.token.text, out),
            _ => out.push_str(piece.token.text),
        }
    }
    out.push('\n');
}

/// A comment, with a space behind its slashes.
fn comment(text: &str, out: &mut String) {
    let words = text.trim_start_matches('/');
    out.push_str(&text[..text.len() - words.len()]);
    if !words.is_empty() && !words.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(words);
}

/// A text of several lines, its margin moved to where its quotes stand.
fn block(text: &str, margin: usize, out: &mut String) {
    let inner = &text[3..text.len() - 3];
    let lines: Vec<&str> = inner.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let space = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let indents = lines[1..].iter().filter(|line| !line.trim().is_empty()).map(|line| space(line));
    let common = indents.min().unwrap_or(0);
    let tabs = lines[1..].iter().any(|line| line.trim_start_matches(' ').starts_with('\t'));
    if tabs {
        out.push_str(text);
        return;
    }
    out.push_str("\"\"\"");
    out.push_str(lines[0]);
    let last = lines.len() - 1;
    for (index, line) in lines.iter().enumerate().skip(1) {
        out.push('\n');
        if index == last && line.trim().is_empty() {
            out.extend(std::iter::repeat_n(' ', margin));
        } else if !line.trim().is_empty() {
            out.extend(std::iter::repeat_n(' ', margin));
            out.push_str(&line[common..]);
        }
    }
    out.push_str("\"\"\"");
}
