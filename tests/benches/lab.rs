//! How fast the first lab is: checked, made into a page, and moved by a slider. `cargo bench -p labc-tests`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use lab_core::Live;
use labc::page::compile;
use labc::page::theme::Theme;
use labc::page::view::{AssetsView, CourseView, FrameView};
use labc::source::{FileId, NoFiles};

const LAB: &str = include_str!("../../labs-src/vol1_06/lab.lab");

fn bench(c: &mut Criterion) {
    let lab = compile(FileId(0), LAB, &NoFiles).0.expect("the lab compiles");
    let control =
        lab.page().controls.iter().position(|control| control.name == "seq").expect("it has a slider");

    c.bench_function("compile", |b| b.iter(|| compile(FileId(0), black_box(LAB), &NoFiles)));

    let theme = Theme::built_in().expect("the theme is sound");
    let course = CourseView {
        id: "c".to_owned(),
        title: "C".to_owned(),
        home: "../index.html".to_owned(),
        work: "../work/index.html".to_owned(),
    };
    let file = |name: &str| name.to_owned();
    let assets = AssetsView { style: file("s"), script: file("j"), wasm: file("w"), wasm_script: file("x") };
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
