//! Pages of text: the reference. Start at [`Text::read`].

use std::collections::BTreeMap;
use std::ops::Range;

use crate::page::plan::picture;
use crate::page::render::download::Download;
use crate::page::render::markdown::{self, Heading, MarkdownDocument, Mention, PageShared};
use crate::page::render::view::{FrameView, SectionLink, TextView};
use crate::sources::Span;
use crate::theme::template::{Theme, ThemeFault};

/// A page of text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its title: the first heading.
    pub title: String,
    /// The text below the title: markup.
    pub html: String,
    /// Whether it has a formula.
    pub formulas: bool,
    /// Its words before the first section.
    pub words: String,
    pub sections: Vec<SectionLink>,
    /// The words of each section.
    pub section_words: Vec<String>,
    /// What is wrong with it, and where: formulas that cannot be read, links that lead nowhere a page may link to,
    /// no title.
    pub faults: Vec<(String, Span)>,
    /// The links of its markup, and where they stand in the text.
    pub links: Vec<(String, Span)>,
    /// Its pictures, by their paths from its page, which lies two folders deep.
    pub pictures: Vec<Download>,
    /// Photos that tell where they were taken.
    pub placed_photos: Vec<Span>,
}

impl Text {
    /// Reads a text in Markdown without pictures. A link to `other.md` leads to that text's page, which lies beside this
    /// one.
    pub fn read(markdown: &str) -> Self {
        Self::read_with(markdown, &|_| Err("there are no pictures here".to_owned()))
    }

    /// The same with pictures, whose bytes `picture` gets by their paths, or says why not.
    pub fn read_with(markdown: &str, picture: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Self {
        let around = PageShared::default();
        let mut document = markdown::document(markdown, &around);
        let formulas = around.formulas.get().any();
        let (mut faults, mut pictures, mut placed_photos) = (Vec::new(), Vec::new(), Vec::new());
        if !document.pictures.is_empty() {
            let found = TextPictures::of(&document.pictures, picture);
            document = markdown::document(markdown, &found.around);
            (faults, pictures, placed_photos) = (found.faults, found.files, found.placed_photos);
        }
        let MarkdownDocument { title, html, words, headings, faults: own, links, .. } = document;
        let mut sections: Vec<SectionLink> = Vec::new();
        let mut section_words = Vec::new();
        for Heading { level, id, title, words } in headings {
            let link = SectionLink { id, title, inner: Vec::new() };
            match (level, sections.last_mut()) {
                (2, _) => {
                    sections.push(link);
                    section_words.push(words);
                }
                (3, Some(section)) => section.inner.push(link),
                _ => {}
            }
        }
        let placed = |list: Vec<(String, Range<usize>)>| -> Vec<(String, Span)> {
            list.into_iter().map(|(words, at)| (words, Span::new(at.start, at.end))).collect()
        };
        faults.extend(own.into_iter().map(|fault| (fault.label, Span::new(fault.at.start, fault.at.end))));
        faults.sort_by_key(|(_, span)| span.start);
        if title.trim().is_empty() {
            faults.push(("this page has no title; begin it with `# Its title`".to_owned(), Span::default()));
        }
        let links = placed(links);
        Self { title, html, formulas, words, sections, section_words, faults, links, pictures, placed_photos }
    }

    /// Its page, by a theme.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn html(&self, theme: &Theme, frame: &FrameView) -> Result<String, ThemeFault> {
        let view = TextView {
            frame: frame.clone(),
            title: self.title.clone(),
            html: self.html.clone(),
            formulas: self.formulas,
            toc: (self.sections.len() > 2).then(|| self.sections.clone()),
        };
        theme.fill("text.html", &view)
    }
}

/// The pictures of a text.
#[derive(Default)]
struct TextPictures {
    around: PageShared,
    files: Vec<Download>,
    faults: Vec<(String, Span)>,
    placed_photos: Vec<Span>,
}

impl TextPictures {
    fn of(mentions: &[Mention], read: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Self {
        let mut found = Self::default();
        let mut views = BTreeMap::new();
        for Mention { path, at, described } in mentions {
            let span = Span::new(at.start, at.end);
            if !described {
                let words = "a picture has no text that takes its place; write it between the brackets";
                found.faults.push((words.to_owned(), span));
            }
            if views.contains_key(path) {
                continue;
            }
            match picture::find(path, "text", read) {
                Ok(picture::Picture { mut view, mut file, tells_place }) => {
                    // A page of text lies one folder deeper than the page of a lab.
                    file.name.insert_str(0, "../");
                    view.src.clone_from(&file.name);
                    if tells_place {
                        found.placed_photos.push(span);
                    }
                    found.files.push(file);
                    views.insert(path.clone(), view);
                }
                Err(refused) => {
                    let words =
                        format!("the picture `{path}` can't be used: {}; {}", refused.reason, refused.help);
                    found.faults.push((words, span));
                }
            }
        }
        found.around = PageShared::of(views);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_its_sections() {
        let text = Text::read(
            "# The `lab`\n\nSee [units](units.md#bytes) and [there](#one).\n\n## One & only\n\n### Inner\n\n\
             ## One only\n\n| a | b |\n|---|---|\n| `1` | <b>2</b> |\n\n```lab\nlet a = 1 < 2\n```\n",
        );
        assert_eq!(text.title, "The lab");
        let ids: Vec<&str> = text.sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids, ["one-only", "one-only-1"]);
        assert_eq!(text.sections[0].inner[0].id, "inner");
        assert!(!text.html.contains("<h1"), "{}", text.html);
        for part in [
            "<a href=\"../units/index.html#bytes\">",
            "<a href=\"#one\">",
            "<h2 id=\"one-only\">One &amp; only</h2>",
            "&lt;b&gt;2&lt;/b&gt;",
            "<pre><code class=\"language-lab\"><span class=\"hl-k\">let</span> a = ",
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"One only\"><table>",
        ] {
            assert!(text.html.contains(part), "{part} is not in {}", text.html);
        }
        assert!(text.faults.is_empty());
        let formula = Text::read("# A\n\nIt is\n\n$$\\frac{\\text{size}}{b}$$\n").html;
        assert!(formula.contains("<math display=\"block\"") && formula.contains("<mfrac>"), "{formula}");
        let faults = Text::read("# A\n\n[x](javascript:alert) and $\\nosuch$").faults;
        let places: Vec<_> = faults.iter().map(|(_, span)| (span.start, span.end)).collect();
        assert_eq!(places, [(5, 26), (32, 39)], "{faults:?}");
        assert!(Text::read("Words.").faults[0].0.contains("no title"));
    }
}
