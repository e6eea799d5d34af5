//! What must be read from what people type.

use alloc::string::{String, ToString};

use proptest::prelude::*;

use super::*;

const TIME: u32 = 1;
const INFO: u32 = 100;
const TOKEN: u32 = 10_000;
const MASS: u32 = 1_000_000;
const KELVIN: u32 = 100_000_000;
const LENGTH: u32 = 1_000_000_000;
const NODE: u32 = 1;

const SMALL: u8 = 1;
const LARGE: u8 = 2;
const BINARY: u8 = 4;
const CENTI: u8 = 8;

fn code(hard: u32) -> Code {
    Code { hard, counts: 0 }
}

fn lexicon() -> Lexicon {
    let word = |names: &str, factor, hard, class| Word {
        names: names.into(),
        factor,
        offset: 0.0,
        code: code(hard),
        class,
    };
    let prefix = |names: &str, factor, class| word(names, factor, 0, class);
    let kind = |hard, name: &str| word(name, 1.0, hard, 0);
    let mut words = alloc::vec![
        word("s second sec", 1.0, TIME, SMALL | LARGE),
        word("min minute", 60.0, TIME, 0),
        word("h hour hr", 3600.0, TIME, 0),
        word("B byte", 1.0, INFO, LARGE | BINARY),
        word("bit", 0.125, INFO, LARGE | BINARY),
        word("b", 1.0, INFO, LARGE | BINARY | EXACT),
        word("b", 0.125, INFO, LARGE | BINARY | EXACT),
        word("bps", 0.125, INFO - TIME, LARGE),
        word("tok token", 1.0, TOKEN, LARGE),
        word("g gram", 1.0, MASS, SMALL | LARGE),
        word("m meter metre", 1.0, LENGTH, SMALL | LARGE | CENTI),
        word("L litre", 0.001, LENGTH.wrapping_mul(3), SMALL),
        word("K kelvin", 1.0, KELVIN, SMALL),
        word("$ USD dollar", 1.0, 7, 0),
        word("gCO2e", 1.0, 13, SMALL | LARGE),
        word("% percent", 0.01, 0, 0),
        word("x times", 1.0, 0, 0),
        word("thousand", 1e3, 0, MULTIPLE),
        word("million", 1e6, 0, MULTIPLE),
        word("k K", 1e3, 0, MULTIPLE | EXACT),
        word("M", 1e6, 0, MULTIPLE | EXACT),
        word("G B bn", 1e9, 0, MULTIPLE | EXACT),
    ];
    words.push(Word {
        names: "°C degC C celsius".into(),
        factor: 1.0,
        offset: 273.15,
        code: code(KELVIN),
        class: 0,
    });
    words.push(Word {
        names: "node".into(),
        factor: 1.0,
        code: Code { hard: 0, counts: NODE },
        ..Word::default()
    });
    words.push(Word {
        names: "GPU".into(),
        factor: 1.0,
        code: Code { hard: 0, counts: 50 },
        ..Word::default()
    });
    Lexicon {
        words,
        prefixes: alloc::vec![
            prefix("n nano", 1e-9, SMALL),
            prefix("u micro", 1e-6, SMALL),
            prefix("m milli", 1e-3, SMALL),
            prefix("c centi", 1e-2, CENTI),
            prefix("k kilo", 1e3, LARGE),
            prefix("M mega", 1e6, LARGE),
            prefix("G giga", 1e9, LARGE),
            prefix("T tera", 1e12, LARGE),
            prefix("Ki kibi", 1024.0, BINARY),
            prefix("Gi gibi", 1_073_741_824.0, BINARY),
        ],
        kinds: alloc::vec![
            kind(0, "a plain number"),
            kind(TIME, "a time"),
            kind(INFO, "an amount of data"),
            kind(LENGTH, "a length"),
            kind(MASS, "a mass"),
        ],
        time: TIME,
    }
}

fn scale(symbol: &str, factor: f64, stem: f64, hard: u32, from: f64, to: f64) -> Scale {
    let unit = Unit { symbol: symbol.into(), factor, offset: 0.0, one: String::new() };
    Scale { unit, stem, code: code(hard), from, to, snaps: false }
}

fn size() -> Scale {
    scale("GB", 1e9, 1.0, INFO, 1e6, 1e14)
}

fn speed() -> Scale {
    scale("tok/s", 1.0, 1.0, TOKEN - TIME, 1.0, 1e9)
}

fn number() -> Scale {
    scale("", 1.0, 1.0, 0, -1e30, 1e30)
}

fn share() -> Scale {
    scale("%", 0.01, 0.01, 0, 0.0, 1e6)
}

/// What is read, as the page says it: the value, the values to choose from, or the reason.
fn said(scale: &Scale, typed: &str) -> String {
    match scale.read(&lexicon(), typed) {
        Ok(Reading { values, .. }) => {
            let texts: Vec<String> = values.iter().map(|value| scale.text(*value)).collect();
            texts.join(" or ").replace('\u{202f}', " ").replace('−', "-")
        }
        Err(Fault::Unknown | Fault::Kind(_)) => scale.answer(&lexicon(), typed).replace('\u{1f}', " | "),
        Err(fault) => alloc::format!("{fault:?}"),
    }
}

fn reads(scale: &Scale, cases: &[(&str, &str)]) {
    for (typed, expected) in cases {
        assert_eq!(said(scale, typed), *expected, "{typed:?}");
    }
}

#[test]
fn numbers_are_read_in_every_notation() {
    reads(
        &number(),
        &[
            ("16", "16"),
            ("+16", "16"),
            ("-16", "-16"),
            ("− 16", "-16"),
            ("–16", "-16"),
            ("016", "16"),
            (".5", "0.5"),
            (",5", "0.5"),
            ("5.", "5"),
            ("16.", "16"),
            ("1,5", "1.5"),
            ("1.5", "1.5"),
            ("0.250", "0.25"),
            ("0,250", "0.25"),
            ("1234,567", "1234.57"),
            ("1234.567", "1234.57"),
            ("1,2345", "1.2345"),
            ("1.6e9", "1 600 000 000"),
            ("1.6E9", "1 600 000 000"),
            ("1,6e9", "1 600 000 000"),
            ("1.6e+9", "1 600 000 000"),
            ("1.602e-3", "0.001602"),
            ("1.6×10^9", "1 600 000 000"),
            ("1.6 × 10^9", "1 600 000 000"),
            ("1.6 x 10^9", "1 600 000 000"),
            ("1.6*10^9", "1 600 000 000"),
            ("1.6*10**9", "1 600 000 000"),
            ("1.6·10⁹", "1 600 000 000"),
            ("1,602·10⁻³", "0.001602"),
            ("1.602×10⁻³", "0.001602"),
            ("10^9", "1 000 000 000"),
            ("10⁹", "1 000 000 000"),
            ("-10^3", "-1000"),
            ("2^20", "1 048 576"),
            ("2²⁰", "1 048 576"),
            ("3×2^10", "3072"),
            ("1/2", "0.5"),
            ("1 / 2", "0.5"),
            ("1⁄2", "0.5"),
            ("½", "0.5"),
            ("1½", "1.5"),
            ("1 1/2", "1.5"),
            ("-1 1/2", "-1.5"),
            ("3 × 4", "12"),
            ("~16", "16"),
            ("≈ 16", "16"),
            ("= 16", "16"),
            ("about 16", "16"),
            ("ca. 16", "16"),
            (" 16 ", "16"),
            ("１６", "16"),
            ("１６，５", "16.5"),
            ("١٦", "16"),
            ("\u{202a}16\u{202c}", "16"),
            ("16x", "16"),
            ("16 times", "16"),
            ("8k", "8000"),
            ("8 K", "8000"),
            ("8M", "8 000 000"),
            ("7B", "7 000 000 000"),
            ("3 million", "3 000 000"),
            ("3 Thousand", "3000"),
            ("50 %", "0.5"),
            ("50%", "0.5"),
            ("50 percent", "0.5"),
        ],
    );
}

#[test]
fn digits_are_grouped_as_people_group_them() {
    reads(
        &number(),
        &[
            ("250 000", "250 000"),
            ("250\u{a0}000", "250 000"),
            ("250\u{2009}000", "250 000"),
            ("250\u{202f}000", "250 000"),
            ("250_000", "250 000"),
            ("250'000", "250 000"),
            ("250’000", "250 000"),
            ("1,234,567", "1 234 567"),
            ("1.234.567", "1 234 567"),
            ("12,34,567", "1 234 567"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1,234.567", "1234.57"),
            ("1 234,567", "1234.57"),
            ("1'234.5", "1234.5"),
            ("1 000 000.5", "1 000 001"),
            ("0.123 456", "0.123456"),
        ],
    );
}

#[test]
fn a_separator_that_may_group_or_begin_a_fraction_is_asked_about() {
    reads(
        &speed(),
        &[
            ("250,000", "250 tok/s or 250 000 tok/s"),
            ("250.000", "250 tok/s or 250 000 tok/s"),
            ("1.234 tok/s", "1.234 tok/s or 1234 tok/s"),
            ("1,234.", "1.234 tok/s or 1234 tok/s"),
            ("12,345 ktok/s", "12 345 tok/s or 12 345 000 tok/s"),
        ],
    );
    // Where one of the two is out of the question, the other is meant.
    let narrow = Scale { from: 1000.0, ..speed() };
    reads(&narrow, &[("250,000", "250 000 tok/s"), ("250.000", "250 000 tok/s")]);
    // An exponent or a second separator leaves no doubt.
    reads(&speed(), &[("1,234e3", "1234 tok/s"), ("1,234×10^3", "1234 tok/s")]);
}

#[test]
fn what_is_no_number_says_why() {
    reads(
        &number(),
        &[
            ("", "NoNumber"),
            ("many", "NoNumber"),
            ("-", "NoNumber"),
            (".", "NoNumber"),
            ("e5", "NoNumber"),
            ("16-32", "Several"),
            ("16 – 32", "Several"),
            ("16 32", "Several"),
            ("1/2/3", "Several"),
            ("1,2,3", "Grouping"),
            ("1.2.3", "Grouping"),
            ("1,23,4", "Grouping"),
            ("1,234,56", "Grouping"),
            ("1.234,567.8", "Grouping"),
            ("1_0", "Grouping"),
            ("1/0", "TooLarge"),
            ("0/0", "TooLarge"),
            ("1e999", "TooLarge"),
            ("9^9999", "TooLarge"),
            ("16 or more", "unit | or more"),
        ],
    );
    assert_eq!(said(&number(), &"1".repeat(1000)), "NoNumber");
}

#[test]
fn units_are_read_by_symbol_name_and_plural() {
    reads(
        &size(),
        &[
            ("16", "16 GB"),
            ("16 GB", "16 GB"),
            ("16GB", "16 GB"),
            ("16 GB.", "16 GB"),
            ("~16 GB", "16 GB"),
            ("16 gb", "16 GB"),
            ("16 gigabytes", "16 GB"),
            ("16 Gigabyte", "16 GB"),
            ("16 giga bytes", "unit | giga bytes"),
            ("16 GiB", "17.1799 GB"),
            ("16000 MB", "16 GB"),
            ("16000000 KB", "16 GB"),
            ("128 Gbit", "16 GB"),
            ("128 gigabits", "16 GB"),
            ("16 Gb", "16 GB or 2 GB"),
            ("1/2 TB", "500 GB"),
            ("1.6×10^10 B", "16 GB"),
            ("16 billionbytes", "unit | billionbytes"),
            ("16 million bytes", "0.016 GB"),
            ("16G", "16 GB"),
            ("16k MB", "16 GB"),
            ("2 GB/s*8 s", "Several"),
        ],
    );
    reads(
        &speed(),
        &[
            ("900 Mtok/h", "250 000 tok/s"),
            ("900 Mtok per hour", "250 000 tok/s"),
            ("900 million tokens per hour", "250 000 tok/s"),
            ("250 tokens per second", "250 tok/s"),
            ("250 tok s^-1", "250 tok/s"),
            ("250 tok·s⁻¹", "250 tok/s"),
            ("250 tok s-1", "250 tok/s"),
            ("250 ktok/s", "250 000 tok/s"),
            ("250k tok/s", "250 000 tok/s"),
            ("250k", "250 000 tok/s"),
            ("60 tok/min", "1 tok/s"),
            ("8 tok/(s*GPU)", "8 tok/s"),
            ("8 tok/s/GPU", "8 tok/s"),
            ("8 tok per second per GPU", "8 tok/s"),
        ],
    );
    reads(
        &scale("mg/L", 1.0, 1000.0, MASS.wrapping_sub(LENGTH.wrapping_mul(3)), 0.0, 1e6),
        &[("0.02 g/L", "20 mg/L"), ("20 mg per litre", "20 mg/L"), ("2e-5 kg/L", "20 mg/L")],
    );
    reads(
        &scale("m", 1.0, 1.0, LENGTH.wrapping_mul(2), 0.0, 1e6),
        &[("5 m2", "5 m"), ("5 m²", "5 m"), ("50000 cm^2", "5 m")],
    );
    reads(
        &scale("USD/h", 1.0 / 3600.0, 1.0 / 3600.0, 7u32.wrapping_sub(1), 0.0, 1e9),
        &[("$3/h", "3 USD/h"), ("$3 per hour", "3 USD/h")],
    );
    reads(
        &scale("USD", 1.0, 1.0, 7, 0.0, 1e9),
        &[
            ("$3", "3 USD"),
            ("3 $", "3 USD"),
            ("$5k", "5000 USD"),
            ("$2.5 million", "2 500 000 USD"),
            ("5k dollars", "5000 USD"),
        ],
    );
    reads(&scale("gCO2e", 1.0, 1.0, 13, 0.0, 1e9), &[("5 kgCO2e", "5000 gCO2e"), ("5 kgco2e", "5000 gCO2e")]);
}

#[test]
fn a_unit_of_something_else_is_named() {
    let kind = |unit: &str, is: &str| alloc::format!("kind | {unit} | {is} | an amount of data");
    for (typed, unit, is) in [
        ("16 GB/s", "GB/s", "a rate"),
        ("16 seconds", "seconds", "a time"),
        ("16 m", "m", "a length"),
        ("16 %", "%", "a plain number"),
        ("16 GB*s", "GB*s", ""),
        ("16 Mbps", "Mbps", "a rate"),
    ] {
        assert_eq!(said(&size(), typed), kind(unit, is), "{typed}");
    }
    // A letter for a thousand is never taken for a unit that it only looks like.
    let time = scale("s", 1.0, 1.0, TIME, 0.0, 1e9);
    assert_eq!(said(&time, "5m"), "kind | m | a length | a time");
    reads(&size(), &[("16 GPUs of memory", "unit | GPUs of memory"), ("16 foo", "unit | foo")]);
}

#[test]
fn counts_may_be_left_out_and_never_differ() {
    let nodes = Scale { code: Code { hard: 0, counts: NODE }, ..number() };
    reads(
        &nodes,
        &[("8", "8"), ("8 nodes", "8"), ("8 GPUs", "kind | GPUs | a plain number | a plain number")],
    );
    reads(&number(), &[("8 nodes", "8")]);
}

#[test]
fn shares_are_percentages_where_they_are_asked_for() {
    reads(&share(), &[("80", "80 %"), ("80 %", "80 %"), ("0.8", "0.8 %"), ("0.8x", "80 %")]);
}

#[test]
fn temperatures_have_a_zero_and_their_differences_have_none() {
    let celsius = Unit { symbol: "°C".into(), factor: 1.0, offset: 273.15, one: String::new() };
    let point = Scale { unit: celsius, stem: 1.0, code: code(KELVIN), from: 0.0, to: 1e4, snaps: false };
    reads(&point, &[("20", "20 °C"), ("20 °C", "20 °C"), ("20 C", "20 °C"), ("300 K", "26.85 °C")]);
    let difference = scale("K", 1.0, 1.0, KELVIN, 0.0, 1e4);
    reads(&difference, &[("20", "20 K"), ("20 °C", "20 K"), ("20K", "20 K"), ("8 mK", "0.008 K")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_was_written_is_read(value in 1e-3..1e15f64, power in -3..16i32) {
        let value = value * libm::pow(10.0, f64::from(power)) * 1e-12;
        for scale in [number(), size(), speed(), share()] {
            let scale = Scale { from: f64::MIN, to: f64::MAX, ..scale };
            let text = scale.text(value);
            let Reading { values, .. } = scale.read(&lexicon(), &text).unwrap();
            // Six digits are shown; a point before three of them is asked about.
            prop_assert!(values.iter().any(|read| (read / value - 1.0).abs() < 1e-5), "{text}: {values:?}");
            // As it is read it is written.
            let again = values.iter().any(|read| scale.text(*read) == text);
            prop_assert!(again, "{text}: {values:?}");
        }
    }

    #[test]
    fn nothing_breaks_the_reader(text in "\\PC{0,40}") {
        for scale in [number(), size(), speed(), share()] {
            let _ = scale.read(&lexicon(), &text);
        }
    }

    #[test]
    fn nothing_of_its_own_letters_breaks_the_reader(text in "[-+0-9., _'eExX×·*/^()$%~kMGBbs²⁹½ ]{0,24}") {
        for scale in [number(), size(), speed(), share()] {
            if let Ok(Reading { values, .. }) = scale.read(&lexicon(), &text) {
                prop_assert!(!values.is_empty() && values.iter().all(|value| value.is_finite()), "{text}");
            }
        }
    }
}

#[test]
fn spaces_change_nothing() {
    for (typed, spaced) in [("16GB", "  16   GB  "), ("1.6e9B", "1.6e9 B"), ("1/2GB", "1 / 2 GB")] {
        assert_eq!(said(&size(), typed), said(&size(), spaced).to_string());
    }
}
