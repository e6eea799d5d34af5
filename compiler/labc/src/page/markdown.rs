//! Markdown with values in it to markup, and back to Markdown ([`write`]). The one file that names pulldown-cmark.
//!
//! Values stand in the Markdown as single characters of a private range, and become elements where the
//! parser hands their text over: no markup is ever searched or repaired. Raw HTML is shown as text.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd, TextMergeStream, html,
};

use super::tex;
use super::view::Markup;

pub(super) mod write;

/// The first of the characters that stand for values: a plane for private use.
pub(super) const FIRST: u32 = 0xF_0000;
pub(super) const LAST: u32 = 0xF_FFFD;

/// What the Markdown of a text turned into.
pub(super) struct Rendered {
    /// The markup, with its words.
    pub(super) markup: Markup,
    /// Formulas that can't be read and links that lead nowhere, each as a sentence.
    pub(super) faults: Vec<String>,
}

/// Collects the words of a text while its markup is made. Formulas are left out; words of different paragraphs, rows
/// and items don't run into each other.
#[derive(Default)]
struct Words(String);

impl Words {
    fn word(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn gap(&mut self) {
        self.0.push(' ');
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let inline = matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        );
        if !inline {
            self.gap();
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let inline = matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
        );
        if !inline {
            self.gap();
        }
    }

    /// The words so far, with single spaces between them; then it starts anew.
    fn take(&mut self) -> String {
        let words = with_dollars(&std::mem::take(&mut self.0));
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The character that stands for a value.
pub(super) fn stand_in(index: usize) -> char {
    let code = FIRST + index as u32;
    char::from_u32(code.min(LAST)).unwrap_or('\u{FFFD}')
}

/// A text without the characters that stand for something else: an author's own are dropped.
pub(super) fn clean(text: &str) -> String {
    text.chars().filter(|c| *c != DOLLAR && !(FIRST..=LAST).contains(&u32::from(*c))).collect()
}

/// Stands for a dollar sign that is no part of a formula; as long as one, so that places stay what they are.
const DOLLAR: char = '\u{1}';

/// A text in which dollar signs are those of formulas: which these are, the reader of texts decides.
fn formulas_only(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find(['$', '\\']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.strip_prefix('\\') {
            Some(after) => 1 + after.chars().next().map_or(0, char::len_utf8),
            None => crate::syntax::tex_length(rest),
        };
        match length {
            1 if rest.starts_with('$') => text.push(DOLLAR),
            _ => text.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    text + rest
}

/// Markup or words with their dollar signs back.
fn with_dollars(text: &str) -> String {
    text.replace(DOLLAR, "$")
}

/// A block of Markdown; `values` is the markup of each value.
pub(super) fn block(markdown: &str, values: &[Markup]) -> Rendered {
    render(markdown, values, false)
}

/// A line of Markdown, without a paragraph around it.
pub(super) fn line(markdown: &str, values: &[Markup]) -> Rendered {
    render(markdown, values, true)
}

fn render(markdown: &str, values: &[Markup], inline: bool) -> Rendered {
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut faults = Vec::new();
    let mut words = Words::default();
    let mut events: Vec<Event<'_>> = Vec::new();
    // Inside these, what is dropped or shifted must end where it began.
    let mut dropped_links = Vec::new();
    let markdown = &formulas_only(markdown);
    for event in Parser::new_ext(markdown, options) {
        match &event {
            Event::Start(tag) => words.start(tag),
            Event::End(tag) => words.end(*tag),
            Event::SoftBreak | Event::HardBreak | Event::Rule => words.gap(),
            _ => {}
        }
        match event {
            Event::Html(text) | Event::InlineHtml(text) | Event::Text(text) => {
                with_values(&text, values, &mut events, &mut words);
            }
            Event::Code(code) => {
                events.push(Event::InlineHtml("<code>".into()));
                with_values(&code, values, &mut events, &mut words);
                events.push(Event::InlineHtml("</code>".into()));
            }
            Event::InlineMath(formula) => math(&formula, false, &mut events, &mut faults),
            Event::DisplayMath(formula) => math(&formula, true, &mut events, &mut faults),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if inline => {}
            // Headings of a text stand below those of the page.
            Event::Start(Tag::Heading { .. }) => events.push(Event::InlineHtml("<p><strong>".into())),
            Event::End(TagEnd::Heading(_)) => events.push(Event::InlineHtml("</strong></p>\n".into())),
            // Pictures need files of the course, which come with their own statement.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { link_type, ref dest_url, .. }) => {
                let safe = safe_link(dest_url, link_type);
                dropped_links.push(!safe);
                if safe {
                    events.push(event);
                } else {
                    faults.push(format!("the link to `{dest_url}` leads nowhere a page may link to"));
                }
            }
            Event::End(TagEnd::Link) => {
                if !dropped_links.pop().unwrap_or(false) {
                    events.push(event);
                }
            }
            other => events.push(other),
        }
    }
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    Rendered { markup: Markup { html: with_dollars(html.trim_end()), words: words.take() }, faults }
}

/// A text of its own, with headings.
pub(super) struct Document {
    /// Its title: the first heading of the first level, which is not part of the markup.
    pub(super) title: String,
    /// The markup.
    pub(super) html: String,
    /// Its words before the first heading of the second level.
    pub(super) words: String,
    /// Every other heading.
    pub(super) headings: Vec<Heading>,
    /// Formulas that cannot be read, and links that lead nowhere a page may link to, with their places.
    pub(super) faults: Vec<(String, Range<usize>)>,
    /// Where each link of the markup stands in the text.
    pub(super) links: Vec<(String, Range<usize>)>,
}

/// A heading of a text.
pub(super) struct Heading {
    /// From 1 to 4.
    pub(super) level: u8,
    /// Its id, unique on the page.
    pub(super) id: String,
    /// Its words.
    pub(super) title: String,
    /// Of a heading of the second level: the words up to the next one.
    pub(super) words: String,
}

/// A document: headings get ids, wide tables scroll on their own, links to `other.md` lead to that page.
pub(super) fn document(markdown: &str) -> Document {
    let markdown = &formulas_only(markdown);
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut document = Document {
        title: String::new(),
        html: String::new(),
        words: String::new(),
        headings: Vec::new(),
        faults: Vec::new(),
        links: Vec::new(),
    };
    let (read, places): (Vec<Event<'_>>, Vec<Range<usize>>) =
        Parser::new_ext(markdown, options).into_offset_iter().unzip();
    let mut events: Vec<Event<'_>> = Vec::with_capacity(read.len());
    let mut dropped_links = Vec::new();
    // Inside the title, which the page writes itself.
    let mut titled = false;
    let mut said = Words::default();
    // Inside the heading of a section, whose words are its title.
    let mut heading = false;
    for (index, event) in read.iter().enumerate() {
        let mut faults = Vec::new();
        match event {
            _ if titled || heading => {}
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                said.word(text)
            }
            Event::Start(tag) => said.start(tag),
            Event::End(tag) => said.end(*tag),
            Event::SoftBreak | Event::HardBreak | Event::Rule => said.gap(),
            _ => {}
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let title = with_dollars(&words(&read[index + 1..]));
                let number = *level as u8;
                if number == 2 {
                    document.end_section(said.take());
                    heading = true;
                }
                if number == 1 && document.title.is_empty() {
                    document.title = title;
                    titled = true;
                    continue;
                }
                let id = document.unused(&slug(&title));
                let (level, classes, attrs) = (*level, Vec::new(), Vec::new());
                events.push(Event::Start(Tag::Heading {
                    level,
                    id: Some(id.clone().into()),
                    classes,
                    attrs,
                }));
                if number <= 4 {
                    document.headings.push(Heading { level: number, id, title, words: String::new() });
                }
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) if heading => {
                heading = false;
                events.push(event.clone());
            }
            Event::End(TagEnd::Heading(_)) if titled => titled = false,
            _ if titled => {}
            Event::InlineMath(formula) => math(formula, false, &mut events, &mut faults),
            Event::DisplayMath(formula) => {
                let about = document.headings.last().map_or(document.title.as_str(), |last| &last.title);
                let about = super::escape(about);
                let open = format!(
                    "<span class=\"scroll formula\" tabindex=\"0\" role=\"group\" aria-label=\"{about}\">"
                );
                events.push(Event::InlineHtml(open.into()));
                math(formula, true, &mut events, &mut faults);
                events.push(Event::InlineHtml("</span>".into()));
            }
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw.clone())),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Table(_)) => {
                let about = document.headings.last().map_or(document.title.as_str(), |last| &last.title);
                let about = super::escape(about);
                let open =
                    format!("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{about}\">");
                events.push(Event::InlineHtml(open.into()));
                events.push(event.clone());
            }
            Event::End(TagEnd::Table) => {
                events.push(event.clone());
                events.push(Event::InlineHtml("</div>\n".into()));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let safe = safe_link(dest_url, *link_type);
                dropped_links.push(!safe);
                if safe {
                    let (link_type, title, id) = (*link_type, title.clone(), id.clone());
                    let dest_url: CowStr<'_> = beside(dest_url).into();
                    document.links.push((dest_url.to_string(), places[index].clone()));
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                } else {
                    faults.push(format!("the link to `{dest_url}` leads nowhere a page may link to"));
                }
            }
            Event::End(TagEnd::Link) => {
                if !dropped_links.pop().unwrap_or(false) {
                    events.push(event.clone());
                }
            }
            other => events.push(other.clone()),
        }
        document.faults.extend(faults.into_iter().map(|fault| (fault, places[index].clone())));
    }
    document.end_section(said.take());
    html::push_html(&mut document.html, events.into_iter());
    document.html = with_dollars(&document.html);
    document
}

impl Document {
    /// Keeps the words of a section that ends: they belong to the last heading of the second level.
    fn end_section(&mut self, words: String) {
        match self.headings.iter_mut().rfind(|heading| heading.level == 2) {
            Some(section) => section.words = words,
            None => self.words = words,
        }
    }

    /// An id that no heading has yet.
    fn unused(&self, id: &str) -> String {
        let taken = |id: &str| self.headings.iter().any(|heading| heading.id == id);
        if !taken(id) {
            return id.to_owned();
        }
        (1..).map(|number| format!("{id}-{number}")).find(|id| !taken(id)).unwrap_or_default()
    }
}

/// The words up to the end of the heading that they stand in.
fn words(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inside.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.as_ref(),
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

/// A heading as an id: small letters, digits and hyphens.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// A link to another text of the same folder, as a link to its page.
fn beside(url: &str) -> String {
    let (path, place) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    match path.strip_suffix(".md") {
        Some(name) if !name.contains(['/', ':']) => format!("../{name}/index.html{place}"),
        _ => url.to_owned(),
    }
}

/// Web pages, mail, and places on the page itself.
fn safe_link(url: &str, kind: LinkType) -> bool {
    let scheme = url.split([':', '/', '?', '#']).next().unwrap_or("");
    matches!(kind, LinkType::Email)
        || !url.contains(':') && !url.starts_with("//")
        || ["https", "http", "mailto"].contains(&scheme.to_ascii_lowercase().as_str())
}

fn with_values<'e>(text: &str, values: &[Markup], events: &mut Vec<Event<'e>>, words: &mut Words) {
    let mut plain = String::new();
    let flush = |plain: &mut String, words: &mut Words, events: &mut Vec<Event<'e>>| {
        if !plain.is_empty() {
            words.word(plain);
            events.push(Event::Text(CowStr::from(std::mem::take(plain))));
        }
    };
    for c in text.chars() {
        let code = u32::from(c);
        if (FIRST..=LAST).contains(&code) {
            flush(&mut plain, words, events);
            let value = values.get((code - FIRST) as usize).cloned().unwrap_or_default();
            words.word(&value.words);
            events.push(Event::InlineHtml(CowStr::from(value.html)));
        } else {
            plain.push(c);
        }
    }
    flush(&mut plain, words, events);
}

fn math(formula: &str, display: bool, events: &mut Vec<Event<'_>>, faults: &mut Vec<String>) {
    match tex::element(formula, display) {
        Ok(markup) => events.push(Event::InlineHtml(CowStr::from(markup))),
        Err(fault) => {
            faults.push(fault.message);
            events.push(Event::Text(CowStr::from(formula.to_owned())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_text() {
        let words = |markdown: &str| block(markdown, &[Markup::text("3 GB".to_owned())]).markup.words;
        assert_eq!(words("One **two**, `three`.\n\n- a\n- b & c\nd"), "One two, three. a b & c d");
        assert_eq!(words("x $y$ z <b> costs $5, \u{F0000}."), "x z <b> costs $5, 3 GB.");
        assert_eq!(words("| a | b |\n|---|---|\n| 1 | [two](https://x.org) |"), "a b 1 two");
    }
}
