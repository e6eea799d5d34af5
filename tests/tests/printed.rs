//! Whatever labc prints can be read again: by the language, and where a student types it. What is read prints as the
//! same text, so that nothing but the digits that were not printed is lost.

use lab_core::number::{Digits, Format};
use lab_core::typed::Lexicon;
use labc::check::units::{Dimension, Units, Written};
use labc::rational::in_unit;
use labc::sources::{FileId, Span};
use labc::syntax::parse_expression;
use labc::syntax::tree::ExprKind;

/// Numbers of every size and length: grouped digits, fractions, powers of ten, both signs; some of them, others for each
/// format.
fn numbers(of: usize) -> impl Iterator<Item = f64> {
    let mut numbers = vec![0.0, 1.0, -1.0, 2.0, 0.5, 12_345_678.0, 1e15, 99_950.0, 0.1 + 0.2, 59.97];
    let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
    for power in -14..19 {
        // splitmix64
        bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let digits = 1.0 + (mixed >> 11) as f64 / (1_u64 << 53) as f64 * 9.0;
        let sign = if mixed & 1 == 0 { 1.0 } else { -1.0 };
        let power: f64 = format!("1e{power}").parse().unwrap();
        numbers.push(sign * digits * power);
    }
    numbers.into_iter().skip(of % STEP).step_by(STEP)
}

/// What the language reads, in base units.
fn read(units: &Units, text: &str) -> Option<f64> {
    let shown = parse_expression(FileId(0), text, Span::new(0, text.len())).0?;
    let (sign, number) = match shown.expr.kind {
        ExprKind::Negate(inner) => (-1.0, inner.kind),
        kind => (1.0, kind),
    };
    match number {
        ExprKind::Number(value, None) => Some(sign * value),
        ExprKind::Number(value, Some(unit)) => {
            let unit = units.written(&unit).ok()?;
            Some(in_unit(sign * value, unit.factor, unit.offset))
        }
        _ => None,
    }
}

/// Every how many of the numbers are tried in one format.
const STEP: usize = 19;

/// The faults of a format: what it prints and is not read, or is read as another value.
fn faults(
    units: &Units,
    lexicon: &Lexicon,
    format: &Format,
    of: &Dimension,
    found: &mut (usize, Vec<String>),
) {
    let faults = &mut found.1;
    found.0 += 1;

    let offset = format.units.iter().map(|unit| unit.offset).fold(0.0, f64::max);
    for value in numbers(found.0) {
        // In the middle of the units there are, and beyond both ends.
        let unit = &format.units[format.units.len() / 2];
        let value = value * unit.factor + offset;
        let text = format.text(value);
        // Nothing is left of what prints as zero; next to the size from which powers of ten are printed, a last bit decides.
        let zero = !text.contains(|digit| matches!(digit, '1'..='9'));
        let same = |again: f64| {
            format.text(again) == text
                || zero && unit.read(again) == 0.0
                || (again - value).abs() <= 1e-14 * value.abs()
        };
        match read(units, &text) {
            Some(again) if same(again) => {}
            again => faults.push(format!("`{text}` is read as {again:?}, not as {value}")),
        }
        let asked = format.unit(value);
        let scale = units.scale(asked, of, f64::NEG_INFINITY, f64::INFINITY);
        match scale.read(lexicon, &text) {
            Ok(reading) if reading.values.iter().any(|again| same(*again)) => {}
            reading => faults.push(format!("typed, `{text}` is read as {reading:?}, not as {value}")),
        }
    }
}

fn assert_none(what: &str, (count, faults): (usize, Vec<String>)) {
    let some = &faults[..faults.len().min(30)];
    assert!(faults.is_empty(), "{} faults in {count} {what}:\n{}", faults.len(), some.join("\n"));
}

/// Every unit alone, with every prefix.
fn words(units: &Units) -> Vec<String> {
    let prefixes =
        ["", "f", "p", "n", "u", "µ", "m", "c", "k", "M", "G", "T", "P", "E", "Z", "Y", "Ki", "Mi", "Gi"];
    let words = units.units.keys().flat_map(|name| prefixes.map(|prefix| format!("{prefix}{name}")));
    words.filter(|word| units.named(word).is_some()).collect()
}

const DIGITS: [Digits; 4] = [Digits::Significant(3), Digits::Decimals(2), Digits::Full(5), Digits::Full(15)];

#[test]
fn a_quantity_in_any_unit_is_read_again() {
    let (units, lexicon) = (Units::of_library(), Units::of_library().lexicon());
    let words = words(units);
    let mut found = (0, Vec::new());
    for word in &words {
        let unit = units.read(word).unwrap();
        for digits in DIGITS {
            let format = Format { digits, ..units.fixed(&unit, None) };
            faults(units, &lexicon, &format, &unit.dimension, &mut found);
        }
    }
    assert!(words.len() > 500, "only {}", words.len());
    assert_none("units", found);
}

/// Products, quotients and powers of units, as they are written and as results are shown in them.
#[test]
fn a_quantity_in_a_compound_unit_is_read_again() {
    let (units, lexicon) = (Units::of_library(), Units::of_library().lexicon());
    let some = [
        "s", "ms", "h", "day", "m", "km", "kg", "g", "K", "B", "GiB", "tok", "USD", "W", "kWh", "N", "mol",
        "L", "GPU", "user", "request", "Ω", "µF", "V", "°", "month", "year",
    ];
    let mut compounds: Vec<String> = Vec::new();
    for a in some {
        compounds.extend([format!("{a}^2"), format!("1/{a}"), format!("1/{a}^2"), format!("{a}^(1/2)")]);
        for b in some.into_iter().filter(|b| *b != a) {
            compounds.extend([format!("{a}/{b}"), format!("{a}*{b}"), format!("{a}/{b}^2")]);
            compounds.push(format!("{a}/({b}*tok)"));
        }
    }
    let mut found = (0, Vec::new());
    for word in &compounds {
        let unit: Written = units.read(word).unwrap();
        let fixed = units.fixed(&unit, None);
        faults(units, &lexicon, &fixed, &unit.dimension, &mut found);
        faults(units, &lexicon, &units.suited(None, &unit.dimension), &unit.dimension, &mut found);
    }
    assert_none("units", found);
}

/// Results of every dimension that has a name, and plain numbers.
#[test]
fn a_result_of_any_dimension_is_read_again() {
    let (units, lexicon) = (Units::of_library(), Units::of_library().lexicon());
    let mut found = (0, Vec::new());
    let plain = Dimension::NONE;
    let dimensions: Vec<&Dimension> = units.dimensions.values().chain([&plain]).collect();
    for of in &dimensions {
        for digits in DIGITS {
            let format = Format { digits, ..units.suited(None, of) };
            faults(units, &lexicon, &format, of, &mut found);
        }
    }
    assert_none("dimensions", found);
}
