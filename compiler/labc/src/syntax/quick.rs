//! The statements that labs are full of (definitions, checks, expressions in texts), matched by hand: what the grammar
//! does with them, at a tenth of its cost. Start at [`parse`].
//!
//! Numbers and units are in `quick/quantity.rs`. The grammar stays what the language is. This gives the tree that the grammar gives, or nothing, and then the
//! grammar is asked: for everything that is rare, and for whatever does not fit, so that it alone says what is wrong.
//! Builds with debug assertions, as the tests are, match every statement both ways and compare the trees.
//!
//! As there, blanks and comments are skipped between the parts of a rule and belong to the rule that goes on after
//! them: `1 + 2 in m` has the expression `1 + 2 `.

mod quantity;

use super::grammar::{Rule, Tree};
use crate::sources::Span;

/// Matches a whole text that starts at `offset` of its file; nothing where the grammar has to be asked.
pub(super) fn parse(rule: Rule, text: &str, offset: usize) -> Option<Tree> {
    let mut matcher = Matcher { text, at: 0, offset };
    let kids = match rule {
        Rule::let_stmt | Rule::column_let => matcher.define("let", &[Rule::symbol_clause])?,
        Rule::const_stmt => matcher.define("const", &[Rule::source_clause, Rule::symbol_clause])?,
        Rule::given_stmt => matcher.define("given", &[Rule::text_line, Rule::symbol_clause])?,
        Rule::check_stmt => matcher.check()?,
        Rule::eval_expr | Rule::value_in_text => {
            matcher.skip();
            let shown = matcher.shown()?;
            vec![shown]
        }
        _ => return None,
    };
    matcher.skip();
    (matcher.at == text.len()).then(|| matcher.tree(rule, 0, kids))
}

/// Words that cannot be names.
const RESERVED: [&str; 18] = [
    "if", "then", "else", "and", "or", "not", "in", "at", "for", "where", "to", "by", "within", "when",
    "true", "false", "yes", "no",
];

/// Whether a word goes on with a character.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || ('α'..='ω').contains(&c)
}

/// Whether a name can begin with a character.
fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_ascii_digit()
}

fn is_narrow(c: char) -> bool {
    matches!(c, '\u{202F}' | '\u{A0}' | '\u{2009}')
}

/// A text, and how far it is matched. Every function goes behind what it matches; one that gives nothing means that
/// the grammar has to be asked, wherever it has come to.
struct Matcher<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
}

impl<'t> Matcher<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.rest().chars().next(),
        }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn tree(&self, rule: Rule, start: usize, kids: Vec<Tree>) -> Tree {
        Tree { rule, span: Span::new(self.offset + start, self.offset + self.at), kids }
    }

    fn leaf(&self, rule: Rule, start: usize) -> Tree {
        self.tree(rule, start, Vec::new())
    }

    /// Goes past a text, if it is there.
    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(wanted.as_bytes());
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// Goes past characters of a kind, and says how many bytes they take.
    fn eat_while(&mut self, mut kind: impl FnMut(char) -> bool) -> usize {
        let start = self.at;
        while let Some(c) = self.peek().filter(|c| kind(*c)) {
            self.at += c.len_utf8();
        }
        self.at - start
    }

    /// Blanks and comments.
    fn skip(&mut self) {
        loop {
            self.eat_while(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{FEFF}') || is_narrow(c));
            if !self.rest().starts_with("//") {
                return;
            }
            self.at = self.rest().find('\n').map_or(self.text.len(), |end| self.at + end);
        }
    }

    /// The word that begins here, if any.
    fn word(&self) -> &'t str {
        let rest = self.rest();
        match rest.chars().next() {
            Some(c) if is_letter(c) => &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())],
            _ => "",
        }
    }

    /// Goes past a word, if it is the one that begins here.
    fn eat_word(&mut self, wanted: &str) -> bool {
        let found = self.word() == wanted;
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn name(&mut self) -> Option<Tree> {
        let (start, word) = (self.at, self.word());
        if word.is_empty() || RESERVED.contains(&word) {
            return None;
        }
        self.at += word.len();
        Some(self.leaf(Rule::name, start))
    }

    fn path(&mut self) -> Option<Tree> {
        let start = self.at;
        let mut names = vec![self.name()?];
        loop {
            let end = self.at;
            if !self.eat(".") {
                break;
            }
            match self.name() {
                Some(name) => names.push(name),
                None => {
                    self.at = end;
                    break;
                }
            }
        }
        Some(self.tree(Rule::path, start, names))
    }

    // ── Statements ───────────────────────────────────────────────────────────────────────────────

    /// `let a: Length = b in km …`, with clauses of these kinds behind it.
    fn define(&mut self, word: &str, clauses: &[Rule]) -> Option<Vec<Tree>> {
        self.skip();
        if !self.eat_word(word) {
            return None;
        }
        self.skip();
        let mut kids = vec![self.name()?];
        self.skip();
        if self.byte() == b':' {
            kids.push(self.of_type()?);
            self.skip();
        }
        if !self.eat("=") {
            return None;
        }
        self.skip();
        kids.push(self.shown()?);
        loop {
            self.skip();
            let start = self.at;
            let clause = match self.word() {
                "source" if clauses.contains(&Rule::source_clause) => {
                    self.at += "source".len();
                    self.skip();
                    let text = self.text_line()?;
                    self.tree(Rule::source_clause, start, vec![text])
                }
                "symbol" => {
                    self.at += "symbol".len();
                    self.skip();
                    let tex = self.tex()?;
                    self.tree(Rule::symbol_clause, start, vec![tex])
                }
                "" if self.byte() == b'"' && clauses.contains(&Rule::text_line) => self.text_line()?,
                _ => return Some(kids),
            };
            kids.push(clause);
        }
    }

    /// `check "It fits" a < b`; what else can be checked is left to the grammar.
    fn check(&mut self) -> Option<Vec<Tree>> {
        self.skip();
        if !self.eat_word("check") {
            return None;
        }
        self.skip();
        let mut kids = Vec::new();
        if self.byte() == b'"' {
            kids.push(self.text_line()?);
            self.skip();
        }
        kids.push(self.expr(true)?);
        Some(kids)
    }

    fn of_type(&mut self) -> Option<Tree> {
        let start = self.at;
        self.at += 1;
        self.skip();
        if matches!(self.word(), "maybe" | "list" | "like") {
            return None;
        }
        let from = self.at;
        let mut kids = vec![self.type_factor()?];
        while self.operated(&mut kids, Self::type_factor)? {}
        let of = self.tree(Rule::type_expr, from, kids);
        Some(self.tree(Rule::of_type, start, vec![of]))
    }

    fn type_factor(&mut self) -> Option<Tree> {
        let start = self.at;
        let first = if self.byte() == b'1' {
            self.unit_one()?
        } else {
            let word = self.word();
            if word.is_empty() || RESERVED.contains(&word) {
                return None;
            }
            self.at += word.len();
            while self.byte() == b'.' {
                let end = self.at;
                self.at += 1;
                match self.word() {
                    "" => {
                        self.at = end;
                        break;
                    }
                    word => self.at += word.len(),
                }
            }
            self.leaf(Rule::type_name, start)
        };
        let mut kids = vec![first];
        kids.extend(self.unit_power()?);
        Some(self.tree(Rule::type_factor, start, kids))
    }

    // ── Texts ────────────────────────────────────────────────────────────────────────────────────

    fn text_line(&mut self) -> Option<Tree> {
        let start = self.at;
        if self.rest().starts_with("\"\"\"") || !self.eat("\"") {
            return None;
        }
        let from = self.at;
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b'"' => break,
                b'\n' => return None,
                b'\\' if bytes.get(self.at + 1).is_some_and(|next| *next != b'\n') => {
                    self.at += 1;
                    self.at += self.peek()?.len_utf8();
                }
                _ => self.at += 1,
            }
        }
        let inner = self.leaf(Rule::line_inner, from);
        self.at += 1;
        Some(self.tree(Rule::text_line, start, vec![inner]))
    }

    fn tex(&mut self) -> Option<Tree> {
        let start = self.at;
        if !self.eat("$") {
            return None;
        }
        let from = self.at;
        self.at += self.rest().find(['$', '\n'])?;
        let inner = self.leaf(Rule::tex_inner, from);
        self.eat("$").then(|| self.tree(Rule::tex, start, vec![inner]))
    }

    // ── Expressions ──────────────────────────────────────────────────────────────────────────────

    fn shown(&mut self) -> Option<Tree> {
        let start = self.at;
        let mut kids = vec![self.expr(true)?];
        self.skip();
        let from = self.at;
        if self.eat_word("in") {
            self.skip();
            match self.unit()? {
                Some(unit) => kids.push(self.tree(Rule::show_in, from, vec![unit])),
                None => return None,
            }
        }
        self.skip();
        let from = self.at;
        if self.eat(",") {
            self.skip();
            let count = self.at;
            let digits = self.eat_while(|c| c.is_ascii_digit());
            if digits == 0 || digits > 2 {
                return None;
            }
            let count = self.leaf(Rule::digit_count, count);
            self.skip();
            if !self.eat_word("digits") && !self.eat_word("digit") {
                return None;
            }
            kids.push(self.tree(Rule::show_digits, from, vec![count]));
        }
        Some(self.tree(Rule::shown, start, kids))
    }

    /// An expression. In the arms of a condition `else` is not an operator.
    fn expr(&mut self, otherwise: bool) -> Option<Tree> {
        let start = self.at;
        let mut kids = Vec::new();
        self.operand(&mut kids)?;
        self.skip();
        // Blanks before an operator that does not come belong to an expression of one operand.
        let mut end = self.at;
        while let Some(operator) = self.infix(otherwise) {
            kids.push(operator);
            self.skip();
            self.operand(&mut kids)?;
            end = self.at;
            self.skip();
        }
        self.at = end;
        Some(self.tree(if otherwise { Rule::expr } else { Rule::arm }, start, kids))
    }

    fn infix(&mut self, otherwise: bool) -> Option<Tree> {
        let start = self.at;
        let rule = match self.peek()? {
            '^' => Rule::power,
            '*' | '×' | '·' => Rule::times,
            '/' => Rule::divide,
            '+' => Rule::plus,
            '-' | '−' => Rule::minus,
            '≠' => Rule::unequal,
            '≤' => Rule::at_most,
            '≥' => Rule::at_least,
            '~' | '≈' => Rule::approx,
            '=' | '!' | '<' | '>' => {
                let two = self.text.as_bytes().get(self.at + 1) == Some(&b'=');
                let rule = match (self.byte(), two) {
                    (b'=', true) => Rule::equal,
                    (b'!', true) => Rule::unequal,
                    (b'<', true) => Rule::at_most,
                    (b'<', false) => Rule::below,
                    (b'>', true) => Rule::at_least,
                    (b'>', false) => Rule::above,
                    _ => return None,
                };
                self.at += usize::from(two);
                rule
            }
            c if c.is_ascii_alphabetic() => {
                let (rule, length) = match self.word() {
                    "within" => (Rule::within, 6),
                    "and" => (Rule::and, 3),
                    "or" => (Rule::or, 2),
                    "else" if otherwise => (Rule::otherwise, 4),
                    _ => return None,
                };
                self.at += length;
                return Some(self.leaf(rule, start));
            }
            _ => return None,
        };
        self.at += self.peek()?.len_utf8();
        Some(self.leaf(rule, start))
    }

    fn operand(&mut self, kids: &mut Vec<Tree>) -> Option<()> {
        loop {
            let start = self.at;
            let rule = if self.eat("-") || self.eat("−") {
                Rule::negate
            } else if self.eat_word("not") {
                Rule::not
            } else {
                break;
            };
            kids.push(self.leaf(rule, start));
            self.skip();
        }
        kids.push(self.primary()?);
        let mut end = None;
        loop {
            let before = self.at;
            self.skip();
            match self.postfix()? {
                Some(postfix) => {
                    kids.push(postfix);
                    end = Some(self.at);
                }
                None => {
                    // Blanks belong to an operand without anything behind it.
                    if end.is_some() {
                        self.at = before;
                    }
                    return Some(());
                }
            }
        }
    }

    fn postfix(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        if self.byte() == b'.' {
            self.at += 1;
            let name = self.name()?;
            return Some(Some(self.tree(Rule::field, start, vec![name])));
        }
        match self.word() {
            "at" => {
                self.at += "at".len();
                self.skip();
                if self.eat_word("start") {
                    return Some(Some(self.leaf(Rule::at_start, start)));
                }
                if !self.eat("(") {
                    return None;
                }
                let mut settings = Vec::new();
                loop {
                    self.skip();
                    if !settings.is_empty() && self.eat(")") {
                        break;
                    }
                    let from = self.at;
                    let path = self.path()?;
                    self.skip();
                    if !self.eat("=") {
                        return None;
                    }
                    self.skip();
                    let value = self.expr(true)?;
                    settings.push(self.tree(Rule::setting, from, vec![path, value]));
                    self.skip();
                    if !self.eat(",") {
                        if !self.eat(")") {
                            return None;
                        }
                        break;
                    }
                }
                Some(Some(self.tree(Rule::at_settings, start, settings)))
            }
            "is" => {
                self.at += "is".len();
                self.skip();
                if self.eat_word("recorded") {
                    return Some(Some(self.leaf(Rule::is_recorded, start)));
                }
                self.at = start;
                Some(None)
            }
            _ => Some(None),
        }
    }

    fn primary(&mut self) -> Option<Tree> {
        let start = self.at;
        match self.peek()? {
            '0'..='9' | '.' => self.quantity(),
            '"' => self.text_line(),
            '?' => {
                self.at += 1;
                Some(self.leaf(Rule::hole, start))
            }
            '(' => {
                self.at += 1;
                self.skip();
                let inner = self.expr(true)?;
                self.skip();
                self.eat(")").then(|| self.tree(Rule::group, start, vec![inner]))
            }
            '[' => {
                self.at += 1;
                let mut kids = Vec::new();
                self.separated(&mut kids, b']', |matcher| matcher.expr(true))?;
                Some(self.tree(Rule::list, start, kids))
            }
            _ => match self.word() {
                "if" => {
                    self.at += "if".len();
                    self.skip();
                    let mut kids = vec![self.expr(false)?];
                    for word in ["then", "else"] {
                        self.skip();
                        if !self.eat_word(word) {
                            return None;
                        }
                        self.skip();
                        kids.push(self.expr(false)?);
                    }
                    Some(self.tree(Rule::condition, start, kids))
                }
                word @ ("yes" | "true") => {
                    self.at += word.len();
                    Some(self.leaf(Rule::yes, start))
                }
                word @ ("no" | "false") => {
                    self.at += word.len();
                    Some(self.leaf(Rule::no, start))
                }
                "solve" => None,
                _ => self.call_or_name(),
            },
        }
    }

    fn call_or_name(&mut self) -> Option<Tree> {
        let start = self.at;
        let path = self.path()?;
        self.skip();
        if self.eat("(") {
            let mut kids = vec![path];
            self.separated(&mut kids, b')', Self::argument)?;
            return Some(self.tree(Rule::call, start, kids));
        }
        // What follows a point is a field of the first name.
        let name = path.kids.into_iter().next()?;
        self.at = name.span.end as usize - self.offset;
        Some(name)
    }

    /// Pieces with commas between them, perhaps one behind them, and generators, up to a bracket.
    fn separated(
        &mut self,
        kids: &mut Vec<Tree>,
        close: u8,
        piece: impl Fn(&mut Self) -> Option<Tree>,
    ) -> Option<()> {
        loop {
            self.skip();
            if self.byte() == close || self.word() == "for" {
                break;
            }
            kids.push(piece(self)?);
            self.skip();
            if !self.eat(",") {
                break;
            }
        }
        loop {
            self.skip();
            if self.byte() == close {
                self.at += 1;
                return Some(());
            }
            kids.push(self.generator()?);
        }
    }

    fn argument(&mut self) -> Option<Tree> {
        let start = self.at;
        let mut kids = Vec::new();
        let word = self.word();
        if !word.is_empty() {
            self.at += word.len();
            let label = self.leaf(Rule::label, start);
            self.skip();
            let named = self.eat("=") && {
                self.skip();
                self.byte() != b'='
            };
            if named {
                kids.push(label);
            } else {
                self.at = start;
            }
        }
        kids.push(self.expr(true)?);
        Some(self.tree(Rule::argument, start, kids))
    }

    fn generator(&mut self) -> Option<Tree> {
        let start = self.at;
        if !self.eat_word("for") {
            return None;
        }
        let mut kids = Vec::new();
        loop {
            self.skip();
            kids.push(self.name()?);
            self.skip();
            if !self.eat_word("in") {
                return None;
            }
            self.skip();
            kids.push(self.domain()?);
            let end = self.at;
            self.skip();
            if !self.eat(",") {
                self.at = end;
                break;
            }
        }
        self.skip();
        if self.eat_word("where") {
            self.skip();
            kids.push(self.expr(true)?);
        }
        Some(self.tree(Rule::generator, start, kids))
    }

    fn domain(&mut self) -> Option<Tree> {
        let start = self.at;
        let mut kids = vec![self.expr(true)?];
        self.skip();
        if self.eat_word("to") {
            self.skip();
            kids.push(self.expr(true)?);
            self.skip();
            if self.eat_word("by") {
                self.skip();
                kids.push(self.expr(true)?);
            }
        }
        Some(self.tree(Rule::domain, start, kids))
    }
}

#[cfg(test)]
mod tests;
