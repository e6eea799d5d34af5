//! The build's own code: scripts that share one function must not get in one another's way.

#[allow(dead_code, reason = "the build uses the rest")]
#[path = "../build/script.rs"]
mod script;

use std::fs;

use script::{LAB, page};

#[test]
fn two_scripts_that_declare_one_name_are_an_error() {
    let folder = std::env::temp_dir().join(format!("labc-scripts-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(LAB[0]), "function meet() {}\nfunction part() {\n  const inner = 1;\n}\n").unwrap();
    fs::write(folder.join(LAB[1]), "const inner = 2;\nasync function meet() {}\n").unwrap();
    let fault = page("", &folder, &LAB[..2]).unwrap_err();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(fault, format!("both {} and {} declare `meet`", LAB[0], LAB[1]));
}
