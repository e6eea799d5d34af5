//! What `labc build` refuses, `labc check` refuses: a sound course is planted with one fault at a time, and both
//! commands say the same of it, in the same words at the same places.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use common::labc;

const MANIFEST: &str = r#"id = "course"
title = "A course"
language = "en"
description = "About [the first](first/index.html)."
labs = "labs"
url = "https://labs.example.org/course"
image = "picture.png"
theme = "ours"

[[volume]]
id = "vol1"
title = "One"
description = "It begins."
labs = ["first"]

[[volume]]
title = "Two"
labs = ["second"]

[sections]
sec-paper = { title = "On paper" }
sec-web = { title = "On the web", url = "https://book.example.org" }
sec-first = { title = "The first part", lab = "first", part = "one" }
"#;

const FIRST: &str = r#"/// The first.
lab first "The first lab" {
  chapter "Chapters" @sec-paper
  reading { @sec-web "A page" }
}
use facts
table device from "device.csv" { key: key  label: text  load: s }
table place from "place.json" { key: key  cost: USD }
slider size "Size" from 1 s to 9 s by 1 s start 2 s
choice where_to "Where" of device start a
let twice = size * 2
part one "Part one" 5 min {
  "See @sec-first, [the second](../second/index.html#part-two) and {device.a.label}."
  predict growth "How much is twice {size}?" truth twice in s {
    four "four" is 4 s "It is {truth}."
    five "five" is 5 s "It is {truth}."
  }
  "Then: {where_to.load + facts.pause}, {place.here.cost}, and $\frac{1}{2}$."
}
check twice > size
"#;

const SECOND: &str = r#"lab second "The second lab"
part two "Part two" 5 min {
  "Back to [the first](../first/index.html#part-one)."
}
"#;

/// A sound course.
fn plant(here: &Path) {
    drop(fs::remove_dir_all(here));
    for (path, text) in [
        ("course.toml", MANIFEST),
        ("picture.png", "a picture"),
        ("labs/facts.lab", "given pause = 3 s \"the story's\"\n"),
        ("labs/first/lab.lab", FIRST),
        ("labs/first/device.csv", "key,label,load\na,Device A,8\nb,Device B,16\n"),
        ("labs/first/place.json", "[{\"key\": \"here\", \"cost\": 2}]\n"),
        ("labs/second/lab.lab", SECOND),
        (
            "reference/notes.md",
            "# Notes\n\nSee [there](more.md#end) and [the lab](../../first/index.html).\n",
        ),
        ("reference/more.md", "# More\n\nIt is $x^2$.\n\n## End\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
        ("ours/blocks/prose.html", "{% include \"default/blocks/prose.html\" %}\n"),
        (
            "ours/home.html",
            "{% extends \"default/home.html\" %}\n{% block title %}{{ course.title }}{% endblock %}\n",
        ),
        ("ours/theme.toml", "[light]\nink = \"#000000\"\n"),
        ("ours/ours.css", ".a { border: 0 }\n"),
    ] {
        write(here, path, text.as_bytes());
    }
}

fn write(here: &Path, path: &str, bytes: &[u8]) {
    let path = here.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What is done to the sound course.
enum Fault {
    /// Words of a file are others.
    Edit(&'static str, String, String),
    /// A file is there with these bytes, perhaps in place of another.
    File(String, Vec<u8>),
    /// A file is not there.
    Gone(&'static str),
}

/// A fault, and where it has to be reported: the code (any, where it is empty), and the start of the path with the line.
struct Planted {
    fault: Fault,
    code: &'static str,
    place: String,
}

struct Faults(Vec<Planted>);

impl Faults {
    fn edit(&mut self, file: &'static str, place: &str, code: &'static str, edits: &[(&str, &str)]) {
        for (from, to) in edits {
            let fault = Fault::Edit(file, (*from).to_owned(), (*to).to_owned());
            self.0.push(Planted { fault, code, place: place.to_owned() });
        }
    }

    fn file(&mut self, code: &'static str, files: &[(&str, &str, &[u8])]) {
        for (file, place, bytes) in files {
            let fault = Fault::File((*file).to_owned(), bytes.to_vec());
            self.0.push(Planted { fault, code, place: (*place).to_owned() });
        }
    }

    fn gone(&mut self, file: &'static str, place: &str, code: &'static str) {
        self.0.push(Planted { fault: Fault::Gone(file), code, place: place.to_owned() });
    }
}

fn manifest(faults: &mut Faults) {
    const CODE: &str = "course-manifest";
    faults.edit(
        "course.toml",
        "course.toml:1:",
        CODE,
        &[
            ("id = \"course\"", "id = \"A course\""),
            ("id = \"course\"", "id = \"\""),
            ("id = \"course\"", "id = 3"),
            ("id = \"course\"\n", "ident = \"course\"\n"),
            ("id = \"course\"\n", "id = \"course\n"),
            ("id = \"course\"\n", ""),
        ],
    );
    faults.edit(
        "course.toml",
        "course.toml:2:",
        CODE,
        &[
            ("title = \"A course\"", "title = \" \""),
            ("title = \"A course\"", "titel = \"A course\""),
            ("title = \"A course\"", "title = [\"A course\"]"),
            ("title = \"A course\"", "title = A course"),
        ],
    );
    faults.edit(
        "course.toml",
        "course.toml:3:",
        CODE,
        &[
            ("language = \"en\"", "language = \"english!\""),
            ("language = \"en\"", "language = true"),
            ("language = \"en\"", "title = \"again\""),
        ],
    );
    faults.edit(
        "course.toml",
        "course.toml:6:",
        CODE,
        &[("url = \"https://labs", "url = \"labs"), ("url = \"https://labs", "url = \"ftp://labs")],
    );
    faults.edit(
        "course.toml",
        "course.toml:7:",
        CODE,
        &[("\"picture.png\"", "\"pictures.png\""), ("\"picture.png\"", "\"labs\""), ("\"picture.png\"", "7")],
    );
    faults.edit(
        "course.toml",
        "course.toml:3:",
        CODE,
        &[
            ("language = \"en\"", "prefer = [\"kw\"]"),
            ("language = \"en\"", "prefer = [\"kWh\", \"J\"]"),
            ("language = \"en\"", "prefer = [\"°C\"]"),
            ("language = \"en\"", "prefer = [\"%\"]"),
            ("language = \"en\"", "prefer = [\"dBm\"]"),
            ("language = \"en\"", "prefer = [\"ms * 3\"]"),
            ("language = \"en\"", "prefer = [\"\"]"),
            ("language = \"en\"", "prefer = \"ms\""),
        ],
    );
    faults.edit(
        "course.toml",
        "course.toml:8:",
        CODE,
        &[("theme = \"ours\"", "theme = \"theirs\""), ("theme = \"ours\"", "theme = \"picture.png\"")],
    );
    faults.edit(
        "course.toml",
        "course.toml:14:",
        CODE,
        &[
            ("[\"first\"]", "[\"frist\"]"),
            ("[\"first\"]", "[\"first\", \"nowhere\"]"),
            ("[\"first\"]", "[\"first\", \"../labs/first\"]"),
            ("[\"first\"]", "[\"first\", \"first\"]"),
            ("[\"first\"]", "[\"first\", \"First\"]"),
            ("[\"first\"]", "\"first\""),
        ],
    );
    faults.edit("course.toml", "course.toml:18:", CODE, &[("[\"second\"]", "[\"second\", \"first\"]")]);
    faults.gone("picture.png", "course.toml:7:", CODE);
    faults.gone("labs/second/lab.lab", "course.toml:18:", CODE);
    faults.file("not-utf8", &[("course.toml", "course.toml:1:", b"id = \"c\xff\"\ntitle = \"C\"\n")]);
    faults.file(
        CODE,
        &[
            ("course.toml", "course.toml:2:", b"id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\n"),
            ("course.toml", "course.toml:2:", b"id = \"c\"\ntitle = \"C\"\nlabs = \"nowhere\"\n"),
            (
                "course.toml",
                "course.toml:2:",
                b"id = \"c\"\ntitle = \"C\"\n[[volume]]\ntitle = \"V\"\nlabs = []\n",
            ),
            ("course.toml", "course.toml:1:", b""),
        ],
    );
}

fn links(faults: &mut Faults) {
    const CODE: &str = "broken-link";
    for wrong in [
        "../secnd/index.html",
        "../second/index.html#part-three",
        "../second",
        "#nothing",
        "nothing.html",
        "../../out.html",
        "#part-two",
    ] {
        faults.edit(
            "labs/first/lab.lab",
            "labs/first/lab.lab:13:",
            CODE,
            &[("../second/index.html#part-two", wrong)],
        );
        faults.edit(
            "labs/second/lab.lab",
            "labs/second/lab.lab:3:",
            CODE,
            &[("../first/index.html#part-one", if wrong == "#part-two" { "#part-one" } else { wrong })],
        );
    }
    // Behind a question, where only those see it who answered.
    for wrong in ["#nothing", "../third/index.html", "../first/index.html#part-two"] {
        let link = format!("\"Then [there]({wrong}): ");
        faults.edit("labs/first/lab.lab", "labs/first/lab.lab:18:", CODE, &[("\"Then: ", &link)]);
    }
    for wrong in ["less.md", "more.md#start", "#end", "../../frist/index.html", "more.html"] {
        faults.edit("reference/notes.md", "reference/notes.md:3:", CODE, &[("more.md#end", wrong)]);
    }
    for wrong in
        ["frist/index.html", "first/index.html#part-none", "../first/index.html", "reference/none/index.html"]
    {
        faults.edit("course.toml", "course.toml:4:", CODE, &[("first/index.html", wrong)]);
        let begins = format!("It [begins](none/{wrong}).");
        faults.edit("course.toml", "course.toml:13:", CODE, &[("It begins.", &begins)]);
    }
    faults.edit(
        "ours/home.html",
        "ours/home.html:2:",
        CODE,
        &[
            ("{% endblock %}", "{% endblock %}{% block skip %}<a href=\"nowhere.html\">x</a>{% endblock %}"),
            (
                "{% endblock %}",
                "{% endblock %}{% block skip %}<img src=\"nowhere.png\" alt=\"\">{% endblock %}",
            ),
        ],
    );
    faults.edit(
        "ours/blocks/prose.html",
        "ours/blocks/prose.html:1:",
        CODE,
        &[
            ("{% include", "<a href=\"nowhere.html\">x</a>{% include"),
            ("{% include", "<a href='#nowhere'>x</a>{% include"),
        ],
    );
}

fn sections(faults: &mut Faults) {
    const CODE: &str = "course-manifest";
    faults.edit(
        "course.toml",
        "course.toml:21:",
        CODE,
        &[
            ("sec-paper = {", "paper = { title = \"x\" }\nsec-paper = {"),
            ("title = \"On paper\"", "titel = \"On paper\""),
            ("title = \"On paper\"", "title = \"On paper\", part = \"one\""),
            ("title = \"On paper\"", "title = \"On paper\", lab = \"nowhere\""),
            ("title = \"On paper\"", "title = \"On paper\", lab = \"first\", part = \"none\""),
            ("title = \"On paper\"", "title = 3"),
        ],
    );
    faults.edit(
        "course.toml",
        "course.toml:22:",
        CODE,
        &[
            ("https://book", "book"),
            ("https://book", "ftp://book"),
            ("url = \"https://book", "lab = \"first\", url = \"https://book"),
            ("sec-web", "sec-paper"),
        ],
    );
    faults.edit(
        "course.toml",
        "course.toml:23:",
        CODE,
        &[
            ("lab = \"first\", part", "lab = \"frist\", part"),
            ("part = \"one\"", "part = \"two\""),
            ("part = \"one\"", "part = \"part-one\""),
            ("part = \"one\"", "part = 1"),
            ("lab = \"first\", part", "part"),
        ],
    );
    for (from, line) in [("@sec-paper", 3), ("@sec-web", 4), ("@sec-first", 13)] {
        for to in ["@sec-furst", "@sec-nothing-like-it"] {
            faults.edit(
                "labs/first/lab.lab",
                &format!("labs/first/lab.lab:{line}:"),
                "unknown-section",
                &[(from, to)],
            );
        }
    }
}

fn ids(faults: &mut Faults) {
    const CODE: &str = "course-manifest";
    for name in ["search", "ledger", "privacy", "Volume 1", "../x", "", "second"] {
        let id = format!("id = \"{name}\"");
        let line = if name == "second" { 18 } else { 11 };
        faults.edit("course.toml", &format!("course.toml:{line}:"), CODE, &[("id = \"vol1\"", &id)]);
    }
    faults.edit("course.toml", "course.toml:17:", CODE, &[("id = \"vol1\"", "id = \"volume-2\"")]);
    for name in ["vol1", "search", "ledger"] {
        let id = format!("title = \"Two\"\nid = \"{name}\"");
        faults.edit("course.toml", "course.toml:18:", CODE, &[("title = \"Two\"", &id)]);
    }
    faults.edit("course.toml", "course.toml:14:", CODE, &[("id = \"vol1\"", "id = \"first\"")]);
    faults.edit(
        "labs/second/lab.lab",
        "labs/second/lab.lab:1:",
        "duplicate-name",
        &[("lab second", "lab first")],
    );
    faults.edit(
        "labs/second/lab.lab",
        "labs/second/lab.lab:1:",
        "syntax",
        &[("lab second", "lab 2nd"), ("lab second", "lab")],
    );
    faults.edit(
        "labs/first/lab.lab",
        "labs/first/lab.lab:",
        "duplicate-name",
        &[
            ("let twice", "let size"),
            ("choice where_to", "choice size"),
            ("five \"five\"", "four \"five\""),
            ("predict growth", "predict size"),
            (
                "part one \"Part one\" 5 min {",
                "part one \"Part\" 1 min {\n  \"x\"\n}\npart one \"Part one\" 5 min {",
            ),
        ],
    );
    faults.file(
        "page-name",
        &[
            ("reference/Notes.md", "reference/", b"# Notes\n\nAgain.\n"),
            ("reference/what: a name.md", "reference/what", b"# Notes\n"),
            ("reference/so?.md", "reference/so", b"# Notes\n"),
            ("reference/a\\b.md", "reference/a", b"# Notes\n"),
        ],
    );
}

fn theme(faults: &mut Faults) {
    faults.edit(
        "ours/blocks/prose.html",
        "ours/blocks/prose.html:1:",
        "theme-template",
        &[
            ("{% include", "{% inclde"),
            ("{% include", "{% if x"),
            ("default/blocks/prose.html", "default/blocks/nowhere.html"),
            ("{% include", "{{ block.htlm }}{% include"),
            ("{% include", "{{ nothing }}{% include"),
            ("{% include", "{{ block.html|nofilter }}{% include"),
            ("{% include", "{% for x in 3 %}{% include"),
        ],
    );
    faults.edit(
        "ours/home.html",
        "ours/home.html:",
        "theme-template",
        &[
            ("{{ course.title }}", "{{ course.titel }}"),
            ("{{ course.title }}", "{{ course.title"),
            ("{% endblock %}", ""),
            ("default/home.html", "default/hme.html"),
            ("{{ course.title }}", "{{ 1 / 0 }}"),
            ("{{ course.title }}", "{{ course.title() }}"),
            ("{{ course.title }}", "{% unknown %}"),
        ],
    );
    for template in [
        "missing.html",
        "text.html",
        "volume.html",
        "search.html",
        "lab.html",
        "work.html",
        "privacy.html",
        "blocks/predict.html",
        "fragment.html",
    ] {
        let (file, place) = (format!("ours/{template}"), format!("ours/{template}:2:"));
        faults.file("theme-template", &[(&file, &place, b"<p>\n{{ no_such_thing.at_all }}\n")]);
    }
    faults.edit(
        "ours/theme.toml",
        "ours/theme.toml:2:",
        "low-contrast",
        &[("#000000", "#999999"), ("#000000", "#ffffff")],
    );
    faults.edit(
        "ours/theme.toml",
        "ours/theme.toml:2:",
        "theme-colours",
        &[
            ("\"#000000\"", "\"grey\""),
            ("\"#000000\"", "\"#00\""),
            ("\"#000000\"", "0"),
            ("ink = \"#000000\"", "ink"),
        ],
    );
    faults.file(
        "not-utf8",
        &[
            ("ours/ours.css", "ours/ours.css:1:", b".a \xff{}"),
            ("ours/blocks/prose.html", "ours/blocks/prose.html:1:", b"\xff"),
            ("ours/theme.toml", "ours/theme.toml:2:", b"[light]\n\xfe"),
        ],
    );
}

fn texts(faults: &mut Faults) {
    faults.edit(
        "reference/more.md",
        "reference/more.md:3:",
        "unreadable-text",
        &[
            ("$x^2$", "$\\left( x$"),
            ("$x^2$", "$\\nosuchthing{x}$"),
            ("$x^2$", "$$\\left( x$$"),
            ("$x^2$", "[x](javascript:alert)"),
            ("$x^2$", "[x](data:text/html,x)"),
            ("$x^2$", "[x](file:///etc/passwd)"),
            ("$x^2$", "[x](//elsewhere)"),
        ],
    );
    faults.edit(
        "reference/more.md",
        "reference/more.md:9:",
        "unreadable-text",
        &[("| 1 | 2 |", "| $\\left( x$ | 2 |")],
    );
    faults.edit(
        "reference/notes.md",
        "reference/notes.md:1:",
        "unreadable-text",
        &[("# Notes\n", "Notes\n"), ("# Notes\n", "## Notes\n")],
    );
    faults.file(
        "unreadable-text",
        &[
            ("reference/new.md", "reference/new.md:1:", b""),
            ("reference/new.md", "reference/new.md:1:", b"Words without a title."),
            ("reference/new.md", "reference/new.md:5:", "# T\n\n層 \u{F0000}\n\n$\\left( x$\n".as_bytes()),
        ],
    );
    faults.file("not-utf8", &[("reference/notes.md", "reference/notes.md:3:", b"# Notes\n\n\xff\n")]);
    faults.file("broken-link", &[("reference/new.md", "reference/new.md:3:", b"# T\n\n[a](nowhere.md)\n")]);
}

fn data(faults: &mut Faults) {
    const PLACE: &str = "labs/first/lab.lab:7:";
    faults.gone("labs/first/device.csv", PLACE, "");
    faults.gone("labs/first/place.json", "labs/first/lab.lab:8:", "");
    let csv: [&[u8]; 11] = [
        b"key,label,load\na\n",
        b"key,label,load\na,A,8,9\n",
        b"key,label,load\na,A,8\na,B,9\n",
        b"Key,Label,Load\na,A,8\n",
        b"key;label;load\na;A;8\n",
        b"key\tlabel\tload\na\tA\t8\n",
        b"key,label\na,A\n",
        b"key,label,load\na,A,much\n",
        b"key,label,load\na,\"A,8\n",
        b"key,label,load\na,A,\xff\n",
        b"key,name,load\na,A,8\n",
    ];
    for bytes in csv {
        faults.file("", &[("labs/first/device.csv", PLACE, bytes)]);
    }
    let json: [&[u8]; 7] = [
        b"",
        b"{",
        b"3",
        b"[3]",
        b"[{\"key\": \"here\"}]",
        b"[{\"key\": \"here\", \"cost\": \"much\"}]",
        b"[{\"key\": \"here\", \"cost\": [2]}]",
    ];
    for bytes in json {
        faults.file("", &[("labs/first/place.json", "labs/first/lab.lab:8:", bytes)]);
    }
    faults.edit(
        "labs/first/lab.lab",
        PLACE,
        "",
        &[
            ("\"device.csv\"", "\"devices.csv\""),
            ("\"device.csv\"", "\"../first/device.csv\""),
            ("\"device.csv\"", "\"/etc/passwd\""),
        ],
    );
}

fn labs(faults: &mut Faults) {
    for (code, line, from, to) in [
        ("unknown-name", 11, "size * 2", "sise * 2"),
        ("add-mismatch", 11, "size * 2", "size + 2 USD"),
        ("unknown-unit", 9, "9 s by", "9 sx by"),
        ("unknown-function", 11, "size * 2", "squareroot(size)"),
        ("check-failed", 20, "twice > size", "twice < size"),
        ("unreachable", 20, "check twice > size", "check twice == 1 s reachable"),
        ("not-one-true", 14, "is 4 s", "is 3 s"),
        ("syntax", 20, "check twice > size", "check (twice > size"),
        ("unreadable-text", 18, "\\frac{1}{2}", "\\frac{1}{2"),
        ("unknown-statement", 9, "slider size", "slidr size"),
        ("cycle", 11, "size * 2", "twice * 2"),
        ("bad-module", 6, "use facts", "use fcts"),
        ("unknown-name", 18, "where_to.load", "where_to.lode"),
        ("not-a-duration", 12, "5 min {\n  \"See", "5 USD {\n  \"See"),
        ("unknown-name", 10, "start a", "start c"),
        ("unknown-name", 13, "device.a.label", "device.c.label"),
        ("syntax", 9, "from 1 s", "from"),
        ("unreadable-text", 13, "[the second](../second", "[x](javascript:x) [the second](../second"),
        ("unknown-name", 18, "}\n  \"Then", "}\n  reveal shrinking\n  \"Then"),
        ("impossible-range", 9, "from 1 s to 9 s", "from 9 s to 1 s"),
    ] {
        let place = format!("labs/first/lab.lab:{line}:");
        faults.edit("labs/first/lab.lab", &place, code, &[(from, to)]);
    }
    faults.file("not-utf8", &[("labs/first/lab.lab", "labs/first/lab.lab:2:", b"lab first \"F\"\n\xff\n")]);
    faults.file("no-lab", &[("labs/first/lab.lab", "labs/first/lab.lab:1:", b"\"Words.\"\n")]);
}

/// What disagrees, or is said elsewhere than where the fault is.
fn outcome(here: &Path, planted: &Planted) -> Option<String> {
    plant(here);
    let what = match &planted.fault {
        Fault::Edit(path, from, to) => {
            let text = fs::read_to_string(here.join(path)).unwrap();
            assert!(text.contains(from.as_str()), "{path} has no {from:?}");
            write(here, path, text.replacen(from.as_str(), to, 1).as_bytes());
            format!("{path}: {from:?} → {to:?}")
        }
        Fault::File(path, bytes) => {
            write(here, path, bytes);
            format!("{path}: {:?}", String::from_utf8_lossy(bytes))
        }
        Fault::Gone(path) => {
            fs::remove_file(here.join(path)).unwrap();
            format!("no {path}")
        }
    };
    let checked = labc(here, &["check", "--format", "json"]);
    let built = labc(here, &["build", "--fresh", "--format", "json"]);
    let found: Vec<serde_json::Value> =
        checked.1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_it = |said: &serde_json::Value| {
        let place = format!("{}:{}:", said["path"].as_str().unwrap_or(""), said["line"]);
        (planted.code.is_empty() || said["code"] == planted.code)
            && place.replace('\\', "/").starts_with(&planted.place)
    };
    let wrong = if checked != built {
        format!("check says {checked:?}\nbuild says {built:?}")
    } else if checked.0 != 1 || here.join("out").exists() {
        format!("ends with {}: {checked:?}", checked.0)
    } else if !found.iter().any(is_it) {
        format!("no {} at {}: {}", planted.code, planted.place, checked.1)
    } else {
        return None;
    };
    Some(format!("── {what}\n{wrong}\n"))
}

#[test]
fn check_and_build_say_the_same_of_a_course_with_a_fault() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("agreement");
    let mut faults = Faults(Vec::new());
    for of_kind in [manifest, links, sections, ids, theme, texts, data, labs] {
        of_kind(&mut faults);
    }
    let faults = faults.0;
    assert!(faults.len() >= 200, "{} faults", faults.len());
    let sound = root.join("sound");
    plant(&sound);
    for args in [&["check", "--format", "json"][..], &["build", "--fresh", "--format", "json"]] {
        let (code, said, _) = labc(&sound, args);
        assert!(code == 0 && !said.contains("severity"), "{said}");
    }
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (here, faults, next) = (root.join(worker.to_string()), &faults, &next);
                scope.spawn(move || {
                    let mut wrong = Vec::new();
                    while let Some(planted) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                        wrong.extend(outcome(&here, planted));
                    }
                    wrong
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {} faults:\n{}", wrong.len(), faults.len(), wrong.join("\n"));
}

#[test]
fn what_was_looked_at_is_said() {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("counts");
    plant(&here);
    let (code, stdout, stderr) = labc(&here, &["check"]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "", "2 labs, 2 pages, 0 errors, 0 warnings\n"));
    let (code, stdout, stderr) = labc(&here, &["check", "labs/second"]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "", "1 lab, 0 errors, 0 warnings\n"));
    for format in ["json", "github"] {
        assert_eq!(labc(&here, &["check", "--format", format]), (0, String::new(), String::new()));
    }
    // A draft that no volume lists is named, and is no error.
    write(&here, "labs/draft/lab.lab", b"lab draft \"Draft\"\nlet a = 3 nonsense\n");
    let (code, _, stderr) = labc(&here, &["check"]);
    assert!(code == 0 && stderr.contains("unlisted-lab") && stderr.contains("`draft`"), "{stderr}");
    assert!(stderr.ends_with("2 labs, 2 pages, 0 errors, 1 warning\n"), "{stderr}");
    // So is a lab without a folder of its own; a module there is none.
    write(&here, "labs/facts.lab", b"given pause = 3 s \"x\"\n");
    write(&here, "labs/stray.lab", b"/// A lab.\nlab stray \"Stray\"\n");
    let (code, _, stderr) = labc(&here, &["check"]);
    assert!(code == 0 && stderr.contains("move it to labs/stray/lab.lab"), "{stderr}");
    assert!(stderr.ends_with("2 labs, 2 pages, 0 errors, 2 warnings\n"), "{stderr}");
    let manifest = fs::read_to_string(here.join("course.toml")).unwrap();
    fs::write(here.join("course.toml"), manifest + "[[volume]]\ntitle = \"More\"\nlabs = [\"stray\"]\n")
        .unwrap();
    let (code, _, stderr) = labc(&here, &["check"]);
    assert!(code == 1 && stderr.contains("move labs/stray.lab to labs/stray/lab.lab"), "{stderr}");
}

#[test]
fn a_course_whose_labs_no_volume_lists_is_checked_and_refused() {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-volume");
    drop(fs::remove_dir_all(&here));
    write(&here, "course.toml", b"id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\n");
    write(&here, "labs/x/lab.lab", b"lab x \"X\"\nlet a = 3 nonsense\n");
    for command in ["check", "build"] {
        let (code, _, stderr) = labc(&here, &[command]);
        assert!(code == 1 && stderr.contains("No volume lists a lab"), "{stderr}");
        assert!(
            stderr.contains("labs/x/lab.lab:2:") && stderr.contains("1 lab, 0 pages, 2 errors"),
            "{stderr}"
        );
    }
}

#[test]
fn a_fault_of_a_module_is_reported_once_in_its_own_file() {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("module");
    drop(fs::remove_dir_all(&here));
    let names = ["a", "b", "c"];
    let listed = "[[volume]]\ntitle = \"V\"\nlabs = [\"a\", \"b\", \"c\"]\n";
    write(&here, "course.toml", format!("id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\n{listed}").as_bytes());
    for name in names {
        let lab = format!(
            "lab {name} \"Lab\"\nuse facts\nlet twice = facts.pause * 2\n\"{{twice}} {{facts.far}}\"\n"
        );
        write(&here, &format!("labs/{name}/lab.lab"), lab.as_bytes());
    }
    for (module, code, line) in [
        ("given pause = 3 s \"x\"\ngiven far = 3 parsecs \"x\"\n", "unknown-unit", 2),
        ("given pause = 3 s \"x\"\n\ngiven far = pause + 3 B \"x\"\n", "add-mismatch", 3),
        ("given pause = 3 s \"x\"\ngiven far == 3\n", "syntax", 2),
        ("given pause = 3 s \"x\"\ngiven far = paus\n", "unknown-name", 2),
    ] {
        write(&here, "labs/facts.lab", module.as_bytes());
        let (code_of_check, stdout, _) = labc(&here, &["check", "--format", "json"]);
        let said: Vec<serde_json::Value> =
            stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let errors: Vec<_> = said.iter().filter(|said| said["severity"] == "error").collect();
        assert_eq!((code_of_check, errors.len()), (1, 1), "{module}: {stdout}");
        assert_eq!(
            (errors[0]["code"].as_str(), errors[0]["line"].as_u64()),
            (Some(code), Some(line)),
            "{stdout}"
        );
        assert_eq!(
            errors[0]["path"].as_str().map(|path| path.replace('\\', "/")).as_deref(),
            Some("labs/facts.lab")
        );
        assert!(errors[0]["help"].to_string().contains("used by `a`, `b`, `c`"), "{stdout}");
    }
}
