//! The statements that labs are full of (definitions, checks, expressions in texts), matched by hand: what the grammar
//! does with them, at a tenth of its cost. Start at [`parse`].
//!
//! The grammar stays what the language is. This gives the tree that the grammar gives, or nothing, and then the
//! grammar is asked: for everything that is rare, and for whatever does not fit, so that it alone says what is wrong.
//! Builds with debug assertions, as the tests are, match every statement both ways and compare the trees.
//!
//! As there, blanks and comments are skipped between the parts of a rule and belong to the rule that goes on after
//! them: `1 + 2 in m` has the expression `1 + 2 `.

use super::grammar::{Rule, Tree};
use crate::source::Span;

/// Matches a whole text that starts at `offset` of its file; nothing where the grammar has to be asked.
pub(super) fn parse(rule: Rule, text: &str, offset: usize) -> Option<Tree> {
    let mut matcher = Matcher { text, at: 0, offset };
    let kids = match rule {
        Rule::let_stmt => matcher.define("let", &[Rule::symbol_clause])?,
        Rule::const_stmt => matcher.define("const", &[Rule::source_clause, Rule::symbol_clause])?,
        Rule::given_stmt => matcher.define("given", &[Rule::text_line, Rule::symbol_clause])?,
        Rule::check_stmt => matcher.check()?,
        Rule::eval_expr => {
            matcher.skip();
            let shown = matcher.shown()?;
            vec![shown]
        }
        _ => return None,
    };
    matcher.skip();
    (matcher.at == text.len()).then(|| matcher.tree(rule, 0, kids))
}

/// Words that are no names.
const RESERVED: [&str; 18] = [
    "if", "then", "else", "and", "or", "not", "in", "at", "for", "where", "to", "by", "within", "when",
    "true", "false", "yes", "no",
];

/// Words that may follow a number and are no units.
const NO_UNITS: [&str; 34] = [
    "from",
    "start",
    "log",
    "source",
    "symbol",
    "is",
    "note",
    "truth",
    "never",
    "right",
    "of",
    "tone",
    "dashed",
    "filled",
    "size",
    "lasting",
    "percentiles",
    "on",
    "require",
    "example",
    "reachable",
    "increases",
    "decreases",
    "has",
    "prefixed",
    "confidence",
    "because",
    "was",
    "as",
    "low",
    "high",
    "near",
    "spread",
    "about",
];

/// Whether a word goes on with a character.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || ('α'..='ω').contains(&c)
}

/// Whether a name can begin with a character.
fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_ascii_digit()
}

fn is_unit_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '°' | 'µ' | 'μ' | 'Ω' | '\u{2126}' | '€' | '£' | '¥')
}

fn is_narrow(c: char) -> bool {
    matches!(c, '\u{202F}' | '\u{A0}' | '\u{2009}')
}

fn is_raised(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹')
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

    // ── Numbers and units ────────────────────────────────────────────────────────────────────────

    /// Digits, with single marks between them.
    fn digits(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        if !digit(self.at) {
            return false;
        }
        self.at += 1;
        loop {
            if digit(self.at) {
                self.at += 1;
            } else if self.byte() == b'_' && digit(self.at + 1) {
                self.at += 2;
            } else {
                return true;
            }
        }
    }

    fn number(&mut self) -> Option<Tree> {
        let start = self.at;
        // Groups with narrow spaces between them, and powers of ten as a page prints them, are left to the grammar.
        let plain = |matcher: &Self| {
            matcher.peek().is_none_or(|c| !is_narrow(c) && !is_raised(c) && c != '⁻' && c != '×')
        };
        if self.digits() {
            if !plain(self) {
                return None;
            }
            let end = self.at;
            if self.eat(".") && !self.digits() {
                self.at = end;
            }
        } else if !(self.eat(".") && self.digits()) {
            return None;
        }
        if !plain(self) {
            return None;
        }
        let end = self.at;
        if self.eat("e") || self.eat("E") {
            let _ = self.eat("+") || self.eat("-");
            if self.eat_while(|c| c.is_ascii_digit()) == 0 {
                self.at = end;
            }
        }
        Some(self.leaf(Rule::number, start))
    }

    fn quantity(&mut self) -> Option<Tree> {
        let start = self.at;
        let mut kids = vec![self.number()?];
        let end = self.at;
        self.eat_while(|c| c == ' ' || c == '\t' || is_narrow(c));
        match self.unit()? {
            Some(unit) => kids.push(unit),
            None => self.at = end,
        }
        Some(self.tree(Rule::quantity, start, kids))
    }

    /// A unit, if one begins here.
    fn unit(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        let first = match self.byte() {
            b'1' => match self.text.as_bytes().get(self.at + 1) {
                Some(b'/') => self.unit_one()?,
                _ => return Some(None),
            },
            _ => match self.unit_factor()? {
                Some(factor) => factor,
                None => return Some(None),
            },
        };
        let mut kids = vec![first];
        while self.operated(&mut kids, |matcher| matcher.unit_factor()?)? {}
        Some(Some(self.tree(Rule::unit, start, kids)))
    }

    /// `/s` or `*m` behind another factor, if it is there; groups are left to the grammar.
    fn operated(
        &mut self,
        kids: &mut Vec<Tree>,
        factor: impl FnOnce(&mut Self) -> Option<Tree>,
    ) -> Option<bool> {
        let start = self.at;
        let over = self.eat("/").then(|| self.leaf(Rule::unit_over, start));
        if over.is_none() && !self.eat("*") && !self.eat("·") {
            return Some(false);
        }
        if self.byte() == b'(' {
            return None;
        }
        let factor = factor(self)?;
        kids.extend(over);
        kids.push(factor);
        Some(true)
    }

    fn unit_one(&mut self) -> Option<Tree> {
        let start = self.at;
        (self.eat("1") && self.byte() == b'/').then(|| self.leaf(Rule::unit_one, start))
    }

    fn unit_factor(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        if !self.eat("%") {
            let word = self.word();
            let other = RESERVED.contains(&word) || NO_UNITS.contains(&word) || self.is_level();
            if other || !self.peek().is_some_and(is_unit_letter) {
                return Some(None);
            }
            self.eat_while(|c| is_unit_letter(c) || c.is_ascii_digit());
        }
        let name = self.leaf(Rule::unit_name, start);
        let mut kids = vec![name];
        kids.extend(self.unit_power()?);
        Some(Some(self.tree(Rule::unit_factor, start, kids)))
    }

    /// `fail when …` or `warn "…"` behind a number.
    fn is_level(&self) -> bool {
        let rest = self.rest();
        let behind = ["fail", "warn", "pass"].iter().find_map(|level| rest.strip_prefix(level));
        let Some(behind) = behind.filter(|behind| behind.starts_with(' ')) else { return false };
        let next = behind.trim_start_matches(' ');
        let when = next.strip_prefix("when").is_some_and(|more| !more.starts_with(is_word));
        when || next.starts_with('"')
    }

    /// A power, if one is written here; powers in brackets are left to the grammar.
    fn unit_power(&mut self) -> Option<Option<Tree>> {
        let start = self.at;
        if self.eat("^") {
            let _ = self.eat("-") || self.eat("−");
            if self.eat_while(|c| c.is_ascii_digit()) == 0 {
                return None;
            }
            let end = self.at;
            if self.eat(".") && self.eat_while(|c| c.is_ascii_digit()) == 0 {
                self.at = end;
            }
            return Some(Some(self.leaf(Rule::unit_power, start)));
        }
        self.eat("⁻");
        if self.eat_while(is_raised) == 0 {
            self.at = start;
            return Some(None);
        }
        Some(Some(self.leaf(Rule::unit_power, start)))
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

    /// An expression. In the arms of a condition `else` is no operator.
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
mod tests {
    use super::super::grammar;
    use super::*;

    fn rule_of(statement: &str) -> Rule {
        match statement.split(' ').next() {
            Some("let") => Rule::let_stmt,
            Some("const") => Rule::const_stmt,
            Some("given") => Rule::given_stmt,
            Some("check") => Rule::check_stmt,
            _ => Rule::eval_expr,
        }
    }

    /// The grammar gives the same tree: [`grammar::parse`] compares.
    #[test]
    fn common_statements_are_matched_by_hand() {
        for statement in [
            "let a = 1",
            "let  a=b+1 // why",
            "let a: Info/Time^2 = b * c in GB/s, 2 digits symbol $a_0$",
            "let a = (1_000.5e-3 kg·m^2/s^2 + -b.c.d) / 2^3 - x at (y = 3, z.w = 4 km,) at start",
            "let a = if not b <= 3 % and c then d else e else f",
            "let a = sum(p.weight * 2 for p in parcels where p.day != \"d \\\" 1\")",
            "let a = max(f.g(x, up = 3), [1, 2, 3,], count(r for r in t, q in 1 to 3 by 1))",
            "let a = b ~ c within 5 %",
            "let a = [x for x in 1 to 10]",
            "let a = b is recorded or yes == no",
            "let a = ? + 3µs - 2 ° ≥ α",
            "let a = 3 m\n  + 4 m  // more\n  in km",
            "const g = 9.81 m/s^2 source \"a \\\\ book\" symbol $g$",
            "given b = 1 $1$",
            "given b = 5 days \"a guess\" symbol $b$",
            "check \"It fits\" a < b  ",
            "check a == 3.5 MB^-1",
            "1/s + 4 1/s in 1/s, 1 digit",
            "  5 s when",
            "3 m fail \"x\"",
        ] {
            let rule = rule_of(statement);
            let by_hand = parse(rule, statement, 7);
            assert_eq!(by_hand.is_some(), grammar::parse(rule, statement, 7).is_ok(), "{statement}");
        }
    }

    #[test]
    fn what_is_rare_or_wrong_is_left_to_the_grammar() {
        for statement in [
            "let a = 2×10⁻³",
            "let a = 1 J/(kg*K)",
            "let a = solve(x where x^2 = 2)",
            "let if = 1",
            "let a = 1 +",
            "let a = (1",
            "let a = f(1,,2)",
            "let a = \"open",
            "let a = if b then c",
            "let a = 1 2",
            "let a = a..b",
            "let a",
            "const a = 1 source 3",
            "check a increases in b",
            "",
        ] {
            assert_eq!(parse(rule_of(statement), statement, 0), None, "{statement}");
        }
    }
}
