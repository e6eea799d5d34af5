//! The theme of a course: the one that is built in, or a folder on top of it. Start at [`read`].

use labc::diagnostic::Diagnostic;
use labc::sources::Sources;
use labc::theme::template::{Folder, Template, Theme, ThemeFault};
use walkdir::WalkDir;

use crate::course::manifest::{self, Manifest, NamedPath};
use crate::course::texts;
use crate::error::CommandError;
use crate::files::hash::{self, Hash};

/// How long all templates and style sheets of a theme may be together.
const MOST: usize = 8 << 20;

/// A theme with a hash of what was read for it, without the style sheets: pages only name these.
pub(crate) type HashedTheme = (Theme, Hash);

/// Reads the theme of a course, with the words of its language.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn read(
    course: Option<&Manifest>,
    sources: &mut Sources,
) -> Result<Result<HashedTheme, Vec<Diagnostic>>, CommandError> {
    let mut found = Folder::default();
    if let Some(course) = course.filter(|course| manifest::is_language(&course.language)) {
        found.language = (course.language.clone(), course.file, course.language_span);
    }
    let mut pieces: Vec<String> = Vec::new();
    // What only style sheets are made of.
    let mut of_styles: Vec<String> = Vec::new();
    let mut faults = Vec::new();
    let mut length = 0;
    let named = course.and_then(|course| Some((course, course.theme.as_ref()?)));
    if let Some((course, NamedPath { path: folder, span })) = named {
        let fault = |reason: &str| {
            let headline = format!("The theme {} cannot be used: {reason}.", folder.display());
            Ok(Err(vec![Diagnostic::error(manifest::CODE, headline, course.file, *span, "named here")]))
        };
        match course.bounds.find(folder) {
            Ok(folder) if folder.is_dir() => {}
            Ok(_) => return fault("it is not a folder"),
            Err(reason) => return fault(&reason),
        }
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry =
                entry.map_err(|error| CommandError::new(format!("cannot look for the theme: {error}")))?;
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            if entry.file_type().is_dir() {
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
            let words = name.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml"));
            if !["html", "css"].contains(&ending) && name != "theme.toml" && words.is_none() {
                continue;
            }
            let file = match texts::read(path, &course.bounds, sources)? {
                Ok(file) => file,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let text = sources.get(file).text.to_string();
            length += text.len();
            if length > MOST {
                return fault(&format!("it is longer than {} MiB", MOST >> 20));
            }
            let is_of_styles = ending == "css" || name == "theme.toml";
            if is_of_styles { &mut of_styles } else { &mut pieces }.extend([name.clone(), text.clone()]);
            match ending {
                "html" => found.templates.push(Template { name, file, text }),
                "css" => found.styles.push(text),
                _ if words.is_some() => {
                    found.words.push((words.unwrap_or_default().to_owned(), file, text));
                }
                _ => found.colours = Some((file, text)),
            }
        }
    }
    pieces.push(found.language.0.clone());
    // A template that may do something of its own with the name of the style sheet writes other pages with another one.
    if found.templates.iter().any(|template| template.text.contains("assets")) {
        pieces.append(&mut of_styles);
    }
    let pieces: Vec<&[u8]> = pieces.iter().map(String::as_bytes).collect();
    let theme = Theme::on_top(&found).map_err(of_theme)?;
    Ok(match theme {
        Ok(theme) if faults.is_empty() => Ok((theme, hash::hash(&pieces))),
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(more);
            Err(faults)
        }
    })
}

/// A fault of a theme as an error: for what no template of the course is to blame for.
pub(crate) fn of_theme(fault: ThemeFault) -> CommandError {
    CommandError::new(format!("the theme is faulty: {fault}"))
}
