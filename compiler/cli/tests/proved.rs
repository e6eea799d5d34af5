//! The page that says what is decided about all settings of each lab.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{files, labc};

const KETTLE: &str = "lab kettle \"The kettle | boils\"\n\nslider power \"Power\" from 500 W to 3000 W by 100 W start 2000 W\n\
                      let time = 300 kJ / power\npart boil \"Boil\" 3 min {\n  \"It takes {time}.\"\n}\n\
                      check time < 700 s always\n";
// No method can tell whether such a remainder comes up among so many settings.
const DICE: &str = "lab dice \"Dice\"\n\nslider a \"A\" from 1 to 10000 by 1 start 1\nslider b \"B\" from 1 to 10000 by 1 start 1\n\
                    slider c \"C\" from 1 to 10000 by 1 start 1\npart roll \"Roll\" 3 min {\n  \"It is {a + b + c}.\"\n}\n\
                    check mod(a * b + c, 9973) == 1 and mod(a * c + b, 9967) == 9966.5 reachable\n";

fn course(name: &str, key: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("proved-{name}"));
    drop(fs::remove_dir_all(&here));
    for (lab, text) in [("kettle", KETTLE), ("dice", DICE)] {
        fs::create_dir_all(here.join("labs").join(lab)).unwrap();
        fs::write(here.join("labs").join(lab).join("lab.lab"), text).unwrap();
    }
    let manifest = format!(
        "id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\nout = \"site\"\n{key}[[volume]]\ntitle = \"V\"\nlabs = [\"kettle\", \"dice\"]\n"
    );
    fs::write(here.join("course.toml"), manifest).unwrap();
    here
}

#[track_caller]
fn built(here: &Path) -> String {
    let (code, _, said) = labc(here, &["build"]);
    assert_eq!(code, 0, "{said}");
    fs::read_to_string(here.join("site/reference/proofs/index.html")).unwrap_or_default()
}

#[test]
fn a_page_says_what_is_decided_and_what_is_not() {
    let here = course("page", "proofs = true\n");
    let page = built(&here);
    for part in
        ["The kettle | boils", "Not decided: Dice", "line 9: a check holds at some setting", "settings"]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    // What is kept says the same as what is made anew, and the page follows an edit.
    assert_eq!(built(&here), page);
    let longer = DICE.replace("\n\nslider a", "\n\n\nslider a");
    fs::write(here.join("labs/dice/lab.lab"), longer).unwrap();
    let edited = built(&here);
    assert!(edited.contains("line 10: a check holds at some setting"), "{edited}");
    let again = files(&here.join("site"));
    fs::remove_dir_all(here.join("site")).unwrap();
    fs::remove_dir_all(here.join(".labc-cache")).unwrap();
    built(&here);
    assert!(again == files(&here.join("site")));
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn without_the_key_there_is_no_such_page() {
    let here = course("none", "");
    assert_eq!(built(&here), "");
    fs::remove_dir_all(here).unwrap();
}
