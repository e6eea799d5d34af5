//! TeX to MathML. The one file that names math-core.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// A formula that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TexFault {
    /// What is wrong.
    pub(super) message: String,
}

/// How many commands and braces a formula may have: the converter follows them down, one in another.
const MOST_COMMANDS: usize = 400;

/// A whole `math` element.
pub(super) fn element(tex: &str, display: bool) -> Result<String, TexFault> {
    let fault = |message: String| TexFault { message };
    if tex.matches(['\\', '{']).count() > MOST_COMMANDS {
        return Err(fault(format!("a formula has at most {MOST_COMMANDS} commands and braces")));
    }
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|_| fault("the converter does not start".to_owned()))?;
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(tex, display) {
        Ok(result) => Ok(result.mathml),
        Err(error) => Err(fault(error.error_message())),
    }
}

/// What stands inside the `math` element of a formula, to be put into another one.
pub(super) fn inside(tex: &str) -> Result<String, TexFault> {
    let whole = element(tex, false)?;
    let start = whole.find('>').map_or(0, |end| end + 1);
    let end = whole.rfind("</math>").unwrap_or(whole.len());
    Ok(whole.get(start..end).unwrap_or_default().to_owned())
}
