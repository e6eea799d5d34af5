//! Warnings about quantities that are right by their dimension and probably wrong all the same: a memory
//! in round decimal GB, percents added to plain numbers.

use super::Checker;
use super::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;
use crate::syntax::tree::{self, Operator};

/// Sizes in which memories are sold.
const SOLD: &[f64] =
    &[8.0, 12.0, 16.0, 24.0, 32.0, 40.0, 48.0, 64.0, 80.0, 96.0, 128.0, 144.0, 192.0, 256.0, 288.0, 512.0];

impl Checker {
    /// A constant that is a memory: which GB?
    pub(super) fn lint_define(&mut self, id: Id) {
        let define = &self.model.defines[id];
        let Some(Typed { kind: TypedKind::Number(value, Some(unit)), span, .. }) = &define.value else {
            return;
        };
        let source = define.tree.source.as_ref().map(tree::Text::words).unwrap_or_default();
        let sold = unit.symbol == "GB" && SOLD.contains(&(value / 1e9));
        if sold && is_memory(&define.tree.name.text) && !says_which(&source) && !says_which(&define.docs) {
            let (span, words) = (*span, self.words(*span));
            self.which_gb(span, &words);
        }
    }

    /// A column of memories: which GB?
    pub(super) fn lint_column(&mut self, table: &tree::Table, column: usize, cells: &[Option<Typed>]) {
        let head = &table.columns[column];
        let Some(unit) = head.unit.as_ref().filter(|unit| unit.text == "GB") else { return };
        let source = table.source.as_ref().map(tree::Text::words).unwrap_or_default();
        let sold = cells.iter().flatten().find_map(|cell| match &cell.kind {
            TypedKind::Number(value, _) => SOLD.contains(&(value / 1e9)).then_some(value / 1e9),
            _ => None,
        });
        if let Some(sold) = sold
            && is_memory(&head.name.text)
            && !says_which(&source)
        {
            self.which_gb(unit.span, &format!("{sold} GB"));
        }
    }

    fn which_gb(&mut self, span: Span, words: &str) {
        let number = words.split_whitespace().next().unwrap_or(words).to_owned();
        let diagnostic = Diagnostic::warning(
            Code::GbOrGib,
            "Say which GB this memory is.",
            self.file,
            span,
            "10^9 bytes, as written",
        )
        .help(format!(
            "memory chips come in powers of two: what is sold as {number} GB is usually {number} GiB, 7 % more"
        ))
        .help(format!("write `{number} GiB`, or say \"decimal GB\" in the source if 10^9 is meant"));
        self.report(diagnostic);
    }

    /// `100 + 10 %` is 100.1.
    pub(super) fn lint_sum(&mut self, operator: Operator, mark: Span, a: &Typed, b: &Typed) {
        if !self.is_share(b, 0) || !self.is_plain_amount(a, 0) {
            return;
        }
        let (amount, share) = (self.words(a.span), self.words(b.span));
        let sign = operator.symbol();
        let diagnostic = Diagnostic::warning(
            Code::PercentArithmetic,
            format!("This adds `{share}` as a number, not as a share of `{amount}`."),
            self.file,
            mark,
            "percents are numbers: 10 % is 0.1",
        )
        .fix(
            format!("take `{share}` of `{amount}`"),
            self.file,
            Span { start: a.span.end, end: b.span.end },
            format!(" * (1 {sign} {share})"),
        );
        self.report(diagnostic);
    }

    /// A percentage point is a difference, and no factor.
    pub(super) fn lint_product(&mut self, mark: Span, a: &Typed, b: &Typed) {
        let unit = |typed: &Typed| match &typed.kind {
            TypedKind::Number(_, Some(unit)) => Some(unit.symbol.clone()),
            _ => None,
        };
        let (left, right) = (unit(a), unit(b));
        let mixed = |one: &Option<String>, other: &Option<String>| {
            one.as_deref() == Some("pp") && other.as_deref() == Some("%")
        };
        if mixed(&left, &right) || mixed(&right, &left) {
            let diagnostic = Diagnostic::warning(
                Code::PercentArithmetic,
                "A percentage point is a difference of two percentages, not a share of one.",
                self.file,
                mark,
                "`pp` and `%` are multiplied here",
            )
            .help("write both in `%`, or add the points");
            self.report(diagnostic);
        }
    }

    fn is_share(&self, typed: &Typed, depth: usize) -> bool {
        match &typed.kind {
            TypedKind::Number(_, Some(unit)) => matches!(unit.symbol.as_str(), "%" | "pp"),
            TypedKind::Define(id) if depth == 0 => {
                self.model.defines[*id].value.as_ref().is_some_and(|value| self.is_share(value, 1))
            }
            _ => false,
        }
    }

    /// A number that is surely no share: written out, above one and without a unit.
    fn is_plain_amount(&self, typed: &Typed, depth: usize) -> bool {
        match &typed.kind {
            TypedKind::Number(value, None) => *value > 1.0,
            TypedKind::Define(id) if depth == 0 => {
                self.model.defines[*id].value.as_ref().is_some_and(|value| self.is_plain_amount(value, 1))
            }
            _ => false,
        }
    }
}

fn is_memory(name: &str) -> bool {
    let mut words = name.split('_');
    words.any(|word| matches!(word.to_lowercase().as_str(), "memory" | "ram" | "hbm" | "vram" | "dram"))
}

fn says_which(text: &str) -> bool {
    let text = text.to_lowercase();
    ["decimal", "10^9", "10⁹", "1e9", "gib"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::compile;
    use crate::sources::FileId;

    fn warned(program: &str) -> Vec<String> {
        let (_, said) = compile(FileId(0), &format!("lab l \"L\"\n{program}\n"), &crate::sources::NoFiles);
        said.into_iter().map(|diagnostic| diagnostic.code.to_string()).collect()
    }

    #[test]
    fn a_round_memory_says_which_gb_it_is() {
        assert_eq!(warned("given memory = 80 GB \"a card\""), ["gb-or-gib"]);
        assert_eq!(warned("table card { key label hbm: GB\n a \"A\" 24\n}"), ["gb-or-gib"]);
        for sane in
            ["memory = 80 GiB \"a card\"", "memory = 79.6 GB \"a card\"", "weights = 80 GB \"a model\""]
        {
            assert!(warned(&format!("given {sane}")).is_empty(), "{sane}");
        }
        assert!(warned("const memory = 80 GB source \"decimal GB, as the data sheet says\"").is_empty());
    }

    #[test]
    fn percents_are_not_added_to_plain_amounts() {
        assert_eq!(warned("given calls = 100 \"a day\"\nlet more = calls + 10 %"), ["percent-arithmetic"]);
        assert_eq!(warned("let odd = 2 pp * 10 %"), ["percent-arithmetic"]);
        for sane in ["1 + 10 %", "1 - 10 %", "20 % + 10 %", "100 * (1 + 10 %)", "3 / 4 + 10 %", "20 % + 2 pp"]
        {
            assert!(warned(&format!("let x = {sane}")).is_empty(), "{sane}");
        }
    }
}
