//! TeX to MathML. The one file that names math-core.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// A formula that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) struct TexFault {
    /// What is wrong.
    pub(in crate::page) message: String,
}

/// How many commands and braces a formula may have: the converter follows them down, one in another.
const MOST_COMMANDS: usize = 400;

/// A whole `math` element.
pub(in crate::page) fn element(tex: &str, display: bool) -> Result<String, TexFault> {
    let fault = |message: String| TexFault { message };
    if tex.matches(['\\', '{']).count() > MOST_COMMANDS {
        return Err(fault(format!("a formula has at most {MOST_COMMANDS} commands and braces")));
    }
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|_| fault("the converter does not start".to_owned()))?;
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(tex, display) {
        Ok(result) => Ok(for_pages(&result.mathml)),
        Err(error) => Err(fault(error.error_message())),
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
}
