//! Files beside a page: what a table from a file is downloaded as, and that it can be read again.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::labc;

const LAB: &str = r#"/// Boils water.
lab kettle "Kettles"
table where_from { key label
  home "Home"
  shop "Shop"
}
table measured from "data/kettles.csv" source "Measured in \"our\" kitchen, 2025" {
  kettle: key  time: min > 0  power: kW  note: text  place: where_from  tested: bool
  let energy = power * (time else 0 min) in kWh
}
table unseen from "more.json" { a: number }
"{measured.steel.energy}, {sum(u.a for u in unseen)}"
show table "Measured" for m in measured { m.note "Kettle"  m.time "Time" }
"#;

const CSV: &str = "kettle,time,power,note,place,tested,extra
steel,3.5,2.1,\"Steel, =1+1\",home,yes,x
glass,,2,=HYPERLINK(\"http://x\"),shop,no,y
micro,6.85,0.9,\"+\"\"a\"\"\",shop,1,z
";

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(path.join("data")).unwrap();
    fs::write(path.join("kettle.lab"), LAB).unwrap();
    fs::write(path.join("data/kettles.csv"), CSV).unwrap();
    fs::write(path.join("more.json"), "[{\"a\": 1.5}, {\"a\": 1e-9}]").unwrap();
    path
}

fn build(here: &Path) {
    let (code, _, said) = labc(here, &["build", "kettle.lab", "--out", "site"]);
    assert_eq!(code, 0, "{said}");
}

fn read(here: &Path, path: &str) -> String {
    fs::read_to_string(here.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Lines without anything on them would be passed over by whoever reads the file.
#[test]
fn a_missing_value_in_the_only_column_stays_a_row() {
    let here = folder("download_gaps");
    let lab =
        "/// Counts.\nlab kettle \"K\"\ntable gaps from \"gaps.csv\" { a: number }\n\"{count(gaps)} rows\"\n";
    fs::write(here.join("kettle.lab"), lab).unwrap();
    fs::write(here.join("gaps.csv"), "a\n1\n-\n2\n").unwrap();
    build(&here);
    let saved = read(&here, "site/kettle/gaps.csv");
    assert_eq!(saved, "a\r\n1\r\n\"\"\r\n2\r\n");
    fs::write(here.join("gaps.csv"), &saved).unwrap();
    build(&here);
    assert_eq!(read(&here, "site/kettle/gaps.csv"), saved);
}

#[test]
fn a_table_from_a_file_lies_beside_its_page() {
    let here = folder("download");
    fs::write(here.join("data/manifest.json"), "{}").unwrap();
    build(&here);
    // Units in the head, no cell that a spreadsheet computes, nothing that the schema does not name.
    assert_eq!(
        read(&here, "site/kettle/measured.csv"),
        "kettle,time (min),power (kW),note,place,tested\r\n\
         steel,3.5,2.1,\"Steel,' =1+1\",home,true\r\n\
         glass,,2,\"'=HYPERLINK(\"\"http://x\"\")\",shop,false\r\n\
         micro,6.85,0.9,\"'+\"\"a\"\"\",shop,true\r\n"
    );
    let json = read(&here, "site/kettle/measured.json");
    for part in [
        "\"source\": \"Measured in \\\"our\\\" kitchen, 2025\"",
        "\"data\": {\"file\": \"data/kettles.csv\", \"sha256\": \"",
        // What `printf '{}' | sha256sum` says.
        "\"manifest\": {\"file\": \"data/manifest.json\", \"sha256\": \"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}",
        "\"units\": {\"time\": \"min\", \"power\": \"kW\"}",
        "{\"kettle\": \"glass\", \"time\": null, \"power\": 2, \"note\": \"=HYPERLINK(\\\"http://x\\\")\", \"place\": \"shop\", \"tested\": false}",
    ] {
        assert!(json.contains(part), "no {part} in {json}");
    }
    let page = read(&here, "site/kettle/index.html");
    // Where it is shown; and in the list of sources, if it is not.
    let shown = page.find("href=\"measured.csv\" download").unwrap();
    let sources = page.find("class=\"sources\"").unwrap();
    assert!(shown < sources && page.matches("measured.json\"").count() == 1);
    assert!(page[sources..].contains("href=\"unseen.csv\""));
    assert_eq!(read(&here, "site/kettle/unseen.csv"), "a\r\n1.5\r\n1e-9\r\n");
    // Built again, from the cache and without it, they are the same.
    for fresh in [false, true] {
        if fresh {
            fs::remove_dir_all(here.join(".labc-cache")).unwrap();
        }
        build(&here);
        assert_eq!(read(&here, "site/kettle/measured.json"), json);
    }
    // A table that is gone takes its files along.
    fs::write(here.join("kettle.lab"), LAB.lines().take(6).collect::<Vec<_>>().join("\n")).unwrap();
    build(&here);
    assert!(!here.join("site/kettle/measured.json").exists() && here.join("site/kettle/index.html").exists());
}

#[test]
fn a_download_is_read_again_as_it_was() {
    let here = folder("download_again");
    build(&here);
    let (csv, json) = (read(&here, "site/kettle/measured.csv"), read(&here, "site/kettle/measured.json"));
    for (name, text) in [("kettles.csv", &csv), ("kettles.json", &json)] {
        fs::write(here.join("data").join(name), text).unwrap();
        fs::write(here.join("kettle.lab"), LAB.replace("data/kettles.csv", &format!("data/{name}"))).unwrap();
        build(&here);
        assert_eq!(read(&here, "site/kettle/measured.csv"), csv, "{name}");
        let rows = |text: &str| text.split("\"units\"").nth(1).unwrap().to_owned();
        assert_eq!(rows(&read(&here, "site/kettle/measured.json")), rows(&json), "{name}");
    }
    // A file in other units is refused, whichever way it says so.
    for (name, text) in [
        ("kettles.csv", csv.replace("(min)", "(s)")),
        ("kettles.json", json.replace("\"time\": \"min\"", "\"time\": \"s\"")),
    ] {
        fs::write(here.join("data").join(name), text).unwrap();
        fs::write(here.join("kettle.lab"), LAB.replace("data/kettles.csv", &format!("data/{name}"))).unwrap();
        let (code, _, said) = labc(&here, &["check", "kettle.lab"]);
        assert!(
            code == 1 && said.contains("`time` is in `s` in") && said.contains("the schema says `min`"),
            "{said}"
        );
    }
}
