//! What searching a course finds: the words that a page shows from the start. What lies under a seal, keys and
//! feedback never come here. Start at [`of_lab`], [`of_text`] and [`script`].

use serde::{Deserialize, Serialize};

use crate::page::block::{self, Block, Ready, Said};
use crate::page::render::text::Text;
use crate::page::render::view::{LabView, Markup};

/// How many bytes of a section are searched.
const MOST: usize = 6_000;

/// Something to find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchEntry {
    /// The heading that a result shows.
    pub title: String,
    /// Its id on the page; empty for the page itself.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What there is to find in a lab.
pub(in crate::page) fn of_lab(lab: &LabView) -> Vec<SearchEntry> {
    let mut words = lab.description.clone();
    let (chapter, reading) = (lab.chapter.iter(), lab.reading.iter());
    for reference in chapter.chain(reading) {
        add_words(&reference.title, &mut words);
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
pub fn of_text(text: &Text) -> Vec<SearchEntry> {
    let page = entry(text.title.clone(), String::new(), text.words.clone());
    let sections = text.sections.iter().zip(&text.section_words);
    let sections =
        sections.map(|(section, words)| entry(section.title.clone(), section.id.clone(), words.clone()));
    std::iter::once(page).chain(sections).collect()
}

/// The index of a course as a script, for pages opened from a file too: a list of title, address, the page
/// it is on, and words.
pub fn script<'e>(
    pages: impl IntoIterator<Item = (&'e str, &'e [SearchEntry])>,
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

fn entry(title: String, id: String, mut text: String) -> SearchEntry {
    if text.len() > MOST {
        let end = (0..=MOST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
    SearchEntry { title, id, text }
}

/// What a student reads before anything is decided.
fn blocks(list: &[Block<Ready>], words: &mut String) {
    for block in list {
        match block {
            Block::Aside { title, body, .. } => {
                add_words(title, words);
                add(body, words);
            }
            Block::Details { title, body } => {
                add_words(title, words);
                blocks(body, words);
            }
            Block::Layout { title, body, .. } => {
                title.iter().for_each(|title| add(title, words));
                blocks(body, words);
            }
            Block::When { body, .. } => blocks(body, words),
            Block::Metrics { cards } => cards.iter().for_each(|card| add(&card.label, words)),
            Block::Table(table) => add_words(&table.caption, words),
            Block::Chart(chart) => add_words(&chart.title, words),
            Block::Predict(block::Predict { question, .. })
            | Block::Reflect(block::Reflect { question, .. })
            | Block::Estimate(block::Estimate { question, .. })
            | Block::Decide(block::Decide { question, .. }) => add(question, words),
            Block::Goals { goals } => goals.iter().for_each(|goal| add(&goal.title, words)),
            // Values and cases change with the controls; answers are locked.
            Block::Steps { .. }
            | Block::Badges { .. }
            | Block::Preset { .. }
            | Block::Status(_)
            | Block::Reveal(_)
            | Block::EstimateReveal(_)
            | Block::Record { .. }
            | Block::Revisit { .. }
            | Block::Hud(_)
            | Block::Sealed { .. } => {}
            // Whatever else there is shows all its texts.
            _ => block.texts(&mut |said| match said {
                Said::Line(text) | Said::Text(text) => add(text, words),
            }),
        }
    }
}

fn add(markup: &Markup, words: &mut String) {
    add_words(&markup.words, words);
}

fn add_words(more: &str, words: &mut String) {
    if !more.is_empty() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
