//! What a page reads while it runs.

use proptest::prelude::*;

use super::Live;
use crate::number::{Digits, Format, Unit};
use crate::page::{Content, Control, ControlKind, Page, Piece, Slot};
use crate::positions::Positions;
use crate::program::{Binary, Op, Program, Reg, UNDEFINED};
use crate::typed::{Code, Lexicon, Scale, Word};

fn unit(symbol: &str, factor: f64, offset: f64) -> Unit {
    Unit { symbol: String::from(symbol), factor, offset, one: String::new() }
}

fn slider(name: &str, [from, to]: [f64; 2], log: bool, format: u32) -> Control {
    let kind = ControlKind::Slider(Positions { from, to, steps: 10, parts: 0.0, log });
    Control { name: String::from(name), kind, format, scale: format }
}

/// What is typed beside a slider.
fn scale(unit: Unit, hard: u32, [from, to]: [f64; 2], snaps: bool) -> Scale {
    Scale { unit, stem: 1.0, code: Code { hard, counts: 0 }, from, to, snaps }
}

fn slot(seal: Option<u32>, content: Content) -> Slot {
    Slot { seal, content }
}

fn number(value: Reg) -> Content {
    Content::Text(vec![Piece::Words(String::from("= ")), Piece::Number { value, format: 0 }])
}

/// Four controls (a length in km, tokens, a choice and a toggle), their registers, and a quotient.
fn page() -> Page {
    let format = |unit: Unit| Format { units: vec![unit], digits: Digits::Significant(3) };
    Page {
        program: Program {
            ops: vec![
                Op::Input(0),
                Op::Input(1),
                Op::Input(2),
                Op::Input(3),
                Op::Binary(Binary::Div, 0, 3),
                Op::Binary(Binary::Lt, 0, 1),
            ],
            inputs: vec![2000.0, 1024.0, 0.0, 1.0],
            texts: vec![String::from("zero"), String::from("one")],
            ..Program::default()
        },
        controls: vec![
            slider("length", [1000.0, 5000.0], false, 0),
            slider("tokens", [1024.0, 1_048_576.0], true, 1),
            Control {
                name: String::from("gpu"),
                kind: ControlKind::Choice {
                    keys: vec![String::from("a100"), String::from("h100")],
                    rows: vec![0.0, 1.0],
                },
                format: 0,
                scale: 0,
            },
            Control { name: String::from("on"), kind: ControlKind::Toggle, format: 0, scale: 0 },
        ],
        formats: vec![
            format(unit("km", 1000.0, 0.0)),
            format(unit("tok", 1.0, 0.0)),
            format(unit("°C", 1.0, 273.15)),
        ],
        slots: vec![
            slot(None, number(0)),
            slot(None, number(4)),
            slot(Some(0), number(0)),
            slot(None, Content::Text(vec![Piece::Text(2)])),
            slot(None, Content::Share(3)),
            slot(None, Content::Arm(2)),
            slot(None, Content::Shown(5)),
        ],
        charts: Vec::new(),
        seals: 1,
        scales: vec![
            scale(unit("km", 1000.0, 0.0), 1, [1000.0, 5000.0], true),
            scale(unit("tok", 1.0, 0.0), 2, [1024.0, 1_048_576.0], false),
        ],
        lexicon: Lexicon {
            words: [("m", 1), ("tok", 2)]
                .map(|(names, hard)| Word {
                    names: String::from(names),
                    factor: 1.0,
                    code: Code { hard, counts: 0 },
                    class: 1,
                    ..Word::default()
                })
                .to_vec(),
            prefixes: vec![Word { names: String::from("k kilo"), factor: 1e3, class: 1, ..Word::default() }],
            ..Lexicon::default()
        },
        ..Page::default()
    }
}

fn live() -> Live {
    Live::new(page()).expect("a sound page")
}

fn set(live: &mut Live, control: usize, value: f64) -> f64 {
    live.set(control, value);
    live.run();
    live.machine().input(control)
}

#[test]
fn controls_take_what_their_inputs_count() {
    let mut live = live();
    assert_eq!(set(&mut live, 0, 2.34567), 2200.0);
    assert_eq!(set(&mut live, 0, 99.0), 5000.0);
    assert_eq!(set(&mut live, 0, -99.0), 1000.0);
    assert_eq!(set(&mut live, 0, f64::NAN), 1000.0);
    assert_eq!(set(&mut live, 1, 0.0), 1024.0);
    assert_eq!(set(&mut live, 1, 10.0), 1_048_576.0);
    assert_eq!(set(&mut live, 1, 99.0), 1_048_576.0);
    assert_eq!(set(&mut live, 1, 2.0), 4096.0);
    assert_eq!(set(&mut live, 2, 1.0), 1.0);
    assert_eq!(set(&mut live, 2, 2.0), 1.0);
    assert_eq!(set(&mut live, 3, 0.0), 0.0);
    assert_eq!(set(&mut live, 3, 5.0), 1.0);
    live.set(99, 1.0);
}

#[test]
fn a_slider_takes_its_positions_only() {
    let kind =
        |parts: f64| ControlKind::Slider(Positions { from: 0.0, to: 1.0, steps: 20, parts, log: false });
    let mut page = page();
    page.controls[0].kind = kind(100.0);
    page.formats[0].units = vec![unit("%", 0.01, 0.0)];
    let mut live = Live::new(page.clone()).expect("a sound page");
    for (typed, position) in [(35.0, 0.35), (36.9, 0.35), (37.5, 0.4), (0.1, 0.0), (99.0, 1.0), (55.0, 0.55)]
    {
        assert_eq!(set(&mut live, 0, typed), position);
    }
    assert_eq!((live.position(0), live.number(0)), (55.0, String::from("55")));
    page.controls[0].kind = kind(0.0);
    let mut live = Live::new(page).expect("a sound page");
    assert_eq!(set(&mut live, 0, 36.9), 1.0 / 20.0 * 7.0);
}

#[test]
fn controls_tell_their_values() {
    let mut page = page();
    // Any value between the ends.
    if let ControlKind::Slider(positions) = &mut page.controls[0].kind {
        positions.steps = 0;
    }
    let mut live = Live::new(page).expect("a sound page");
    set(&mut live, 0, 2.345_678_9);
    assert_eq!(live.number(0), "2.34568");
    set(&mut live, 0, 3.0);
    assert_eq!(live.number(0), "3");
    assert_eq!(live.number(1), "1024");
    set(&mut live, 1, 10.0);
    assert_eq!(live.number(1), "1048576");
    assert_eq!((live.text(2), live.text(3)), (String::from("a100"), String::from("on")));
    set(&mut live, 3, 0.0);
    assert_eq!((live.number(2), live.text(3)), (String::from("0"), String::from("off")));
    assert_eq!((live.number(99), live.text(99)), (String::new(), String::new()));
}

/// What was typed beside a slider, with spaces for separators and short numbers.
fn typed(live: &Live, control: usize, text: &str) -> String {
    shortened(&live.parse(control, text))
}

fn shortened(answer: &str) -> String {
    let fields = answer.split('\u{1f}').map(|field| match field.parse::<f64>() {
        Ok(number) if field.contains('e') => number.to_string(),
        _ => field.replace('\u{202f}', " "),
    });
    fields.collect::<Vec<_>>().join(" | ")
}

#[test]
fn typed_numbers() {
    let live = live();
    for (text, expected) in [
        ("1,5", "snapped | 1.4 | 1.4 km"),
        (" 2.2 ", "value | 2.2 | 2.2 km"),
        ("1.8 km", "value | 1.8 | 1.8 km"),
        ("1.8km", "value | 1.8 | 1.8 km"),
        ("1800 m", "value | 1.8 | 1.8 km"),
        ("3e0", "value | 3 | 3 km"),
        ("\u{2212}3", "clamped | 1 | 1 km"),
        ("4\u{202f}096", "clamped | 5 | 5 km"),
        ("1,000,000.5", "clamped | 5 | 5 km"),
        ("1,234", "snapped | 1.4 | 1.4 km"),
        ("1.5 tok", "kind | tok |  | "),
        ("km", "number"),
        ("", "number"),
        ("1e999", "large"),
        ("1.2,3.4,5", "grouping"),
        ("1-2", "several"),
        ("3 furlongs", "unit | furlongs"),
    ] {
        assert_eq!(typed(&live, 0, text), expected, "{text}");
    }
    assert_eq!(
        typed(&live, 1, "12,345"),
        "value | 73.1 | 12 345 tok".replace("73.1", &live_position(12345.0))
    );
    assert_eq!([2, 3, 99].map(|control| live.parse(control, "1")), ["", "", ""]);
}

/// Where a number stands on the logarithmic slider.
fn live_position(value: f64) -> String {
    let mut live = live();
    let typed = live.parse(1, &value.to_string());
    let position: f64 = typed.split('\u{1f}').nth(1).unwrap().parse().unwrap();
    live.set(1, position);
    assert_eq!(live.base(1), value);
    position.to_string()
}

#[test]
fn two_readings_beside_a_slider_are_asked_about() {
    let mut page = page();
    page.controls[0] = slider("length", [1000.0, 5_000_000.0], false, 0);
    if let ControlKind::Slider(positions) = &mut page.controls[0].kind {
        positions.steps = 0;
    }
    page.scales[0].to = 5_000_000.0;
    page.scales[0].snaps = false;
    let mut live = Live::new(page).unwrap();
    assert_eq!(typed(&live, 0, "1,500"), "ask | 1.5 | 1.5 km | 1500 | 1500 km");
    // What the page wrote itself is not in doubt.
    live.set(0, 1.375);
    assert_eq!(live.number(0), "1.375");
    assert_eq!(typed(&live, 0, "1.375"), "value | 1.375 | 1.375 km");
}

#[test]
fn settings_that_were_kept_come_back() {
    let live = live();
    for (value, in_base, expected) in [
        (2200.0, true, "value | 2.2 | 2.2 km"),
        (2300.0, true, "snapped | 2.2 | 2.2 km"),
        (9000.0, true, "clamped | 5 | 5 km"),
        (2.2, false, "value | 2.2 | 2.2 km"),
        // Kept in metres, when the lab counted in metres.
        (2200.0, false, "rescaled | 2.2 | 2.2 km"),
        (0.0022, false, "rescaled | 2.2 | 2.2 km"),
        (7.0, false, "clamped | 5 | 5 km"),
        (f64::NAN, true, ""),
    ] {
        assert_eq!(shortened(&live.kept(0, value, in_base)), expected, "{value}");
    }
    assert_eq!(live.kept(2, 1.0, true), "");
}

#[test]
fn typed_numbers_come_back_from_a_logarithmic_slider() {
    let mut live = live();
    for typed in ["1024", "1500", "4096 tok", "12 345.5", "1 048 576"] {
        let answer = live.parse(1, typed);
        let position: f64 = answer.split('\u{1f}').nth(1).expect("a number").parse().expect("a position");
        live.set(1, position);
        let plain: String =
            typed.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
        assert_eq!(live.machine().input(1).to_string(), plain);
        assert!((live.position(1) - position).abs() < 1e-9);
    }
}

/// What `number` reads at a value in base units.
fn reads(value: f64) -> String {
    ["= ", &page().formats[0].text(value)].concat()
}

fn records(records: &[(usize, &str)]) -> String {
    let records: Vec<String> =
        records.iter().map(|(slot, text)| [&slot.to_string(), "\u{1f}", *text].concat()).collect();
    records.join("\u{1e}")
}

#[test]
fn gives_what_reads_differently() {
    let mut live = live();
    let three = reads(3000.0);
    assert_eq!(live.run(), "", "the page was made with these values");
    live.set(0, 3.0);
    assert_eq!(live.run(), records(&[(0, &three), (1, &three), (6, "0")]));
    live.set(0, 4.0);
    live.set(0, 3.0);
    assert_eq!(live.run(), "", "recomputed, and the same");
    live.set(3, 0.0);
    assert_eq!(live.run(), records(&[(1, "= undefined because it divides by zero"), (4, "0")]));
    live.set(2, 1.0);
    assert_eq!(live.run(), records(&[(3, "one"), (5, "1")]));
    live.open(0);
    assert_eq!(live.run(), records(&[(2, &three)]));
    live.open(99);
    assert_eq!(live.run(), "");
}

#[test]
fn gives_everything_that_is_open() {
    let mut live = live();
    live.set(0, 3.0);
    let mut open = vec![0, 1, 3, 4, 5, 6];
    for _ in 0..2 {
        let all = live.all();
        let texts: Vec<(usize, String)> = open.iter().map(|slot| (*slot, live.slot(*slot))).collect();
        let expected: Vec<(usize, &str)> = texts.iter().map(|(slot, text)| (*slot, text.as_str())).collect();
        assert_eq!(all, records(&expected));
        assert_eq!(live.run(), "");
        live.open(0);
        open = (0..7).collect();
        live.set(0, 3.5);
    }
}

#[test]
fn shares_go_beyond_all_and_never_below_none() {
    for (value, expected) in
        [(-1.0, "0"), (0.123_456, "0.1235"), (0.5, "0.5"), (7.0, "7"), (UNDEFINED, "0"), (-0.0, "0")]
    {
        let mut page = page();
        page.program.ops.push(Op::Const(value));
        page.slots = vec![slot(None, Content::Share(6))];
        assert_eq!(Live::new(page).expect("a sound page").slot(0), expected);
    }
}

#[test]
fn refuses_pages_that_break_the_rules() {
    let breaks: [fn(&mut Page); 9] = [
        |page| page.controls.truncate(3),
        |page| page.formats.truncate(1),
        |page| page.formats[0].units.clear(),
        |page| page.formats[0].units[0].factor = 0.0,
        |page| page.slots[0].content = Content::Arm(99),
        |page| page.slots[0].content = Content::Chart(0),
        |page| page.slots[0].seal = Some(1),
        |page| page.program.inputs[0] = UNDEFINED,
        |page| page.controls[1] = slider("tokens", [0.0, 1.0], true, 1),
    ];
    for (index, spoil) in breaks.iter().enumerate() {
        let mut page = page();
        spoil(&mut page);
        assert!(Live::new(page).is_err(), "{index}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_makes_it_panic(typed in "\\PC{0,12}|[-0-9.,eE _km\u{202f}\u{2212}]{0,12}", control in 0usize..5) {
        let mut live = live();
        let position = live.parse(control, &typed).split('\u{1f}').nth(1).and_then(|number| number.parse().ok());
        if let Some(position) = position {
            live.set(control, position);
            live.run();
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(page) = postcard::from_bytes::<Page>(&bytes)
            && let Ok(mut live) = Live::new(page)
        {
            live.all();
        }
    }

    #[test]
    fn no_damage_makes_it_panic(at in any::<usize>(), byte in any::<u8>(), value in any::<f64>()) {
        let mut bytes = postcard::to_allocvec(&page()).expect("a page is writable");
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(page) = postcard::from_bytes::<Page>(&bytes)
            && let Ok(mut live) = Live::new(page)
        {
            for control in 0..5 {
                live.set(control, value);
                let _ = (live.run(), live.number(control), live.text(control), live.position(control));
            }
        }
    }
}

#[test]
fn a_figure_is_short_and_its_reason_stands_beside_it() {
    let mut page = page();
    page.slots = vec![
        slot(None, Content::Figure(vec![Piece::Number { value: 4, format: 0 }])),
        slot(None, Content::Why(4)),
    ];
    let mut live = Live::new(page).unwrap();
    assert_eq!(live.all(), records(&[(0, "2 km"), (1, "")]));
    live.set(3, 0.0);
    assert_eq!(live.run(), records(&[(0, "undefined"), (1, "because it divides by zero")]));
}
