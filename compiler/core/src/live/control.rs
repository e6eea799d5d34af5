//! Between what a control shows and the base units of the program. Three scales meet here: the *base*
//! value of the program, the *number* in the slider's unit, and the *position* that its range input counts,
//! which is the number itself unless the slider is logarithmic.

use alloc::string::String;

use crate::decimal::{Decimal, push_whole, trim};
use crate::exact;
use crate::number::{Unit, within};
use crate::page::{Control, ControlKind, Page};
use crate::positions::{Positions, tidy};
use crate::text::joined;
use crate::typed::{Scale, exact as digits, push};

/// A position in base units, clamped; nothing where the control does not take it.
pub(super) fn base(page: &Page, control: usize, position: f64) -> Option<f64> {
    if !position.is_finite() {
        return None;
    }
    match &page.controls.get(control)?.kind {
        ControlKind::Slider(positions) => {
            let unit = unit(page, control)?;
            let base = if positions.log { positions.at(position, unit) } else { unit.base(position) };
            base.is_finite().then(|| positions.nearest(base, unit))
        }
        ControlKind::Choice { rows, .. } => {
            if position >= 0.0 {
                rows.get(position as usize).copied()
            } else {
                None
            }
        }
        ControlKind::Toggle => Some(if position == 0.0 { 0.0 } else { 1.0 }),
    }
}

/// What the control's range input counts at a base value: the inverse of [`base`].
pub(super) fn position(page: &Page, control: usize, base: f64) -> f64 {
    let Some(described) = page.controls.get(control) else {
        return 0.0;
    };
    match &described.kind {
        ControlKind::Slider(Positions { from, to, steps, log: true, .. }) => {
            if base > *from && base < *to {
                let share = libm::log(base / from) / libm::log(to / from);
                within(share * f64::from(*steps), 0.0, f64::from(*steps))
            } else if base >= *to && to > from {
                f64::from(*steps)
            } else {
                0.0
            }
        }
        ControlKind::Slider(_) => unit(page, control).map_or(base, |unit| tidy(unit.read(base))),
        ControlKind::Choice { rows, .. } => {
            let option = rows.iter().position(|row| *row == base);
            option.unwrap_or(0) as f64
        }
        ControlKind::Toggle => base,
    }
}

/// A base value as a number in the control's unit, as plain digits.
pub(super) fn number(page: &Page, control: usize, base: f64) -> String {
    let kind = page.controls.get(control).map(|control| &control.kind);
    match (kind, unit(page, control)) {
        (None, _) => String::new(),
        (Some(ControlKind::Slider(_)), Some(unit)) => plain(unit.read(base)),
        _ => plain(position(page, control, base)),
    }
}

/// A base value in words.
pub(super) fn text(page: &Page, control: usize, base: f64) -> String {
    let Some(control) = page.controls.get(control) else {
        return String::new();
    };
    match &control.kind {
        ControlKind::Slider(_) => match page.formats.get(control.format as usize) {
            Some(format) => format.text(base),
            None => String::new(),
        },
        ControlKind::Choice { keys, rows } => {
            let option = rows.iter().position(|row| *row == base);
            option.and_then(|option| keys.get(option)).cloned().unwrap_or_default()
        }
        ControlKind::Toggle => String::from(if base == 0.0 { "off" } else { "on" }),
    }
}

/// What was typed beside a slider, for the page: as [`Scale::answer`] gives it, with positions in place of values,
/// and in place of `outside`
///
/// | first | then |
/// | --- | --- |
/// | `clamped` | the nearer end of the range: position, in words |
/// | `snapped` | the nearest position: position, in words |
pub(super) fn parse(page: &Page, control: usize, now: f64, typed: &str) -> String {
    let Some((described, scale)) = scale(page, control) else { return String::new() };
    let mut settle = |value: f64| {
        let (fate, base) = settled(described, scale, value);
        (fate, position(page, control, base), base)
    };
    // What the page wrote itself is not in doubt.
    if typed.trim() == number(page, control, now) {
        return written(scale, settle(now));
    }
    scale.told(&page.lexicon, typed, &mut settle)
}

fn written(scale: &Scale, (fate, position, base): (&str, f64, f64)) -> String {
    let mut text = String::from(fate);
    push(&mut text, &digits(position));
    push(&mut text, &scale.text(base));
    text
}

/// A setting that was kept, as [`parse`] gives it: a value in base units, or one of an earlier version of pages,
/// which kept a number and no unit. Such a number is in today's unit; where that is far out of range, but a
/// thousandfold or a thousandth of it is a position, the author has changed the unit's prefix, and that is meant
/// (`rescaled`).
pub(super) fn kept(page: &Page, control: usize, value: f64, in_base: bool) -> String {
    let Some((described, scale)) = scale(page, control).filter(|_| value.is_finite()) else {
        return String::new();
    };
    let mut base = if in_base { value } else { scale.unit.base(value) };
    let mut rescaled = false;
    if !in_base && value > 0.0 && (base > 10.0 * scale.to || 10.0 * base < scale.from) {
        let powers = [1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9, 1024.0, 1.0 / 1024.0];
        let meant = powers.iter().map(|power| scale.unit.base(value * power));
        if let Some(meant) = meant.into_iter().find(|base| settled(described, scale, *base).0 == "value") {
            base = meant;
            rescaled = true;
        }
    }
    let (fate, base) = settled(described, scale, base);
    written(scale, (if rescaled { "rescaled" } else { fate }, position(page, control, base), base))
}

/// A value as a slider takes it, and what became of it: `value`, `clamped` or `snapped`.
fn settled(control: &Control, scale: &Scale, value: f64) -> (&'static str, f64) {
    let clamped = within(value, scale.from, scale.to);
    if clamped != value && tidy(scale.unit.read(clamped)) != tidy(scale.unit.read(value)) {
        return ("clamped", clamped);
    }
    let ControlKind::Slider(positions) = control.kind else { return ("value", clamped) };
    if !scale.snaps {
        return ("value", clamped);
    }
    let snapped = positions.nearest(clamped, &scale.unit);
    let step = (positions.to - positions.from) / f64::from(positions.steps.max(1));
    let far = (snapped - clamped).abs() > 1e-9 * step;
    if far { ("snapped", snapped) } else { ("value", clamped) }
}

fn scale(page: &Page, control: usize) -> Option<(&Control, &Scale)> {
    let control = page.controls.get(control)?;
    let slides = matches!(control.kind, ControlKind::Slider(_));
    page.scales.get(control.scale as usize).filter(|_| slides).map(|scale| (control, scale))
}

/// The unit a slider counts in: the first of its format.
fn unit(page: &Page, control: usize) -> Option<&Unit> {
    let format = page.controls.get(control)?.format;
    page.formats.get(format as usize)?.units.first()
}

/// Whole numbers in full, others to six significant digits; only numbers beyond 10^15 or below 10^-6 with
/// an exponent.
fn plain(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let number = tidy(number);
    let size = number.abs();
    if number == 0.0 {
        return String::from("0");
    }
    let sign = if number < 0.0 { "-" } else { "" };
    if !(1e-6..1e15).contains(&size) {
        let digits = Decimal::of(size).significant(6);
        let mut text = digits.mantissa(5);
        trim(&mut text);
        let mut power = String::new();
        push_whole(&mut power, digits.power().unsigned_abs());
        return joined(&[sign, &text, if digits.power() < 0 { "e-" } else { "e" }, &power]);
    }
    let mut decimals = if number == exact::round(number) { 0 } else { 5 };
    let mut lead = size;
    while lead >= 10.0 && decimals > 0 {
        lead /= 10.0;
        decimals -= 1;
    }
    while lead < 1.0 {
        lead *= 10.0;
        decimals += 1;
    }
    let mut text = Decimal::of(size).decimals(decimals).plain(decimals);
    trim(&mut text);
    joined(&[sign, &text])
}
