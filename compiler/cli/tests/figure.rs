//! `labc figure`: what it draws, and where it puts it.

mod common;

use std::fs;
use std::path::PathBuf;

use common::labc;

const LAB: &str = "/// Boils water.
lab kettle \"A kettle\"

slider rise \"Rise in kelvin\" from 1 to 80 start 60
slider water \"Water\" from 0.5 to 2 by 0.1 start 1
slider power \"Power\" from 1 kW to 3 kW by 0.5 kW start 2 kW

const heat = 4186 J source \"Specific heat of water, for a litre and a kelvin\"

let warm: Time = rise * water * heat / power

chart \"Time & temperature\" {
  x rise
  y in s \"Time\"
  line warm \"Yours\"
  line warm / 2 \"Twice the power\" dashed
}

chart \"Energy\" {
  y in kJ \"Energy\"
  bar water * heat \"Now\"
  bar heat \"One litre\"
}
";

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("kettle.lab"), LAB).unwrap();
    path
}

#[test]
fn a_figure_stands_alone() {
    let here = folder("figure");
    let (code, picture, said) = labc(&here, &["figure", "kettle.lab", "time & temperature"]);
    assert_eq!((code, said.as_str()), (0, ""));
    for part in
        ["Time &amp; temperature", "Yours", "Twice the power", "Rise in kelvin", "#0B6F7D", "sans-serif"]
    {
        assert!(picture.contains(part), "no {part} in {picture}");
    }
    // Letters stand out from what is behind them.
    assert_eq!(picture.matches("<text ").count(), picture.matches("<text paint-order=").count());
    // Colours are in it, and nothing that only a page gives.
    assert!(picture.contains("<svg") && !picture.contains("class=") && !picture.contains("var("));
    assert_eq!(picture, labc(&here, &["figure", "kettle.lab", "Time & temperature"]).1);
}

#[test]
fn a_control_that_moves_changes_it() {
    let here = folder("figure_moved");
    let drawn = |set: &str| labc(&here, &["figure", "kettle.lab", "Energy", "--set", set]);
    let (one, two) = (drawn("water=1"), drawn("water=1.5"));
    assert!(one.0 == 0 && two.0 == 0 && one.1 != two.1);
    let (code, _, said) = drawn("watt=1");
    assert!(code == 2 && said.contains("`watt`"), "{said}");
    let (code, _, said) = drawn("water=much");
    assert!(code == 2 && said.contains("`water`") && said.contains("it is 1 at the start"), "{said}");
}

#[test]
fn charts_are_named_where_the_title_fits_none() {
    let here = folder("figure_named");
    for args in [&["figure", "kettle.lab"][..], &["figure", "kettle.lab", "Power"]] {
        let (code, picture, said) = labc(&here, args);
        assert_eq!((code, picture.as_str()), (2, ""));
        assert!(said.contains("\n  Time & temperature\n  Energy"), "{said}");
    }
}

#[test]
fn only_figures_are_replaced() {
    let here = folder("figure_file");
    let draw = |to: &str| labc(&here, &["figure", "kettle.lab", "Energy", "-o", to]);
    assert_eq!(draw("energy.svg").0, 0);
    let first = fs::read_to_string(here.join("energy.svg")).unwrap();
    assert_eq!(draw("energy.svg").0, 0);
    assert_eq!(fs::read_to_string(here.join("energy.svg")).unwrap(), first);
    fs::write(here.join("mine.svg"), "<svg/>").unwrap();
    let (code, _, said) = draw("mine.svg");
    assert!(code == 2 && said.contains("mine.svg"), "{said}");
    assert_eq!(fs::read_to_string(here.join("mine.svg")).unwrap(), "<svg/>");
    assert_eq!(draw("nowhere/energy.svg").0, 2);
}

#[test]
fn all_figures_of_a_lab_go_into_a_folder() {
    let here = folder("figure-all");
    let (code, _, said) =
        labc(&here, &["figure", "kettle.lab", "--all", "-o", "figures", "--set", "water=2"]);
    assert_eq!((code, said.as_str()), (0, ""));
    for (name, title) in [("time-temperature.svg", "Time &amp; temperature"), ("energy.svg", "Energy")] {
        let picture = fs::read_to_string(here.join("figures").join(name)).unwrap();
        assert!(picture.contains(title), "{name}: {picture}");
    }
    // Again, and where something else stands in the way.
    assert_eq!(labc(&here, &["figure", "kettle.lab", "--all", "-o", "figures"]).0, 0);
    fs::write(here.join("figures/energy.svg"), "mine").unwrap();
    let (code, _, said) = labc(&here, &["figure", "kettle.lab", "--all", "-o", "figures"]);
    assert!(code == 2 && said.contains("energy.svg is there already"), "{said}");
    assert_eq!(labc(&here, &["figure", "kettle.lab", "--all"]).0, 2);
}

/// The width and the height of a PNG file.
fn size_of(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    (number(16), number(20))
}

#[test]
fn a_figure_is_a_png_where_its_name_says_so() {
    let here = folder("figure-png");
    let draw = |args: &[&str]| labc(&here, &[&["figure", "kettle.lab"][..], args].concat());
    assert_eq!(draw(&["Energy", "-o", "energy.png"]), (0, "wrote energy.png\n".to_owned(), String::new()));
    assert_eq!(draw(&["-q", "Energy", "-o", "energy.png"]), (0, String::new(), String::new()));
    let first = fs::read(here.join("energy.png")).unwrap();
    // The picture of the SVG: 640 pixels of a page and a margin to both sides, twice as dense.
    assert_eq!(size_of(&first).0, 2 * (640 + 32));
    assert_eq!(draw(&["Energy", "-o", "energy.png"]).0, 0);
    assert_eq!(fs::read(here.join("energy.png")).unwrap(), first);
    // Letters are drawn: another word gives another picture of the same size.
    let lab = fs::read_to_string(here.join("kettle.lab")).unwrap();
    fs::write(here.join("kettle.lab"), lab.replace("One litre", "All of it").replace("\"Now\"", "\"水\""))
        .unwrap();
    let (code, _, said) = draw(&["Energy", "-o", "other.png"]);
    assert!(code == 0 && said.contains("has no `水`"), "{said}");
    let other = fs::read(here.join("other.png")).unwrap();
    assert!(size_of(&other) == size_of(&first) && other != first);
    // In a folder, all of them; and where something else is in the way.
    assert_eq!(draw(&["--all", "--format", "png", "-o", "all"]).0, 0);
    assert_eq!(size_of(&fs::read(here.join("all/energy.png")).unwrap()), size_of(&first));
    assert!(here.join("all/time-temperature.png").exists() && !here.join("all/energy.svg").exists());
    fs::write(here.join("mine.png"), b"\x89PNG\r\n\x1a\n of somebody").unwrap();
    assert!(draw(&["Energy", "-o", "mine.png"]).2.contains("mine.png is there already"));
    for (args, message) in [
        (&["Energy", "--format", "png"][..], "a PNG goes into a file"),
        (&["Energy", "-o", "energy.pdf"], "`.svg` or `.png`"),
        (&["Energy", "--format", "svg", "-o", "energy.png"], "another format"),
    ] {
        let (code, out, said) = draw(args);
        assert!(code == 2 && out.is_empty() && said.contains(message), "{said}");
    }
}
