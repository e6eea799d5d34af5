//! Markdown for reports: texts of authors with their values, and whatever a report says around them. A report is a
//! list of events, which a library writes; it knows what has to be escaped where.

use std::collections::BTreeMap;

use super::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, FIRST, HeadingLevel, LAST, LinkType, Parser,
    Tag, TagEnd, TextMergeStream, formulas_only, safe_link, with_dollars,
};

/// A piece of a report.
pub(in crate::page) type Piece = Event<'static>;

/// Pieces of one line.
pub(in crate::page) type Line = Vec<Piece>;

/// A text as it is, on one line.
pub(in crate::page) fn text(words: &str) -> Piece {
    let words: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    Event::Text(words.into())
}

/// Strong words.
pub(in crate::page) fn strong(line: Line) -> Line {
    around(Tag::Strong, TagEnd::Strong, line)
}

/// Stressed words.
pub(in crate::page) fn stressed(line: Line) -> Line {
    around(Tag::Emphasis, TagEnd::Emphasis, line)
}

/// Words as a program has them.
pub(in crate::page) fn code(words: &str) -> Piece {
    Event::Code(words.to_owned().into())
}

/// A formula on a line of its own, or among words.
pub(in crate::page) fn formula(tex: &str, display: bool) -> Piece {
    // What begins like a tag would be one where nobody knows formulas.
    let mut safe = String::with_capacity(tex.len());
    let mut letters = tex.chars().peekable();
    while let Some(letter) = letters.next() {
        safe.push(letter);
        if letter == '<' && letters.peek().is_some_and(|next| next.is_alphabetic() || "/!?".contains(*next)) {
            safe.push(' ');
        }
    }
    let tex: CowStr<'static> = safe.into();
    if display { Event::DisplayMath(tex) } else { Event::InlineMath(tex) }
}

/// A paragraph.
pub(in crate::page) fn paragraph(line: Line) -> Vec<Piece> {
    around(Tag::Paragraph, TagEnd::Paragraph, line)
}

/// A heading, of the first level to the sixth.
pub(in crate::page) fn heading(level: usize, line: Line) -> Vec<Piece> {
    let level = HeadingLevel::try_from(level.clamp(1, 6)).unwrap_or(HeadingLevel::H6);
    let tag = Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() };
    around(tag, TagEnd::Heading(level), line.into_iter().map(on_one_line).collect())
}

/// Pieces that are set off, as what somebody else says.
pub(in crate::page) fn quote(inside: Vec<Piece>) -> Vec<Piece> {
    let none: Option<BlockQuoteKind> = None;
    around(Tag::BlockQuote(none), TagEnd::BlockQuote(none), inside)
}

/// A list. An item is a line, and what stands below it.
pub(in crate::page) fn list(items: Vec<(Line, Vec<Piece>)>) -> Vec<Piece> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut inside = Vec::new();
    let loose = items.iter().any(|(_, below)| !below.is_empty());
    for (line, below) in items {
        let line = if loose { paragraph(line) } else { line };
        inside.extend(around(Tag::Item, TagEnd::Item, line.into_iter().chain(below).collect()));
    }
    around(Tag::List(None), TagEnd::List(false), inside)
}

/// A table. Each column has a head, and whether it holds numbers.
pub(in crate::page) fn table(head: Vec<(Line, bool)>, rows: Vec<Vec<Line>>) -> Vec<Piece> {
    let alignments =
        head.iter().map(|(_, numeric)| if *numeric { Alignment::Right } else { Alignment::Left }).collect();
    let columns = head.len();
    let cells = |cells: Vec<Line>| {
        let cells = cells.into_iter().map(|cell| {
            let cell = cell.into_iter().map(on_one_line).collect();
            around(Tag::TableCell, TagEnd::TableCell, cell)
        });
        cells.flatten().collect::<Vec<_>>()
    };
    let heads = head.into_iter().map(|(line, _)| line).collect();
    let mut inside = around(Tag::TableHead, TagEnd::TableHead, cells(heads));
    for mut row in rows {
        row.resize(columns, Line::new());
        inside.extend(around(Tag::TableRow, TagEnd::TableRow, cells(row)));
    }
    around(Tag::Table(alignments), TagEnd::Table, inside)
}

fn around(open: Tag<'static>, close: TagEnd, inside: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = vec![Event::Start(open)];
    pieces.extend(inside);
    pieces.push(Event::End(close));
    pieces
}

/// A piece as it stands where there is one line only.
fn on_one_line(piece: Piece) -> Piece {
    match piece {
        Event::SoftBreak | Event::HardBreak => Event::Text(" ".into()),
        Event::DisplayMath(tex) => Event::InlineMath(tex),
        piece => piece,
    }
}

/// Words that lead somewhere; only addresses of the web make sense outside the site.
pub(in crate::page) fn link(title: &str, address: Option<&str>) -> Line {
    match address.filter(|address| address.contains("://")) {
        Some(address) => {
            let tag = Tag::Link {
                link_type: LinkType::Inline,
                dest_url: address.to_owned().into(),
                title: "".into(),
                id: "".into(),
            };
            around(tag, TagEnd::Link, vec![text(title)])
        }
        None => stressed(vec![text(title)]),
    }
}

/// A picture, and the words that take its place.
pub(in crate::page) fn image(path: &str, alt: &str) -> Line {
    let tag = Tag::Image {
        link_type: LinkType::Inline,
        dest_url: path.to_owned().into(),
        title: "".into(),
        id: "".into(),
    };
    around(tag, TagEnd::Image, vec![text(alt)])
}

/// An author's text of some paragraphs. `values` are the values that characters of it stand for.
pub(in crate::page) fn block(markdown: &str, values: &[Line]) -> Vec<Piece> {
    read(markdown, values)
}

/// An author's text of one line.
pub(in crate::page) fn line(markdown: &str, values: &[Line]) -> Line {
    let pieces = read(markdown, values);
    let is_block = |piece: &Piece| match piece {
        Event::Start(tag) => !matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::Rule => true,
        _ => false,
    };
    let blocks = pieces.iter().filter(|piece| is_block(piece)).count();
    if blocks == usize::from(matches!(pieces.first(), Some(Event::Start(Tag::Paragraph)))) {
        let inside =
            |piece: &Piece| !matches!(piece, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
        return pieces.into_iter().filter(inside).collect();
    }
    // What would be a list or a heading on its own is meant as words.
    let mut words = Vec::new();
    with_values(markdown, values, &mut words);
    words
}

fn read(markdown: &str, values: &[Line]) -> Vec<Piece> {
    let markdown = &formulas_only(markdown);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut dropped_links = Vec::new();
    let of_text = crc32fast::hash(markdown.as_bytes());
    for event in Parser::new_ext(markdown, super::dialect()) {
        match event {
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                with_values(&words, values, &mut pieces);
            }
            Event::Code(words) => pieces.push(code(&words_with_values(&words, values))),
            Event::InlineMath(tex) => pieces.push(formula(&tex, false)),
            Event::DisplayMath(tex) => pieces.push(formula(&tex, true)),
            Event::Start(Tag::HtmlBlock) => pieces.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => pieces.push(Event::End(TagEnd::Paragraph)),
            // Headings of a text stand below those of the report.
            Event::Start(Tag::Heading { .. }) => {
                pieces.extend([Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]);
            }
            Event::End(TagEnd::Heading(_)) => {
                pieces.extend([Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]);
            }
            Event::Start(Tag::Image { dest_url, .. }) => pieces.push(Event::Start(Tag::Image {
                link_type: LinkType::Inline,
                dest_url: with_dollars(&dest_url).into(),
                title: "".into(),
                id: "".into(),
            })),
            // Other texts of the report may use the same labels.
            Event::FootnoteReference(label) => {
                pieces.push(Event::FootnoteReference(format!("{label} {of_text:08x}").into()));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                pieces.push(Event::Start(Tag::FootnoteDefinition(format!("{label} {of_text:08x}").into())));
            }
            Event::Start(Tag::Link { link_type, ref dest_url, .. }) => {
                let safe = safe_link(dest_url, link_type) && dest_url.contains(':')
                    || matches!(link_type, LinkType::Email);
                dropped_links.push(!safe);
                if safe {
                    pieces.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: match link_type {
                            LinkType::Email => format!("mailto:{dest_url}").into(),
                            _ => with_dollars(dest_url).into(),
                        },
                        title: "".into(),
                        id: "".into(),
                    }));
                }
            }
            Event::End(TagEnd::Link) => {
                if !dropped_links.pop().unwrap_or(false) {
                    pieces.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let kind = match kind {
                    CodeBlockKind::Fenced(language) => CodeBlockKind::Fenced(language.to_string().into()),
                    CodeBlockKind::Indented => CodeBlockKind::Fenced("".into()),
                };
                pieces.push(Event::Start(Tag::CodeBlock(kind)));
            }
            other => pieces.push(other.into_static()),
        }
    }
    pieces
}

/// Words with their values, which may stand on several lines.
fn with_values(words: &str, values: &[Line], pieces: &mut Vec<Piece>) {
    let mut plain = String::new();
    let flush = |plain: &mut String, pieces: &mut Vec<Piece>| {
        if !plain.is_empty() {
            pieces.push(Event::Text(with_dollars(&std::mem::take(plain)).into()));
        }
    };
    for letter in words.chars() {
        let code = u32::from(letter);
        if (FIRST..=LAST).contains(&code) {
            flush(&mut plain, pieces);
            pieces.extend(values.get((code - FIRST) as usize).into_iter().flatten().cloned());
        } else {
            plain.push(letter);
        }
    }
    flush(&mut plain, pieces);
}

fn words_with_values(words: &str, values: &[Line]) -> String {
    let mut pieces = Vec::new();
    with_values(words, values, &mut pieces);
    words_of(&pieces)
}

/// The words of a line; a formula as it is written in TeX.
pub(in crate::page) fn words_of(line: &[Piece]) -> String {
    let words = line.iter().map(|piece| match piece {
        Event::Text(words) | Event::Code(words) => words.as_ref(),
        Event::InlineMath(tex) | Event::DisplayMath(tex) => tex.as_ref(),
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

/// The report. Each block is written on its own, so that one which Markdown has no way to write costs no other: its
/// words are written.
pub(in crate::page) fn write(pieces: Vec<Piece>) -> String {
    let mut pieces: Vec<Piece> = TextMergeStream::new(pieces.into_iter()).collect();
    // Footnotes are numbered in the order in which the report refers to them.
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    for piece in &mut pieces {
        if let Event::FootnoteReference(label) | Event::Start(Tag::FootnoteDefinition(label)) = piece {
            let next = (numbers.len() + 1).to_string();
            *label = numbers.entry(label.to_string()).or_insert(next).clone().into();
        }
    }
    blocks(&pieces) + "\n"
}

fn blocks(pieces: &[Piece]) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            blocks.push(match &pieces[from..=index] {
                [Event::Start(Tag::BlockQuote(_)), inside @ .., _] => quoted(&self::blocks(inside)),
                block => one(block),
            });
            from = index + 1;
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

/// Lines with the mark of a quotation before each.
fn quoted(lines: &str) -> String {
    let lines = lines.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") });
    lines.collect::<Vec<_>>().join("\n")
}

fn one(block: &[Piece]) -> String {
    written(block).unwrap_or_else(|| {
        let words = words_of(block);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        written(&paragraph(vec![text(&words)])).unwrap_or_default()
    })
}

fn written(block: &[Piece]) -> Option<String> {
    let mut text = String::new();
    let options = pulldown_cmark_to_cmark::Options { list_token: '-', ..Default::default() };
    pulldown_cmark_to_cmark::cmark_with_options(block.iter(), &mut text, super::dialect(), options).ok()?;
    let text = text.trim_end();
    let literal = |piece: &Piece| match piece {
        Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => words.contains("\\."),
        Event::Start(tag) => matches!(tag, Tag::CodeBlock(_) | Tag::Link { .. }),
        _ => false,
    };
    Some(if block.iter().any(literal) { text.to_owned() } else { plain_decimals(text) })
}

/// Decimal numbers as people write them: `19\.3` is `19.3`, which no reader takes for the beginning of a list.
fn plain_decimals(text: &str) -> String {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut pieces = text.split("\\.").peekable();
    let mut plain = String::with_capacity(text.len());
    while let Some(piece) = pieces.next() {
        plain.push_str(piece);
        if let Some(next) = pieces.peek() {
            let decimal = piece.ends_with(is_digit) && next.starts_with(is_digit);
            plain.push_str(if decimal { "." } else { "\\." });
        }
    }
    plain
}

/// What readers make of a report, whether they know formulas or not.
#[cfg(test)]
pub(in crate::page) fn read_as_html(report: &str, formulas: bool) -> String {
    let options = if formulas { super::dialect() } else { super::Options::ENABLE_TABLES };
    let events = Parser::new_ext(report, options).inspect(|event| {
        assert!(!matches!(event, Event::Html(_) | Event::InlineHtml(_)), "{event:?} in\n{report}");
    });
    let mut markup = String::new();
    super::html::push_html(&mut markup, events);
    markup
}
