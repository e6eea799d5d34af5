//! The evaluator of a page: the whole one, cut down to the parts that the page uses. `build/parts.rs` says what the parts
//! are, and has found out who calls whom.

use std::ops::Range;

/// An evaluator that can be cut.
#[derive(Debug)]
pub(crate) struct Whole {
    /// The module.
    pub(crate) wasm: &'static [u8],
    /// Where its section of exports is.
    pub(crate) exports: Range<usize>,
    /// Where its section of code is, which comes later.
    pub(crate) code: Range<usize>,
    /// What it exports.
    pub(crate) exported: &'static [Exported],
    /// Its functions, in order.
    pub(crate) functions: &'static [Function],
    /// The functions that are called from outside without a name.
    pub(crate) roots: &'static [usize],
    /// The names of all parts, for the tests.
    #[cfg_attr(not(test), expect(dead_code))]
    pub(crate) parts: &'static [&'static str],
}

/// Something exported.
#[derive(Debug)]
pub(crate) struct Exported {
    /// Where it is told.
    pub(crate) bytes: Range<usize>,
    /// The function, if it is one.
    pub(crate) function: Option<usize>,
    /// The part that it belongs to; empty for what every evaluator has.
    pub(crate) part: &'static str,
}

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    /// Where its body is, without its length.
    pub(crate) body: Range<usize>,
    /// The functions that it calls by name.
    pub(crate) calls: &'static [usize],
    /// The part that it enters; empty for most.
    pub(crate) part: &'static str,
}

/// A function that stops: no variables, `unreachable`, `end`. What enters a part that is not there stops the same way, so
/// that a page that came with the wrong evaluator does not start.
const STOP: &[u8] = &[0x00, 0x00, 0x0b];
/// The numbers of sections.
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

impl Whole {
    /// The evaluator with some of its parts. Functions keep their numbers, so that nothing else has to change.
    pub(crate) fn cut(&self, has: impl Fn(&str) -> bool) -> Vec<u8> {
        let has = |part: &str| part.is_empty() || has(part);
        let exported: Vec<&Exported> = self.exported.iter().filter(|export| has(export.part)).collect();
        let mut reached = vec![false; self.functions.len()];
        let mut next: Vec<usize> = exported.iter().filter_map(|export| export.function).collect();
        next.extend(self.roots);
        while let Some(function) = next.pop() {
            if !reached[function] && has(self.functions[function].part) {
                reached[function] = true;
                next.extend(self.functions[function].calls);
            }
        }
        let exported: Vec<&[u8]> = exported.iter().map(|export| &self.wasm[export.bytes.clone()]).collect();
        let bodies = self.functions.iter().zip(reached);
        let bodies: Vec<Vec<u8>> = bodies
            .map(|(function, reached)| {
                let body = if reached { &self.wasm[function.body.clone()] } else { STOP };
                [&length(body.len()), body].concat()
            })
            .collect();
        let mut module = self.wasm[..self.exports.start].to_vec();
        section(&mut module, EXPORTS, &exported);
        module.extend(&self.wasm[self.exports.end..self.code.start]);
        section(&mut module, CODE, &bodies);
        module.extend(&self.wasm[self.code.end..]);
        module
    }
}

/// Appends a section of items.
fn section(module: &mut Vec<u8>, number: u8, items: &[impl AsRef<[u8]>]) {
    let count = length(items.len());
    let size = count.len() + items.iter().map(|item| item.as_ref().len()).sum::<usize>();
    module.push(number);
    module.extend(length(size));
    module.extend(count);
    items.iter().for_each(|item| module.extend(item.as_ref()));
}

/// A number as modules write it: seven bits in a byte, the lowest first.
fn length(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use labc::page::Part;

    use crate::make::runtime::LAB;

    #[test]
    fn the_whole_evaluator_stays_and_every_part_of_it_can_be_left_out() {
        let whole = LAB.cut(|_| true).len();
        // Next to nothing in it is called by nobody.
        assert!(whole <= LAB.wasm.len() && whole + 200 > LAB.wasm.len(), "{whole} of {}", LAB.wasm.len());
        for part in LAB.parts {
            let without = LAB.cut(|other| other != *part).len();
            assert!(without < whole, "{part} is nothing");
        }
        assert!(LAB.cut(|_| false).len() < whole / 2);
    }

    #[test]
    fn pages_and_evaluators_know_the_same_parts() {
        let evaluators: BTreeSet<&str> = LAB.parts.iter().copied().collect();
        let pages: BTreeSet<&str> = Part::all().map(Part::name).collect();
        assert_eq!(evaluators, pages);
    }
}
