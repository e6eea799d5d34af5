//! Says for each line how deep it stands, and what it is.

use std::collections::HashSet;

use crate::sources::FileId;
use crate::syntax::outline::{OutlineNode, outline};

use super::columns;
use super::tokens::{Token, TokenKind};

/// A line of the result, before columns are aligned.
#[derive(Clone, Debug)]
pub(super) struct LayoutLine<'a> {
    /// How many spaces it begins with.
    pub(super) indent: usize,
    /// Its pieces; each keeps the line breaks inside it.
    pub(super) pieces: Vec<LayoutPiece<'a>>,
    /// Whether an empty line stands above it.
    pub(super) space_above: bool,
    pub(super) role: LineRole,
    /// How far it goes in where it has to be broken.
    pub(super) further: usize,
}

/// A token, and how many spaces stand before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct LayoutPiece<'a> {
    pub(super) token: Token<'a>,
    pub(super) spaces: usize,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineRole {
    /// A statement on one line, without a block behind it; what it stands in, and its first word.
    Statement { within: String, keyword: String },
    /// A comment, or what goes on with an entry of a block: columns run past it.
    Between,
    /// Anything else: a part of a statement, a bracket.
    Other,
}

/// What blocks are open where a line begins.
struct OpenBlocks {
    /// The words that say what it is: `predict`, `metrics`, `table`.
    of: String,
    /// Whether its table has two keys, so that its head begins with an empty cell.
    two_keys: bool,
}

/// Blocks whose lines are entries, each with a text that may stand below it.
const ENTRIES: &[&str] = &["predict", "reflect", "estimate", "status", "decide"];

/// The lines of a text.
pub(super) fn lines<'a>(file: FileId, source: &str, tokens: &[Token<'a>]) -> Vec<LayoutLine<'a>> {
    let mut starts = HashSet::new();
    heads(&outline(file, source).0, &mut starts);
    let begins = |token: &Token<'_>| token.kind != TokenKind::Comment && starts.contains(&token.start);
    let mut lines: Vec<LayoutLine<'a>> = Vec::new();
    let mut blocks: Vec<OpenBlocks> = Vec::new();
    // Of the statement that is being read: brackets that are open, its words, and how far its next lines go in.
    let (mut brackets, mut head, mut further): (usize, Vec<&str>, usize) = (0, Vec::new(), 2);
    let mut at = 0;
    while at < tokens.len() {
        let end = at
            + 1
            + tokens[at + 1..].iter().position(|token| token.newlines > 0).unwrap_or(tokens.len() - at - 1);
        let line = &tokens[at..end];
        let first = &line[0];
        let closers = line.iter().take_while(|token| token.kind == TokenKind::Close).count();
        let closes = first.kind == TokenKind::BlockClose;
        let depth = blocks.len() - usize::from(closes && !blocks.is_empty());
        let within = blocks.last().map_or("", |block| block.of.as_str()).to_owned();
        let is_entry_text = first.kind == TokenKind::Text && ENTRIES.contains(&within.as_str());
        let continues = !(begins(first) || closes || first.kind == TokenKind::Comment) || is_entry_text;
        let open = brackets.saturating_sub(closers);
        if begins(first) {
            further = if head_opens_block_below(&tokens[at..], &begins) { 4 } else { 2 };
        }
        let extra = match () {
            () if first.kind == TokenKind::Comment && brackets > 0 => 2 * brackets,
            () if !continues => 0,
            () if is_entry_text => 2,
            () if open > 0 => 2 * open,
            () if closers > 0 => 0,
            () => further,
        };
        let indent = 2 * depth + extra;
        let mut pieces: Vec<LayoutPiece<'a>> = Vec::with_capacity(line.len());
        for (index, &token) in line.iter().enumerate() {
            let spaces = if index == 0 { 0 } else { usize::from(spaced(&line[index - 1], &token)) };
            pieces.push(LayoutPiece { token, spaces });
        }
        let entries = columns::ENTRIES.contains(&within.as_str());
        let single = begins(first)
            && brackets == 0
            && !line.iter().any(|token| matches!(token.kind, TokenKind::BlockOpen | TokenKind::BlockClose))
            && tokens.get(end).is_none_or(|next| {
                entries || begins(next) || matches!(next.kind, TokenKind::BlockClose | TokenKind::Comment)
            })
            && line.iter().filter(|token| begins(token)).count() == 1;
        let after_open = lines.last().is_some_and(|line| {
            line.pieces
                .iter()
                .rev()
                .find(|piece| piece.token.kind != TokenKind::Comment)
                .is_some_and(|piece| piece.token.kind == TokenKind::BlockOpen)
        });
        let two_keys = blocks.last().is_some_and(|block| block.two_keys);
        let is_head = two_keys && after_open;
        let role = if single && !is_entry_text {
            let keyword = if is_head { "head of two keys".to_owned() } else { first.text.to_owned() };
            LineRole::Statement { within: within.clone(), keyword }
        } else if first.kind == TokenKind::Comment || (entries && continues && !closes) {
            LineRole::Between
        } else {
            LineRole::Other
        };
        let space_above = first.newlines > 1 && !after_open && !closes;
        lines.push(LayoutLine {
            indent,
            pieces,
            space_above,
            role,
            further: if continues { 0 } else { further },
        });
        for token in line {
            if begins(token) {
                head.clear();
            }
            match token.kind {
                TokenKind::Open => brackets += 1,
                TokenKind::Close => brackets = brackets.saturating_sub(1),
                TokenKind::BlockOpen => {
                    brackets = 0;
                    let of = match head[..] {
                        // Its entries are columns; the rows of a table are another thing.
                        ["show", "table", ..] => "columns",
                        ["show", what, ..] => what,
                        ["use", "ledger", ..] => "ledger",
                        ["extend", ..] => "table",
                        [first, ..] => first,
                        [] => "",
                    };
                    let two_keys = head.first() == Some(&"table") && head.get(2) == Some(&"(");
                    blocks.push(OpenBlocks { of: of.to_owned(), two_keys });
                }
                TokenKind::BlockClose => drop(blocks.pop()),
                _ => {}
            }
            if token.kind != TokenKind::Comment {
                head.push(token.text);
            }
        }
        at = end;
    }
    lines
}

/// Where statements begin.
fn heads(nodes: &[OutlineNode], starts: &mut HashSet<usize>) {
    for node in nodes {
        starts.insert(node.head.start as usize);
        heads(node.block.as_deref().unwrap_or_default(), starts);
    }
}

/// Whether a statement has more than one line before its block opens.
fn head_opens_block_below(tokens: &[Token<'_>], begins: &impl Fn(&Token<'_>) -> bool) -> bool {
    let rest = tokens.iter().enumerate().skip(1).take_while(|(_, token)| !begins(token));
    let mut lines = 0;
    for (_, token) in rest {
        match token.kind {
            TokenKind::BlockOpen => return lines > 0 || token.newlines > 0,
            TokenKind::BlockClose => return false,
            TokenKind::Comment => {}
            _ => lines += token.newlines,
        }
    }
    false
}

/// Whether a space stands between two tokens of a line.
fn spaced(before: &Token<'_>, token: &Token<'_>) -> bool {
    match (before.kind, token.kind) {
        (TokenKind::Open, _) | (_, TokenKind::Close | TokenKind::Comma) => false,
        // The name of a column or of a parameter.
        (TokenKind::Word, TokenKind::Colon) => false,
        (TokenKind::Comma | TokenKind::Colon | TokenKind::Sign | TokenKind::BlockOpen, _) => true,
        (
            _,
            TokenKind::Sign
            | TokenKind::BlockOpen
            | TokenKind::BlockClose
            | TokenKind::Comment
            | TokenKind::Text
            | TokenKind::Tex,
        ) => true,
        (TokenKind::Text | TokenKind::Tex | TokenKind::BlockClose, _) => true,
        (TokenKind::Word, TokenKind::Open) if before.text == "at" => true,
        _ => token.spaced,
    }
}
