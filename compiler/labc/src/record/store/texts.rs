//! Bytes as text, and text as it was before a mail program, an editor or a web page changed it.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What bytes may say as text, the likeliest first.
pub(super) fn decoded(bytes: &[u8]) -> Vec<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return vec![encoding.decode_without_bom_handling(&bytes[mark..]).0];
    }
    // Every other byte of plain text in UTF-16 is zero; plain text in UTF-8 has none.
    let head = &bytes[..bytes.len().min(64)];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    for (encoding, at) in [(UTF_16LE, 1), (UTF_16BE, 0)] {
        if zeros(at) * 4 > head.len() && zeros(1 - at) == 0 {
            return vec![encoding.decode_without_bom_handling(bytes).0];
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => vec![Cow::Borrowed(text)],
        Err(_) => [UTF_8, WINDOWS_1252].map(|encoding| encoding.decode_without_bom_handling(bytes).0).into(),
    }
}

/// Bytes as the text that they most likely are.
pub fn text_of(bytes: &[u8]) -> String {
    decoded(bytes).swap_remove(0).into_owned()
}

/// The text of a page: without tags, entities as characters.
pub(super) fn plain(text: &str) -> Option<String> {
    if !text.contains(['<', '&']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // What is never closed is looked for once.
    let mut open: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].split(|letter: char| !letter.is_ascii_alphanumeric() && !"/!:".contains(letter));
        let name: String = name.take(1).flat_map(|name| name.chars().take(16)).collect();
        let name = name.to_ascii_lowercase();
        let end = match name.as_str() {
            // A sign of less.
            "" => None,
            "!" | "script" | "style" | "head" if open.contains(&name) => None,
            "!" if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            "script" | "style" | "head" => end_of_element(rest, &name),
            _ => end_of_tag(rest),
        };
        let Some(end) = end else {
            if matches!(name.as_str(), "!" | "script" | "style" | "head") {
                open.push(name);
            }
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        if BREAKS.contains(&name.trim_matches('/')) {
            out.push('\n');
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    let out = htmlize::unescape(&out).into_owned();
    (out != text).then_some(out)
}

/// Elements that stand on lines of their own, in pages and (`w:p`, `text:p`) in documents.
const BREAKS: [&str; 12] = ["br", "p", "div", "li", "tr", "td", "pre", "h1", "h2", "h3", "w:p", "text:p"];
/// No tag is longer.
const LONGEST_TAG: usize = 4096;

/// Where a tag ends; quoted values may hold anything.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut equals = false;
    for (at, letter) in tag.char_indices().take(LONGEST_TAG) {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') if equals => quote = Some(letter),
            (None, '>') => return Some(at + 1),
            _ => {}
        }
        equals = letter == '=' || (equals && letter.is_whitespace());
    }
    None
}

/// Where an element ends whose content isn't text.
fn end_of_element(tag: &str, name: &str) -> Option<usize> {
    let close = format!("</{name}");
    let end =
        tag.as_bytes().windows(close.len()).position(|part| part.eq_ignore_ascii_case(close.as_bytes()))?;
    Some(end + tag[end..].find('>')? + 1)
}

/// Without the marks that mail programs put before the lines of an answered mail.
pub(super) fn unquoted(text: &str) -> Option<String> {
    if text.lines().filter(|line| line.starts_with('>')).count() < 3 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for mut line in text.lines() {
        while let Some(rest) = line.strip_prefix('>') {
            line = rest.strip_prefix(' ').unwrap_or(rest);
        }
        out.push_str(line);
        out.push('\n');
    }
    Some(out)
}

/// Lines that were broken inside of a string, as one: a blank at the break is written, or stands for it.
pub(super) fn flowed(text: &str) -> Option<String> {
    broken(text, " ")
}

/// The same where lines were broken anywhere.
pub(super) fn joined(text: &str) -> Option<String> {
    broken(text, "")
}

fn broken(text: &str, with: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut escaped, mut changed) = (false, false, false);
    for letter in text.chars() {
        match letter {
            _ if escaped && !"\r\n".contains(letter) => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '\r' | '\n' if quoted => {
                changed = true;
                if letter == '\n' && !out.ends_with(' ') && !escaped {
                    out.push_str(with);
                }
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    changed.then_some(out)
}

/// Quotes as a keyboard writes them.
pub(super) fn straight(text: &str) -> Option<String> {
    const QUOTES: [char; 6] = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}', '\u{2033}', '\u{ff02}'];
    text.contains(QUOTES).then(|| text.replace(QUOTES, "\""))
}

/// Blanks as a keyboard writes them, outside of strings.
pub(super) fn blanks(text: &str) -> Option<String> {
    const BLANKS: [char; 5] = ['\u{a0}', '\u{202f}', '\u{2028}', '\u{200b}', '\u{feff}'];
    if !text.contains(BLANKS) {
        return None;
    }
    let (mut quoted, mut escaped) = (false, false);
    let blank = |letter: char| {
        let within = quoted;
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        if !within && BLANKS.contains(&letter) { ' ' } else { letter }
    };
    Some(text.chars().map(blank).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_they_are() {
        let text = "{\"a\": \"é\"}";
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", text.as_bytes()),
            marked(b"\xff\xfe", &little),
            marked(b"\xfe\xff", &big),
            little,
            big,
        ] {
            assert_eq!(decoded(&bytes), [text]);
        }
        assert_eq!(decoded(b"{\"a\": \"\xe9\"}")[1], text);
    }

    #[test]
    fn pages_become_text() {
        for (page, text) in [
            ("<p>{&quot;a&quot;:&nbsp;1}</p>", "\n{\"a\":\u{a0}1}\n"),
            ("<a title=\"x > y\">a</a> < b &eacute;", "a < b é"),
            ("<style>p { x }</style><!-- {} -->a<br />b", "a\nb"),
            ("a<script>if (a<b) {}</script>", "a"),
        ] {
            assert_eq!(plain(page).unwrap(), text, "{page}");
        }
        assert_eq!(plain("no page"), None);
    }

    #[test]
    fn what_mail_programs_do_is_undone() {
        assert_eq!(unquoted("> {\n>> \"a\": 1\n> }").unwrap(), "{\n\"a\": 1\n}\n");
        assert_eq!(flowed("{\n\"a\": \"b \nc\r\nd\"\n}").unwrap(), "{\n\"a\": \"b c d\"\n}");
        assert_eq!(joined("\"ab\ncd\"").unwrap(), "\"abcd\"");
        assert_eq!(straight("\u{201c}a\u{201d}").unwrap(), "\"a\"");
        assert_eq!(blanks("\"a\u{a0}\\\"\":\u{a0}1").unwrap(), "\"a\u{a0}\\\"\": 1");
        for undo in [plain, unquoted, flowed, joined, straight, blanks] {
            assert_eq!(undo("{\"a\": \"b\"}\n"), None);
        }
    }
}
