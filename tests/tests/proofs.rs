//! The programs of the course's own labs, at many settings at once and one by one: every number has the same bits.

use std::fs;
use std::path::{Path, PathBuf};

use lab_core::page::ControlKind;
use lab_core::{Machine, Page, Reg};
use lab_prove::Pass;
use labc::compile;
use labc::sources::{FileId, Files};

/// How many controls are moved together, each to so many positions besides its start.
const TOGETHER: usize = 3;
const POSITIONS: usize = 4;

/// The files beside a lab.
struct Beside(PathBuf);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }

    fn module(&self, _: &str) -> Result<String, String> {
        Err("there are none".to_owned())
    }
}

/// The pages of the labs that can be compiled without the others.
fn pages() -> Vec<(String, Page)> {
    let labs =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of the workspace").join("labs-src");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(labs).expect("the labs").map(|entry| entry.expect("a folder").path()).collect();
    folders.sort();
    let mut pages = Vec::new();
    for folder in folders {
        let Ok(text) = fs::read_to_string(folder.join("lab.lab")) else { continue };
        if let Some(lab) = compile(FileId(0), &text, &Beside(folder.clone())).0 {
            pages.push((
                folder.file_name().expect("a name").to_string_lossy().into_owned(),
                lab.page().clone(),
            ));
        }
    }
    pages
}

/// Some positions of a control, its start first.
fn positions(page: &Page, control: usize) -> Vec<f64> {
    let mut positions = vec![page.program.inputs[control]];
    match &page.controls[control].kind {
        ControlKind::Slider(slider) => {
            let unit = &page.formats[page.controls[control].format as usize].units[0];
            let part = |part: usize| (f64::from(slider.steps) * part as f64 / (POSITIONS - 1) as f64).round();
            positions.extend((0..POSITIONS).map(|at| slider.at(part(at), unit)));
        }
        ControlKind::Choice { rows, .. } => positions.extend(rows.iter().take(POSITIONS)),
        ControlKind::Toggle => positions.extend([0.0, 1.0]),
    }
    positions
}

#[test]
fn the_labs_of_the_course_have_the_same_bits_in_blocks() {
    let pages = pages();
    assert!(pages.len() >= 3, "only {} labs", pages.len());
    for (lab, page) in pages {
        let mut machine = Machine::new(page.program.clone()).expect("a sound program");
        let registers: Vec<Reg> =
            (0..page.program.ops.len() as Reg).filter(|register| machine.is_outer(*register)).collect();
        for first in (0..page.controls.len()).step_by(TOGETHER) {
            let domain: Vec<Vec<f64>> = (0..page.controls.len())
                .map(|control| match control >= first && control < first + TOGETHER {
                    true => positions(&page, control),
                    false => vec![page.program.inputs[control]],
                })
                .collect();
            let pass = Pass::new(&page.program, &domain).expect("few settings");
            let parts = pass.visit(Vec::new, |all: &mut Vec<_>, block, lanes| {
                all.extend((0..lanes.own.len()).map(|lane| {
                    let bits = registers.iter().map(|register| block.value(*register, lane).to_bits());
                    (lanes.key(lane), bits.collect::<Vec<u64>>())
                }));
            });
            let visited = parts.concat();
            assert_eq!(visited.len() as u64, pass.settings());
            for (key, bits) in visited {
                for (input, positions) in domain.iter().enumerate() {
                    machine.set(input, positions[0]);
                }
                let setting = pass.setting(key);
                setting.iter().for_each(|(input, value)| machine.set(*input, *value));
                machine.run();
                for (register, bits) in registers.iter().zip(bits) {
                    assert_eq!(
                        machine.value(*register).to_bits(),
                        bits,
                        "{lab}: register {register} at {setting:?}"
                    );
                }
            }
        }
    }
}
