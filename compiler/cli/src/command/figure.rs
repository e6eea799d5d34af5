//! `labc figure`: a chart of a lab as a picture that stands alone, for slides and print: the scene
//! that a page draws too, with the fonts and the light colours of the theme in it.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::args::{self, Format, PictureFormat};
use crate::course::themes;
use crate::error::CommandError;
use crate::make::{alone, drawing, png};
use crate::report::console;
use crate::report::{self, CLEAN};

/// Draws a chart of a lab.
pub(crate) fn run(args: &args::Figure) -> Result<ExitCode, CommandError> {
    let made = alone::with_lab(&args.lab, false, |lab, found| {
        let mut sources = found.sources.clone();
        let theme = match themes::read(None, &mut sources)? {
            Ok((theme, _)) => theme,
            Err(faults) => return Ok(Err(report::report(&faults, &sources, Format::Text, None))),
        };
        let wanted: Vec<Option<&str>> = match args.all {
            true => lab.chart_titles().iter().map(|title| Some(title.as_str())).collect(),
            false => vec![args.chart.as_deref()],
        };
        let mut pictures = Vec::new();
        for title in wanted {
            let (title, figure) =
                lab.figure(title, &alone::settings(&args.set), args.width).map_err(CommandError::new)?;
            pictures.push((title.to_owned(), drawing::draw(title, &figure, &theme)?));
        }
        Ok(Ok(pictures))
    })?;
    let pictures = match made.flatten() {
        Ok(pictures) => pictures,
        Err(code) => return Ok(code),
    };
    let format = format_of(args)?;
    let mut files = Vec::new();
    for (title, picture) in pictures {
        files.push((title, as_file(picture, format)?));
    }
    match &args.out {
        Some(folder) if args.all => write_all(folder, &files, format)?,
        Some(path) => files.iter().try_for_each(|(_, file)| write(path, file))?,
        None => files.iter().for_each(|(_, file)| console::say(&String::from_utf8_lossy(file))),
    }
    Ok(ExitCode::from(CLEAN))
}

/// What the pictures are to be.
fn format_of(args: &args::Figure) -> Result<PictureFormat, CommandError> {
    let ending = |path: &Path| path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let named = args.out.as_deref().filter(|_| !args.all).and_then(ending);
    let named = match named.as_deref() {
        Some("png") => Some(PictureFormat::Png),
        Some("svg") => Some(PictureFormat::Svg),
        Some(other @ ("jpg" | "jpeg" | "webp" | "gif" | "pdf")) if args.format.is_none() => {
            return Err(CommandError::new(format!("a figure is `.svg` or `.png`, not `.{other}`")));
        }
        _ => None,
    };
    let format = args.format.or(named).unwrap_or(PictureFormat::Svg);
    if named.is_some_and(|named| named != format) {
        return Err(CommandError::new("the name of the file ends as another format than `--format` says"));
    }
    if format == PictureFormat::Png && args.out.is_none() {
        return Err(CommandError::new("a PNG goes into a file: name it, as in `-o figure.png`"));
    }
    Ok(format)
}

/// An SVG as the file that was asked for.
fn as_file(svg: String, format: PictureFormat) -> Result<Vec<u8>, CommandError> {
    if format == PictureFormat::Svg {
        return Ok(svg.into_bytes());
    }
    let lacking = png::lacking(&svg);
    if !lacking.is_empty() {
        let lacking: Vec<String> = lacking.iter().map(|letter| format!("`{letter}`")).collect();
        console::tell(&format!(
            "note: the font of PNG files has no {}; SVG files use the reader's fonts\n",
            lacking.join(", ")
        ));
    }
    png::draw(&svg)
}

/// Puts all pictures of a lab into a folder, each called after its chart.
fn write_all(
    folder: &Path,
    pictures: &[(String, Vec<u8>)],
    format: PictureFormat,
) -> Result<(), CommandError> {
    fs::create_dir_all(folder).map_err(|error| CommandError::file("make", folder, error))?;
    let ending = if format == PictureFormat::Png { "png" } else { "svg" };
    let mut used = std::collections::BTreeSet::new();
    for (title, picture) in pictures {
        let slug = slug(title);
        let mut name = slug.clone();
        for number in 2.. {
            if used.insert(name.clone()) {
                break;
            }
            name = format!("{slug}-{number}");
        }
        write(&folder.join(format!("{name}.{ending}")), picture)?;
    }
    Ok(())
}

/// A title as the name of a file.
fn slug(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name: String = name.trim_end_matches('-').chars().take(60).collect();
    if name.is_empty() { "chart".to_owned() } else { name }
}

/// Puts the picture in its place, unless something else is there.
fn write(path: &Path, picture: &[u8]) -> Result<(), CommandError> {
    let is_ours = |found: &[u8]| found.starts_with(drawing::MADE.as_bytes()) || png::is_ours(found);
    alone::put(path, picture, "a figure", is_ours)?;
    console::say_unless_quiet(&format!("wrote {}\n", path.display()));
    Ok(())
}
