//! Writes a course that is large enough to measure: `synthetic_course FOLDER [LABS] [FORMULAS]`.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let Some(folder) = args.get(1) else {
        eprintln!("usage: synthetic_course FOLDER [LABS] [FORMULAS]");
        return ExitCode::from(2);
    };
    let number = |index: usize, default| args.get(index).and_then(|arg| arg.parse().ok()).unwrap_or(default);
    match write(Path::new(folder), number(2, 200), number(3, 100)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, labs: usize, formulas: usize) -> std::io::Result<()> {
    let mut manifest = String::from(
        "id = \"synthetic\"\ntitle = \"Synthetic\"\nlabs = \"labs\"\n\n[[volume]]\ntitle = \"All\"\nlabs = [\n",
    );
    for lab in 0..labs {
        let id = format!("lab_{lab:03}");
        let below = folder.join("labs").join(&id);
        fs::create_dir_all(&below)?;
        fs::write(below.join("lab.lab"), source(&id, lab, formulas))?;
        let _ = writeln!(manifest, "  \"{id}\",");
    }
    manifest.push_str("]\n\n[sections]\nsec-nothing = { title = \"Nothing\" }\n");
    fs::write(folder.join("course.toml"), manifest)
}

/// A lab of the usual shape: devices, sliders, formulas that read each other, figures, a chart, a status.
fn source(id: &str, lab: usize, formulas: usize) -> String {
    let mut out = format!(
        r#"/// Made to be measured.
lab {id} "Synthetic lab {lab}" {{
  chapter "Nothing" @sec-nothing
  context device
}}

table site "Devices" source "made up, in decimal GB" {{
  key    label     memory: GB  peak: TFLOP/s  bandwidth: GB/s
  cloud  "Cloud"   80          989            3350
  edge   "Edge"    16          25             102
  phone  "Phone"   6           2              34
  let balance = peak / bandwidth
}}

choice device "Device" of site start cloud
slider size "Size" from 1 GB to 64 GB by 1 GB start 8 GB
slider batch "Batch" from 1 to 256 log start 8
toggle fast "Fast" start off
const work = {} TFLOP source "made up, page {lab}" symbol $w$
given factor = 1.{lab:03} "so that no lab is like another"

fn moved(amount: Info, rate: DataRate = 1 GB/s): Time = amount / rate

part one "One" 10 min to 15 min {{
"#,
        lab + 1
    );
    for index in 0..formulas {
        let earlier = |back: usize| format!("f{}", index - back);
        let formula = match index % 10 {
            0 => "size / device.bandwidth * factor".to_owned(),
            1 => format!("max({}, work / device.peak)", earlier(1)),
            2 => format!("{} + batch * 1 ms", earlier(1)),
            3 => format!("if fast then {} / 2 else {}", earlier(1), earlier(2)),
            4 => format!("{} at (device = edge, size = 16 GB) / {}", earlier(4), earlier(1)),
            5 => format!("sum({} * n for n in 1 to 8 where n <= batch)", earlier(2)),
            6 => "max(size / s.bandwidth for s in site)".to_owned(),
            7 => format!("min({}, moved(size, rate = device.bandwidth)) + {}", earlier(1), earlier(2)),
            8 => format!("sqrt({} * {})", earlier(1), earlier(2)),
            _ => format!("100 % * {} / ({} + 1 s)", earlier(1), earlier(2)),
        };
        let of = if matches!(index % 10, 4 | 9) { "" } else { ": Time" };
        let _ = writeln!(out, "  let f{index}{of} = {formula}");
    }
    let last = formulas.saturating_sub(1);
    let times: Vec<usize> = (0..formulas).filter(|index| !matches!(index % 10, 4 | 9)).collect();
    let time = times.last().copied().unwrap_or(0);
    out.push_str("\n  \"\"\"\n");
    for index in (0..formulas).step_by(3) {
        let _ = writeln!(out, "  With {{size}} on the {{device.label}}, figure {index} is *{{f{index}}}*.");
    }
    let _ = write!(
        out,
        r#"  """

  show metrics {{
    f{time} "The last time" of 10 day note "at a batch of {{batch}}"
    f{last} "The last figure"
  }}
  chart "Time against size" {{
    x size in GB "Size"
    y log "Time"
    line f{time} "The last time"
    line f0 "The first time" dashed
    mark now
  }}
  status fit "Does it fit?" {{
    fail oom "Out of memory" when size > device.memory
      """
      {{size}} do not fit into {{device.memory}}.
      """
    pass fine "Fits"
  }}
}}

check "time passes" f0 > 0 s
"#
    );
    out
}
