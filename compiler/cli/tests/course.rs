//! The site of a course from outside: references, links, themes, search, and builds that take pages again.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn labc(folder: &Path, args: &[&str]) -> (i32, String) {
    let Output { status, stderr, .. } =
        Command::new(env!("CARGO_BIN_EXE_labc")).args(args).current_dir(folder).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

const MANIFEST: &str = r#"
id = "course"
title = "A course"
description = "About something."
labs = "labs"
url = "https://labs.example.org/course/"

[[volume]]
id = "vol1"
title = "One"
labs = ["first", "second"]

[[volume]]
title = "Two"
labs = ["third"]

[sections]
sec-paper = { title = "A chapter on paper" }
sec-web = { title = "A page", url = "https://book.example.org/page" }
sec-first = { title = "The first part", lab = "first", part = "one" }
"#;

fn lab(id: &str) -> String {
    format!(
        r#"/// All about {id}.
lab {id} "The {id} lab" {{
  chapter "Chapters" @sec-paper
  reading {{ @sec-web "What {id} is" }}
}}
table device from "device.csv" {{ key: key  label: text  memory: GB }}
slider size "Size" from 1 GB to 9 GB by 1 GB start 2 GB
part one "Part one" 5 min {{
  "Before the question, see @sec-first and @sec-paper."
  predict growth "How much is twice {{size}}?" truth size * 2 in GB {{
    four "four"  is 4 GB "Sealedfeedback: {{truth}}."
    five "five"  is 5 GB "Sealedfeedback: {{truth}}."
  }}
  "Sealedtext: {{size * 2}} on the {{device.a.label}}."
  record {{
    size  = size             "Size chosen"
    large = size > 4 GB      "More than half"
    place = device.a         "Device"
  }}
}}
"#
    )
}

/// A course of three labs.
fn course(name: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&here));
    for id in ["first", "second", "third"] {
        fs::create_dir_all(here.join("labs").join(id)).unwrap();
        fs::write(here.join("labs").join(id).join("lab.lab"), lab(id)).unwrap();
        fs::write(here.join("labs").join(id).join("device.csv"), "key,label,memory\na,Device A,8\n").unwrap();
    }
    fs::write(here.join("course.toml"), MANIFEST).unwrap();
    here
}

#[track_caller]
fn build(here: &Path) {
    let (code, stderr) = labc(here, &["build"]);
    assert_eq!(code, 0, "{stderr}");
}

/// Every file of a folder by its path, with `/` between folders.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |path: PathBuf| path.display().to_string().replace('\\', "/");
    common::files(folder).into_iter().map(|(path, bytes)| (name(path), bytes)).collect()
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

#[test]
fn a_whole_site() {
    let here = course("site");
    build(&here);
    let site = files(&here.join("out"));
    let second = text(&site, "second/index.html");
    for part in [
        "<a href=\"../vol1/index.html\">One</a>",
        "rel=\"prev\" href=\"../first/index.html\"",
        "rel=\"next\" href=\"../third/index.html\"",
        "<a href=\"../first/index.html#part-one\">The first part</a>",
        "<cite>A chapter on paper</cite>",
        "<a href=\"https://book.example.org/page\">What second is</a>",
        "<link rel=\"canonical\" href=\"https://labs.example.org/course/second/\">",
    ] {
        assert!(second.contains(part), "{part} is not in {second}");
    }
    assert!(
        text(&site, "volume-2/index.html")
            .contains("<h3 class=\"lab-title\"><a href=\"../third/index.html\">")
    );
    assert!(text(&site, "404.html").contains("href=\"/course/index.html\""));
    assert!(text(&site, "sitemap.xml").contains("<loc>https://labs.example.org/course/volume-2/</loc>"));
    assert!(text(&site, "sitemap.xml").contains("<loc>https://labs.example.org/course/</loc>"));
    assert!(text(&site, "robots.txt").contains("https://labs.example.org/course/sitemap.xml"));
    assert!(text(&site, "hosting.txt").contains("immutable"));
}

#[test]
fn the_index_knows_what_pages_show_and_nothing_sealed() {
    let here = course("search");
    build(&here);
    let site = files(&here.join("out"));
    let index = site.keys().find(|path| path.starts_with("assets/index-")).unwrap();
    let index = text(&site, index);
    for part in ["Before the question", "All about second", "How much is twice", "first/index.html#part-one"]
    {
        assert!(index.contains(part), "{part} is not in {index}");
    }
    for part in ["Sealedfeedback", "Sealedtext", "Device A"] {
        assert!(!index.contains(part), "{part} is in {index}");
    }
    // Only the page that searches loads it.
    let naming: Vec<_> = site
        .keys()
        .filter(|path| path.ends_with(".html") && text(&site, path).contains("assets/index-"))
        .collect();
    assert_eq!(naming, ["search/index.html"]);
}

#[test]
fn a_warm_build_gives_the_bytes_of_a_cold_one() {
    let here = course("warm");
    build(&here);
    let cold = files(&here.join("out"));
    let written = || {
        let entries = fs::read_dir(here.join(".labc-cache")).unwrap();
        let times = entries
            .map(|entry| entry.unwrap())
            .filter(|entry| {
                ![".gitignore", "clock", "stamps", "site", "out.spare", "out.state"]
                    .iter()
                    .any(|own| entry.file_name() == *own)
            })
            .map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap()));
        times.collect::<BTreeMap<_, _>>()
    };
    let before = written();
    // Each lab with its page, its verdicts, and its table as two files; six pages made of them, and what is known of all
    // labs.
    assert_eq!(before.len(), 22);
    build(&here);
    assert_eq!(files(&here.join("out")), cold);
    assert_eq!(written(), before, "a page that had not changed was made again");

    // Whatever a page depends on: its text, its data, a neighbour's title, the course, the theme.
    let change = |path: &str, from: &str, to: &str| {
        let path = here.join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(&path, text.replace(from, to)).unwrap();
    };
    let changes = [
        ("labs/second/lab.lab", "The second lab", "Another title"),
        ("labs/third/device.csv", "Device A", "Device B"),
        ("course.toml", "A chapter on paper", "A chapter in print"),
        ("course.toml", "\"A course\"", "\"The course\""),
        ("labs/first/lab.lab", "start 2 GB", "start 3 GB"),
    ];
    for (path, from, to) in changes {
        change(path, from, to);
        if to == "start 3 GB" {
            change(path, "is 4 GB", "is 6 GB");
        }
        build(&here);
        let warm = files(&here.join("out"));
        let (code, stderr) = labc(&here, &["build", "--fresh", "--out", "fresh"]);
        assert_eq!(code, 0, "{stderr}");
        assert_eq!(warm, files(&here.join("fresh")), "after {from} became {to}");
        assert_ne!(warm, cold);
    }

    // Damaged files count as absent, and so do files of something else.
    let warm = files(&here.join("out"));
    for (number, name) in files(&here.join(".labc-cache")).keys().enumerate() {
        let path = here.join(".labc-cache").join(name);
        let mut bytes = fs::read(&path).unwrap();
        match number % 3 {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes = b"nothing of ours".to_vec(),
            _ => *bytes.last_mut().unwrap() ^= 1,
        }
        // Files of the spare are second names of the site's own: a damaged one comes in the place of such a name.
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
    }
    build(&here);
    assert_eq!(files(&here.join("out")), warm);
    fs::remove_dir_all(here.join(".labc-cache")).unwrap();
    build(&here);
    assert_eq!(files(&here.join("out")), warm);
}

#[test]
fn what_is_said_of_a_lab_is_said_in_every_build() {
    let here = course("warnings");
    let path = here.join("labs/first/lab.lab");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("part one", "const bare = 3 GB\npart one")).unwrap();
    let (code, first) = labc(&here, &["build"]);
    assert!(code == 0 && first.contains("no-source"), "{first}");
    assert_eq!(labc(&here, &["build"]), (0, first));
}

#[test]
fn references_and_links_that_lead_nowhere_are_errors() {
    let here = course("nowhere");
    let path = here.join("labs/first/lab.lab");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.replace("see @sec-first", "see @sec-furst")).unwrap();
    let (code, stderr) = labc(&here, &["check"]);
    assert!(code == 1 && stderr.contains("unknown-section") && stderr.contains("@sec-first"), "{stderr}");
    // A lab on its own has nobody to ask.
    let (code, stderr) = labc(&here, &["check", "labs/first"]);
    assert!(!stderr.contains("unknown-section") && code == 0, "{stderr}");

    for wrong in ["../secnd/index.html", "../second/index.html#part-two", "#nothing"] {
        fs::write(&path, whole.replace("\"Sealedtext", &format!("\"[there]({wrong}) Sealedtext"))).unwrap();
        let (code, stderr) = labc(&here, &["build"]);
        assert!(code == 1 && stderr.contains("broken-link") && stderr.contains(wrong), "{wrong}: {stderr}");
        assert!(!here.join("out").exists());
    }
    fs::write(&path, whole.replace("\"Sealedtext", "\"[there](../second/index.html#part-one) Sealedtext"))
        .unwrap();
    build(&here);

    let manifest = MANIFEST.replace("lab = \"first\"", "lab = \"frist\"");
    fs::write(here.join("course.toml"), manifest).unwrap();
    let (code, stderr) = labc(&here, &["check"]);
    assert!(code == 1 && stderr.contains("the course has no lab `frist`"), "{stderr}");
}

#[test]
fn pages_speak_the_language_of_the_course() {
    let here = course("language");
    let say = |language: &str, theme: &str| {
        fs::write(here.join("course.toml"), format!("language = \"{language}\"\n{theme}{MANIFEST}")).unwrap();
    };
    say("es", "");
    build(&here);
    let site = files(&here.join("out"));
    let lab = text(&site, "first/index.html");
    for part in [
        "<html lang=\"es\">",
        ">Fijar mi predicción</button>",
        "data-kept=\"guardado\"",
        "para desbloquear el resto",
    ] {
        assert!(lab.contains(part), "{part}");
    }
    let work = text(&site, "ledger/index.html");
    assert!(work.contains(">Mi trabajo</h1>") && work.contains("No se cambió nada."));
    assert!(text(&site, "privacy/index.html").contains("<main id=\"main\" lang=\"en\">"));
    // The class report is English; what comes from the course is in its language.
    fs::create_dir(here.join("handed")).unwrap();
    let (code, stderr) = labc(&here, &["collect", "handed", "--out", "report"]);
    assert!(code == 0, "{stderr}");
    let report = fs::read_to_string(here.join("report/index.html")).unwrap();
    for part in [
        "<html lang=\"en\">",
        "<h1 lang=\"es\" dir=\"auto\">",
        "<h2 id=\"lab-first\" lang=\"es\" dir=\"auto\">",
    ] {
        assert!(report.contains(part), "{part}");
    }
    // What pages say in English is said in Spanish: none of the words are left.
    let english = include_str!("../../../themes/words/en.toml");
    let spanish = include_str!("../../../themes/words/es.toml");
    for page in
        ["first/index.html", "ledger/index.html", "index.html", "search/index.html", "vol1/index.html"]
    {
        let page = text(&site, page);
        for (english, spanish) in english.lines().skip(1).zip(spanish.lines().skip(1)) {
            let (_, english) = english.split_once(" = ").unwrap();
            let english = english.trim_matches('"');
            // Short ones occur within others.
            assert!(english.len() < 16 || !page.contains(english), "{english} instead of {spanish}");
        }
    }

    say("fr", "");
    let (code, stderr) = labc(&here, &["build"]);
    assert!(code == 1 && stderr.contains("page-words") && stderr.contains("`en`, `es`"), "{stderr}");

    fs::create_dir_all(here.join("ours/words")).unwrap();
    fs::write(here.join("ours/words/fr.toml"), "commit = \"Valider\"\n").unwrap();
    say("fr", "theme = \"ours\"\n");
    let (code, stderr) = labc(&here, &["build"]);
    assert!(code == 0 && stderr.contains("words are missing and stay English"), "{stderr}");
    assert!(text(&files(&here.join("out")), "first/index.html").contains(">Valider</button>"));
}

#[test]
fn a_theme_changes_one_block_and_is_held_to_its_contrast() {
    let here = course("theme");
    let theme = here.join("ours");
    fs::create_dir_all(theme.join("blocks")).unwrap();
    fs::write(here.join("course.toml"), format!("theme = \"ours\"\n{MANIFEST}")).unwrap();
    fs::write(
        theme.join("blocks/prose.html"),
        "<div class=\"ours\">{% include \"default/blocks/prose.html\" %}</div>\n",
    )
    .unwrap();
    fs::write(
        theme.join("home.html"),
        "{% extends \"default/home.html\" %}{% block title %}Ours: {{ course.title }}{% endblock %}",
    )
    .unwrap();
    fs::write(theme.join("ours.css"), ".ours { border: 0 }\n").unwrap();
    fs::write(theme.join("theme.toml"), "[light]\nink = \"#000000\"\n").unwrap();
    build(&here);
    let site = files(&here.join("out"));
    assert!(text(&site, "first/index.html").contains("<div class=\"ours\"><div class=\"prose\">"));
    let home = text(&site, "index.html");
    assert!(home.contains("<title>Ours: A course</title>") && home.contains("The first lab"));
    for sheet in ["assets/style-", "assets/lab-"] {
        let style = site.keys().find(|path| path.starts_with(sheet) && path.ends_with(".css")).unwrap();
        let style = text(&site, style);
        assert!(style.contains("--ink: #000000;") && style.ends_with(".ours { border: 0 }\n"));
    }

    // A changed theme changes pages that were kept.
    fs::write(theme.join("blocks/prose.html"), "<div class=\"other\">{{ block.html|safe }}</div>").unwrap();
    build(&here);
    assert!(text(&files(&here.join("out")), "first/index.html").contains("<div class=\"other\">"));

    fs::write(theme.join("theme.toml"), "[light]\nink = \"#999999\"\n").unwrap();
    let (code, stderr) = labc(&here, &["build"]);
    assert!(code == 1 && stderr.contains("low-contrast") && stderr.contains("theme.toml:2:7"), "{stderr}");
    fs::write(theme.join("theme.toml"), "[light]\nink = \"grey\"\n").unwrap();
    let (code, stderr) = labc(&here, &["build"]);
    assert!(code == 1 && stderr.contains("`grey` is not a colour"), "{stderr}");
    fs::remove_file(theme.join("theme.toml")).unwrap();
    fs::write(theme.join("home.html"), "{% extends ").unwrap();
    let (code, stderr) = labc(&here, &["build"]);
    assert!(code == 1 && stderr.contains("theme-template") && stderr.contains("home.html:1:"), "{stderr}");
}

#[test]
fn a_lab_is_asked_with_the_labs_before_it() {
    let here = course("asked");
    let path = here.join("labs/second/lab.lab");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nuse ledger first {{ size as size_then else 7 GB }}\n")).unwrap();
    let asked = || {
        let asked = Command::new(env!("CARGO_BIN_EXE_labc"))
            .args(["eval", "--lab", "labs/second/lab.lab", "size_then + size"])
            .current_dir(&here)
            .output()
            .unwrap();
        (String::from_utf8(asked.stdout).unwrap(), String::from_utf8(asked.stderr).unwrap())
    };
    // The record of somebody who has just arrived.
    assert_eq!(asked().0, "9 GB\n", "{}", asked().1);
    // One asks a lab just when something in it is wrong.
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\ncheck size == 3 GB\n")).unwrap();
    assert_eq!(asked().0, "9 GB\n", "{}", asked().1);
}

/// Units that the course prefers, wherever a result says nothing else; a lab's own go before them.
#[test]
fn a_course_says_which_units_it_prefers() {
    let here = course("prefers");
    let write = |id: &str, head: &str| {
        let text = format!(
            "lab {id} \"Lab\"{head}\nslider hours \"Hours\" from 1 h to 9 h by 1 h start 3 h\n\
             part one \"One\" {{\n\"Used: {{hours * 2 kW}}.\"\n}}\n"
        );
        fs::write(here.join("labs").join(id).join("lab.lab"), text).unwrap();
    };
    write("first", "");
    write("second", " {\n  prefer Wh\n}");
    let says = |lab: &str, wanted: &str| {
        let page = fs::read_to_string(here.join("out").join(lab).join("index.html")).unwrap();
        assert!(page.contains(wanted), "{lab} does not say {wanted}");
    };
    let manifest = MANIFEST.replace("[sections]", "[sections]\n");
    let prefer = |units: &str| {
        let text = manifest.replacen("labs = \"labs\"", &format!("labs = \"labs\"\nprefer = {units}"), 1);
        fs::write(here.join("course.toml"), text).unwrap();
        build(&here);
    };
    prefer("[]");
    says("first", ">6 kWh<");
    prefer("[\"kJ\", \"ms\"]");
    says("first", ">21\u{202f}600 kJ<");
    says("second", ">6000 Wh<");
    let evaluated = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_labc")).args(args).current_dir(&here).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let args = ["eval", "--lab", "labs/first/lab.lab", "hours * 2 kW"];
    assert_eq!(evaluated(&args).trim(), "21\u{202f}600 kJ");
}

#[test]
fn of_a_lab_that_reads_one_with_errors_nothing_is_said_that_depends_on_it() {
    let here = course("incomplete");
    let write = |path: &str, text: &str| fs::write(here.join(path), text).unwrap();
    let (manifest, _) = MANIFEST.split_once("[sections]").unwrap();
    write("course.toml", manifest);
    let first = "lab first \"First\"\nslider heat \"Heat\" from 1 kW to 9 kW by 1 kW start 3 kW\nrecord { heat = heat }\n\
                 part a \"A\" {\n  \"It is {heat}.\"\n}\n";
    write("labs/first/lab.lab", first);
    write(
        "labs/second/lab.lab",
        "lab second \"Second\"\nuse ledger first { heat as before else 2 kW }\n\
         slider roof \"Roof\" from 1 kW to 9 kW by 1 kW start 3 kW\nlet more = roof + before\npart a \"A\" {\n\
         \x20 \"It is {more}.\"\n  allow never-shown \"for now\"\n  \"It is much.\" when roof > 1 GW\n}\n",
    );
    write(
        "labs/third/lab.lab",
        "lab third \"Third\"\nlet done = count(l for l in ledger where l.completed)\npart a \"A\" {\n\
         \x20 \"You have done {done}.\"\n  \"All.\" when done == count(ledger)\n}\n",
    );
    assert_eq!(labc(&here, &["check", "-q"]), (0, String::new()));
    write("labs/first/lab.lab", &first.replace("{heat}", "{heta}"));
    let (code, said) = labc(&here, &["check", "-q"]);
    assert_eq!(code, 1);
    assert_eq!((said.matches("error[").count(), said.matches("warning[").count()), (1, 0), "{said}");
    write("labs/first/lab.lab", first);
    assert_eq!(labc(&here, &["check", "-q"]), (0, String::new()));
}
