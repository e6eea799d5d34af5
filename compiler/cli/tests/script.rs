//! The build's own code: taking comments out of scripts must not change what they do.

#[allow(dead_code, reason = "the build uses the rest")]
#[path = "../build/script.rs"]
mod script;

use std::fs;

use script::{LAB, page, stripped};

#[test]
fn comments_and_indentation_go() {
    assert_eq!(
        stripped("/** doc\n * more */\n  let a = 1; // one\r\n\n\t\tb /* c */ = 2;\n").unwrap(),
        "let a = 1;\nb = 2;\n"
    );
}

#[test]
fn what_only_looks_like_a_comment_stays() {
    for line in [
        r#"const a = "// no" + '/* no */';"#,
        r#"const a = "\"// no";"#,
        "const a = `// no ${b + `/* ${{ c: 1 }.c} */`} // no`;",
        r"const a = b.replace(/\/\/[/*]+/g, '') / 2 / c;",
        "return /[\"'`]/.test(a);",
        "const a = b / c; const d = e / f;",
        "a = x[0] / y; b = f(1) / 2;",
    ] {
        assert_eq!(stripped(line).unwrap().trim_end(), line);
    }
}

#[test]
fn templates_over_several_lines_stay_as_they_are() {
    let text = "const a = `one\n  two  ${\nb\n}   \n\n three`;\n";
    assert_eq!(stripped(text).unwrap(), text);
}

#[test]
fn line_breaks_that_end_statements_stay() {
    assert_eq!(stripped("return /*\n*/ a\n").unwrap(), "return\na\n");
    assert_eq!(stripped("a\n++b\n").unwrap(), "a\n++b\n");
}

#[test]
fn what_does_not_end_is_an_error() {
    for text in ["/* a", "\"a\n\"", "`a", "`${`", "x = /a\n/"] {
        assert!(stripped(text).is_err(), "{text}");
    }
}

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
