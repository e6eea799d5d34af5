//! Pictures from outside: what is copied, what is refused, and that builds which take pages again know of their changes.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{files, labc};

/// An SVG file of a width.
fn svg(width: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} 60\"><path d=\"M0 0h9v9z\"/></svg>"
    )
}

/// A course with two labs that show the same picture.
fn course(name: &str) -> PathBuf {
    let here = std::env::temp_dir().join(format!("labc-pictures-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&here);
    for lab in ["one", "two"] {
        let folder = here.join("labs").join(lab);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("lab.lab"), text(lab, "![A kettle](../pictures/kettle.svg)")).unwrap();
    }
    fs::create_dir_all(here.join("labs/pictures")).unwrap();
    fs::write(here.join("labs/pictures/kettle.svg"), svg(90)).unwrap();
    let manifest = "id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\nout = \"site\"\n\
                    [[volume]]\ntitle = \"V\"\nlabs = [\"one\", \"two\"]\n";
    fs::write(here.join("course.toml"), manifest).unwrap();
    here
}

fn text(lab: &str, words: &str) -> String {
    format!("lab {lab} \"Lab {lab}\"\n\"{words}\"\n")
}

fn page(here: &Path, lab: &str) -> String {
    fs::read_to_string(here.join("site").join(lab).join("index.html")).unwrap()
}

/// The pictures of the site.
fn pictures(here: &Path) -> Vec<String> {
    let names = files(&here.join("site")).into_keys().map(|path| path.display().to_string());
    names.filter(|name| name.contains("kettle")).collect()
}

fn built(here: &Path) {
    let (code, _, said) = labc(here, &["build"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_picture_is_copied_once_and_its_page_follows_it() {
    let here = course("copied");
    built(&here);
    let [picture] = &pictures(&here)[..] else { panic!("{:?}", pictures(&here)) };
    assert!(picture.starts_with("assets/kettle-") && picture.ends_with(".svg"), "{picture}");
    let image =
        format!("<img src=\"../{picture}\" alt=\"A kettle\" width=\"90\" height=\"60\" loading=\"lazy\">");
    for lab in ["one", "two"] {
        assert!(page(&here, lab).contains(&image), "{}", page(&here, lab));
    }

    // Another picture under the same name: the pages that show it are written anew, as a clean build writes them.
    fs::write(here.join("labs/pictures/kettle.svg"), svg(120)).unwrap();
    built(&here);
    assert!(page(&here, "one").contains("width=\"120\""), "{}", page(&here, "one"));
    let again = files(&here.join("site"));
    fs::remove_dir_all(here.join("site")).unwrap();
    fs::remove_dir_all(here.join(".labc-cache")).unwrap();
    built(&here);
    assert_eq!(again.keys().collect::<Vec<_>>(), files(&here.join("site")).keys().collect::<Vec<_>>());
    assert!(again == files(&here.join("site")));

    // One that goes is missed, by `check` as by `build`, and the site stays as it is.
    fs::remove_file(here.join("labs/pictures/kettle.svg")).unwrap();
    for command in ["check", "build"] {
        let (code, _, said) = labc(&here, &[command]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("there is no such file"), "{said}");
    }
    assert!(again == files(&here.join("site")));
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn the_preview_of_a_lab_is_its_first_open_chart() {
    let here = course("previews");
    let chart = "slider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\nchart \"Volume\" { x depth in m line depth * 2 \"v\" }\n";
    fs::write(here.join("labs/one/lab.lab"), text("one", "A tank.") + chart).unwrap();
    let question =
        "predict q \"How much?\" truth 2 {\na \"two\" is 2 \"Yes.\"\nb \"three\" is 3 \"No.\"\n}\n";
    fs::write(here.join("labs/two/lab.lab"), text("two", "A tank.") + question + chart).unwrap();
    built(&here);
    assert!(!here.join("site/one/preview.png").exists() && !page(&here, "one").contains("og:image"));

    let manifest = fs::read_to_string(here.join("course.toml")).unwrap();
    fs::write(here.join("course.toml"), format!("url = \"https://example.org/c\"\n{manifest}")).unwrap();
    built(&here);
    let image = "<meta property=\"og:image\" content=\"https://example.org/c/one/preview.png\">";
    assert!(page(&here, "one").contains(image), "{}", page(&here, "one"));
    let picture = || fs::read(here.join("site/one/preview.png")).unwrap();
    let before = picture();
    assert_eq!(before[16..20], 1200_u32.to_be_bytes());
    // A chart that a question hides is not shown around.
    assert!(!here.join("site/two/preview.png").exists() && !page(&here, "two").contains("og:image"));

    // What is kept has its picture, and an edit of the chart makes it anew.
    built(&here);
    assert!(picture() == before);
    fs::write(here.join("labs/one/lab.lab"), text("one", "A tank.") + &chart.replace("* 2", "* depth / 1 m"))
        .unwrap();
    built(&here);
    assert!(picture() != before);
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn a_page_of_text_shows_pictures() {
    let here = course("texts");
    fs::create_dir_all(here.join("reference")).unwrap();
    let text =
        |words: &str| fs::write(here.join("reference/notes.md"), format!("# Notes\n\n{words}\n")).unwrap();
    text("![A kettle](../labs/pictures/kettle.svg \"Full\")");
    let notes = || fs::read_to_string(here.join("site/reference/notes/index.html")).unwrap();
    for width in [90, 120] {
        // Checks and builds again know of the change.
        fs::write(here.join("labs/pictures/kettle.svg"), svg(width)).unwrap();
        built(&here);
        let [picture] = &pictures(&here)[..] else { panic!("{:?}", pictures(&here)) };
        let image = format!(
            "<figure class=\"picture\"><img src=\"../../{picture}\" alt=\"A kettle\" width=\"{width}\" height=\"60\" \
             loading=\"lazy\"><figcaption>Full</figcaption></figure>"
        );
        assert!(notes().contains(&image), "{}", notes());
    }
    let before = files(&here.join("site"));
    for (words, says) in [
        ("![](../labs/pictures/kettle.svg)", "no text that takes its place"),
        ("![A pot](pot.png)", "the picture `pot.png` can't be used: there is no such file"),
        ("![A pot](https://example.org/pot.png)", "pages load nothing from other sites"),
    ] {
        text(words);
        for command in ["check", "build"] {
            let (code, _, said) = labc(&here, &[command]);
            assert_eq!(code, 1, "{words}: {said}");
            assert!(said.contains(says) && said.contains("notes.md:3:1"), "{words}: {said}");
        }
    }
    assert!(before == files(&here.join("site")));
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn what_no_page_should_show_is_refused() {
    let here = course("refused");
    let outside = here.with_extension("svg");
    fs::write(&outside, svg(9)).unwrap();
    fs::write(here.join("labs/one/run.svg"), svg(9).replace("<path", "<script>alert(1)</script><path"))
        .unwrap();
    fs::write(here.join("labs/one/words.png"), "words").unwrap();
    fs::File::create(here.join("labs/one/huge.png")).unwrap().set_len(9 << 20).unwrap();
    let outside = format!("![A kettle](../../../{})", outside.file_name().unwrap().to_str().unwrap());
    for (words, says) in [
        ("![A kettle](run.svg)", "it contains `<script>`"),
        ("![A kettle](words.png)", "it isn't a picture"),
        ("![A kettle](huge.png)", "it is longer than 8 MiB"),
        ("![A kettle](https://example.org/a.png)", "pages load nothing from other sites"),
        ("![](../pictures/kettle.svg)", "no-alt-text"),
        (outside.as_str(), "outside the course"),
    ] {
        fs::write(here.join("labs/one/lab.lab"), text("one", words)).unwrap();
        for command in ["check", "build"] {
            let (code, _, said) = labc(&here, &[command]);
            assert_eq!(code, 1, "{words}: {said}");
            assert!(said.contains(says), "{words}: {said}");
        }
    }
    fs::remove_dir_all(&here).unwrap();
    fs::remove_file(here.with_extension("svg")).unwrap();
}
