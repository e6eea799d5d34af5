//! The pictures: tanks, sheets.

use super::{drawing, quantity};
use crate::chart::amounts::{AmountValues, AmountsForm, AmountsValues};
use crate::chart::{Drawing, Picture, draw};
use crate::number::Format;

fn picture(form: AmountsForm, amounts: Vec<AmountValues>) -> Drawing {
    let axis = || quantity("", "", 1.0, false);
    drawing(Picture::Amounts(AmountsValues { form, amounts }), axis(), axis())
}

fn format(symbol: &str, factor: f64) -> Format {
    quantity("", symbol, factor, false).format
}

fn tank(values: &[f64]) -> Drawing {
    let names = [
        "Attention scores",
        "Feed-forward activations",
        "A name that goes on and on",
        "D",
        "E",
        "F",
        "G",
        "H",
    ];
    let amount = |role: u32, name: &str, value: f64| AmountValues {
        name: name.into(),
        format: format("GB", 1e9),
        role,
        value,
        other: 1.0,
    };
    let mut amounts = vec![amount(0, "H100", 80e9)];
    amounts.extend(values.iter().zip(names).map(|(value, name)| amount(1, name, *value)));
    picture(AmountsForm::Tank, amounts)
}

fn sheet(rows: f64, columns: f64, limit: f64) -> Drawing {
    let size = |role: u32, name: &str, value: f64, other: f64| AmountValues {
        name: name.into(),
        format: format("tok", 1.0),
        role,
        value,
        other,
    };
    let mut amounts = vec![size(0, "Scores", rows, columns), size(1, "today", 4096.0, 4096.0)];
    if limit > 0.0 {
        amounts.push(size(2, "what the H100 holds", limit, limit));
    }
    picture(AmountsForm::Sheet, amounts)
}

/// Some of every picture.
pub(super) fn all() -> Vec<Drawing> {
    vec![
        tank(&[19.3e9, 1.6e9]),
        tank(&[1e9; 8]),
        sheet(8192.0, 8192.0, 8448.0),
        sheet(1e5, 512.0, 8192.0),
        sheet(f64::NAN, 3.0, 0.0),
    ]
}

/// A picture of any values.
pub(super) fn any(
    form: AmountsForm,
    values: &[f64],
    name: &dyn Fn(usize) -> String,
    other: &dyn Fn(usize) -> f64,
) -> Picture {
    let amounts = values.iter().enumerate().map(|(index, value)| AmountValues {
        name: name(index),
        format: format("GB", 1e9),
        role: match form {
            AmountsForm::Tank => u32::from(index > 0),
            _ => index as u32,
        },
        value: *value,
        other: other(index),
    });
    Picture::Amounts(AmountsValues { form, amounts: amounts.collect() })
}

/// Red stands above the brim as soon as something does not fit, its edge is torn where it leaves the drawing, and what is not
/// known is not drawn.
#[test]
fn a_tank_shows_what_does_not_fit() {
    let drawn = |values: &[f64]| draw::draw(&tank(values).compose(None, 480, false));
    let [half, over, far, unknown, negative] =
        [&[40e9][..], &[79e9, 2e9], &[10e12], &[40e9, f64::NAN], &[40e9, -1e9]].map(drawn);
    assert!(half.contains(">50 % full<") && !half.contains("fail"), "{half}");
    assert!(over.contains(">101 % full<") && over.matches("bar fail").count() == 2, "{over}");
    assert!(over.contains("bar bar1") && over.contains("bar bar2"), "{over}");
    assert!(
        far.contains(">125× full<") && far.len() > over.len() / 2 && far.matches('l').count() > 8,
        "{far}"
    );
    for text in [unknown, negative] {
        assert!(text.contains(">undefined<") && !text.contains("full"), "{text}");
    }
    let empty = tank(&[]);
    assert!(empty.sentence().starts_with("H100 is 0 % full"), "{}", empty.sentence());
}

/// However many cells there are, the drawing has few squares, and those beyond the limit are red.
#[test]
fn a_sheet_is_small_and_shows_its_limit() {
    let drawn = |rows, columns, limit| draw::draw(&sheet(rows, columns, limit).compose(None, 480, false));
    let [now, far, small, unknown] =
        [(8192.0, 8192.0, 8448.0), (1e8, 1e8, 8192.0), (64.0, 8.0, 0.0), (-1.0, 8.0, 0.0)]
            .map(|(rows, columns, limit)| drawn(rows, columns, limit));
    assert!(now.contains(">4×<") && !now.contains("fail"), "{now}");
    assert!(now.contains(">One square<") && now.contains("class=\"ring dashed\""), "{now}");
    assert!(far.contains("bar fail") && far.contains("title fail") && far.len() < 5000, "{far}");
    assert!(small.contains("bar bar1") && unknown.contains(">undefined<"), "{small} {unknown}");
}

#[test]
fn pictures_are_told() {
    for (drawing, told) in [
        (
            sheet(8192.0, 8192.0, 8448.0),
            "Scores: 8192 tok a side, 4× as many as today (4096 tok a side). Scores is within its limit: what the H100 holds, 8448 tok a side.",
        ),
        (
            sheet(1e5, 512.0, 8192.0),
            "Scores: 100000 tok by 512 tok, 3.05× as many as today (4096 tok a side). Scores is over its limit: what the H100 holds, 8192 tok a side.",
        ),
        (
            tank(&[19.3e9, 1.6e9]),
            "H100 is 26.1 % full: 20.9 GB of 80 GB. Attention scores take 19.3 GB and Feed-forward activations 1.6 GB. Free: 59.1 GB.",
        ),
        (
            tank(&[8e12]),
            "H100 is 100× full: 8000 GB of 80 GB. Attention scores take 8000 GB. Does not fit: 7920 GB.",
        ),
        (
            tank(&[8e9, f64::NAN]),
            "H100: undefined of 80 GB. Attention scores take 8 GB and Feed-forward activations undefined.",
        ),
    ] {
        assert_eq!(drawing.sentence().replace('\u{202F}', ""), told);
    }
}
