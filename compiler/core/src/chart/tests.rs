//! What every drawing must keep, whatever the data: nothing overlaps, nothing leaves the drawing.

use proptest::prelude::*;

use super::collect::{Curve, Drawing, Quantity, Reference, Setting};
use super::draw::draw;
use super::layout::Layout;
use super::sentence::sentence;
use super::table::table;
use crate::number::{Digits, Format, Unit};

fn quantity(label: &str, symbol: &str, factor: f64, log: bool) -> Quantity {
    let unit = Unit { symbol: symbol.into(), factor, offset: 0.0 };
    let format = Format { units: vec![unit.clone()], digits: Digits::Significant(3) };
    Quantity { label: label.into(), format, unit, log }
}

fn curve(name: &str, values: Vec<f64>, dashed: bool, filled: bool) -> Curve {
    Curve { name: name.into(), values, dashed, filled }
}

fn limit(name: &str, horizontal: bool, value: f64) -> Reference {
    Reference { name: name.into(), horizontal, value }
}

/// Memory against sequence length: a quadratic and a linear line, two limits, the current setting.
fn memory(log: bool) -> Drawing {
    let at: Vec<f64> = (0..256).map(|i| 512.0 * libm::pow(256.0, f64::from(i) / 255.0)).collect();
    let curves = vec![
        curve("Attention", at.iter().map(|n| n * n * 1152.0).collect(), false, true),
        curve("Cache", at.iter().map(|n| n * 2.4e6).collect(), true, false),
    ];
    let mut y = quantity("Memory of one layer", "GB", 1e9, log);
    y.format.units = [("B", 1.0), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]
        .map(|(symbol, factor)| Unit { symbol: symbol.into(), factor, offset: 0.0 })
        .to_vec();
    Drawing {
        x: quantity("Sequence length", "ktok", 1e3, log),
        y,
        curves,
        marks: vec![
            limit("H100: 80 GB", true, 80e9),
            limit("A100: 78 GB", true, 78e9),
            limit("Llama’s window", false, 8192.0),
        ],
        now: Some(Setting { x: 4096.0, ys: vec![4096.0 * 4096.0 * 1152.0, 4096.0 * 2.4e6] }),
        at,
    }
}

fn steady() -> Drawing {
    Drawing {
        x: quantity("", "", 1.0, false),
        y: quantity("Constant", "%", 0.01, false),
        at: (0..64).map(f64::from).collect(),
        curves: vec![curve("", vec![0.25; 64], false, false)],
        marks: (0..9).map(|i| limit("Much the same limit", true, 0.25 + f64::from(i) * 1e-4)).collect(),
        now: None,
    }
}

/// Nothing overlaps, nothing leaves the drawing.
fn keeps_apart(drawing: &Drawing, width: u32) -> Result<(), String> {
    let layout = Layout::new(drawing, width);
    let boxes: Vec<_> = layout.texts.iter().map(|text| (text.bounds(), &text.text)).collect();
    for (index, (bounds, text)) in boxes.iter().enumerate() {
        let (right, bottom) = (layout.width + 0.01, layout.height + 0.01);
        if bounds.left < -0.01 || bounds.top < -0.01 || bounds.right > right || bounds.bottom > bottom {
            return Err(format!("{text:?} leaves the drawing at width {width}: {bounds:?}"));
        }
        if let Some((other, name)) = boxes[..index].iter().find(|(other, _)| bounds.meets(other)) {
            return Err(format!("{text:?} {bounds:?} and {name:?} {other:?} overlap at width {width}"));
        }
    }
    Ok(())
}

#[test]
fn texts_keep_apart_at_every_width() {
    for drawing in [memory(false), memory(true), steady()] {
        for width in (280..=1600).step_by(66) {
            keeps_apart(&drawing, width).unwrap();
        }
    }
}

#[test]
fn a_drawing_is_small_and_carries_classes() {
    for log in [false, true] {
        let svg = draw(&Layout::new(&memory(log), 720));
        assert!(svg.len() < 5000, "{} bytes", svg.len());
        for class in [
            "line line1",
            "line line2 dashed",
            "area area1",
            "rule rule1",
            "rule rule3",
            "now now2",
            "axis",
            "grid gridx",
            "tick",
            "title",
            "label label2",
        ] {
            assert!(svg.contains(&format!("class=\"{class}\"")), "{class} in {svg}");
        }
        assert!(svg.contains("Sequence length (ktok)") && svg.contains(">Llama’s window</text>"));
        assert!(!svg.contains("undefined") && !svg.contains("NaN"));
    }
}

proptest! {
    #[test]
    fn any_data_gives_a_drawing(
        at in prop::collection::vec(values(), 0..20),
        ys in prop::collection::vec(values(), 0..20),
        limits in prop::collection::vec((any::<bool>(), values()), 0..6),
        now in (values(), values()),
        logs in any::<(bool, bool)>(),
        width in any::<u32>(),
    ) {
        let drawing = Drawing {
            x: quantity("Across", "ktok", 1e3, logs.0),
            y: quantity("Up", "", 1.0, logs.1),
            at,
            curves: vec![curve("a", ys.clone(), false, true), curve("<b>", ys, true, false)],
            marks: limits.into_iter().map(|(horizontal, value)| limit("A & B", horizontal, value)).collect(),
            now: Some(Setting { x: now.0, ys: vec![now.1] }),
        };
        keeps_apart(&drawing, 280 + width % 1320).map_err(TestCaseError::fail)?;
        let svg = draw(&Layout::new(&drawing, width));
        prop_assert!(svg.ends_with("</svg>") && !svg.contains("NaN") && svg.len() < 9000, "{svg}");
        prop_assert!(!table(&drawing).contains("<b>") && !sentence(&drawing).is_empty());
    }
}

/// Values that occur, and values that had better not.
fn values() -> impl Strategy<Value = f64> {
    let odd = vec![
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -0.0,
        1.0,
        1.0 + 1e-12,
        -1.0,
        1e300,
        -1e300,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        1e-300,
        3e-310,
        1e6,
        1e6 + 1e-3,
    ];
    prop_oneof![any::<f64>(), prop::sample::select(odd), -10.0..10.0f64, 0.0..1e9f64]
}

#[test]
fn a_page_draws_its_chart() {
    use super::{Axis, Chart, Line, Now, Rule};
    use crate::page::{Page, Piece};
    use crate::program::{Binary, Op, Program};
    // The squares of 0 to 9, one list of positions and one of values.
    let ops = vec![
        Op::Const(10.0),
        Op::Loop { count: 0, most: 10, heads: 2, body: 4 },
        Op::List { most: 10 },
        Op::List { most: 10 },
        Op::Const(1.0),
        Op::Binary(Binary::Mul, 1, 1),
        Op::Push { list: 2, value: 1, when: 4 },
        Op::Push { list: 3, value: 5, when: 4 },
        Op::Const(0.0),
    ];
    let axis = |label: &str| Axis { label: label.into(), format: 0, log: false };
    let words = |words: &str| vec![Piece::Words(words.into())];
    let chart = Chart {
        x: axis("Side"),
        y: axis("Area"),
        at: 2,
        lines: vec![Line {
            label: vec![Piece::Words("Square of ".into()), Piece::Text(8)],
            values: 3,
            dashed: false,
            filled: false,
        }],
        rules: vec![Rule { horizontal: true, value: 0, label: words("The limit") }],
        now: Some(Now { x: 0, ys: vec![0] }),
    };
    let page = Page {
        program: Program { ops, texts: vec!["a side".into()], ..Program::default() },
        formats: vec![Format { units: Vec::new(), digits: Digits::Significant(3) }],
        charts: vec![chart],
        ..Page::default()
    };
    let machine = crate::Machine::new(page.program.clone()).unwrap();
    let svg = page.charts[0].svg(&page, &machine, 0);
    assert!(svg.starts_with(
        "<svg class=\"chart\" viewBox=\"0 0 280 240\" width=\"280\" height=\"240\" font-size=\"12\" role=\"img\" \
         aria-hidden=\"true\" focusable=\"false\">"
    ));
    assert!(svg.contains(">The limit</text>"));
    assert!(page.charts[0].table(&page, &machine).contains("<th scope=\"col\">Square of a side</th>"));
    assert!(page.charts[0].sentence(&page, &machine).starts_with("Square of a side "));
}

#[test]
fn the_table_marks_the_current_setting() {
    let markup = table(&memory(true));
    assert_eq!(markup.matches("<tr").count(), 14);
    assert_eq!(
        markup.matches("<tr class=\"now\"><th scope=\"row\">4.1 ktok (now)</th><td>19.3 GB</td>").count(),
        1
    );
}

#[test]
fn the_sentence_tells_the_course() {
    let text = sentence(&memory(true));
    let start = "Attention grows from 302 MB to 19.8 TB, crossing H100: 80 GB near 8.33 ktok and ";
    assert!(text.starts_with(start), "{text}");
    assert_eq!(sentence(&steady()), "Constant stays at 25 %.");
}
