//! Pictures of a lab: looked at, named after what they hold, and put beside the pages. Start at [`look`].

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use imagesize::{Compression, ImageType};
use sha2::{Digest, Sha256};

use crate::check::text::TypedText;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::markup::escape;
use crate::page::plan::planner::Planner;
use crate::page::render::download::Download;
use crate::page::render::view::PictureView;
use crate::sources::{FileId, Span};

mod svg;

/// How wide and how high a picture may be: what browsers of phones still show.
const MOST_PIXELS: usize = 16_384;

/// The pictures of a page, by their paths as the author names them.
#[derive(Clone, Debug, Default)]
pub(in crate::page) struct Pictures {
    found: BTreeMap<String, Option<PictureFound>>,
}

#[derive(Clone, Debug)]
struct PictureFound {
    view: PictureView,
    file: Arc<Download>,
}

/// A picture that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// How it is shown.
    pub view: PictureView,
    /// The file that goes into the site, by its path from a page that lies in a folder of its own.
    pub file: Download,
    /// It says where it was taken.
    pub tells_place: bool,
}

/// Why a picture can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason, as the end of a sentence.
    pub reason: String,
    /// What to do about it.
    pub help: String,
}

impl Refused {
    fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: help.into() }
    }
}

/// Looks at the bytes of a picture: what kind it is and how large it is shown.
///
/// # Errors
/// What is not a picture that browsers show, is too large, or could run something.
pub fn look(path: &str, bytes: Vec<u8>) -> Result<Picture, Refused> {
    let kinds = "use PNG, JPEG, WebP, AVIF, GIF or SVG";
    let (ending, (width, height)) = match imagesize::image_type(&bytes) {
        Ok(kind) => {
            let ending = match kind {
                ImageType::Png => "png",
                ImageType::Jpeg => "jpg",
                ImageType::Webp => "webp",
                ImageType::Gif => "gif",
                ImageType::Heif(Compression::Av1) => "avif",
                ImageType::Heif(_) => {
                    let help = "most browsers don't show it: export it as JPEG or WebP";
                    return Err(Refused::new("it is a HEIC picture", help));
                }
                _ => return Err(Refused::new("browsers don't show this kind of picture", kinds)),
            };
            let size = imagesize::blob_size(&bytes).map_err(|_| {
                Refused::new(
                    "the file is damaged or cut off",
                    "open it in a picture program and save it again",
                )
            })?;
            (ending, (size.width, size.height))
        }
        Err(_) => match std::str::from_utf8(&bytes) {
            Ok(text) if text.contains("<svg") => ("svg", svg::size_of(text)?),
            _ => return Err(Refused::new("it isn't a picture", kinds)),
        },
    };
    if width == 0 || height == 0 {
        return Err(Refused::new("it is empty", "export it again"));
    }
    if width > MOST_PIXELS || height > MOST_PIXELS {
        let reason = format!("it has {width} × {height} pixels");
        return Err(Refused::new(reason, format!("scale it down to at most {MOST_PIXELS} on each side")));
    }
    let photo = photo(&bytes);
    let turned = photo.turned;
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let hash: String = Sha256::digest(&bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("../assets/{}-{hash}.{ending}", stem(path));
    let view = PictureView { path: path.to_owned(), src: name.clone(), width, height };
    Ok(Picture { view, file: Download { name, bytes }, tells_place: photo.tells_place })
}

/// A picture by its path, whose bytes `read` gets, or says why not. `place` is what the path is relative to.
///
/// # Errors
/// As [`look`]; an address of another site, and a file that can't be read.
pub(in crate::page) fn find(
    path: &str,
    place: &str,
    read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Picture, Refused> {
    if path.contains("://") || path.starts_with("//") || path.starts_with("data:") {
        let help = format!("save the picture beside the {place} and name its file");
        return Err(Refused::new("pages load nothing from other sites", help));
    }
    let bytes = read(path).map_err(|reason| {
        let help = match path.contains("%20") {
            true => {
                format!("write the path as it is, in angle brackets: `(<{}>)`", path.replace("%20", " "))
            }
            false => format!("name a file of the course, by its path from the folder of the {place}"),
        };
        Refused::new(reason, help)
    })?;
    look(path, bytes)
}

/// A photo tells where it was taken.
pub fn tells_place(file: FileId, span: Span) -> Diagnostic {
    let headline = "This photo tells where it was taken.";
    Diagnostic::warning(Code::Picture, headline, file, span, "has GPS coordinates in it")
        .help("remove them, for example with `exiftool -gps:all= photo.jpg`")
}

/// The name of a file without its ending, in letters that every host can serve.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' };
    let stem: String = stem.chars().take(40).map(safe).collect();
    let stem = stem.trim_matches('-');
    if stem.is_empty() { "picture".to_owned() } else { stem.to_owned() }
}

/// What a camera writes into a photo.
#[derive(Default)]
struct Photo {
    /// Browsers show it on its side, so that its height is its width.
    turned: bool,
    tells_place: bool,
}

fn photo(bytes: &[u8]) -> Photo {
    let read = exif::Reader::new().read_from_container(&mut Cursor::new(bytes));
    let Ok(exif) = read else { return Photo::default() };
    let orientation = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY);
    let orientation = orientation.and_then(|field| field.value.get_uint(0));
    Photo {
        turned: orientation.is_some_and(|value| (5..=8).contains(&value)),
        tells_place: exif.get_field(exif::Tag::GPSLatitude, exif::In::PRIMARY).is_some(),
    }
}

impl PictureView {
    /// The picture as markup, with the text that takes its place.
    pub(in crate::page) fn markup(&self, alt: &str) -> String {
        let Self { src, width, height, .. } = self;
        format!(
            "<img src=\"{}\" alt=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">",
            escape(src),
            escape(alt)
        )
    }
}

impl Pictures {
    /// How each is shown.
    pub(in crate::page) fn views(&self) -> BTreeMap<String, PictureView> {
        let found = self.found.iter();
        found.filter_map(|(path, found)| Some((path.clone(), found.as_ref()?.view.clone()))).collect()
    }

    /// The files that go into the site.
    pub(in crate::page) fn files(&self) -> impl Iterator<Item = Download> + '_ {
        let files: BTreeMap<&str, &Download> =
            self.found.values().flatten().map(|found| (found.file.name.as_str(), &*found.file)).collect();
        files.into_values().cloned()
    }
}

impl Planner<'_> {
    /// A picture that a text or a figure shows.
    pub(in crate::page) fn picture(&mut self, path: &str, span: Span) -> Option<PictureView> {
        if let Some(found) = self.pictures.found.get(path) {
            return found.as_ref().map(|found| found.view.clone());
        }
        let found = match find(path, "lab", &|path| self.files.picture(path)) {
            Ok(picture) => {
                if picture.tells_place {
                    self.report(tells_place(self.file, span));
                }
                let Picture { view, file, .. } = picture;
                Some(PictureFound { view, file: Arc::new(file) })
            }
            Err(Refused { reason, help }) => {
                let headline = format!("The picture `{path}` can't be used: {reason}.");
                let diagnostic = self.error(Code::Picture, headline, span, "this picture").help(help);
                self.report(diagnostic);
                None
            }
        };
        let view = found.as_ref().map(|found| found.view.clone());
        self.pictures.found.insert(path.to_owned(), found);
        view
    }

    /// A picture that a statement names.
    pub(in crate::page) fn named_picture(&mut self, path: &TypedText<'_>) -> Option<PictureView> {
        let words = self.plain(path);
        self.picture(&words, path.tree.span)
    }

    /// Reports a picture without a text that takes its place.
    pub(in crate::page) fn undescribed(&mut self, span: Span, example: &str) {
        let diagnostic = self
            .error(Code::NoAltText, "This picture has no text that takes its place.", span, "no alt text")
            .help(format!("say in a few words what it shows: `{example}`"));
        self.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest PNG of a size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    }

    #[test]
    fn a_picture_is_named_after_what_it_holds() {
        let picture = look("fig/Our Kettle.PNG", png(640, 480)).unwrap();
        assert_eq!((picture.view.width, picture.view.height), (640, 480));
        assert!(picture.file.name.starts_with("../assets/our-kettle-"), "{}", picture.file.name);
        assert_ne!(look("a.png", png(1, 2)).unwrap().file.name, look("a.png", png(2, 1)).unwrap().file.name);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for (bytes, says) in [
            (b"words".to_vec(), "isn't a picture"),
            (Vec::new(), "isn't a picture"),
            (png(9, 9)[..18].to_vec(), "damaged"),
            (png(0, 5), "empty"),
            (png(5, 99_999), "pixels"),
            (b"BM\0\0\0\0\0\0".to_vec(), "isn't a picture"),
        ] {
            let refused = look("a.png", bytes).unwrap_err();
            assert!(refused.reason.contains(says), "{refused:?}");
        }
    }
}
