//! What every drawing must keep, whatever the data: nothing overlaps, nothing leaves the drawing.

mod pictures;

use proptest::prelude::*;

use super::amounts::{AmountValues, AmountsForm, AmountsValues};
use super::axes::Axes;
use super::bars::values::{BarValues, BarsValues};
use super::heat::HeatValues;
use super::intervals::{IntervalOf, Intervals};
use super::plane::bins;
use super::plane::values::{Curve, Dot, PlaneValues, RoofValues, SettingValues};
use super::radar::{RadarValues, SpokeValues};
use super::scene::Scene;
use super::svg::SvgKind;
use super::timeline::{SpanValues, TimelineValues};
use super::values::{Quantity, RegionValues, RuleValues, ToneValues};
use super::{BarForm, Drawing, Picture, Style, draw};
use crate::number::{Digits, Format, Unit};

fn quantity(label: &str, symbol: &str, factor: f64, log: bool) -> Quantity {
    let unit = Unit { symbol: symbol.into(), factor, offset: 0.0, one: String::new() };
    let format = Format { units: vec![unit.clone()], digits: Digits::Significant(3) };
    Quantity { label: label.into(), format, unit, log, whole: false }
}

fn curve(name: &str, values: Vec<f64>, style: Style) -> Curve {
    Curve { name: name.into(), values, low: None, style }
}

fn limit(name: &str, horizontal: bool, value: f64) -> RuleValues {
    RuleValues { name: name.into(), horizontal, value, said: false }
}

/// A drawing with reference lines.
fn ruled(mut drawing: Drawing, rules: Vec<RuleValues>) -> Drawing {
    drawing.axes.rules = rules;
    drawing
}

fn drawing(body: Picture, x: Quantity, y: Quantity) -> Drawing {
    let axes = Axes { x, y, rules: Vec::new(), regions: Vec::new(), intervals: Intervals::default() };
    Drawing { axes, body }
}

/// Memory against sequence length: a quadratic and a linear line, two limits, the current setting.
fn memory(log: bool) -> Drawing {
    let at: Vec<f64> = (0..256).map(|i| 512.0 * libm::pow(256.0, f64::from(i) / 255.0)).collect();
    let curves = vec![
        curve("Attention", at.iter().map(|n| n * n * 1152.0).collect(), Style::Filled),
        curve("Cache", at.iter().map(|n| n * 2.4e6).collect(), Style::Dashed),
    ];
    let mut y = quantity("Memory of one layer", "GB", 1e9, log);
    y.format.units = [("B", 1.0), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]
        .map(|(symbol, factor)| Unit { symbol: symbol.into(), factor, offset: 0.0, one: String::new() })
        .to_vec();
    let now = SettingValues { name: None, x: 4096.0, ys: vec![4096.0 * 4096.0 * 1152.0, 4096.0 * 2.4e6] };
    let plane = PlaneValues { at, curves, settings: vec![now], ..PlaneValues::default() };
    let mut drawing = ruled(
        drawing(Picture::Plane(plane), quantity("Sequence length", "ktok", 1e3, log), y),
        vec![
            limit("H100: 80 GB", true, 80e9),
            limit("A100: 78 GB", true, 78e9),
            limit("Llama’s window", false, 8192.0),
        ],
    );
    drawing.axes.regions = vec![RegionValues {
        name: "too long".into(),
        horizontal: false,
        from: Some(65536.0),
        to: None,
        level: None,
    }];
    drawing
}

fn steady() -> Drawing {
    let plane = PlaneValues {
        at: (0..64).map(f64::from).collect(),
        curves: vec![curve("", vec![0.25; 64], Style::Plain)],
        ..PlaneValues::default()
    };
    ruled(
        drawing(Picture::Plane(plane), quantity("", "", 1.0, false), quantity("Constant", "%", 0.01, false)),
        (0..9).map(|i| limit("Much the same limit", true, 0.25 + f64::from(i) * 1e-4)).collect(),
    )
}

fn dot(name: &str, x: f64, y: f64) -> Dot {
    Dot { name: name.into(), x, y, size: None, tone: None, series: 0 }
}

/// Five models, of which three no other beats.
fn frontier() -> Drawing {
    let dots = vec![
        dot("FP32", 4.0, 1.0),
        dot("FP16", 2.0, 1.1),
        dot("INT8", 1.0, 1.5),
        dot("INT8 per tensor", 1.02, 3.5),
        dot("FP32 again", 4.2, 1.2),
    ];
    let plane = PlaneValues {
        dots,
        frontier: Some((false, false)),
        chosen: vec![(2, "Ours".into())],
        ..PlaneValues::default()
    };
    drawing(Picture::Plane(plane), quantity("Size", "GB", 1.0, false), quantity("Loss", "", 1.0, false))
}

fn bar(group: usize, series: usize, from: f64, value: f64) -> BarValues {
    BarValues { group, series, from, to: from + value, value, total: false, tone: None }
}

fn bars(form: BarForm, horizontal: bool) -> Drawing {
    let groups = ["FP32", "FP16", "INT8", "A name that is rather long"].map(String::from).to_vec();
    let of = |group: usize, series: usize| {
        bar(group, series, 0.0, 1e9 * (1.0 + group as f64) * (1.0 + series as f64))
    };
    let mut all: Vec<BarValues> = (0..4).flat_map(|group| [of(group, 0), of(group, 1)]).collect();
    all[3].tone = Some(ToneValues { level: 0, words: "Out of memory".into() });
    all[4].value = f64::NAN;
    all[4].to = f64::NAN;
    let bars = BarsValues {
        form,
        horizontal,
        groups,
        series: vec!["Weights".into(), "Cache".into()],
        bars: all,
        chosen: vec![(1, "Ours".into())],
    };
    ruled(
        drawing(Picture::Bars(bars), quantity("", "", 1.0, false), quantity("Memory", "GB", 1e9, false)),
        vec![limit("The card’s memory", true, 3e9), limit("Another limit", true, 3.1e9)],
    )
}

fn timeline() -> Drawing {
    let span = |name: &str, lane: usize, from: f64, to: f64| SpanValues {
        name: name.into(),
        lane: format!("Stage {lane}"),
        from,
        to,
        series: lane % 2,
        tone: None,
    };
    let spans = (0..4).flat_map(|lane| {
        let at = lane as f64 * 0.01;
        [
            span("F0", lane, at, at + 0.01),
            span("F1", lane, at + 0.01, at + 0.02),
            span("B0", lane, at + 0.005, at + 0.09),
        ]
    });
    ruled(
        drawing(
            Picture::Timeline(TimelineValues { spans: spans.collect() }),
            quantity("Time", "ms", 1e-3, false),
            quantity("", "", 1.0, false),
        ),
        vec![limit("Flush", false, 0.1)],
    )
}

fn radar(spokes: usize) -> Drawing {
    let spoke = |index: usize| SpokeValues {
        name: ["Memory", "Memory bandwidth", "Peak", "Power", "Price per hour"][index % 5].into(),
        format: quantity("", "GB", 1e9, false).format,
        limit: 80e9,
        values: vec![80e9, 40e9, 100e9, f64::NAN][..3].to_vec(),
    };
    let radar = RadarValues {
        spokes: (0..spokes).map(spoke).collect(),
        shapes: ["A", "B", "C"].map(String::from).to_vec(),
    };
    drawing(Picture::Radar(radar), quantity("", "", 1.0, false), quantity("", "", 1.0, false))
}

fn heat(columns: usize, rows: usize) -> Drawing {
    let heat = HeatValues {
        z: quantity("Share of idle time", "%", 0.01, false),
        xs: (0..columns).map(|i| 2.0 + i as f64).collect(),
        ys: (0..rows).map(|i| 1.0 + i as f64).collect(),
        values: (0..columns * rows)
            .map(|i| ((i % columns) as f64 + (i / columns) as f64) / (columns + rows) as f64)
            .collect(),
        now: Some((4.0, 2.0, 0.6)),
        contours: vec![("10 %".into(), 0.1)],
    };
    drawing(
        Picture::Heat(heat),
        quantity("Stages", "", 1.0, false),
        quantity("Micro-batches", "", 1.0, false),
    )
}

fn gauges() -> Drawing {
    let gauge = |name: &str, value: f64| AmountValues {
        name: name.into(),
        format: quantity("", "GB", 1e9, false).format,
        role: 0,
        value,
        other: 80e9,
    };
    let gauges = vec![
        gauge("Memory", 19.3e9),
        gauge("Memory of a rather long name that fills", 19.8e12),
        gauge("Nothing", f64::NAN),
    ];
    drawing(
        Picture::Amounts(AmountsValues { form: AmountsForm::Gauges, amounts: gauges }),
        quantity("", "", 1.0, false),
        quantity("", "", 1.0, false),
    )
}

fn roofline() -> Drawing {
    let plane = PlaneValues {
        dots: vec![dot("Decode", 2.0, 6.7e12), dot("Prefill", 600.0, 900e12)],
        roofs: vec![RoofValues { name: "H100".into(), peak: 989e12, rate: 3.35e12 }],
        ..PlaneValues::default()
    };
    drawing(
        Picture::Plane(plane),
        quantity("Intensity", "FLOP/B", 1.0, true),
        quantity("Rate", "TFLOP/s", 1e12, true),
    )
}

fn histogram() -> Drawing {
    let values = (0..200).map(|i| 0.05 + libm::exp(f64::from(i) / 60.0) * 0.01).collect();
    let counted = bins::count("Latency".into(), values, f64::NAN, &[0.5, 0.95, 0.99]);
    let plane = PlaneValues { histogram: Some(counted), ..PlaneValues::default() };
    drawing(Picture::Plane(plane), quantity("Latency", "ms", 1e-3, false), quantity("Count", "", 1.0, false))
}

fn layers() -> Drawing {
    let Picture::Plane(plane) = memory(false).body else { unreachable!() };
    let low: Vec<f64> = plane.curves[1].values.iter().map(|value| value / 2.0).collect();
    let curves = vec![
        Curve { low: Some(vec![0.0; 256]), ..curve("A", plane.curves[1].values.clone(), Style::Stacked) },
        Curve { low: Some(low), ..curve("B", plane.curves[1].values.clone(), Style::Band) },
    ];
    Drawing { body: Picture::Plane(PlaneValues { curves, ..plane }), ..memory(false) }
}

/// A drawing with an interval around each of its marks: a share of its value to both sides.
fn measured(mut drawing: Drawing, of: IntervalOf, values: &[f64]) -> Drawing {
    let mut intervals = Intervals::of("one standard deviation");
    for (index, value) in values.iter().enumerate() {
        intervals.push(of, index, index % 2 == 0, value * 0.9, value * 1.1);
    }
    drawing.axes.intervals = intervals;
    drawing
}

/// A line with a band around it.
fn around() -> Drawing {
    let Picture::Plane(plane) = memory(false).body else { unreachable!() };
    let values = plane.curves[1].values.clone();
    let part = |share: f64| -> Vec<f64> { values.iter().map(|value| value * share).collect() };
    let band = Curve { low: Some(part(0.9)), ..curve("a tenth", part(1.1), Style::Around) };
    let curves = vec![curve("Cache", values.clone(), Style::Plain), band];
    Drawing { body: Picture::Plane(PlaneValues { curves, ..plane }), ..memory(false) }
}

fn with_intervals() -> Vec<Drawing> {
    let grouped = |horizontal| {
        let mut values: Vec<f64> =
            (0..4).flat_map(|g| [1.0, 2.0].map(|s| 1e9 * (1.0 + f64::from(g)) * s)).collect();
        values[4] = f64::NAN;
        measured(bars(BarForm::Grouped, horizontal), IntervalOf::Bar, &values)
    };
    vec![
        measured(frontier(), IntervalOf::Point, &[1.0, 1.1, 1.5, 3.5, 1.2]),
        measured(frontier(), IntervalOf::Across, &[4.0, 2.0, 1.0, 1.02, 4.2]),
        around(),
        grouped(false),
        grouped(true),
    ]
}

#[test]
fn intervals_are_drawn_written_and_told() {
    let [points, across, .., bars] = &with_intervals()[..] else { unreachable!() };
    let svg = draw::draw(&points.compose(None, 640, false));
    assert!(svg.contains("class=\"spread\""), "{svg}");
    assert!(points.table().contains("<td>1 GB</td><td>1.5 ± 0.15</td>"), "{}", points.table());
    assert!(points.table().contains("<td>1.1 (0.99 to 1.21)</td>"), "{}", points.table());
    assert!(across.table().contains("<td>4 GB ± 0.4 GB</td><td>1</td>"), "{}", across.table());
    assert!(bars.table().contains("undefined</td>"), "{}", bars.table());
    let told = points.sentence();
    let end = "Intervals: one standard deviation. The widest is that of INT8 per tensor, from 3.15 to 3.85. \
               The intervals of FP16 and FP32 again overlap that of the lowest, FP32.";
    assert!(told.ends_with(end), "{told}");
    let stops = points.compose(None, 640, true).stops.unwrap();
    assert!(stops.iter().any(|stop| stop.text.contains("1.5 ± 0.15, on the frontier")), "{stops:?}");
}

/// A point that a control leaves out has neither coordinate; one that lacks a single one is told as it is.
#[test]
fn points_without_coordinates_are_not_in_the_table() {
    let mut drawing = frontier();
    let Picture::Plane(plane) = &mut drawing.body else { unreachable!() };
    (plane.dots[1].x, plane.dots[1].y) = (f64::NAN, f64::NAN);
    plane.dots[2].y = f64::NAN;
    let (all, now) = (frontier().table(), drawing.table());
    assert_eq!(now.matches("<tr").count() + 1, all.matches("<tr").count(), "{now}");
    assert_eq!(now.matches("undefined").count(), 1, "{now}");
}

/// One drawing of every kind.
fn every_kind() -> Vec<Drawing> {
    let mut drawings = vec![
        memory(false),
        memory(true),
        steady(),
        frontier(),
        timeline(),
        radar(3),
        radar(5),
        heat(3, 4),
        heat(32, 20),
        gauges(),
        roofline(),
        histogram(),
        layers(),
    ];
    for form in [BarForm::Grouped, BarForm::Stacked, BarForm::Waterfall] {
        drawings.extend([bars(form, false), bars(form, true)]);
    }
    drawings.extend(with_intervals());
    drawings.extend(pictures::all());
    drawings
}

#[test]
fn the_tests_draw_every_kind() {
    let kinds: std::collections::HashSet<_> =
        every_kind().iter().map(|drawing| core::mem::discriminant(&drawing.body)).collect();
    assert_eq!(kinds.len(), super::Body::KINDS.len(), "a kind is missing in `every_kind`");
}

/// Nothing overlaps, nothing leaves the drawing.
fn keeps_apart(drawing: &Drawing, width: u32) -> Result<(), String> {
    let layout: Scene = drawing.compose(Some(drawing), width, true);
    let boxes: Vec<_> = layout.texts.iter().map(|text| (text.bounds, &text.text)).collect();
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
    for drawing in every_kind() {
        for width in (240..=1600).step_by(66) {
            keeps_apart(&drawing, width).unwrap();
        }
    }
}

#[test]
fn a_drawing_is_small_and_carries_classes() {
    for log in [false, true] {
        let svg = draw::draw(&memory(log).compose(None, 720, false));
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

#[test]
fn every_kind_is_small() {
    for drawing in every_kind() {
        for width in [240, 640, 1600] {
            let svg = draw::draw(&drawing.compose(Some(&drawing), width, false));
            assert!(svg.len() < 12_000 && !svg.contains("NaN"), "{} bytes", svg.len());
        }
        assert!(drawing.sentence().ends_with('.'));
        assert!(drawing.table().starts_with("<table>"));
    }
}

#[test]
fn a_reader_can_stop_at_every_value() {
    for drawing in every_kind() {
        let scene = drawing.compose(None, 640, true);
        let stops = scene.stops.unwrap();
        assert!(!stops.is_empty());
        for stop in stops {
            let (x, y) = stop.at;
            assert!((0.0..=scene.width).contains(&x) && (0.0..=scene.height).contains(&y), "{stop:?}");
            assert!(!stop.text.is_empty() && !stop.text.contains("NaN"), "{stop:?}");
        }
    }
}

#[test]
fn sentences_are_told_of_every_kind() {
    for (drawing, start) in [
        (
            frontier(),
            "3 of 5 points are on the frontier: FP32, FP16 and INT8; the other 2 are dominated. Ours: INT8 at 1 GB and 1.5.",
        ),
        (
            gauges(),
            "Memory is within its limit: 19.3 GB of 80 GB (24 %). Memory of a rather long name that fills is over its limit: 19800 GB of 80 GB (248×).",
        ),
        (timeline(), "12 spans on 4 lanes, from 0 ms to 120 ms."),
        (
            heat(3, 4),
            "Share of idle time ranges from 0 % (Stages 2, Micro-batches 1) to 71.4 % (Stages 4, Micro-batches 4). At the current setting: 60 %.",
        ),
        (
            roofline(),
            "H100 rises with the intensity up to 295 FLOP/B and stays at 989 TFLOP/s from there. Limited by bandwidth: Decode. Limited by computing: Prefill.",
        ),
        (histogram(), "Latency: 200 values from 60 ms to 326 ms. 50 % of them are at most 102 ms."),
        (radar(3), "C reaches furthest on every spoke. A and B stay behind in everything."),
        (
            bars(BarForm::Grouped, false),
            "Weights: FP32 is least with 1 GB and A name that is rather long is most with 4 GB, 4× as much.",
        ),
    ] {
        let text = drawing.sentence().replace('\u{202F}', "");
        assert!(text.starts_with(start), "{text}");
    }
}

proptest! {
    #[test]
    fn any_data_gives_a_drawing(
        at in prop::collection::vec(values(), 0..20),
        ys in prop::collection::vec(values(), 0..20),
        limits in prop::collection::vec((any::<bool>(), values()), 0..6),
        zone in (any::<bool>(), prop::option::of(values()), prop::option::of(values())),
        now in (values(), values()),
        logs in any::<(bool, bool)>(),
        shares in prop::collection::vec(values(), 0..3),
        kind in 0..10usize,
        width in any::<u32>(),
    ) {
        let value = |index: usize| ys.get(index % ys.len().max(1)).copied().unwrap_or(f64::NAN);
        let tone = |index: usize| index.is_multiple_of(3).then(|| ToneValues { level: index as u8, words: "<state>".into() });
        let name = |index: usize| ["a", "<b>", "a rather long name that has no end", ""][index % 4].to_owned();
        let body = match kind {
            0..4 => Picture::Plane(PlaneValues {
                at: if kind == 1 { Vec::new() } else { at.clone() },
                curves: match kind {
                    1 => Vec::new(),
                    2 => vec![
                        Curve { low: Some(ys.iter().map(|y| y / 2.0).collect()), ..curve("a", ys.clone(), Style::Band) },
                        Curve { low: Some(vec![0.0; ys.len()]), ..curve("b", ys.clone(), Style::Stacked) },
                        curve("c", ys.clone(), Style::Bins),
                    ],
                    _ => vec![curve("a", ys.clone(), Style::Filled), curve("<b>", ys.clone(), Style::Dashed)],
                },
                dots: at.iter().enumerate().map(|(index, x)| Dot {
                    size: (kind == 3).then(|| value(index + 1)),
                    tone: tone(index),
                    ..dot(&name(index), *x, value(index))
                }).collect(),
                frontier: (kind > 0).then_some((logs.0, logs.1)),
                roofs: if kind == 3 { vec![RoofValues { name: "roof".into(), peak: now.0, rate: now.1 }] } else { Vec::new() },
                histogram: (kind == 1).then(|| bins::count("h".into(), ys.clone(), now.0, &shares)),
                settings: vec![SettingValues { name: None, x: now.0, ys: vec![now.1] }],
                chosen: if at.is_empty() { Vec::new() } else { vec![(0, "chosen".into())] },
            }),
            4..7 => Picture::Bars(BarsValues {
                form: [BarForm::Grouped, BarForm::Stacked, BarForm::Waterfall][kind - 4],
                horizontal: logs.0,
                groups: (0..at.len()).map(name).collect(),
                series: vec!["a".into(), "b".into()],
                bars: (0..ys.len().min(at.len() * 2)).map(|index| BarValues {
                    total: kind == 6 && index.is_multiple_of(3),
                    tone: tone(index),
                    ..bar(index / 2, index % 2, if kind == 4 { 0.0 } else { at[index / 2] }, value(index))
                }).collect(),
                chosen: Vec::new(),
            }),
            7 => Picture::Timeline(TimelineValues { spans: at.iter().enumerate().filter(|(index, x)| x.is_finite() && value(*index).is_finite()).map(|(index, x)| SpanValues {
                name: name(index),
                lane: name(index / 3),
                from: *x,
                to: value(index),
                series: index,
                tone: tone(index),
            }).collect() }),
            8 => Picture::Radar(RadarValues {
                spokes: (0..at.len().max(3)).map(|index| SpokeValues {
                    name: name(index),
                    format: quantity("", "GB", 1e9, false).format,
                    limit: value(index),
                    values: vec![value(index + 1), value(index + 2)],
                }).collect(),
                shapes: vec!["a".into(), "b".into()],
            }),
            _ if logs.0 => Picture::Heat(HeatValues {
                z: quantity("z", "%", 0.01, logs.1),
                xs: at.clone(),
                ys: ys.clone(),
                values: (0..at.len() * ys.len()).map(|index| value(index) * 0.5).collect(),
                now: Some((now.0, now.1, 1.0)),
                contours: vec![("c".into(), now.1)],
            }),
            _ if logs.1 => pictures::any(AmountsForm::Tank, &at, &name, &value),
            _ if zone.0 => pictures::any(AmountsForm::Sheet, &at, &name, &value),
            _ => pictures::any(AmountsForm::Gauges, &at, &name, &value),
        };
        let mut drawing = ruled(drawing(body, quantity("Across", "ktok", 1e3, logs.0), quantity("Up", "", 1.0, logs.1)), limits.into_iter().map(|(horizontal, value)| limit("A & B", horizontal, value)).collect());
        drawing.axes.regions = vec![RegionValues { name: "zone".into(), horizontal: zone.0, from: zone.1, to: zone.2, level: None }];
        let width = 240 + width % 1360;
        keeps_apart(&drawing, width).map_err(TestCaseError::fail)?;
        let svg = draw::draw(&drawing.compose(Some(&drawing), width, false));
        prop_assert!(svg.ends_with("</svg>") && !svg.contains("NaN") && svg.len() < 40_000, "{} bytes", svg.len());
        prop_assert!(!drawing.table().contains("<b>") && !drawing.sentence().contains("NaN"));
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
    use super::{Axis, Body, Chart, Line, Plane, Rule, Setting};
    use crate::page::{Page, Piece};
    use crate::piece::Source;
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
    let plane = Plane {
        at: Some(2),
        lines: vec![Line {
            label: vec![Piece::Words("Square of ".into()), Piece::Text(8)],
            values: 3,
            low: None,
            style: Style::Plain,
        }],
        settings: vec![Setting { label: None, x: 0, ys: vec![0] }],
        ..Plane::default()
    };
    let chart = Chart {
        x: axis("Side"),
        y: axis("Area"),
        body: Body::Plane(plane),
        rules: vec![Rule { horizontal: true, value: 0, label: words("The limit"), said: false }],
        regions: Vec::new(),
        spreads: None,
    };
    let page = Page {
        program: Program { ops, texts: vec!["a side".into()], ..Program::default() },
        formats: vec![Format { units: Vec::new(), digits: Digits::Significant(3) }],
        charts: vec![chart],
        ..Page::default()
    };
    let machine = crate::Machine::new(page.program.clone()).unwrap();
    let from = Source { formats: &page.formats, machine: &machine };
    let svg = page.charts[0].svg(from, None, 0);
    assert!(svg.starts_with(
        "<svg class=\"chart\" viewBox=\"0 0 240 240\" width=\"240\" height=\"240\" font-size=\"12\" role=\"img\" \
         aria-hidden=\"true\" focusable=\"false\">"
    ));
    assert!(svg.contains(">The limit</text>"));
    assert!(page.charts[0].table(from).contains("<th scope=\"col\">Square of a side</th>"));
    assert!(page.charts[0].sentence(from).starts_with("Square of a side "));
    let stops = page.charts[0].stops(from, None, 640);
    assert_eq!(stops.split('\u{1e}').count(), 10);
    assert!(stops.ends_with("\u{1f}9: Square of a side 81"), "{stops}");
}

#[test]
fn the_table_marks_the_current_setting() {
    let markup = memory(true).table();
    assert_eq!(markup.matches("<tr").count(), 14);
    assert_eq!(
        markup.matches("<tr class=\"now\"><th scope=\"row\">4.1 ktok (now)</th><td>19.3 GB</td>").count(),
        1
    );
}

#[test]
fn verbs_follow_their_names() {
    for (name, expected) in [
        ("Attention", "falls"),
        ("Weights", "fall"),
        ("Attention scores, all layers", "fall"),
        ("Loss", "falls"),
        ("Share of requests", "falls"),
        ("Nine of ten requests", "fall"),
        ("Analysis (tokens)", "falls"),
        ("99th percentile", "falls"),
    ] {
        assert_eq!(super::words::verb(name, "falls", "fall"), expected, "{name}");
    }
}

#[test]
fn the_sentence_tells_the_course() {
    let text = memory(true).sentence();
    let start = "Attention grows from 302 MB to 19.8 TB, crossing H100: 80 GB near 8.33 ktok and ";
    assert!(text.starts_with(start), "{text}");
    assert_eq!(steady().sentence(), "Constant stays at 25 %.");
}

/// What the ticks read, in the order of the drawing.
fn ticks_of(drawing: &Drawing) -> Vec<String> {
    let svg = draw::draw(&drawing.compose(None, 720, false));
    let texts = svg.split("<text").filter(|text| text.contains("class=\"tick"));
    texts.filter_map(|text| Some(text.split_once('>')?.1.split_once('<')?.0.to_owned())).collect()
}

#[test]
fn what_is_counted_has_whole_ticks() {
    for most in 1..40_u32 {
        let values = (0..most).map(|_| 0.0).chain([20.0, 40.0]).collect();
        let counted = bins::count(String::new(), values, 10.0, &[]);
        let plane = PlaneValues { histogram: Some(counted), ..PlaneValues::default() };
        let shared = |label: &str| quantity(label, "", 1.0, false);
        let ticks = ticks_of(&drawing(Picture::Plane(plane), shared("Value"), shared("Count")));
        assert!(ticks.iter().all(|tick| !tick.contains('.')), "{most} values: {ticks:?}");
    }
}

#[test]
fn the_least_bar_of_a_logarithmic_axis_is_seen() {
    for values in [[2.0, 3.0, 5.0], [2.0, 300.0, 500.0], [1.0, 1.0, 1.0]] {
        let bars = values.iter().enumerate().map(|(group, value)| bar(group, 0, 0.0, *value)).collect();
        let groups = ["A", "B", "C"].map(String::from).to_vec();
        let bars = BarsValues {
            form: BarForm::Grouped,
            horizontal: false,
            groups,
            series: vec![String::new()],
            bars,
            chosen: vec![],
        };
        let drawn =
            drawing(Picture::Bars(bars), quantity("", "", 1.0, false), quantity("Size", "", 1.0, true));
        let ticks = ticks_of(&drawn);
        let first = ticks.iter().find_map(|tick| tick.parse::<f64>().ok()).unwrap();
        assert!(first <= values[0] / 2.0, "{values:?}: {ticks:?}");
    }
}

#[test]
fn a_sentence_tells_values_apart() {
    let course = |values: &[f64]| {
        let plane = PlaneValues {
            at: vec![0.0, 1.0, 2.0],
            curves: vec![curve("It", values.to_vec(), Style::Plain)],
            ..PlaneValues::default()
        };
        let (x, y) = (quantity("", "", 1.0, false), quantity("", "s", 1.0, false));
        drawing(Picture::Plane(plane), x, y).sentence().replace('\u{202F}', " ")
    };
    assert_eq!(course(&[1e6, 1e6 + 0.01, 1e6 + 0.02]), "It grows from 1 000 000 s to 1 000 000.02 s.");
    assert_eq!(
        course(&[0.12341, 0.12349, 0.12342]),
        "It goes from 0.12341 s to 0.12342 s, between 0.1234 s and 0.1235 s."
    );
    assert_eq!(course(&[1.0, 1.5, 2.0]), "It grows from 1 s to 2 s.");
}

#[test]
fn logarithms_have_no_ratio() {
    let mut drawn = bars(BarForm::Grouped, false);
    assert!(drawn.sentence().contains("× as much"));
    drawn.axes.y.unit = Unit { symbol: "dB".into(), factor: 1.0, offset: 0.0, one: "dB".into() };
    assert!(!drawn.sentence().contains("× as much"));
}

#[test]
fn an_axis_of_whole_values_has_whole_ticks() {
    let dots = vec![dot("A", 0.0, 0.0), dot("B", 2.0, 1.0)];
    let counted = |whole| Quantity { whole, ..quantity("Labs", "", 1.0, false) };
    for (whole, parted) in [(true, false), (false, true)] {
        let plane = PlaneValues { dots: dots.clone(), ..PlaneValues::default() };
        let scene = drawing(Picture::Plane(plane), counted(whole), counted(whole)).compose(None, 640, false);
        let ticks = || scene.texts.iter().filter(|text| text.mark.kind == SvgKind::Tick);
        assert!(ticks().count() >= 4);
        assert_eq!(ticks().any(|tick| tick.text.contains('.')), parted, "whole: {whole}");
    }
    // Browsers count in 32 bits, and nothing overflows.
    for high in [5e11, 1e30] {
        let plane =
            PlaneValues { dots: vec![dot("A", 0.0, 0.0), dot("B", 1.0, high)], ..PlaneValues::default() };
        let scene = drawing(Picture::Plane(plane), counted(true), counted(true)).compose(None, 640, false);
        assert!(scene.texts.iter().filter(|text| text.mark.kind == SvgKind::Tick).count() >= 4, "{high}");
    }
}

#[test]
fn what_the_student_estimated_is_a_rule_of_its_own_once_it_is_known() {
    for (value, drawn) in [(2.0, true), (f64::NAN, false)] {
        let drawing =
            ruled(frontier(), vec![RuleValues { said: true, ..limit("Your estimate", false, value) }]);
        let svg = draw::draw(&drawing.compose(None, 640, false));
        assert_eq!(svg.contains("class=\"rule rule1 said\""), drawn, "{svg}");
        assert_eq!(svg.contains(">Your estimate</text>"), drawn);
    }
}

#[test]
fn lines_are_named_where_they_end_in_the_order_of_their_ends() {
    for (log, width) in [(false, 300), (true, 300), (false, 700), (true, 1600)] {
        let mut drawing = memory(log);
        if let Picture::Plane(plane) = &mut drawing.body {
            // Past its last value there is nothing to name.
            plane.curves[1].values[200..].fill(f64::NAN);
        }
        let texts = drawing.compose(None, width, false).texts;
        let find = |name: &str| texts.iter().find(|text| text.text == name).unwrap().bounds;
        let (attention, cache) = (find("Attention"), find("Cache"));
        assert!(attention.bottom <= cache.top, "{attention:?} {cache:?}");
        assert!(cache.right < attention.right, "{attention:?} {cache:?}");
        assert_eq!(drawing.body.legend(), []);
    }
}
