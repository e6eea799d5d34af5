//! Words in markup: characters that HTML or Markdown would read as more than themselves are escaped.

/// A text as HTML.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Words in which Markdown finds nothing but words; addresses stay links.
pub fn plain(words: &str) -> String {
    let escaped = |word: &str| {
        let mut out = String::new();
        for c in word.chars() {
            if "\\`*_{}[]<>#|~$!&^@".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    let words =
        words.split(' ').map(|word| match ["https://", "http://"].iter().any(|s| word.starts_with(s)) {
            true => format!("<{}>", word.trim_end_matches('.')),
            false => escaped(word),
        });
    words.collect::<Vec<_>>().join(" ")
}
