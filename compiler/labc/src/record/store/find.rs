//! Copies in whatever was handed in: a file as it was saved, one that was pasted into a mail, a text field or
//! a page, one that an editor has saved in another encoding. Start at [`copies`].

use serde_json::Value;

use super::copy::{Copy, CopyFault, LARGEST};
use super::item::mended;
use super::salvage::salvage;
use super::texts::{self, decoded};

/// No text has more copies in it.
const MOST: usize = 100;
const FORMAT: &str = "labc-ledger";

/// Every copy in a file; where there is none, why.
///
/// A copy that is exactly what was saved comes first, whatever happened to the text around it; else what can be
/// salvaged of it.
///
/// # Errors
/// The reason why there is nothing to take in. [`CopyFault::Foreign`] says that nothing in the file looks like a copy.
pub fn copies(bytes: &[u8]) -> Result<Vec<Copy>, CopyFault> {
    if bytes.len() > LARGEST {
        return Err(CopyFault::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CopyFault::Empty);
    }
    // Nothing has to be looked for, and nothing in it is taken for the beginning of another.
    if let Ok(copy) = Copy::read(bytes) {
        return Ok(vec![copy]);
    }
    let mut best = Err(CopyFault::Foreign);
    for text in decoded(bytes) {
        if in_any_form(&text, &mut best) {
            break;
        }
    }
    best
}

type CopiesOrFault = Result<Vec<Copy>, CopyFault>;

/// Looks for copies in a text, undoing one by one what may have happened to it; whether all that were found are whole.
fn in_any_form(text: &str, best: &mut CopiesOrFault) -> bool {
    let mut page = Some(text.to_owned());
    // Pages escape twice where they show what was typed as code.
    for _ in 0..3 {
        let Some(text) = page else { return false };
        let mut line = text.clone();
        let undos = [texts::unquoted, texts::blanks, texts::straight];
        for (at, undo) in undos.into_iter().enumerate() {
            match undo(&line) {
                Some(before) => line = before,
                None if at > 0 => continue,
                None => {}
            }
            let forms = [Some(line.clone()), texts::flowed(&line), texts::joined(&line)];
            if forms.iter().flatten().any(|form| improve(best, form)) {
                return true;
            }
        }
        page = texts::plain(&text);
    }
    false
}

fn improve(best: &mut CopiesOrFault, text: &str) -> bool {
    let found = within(text);
    let whole = found.as_ref().is_ok_and(|copies| copies.iter().all(|copy| copy.harm.is_none()));
    if whole || worth(&found) > worth(best) {
        *best = found;
    }
    whole
}

/// How much of what was saved is there: with every copy whole it is not asked.
fn worth(found: &CopiesOrFault) -> (usize, usize) {
    match found {
        Ok(copies) => {
            let whole = copies.iter().filter(|copy| copy.harm.is_none()).count();
            (1 + whole, copies.iter().map(|copy| copy.items.len()).sum())
        }
        Err(CopyFault::Foreign) => (0, 0),
        Err(_) => (0, 1),
    }
}

/// The copies in a text.
fn within(text: &str) -> CopiesOrFault {
    let text = &*mended(text);
    let mut copies = Vec::new();
    let mut fault = CopyFault::Foreign;
    let mut from = 0;
    // What is read in vain would be read again and again.
    let mut patience = 8 * text.len();
    while let Some(start) = start(text, from).filter(|_| copies.len() < MOST) {
        let rest = &text[start..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                let length = values.byte_offset();
                match Copy::of(&value) {
                    Ok(copy) => copies.push(copy),
                    Err(CopyFault::Damaged(why)) => match salvage(&rest[..length]) {
                        Some(copy) => copies.push(copy),
                        None => fault = CopyFault::Damaged(why),
                    },
                    Err(found) => fault = found,
                }
                from = start + length;
            }
            outcome => {
                let Some(left) = patience.checked_sub(rest.len()) else { break };
                patience = left;
                from = self::start(text, start + 1).unwrap_or(text.len());
                match salvage(&text[start..from]) {
                    Some(copy) => copies.push(copy),
                    None => {
                        let error = outcome.and_then(Result::err);
                        fault = CopyFault::Torn(error.map_or_else(String::new, |error| error.to_string()));
                    }
                }
            }
        }
    }
    if copies.is_empty() { Err(fault) } else { Ok(copies) }
}

/// Where the next copy begins: the brace before its format.
fn start(text: &str, mut from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let found = at + text.get(at..)?.find(FORMAT)?;
        at = found + FORMAT.len();
        // In an answer that holds a copy itself, quotes are escaped.
        let named = text[..found].strip_suffix('"').is_some_and(|before| !before.ends_with('\\'));
        if !named {
            continue;
        }
        match text[from..found].rfind('{') {
            Some(brace) => return Some(from + brace),
            None => from = at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::store::{Record, pack};

    fn record() -> Record {
        Record::from([
            ("lab/answer/a".to_owned(), "{\"v\":2,\"text\":\"Größer als <b> & \\\"das\\\", denn es wächst mit dem Quadrat der Länge\"}".to_owned()),
            ("lab/predict/p".to_owned(), "{\"v\":2,\"option\":\"four\",\"right\":true}".to_owned()),
            ("~/student/last".to_owned(), "{\"v\":2,\"value\":\"Ada\"}".to_owned()),
        ])
    }

    /// As a browser writes it.
    fn file() -> String {
        let value: Value = serde_json::from_str(&pack("c", &record(), "2026-11-21T10:00:00.000Z")).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    }

    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    fn wrapped(text: &str, width: usize) -> String {
        let mut out = String::new();
        for line in text.lines() {
            let mut length = 0;
            for word in line.split_inclusive(' ') {
                if length + word.len() > width && length > 0 {
                    out.push('\n');
                    length = 0;
                }
                out.push_str(word);
                length += word.len();
            }
            out.push('\n');
        }
        out
    }

    #[track_caller]
    fn whole(bytes: &[u8]) {
        let found =
            copies(bytes).unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(bytes)));
        assert_eq!((found.len(), &found[0].harm), (1, &None), "{}", String::from_utf8_lossy(bytes));
        assert_eq!(found[0].items, record());
    }

    #[test]
    fn a_copy_is_found_wherever_it_was_pasted() {
        let file = file();
        let sorted = serde_json::from_str::<Value>(&file).unwrap().to_string();
        for text in [
            file.clone(),
            sorted,
            file.replace('\n', "\r\n"),
            format!("Dear all,\n\nhere is my copy:\n\n{file}\n\nBest, {{A}}\n"),
            format!("<html><head><title>x</title></head><body><p>{}</p></body></html>", escaped(&file)),
            format!("<p>{}</p>", escaped(&file).replace('\n', "<br />\n").replace("  ", "&nbsp; ")),
            format!("<div>{}</div>", escaped(&escaped(&file))),
            format!("<p>{}</p>", escaped(&file).replace('ö', "&ouml;").replace('ß', "&#223;")),
            file.lines().map(|line| format!("> {line}\n")).collect(),
            wrapped(&file, 60),
            wrapped(&file, 60).lines().map(|line| format!("> {}\n", line.trim_end())).collect(),
            file.replacen("\"format\"", "\u{201c}format\u{201d}", 1).replace("  ", "\u{a0}\u{a0}"),
        ] {
            whole(text.as_bytes());
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            whole(&[b"\xff\xfe", wide.as_slice()].concat());
            whole(&[b"\xef\xbb\xbf", text.as_bytes()].concat());
        }
        let narrow: Vec<u8> = file.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
        whole(&narrow);
    }

    #[test]
    fn what_looks_like_a_copy_inside_a_whole_one_is_part_of_it() {
        for course in ["a {\"b", "{\"format\": \"labc-ledger\"", "}{"] {
            let file = pack(course, &record(), "2026-11-21T10:00:00.000Z");
            let found = copies(file.as_bytes()).unwrap();
            assert_eq!((found.len(), found[0].course.as_str(), found[0].harm.as_ref()), (1, course, None));
        }
    }

    #[test]
    fn several_copies_in_one_text() {
        let two = format!("first {} then {}", file(), file());
        assert_eq!(copies(two.as_bytes()).unwrap().len(), 2);
        // A student who answers with a copy hands in one.
        let inner = serde_json::json!({ "v": 2, "text": file() }).to_string();
        let outer = pack("c", &Record::from([("lab/answer/a".to_owned(), inner)]), "");
        assert_eq!(copies(outer.as_bytes()).unwrap().len(), 1);
        let hurt = outer.replacen("lab/answer/a", "lab/answer/b", 1);
        assert!(copies(hurt.as_bytes()).is_err_and(|fault| matches!(fault, CopyFault::Damaged(_))));
    }

    #[test]
    fn what_is_damaged_is_salvaged_and_said() {
        let file = file();
        let hurt = file.replace("\\\"four\\\"", "\\\"five\\\"");
        let found = copies(hurt.as_bytes()).unwrap();
        assert_eq!(
            found[0].harm.as_ref().unwrap().to_string(),
            "damaged: 1 item is lost and left out, the others are as they were saved"
        );
        assert_eq!(found[0].items.len(), 2);
        let mut bytes = file.into_bytes();
        let at = bytes.len() / 2;
        bytes[at] = 0xff;
        assert_eq!(copies(&bytes).unwrap()[0].items.len(), 2);
    }

    #[test]
    fn where_there_is_none_the_reason_is_said() {
        for (bytes, reason) in [
            (&b""[..], "the file is empty"),
            (b" \r\n", "the file is empty"),
            (b"hello", "not a copy"),
            (b"{\"format\":\"labc-ledger\"", "not complete"),
            (b"{\"format\":\"labc-ledger\",\"version\":2}", "later version"),
            (b"{\"format\":\"labc-ledger\",\"version\":1}", "names no course"),
            ("[".repeat(1_000_000).as_bytes(), "not a copy"),
            (b"\xff\xfe\x00", "not a copy"),
        ] {
            let fault = copies(bytes).unwrap_err().to_string();
            assert!(fault.contains(reason), "{reason}: {fault}");
        }
    }
}
