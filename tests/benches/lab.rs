//! How fast the first lab is: checked, made into a page, and moved by a slider. `cargo bench -p labc-tests`.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use lab_core::Live;
use labc::compile;
use labc::page::render::view::{AssetsView, CourseView, FrameView};
use labc::sources::{FileId, Files, NoFiles};
use labc::theme::template::Theme;

const LAB: &str = include_str!("../../labs-src/vol1_06/lab.lab");

/// A lab of many formulas with units.
fn formulas(count: usize) -> String {
    let mut text = "lab post \"Post\"\nslider way \"Way\" from 1 km to 50 km by 1 km start 10 km\n\
                    let leg_0 = way * 1.5\n"
        .to_owned();
    for formula in 1..=count {
        let _ = writeln!(text, "let leg_{formula} = leg_{} + {formula} m * (1 + {formula} / 7)", formula - 1);
    }
    text + &format!("\"The way is {{leg_{count}}}.\"\n")
}

/// A table from a file of so many rows.
struct Rows(String);

const TABLE: &str = "lab parcels \"Parcels\"\n\
    table m from \"m.csv\" source \"s\" { day: key  weight: kg  share: number }\n\
    let all = sum(row.weight * row.share for row in m)\n\"{all}\"\n";

impl Rows {
    fn new(count: usize) -> Self {
        let mut text = "day,weight,share\n".to_owned();
        (0..count).for_each(|row| _ = writeln!(text, "d{row},{row},0.5"));
        Self(text)
    }
}

impl Files for Rows {
    fn read(&self, _: &str) -> Result<String, String> {
        Ok(self.0.clone())
    }

    fn module(&self, _: &str) -> Result<String, String> {
        Err("there are none".to_owned())
    }
}

/// Calls of the library, one of them of a function with a loop.
const CALLS: &str = "let called_ridge = roofline.ridge(989 TFLOP/s, 3.35 TB/s)
let called_itl = serving.itl(16 GB, 4 GB, 3.35 TB/s)
let called_cache = memory.kv_cache(32, 8, 128, seq, 8, 2 B)
let called_ring = comm.ring_allreduce(1 GB, 64, 50 GB/s, 5 us)
let called_wait = queueing.mmc_quantile(100 req/s, 10 ms, 4, 99 %)
";

fn bench(c: &mut Criterion) {
    let lab = compile(FileId(0), LAB, &NoFiles).0.expect("the lab compiles");
    let control =
        lab.page().controls.iter().position(|control| control.name == "seq").expect("it has a slider");

    c.bench_function("compile", |b| b.iter(|| compile(FileId(0), black_box(LAB), &NoFiles)));

    c.bench_function("parse", |b| b.iter(|| labc::syntax::parse(FileId(0), black_box(LAB))));
    let many = formulas(100);
    c.bench_function("parse, 100 formulas", |b| b.iter(|| labc::syntax::parse(FileId(0), black_box(&many))));
    c.bench_function("compile, 100 formulas", |b| b.iter(|| compile(FileId(0), black_box(&many), &NoFiles)));
    let rows = Rows::new(10_000);
    c.bench_function("compile, 10 000 rows", |b| b.iter(|| compile(FileId(0), black_box(TABLE), &rows)));

    let with = |lines: &str| format!("{LAB}\nuse std\n{lines}");
    let (whole, called) = (with(""), with(CALLS));
    c.bench_function("compile, the library at hand", |b| {
        b.iter(|| compile(FileId(0), black_box(&whole), &NoFiles));
    });
    c.bench_function("compile, five functions called", |b| {
        b.iter(|| compile(FileId(0), black_box(&called), &NoFiles));
    });

    let theme = Theme::built_in().expect("the theme is sound");
    let course = CourseView {
        id: "c".to_owned(),
        title: "C".to_owned(),
        home: "../index.html".to_owned(),
        work: "../work/index.html".to_owned(),
    };
    let file = |name: &str| name.to_owned();
    let assets = AssetsView {
        style: file("s"),
        script: file("j"),
        wasm: file("w"),
        wasm_script: file("x"),
        pictures: file("p"),
        present: file("q"),
        font: file("f"),
    };
    let frame = FrameView { lang: "en".to_owned(), course, assets, ..FrameView::default() };
    c.bench_function("page", |b| b.iter(|| lab.html(&theme, &frame)));

    let mut live = Live::new(lab.page().clone()).expect("the page is sound");
    for seal in 0..lab.page().seals as usize {
        live.open(seal);
    }
    let mut far = false;
    c.bench_function("evaluate", |b| {
        let mut machine = lab_core::Machine::new(lab.page().program.clone()).expect("the program is sound");
        b.iter(|| {
            far = !far;
            machine.set(control, if far { 8192.0 } else { 4096.0 });
            machine.run();
        });
    });
    c.bench_function("tick", |b| {
        b.iter(|| {
            far = !far;
            live.set(control, if far { 8192.0 } else { 4096.0 });
            black_box(live.run())
        });
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
