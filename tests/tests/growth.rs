//! What a lab costs grows with its length and not with the square of it, also where everything in it is wrong.
//!
//! The cost is counted in bytes that are asked of the allocator, which is the same on every machine and in every
//! run. Twice the text may cost a little more than twice as much.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;

use labc::sources::{FileId, Files, Section};

struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that ends has nothing left to count with.
        let _ = ASKED.try_with(|asked| asked.set(asked.get() + layout.size() as u64));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The one data file of a lab.
struct Data(String);

impl Files for Data {
    fn read(&self, _: &str) -> Result<String, String> {
        Ok(self.0.clone())
    }

    fn module(&self, _: &str) -> Result<String, String> {
        Err("there are none".to_owned())
    }

    fn section(&self, _: &str) -> Section {
        Section::Unlisted
    }
}

/// How many bytes compiling a lab asks for, and how many faults it has.
fn cost(text: &str, data: &Data) -> (u64, usize) {
    let before = ASKED.get();
    let (_, diagnostics) = labc::compile(FileId(0), text, data);
    (ASKED.get() - before, diagnostics.len())
}

/// A lab with as many of some lines as are asked for; `#` is their number.
fn lines(line: &str, count: usize) -> String {
    let mut text = "lab growth \"Growth\"\nconst weight = 3 GB source \"s\"\n".to_owned();
    for number in 0..count {
        let _ = writeln!(text, "{}", line.replace('#', &number.to_string()));
    }
    text
}

/// A lab with one statement that is as long as is asked for.
fn long(start: &str, piece: &str, end: &str, count: usize) -> String {
    format!("lab growth \"Growth\"\n{start}{}{end}\n", piece.repeat(count))
}

#[track_caller]
fn grows_with_its_length(name: &str, text: impl Fn(usize) -> String, count: usize, faulty: bool) {
    let none = Data(String::new());
    // What is made once, such as the units, is not counted.
    cost(&text(1), &none);
    let ((once, faults), (twice, _)) = (cost(&text(count), &none), cost(&text(2 * count), &none));
    assert_eq!(faults > 0, faulty, "{name}: {faults} faults");
    assert!(twice < once * 9 / 4, "{name}: {once} bytes, and {twice} for twice the length");
}

#[test]
fn faults_cost_by_their_number() {
    for (name, line) in [
        ("one misspelt name", "let a# = wieght * #"),
        ("unknown names", "let a# = zqx# * 2"),
        ("names near to others", "let alpha# = alhpa# * 2"),
        ("unknown statements", "foo bar#"),
        ("torn statements", "let = = )"),
        ("quotes that stay open", "\""),
        ("brackets that close nothing", "}"),
        ("one name twice", "let a = 1"),
        ("dimensions that differ", "let a# = 1 GB + 1 s"),
        ("unknown units", "let a# = 1 qux#"),
        ("unknown functions", "let a# = smu(1, 2, #)"),
        ("prose with unknown names", "\"{nobody#} and {weight}\""),
    ] {
        grows_with_its_length(name, |count| lines(line, count), 1500, true);
    }
}

#[test]
fn long_statements_cost_by_their_length() {
    for (name, start, piece, end, faulty) in [
        ("a sum", "let a = 1", " + 1", "", true),
        ("digits", "let a = ", "7", "", true),
        ("digits after the point", "let a = 0.", "7", "", false),
        ("brackets", "let a = ", "(", "", true),
        ("a list", "let a = [", "1, ", "1]", false),
        ("braces", "\"", "{", "\"", true),
        ("prose", "\"", "Some words. ", "\"", false),
    ] {
        grows_with_its_length(name, |count| long(start, piece, end, count), 4000, faulty);
    }
}

#[test]
fn sound_labs_cost_by_their_length() {
    for (name, line) in [
        ("definitions", "let a# = # + 1"),
        ("prose", "\"The weight is {weight}, and # is a number.\""),
        ("constants", "const c# = # GB source \"a paper\""),
    ] {
        grows_with_its_length(name, |count| lines(line, count), 1500, false);
    }
}

/// Figures of a table whose rows have sources of their own, each of them on the page.
#[test]
fn cited_figures_cost_by_their_number() {
    let text = |count: usize| {
        let mut text = "lab growth \"Growth\"\ntable m { k a: GB\n".to_owned();
        for row in 0..count {
            let _ = writeln!(text, "  r{row} {row} source \"paper {row}\"");
        }
        text += "}\n";
        for row in 0..count {
            let _ = writeln!(text, "\"{{m.r{row}.a}}\"");
        }
        text
    };
    grows_with_its_length("cited figures", text, 500, false);
}

/// The spellings of all units are put together once, however many words are compared with them.
#[test]
fn an_unknown_unit_costs_little() {
    let none = Data(String::new());
    let text = |count| lines("let a# = 1 qux#", count);
    cost(&text(1), &none);
    let ((few, _), (many, _)) = (cost(&text(100), &none), cost(&text(200), &none));
    assert!((many - few) / 100 < 80_000, "{} bytes for each unknown unit", (many - few) / 100);
}

/// Nearly any figure is one of some thousands, and they are data: a text is held against the rows of short tables alone.
#[test]
fn a_text_may_say_any_figure_beside_a_long_table() {
    let text = "lab growth \"Growth\"\ntable m from \"m.csv\" source \"s\" { k: key  level: GB }\n\
                let all = sum(r.level for r in m)\n\"In all {all}. The level of r7 was 9.71 GB then.\"\n";
    for (rows, wrong) in [(10, 1), (2000, 1), (2001, 0), (30_000, 0)] {
        let rows = (0..rows).map(|row| format!("r{row},{}\n", 0.5 + f64::from(row) * 2.5));
        let data = Data("k,level\n".to_owned() + &rows.collect::<String>());
        assert_eq!(cost(text, &data).1, wrong, "{} bytes of rows", data.0.len());
    }
}

#[test]
fn rows_cost_by_their_number() {
    let data = |rows: usize| {
        let mut text = "k,a,b\n".to_owned();
        for row in 0..rows {
            let _ = writeln!(text, "r{row},{row},0.5");
        }
        Data(text)
    };
    let text = "lab growth \"Growth\"\ntable m from \"m.csv\" source \"s\" { k: key  a: GB  b: number }\n\
                let s = sum(r.a * r.b for r in m)\n\"{s}, {m.r1.a}\"\n\
                show table \"The first\" for r in m where r.a < 3 GB { r.a \"A\" }\n";
    cost(text, &data(1));
    let ((once, faults), (twice, _)) = (cost(text, &data(5000)), cost(text, &data(10_000)));
    assert_eq!(faults, 0);
    assert!(twice < once * 9 / 4, "{once} bytes, and {twice} for twice the rows");
    assert!(once / 5000 < 3_000, "{} bytes a row", once / 5000);
}
