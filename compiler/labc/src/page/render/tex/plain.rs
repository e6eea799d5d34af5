//! The commands of siunitx and mhchem in a formula, written in plain TeX: `\num`, `\unit`, `\qty` and `\ce`. Start at
//! [`plain`].

use std::ops::Range;

use super::{TexFault, chemistry, units};

/// A formula in plain TeX, and where each stretch of it comes from.
#[derive(Default)]
pub(super) struct Plain {
    /// The formula.
    pub(super) tex: String,
    /// Where stretches of it begin, and which bytes of the author's formula they come from; a stretch of the same
    /// length is a copy.
    stretches: Vec<(usize, Range<usize>)>,
}

impl Plain {
    fn put(&mut self, tex: &str, from: Range<usize>) {
        if !from.is_empty() {
            self.stretches.push((self.tex.len(), from));
            self.tex.push_str(tex);
        }
    }

    /// The bytes of the author's formula that some bytes of this one come from.
    pub(super) fn origin(&self, at: &Range<usize>) -> Range<usize> {
        let of = |place: usize, is_end: bool| {
            let found = self.stretches.partition_point(|(start, _)| match is_end {
                true => *start < place.max(1),
                false => *start <= place,
            });
            let Some((start, from)) = found.checked_sub(1).and_then(|index| self.stretches.get(index)) else {
                return 0;
            };
            let end = self.stretches.get(found).map_or(self.tex.len(), |(next, _)| *next);
            match (end - start == from.len(), is_end) {
                (true, _) => from.start + (place - start).min(from.len()),
                (false, true) => from.end,
                (false, false) => from.start,
            }
        };
        let start = of(at.start, false);
        start..of(at.end, true).max(start)
    }
}

/// A formula in plain TeX.
///
/// # Errors
/// What can't be read in one of the commands.
pub(super) fn plain(tex: &str) -> Result<Plain, TexFault> {
    let mut plain = Plain::default();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = tex[at..].find('\\').map(|found| at + found) {
        let name = name(&tex[start + 1..]);
        at = start + 1 + name.len();
        if name.is_empty() {
            at += tex[at..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        if !matches!(name, "num" | "unit" | "si" | "qty" | "SI" | "ce") {
            continue;
        }
        plain.put(&tex[from..start], from..start);
        let mut argument = || {
            let found = argument(tex, at, name)?;
            at = found.end + 1;
            Ok(found)
        };
        let written = match name {
            "ce" => chemistry::written(tex, argument()?)?,
            "num" => units::number(tex, argument()?)?,
            "unit" | "si" => units::unit(tex, argument()?)?.tex,
            _ => {
                let number = units::number(tex, argument()?)?;
                let unit = units::unit(tex, argument()?)?;
                number + if unit.touches { "" } else { "\\," } + &unit.tex
            }
        };
        // As one piece, so that a power of it is a power of all.
        plain.put(&format!("{{{written}}}"), start..at);
        from = at;
    }
    plain.put(&tex[from..], from..tex.len());
    Ok(plain)
}

/// The name of the command whose backslash stands before this.
pub(super) fn name(rest: &str) -> &str {
    &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())]
}

/// The bytes between the braces of a command's next argument.
fn argument(tex: &str, at: usize, name: &str) -> Result<Range<usize>, TexFault> {
    let start = at + tex[at..].len() - tex[at..].trim_start().len();
    if tex[start..].starts_with('[') {
        let end = tex[start..].find(']').map_or(tex.len(), |end| start + end + 1);
        return Err(TexFault::at(
            format!("`\\{name}` takes no options here: remove the brackets"),
            start..end,
        ));
    }
    match group(&tex[start..]) {
        Some(inside) => Ok(start + 1..start + 1 + inside),
        None if tex[start..].starts_with('{') => {
            Err(TexFault::at(format!("the brace after `\\{name}` is not closed"), start..tex.len()))
        }
        None => {
            let example = match name {
                "ce" => "\\ce{H2O}",
                "num" => "\\num{1.5e6}",
                "unit" | "si" => "\\unit{m/s}",
                _ => "\\qty{3.5}{GB}",
            };
            let from = at.saturating_sub(1).min(start);
            Err(TexFault::at(format!("something in braces is missing, as in `{example}`"), from..start))
        }
    }
}

/// How many bytes there are between the braces that a text begins with.
pub(super) fn group(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('{')?;
    let (mut depth, mut escaped) = (1_usize, false);
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
