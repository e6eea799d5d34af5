//! The fenced blocks of a Markdown file, with the headings they stand under.

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The heading above it.
    pub heading: String,
    /// The first word of its info string: its language.
    pub language: String,
    /// The other words of its info string.
    pub options: Vec<String>,
    /// The line of the file that its first line of text is, from 1.
    pub line: usize,
    /// Its text, every line with its newline.
    pub text: String,
}

impl Fence {
    /// Whether its info string has an option.
    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|own| own == option)
    }
}

/// The fenced blocks of a Markdown file, in order.
pub fn fences(markdown: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let (mut heading, mut open) = (String::new(), false);
    for (index, line) in markdown.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            open = !open;
            if open {
                let mut words = info.split_whitespace().map(str::to_owned);
                fences.push(Fence {
                    heading: heading.clone(),
                    language: words.next().unwrap_or_default(),
                    options: words.collect(),
                    line: index + 2,
                    text: String::new(),
                });
            }
        } else if let (true, Some(fence)) = (open, fences.last_mut()) {
            fence.text.push_str(line);
            fence.text.push('\n');
        } else if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim().to_owned();
        }
    }
    fences
}
