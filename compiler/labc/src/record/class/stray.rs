//! Files that hold no work and that nobody has to look at: what systems leave behind, pictures, documents.

/// A kind of file that is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stray {
    /// What a system or a program leaves in folders.
    System,
    /// A picture.
    Picture,
    /// A document for people: a text, a sheet, slides.
    Document,
    /// Sound or film.
    Media,
    /// A text, a page or a mail without a copy in it, such as a comment on the submission.
    Text,
}

const PICTURES: [&str; 12] =
    ["png", "jpg", "jpeg", "gif", "bmp", "webp", "heic", "heif", "svg", "tif", "tiff", "ico"];
const DOCUMENTS: [&str; 14] = [
    "pdf", "doc", "xls", "xlsx", "ppt", "pptx", "ods", "odp", "pages", "numbers", "key", "epub", "ps", "rtf",
];
const MEDIA: [&str; 10] = ["mp3", "mp4", "m4a", "mov", "avi", "mkv", "wav", "webm", "ogg", "flac"];
const TEXTS: [&str; 11] = ["html", "htm", "txt", "md", "csv", "xml", "eml", "url", "webloc", "lnk", "log"];
const SYSTEM: [&str; 5] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx"];
/// What files of a kind begin with.
const BEGINNINGS: [(&[u8], Stray); 12] = [
    (b"\x89PNG", Stray::Picture),
    (b"\xff\xd8\xff", Stray::Picture),
    (b"GIF8", Stray::Picture),
    (b"II*\0", Stray::Picture),
    (b"MM\0*", Stray::Picture),
    (b"%PDF", Stray::Document),
    (b"\xd0\xcf\x11\xe0", Stray::Document),
    (b"{\\rtf", Stray::Document),
    (b"ID3", Stray::Media),
    (b"OggS", Stray::Media),
    (b"RIFF", Stray::Media),
    (b"\x1aE\xdf\xa3", Stray::Media),
];

impl Stray {
    /// By the path alone: such a file need not be opened.
    pub(super) fn by_path(path: &str) -> Option<Self> {
        let mut folders = path.to_lowercase();
        let name = folders.split_off(folders.rfind('/').map_or(0, |slash| slash + 1));
        let system = |name: &str| (name.starts_with('.') && name.len() > 1) || SYSTEM.contains(&name);
        if system(&name) || name.starts_with("~$") || folders.split('/').any(system) {
            return Some(Self::System);
        }
        let ending = ending(&name);
        [(&PICTURES[..], Self::Picture), (&DOCUMENTS, Self::Document), (&MEDIA, Self::Media)]
            .into_iter()
            .find_map(|(endings, stray)| endings.contains(&ending).then_some(stray))
    }

    /// By what a file begins with.
    pub(super) fn by_content(bytes: &[u8]) -> Option<Self> {
        let begins = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
        let begins = begins.map(|(_, stray)| *stray);
        begins.or_else(|| (bytes.get(4..8) == Some(b"ftyp")).then_some(Self::Media))
    }

    /// Whether a file may well be without a copy: a text field that was left empty, a comment.
    pub(super) fn is_text(path: &str) -> bool {
        TEXTS.contains(&ending(&path.to_lowercase()))
    }

    /// One of them in words.
    pub(super) fn name(self) -> &'static str {
        self.words().0
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::System => ("system file", "system files"),
            Self::Picture => ("picture", "pictures"),
            Self::Document => ("document", "documents"),
            Self::Media => ("recording", "recordings"),
            Self::Text => ("text without a copy", "texts without a copy"),
        }
    }

    /// So many of them in words: `2 pictures`.
    pub fn counted(self, count: usize) -> String {
        let (one, many) = self.words();
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

/// The ending of a name, without the dot.
pub(super) fn ending(path: &str) -> &str {
    let name = &path[path.rfind('/').map_or(0, |slash| slash + 1)..];
    name.rfind('.').filter(|dot| *dot > 0).map_or("", |dot| &name[dot + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_work_are_known_by_name_or_beginning() {
        for (path, stray) in [
            ("Thumbs.db", Some(Stray::System)),
            ("a/.DS_Store", Some(Stray::System)),
            ("__MACOSX/a/._copy.json", Some(Stray::System)),
            ("a/~$essay.docx", Some(Stray::System)),
            ("a/desktop.ini", Some(Stray::System)),
            ("shot.PNG", Some(Stray::Picture)),
            ("essay.pdf", Some(Stray::Document)),
            ("a.png/copy.json", None),
            ("copy.json", None),
            ("copy", None),
            ("onlinetext.html", None),
            ("mail.eml", None),
        ] {
            assert_eq!(Stray::by_path(path), stray, "{path}");
        }
        assert_eq!(Stray::by_content(b"\x89PNG\r\n"), Some(Stray::Picture));
        assert_eq!(Stray::by_content(b"{\"format\""), None);
        assert!(
            Stray::is_text("x/onlinetext.HTML") && !Stray::is_text("copy.json") && !Stray::is_text("copy")
        );
        assert_eq!(
            (Stray::System.counted(1), Stray::Text.counted(2)),
            ("1 system file".into(), "2 texts without a copy".into())
        );
    }
}
