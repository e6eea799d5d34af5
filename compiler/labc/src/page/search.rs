//! What searching a course finds: the words that a page shows from the start. What lies under a seal, keys and
//! feedback never come here. Start at [`of_lab`], [`of_text`] and [`script`].

use serde::{Deserialize, Serialize};

use super::text::Text;
use super::view::{Block, LabView};

/// How many bytes of a section are searched.
const MOST: usize = 6_000;

/// Something to find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The heading that a result shows.
    pub title: String,
    /// Its id on the page; empty for the page itself.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What there is to find in a lab.
pub(super) fn of_lab(lab: &LabView) -> Vec<Entry> {
    let mut words = lab.description.clone();
    let (chapter, reading) = (lab.chapter.iter(), lab.reading.iter());
    for reference in chapter.chain(reading) {
        say(&reference.title, &mut words);
    }
    blocks(&lab.intro, &mut words);
    blocks(&lab.outro, &mut words);
    let mut entries = vec![entry(lab.title.clone(), String::new(), words)];
    for part in &lab.parts {
        let mut words = String::new();
        blocks(&part.blocks, &mut words);
        entries.push(entry(part.title.clone(), format!("part-{}", part.key), words));
    }
    entries
}

/// What there is to find in a page of text: the page, and each of its sections.
pub fn of_text(text: &Text) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (index, section) in text.html.split("<h2 id=\"").enumerate() {
        if index == 0 {
            entries.push(entry(text.title.clone(), String::new(), plain(section)));
            continue;
        }
        let (id, rest) = section.split_once('"').unwrap_or(("", section));
        let rest = rest.strip_prefix('>').unwrap_or(rest);
        let (title, body) = rest.split_once("</h2>").unwrap_or(("", rest));
        entries.push(entry(plain(title), id.to_owned(), plain(body)));
    }
    entries
}

/// The index of a course as a script, for pages opened from a file too: a list of title, address, the page
/// it is on, and words.
pub fn script<'e>(
    pages: impl IntoIterator<Item = (&'e str, &'e [Entry])>,
) -> Result<String, serde_json::Error> {
    let mut rows = Vec::new();
    for (href, entries) in pages {
        let page = entries.first().map_or("", |first| first.title.as_str());
        for entry in entries {
            let mark = if entry.id.is_empty() { "" } else { "#" };
            let on = if entry.id.is_empty() { "" } else { page };
            rows.push((&entry.title, format!("{href}{mark}{}", entry.id), on, &entry.text));
        }
    }
    Ok(format!("globalThis.labcIndex={};\n", serde_json::to_string(&rows)?))
}

fn entry(title: String, id: String, mut text: String) -> Entry {
    if text.len() > MOST {
        let end = (0..=MOST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
    Entry { title, id, text }
}

/// What a student reads before anything is decided.
fn blocks(list: &[Block], words: &mut String) {
    for block in list {
        match block {
            Block::Prose { html } => say(html, words),
            Block::Message { from, html } => {
                say(from, words);
                say(html, words);
            }
            Block::Aside { title, html, .. } => {
                say(title, words);
                say(html, words);
            }
            Block::Details { title, blocks } => {
                say(title, words);
                self::blocks(blocks, words);
            }
            Block::Layout { title, blocks, .. } => {
                say(title.as_deref().unwrap_or(""), words);
                self::blocks(blocks, words);
            }
            Block::When { blocks, .. } => self::blocks(blocks, words),
            Block::Slider(slider) => say(&slider.label, words),
            Block::Choice(choice) => say(&choice.label, words),
            Block::Metrics { cards } => cards.iter().for_each(|card| say(&card.label, words)),
            Block::Table(table) => say(&table.caption, words),
            Block::Predict(predict) => say(&predict.question, words),
            Block::Reflect(reflect) => say(&reflect.question, words),
            Block::Estimate(estimate) => say(&estimate.question, words),
            Block::Decide(decide) => say(&decide.question, words),
            Block::Upload(upload) => say(&upload.label, words),
            Block::Answer(asked) | Block::Task(asked) => {
                say(&asked.title, words);
                say(&asked.html, words);
            }
            Block::Goals { goals } => goals.iter().for_each(|goal| say(&goal.title, words)),
            // Values and states move; what a reveal says is sealed.
            _ => {}
        }
    }
}

fn say(html: &str, words: &mut String) {
    let said = plain(html);
    if !said.is_empty() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&said);
    }
}

/// The words of markup that the compiler made; formulas are left out.
fn plain(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        rest = &rest[open..];
        if rest.starts_with("<math") {
            rest = rest.find("</math>").map_or("", |end| &rest[end..]);
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        // Pieces of a line stay together; blocks do not run into each other.
        let inline = ["a", "b", "em", "strong", "code", "output", "span", "cite", "i"];
        let name: String =
            rest[1..end].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if !inline.contains(&name.as_str()) {
            words.push(' ');
        }
        rest = &rest[end..];
    }
    words.push_str(rest);
    let words = super::links::unescape(&words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_markup() {
        assert_eq!(
            plain("<p>One <strong>two</strong>.</p><ul><li>a</li><li>b &amp; c</li></ul>"),
            "One two . a b & c".replace(" .", ".")
        );
        assert_eq!(plain("x <math><mi>y</mi></math> z &lt;b&gt;"), "x z <b>");
    }

    #[test]
    fn a_text_by_its_sections() {
        let entries = of_text(&Text::read("# T\n\nStart.\n\n## One\n\nFirst `code`.\n\n## Two\n\nSecond.\n"));
        let found: Vec<_> =
            entries.iter().map(|e| (e.title.as_str(), e.id.as_str(), e.text.as_str())).collect();
        assert_eq!(found, [("T", "", "Start."), ("One", "one", "First code."), ("Two", "two", "Second.")]);
        let script = script([("t/index.html", entries.as_slice())]).unwrap();
        assert!(
            script.starts_with("globalThis.labcIndex=[[\"T\",\"t/index.html\",\"\",\"Start.\"]"),
            "{script}"
        );
        assert!(script.contains("[\"One\",\"t/index.html#one\",\"T\","), "{script}");
    }
}
