//! The student's own page: what it is made from, and its data. Start at [`course_data`].

use lab_core::mark::Sheet;
use lab_core::record::ItemKind;
use serde::Serialize;

use crate::page::program::data;
use crate::page::render::view::{FrameView, WorkView};
use crate::record::protocol::Protocol;
use crate::theme::template::{Theme, ThemeFault};

/// What the page shows of a lab; its marks come in the same order.
#[derive(Serialize)]
struct LabWords<'a> {
    id: &'a str,
    title: String,
    href: String,
    parts: Vec<&'a str>,
    asked: Vec<EntryWords>,
}

#[derive(Serialize)]
struct EntryWords {
    kind: ItemKind,
    name: String,
    title: String,
    options: Vec<String>,
    /// The subjects that a prediction or an estimate tests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
}

/// The course as the student's page gets it, as a script that sets `globalThis.labcCourse`: the sheets of its
/// labs as postcard and the words as JSON, packed like the data of a lab's page. Keys of predictions are in it,
/// no more open to the eye than there. Each lab comes with what the course
/// calls it besides its title, and the path to its page.
///
/// # Errors
/// A course larger than memory.
pub fn course_data<'a>(
    labs: impl IntoIterator<Item = (&'a Protocol, Option<&'a str>, String)>,
) -> Result<String, postcard::Error> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut words = Vec::new();
    for (protocol, label, href) in labs {
        sheets.push(protocol.sheet());
        words.push(LabWords {
            id: &protocol.id,
            title: match label {
                Some(label) => format!("{label}: {}", protocol.title),
                None => protocol.title.clone(),
            },
            href,
            parts: protocol.parts.iter().map(|part| part.title.as_str()).collect(),
            asked: protocol
                .entries()
                .into_iter()
                .map(|entry| EntryWords {
                    about: subjects(protocol, entry.asked.kind, &entry.asked.name),
                    kind: entry.asked.kind,
                    name: entry.asked.name,
                    title: entry.title,
                    options: entry.options,
                })
                .collect(),
        });
    }
    // Never through a map, whose order depends on how a library was built.
    let words = serde_json::to_string(&words).map_err(|_| postcard::Error::SerdeSerCustom)?;
    let words = format!("{{\"labs\":{words}}}");
    let packed = data::pack_pieces([postcard::to_allocvec(&sheets)?.as_slice(), words.as_bytes()]);
    Ok(format!("globalThis.labcCourse={};\n", serde_json::Value::from(packed)))
}

/// The subjects that a question tests, in words. One that names none tests all that its lab teaches.
fn subjects(protocol: &Protocol, kind: ItemKind, name: &str) -> Vec<String> {
    let about = match kind {
        ItemKind::Predict => protocol.predictions.iter().find(|one| one.name == name).map(|one| &one.about),
        ItemKind::Estimate => protocol.estimates.iter().find(|one| one.name == name).map(|one| &one.about),
        _ => None,
    };
    let Some(about) = about else { return Vec::new() };
    let about = if about.is_empty() { &protocol.teaches } else { about };
    about.iter().map(|subject| crate::page::capital(&subject.replace('_', " "))).collect()
}

/// The student's own page, by a theme. The frame's script is the one of this page.
///
/// # Errors
/// A fault of the theme.
pub fn html(theme: &Theme, frame: &FrameView, data: &str, privacy: &str) -> Result<String, ThemeFault> {
    let view = WorkView { frame: frame.clone(), data: data.to_owned(), privacy: privacy.to_owned() };
    theme.fill("work.html", &view)
}

/// What is said about where work is kept and who sees it, by a theme.
///
/// # Errors
/// A fault of the theme.
pub fn privacy(theme: &Theme, frame: &FrameView) -> Result<String, ThemeFault> {
    theme.fill("privacy.html", frame)
}
