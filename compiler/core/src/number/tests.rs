//! What numbers must read as.

use proptest::prelude::*;

use super::*;

fn units(ladder: &[(&str, f64)]) -> Vec<Unit> {
    ladder
        .iter()
        .map(|&(symbol, factor)| Unit { symbol: symbol.into(), factor, offset: 0.0, one: String::new() })
        .collect()
}

fn format(ladder: &[(&str, f64)], digits: Digits) -> Format {
    Format { units: units(ladder), digits }
}

const TIME: &[(&str, f64)] =
    &[("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("h", 3600.0), ("day", 86400.0)];
const BYTES: &[(&str, f64)] = &[("B", 1.0), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)];
const MONEY: &[(&str, f64)] = &[("USD/Mtok", 1e-6), ("USD/ktok", 1e-3), ("USD/tok", 1.0)];
const PURE: &[(&str, f64)] = &[("", 1.0)];

#[test]
fn the_unit_follows_the_rounded_value() {
    let three = Digits::Significant(3);
    for (ladder, value, text) in [
        (TIME, 0.9999996, "1 s"),
        (TIME, 0.0417910447, "41.8 ms"),
        (TIME, 86400.0, "1 day"),
        (TIME, 59.99, "59.99 s"),
        (TIME, 59.97, "59.97 s"),
        (TIME, 59.9996, "1 min"),
        (TIME, 0.9999, "999.9 ms"),
        (PURE, 2.004, "2.004"),
        (PURE, 2.0004, "2"),
        (PURE, 1.504, "1.5"),
        (PURE, 100.4, "100"),
        (PURE, 999.9, "999.9"),
        (PURE, 99.96, "99.96"),
        (PURE, 1234.5, "1235"),
        (TIME, 0.0, "0 s"),
        (TIME, -0.002, "−2 ms"),
        (TIME, 1e-13, "0.0001 ns"),
        (TIME, 1e-15, "1×10⁻⁶ ns"),
        (BYTES, 140e9, "140 GB"),
        (BYTES, 19.8e12, "19.8 TB"),
        (BYTES, 1e30, "1×10¹⁸ TB"),
        (&[("J/tok", 1.0)], 0.28, "0.28 J/tok"),
        (MONEY, 2.2222222e-7, "0.222 USD/Mtok"),
        (MONEY, 1.2e-5, "12 USD/Mtok"),
        (PURE, 1500.0, "1500"),
        (PURE, f64::NAN, "undefined"),
        (PURE, f64::INFINITY, "undefined"),
        (PURE, 1.23e16, "1.23×10¹⁶"),
        (PURE, 0.0001, "0.0001"),
        (PURE, 0.00009, "9×10⁻⁵"),
        (PURE, 0.00009999, "0.0001"),
        (PURE, -1e300, "−1×10³⁰⁰"),
        (PURE, -0.0, "0"),
        (&[("tok", 1.0)], 4096.0, "4096 tok"),
        (&[("tok", 1.0)], 131072.0, "131\u{202F}072 tok"),
        (&[("tok", 1.0)], 1234567.8, "1\u{202F}234\u{202F}568 tok"),
        (&[("pp", 0.01)], 0.0125, "1.25 pp"),
        (&[], 12.0, "12"),
    ] {
        assert_eq!(format(ladder, three).text(value), text, "{value}");
    }
}

#[test]
fn decimals_are_kept() {
    for (decimals, value, text) in [
        (2, 3.0, "3.00 s"),
        (0, 36.0, "36 s"),
        (0, 0.6, "600 ms"),
        (1, 0.9996, "1.0 s"),
        (2, 0.0, "0.00 s"),
        (9, 1e-13, "0.000100000 ns"),
    ] {
        assert_eq!(format(TIME, Digits::Decimals(decimals)).text(value), text);
    }
    assert_eq!(format(PURE, Digits::Decimals(2)).text(-0.001), "0.00");
    assert_eq!(format(PURE, Digits::Decimals(2)).text(-12345.678), "−12\u{202F}345.68");
    assert_eq!(format(PURE, Digits::Decimals(2)).text(1e300), "1×10³⁰⁰");
}

#[test]
fn percentages_near_a_whole_show_what_is_missing() {
    let share = format(&[("%", 0.01)], Digits::Percent);
    for (value, text) in [
        (0.5, "50 %"),
        (0.12345, "12.3 %"),
        (0.995, "99.5 %"),
        (0.9995, "99.95 %"),
        (0.9999, "99.99 %"),
        (0.999999, "99.9999 %"),
        (0.99, "99 %"),
        (1.0, "100 %"),
        (1.0004, "100.04 %"),
        (2.5, "250 %"),
        (0.0, "0 %"),
        (1e-9, "1×10⁻⁷ %"),
        (-0.25, "−25 %"),
    ] {
        assert_eq!(share.text(value), text, "{value}");
    }
}

#[test]
fn degrees_have_their_own_zero() {
    let celsius = Unit { symbol: "°C".into(), factor: 1.0, offset: 273.15, one: String::new() };
    let format = Format { units: vec![celsius], digits: Digits::Significant(3) };
    assert_eq!(format.text(300.0), "26.9 °C");
}

/// Reads a text back, in base units.
fn parse(text: &str, ladder: &[(&str, f64)]) -> f64 {
    let (number, symbol) = text.split_once(' ').unwrap_or((text, ""));
    let number = number.replace('−', "-").replace('\u{202F}', "");
    let (mantissa, power) = number.split_once("×10").unwrap_or((&number, ""));
    let power: String = power
        .chars()
        .map(|digit| match "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|known| known == digit) {
            Some(digit) => char::from(b'0' + digit as u8),
            None => '-',
        })
        .collect();
    let power = if power.is_empty() { "0".to_string() } else { power };
    let factor = ladder.iter().find(|unit| unit.0 == symbol).map_or(1.0, |unit| unit.1);
    format!("{mantissa}e{power}").parse::<f64>().unwrap() * factor
}

/// Any finite number, each power of ten as likely as the others.
fn numbers() -> impl Strategy<Value = f64> {
    (-1.0..1.0f64, -30..30i32).prop_map(|(m, e)| m * libm::pow(10.0, e.into()))
}

proptest! {
    #[test]
    fn a_text_reads_back(value in numbers(), ladder in prop::sample::select(vec![TIME, BYTES, MONEY, PURE])) {
        let text = format(ladder, Digits::Significant(3)).text(value);
        let back = parse(&text, ladder);
        prop_assert!((back - value).abs() <= 0.005001 * value.abs(), "{value} reads {text} = {back}");
    }

    #[test]
    fn any_number_is_short(value in any::<f64>(), n in any::<u8>()) {
        for digits in [Digits::Significant(n), Digits::Decimals(n), Digits::Percent] {
            for ladder in [TIME, BYTES, MONEY, PURE] {
                let text = format(ladder, digits).text(value);
                prop_assert!(text.chars().count() < 40, "{text}");
            }
        }
    }

    #[test]
    fn a_greater_number_never_reads_smaller(a in numbers(), b in numbers(), near in 0.9..1.1f64) {
        for (a, b) in [(a, b), (a, a * near)] {
            let text = |value| parse(&format(TIME, Digits::Significant(3)).text(value), TIME);
            prop_assert!((a <= b) == (text(a) <= text(b)) || text(a) == text(b), "{a} {b}");
        }
    }

    #[test]
    fn a_share_is_never_rounded_to_a_whole(share in 0.0..1.0f64) {
        let text = format(&[("%", 0.01)], Digits::Percent).text(share);
        prop_assert!((text != "100 %" || share > 0.99999999) && (text != "0 %" || share == 0.0), "{text}");
    }
}

#[test]
fn a_dragged_value_does_not_flicker_between_two_units() {
    let unit =
        |symbol: &str, factor| Unit { symbol: symbol.to_owned(), factor, offset: 0.0, one: String::new() };
    let format = Format { units: vec![unit("MB", 1e6), unit("GB", 1e9)], digits: Digits::Significant(3) };
    let mut held = None;
    let dragged =
        [0.9e9, 1.1e9, 0.99e9, 1.01e9, 0.79e9, 0.95e9].map(|value| format.text_held(value, &mut held));
    assert_eq!(dragged, ["900 MB", "1.1 GB", "0.99 GB", "1.01 GB", "790 MB", "950 MB"]);
}

#[test]
fn zero_reads_in_the_unit_without_a_prefix() {
    // Watts in grams, metres and seconds: a milliwatt is the base unit, but nobody says 0 mW.
    let ladder = [("nW", 1e-6), ("µW", 1e-3), ("mW", 1.0), ("W", 1e3), ("kW", 1e6)];
    let unit = |(symbol, factor): (&str, f64)| Unit {
        symbol: symbol.to_owned(),
        factor,
        offset: 0.0,
        one: String::new(),
    };
    let format = Format { units: ladder.map(unit).to_vec(), digits: Digits::Significant(3) };
    assert_eq!(format.text(0.0), "0 W");
}

#[test]
fn halves_are_rounded_away_from_zero() {
    for (value, decimals, text) in [
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (-0.5, 0, "−1"),
        (1.005, 2, "1.01"),
        (0.285 * 100.0, 0, "29"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (0.4999999, 0, "0"),
    ] {
        assert_eq!(digits(value, Digits::Decimals(decimals)), text, "{value}");
    }
}

#[test]
fn all_digits_are_shown_where_they_are_few() {
    for (value, text) in [
        (365.25, "365.25"),
        (1015.25, "1015.25"),
        (0.0821 * 2.0, "0.1642"),
        (1.0 / 3.0, "0.3333"),
        (123_456.789, "123\u{202F}457"),
        (0.1 + 0.2, "0.3"),
        (4096.0, "4096"),
    ] {
        assert_eq!(digits(value, Digits::Full(4)), text, "{value}");
    }
}

#[test]
fn what_is_below_zero_stands_in_brackets_after_a_sign() {
    let signed = format(&[("s", 1.0)], Digits::Signed(4));
    assert_eq!((signed.text(-3.0).as_str(), signed.text(3.0).as_str()), ("(−3 s)", "3 s"));
    assert_eq!(signed.text(-0.0), "0 s");
}
