//! Hostile names in a report.

use crate::page::compile;
use crate::page::markdown::write::read_as_html;
use crate::source::{FileId, NoFiles};

const KETTLE: &str = r#"/// What *hot* water costs.
lab kettle "Tea & 1. <b>toast</b> | `x`" {
  chapter "Kitchens" @sec-kitchen
}
const heat = 4.186 kJ source "Handbook | of <i>tables</i>, 3rd edition"
given price = 0.3 USD/kWh "our *own* contract"
table kettle "Kettles" source "Labels" {
  key   label                   power: W
  steel "Steel | *old* <script>" 2000
  glass "- Glass_with_1. `ticks`" 2200
}
part one "How long?" "Between # and |" 5 min {
  """
  # A heading
  A <b>tag</b>, a [page](https://example.org/a_b), a [place](../other/index.html), 3 < 4 and `code | <i>`.

  - {price} a unit
  - $t = \frac{a}{b<c}$

  | a | b |
  |---|---|
  | 1 | {mass} |
  """
  predict time "Twice the water takes" truth 2 {
    same   "as long | <u>exactly</u>"  is 1  """No: {truth}×."""
    double "twice as long"             is 2  """Yes. At first {first} were heated."""
  }
  slider mass "Water *in litres*" from 0.5 to 2 by 0.5 start 1
  choice one_of "Kettle" of kettle start steel
  toggle lid "Lid on" start off
  show steps time_taken
  show metrics { time_taken "Time" of 10 min tone speed note "for {mass}" }
  show table "Kettles" for k in kettle {
    k.label "Kettle"  k.power "Power"
    highlight "yours" when k == one_of
  }
  chart "Power | <b>" {
    y in W
    bar k.power "{k.label}" for k in kettle
  }
  "Only with a lid: {price}." when lid
  status speed {
    warn slow "Slow" when time_taken > 4 min   "It takes {time_taken}."
    pass quick "Quick"
  }
  estimate cost "What does it cost?" truth energy * price in USD from 0.001 USD to 10 USD log {
    near 2 "{truth}, near enough."
    low    "You said {said}."
  }
  reflect why "Why?" {
    power "more watts" right "Yes."
    magic "magic"            "No."
  }
}
let first = mass at start
let energy: Energy = mass * heat * 80
let time_taken: Time = energy / one_of.power in min
"#;

#[test]
fn hostile_names_stay_words() {
    let (lab, found) = compile(FileId(0), KETTLE, &NoFiles);
    let lab = lab.unwrap_or_else(|| panic!("{found:?}"));
    let report = lab.report(&[], true).unwrap();
    let html = read_as_html(&report, false);
    for part in [
        "<h1>Tea &amp; 1. &lt;b&gt;toast&lt;/b&gt; | `x`</h1>",
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
