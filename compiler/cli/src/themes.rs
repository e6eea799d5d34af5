//! The theme of a course: the one that is built in, or a folder on top of it. Start at [`read`].

use std::fs;
use std::path::Path;

use labc::diagnostic::Diagnostic;
use labc::page::theme::{Folder, Theme, ThemeFault};
use labc::source::Sources;
use walkdir::WalkDir;

use crate::cache::{self, Hash};
use crate::trouble::Trouble;

/// A theme with a hash of what was read for it.
pub(crate) type Read = (Theme, Hash);

/// Reads the folder of a theme, if there is one.
///
/// # Errors
/// A folder or template that cannot be read; inside, colours that cannot be read or seen.
pub(crate) fn read(
    folder: Option<&Path>,
    sources: &mut Sources,
) -> Result<Result<Read, Vec<Diagnostic>>, Trouble> {
    let mut found = Folder::default();
    let mut pieces: Vec<String> = Vec::new();
    if let Some(folder) = folder {
        if !folder.is_dir() {
            return Err(Trouble::new(format!("the theme {} is no folder", folder.display())));
        }
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| Trouble::new(format!("cannot look for the theme: {error}")))?;
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            if !entry.file_type().is_file() {
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
            if !["html", "css"].contains(&ending) && name != "theme.toml" {
                continue;
            }
            let text = fs::read_to_string(path).map_err(|error| Trouble::file("read", path, error))?;
            pieces.extend([name.clone(), text.clone()]);
            match ending {
                "html" => found.templates.push((name, text)),
                "css" => found.styles.push(text),
                _ => found.colours = Some((sources.add(path.display().to_string(), text.clone()), text)),
            }
        }
    }
    let pieces: Vec<&[u8]> = pieces.iter().map(String::as_bytes).collect();
    let theme = Theme::on_top(&found).map_err(of_theme)?;
    Ok(theme.map(|theme| (theme, cache::hash(&pieces))))
}

/// A fault of a theme as trouble.
pub(crate) fn of_theme(fault: ThemeFault) -> Trouble {
    Trouble::new(format!("the theme is faulty: {fault}"))
}
