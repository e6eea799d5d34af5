//! Citations of a course: where they lead, what is refused, and that pages follow the bibliography.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{files, labc};

const BIB: &str = "@article{boyle, author = {Boyle, Robert}, title = {New Experiments}, journal = {Letters}, year = 1662}\n\
                   @book{unread, author = {Nobody, A.}, title = {Never Cited}, year = 1900}\n";

/// A course with a lab of these statements, and another lab that cites nothing.
fn course(name: &str, statements: &str) -> PathBuf {
    let here = std::env::temp_dir().join(format!("labc-citations-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&here));
    for (lab, text) in [("air", statements), ("still", "\"Nothing moves.\"")] {
        fs::create_dir_all(here.join("labs").join(lab)).unwrap();
        write(&here, lab, text);
    }
    fs::write(here.join("refs.bib"), BIB).unwrap();
    let manifest = "id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\nout = \"site\"\nbibliography = \"refs.bib\"\n\
                    [[volume]]\ntitle = \"V\"\nlabs = [\"air\", \"still\"]\n";
    fs::write(here.join("course.toml"), manifest).unwrap();
    here
}

fn write(here: &Path, lab: &str, text: &str) {
    let path = here.join("labs").join(lab).join("lab.lab");
    fs::write(path, format!("lab {lab} \"Lab {lab}\"\n\n{text}\n")).unwrap();
}

fn page(here: &Path, name: &str) -> String {
    fs::read_to_string(here.join("site").join(name).join("index.html")).unwrap()
}

fn built(here: &Path) {
    let (code, _, said) = labc(here, &["build"]);
    assert_eq!(code, 0, "{said}");
}

const LAB: &str = "const pressure = 101325 source @boyle\n\npart squeeze \"Squeeze\" 3 min {\n  \
                   \"\"\"\n  It is known [@boyle, page 3].\n  \"\"\"\n  \"It is {pressure}.\"\n}";

#[test]
fn a_citation_leads_to_the_work_and_the_work_to_its_parts() {
    let here = course("leads", LAB);
    built(&here);
    let air = page(&here, "air");
    for part in [
        "(<a href=\"#ref-boyle\">Boyle 1662</a>, page 3)",
        "<li id=\"ref-boyle\">Boyle, R. (1662). <cite>New Experiments</cite>. <cite>Letters</cite>.",
        "<a href=\"#part-squeeze\" role=\"doc-backlink\">",
        "<a href=\"#ref-boyle\">Boyle, R. (1662). New Experiments. Letters.</a>",
    ] {
        assert!(air.contains(part), "{part} is not in {air}");
    }
    assert!(!air.contains("Never Cited"));
    assert!(!page(&here, "still").contains("ref-"));
    let all = page(&here, "reference/bibliography");
    assert!(all.contains("New Experiments") && all.contains("Never Cited"), "{all}");

    // The page follows the bibliography, as a clean build writes it.
    fs::write(here.join("refs.bib"), BIB.replace("1662", "1660")).unwrap();
    built(&here);
    assert!(page(&here, "air").contains("Boyle 1660"));
    let again = files(&here.join("site"));
    fs::remove_dir_all(here.join("site")).unwrap();
    fs::remove_dir_all(here.join(".labc-cache")).unwrap();
    built(&here);
    assert!(again == files(&here.join("site")));
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn what_leads_nowhere_is_refused_by_check_and_build_alike() {
    let here = course("refused", LAB);
    let refuses = |says: &str| {
        let said: Vec<String> = ["check", "build"]
            .map(|command| {
                let (code, _, said) = labc(&here, &[command]);
                assert_eq!(code, 1, "{said}");
                assert!(said.contains(says), "{says} is not in {said}");
                said.lines().take_while(|line| !line.contains(" labs")).map(str::to_owned).collect()
            })
            .into();
        assert_eq!(said[0], said[1]);
    };
    write(&here, "air", "\"See [@boyl].\"");
    refuses("The bibliography has no entry `boyl`.");
    refuses("@boyle");
    write(&here, "air", "const a = 1 source @bohr1913\n\n\"It is {a}.\"");
    refuses("unknown-citation");
    write(&here, "air", LAB);
    fs::write(here.join("refs.bib"), format!("{BIB}@misc{{boyle, title = {{Twice}}}}")).unwrap();
    refuses("bibliography");
    fs::remove_file(here.join("refs.bib")).unwrap();
    refuses("there is no such file");
    let manifest = fs::read_to_string(here.join("course.toml")).unwrap();
    fs::write(here.join("course.toml"), manifest.replace("bibliography = \"refs.bib\"\n", "")).unwrap();
    refuses("The course has no bibliography.");
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn formatting_keeps_citations() {
    let here = course("fmt", LAB);
    let path = here.join("labs/air/lab.lab");
    let (code, _, said) = labc(&here, &["fmt"]);
    assert_eq!(code, 0, "{said}");
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("source @boyle") && text.contains("[@boyle, page 3]"), "{text}");
    fs::remove_dir_all(here).unwrap();
}
