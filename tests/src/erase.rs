//! Trees without their places: what is left when the same program is written down differently.

use labc::syntax::tree::File;

/// A tree in words, every span left out. Two trees say the same where these are the same.
pub fn erased(file: &File) -> String {
    let written = format!("{file:#?}");
    let mut out = String::with_capacity(written.len());
    // Texts are written with their line ends escaped, so that no text can look like a span of its own.
    let mut lines = written.lines();
    while let Some(line) = lines.next() {
        if line.ends_with("Span {") {
            lines.by_ref().take_while(|line| !line.trim_start().starts_with('}')).for_each(drop);
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
