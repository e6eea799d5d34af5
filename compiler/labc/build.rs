//! Says where the themes lie that `src/page` builds in: in the workspace's folder `themes`, or, in a package on its
//! own, in the copy that it carries. `compiler/package` makes that copy.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(here) = std::env::var_os("CARGO_MANIFEST_DIR") else { return ExitCode::FAILURE };
    let here = Path::new(&here);
    let places = [here.join("../../themes"), here.join("themes")];
    let Some(themes) = places.iter().find(|place| place.join("default/theme.toml").is_file()) else {
        println!(
            "cargo::error=the themes are missing: neither {} is there",
            places.map(|place| place.display().to_string()).join(" nor ")
        );
        return ExitCode::FAILURE;
    };
    println!("cargo::rustc-env=LABC_THEMES={}", themes.display());
    println!("cargo::rerun-if-changed=build.rs");
    ExitCode::SUCCESS
}
