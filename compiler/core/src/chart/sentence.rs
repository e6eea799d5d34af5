//! What a drawing shows, in words: how each line runs, and where it crosses a limit.

use super::collect::{Curve, Drawing};

/// A sentence for each line.
pub(super) fn sentence(drawing: &Drawing) -> String {
    let mut text = String::new();
    for curve in &drawing.curves {
        if !text.is_empty() {
            text.push(' ');
        }
        course(&mut text, drawing, curve);
        text.push('.');
    }
    text
}

fn course(text: &mut String, drawing: &Drawing, curve: &Curve) {
    let name = if curve.name.is_empty() { &drawing.y.label } else { &curve.name };
    let points: Vec<(f64, f64)> = (drawing.at.iter().copied().zip(curve.values.iter().copied()))
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    text.push_str(name);
    let ([(_, first), ..], [.., (_, last)]) = (&points[..], &points[..]) else {
        text.push_str(" has no values");
        return;
    };
    let written = |value: f64| drawing.y.format.text(value);
    let least = points.iter().fold(f64::INFINITY, |least, point| least.min(point.1));
    let most = points.iter().fold(f64::NEG_INFINITY, |most, point| most.max(point.1));
    let slack = 1e-9 * least.abs().max(most.abs());
    let never = |wrong: &dyn Fn(f64, f64) -> bool| !points.windows(2).any(|pair| wrong(pair[0].1, pair[1].1));
    if most - least <= slack {
        text.push_str(" stays at ");
        text.push_str(&written(*first));
    } else {
        let rising = never(&|a, b| b < a - slack);
        let falling = never(&|a, b| b > a + slack);
        text.push_str(match (rising, falling) {
            (true, _) => " grows from ",
            (_, true) => " falls from ",
            _ => " goes from ",
        });
        text.push_str(&written(*first));
        text.push_str(" to ");
        text.push_str(&written(*last));
        if !rising && !falling {
            text.push_str(", between ");
            text.push_str(&written(least));
            text.push_str(" and ");
            text.push_str(&written(most));
        }
    }
    let mut joint = ", crossing ";
    for mark in drawing.marks.iter().filter(|mark| mark.horizontal && !mark.name.trim().is_empty()) {
        if let Some(x) = crossing(&points, mark.value) {
            text.push_str(joint);
            joint = " and ";
            text.push_str(mark.name.trim());
            text.push_str(" near ");
            text.push_str(&drawing.x.format.text(x));
        }
    }
}

/// The first position where the points pass a value, straight between samples.
fn crossing(points: &[(f64, f64)], value: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        let passes = (ay < value && by >= value) || (ay > value && by <= value);
        let share = (value - ay) / (by - ay);
        (passes && share.is_finite()).then_some(ax + (bx - ax) * share)
    })
}
