use super::*;

fn laid(source: &str) -> String {
    let text = match tidy(FileId(0), source) {
        Ok(text) => text,
        Err(Refused::Errors(errors)) => panic!("{:#?}", errors.first()),
        Err(Refused::Changed) => panic!("not the same lab:\n{}", once(FileId(0), source)),
    };
    assert_eq!(tidy(FileId(0), &text).unwrap(), text, "a second time");
    text
}

#[test]
fn indents_spaces_and_empty_lines() {
    insta::assert_snapshot!(laid(
        "lab a \"A\"   {\n\n\n     chapter  \"C\"\n  }\n\n\n\nlet   x=1+2\t\n//a comment\nlet y : Time= 3 s\n\
         part p \"P\" 3 min {\n\"A line.\"\ndetails \"D\" { \"Inside.\" }\n   \"\"\"\n      Two\n        lines\n\"\"\"\n}"
    ), @r#"
    lab a "A" {
      chapter "C"
    }

    let x       = 1 + 2
    // a comment
    let y: Time = 3 s
    part p "P" 3 min {
      "A line."
      details "D" { "Inside." }
      """
      Two
        lines
      """
    }
    "#);
}

#[test]
fn tables() {
    insta::assert_snapshot!(laid(
        "table format \"Formats\" {\nkey label width: B/param loss: pp source \"S\"\nfp32 \"FP32\" 4 0\n\
         bfloat16 was bf16 \"BF16\" (2 * 1) — source \"T\"\nnote loss \"measured\"\nlet size = width * 7 Gparam\n}\n\
         table device { key label\n h100 \"H100\"\n}\n\
         table peak(device, format) in TFLOP/s source \"V\" {\nfp32 bfloat16: TOP/s\nh100 67 989\n}\n"
    ), @r#"
    table format "Formats" {
      key                label   width: B/param  loss: pp  source "S"
      fp32               "FP32"  4               0
      bfloat16 was bf16  "BF16"  (2 * 1)         —         source "T"
      note loss "measured"
      let size = width * 7 Gparam
    }
    table device {
      key   label
      h100  "H100"
    }
    table peak(device, format) in TFLOP/s source "V" {
            fp32  bfloat16: TOP/s
      h100  67    989
    }
    "#);
}

#[test]
fn clauses_of_statements_that_follow_each_other() {
    insta::assert_snapshot!(laid(
        "const layers = 48 source \"A\"\nconst width: Number = 1024 source \"B\" symbol $d$\n\ngiven n = 3 \"story\"\n\
         slider seq \"Length\" from 1 tok to 8 tok start 4 tok\nslider heads \"Attention heads\" from 1 to 32 by 1 start 12 symbol $H$\n\
         predict p \"How much?\" truth n {\n  less \"less\" is 2\n\"\"\"No.\"\"\"\n right \"as much as that\" is 3 \"\"\"Yes.\"\"\"\n}\n"
    ), @r##"
    const layers        = 48   source "A"
    const width: Number = 1024 source "B" symbol $d$

    given n = 3 "story"
    slider seq   "Length"          from 1 tok to 8 tok start 4 tok
    slider heads "Attention heads" from 1 to 32 by 1   start 12 symbol $H$
    predict p "How much?" truth n {
      less  "less"            is 2
        """No."""
      right "as much as that" is 3 """Yes."""
    }
    "##);
}

#[test]
fn long_lines_are_broken_where_the_statement_goes_on() {
    insta::assert_snapshot!(laid(
        "let alpha = 1\nlet total = alpha * 1000000 + alpha * 2000000 + alpha * 3000000 + alpha * 4000000 + alpha * 5000000 + alpha * 6000000 + alpha * 7000000\n\
         const bandwidth = 3.35 TB/s source \"NVIDIA H100 Tensor Core GPU data sheet, SXM5 module, March 2022, page 2, table of memory\" symbol $B$\n\
         let which = if alpha > 1000000 and total > 2000000 then alpha * 1000000 else if alpha > 2000000 then total * 200000 else total\n"
    ), @r##"
    let alpha = 1
    let total = alpha * 1000000 + alpha * 2000000 + alpha * 3000000 + alpha * 4000000 + alpha * 5000000 +
      alpha * 6000000 + alpha * 7000000
    const bandwidth = 3.35 TB/s
      source "NVIDIA H100 Tensor Core GPU data sheet, SXM5 module, March 2022, page 2, table of memory" symbol $B$
    let which = if alpha > 1000000 and total > 2000000 then alpha * 1000000
      else if alpha > 2000000 then total * 200000 else total
    "##);
}

#[test]
fn entries_of_a_block_are_columns_past_their_texts() {
    insta::assert_snapshot!(laid(
        "const a = 48 source \"A\"\n// why\ngiven width = 1024 \"story\"\n\
         hud {\na \"Layers\" tone fit\nwidth \"W\" tone fit\n}\n\
         status fit {\nfail oom \"Out of memory\" when a > 3\n\"\"\"\nToo much.\n\"\"\"\nwarn tight \"Almost\" when a > 2\n\"\"\"\nHm.\n\"\"\"\npass fine \"It fits\"\n}\n\
         show metrics {\na \"Growth of a thing with a long name\" fail \"more than a hundredfold\" when a > 100 warn \"more than tenfold\" when a > 10 note \"times\"\nwidth \"W\" note \"all\"\n}\n"
    ), @r#"
    const a     = 48   source "A"
    // why
    given width = 1024 "story"
    hud {
      a     "Layers" tone fit
      width "W"      tone fit
    }
    status fit {
      fail oom   "Out of memory" when a > 3
        """
        Too much.
        """
      warn tight "Almost"        when a > 2
        """
        Hm.
        """
      pass fine  "It fits"
    }
    show metrics {
      a     "Growth of a thing with a long name" fail "more than a hundredfold" when a > 100 warn "more than tenfold" when a > 10 note "times"
      width "W" note "all"
    }
    "#);
}

#[test]
fn what_has_errors_is_left_alone() {
    assert!(matches!(tidy(FileId(0), "let a = = 3\n"), Err(Refused::Errors(errors)) if errors.len() == 1));
}

#[test]
fn comments_stay_where_they_are() {
    insta::assert_snapshot!(laid(
        "// first\n\n/// doc\nlet a = 1 // one\nlet long_name = 2   //two\n//!odd\nlet b = max(1, // in brackets\n2)\nshow metrics {\n// above\na \"A\" // beside\n}\n// last"
    ), @r##"
    // first

    /// doc
    let a         = 1 // one
    let long_name = 2 // two
    // !odd
    let b = max(1, // in brackets
      2)
    show metrics {
      // above
      a "A" // beside
    }
    // last
    "##);
}

#[test]
fn windows_line_ends_tabs_and_a_byte_order_mark() {
    assert_eq!(laid("\u{FEFF}let a = 1\r\n\tlet b = 2\r\n"), "let a = 1\nlet b = 2\n");
    assert_eq!(laid(""), "");
    assert_eq!(laid("\n\n"), "");
}
