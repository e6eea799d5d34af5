//! Markdown with values in it to markup, and back to Markdown ([`write`]). The one file that names pulldown-cmark.
//! The dialect is defined in `site/reference/language.md`, under *What a text can hold*.
//!
//! Values stand in the Markdown as single characters of a private range, and become elements where the
//! parser hands their text over: no markup is ever searched or repaired. Raw HTML is shown as text.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd, TextMergeStream, TextMergeWithOffset, html,
};

use crate::markup::escape;
use crate::page::render::view::{Markup, PictureView};
use crate::page::render::{code, tex};

mod notes;
pub(in crate::page) mod write;

/// The first of the characters that stand for values: a plane for private use.
pub(in crate::page) const FIRST: u32 = 0xF_0000;
pub(in crate::page) const LAST: u32 = 0xF_FFFD;

/// What the texts of one page share.
#[derive(Debug, Default)]
pub(in crate::page) struct PageShared {
    /// The ids of headings so far, and the number of footnotes.
    taken: RefCell<(BTreeSet<String>, usize)>,
    /// The texts stand outside of the parts: their headings are on the level of the parts' titles.
    pub(in crate::page) outside: Cell<bool>,
    /// The formulas that are in sight.
    pub(in crate::page) formulas: Cell<Formulas>,
    /// The pictures, by their paths as texts name them.
    pictures: BTreeMap<String, PictureView>,
}

/// Whether formulas are in sight, neither folded nor hidden: then the page asks for their font early.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::page) struct Formulas {
    /// In a text.
    pub(in crate::page) text: bool,
    /// As steps of a calculation.
    pub(in crate::page) steps: bool,
}

impl Formulas {
    pub(in crate::page) fn any(self) -> bool {
        self.text || self.steps
    }
}

impl PageShared {
    /// What the texts of a page share that shows these pictures.
    pub(in crate::page) fn of(pictures: BTreeMap<String, PictureView>) -> Self {
        Self { pictures, ..Self::default() }
    }
}

/// What is wrong with a text, and where in it.
#[derive(Debug)]
pub(in crate::page) struct TextFault {
    /// What is wrong: a sentence.
    pub(in crate::page) headline: &'static str,
    /// The same for the place itself.
    pub(in crate::page) label: String,
    /// What to do about it.
    pub(in crate::page) help: Option<&'static str>,
    /// The place, in bytes of the Markdown.
    pub(in crate::page) at: Range<usize>,
}

/// A picture that a text shows.
#[derive(Debug)]
pub(in crate::page) struct Mention {
    pub(in crate::page) path: String,
    /// The place of the whole image.
    pub(in crate::page) at: Range<usize>,
    /// Whether it has a text that takes its place.
    pub(in crate::page) described: bool,
}

/// What the Markdown of a text turned into.
pub(in crate::page) struct Rendered {
    /// The markup, with its words.
    pub(in crate::page) markup: Markup,
    /// What is wrong with it.
    pub(in crate::page) faults: Vec<TextFault>,
    /// The pictures that it shows.
    pub(in crate::page) pictures: Vec<Mention>,
}

/// Collects the words of a text while its markup is made. Formulas are left out; words of different paragraphs, rows
/// and items don't run into each other.
#[derive(Default)]
struct WordsCollector {
    said: String,
    /// Nothing is collected: of a title.
    muted: bool,
}

impl WordsCollector {
    fn word(&mut self, text: &str) {
        if !self.muted {
            self.said.push_str(text);
        }
    }

    fn gap(&mut self) {
        self.said.push(' ');
    }

    /// A gap at the start or the end of what is not a stretch of a line.
    fn around(&mut self, event: &Event<'_>) {
        use {Event::*, Tag::*};
        let inline = match event {
            Start(tag) => matches!(tag, Emphasis | Strong | Strikethrough | Link { .. } | Image { .. }),
            End(tag) => matches!(
                tag,
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
            ),
            SoftBreak | HardBreak | Rule => false,
            _ => true,
        };
        if !inline {
            self.gap();
        }
    }

    /// The words so far, with single spaces between them; then it starts anew.
    fn take(&mut self) -> String {
        let words = with_dollars(&std::mem::take(&mut self.said));
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The character that stands for a value.
pub(in crate::page) fn stand_in(index: usize) -> char {
    let code = FIRST + index as u32;
    char::from_u32(code.min(LAST)).unwrap_or('\u{FFFD}')
}

/// A text without the characters that stand for something else: an author's own are dropped.
pub(in crate::page) fn clean(text: &str) -> String {
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
pub(in crate::page) fn block(markdown: &str, values: &[Markup], around: &PageShared) -> Rendered {
    read(markdown, values, around, TextPosition::Block).rendered()
}

/// A line of Markdown, without a paragraph around it.
pub(in crate::page) fn line(markdown: &str, values: &[Markup], around: &PageShared) -> Rendered {
    read(markdown, values, around, TextPosition::Line).rendered()
}

/// The markup of a block without values, on its own.
pub(in crate::page) fn html_of(text: &str) -> String {
    block(&clean(text), &[], &PageShared::default()).markup.html
}

/// A text of its own, with headings.
pub(in crate::page) struct MarkdownDocument {
    /// Its title: the first heading of the first level, which is not part of the markup.
    pub(in crate::page) title: String,
    /// The markup.
    pub(in crate::page) html: String,
    /// Its words before the first heading of the second level.
    pub(in crate::page) words: String,
    /// Every other heading.
    pub(in crate::page) headings: Vec<Heading>,
    /// What is wrong with it.
    pub(in crate::page) faults: Vec<TextFault>,
    /// Where each link of the markup stands in the text.
    pub(in crate::page) links: Vec<(String, Range<usize>)>,
    /// The pictures that it shows.
    pub(in crate::page) pictures: Vec<Mention>,
}

/// A heading of a text.
pub(in crate::page) struct Heading {
    /// From 1 to 4.
    pub(in crate::page) level: u8,
    /// Its id, unique on the page.
    pub(in crate::page) id: String,
    /// Its words.
    pub(in crate::page) title: String,
    /// Of a heading of the second level: the words up to the next one.
    pub(in crate::page) words: String,
}

/// A document: headings keep their levels, links to `other.md` lead to that page.
pub(in crate::page) fn document(markdown: &str, around: &PageShared) -> MarkdownDocument {
    let mut writer = read(markdown, &[], around, TextPosition::Page);
    let html = writer.html();
    writer.end_section();
    let Writer { title, first, headings, faults, links, pictures, .. } = writer;
    MarkdownDocument { title, html, words: first, headings, faults, links, pictures }
}

/// The constructs that texts know besides CommonMark.
fn dialect() -> Options {
    Options::ENABLE_MATH
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextPosition {
    /// On one line.
    Line,
    /// Among the statements of a lab.
    Block,
    /// On a page of its own.
    Page,
}

type PlacedEvent<'e> = (Event<'e>, Range<usize>);

fn read<'w>(
    markdown: &'w str,
    values: &'w [Markup],
    around: &'w PageShared,
    kind: TextPosition,
) -> Writer<'w> {
    let markdown = formulas_only(markdown);
    let mut writer = Writer::new(values, around, kind);
    let events = TextMergeWithOffset::new(Parser::new_ext(&markdown, dialect()).into_offset_iter());
    let events: Vec<PlacedEvent<'static>> = events.map(|(event, at)| (event.into_static(), at)).collect();
    let (body, notes) = notes::taken_out(events);
    writer.source = markdown;
    writer.write(&body);
    writer.notes(&notes);
    writer
}

/// Turns the events of a text into those of its markup.
struct Writer<'w> {
    source: String,
    values: &'w [Markup],
    around: &'w PageShared,
    kind: TextPosition,
    events: Vec<Event<'static>>,
    faults: Vec<TextFault>,
    pictures: Vec<Mention>,
    title: String,
    said: WordsCollector,
    /// Of a page: its words before the first section.
    first: String,
    headings: Vec<Heading>,
    links: Vec<(String, Range<usize>)>,
    /// The table that is being written.
    table: TableMarkup,
    /// For each open link, whether it is dropped.
    open_links: Vec<bool>,
    /// The footnotes that were referred to: their labels, numbers, and how often.
    noted: Vec<(String, usize, usize)>,
}

/// Where a table is written. Its cells are written here, because pulldown-cmark aligns them by style attributes, which
/// the policy of the pages forbids.
#[derive(Default)]
struct TableMarkup {
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl TableMarkup {
    /// The tag that opens the next cell.
    fn cell(&self) -> &'static str {
        match (self.in_head, self.columns.get(self.column)) {
            (true, Some(Alignment::Right)) => "<th class=\"to-end\">",
            (true, Some(Alignment::Center)) => "<th class=\"to-middle\">",
            (true, _) => "<th>",
            (false, Some(Alignment::Right)) => "<td class=\"to-end\">",
            (false, Some(Alignment::Center)) => "<td class=\"to-middle\">",
            (false, _) => "<td>",
        }
    }
}

impl<'w> Writer<'w> {
    fn new(values: &'w [Markup], around: &'w PageShared, kind: TextPosition) -> Self {
        Self {
            source: String::new(),
            values,
            around,
            kind,
            events: Vec::new(),
            faults: Vec::new(),
            pictures: Vec::new(),
            title: String::new(),
            said: WordsCollector::default(),
            first: String::new(),
            headings: Vec::new(),
            links: Vec::new(),
            table: TableMarkup::default(),
            open_links: Vec::new(),
            noted: Vec::new(),
        }
    }

    fn rendered(mut self) -> Rendered {
        let markup = Markup { html: self.html(), words: self.said.take() };
        Rendered { markup, faults: self.faults, pictures: self.pictures }
    }

    fn html(&self) -> String {
        let mut html = String::new();
        html::push_html(&mut html, self.events.iter().cloned());
        let html = with_dollars(&html);
        if self.kind == TextPosition::Page { html } else { html.trim_end().to_owned() }
    }

    fn markup(&mut self, markup: impl Into<String>) {
        self.events.push(Event::InlineHtml(CowStr::from(markup.into())));
    }

    fn fault(&mut self, headline: &'static str, label: impl Into<String>, at: &Range<usize>) {
        self.faults.push(TextFault { headline, label: label.into(), help: None, at: at.clone() });
    }

    fn write(&mut self, read: &[PlacedEvent<'static>]) {
        let mut index = 0;
        while let Some((event, at)) = read.get(index) {
            let rest = &read[index + 1..];
            index += 1;
            self.said.around(event);
            match event {
                Event::Start(Tag::Heading { level, .. }) => index += self.heading(*level, rest),
                // A picture on its own is a figure, which can't stand in a paragraph.
                Event::Start(Tag::Paragraph) if self.kind != TextPosition::Line && is_picture(rest) => {}
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let inside = until(rest, TagEnd::Image);
                    let alone = self.kind != TextPosition::Line
                        && index >= 2
                        && is_picture(&read[index - 1..])
                        && matches!(read[index - 2].0, Event::Start(Tag::Paragraph));
                    self.image((dest_url, title), &rest[..inside], at, alone);
                    index += inside + 1 + usize::from(alone);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let inside = until(rest, TagEnd::CodeBlock);
                    self.fence(kind, &rest[..inside]);
                    index += inside + 1;
                }
                Event::Start(Tag::Table(columns)) => {
                    let head = &rest[..until(rest, TagEnd::TableHead)];
                    self.table(columns, head);
                }
                Event::Start(Tag::TableRow) => {
                    self.cells(at, rest);
                    self.markup("<tr>");
                    self.table.column = 0;
                }
                event => self.single(event, at),
            }
        }
    }

    fn single(&mut self, event: &Event<'static>, at: &Range<usize>) {
        match event {
            Event::Text(text) => self.words(text, at),
            Event::Html(raw) | Event::InlineHtml(raw) => self.with_values(raw),
            Event::Code(code) => {
                self.markup("<code>");
                self.with_values(code);
                self.markup("</code>");
            }
            Event::InlineMath(formula) => self.math(formula, false, at),
            Event::DisplayMath(formula) if self.kind == TextPosition::Page => {
                let open = format!(
                    "<span class=\"scroll formula\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">",
                    escape(self.about())
                );
                self.markup(open);
                self.math(formula, true, at);
                self.markup("</span>");
            }
            Event::DisplayMath(formula) => self.math(formula, true, at),
            Event::Start(Tag::HtmlBlock) => self.events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => self.events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
                if self.kind == TextPosition::Line => {}
            Event::Start(Tag::TableHead) => self.markup("<thead><tr>"),
            Event::End(TagEnd::TableHead) => {
                self.table.in_head = false;
                self.markup("</tr></thead><tbody>\n");
            }
            Event::End(TagEnd::TableRow) => self.markup("</tr>\n"),
            Event::Start(Tag::TableCell) => self.markup(self.table.cell()),
            Event::End(TagEnd::TableCell) => {
                self.table.column += 1;
                self.markup(if self.table.in_head { "</th>" } else { "</td>" });
            }
            Event::End(TagEnd::Table) => self.markup("</tbody></table>\n</div>\n"),
            Event::TaskListMarker(done) => {
                self.markup(format!("<span class=\"box\">{}</span> ", if *done { '☑' } else { '☐' }));
            }
            Event::FootnoteReference(label) => self.note(label),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let safe = safe_link(dest_url, *link_type);
                self.open_links.push(!safe);
                if !safe {
                    let label = format!("the link to `{dest_url}` leads nowhere a page may link to");
                    return self.fault("This link can't be used.", label, at);
                }
                let (link_type, title, id) = (*link_type, title.clone(), id.clone());
                let dest_url: CowStr<'_> = match self.kind {
                    TextPosition::Page => beside(dest_url).into(),
                    _ => dest_url.clone(),
                };
                self.links.push((dest_url.to_string(), at.clone()));
                self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Link) => {
                if !self.open_links.pop().unwrap_or(false) {
                    self.events.push(event.clone());
                }
            }
            other => self.events.push(other.clone()),
        }
    }

    /// Writes a heading; returns how many events belong to it.
    fn heading(&mut self, level: HeadingLevel, rest: &[PlacedEvent<'static>]) -> usize {
        let length = until(rest, TagEnd::Heading(level));
        let inside = &rest[..length];
        let title = with_dollars(&words(inside));
        let number = level as u8;
        if self.kind == TextPosition::Line {
            self.markup("<strong>");
            self.write(inside);
            self.markup("</strong>");
            return length + 1;
        }
        if self.kind == TextPosition::Page && number == 1 && self.title.is_empty() {
            self.title = title;
            return length + 1;
        }
        let id = self.unused(&slug(&title));
        // The title of a lab is of the first level, those of its parts are of the second.
        let level = match (self.kind, number.max(2) + u8::from(!self.around.outside.get())) {
            (TextPosition::Page, _) => level,
            (_, 2) => HeadingLevel::H2,
            (_, 3) => HeadingLevel::H3,
            (_, 4) => HeadingLevel::H4,
            (_, 5) => HeadingLevel::H5,
            _ => HeadingLevel::H6,
        };
        self.events.push(Event::Start(Tag::Heading {
            level,
            id: Some(id.clone().into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        }));
        let section = self.kind == TextPosition::Page && number == 2;
        if section {
            self.end_section();
        }
        if number <= 4 {
            self.headings.push(Heading { level: number, id, title, words: String::new() });
        }
        // The title of a section is found by itself.
        self.said.muted = section;
        self.write(inside);
        self.said.muted = false;
        self.said.gap();
        self.events.push(Event::End(TagEnd::Heading(level)));
        length + 1
    }

    /// Keeps the words of a section that ends: they belong to the last heading of the second level.
    fn end_section(&mut self) {
        let words = self.said.take();
        match self.headings.iter_mut().rfind(|heading| heading.level == 2) {
            Some(section) => section.words = words,
            None => self.first = words,
        }
    }

    /// An id that nothing on the page has yet.
    fn unused(&mut self, id: &str) -> String {
        let of_theme = ["part-", "heading-", "note-", "noteref-", "ref-", "main", "lab-", "chart-"];
        let clashes = self.kind == TextPosition::Block && of_theme.iter().any(|taken| id.starts_with(taken));
        let id = if clashes { format!("section-{id}") } else { id.to_owned() };
        let (taken, _) = &mut *self.around.taken.borrow_mut();
        let numbered = (1..).map(|number| format!("{id}-{number}"));
        let free = std::iter::once(id.clone()).chain(numbered).find(|id| !taken.contains(id));
        let free = free.unwrap_or_default();
        taken.insert(free.clone());
        free
    }

    /// What a table or a formula that scrolls on its own is about.
    fn about(&self) -> &str {
        self.headings.last().map_or(self.title.as_str(), |last| &last.title)
    }

    /// A table, in a box in which it scrolls where it is too wide.
    fn table(&mut self, columns: &[Alignment], head: &[PlacedEvent<'static>]) {
        let cells = words(head);
        let about = match self.kind {
            TextPosition::Page => self.about(),
            _ => cells.trim(),
        };
        let about: String = about.chars().filter(|c| !(FIRST..=LAST).contains(&u32::from(*c))).collect();
        let open = format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">",
            escape(&with_dollars(&about))
        );
        self.markup(open);
        self.markup("<table>");
        self.table = TableMarkup { columns: columns.to_vec(), column: 0, in_head: true };
    }

    /// Cells that stand beyond the last column, which the reader would never see.
    fn cells(&mut self, at: &Range<usize>, rest: &[PlacedEvent<'static>]) {
        let row = &rest[..until(rest, TagEnd::TableRow)];
        let columns = row.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::TableCell))).count();
        let written = self.source[at.clone()].trim();
        let bare = written.strip_prefix('|').unwrap_or(written);
        let ends = bare.ends_with('|') && !bare.ends_with("\\|");
        let bare = if ends { &bare[..bare.len() - 1] } else { bare };
        let bars = bare.match_indices('|').filter(|(at, _)| !bare[..*at].ends_with('\\')).count();
        if bars + 1 > columns {
            self.faults.push(TextFault {
                headline: "This row has more cells than the table has columns.",
                label: format!("{} cells in {columns} columns", bars + 1),
                help: Some("write `\\|` for a bar inside a cell, and `\\vert` for one in a formula"),
                at: at.clone(),
            });
        }
    }

    fn fence(&mut self, kind: &CodeBlockKind<'static>, inside: &[PlacedEvent<'static>]) {
        let text: String = inside.iter().map(|(event, _)| text_of(event)).collect();
        let text = with_dollars(&text);
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or(""),
            CodeBlockKind::Indented => "",
        };
        let class = match info {
            "" => String::new(),
            info => format!(" class=\"language-{}\"", escape(info)),
        };
        self.markup(format!("<pre><code{class}>"));
        match kind {
            CodeBlockKind::Fenced(_) => {
                self.said.word(&text);
                self.markup(code::marked(info, &text));
            }
            CodeBlockKind::Indented => self.with_values(&text),
        }
        self.markup("</code></pre>\n");
    }

    fn image(
        &mut self,
        (path, caption): (&str, &str),
        inside: &[PlacedEvent<'static>],
        at: &Range<usize>,
        alone: bool,
    ) {
        let path = with_dollars(path);
        let alt = with_dollars(&words(inside));
        let alt: String = alt.chars().filter(|c| !(FIRST..=LAST).contains(&u32::from(*c))).collect();
        let described = !alt.trim().is_empty();
        self.pictures.push(Mention { path: path.clone(), at: at.clone(), described });
        let Some(picture) = self.around.pictures.get(&path) else { return };
        let image = picture.markup(&alt);
        if alone {
            let caption = with_dollars(caption);
            let caption = if caption.is_empty() {
                String::new()
            } else {
                format!("<figcaption>{}</figcaption>", escape(&caption))
            };
            self.markup(format!("<figure class=\"picture\">{image}{caption}</figure>\n"));
        } else {
            self.markup(image);
        }
    }

    /// Words with their values, and with addresses as links.
    fn words(&mut self, text: &str, at: &Range<usize>) {
        self.undefined_notes(at);
        if !self.open_links.is_empty() || !text.contains("://") {
            return self.with_values(text);
        }
        let mut finder = linkify::LinkFinder::new();
        finder.kinds(&[linkify::LinkKind::Url]).url_can_be_iri(false);
        for span in finder.spans(text) {
            let words = span.as_str();
            let is_link =
                span.kind().is_some() && ["https://", "http://"].iter().any(|s| words.starts_with(s));
            if !is_link {
                self.with_values(words);
                continue;
            }
            let address = with_dollars(words);
            self.links.push((address.clone(), at.clone()));
            self.events.push(Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: address.into(),
                title: "".into(),
                id: "".into(),
            }));
            self.said.word(words);
            self.events.push(Event::Text(CowStr::from(words.to_owned())));
            self.events.push(Event::End(TagEnd::Link));
        }
    }

    fn with_values(&mut self, text: &str) {
        let mut words = String::new();
        for c in text.chars() {
            let code = u32::from(c);
            if (FIRST..=LAST).contains(&code) {
                if !words.is_empty() {
                    self.said.word(&words);
                    self.events.push(Event::Text(CowStr::from(std::mem::take(&mut words))));
                }
                let value = self.values.get((code - FIRST) as usize).cloned().unwrap_or_default();
                self.said.word(&value.words);
                self.markup(value.html);
            } else {
                words.push(c);
            }
        }
        if !words.is_empty() {
            self.said.word(&words);
            self.events.push(Event::Text(CowStr::from(words)));
        }
    }

    fn math(&mut self, formula: &str, display: bool, at: &Range<usize>) {
        match tex::element(formula, display) {
            Ok(markup) => {
                let in_sight = &self.around.formulas;
                in_sight.set(Formulas { text: true, ..in_sight.get() });
                self.markup(markup);
            }
            Err(fault) => {
                let inside = fault.at.filter(|inside| inside.end <= formula.len());
                let first = at.start + if display { 2 } else { 1 };
                let at = inside.map_or(at.clone(), |inside| first + inside.start..first + inside.end);
                self.fault("This text can't be rendered.", fault.message, &at);
                self.events.push(Event::Text(CowStr::from(formula.to_owned())));
            }
        }
    }
}

/// Whether a picture is all that a paragraph holds, whose start stands before these events.
fn is_picture(inside: &[PlacedEvent<'static>]) -> bool {
    let is_image = matches!(inside.first(), Some((Event::Start(Tag::Image { .. }), _)));
    let after = until(inside, TagEnd::Image) + 1;
    is_image && matches!(inside.get(after), Some((Event::End(TagEnd::Paragraph), _)))
}

/// How many events there are before the end of something.
fn until(events: &[PlacedEvent<'static>], end: TagEnd) -> usize {
    events.iter().position(|(event, _)| *event == Event::End(end)).unwrap_or(events.len())
}

fn text_of<'e>(event: &'e Event<'static>) -> &'e str {
    match event {
        Event::Text(text) | Event::Code(text) => text,
        Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => " ",
        _ => "",
    }
}

/// The words of some events.
fn words(events: &[PlacedEvent<'static>]) -> String {
    events.iter().map(|(event, _)| text_of(event)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_text() {
        let around = PageShared::default();
        let words =
            |markdown: &str| block(markdown, &[Markup::text("3 GB".to_owned())], &around).markup.words;
        assert_eq!(words("One **two**, `three`.\n\n- a\n- b & c\nd"), "One two, three. a b & c d");
        assert_eq!(words("x $y$ z <b> costs $5, \u{F0000}."), "x z <b> costs $5, 3 GB.");
        assert_eq!(words("| a | b |\n|---|---|\n| 1 | [two](https://x.org) |"), "a b 1 two");
        assert_eq!(
            words("See[^1] https://x.org.\n\n[^1]: *There*.\n\n![not this](a.png)"),
            "See https://x.org. There."
        );
    }
}
