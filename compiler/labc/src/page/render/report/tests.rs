//! Hostile names in a report.

use crate::compile;
use crate::page::render::markdown::write::read_as_html;
use crate::sources::{FileId, NoFiles};

const KETTLE: &str = include_str!("../../../../../../tests/projects/kettle.lab");

#[test]
fn hostile_names_stay_words() {
    let (lab, found) = compile(FileId(0), KETTLE, &NoFiles);
    let lab = lab.unwrap_or_else(|| panic!("{found:?}"));
    let report = lab.report(&[], true).unwrap();
    let html = read_as_html(&report, false);
    for part in [
        "<h1>Tea &amp; 1. &lt;b&gt;toast&lt;/b&gt; | x</h1>",
        "A &lt;b&gt;tag&lt;/b&gt;, a <a href=\"https://example.org/a_b\">page</a>, a place, 3 &lt; 4",
        "<code>code | &lt;i&gt;</code>",
        "<em>Between # and |",
        "Steel | *old* &lt;script&gt;",
        "- Glass_with_1. `ticks`",
        "Handbook | of &lt;i&gt;tables&lt;/i&gt;, 3rd edition",
        "as long | &lt;u&gt;exactly&lt;/u&gt;",
        "Chart: Power | &lt;b&gt;",
    ] {
        assert!(html.contains(part), "no {part} in\n{html}\n{report}");
    }
    // These alone are headings; the author's own is a line of bold words.
    assert_eq!(read_as_html(&report, true).matches("</h").count(), 4, "{report}");
}
