//! TeX to MathML. The one file that names math-core.

use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

mod chemistry;
mod plain;
mod units;

/// A formula that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) struct TexFault {
    /// What is wrong.
    pub(in crate::page) message: String,
    /// Where, in bytes of the formula; the whole formula where that isn't known.
    pub(in crate::page) at: Option<Range<usize>>,
}

impl TexFault {
    fn at(message: impl Into<String>, at: Range<usize>) -> Self {
        Self { message: message.into(), at: Some(at) }
    }
}

/// How many commands and braces a formula may have: the converter follows them down, one in another.
const MOST_COMMANDS: usize = 400;

/// A whole `math` element.
pub(in crate::page) fn element(tex: &str, display: bool) -> Result<String, TexFault> {
    let too_many = |tex: &str| tex.matches(['\\', '{']).count() > MOST_COMMANDS;
    let fault = |message: String| TexFault { message, at: None };
    let long = || fault(format!("a formula has at most {MOST_COMMANDS} commands and braces"));
    if too_many(tex) {
        return Err(long());
    }
    let plain = plain::plain(tex)?;
    if too_many(&plain.tex) {
        return Err(long());
    }
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|_| fault("the converter does not start".to_owned()))?;
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(&plain.tex, display) {
        Ok(result) => Ok(for_pages(&result.mathml)),
        Err(error) => {
            let at = Some(plain.origin(&error.0)).filter(|at| !at.is_empty());
            Err(TexFault { message: error.error_message(), at })
        }
    }
}

/// The converter (math-core 0.7, which can't be told otherwise) aligns the cells of cases by style attributes, which the
/// policy of the pages forbids: they get a class, and the style sheet has the rest. The level it sets for tables is the one they have, and only MathML
/// Core knows the attribute there.
fn for_pages(markup: &str) -> String {
    const STYLE: &str = " style=\"";
    let markup = markup
        .replace("<mtable displaystyle=\"false\" scriptlevel=\"0\">", "<mtable displaystyle=\"false\">");
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup.as_str();
    while let Some(at) = rest.find(STYLE) {
        let (before, after) = (&rest[..at], &rest[at + STYLE.len()..]);
        out.push_str(before);
        let in_a_tag = out.rfind('<') > out.rfind('>');
        match after.find('"').filter(|_| in_a_tag) {
            Some(end) => {
                out.push_str(" class=\"set\"");
                rest = &after[end + 1..];
            }
            None => {
                out.push_str(STYLE);
                rest = after;
            }
        }
    }
    out + rest
}

/// What stands inside the `math` element of a formula, to be put into another one.
pub(in crate::page) fn inside(tex: &str) -> Result<String, TexFault> {
    let whole = element(tex, false)?;
    let start = whole.find('>').map_or(0, |end| end + 1);
    let end = whole.rfind("</math>").unwrap_or(whole.len());
    Ok(whole.get(start..end).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_style_attributes_come_out() {
        let cases = element(r"x = \begin{cases} a & b > 0 \\ c & \text{else} \end{cases}", true).unwrap();
        assert!(!cases.contains(" style=\"") && cases.contains("class=\"set\""), "{cases}");
        assert!(!cases.contains("scriptlevel"), "{cases}");
        assert_eq!(for_pages("<mtext>a style=\"b\"</mtext>"), "<mtext>a style=\"b\"</mtext>");
    }

    #[test]
    fn quantities_and_units() {
        let words = |tex: &str| {
            let markup = element(tex, false).unwrap_or_else(|fault| panic!("{tex}: {fault:?}"));
            let mut words = String::new();
            let mut inside = false;
            for c in markup.chars() {
                match c {
                    '<' => inside = true,
                    '>' => inside = false,
                    c if !inside => words.push(c),
                    _ => {}
                }
            }
            words
        };
        for (tex, says) in [
            (r"\qty{3}{ms}", "3ms"),
            (r"\qty{3.5}{\giga\byte}", "3.5GB"),
            (r"\SI{9.81}{\metre\per\second\squared}", "9.81m/s2"),
            (r"\qty{8.314}{J/(mol K)}", "8.314J/(molK)"),
            (r"\unit{\per\second}", "s−1"),
            (r"\unit{kg.m.s^{-2}}", "kgms−2"),
            (r"\unit{\micro\ohm}", "µΩ"),
            (r"\unit{\kWh}", "kWh"),
            (r"\qty{20}{\degreeCelsius}", "20°C"),
            (r"\qty{45}{\degree}", "45°"),
            (r"\qty{12}{\percent}", "12%"),
            (r"\qty{12}{tok/s}", "12tok/s"),
            (r"\num{-1.5e-6}", "−1.5×10−6"),
            (r"\num{12345.67891}", "12345.67891"),
            (r"\num{1e9}", "1×109"),
            (r"\num{1,5}", "1.5"),
            (r"\num{1.23(4)}", "1.23(4)"),
            (r"\num{1.2 +- 0.1}", "1.2±0.1"),
            (r"T = \qty{3}{s}^2", "T=3s2"),
        ] {
            assert_eq!(words(tex), says, "{tex}");
        }
    }

    #[test]
    fn formulas_of_chemistry() {
        let plain = |tex: &str| {
            element(tex, false).unwrap_or_else(|fault| panic!("{tex}: {fault:?}"));
            plain::plain(tex).unwrap().tex
        };
        for (tex, says) in [
            (r"\ce{H2O}", r"{\text{H}_{2}\text{O}}"),
            (r"\ce{SO4^2-}", r"{\text{SO}_{4}^{2-}}"),
            (r"\ce{Na+}", r"{\text{Na}^{+}}"),
            (r"\ce{[Fe(CN)6]^{3-}}", r"{[\text{Fe}(\text{CN})_{6}]^{3-}}"),
            (
                r"\ce{2 H2 + O2 -> 2 H2O}",
                r"{2\,\text{H}_{2}+\text{O}_{2} \longrightarrow 2\,\text{H}_{2}\text{O}}",
            ),
            (
                r"\ce{N2(g) + 3 H2(g) <=> 2 NH3(g)}",
                r"{\text{N}_{2}\,(\text{g})+3\,\text{H}_{2}\,(\text{g}) \rightleftharpoons 2\,\text{NH}_{3}\,(\text{g})}",
            ),
            (
                r"\ce{CaCO3 ->[\Delta] CaO + CO2 ^}",
                r"{\text{CaCO}_{3} \xrightarrow{\Delta } \text{CaO}+\text{CO}_{2}\uparrow }",
            ),
            (
                r"\ce{A <=>[k_1][k_2] B}",
                r"{\text{A} \xrightleftharpoons[\text{k}_{2}]{\text{k}_{1}} \text{B}}",
            ),
            (r"\ce{^{227}_{90}Th+}", r"{{}^{227}_{90}\text{Th}^{+}}"),
            (r"\ce{^14C}", r"{{}^{14}\text{C}}"),
            (r"\ce{CuSO4*5H2O}", r"{\text{CuSO}_{4}\cdot 5\,\text{H}_{2}\text{O}}"),
            (r"\ce{1/2 O2}", r"{\tfrac{1}{2}\,\text{O}_{2}}"),
            (r"\ce{CH3-CH=CH2}", r"{\text{CH}_{3}{-}\text{CH}{=}\text{CH}_{2}}"),
            (
                r"\ce{Ag+ + Cl- -> AgCl v}",
                r"{\text{Ag}^{+}+\text{Cl}^{-} \longrightarrow \text{AgCl}\downarrow }",
            ),
            (r"c(\ce{H3O+})", r"c({\text{H}_{3}\text{O}^{+}})"),
        ] {
            assert_eq!(plain(tex), says, "{tex}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_reported_at_its_place() {
        for (tex, place, says) in [
            (r"a + \qty{3}{\gga\byte}", r"\gga", r"did you mean `\giga`"),
            (r"\qty{three}{s}", "three", "not a number"),
            (r"\qty[a=b]{3}{s}", "[a=b]", "no options"),
            (r"\unit{\kilo}", r"\kilo", "needs a unit after it"),
            (r"\unit{m^2^3}", "^3", "has a power already"),
            (r"\unit{m s$}", "$", "not part of a unit"),
            (r"\ce{H2 & O}", "&", "doesn't know `&`"),
            (r"\ce{H^2+^3}", "^3", "two charges"),
            (r"\ce{A ->[x B}", "[x B", "not closed"),
            (r"\num{}", "", "number is missing"),
            (r"x + \foo", r"\foo", "foo"),
            (r"\qty{3}{ms} + \foo", r"\foo", "foo"),
        ] {
            let fault = element(tex, false).unwrap_err();
            assert!(fault.message.contains(says), "{tex}: {fault:?}");
            assert_eq!(&tex[fault.at.clone().unwrap()], place, "{tex}: {fault:?}");
        }
        assert_eq!(element(r"\qty{3}", false).unwrap_err().at, Some(6..7));
    }
}
