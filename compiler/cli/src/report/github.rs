//! Diagnostics as workflow commands, which GitHub shows beside the lines of a pull request.

use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::Sources;

use crate::report::json::Location;

/// Writes a command for each diagnostic.
pub(crate) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let place = diagnostic.labels.first().map(|label| Location::new(label.file, label.span, sources));
        let place = place.map(|place| {
            format!(
                "file={},line={},col={},endLine={},endColumn={},",
                property(place.path),
                place.line,
                place.column,
                place.end_line,
                place.end_column
            )
        });
        let message = std::iter::once(&diagnostic.headline).chain(&diagnostic.help).map(|line| data(line));
        let message = message.collect::<Vec<_>>().join("%0A");
        text.push_str(&format!(
            "::{level} {}title={}::{message}\n",
            place.unwrap_or_default(),
            property(diagnostic.code.as_str())
        ));
    }
    text
}

/// A command is one line, whatever it says.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use labc::sources::Span;

    use labc::codes::Code;

    use super::*;

    #[test]
    fn one_line_whatever_it_says() {
        let mut sources = Sources::default();
        let file = sources.add("a,b.lab", "x\ny");
        let diagnostic =
            Diagnostic::warning(Code::NoSource, "50 % of\nit", file, Span::new(2, 3), "").help("say more");
        let expected = "::warning file=a%2Cb.lab,line=2,col=1,endLine=2,endColumn=2,title=no-source::50 %25 of%0Ait%0Asay more\n";
        assert_eq!(render(&[diagnostic], &sources), expected);
    }
}
