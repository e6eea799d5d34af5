//! Cuts a text into pieces that are moved but never changed: words with whatever is written without a space, signs of
//! comparison, brackets, texts, comments.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// As it is written; what ends a line of a comment is not part of it.
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    pub(super) kind: TokenKind,
    /// Whether white space stands before it on its line.
    pub(super) spaced: bool,
    /// How many ends of lines stand before it, since the token before.
    pub(super) newlines: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A word, a number, a unit, a path: `80`, `TB/s`, `a.b`, `2*n`.
    Word,
    /// A sign with spaces on both sides: `=`, `==`, `<`, `+` and the like.
    Sign,
    Comma,
    Colon,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    BlockOpen,
    BlockClose,
    /// A text in quotes, on one line or in a block.
    Text,
    /// TeX between dollar signs.
    Tex,
    Comment,
}

/// The pieces of a text in order.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut at, mut spaced, mut newlines) = (0, false, 0);
    while let Some(first) = source[at..].chars().next() {
        if first == '\n' {
            newlines += 1;
            at += 1;
        } else if first.is_whitespace() || first == '\u{FEFF}' {
            spaced = true;
            at += first.len_utf8();
        } else {
            let (kind, length) = token(&source[at..]);
            let text = &source[at..at + length];
            tokens.push(Token { text: text.trim_end_matches('\r'), start: at, kind, spaced, newlines });
            at += length;
            (spaced, newlines) = (false, 0);
        }
    }
    open_blocks(&mut tokens);
    tokens
}

/// A block stands on one line, or its braces and what is in it stand on lines of their own.
fn open_blocks(tokens: &mut [Token<'_>]) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        match tokens[at].kind {
            TokenKind::BlockOpen => open.push(at),
            TokenKind::BlockClose => {
                let Some(from) = open.pop() else { continue };
                if tokens[from + 1..=at].iter().any(|token| token.newlines > 0) {
                    for place in [from + 1, at, at + 1] {
                        if let Some(token) = tokens.get_mut(place)
                            && (token.kind != TokenKind::Comment || place == at)
                        {
                            token.newlines = token.newlines.max(1);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// The kind and the length of the token that a text begins with.
fn token(rest: &str) -> (TokenKind, usize) {
    let line = rest.find('\n').unwrap_or(rest.len());
    if rest.starts_with("//") {
        return (TokenKind::Comment, rest[..line].trim_end().len());
    }
    if let Some(body) = rest.strip_prefix("\"\"\"") {
        return (TokenKind::Text, body.find("\"\"\"").map_or(rest.len(), |length| length + 6));
    }
    if rest.starts_with('"') {
        return (TokenKind::Text, quoted(&rest[..line]));
    }
    if rest.starts_with('$')
        && let Some(length) = rest[1..line].find('$')
    {
        return (TokenKind::Tex, length + 2);
    }
    for sign in ["==", "!=", "<=", ">=", "=", "<", ">", "≤", "≥", "≠", "≈", "~", "+"] {
        if rest.starts_with(sign) {
            return (TokenKind::Sign, sign.len());
        }
    }
    let one = |kind| (kind, 1);
    match rest.as_bytes()[0] {
        b',' => one(TokenKind::Comma),
        b':' => one(TokenKind::Colon),
        b'(' | b'[' => one(TokenKind::Open),
        b')' | b']' => one(TokenKind::Close),
        b'{' => one(TokenKind::BlockOpen),
        b'}' => one(TokenKind::BlockClose),
        _ => (TokenKind::Word, word(&rest[..line])),
    }
}

/// The length of a text on one line, with its quotes.
fn quoted(line: &str) -> usize {
    let mut characters = line.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return at + 1,
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
    line.len()
}

/// The length of a word: up to white space, a bracket, a sign, a text or a comment.
fn word(line: &str) -> usize {
    let begins_number = line.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    for (at, character) in line.char_indices().skip(1) {
        let ends = match character {
            // The sign of an exponent belongs to its number: `1e+5`.
            '+' => !(begins_number && line[..at].ends_with(['e', 'E'])),
            '/' => line[at..].starts_with("//"),
            '!' => line[at..].starts_with("!="),
            _ => character.is_whitespace() || ",:()[]{}\"=<>≤≥≠≈~".contains(character),
        };
        if ends {
            return at;
        }
    }
    line.len()
}
