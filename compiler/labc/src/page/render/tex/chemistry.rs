//! Formulas of chemistry as mhchem writes them: `\ce{2 H2 + O2 -> 2 H2O}`, `\ce{SO4^2-}`, `\ce{NaCl(aq)}`.

use std::ops::Range;

use super::TexFault;
use super::plain::{group, name};

/// Arrows: as they are written, without and with words at them.
const ARROWS: [(&str, &str, &str); 7] = [
    ("<=>", "\\rightleftharpoons", "\\xrightleftharpoons"),
    ("<->", "\\longleftrightarrow", "\\xleftrightarrow"),
    ("->", "\\longrightarrow", "\\xrightarrow"),
    ("<-", "\\longleftarrow", "\\xleftarrow"),
    ("→", "\\longrightarrow", "\\xrightarrow"),
    ("⇌", "\\rightleftharpoons", "\\xrightleftharpoons"),
    ("↔", "\\longleftrightarrow", "\\xleftrightarrow"),
];

/// What stands before the next sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing of this substance: digits are how many of it there are.
    Nothing,
    /// An element or a closing bracket: digits are its index.
    Symbol,
    /// A charge or a mass.
    Charge,
}

struct FormulaReader<'t> {
    tex: &'t str,
    at: usize,
    end: usize,
    out: String,
    before: Before,
}

/// A formula of chemistry in plain TeX.
///
/// # Errors
/// What it doesn't know.
pub(super) fn written(tex: &str, at: Range<usize>) -> Result<String, TexFault> {
    if tex[at.clone()].trim().is_empty() {
        return Err(TexFault::at("a formula is missing here, as in `\\ce{H2O}`", at));
    }
    let mut reader =
        FormulaReader { tex, at: at.start, end: at.end, out: String::new(), before: Before::Nothing };
    while reader.at < reader.end {
        reader.step()?;
    }
    Ok(reader.out)
}

impl<'t> FormulaReader<'t> {
    fn rest(&self) -> &'t str {
        &self.tex[self.at..self.end]
    }

    fn put(&mut self, tex: &str, before: Before, length: usize) {
        self.out.push_str(tex);
        self.before = before;
        self.at += length;
    }

    fn fault<T>(&self, message: impl Into<String>, length: usize) -> Result<T, TexFault> {
        Err(TexFault::at(message, self.at..(self.at + length).min(self.end)))
    }

    fn step(&mut self) -> Result<(), TexFault> {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return Ok(()) };
        if let Some((written, plain, with_words)) = ARROWS.iter().find(|(arrow, ..)| rest.starts_with(arrow))
        {
            self.at += written.len();
            return self.arrow(plain, with_words);
        }
        for (state, tex) in [("(aq)", "aq"), ("(s)", "s"), ("(l)", "l"), ("(g)", "g")] {
            if rest.starts_with(state) && self.before != Before::Nothing {
                self.put(&format!("\\,(\\text{{{tex}}})"), Before::Symbol, state.len());
                return Ok(());
            }
        }
        match c {
            c if c.is_whitespace() => self.space(),
            '0'..='9' => self.digits(),
            c if c.is_alphabetic() => {
                let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                let word = &rest[..length];
                let counts = self.before == Before::Nothing
                    && length == 1
                    && c.is_ascii_lowercase()
                    && rest[1..].starts_with([' ', '~']);
                let tex = if counts { format!("{word}\\,") } else { format!("\\text{{{word}}}") };
                self.put(&tex, if counts { Before::Nothing } else { Before::Symbol }, length);
            }
            '^' => return self.script('^'),
            '_' => return self.script('_'),
            '+' | '-' | '\u{2212}' => self.sign(c),
            '=' => self.put("{=}", Before::Nothing, 1),
            '#' => self.put("{\\equiv}", Before::Nothing, 1),
            '*' | '·' | '.' => self.put("\\cdot ", Before::Nothing, c.len_utf8()),
            '(' | '[' => self.put(&rest[..1], Before::Nothing, 1),
            ')' | ']' => self.put(&rest[..1], Before::Symbol, 1),
            ',' | ';' | ':' | '/' | '|' => self.put(&rest[..1], Before::Nothing, 1),
            '~' => self.put("\\;", Before::Nothing, 1),
            '\\' => self.command(),
            '{' => return self.group(),
            c => return self.fault(format!("`\\ce` doesn't know `{c}`"), c.len_utf8()),
        }
        Ok(())
    }

    /// A space: signs with spaces around them are operators.
    fn space(&mut self) {
        let rest = self.rest();
        let next = rest.trim_start();
        let length = rest.len() - next.len();
        let alone = |sign: &str| {
            next.strip_prefix(sign)
                .is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
        };
        for (sign, tex) in
            [("+", "+"), ("-", "-"), ("v", "\\downarrow "), ("^", "\\uparrow "), ("*", "\\cdot ")]
        {
            if alone(sign) {
                let before = if matches!(sign, "v" | "^") { self.before } else { Before::Nothing };
                let after = next[sign.len()..].len() - next[sign.len()..].trim_start().len();
                let after = if before == Before::Nothing { after } else { 0 };
                return self.put(tex, before, length + sign.len() + after);
            }
        }
        let is_arrow = ARROWS.iter().any(|(arrow, ..)| next.starts_with(arrow));
        let state = ["(aq)", "(s)", "(l)", "(g)"].iter().any(|state| next.starts_with(state));
        let gap = self.before != Before::Nothing && !is_arrow && !state && !next.is_empty();
        let before = if state || next.is_empty() { self.before } else { Before::Nothing };
        self.put(if gap { "\\;" } else { "" }, before, length);
    }

    /// Digits: how many of a substance there are, or the index of an element.
    fn digits(&mut self) {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let whole = digits(rest);
        if self.before != Before::Nothing {
            let tex = format!("_{{{}}}", &rest[..whole]);
            return self.put(&tex, Before::Symbol, whole);
        }
        let after = &rest[whole..];
        let more = match after.strip_prefix(['.', '/']) {
            Some(after) => digits(after),
            None => 0,
        };
        let tex = match (more, after.starts_with('/')) {
            (0, _) => format!("{}\\,", &rest[..whole]),
            (_, true) => format!("\\tfrac{{{}}}{{{}}}\\,", &rest[..whole], &after[1..=more]),
            (_, false) => format!("{}\\,", &rest[..whole + 1 + more]),
        };
        self.put(&tex, Before::Nothing, if more == 0 { whole } else { whole + 1 + more });
    }

    /// A plus or a minus: a charge at the end of a substance, else a bond or an operator.
    fn sign(&mut self, sign: char) {
        let rest = self.rest();
        let length = rest.find(|c: char| c != sign).unwrap_or(rest.len());
        let after = rest[length..].chars().next();
        let ends = after.is_none_or(|c| c.is_whitespace() || "()[]}".contains(c));
        let written = if sign == '+' { "+" } else { "-" };
        if self.before == Before::Symbol && ends {
            let signs = written.repeat(length / sign.len_utf8());
            return self.put(&format!("^{{{signs}}}"), Before::Charge, length);
        }
        let tex = if sign == '+' { "+" } else { "{-}" };
        self.put(tex, Before::Nothing, sign.len_utf8());
    }

    /// What is raised or lowered: in braces, or up to the next space or bracket.
    fn script(&mut self, mark: char) -> Result<(), TexFault> {
        let rest = &self.rest()[1..];
        if mark == '^'
            && self.before == Before::Nothing
            && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        {
            self.put("\\uparrow ", Before::Symbol, 1);
            return Ok(());
        }
        let (inside, length) = match group(rest) {
            Some(inside) => (&rest[1..=inside], inside + 2),
            None => {
                let signs = |c: char| c.is_ascii_alphanumeric() || "+-.\u{2212}•".contains(c);
                let mut length = rest.find(|c| !signs(c)).unwrap_or(rest.len());
                // `^2-` ends with its sign, and an index is one number or one letter.
                if mark == '_' {
                    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                    length = if digits > 0 { digits } else { length.min(1) };
                } else if let Some(sign) = rest[..length].find(['+', '-', '\u{2212}']) {
                    let signs = &rest[sign..length];
                    length = sign + signs.find(|c: char| !"+-\u{2212}".contains(c)).unwrap_or(signs.len());
                } else {
                    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                    length = if digits > 0 { digits } else { length };
                }
                (&rest[..length], length)
            }
        };
        if inside.trim().is_empty() {
            return self.fault(format!("nothing follows `{mark}`"), 1 + length);
        }
        if self.before == Before::Charge && mark == '^' {
            return self.fault("this has two charges", 1 + length);
        }
        let lead = if self.before == Before::Nothing { "{}" } else { "" };
        let inside = inside.replace(['•', '.'], "\\bullet ");
        // A mass before an element: a number may still follow it as an index of the element.
        let before = match (self.before, mark) {
            (Before::Nothing, _) => Before::Nothing,
            (_, '^') => Before::Charge,
            (before, _) => before,
        };
        let next = &rest[length..];
        if before == Before::Nothing && mark == '^' && next.starts_with('_') {
            // Both stand before the same element.
            self.put(&format!("{lead}^{{{inside}}}"), Before::Charge, 1 + length);
            self.script('_')?;
            self.before = Before::Nothing;
            return Ok(());
        }
        self.put(&format!("{lead}{mark}{{{inside}}}"), before, 1 + length);
        Ok(())
    }

    /// An arrow, perhaps with words above and below it.
    fn arrow(&mut self, plain: &str, with_words: &str) -> Result<(), TexFault> {
        let mut words = Vec::new();
        while words.len() < 2 && self.rest().starts_with('[') {
            let Some(end) = self.rest().find(']') else {
                return self.fault("the bracket at this arrow is not closed", self.end - self.at);
            };
            let inside = self.at + 1..self.at + end;
            let empty = self.tex[inside.clone()].trim().is_empty();
            words.push(if empty { String::new() } else { written(self.tex, inside)? });
            self.at += end + 1;
        }
        let tex = match &words[..] {
            [above, below] => format!(" {with_words}[{below}]{{{above}}} "),
            [above] => format!(" {with_words}{{{above}}} "),
            _ => format!(" {plain} "),
        };
        let after = self.rest().len() - self.rest().trim_start().len();
        self.put(&tex, Before::Nothing, after);
        Ok(())
    }

    /// A command of TeX: it stays what it is, with its arguments.
    fn command(&mut self) {
        let rest = self.rest();
        let name = name(&rest[1..]);
        let mut length = match name {
            "" => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            name => 1 + name.len(),
        };
        while let Some(inside) = group(&rest[length..]) {
            length += inside + 2;
        }
        let tex = format!("{} ", &rest[..length]);
        self.put(&tex, Before::Symbol, length);
    }

    /// A group in braces is one substance.
    fn group(&mut self) -> Result<(), TexFault> {
        let Some(inside) = group(self.rest()) else { return self.fault("this brace is not closed", 1) };
        let inner = self.at + 1..self.at + 1 + inside;
        let tex = if inner.is_empty() { String::new() } else { written(self.tex, inner)? };
        self.put(&format!("{{{tex}}}"), Before::Symbol, inside + 2);
        Ok(())
    }
}
