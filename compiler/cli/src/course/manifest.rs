//! The course: which labs, in which order, under which title. Start at [`Manifest::read`].
//!
//! ```toml
//! id = "mlsys"                 # names the students' work: never change it
//! title = "Machine Learning Systems"
//! language = "en"              # optional, as the rest: of the pages; `themes/README.md` says how to add one
//! description = "…"
//! labs = "../labs-src"         # where the labs are, relative to this file
//! out = "out"                  # where the site goes, relative to this file
//! url = "https://labs.org/ml"  # where the site will be: for the sitemap and for previews
//! image = "lab.png"            # the picture in previews, relative to this file
//! theme = "ours"               # a folder with a theme on top of the default one
//! bibliography = "refs.bib"    # the works that labs cite, relative to this file
//! proofs = true                # a page with what is decided about all settings of each lab
//! prefer = ["kWh", "USD/h"]    # units that results are shown in, where a lab says nothing else
//!
//! [[volume]]
//! title = "Foundations"
//! id = "vol1"                  # optional: the name of its page
//! description = "…"            # optional
//! labs = ["vol1_06"]
//! labels = { vol1_06 = "Lab 06" }  # optional: what stands above the titles of its labs
//! counts = true                # optional: false where its labs are no students' work, such as a gallery
//!
//! [sections]                   # what `@sec-…` in the labs leads to
//! sec-attention = { title = "Self-attention", url = "https://…" }
//! sec-on-paper = { title = "A chapter of a book" }
//! sec-wall = { title = "The explosion", lab = "vol1_06", part = "explosion" }
//! ```
//!
//! Every `*.md` of the folder `reference` beside it becomes a page too, named on the course's home.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};

use labc::codes::Code;
use labc::diagnostic::Diagnostic;
use labc::inputs::bibliography::Bibliography;
use labc::sources::portable::is_reserved;
use labc::sources::{FileId, Sources, Span};
use serde::Deserialize;
use toml::Spanned;

use crate::course::sections::{Sections, WrittenSections};
use crate::course::texts;
use crate::error::CommandError;
use crate::files::read::{self, ReadBounds};

/// The pages that every site has, by their names; no volume and no lab can be called so.
pub(crate) const OF_EVERY_SITE: [&str; 3] = ["search", WORK, "privacy"];

/// The folder of the student's own page.
pub(crate) const WORK: &str = "ledger";

/// Where a manifest may lie, seen from the current folder or one above it.
const NAMES: [&str; 2] = ["course.toml", "site/course.toml"];

/// The code of everything that can be wrong in a manifest.
pub(crate) const CODE: Code = Code::CourseManifest;

/// A course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Its own text.
    pub(crate) file: FileId,
    /// Where it says its title: faults of the course as a whole are reported there.
    pub(crate) span: Span,
    /// Its id, under which the students' work is kept.
    pub(crate) id: String,
    /// The title of the course, shown on every page.
    pub(crate) title: String,
    /// The language of its pages, as a BCP 47 tag.
    pub(crate) language: String,
    /// Where it says so.
    pub(crate) language_span: Span,
    /// One sentence for search engines and previews.
    pub(crate) description: String,
    /// The folder of the labs.
    pub(crate) labs: PathBuf,
    /// The folder of the site.
    pub(crate) out: PathBuf,
    /// The folder of the course's texts: `reference/` beside the manifest, which need not be there.
    pub(crate) reference: PathBuf,
    /// Where the site will be, without a slash at the end.
    pub(crate) url: Option<String>,
    /// The picture in previews.
    pub(crate) image: Option<NamedPath>,
    /// The folder of the course's own theme.
    pub(crate) theme: Option<NamedPath>,
    /// The works that labs cite, and where their file is.
    pub(crate) bibliography: Option<Bibliography>,
    /// See `bibliography`.
    pub(crate) bibliography_file: Option<NamedPath>,
    /// Whether a page says what is decided about all settings of each lab.
    pub(crate) proofs: bool,
    /// The units that results are shown in, where a lab says nothing else.
    pub(crate) prefer: Vec<String>,
    /// The volumes, in order.
    pub(crate) volumes: Vec<Volume>,
    /// What cross-references lead to.
    pub(crate) sections: Sections,
    /// Where the files of the course are.
    pub(crate) bounds: ReadBounds,
}

/// A volume of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Volume {
    /// The name of its page.
    pub(crate) id: String,
    /// The title of the volume, shown on the home page and on its own page.
    pub(crate) title: String,
    /// What it is about.
    pub(crate) description: String,
    /// Its labs by the names of their folders, in order.
    pub(crate) labs: Vec<Listed>,
    /// What the course calls its labs besides their titles, such as `Lab 06`.
    pub(crate) labels: BTreeMap<String, String>,
    /// Whether work on its labs counts: in *My work* and in a class's report.
    pub(crate) counts: bool,
}

/// A file or folder that the manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPath {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Where the manifest names it, to point at.
    pub(crate) span: Span,
}

/// A lab as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The name of its folder.
    pub(crate) name: String,
    /// Where it is listed, to point at.
    pub(crate) file: FileId,
    /// See `file`.
    pub(crate) span: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestText {
    id: Spanned<String>,
    title: Spanned<String>,
    #[serde(default = "english")]
    language: Spanned<String>,
    #[serde(default)]
    description: String,
    #[serde(default = "labs_src")]
    labs: PathBuf,
    #[serde(default = "out")]
    out: PathBuf,
    url: Option<Spanned<String>>,
    image: Option<Spanned<PathBuf>>,
    theme: Option<Spanned<PathBuf>>,
    bibliography: Option<Spanned<PathBuf>>,
    #[serde(default)]
    proofs: bool,
    #[serde(default)]
    prefer: Vec<Spanned<String>>,
    #[serde(default, rename = "volume")]
    volumes: Vec<WrittenVolume>,
    #[serde(default)]
    sections: WrittenSections,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenVolume {
    id: Option<Spanned<String>>,
    title: Spanned<String>,
    #[serde(default)]
    description: String,
    labs: Vec<Spanned<String>>,
    #[serde(default)]
    labels: BTreeMap<String, Spanned<String>>,
    #[serde(default = "counts")]
    counts: bool,
}

fn counts() -> bool {
    true
}

fn english() -> Spanned<String> {
    Spanned::new(0..0, "en".to_owned())
}

/// A path that a manifest gives, from where its folder lies, as one would write it: `site` and `../labs-src` are
/// `labs-src`. Behind a link `..` is another place, so there it stays.
fn beside(folder: &Path, path: &Path) -> PathBuf {
    let (mut folder, mut path) = (folder, path);
    while let Ok(rest) = path.strip_prefix("..")
        && let (Some(Component::Normal(_)), Some(above)) = (folder.components().next_back(), folder.parent())
        && !folder.is_symlink()
    {
        (folder, path) = (above, rest);
    }
    let place = folder.join(path);
    if place.as_os_str().is_empty() { ".".into() } else { place }
}

fn labs_src() -> PathBuf {
    "../labs-src".into()
}

fn out() -> PathBuf {
    "out".into()
}

impl Manifest {
    /// Whether students' work on a lab counts: in *My work* and in a class's report.
    pub(crate) fn counts(&self, lab: &str) -> bool {
        let listed = |volume: &&Volume| volume.labs.iter().any(|listed| listed.name == lab);
        self.volumes.iter().find(listed).is_none_or(|volume| volume.counts)
    }

    /// For each lab, the first volume that lists it.
    pub(crate) fn volumes_of_labs(&self) -> HashMap<&str, &Volume> {
        let mut volumes = HashMap::new();
        for volume in &self.volumes {
            for listed in &volume.labs {
                volumes.entry(listed.name.as_str()).or_insert(volume);
            }
        }
        volumes
    }

    /// Finds the manifest of the course that a folder belongs to: the nearest upwards.
    pub(crate) fn find(from: &Path) -> Option<PathBuf> {
        from.ancestors().flat_map(|folder| NAMES.map(|name| folder.join(name))).find(|path| path.is_file())
    }

    /// Reads a manifest, and says what is wrong with it; there is none where it cannot be read at all.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn read(
        path: &Path,
        sources: &mut Sources,
    ) -> Result<(Option<Self>, Vec<Diagnostic>), CommandError> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(match texts::read(path, &ReadBounds::Anywhere, sources)? {
            Ok(file) => {
                let (mut course, mut faults) = Self::parse(&sources.get(file).text, file, &folder);
                if let Some(course) = &mut course {
                    course.bounds = ReadBounds::within([Self::root(path), &folder, &course.labs]);
                    faults.extend(course.read_bibliography(sources));
                }
                (course, faults)
            }
            Err(fault) => (None, vec![fault]),
        })
    }

    /// Reads the works that labs cite, and says what is wrong with their file.
    fn read_bibliography(&mut self, sources: &mut Sources) -> Option<Diagnostic> {
        let NamedPath { path, span } = self.bibliography_file.as_ref()?;
        // Until it can be read, no citation is wrong.
        if let Err(reason) = self.bounds.bytes(path, read::TEXT) {
            let headline = format!("the bibliography {} cannot be read: {reason}", path.display());
            return Some(Diagnostic::error(CODE, headline, self.file, *span, "named here"));
        }
        let file = match texts::read(path, &self.bounds, sources) {
            Ok(Ok(file)) => file,
            Ok(Err(fault)) => return Some(fault),
            Err(_) => return None,
        };
        match Bibliography::read(&sources.get(file).text, file) {
            Ok(bibliography) => {
                self.bibliography = Some(bibliography);
                None
            }
            Err(fault) => Some(*fault),
        }
    }

    /// The folder of the course that a manifest belongs to: around `site`, where that is its own folder.
    pub(crate) fn root(manifest: &Path) -> &Path {
        let folder = manifest.parent().unwrap_or(Path::new(""));
        match (folder.file_name(), folder.parent()) {
            (Some(name), Some(around)) if name == "site" => around,
            _ => folder,
        }
    }

    /// Reads the text of a manifest that lies in a folder.
    pub(crate) fn parse(text: &str, file: FileId, folder: &Path) -> (Option<Self>, Vec<Diagnostic>) {
        let written: ManifestText = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => return (None, vec![syntax(&error, text, file)]),
        };
        let mut faults = Vec::new();
        let mut fault = |span: std::ops::Range<usize>, headline: String, help: &str| {
            let span = Span::new(span.start, span.end);
            faults.push(Diagnostic::error(CODE, headline, file, span, "").help(help));
        };
        if !is_id(written.id.get_ref()) {
            fault(
                written.id.span(),
                format!("`{}` cannot be the id of a course", written.id.get_ref()),
                "use small letters, digits, `-` and `_`; the work of students is kept under this name",
            );
        }
        if written.title.get_ref().trim().is_empty() {
            fault(
                written.title.span(),
                "the course has no title".to_owned(),
                "write one: it heads every page",
            );
        }
        if !is_language(written.language.get_ref()) {
            fault(
                written.language.span(),
                format!("`{}` is not a language tag", written.language.get_ref()),
                "write a tag such as `en`, `de` or `pt-BR`",
            );
        }
        let mut seen: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
        for lab in written.volumes.iter().flat_map(|volume| &volume.labs) {
            let name = lab.get_ref().as_str();
            if !is_id(name) {
                fault(
                    lab.span(),
                    format!("`{name}` cannot be the name of a lab"),
                    "name a folder among the labs: small letters, digits, `-` and `_`",
                );
            } else if is_reserved(name) {
                let headline = format!("`{name}` cannot be the name of a lab: Windows keeps it for a device");
                fault(lab.span(), headline, "rename its folder");
            } else if seen.insert(name, lab).is_some() {
                fault(
                    lab.span(),
                    format!("the lab `{name}` is listed twice"),
                    "a lab has one page, in one place",
                );
            }
        }
        for volume in &written.volumes {
            for (name, label) in &volume.labels {
                if !volume.labs.iter().any(|lab| lab.get_ref() == name) {
                    fault(
                        label.span(),
                        format!(
                            "the label \"{}\" is for a lab `{name}` that this volume does not list",
                            label.get_ref()
                        ),
                        "add the lab to `labs`, or remove its label",
                    );
                } else if label.get_ref().trim().is_empty() {
                    fault(
                        label.span(),
                        format!("the label of `{name}` is empty"),
                        "write one, such as `Lab 06`",
                    );
                }
            }
        }
        for id in written.volumes.iter().filter_map(|volume| volume.id.as_ref()) {
            if !is_id(id.get_ref()) {
                fault(
                    id.span(),
                    format!("`{}` cannot be the name of a page", id.get_ref()),
                    "use small letters, digits, `-` and `_`",
                );
            } else if is_reserved(id.get_ref()) {
                let headline =
                    format!("`{}` cannot be the name of a page: Windows keeps it for a device", id.get_ref());
                fault(id.span(), headline, "choose another `id`");
            }
        }
        // Every volume and every lab has a page of that name, beside those that every site has.
        let mut pages: BTreeMap<String, String> =
            OF_EVERY_SITE.map(|name| (name.to_owned(), "a page of every site".to_owned())).into();
        for (index, volume) in written.volumes.iter().enumerate() {
            let own = volume.id.as_ref();
            let name = own.map_or_else(|| numbered(index), |id| id.get_ref().clone());
            if let Some(other) = pages.get(&name) {
                let headline = format!("the page `{name}` of this volume has the name of {other}");
                let span = own.map_or_else(|| volume.title.span(), Spanned::span);
                fault(span, headline, "give the volume another `id`");
            } else {
                pages.insert(name, format!("the volume \"{}\"", volume.title.get_ref()));
            }
        }
        for lab in written.volumes.iter().flat_map(|volume| &volume.labs) {
            if let Some(other) = pages.get(lab.get_ref()) {
                let headline = format!("the page of the lab `{}` has the name of {other}", lab.get_ref());
                fault(lab.span(), headline, "rename the lab's folder, or give the volume another `id`");
            }
        }
        if let Some(url) = &written.url
            && !["https://", "http://"].iter().any(|scheme| url.get_ref().starts_with(scheme))
        {
            fault(
                url.span(),
                format!("`{}` is not the address of a site", url.get_ref()),
                "write the whole address, such as `https://labs.example.org/course`",
            );
        }
        let prefer: Vec<&str> = written.prefer.iter().map(|unit| unit.get_ref().as_str()).collect();
        for (place, what, help) in labc::check::units::faults_of_preferred(&prefer) {
            fault(written.prefer[place].span(), what, &help);
        }
        let sections = Sections::read(written.sections, |lab| seen.contains_key(lab), &mut fault);
        let span = |span: std::ops::Range<usize>| Span::new(span.start, span.end);
        let named = |path: Spanned<PathBuf>| NamedPath {
            span: span(path.span()),
            path: folder.join(path.into_inner()),
        };
        let listed = |lab: Spanned<String>| Listed {
            span: Span::new(lab.span().start, lab.span().end),
            file,
            name: lab.into_inner(),
        };
        let course = Self {
            file,
            span: span(written.title.span()),
            id: written.id.into_inner(),
            title: written.title.into_inner(),
            language_span: span(written.language.span()),
            language: written.language.into_inner(),
            description: written.description,
            labs: beside(folder, &written.labs),
            out: beside(folder, &written.out),
            reference: folder.join("reference"),
            url: written.url.map(|url| url.into_inner().trim_end_matches('/').to_owned()),
            image: written.image.map(named),
            theme: written.theme.map(named),
            bibliography: None,
            bibliography_file: written.bibliography.map(named),
            proofs: written.proofs,
            prefer: written.prefer.into_iter().map(Spanned::into_inner).collect(),
            sections,
            bounds: ReadBounds::Anywhere,
            volumes: written
                .volumes
                .into_iter()
                .enumerate()
                .map(|(index, volume)| Volume {
                    id: volume.id.map_or_else(|| numbered(index), Spanned::into_inner),
                    title: volume.title.into_inner(),
                    description: volume.description,
                    counts: volume.counts,
                    labels: volume.labels.into_iter().map(|(lab, label)| (lab, label.into_inner())).collect(),
                    labs: volume.labs.into_iter().map(listed).collect(),
                })
                .collect(),
        };
        (Some(course), faults)
    }
}

/// The name of a volume's page where it has no id.
fn numbered(index: usize) -> String {
    format!("volume-{}", index + 1)
}

fn is_id(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_lowercase() || character.is_ascii_digit())
        && text.chars().all(|character| matches!(character, 'a'..='z' | '0'..='9' | '-' | '_'))
}

pub(crate) fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(index, part)| {
        (if index == 0 { 2..=3 } else { 1..=8 }).contains(&part.len())
            && part.chars().all(|character| character.is_ascii_alphanumeric())
    })
}

/// What TOML or its reader says about a text, in the words of those who write manifests.
fn syntax(error: &toml::de::Error, text: &str, file: FileId) -> Diagnostic {
    let message = error.message().lines().collect::<Vec<_>>().join(" ");
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (headline, help) = match (message.split(' ').next(), &quoted[..]) {
        (Some("unknown"), [unknown, known @ ..]) => {
            let help = match labc::similar::nearest(unknown, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the keys here are {}", known.join(", ")),
            };
            (format!("`{unknown}` is not a key here"), Some(help))
        }
        (Some("missing"), [missing]) if message.starts_with("missing field") => {
            let value = match *missing {
                "id" => "\"my-course\"",
                _ => "\"…\"",
            };
            (format!("`{missing}` is missing"), Some(format!("write it: {missing} = {value}")))
        }
        (Some("invalid"), [found]) if message.starts_with("invalid type") => {
            let expected = match message.rsplit_once("expected ").map(|(_, expected)| expected) {
                Some("a string") => "a text in quotes",
                Some("a sequence") => "a list in square brackets",
                Some("a boolean") => "`true` or `false`",
                Some(other) if !other.contains("struct") => other,
                _ => "a table",
            };
            (format!("expected {expected}, not `{found}`"), None)
        }
        _ => (message.clone(), None),
    };
    let span = error.span().filter(|span| *span != (0..text.len())).unwrap_or(0..0);
    let diagnostic = Diagnostic::error(CODE, headline, file, Span::new(span.start, span.end), "");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn parse(text: &str) -> Result<Manifest, Vec<String>> {
        let mut sources = Sources::default();
        let file = sources.add("course.toml", text);
        let (course, faults) = Manifest::parse(text, file, Path::new("site"));
        let faults: Vec<String> = faults
            .iter()
            .map(|fault| {
                let at = sources.get(file).line_column(fault.labels[0].span.start);
                format!("{}:{} {} [{}]", at.line, at.column, fault.headline, fault.help.join("; "))
            })
            .collect();
        course.filter(|_| faults.is_empty()).ok_or(faults)
    }

    #[test]
    fn a_course() {
        let text = "id = 'ml'\ntitle = 'ML'\n[[volume]]\ntitle = 'One'\nlabs = ['vol1_06']\n";
        let course = parse(text).unwrap();
        assert_eq!((course.id.as_str(), course.language.as_str()), ("ml", "en"));
        assert_eq!(course.labs, Path::new("labs-src"));
        assert_eq!(course.out, Path::new("site/out"));
        assert_eq!(course.volumes[0].labs[0].name, "vol1_06");
        assert_eq!(&text[course.volumes[0].labs[0].span.range()], "'vol1_06'");
    }

    #[test]
    fn paths_are_said_as_one_would_write_them() {
        let of = |folder: &str, path: &str| beside(Path::new(folder), Path::new(path)).display().to_string();
        assert_eq!(of("site", "../labs-src"), "labs-src");
        assert_eq!(of("a/b/site", "../../labs"), "a/labs");
        assert_eq!(of("site", "out"), "site/out");
        assert_eq!(of("site", ".."), ".");
        assert_eq!(of("", "../labs-src"), "../labs-src");
        assert_eq!(of("..", "../labs-src"), "../../labs-src");
        assert_eq!(of("/srv/site", "../labs-src"), "/srv/labs-src");
    }

    #[test]
    fn mistakes_are_explained_with_their_place() {
        let first = |text: &str| parse(text).unwrap_err().join("\n");
        insta::assert_snapshot!(first("id = 'ml'\ntitel = 'ML'\n"), @r###"
        2:1 `titel` is not a key here [did you mean `title`?]
        "###);
        insta::assert_snapshot!(first("id = 'ml'\ntitle = 'ML'\ncolour = 'red'\n"), @r###"
        3:1 `colour` is not a key here [the keys here are id, title, language, description, labs, out, url, image, theme, bibliography, proofs, prefer, volume, sections]
        "###);
        insta::assert_snapshot!(first("id = 'ml'\n"), @r###"
        1:1 `title` is missing [write it: title = "…"]
        "###);
        insta::assert_snapshot!(first("id = 'ml'\n[[volume]]\nlabs = ['a' 'b']\n"), @r###"
        3:13 missing comma between array elements, expected `,` []
        "###);
        insta::assert_snapshot!(first("id = 'ml'\ntitle = 3\n"), @r###"
        2:9 expected a text in quotes, not `3` []
        "###);
        insta::assert_snapshot!(first("id = 'ml\n"), @r###"
        1:9 invalid literal string, expected `'` []
        "###);
        insta::assert_snapshot!(first(
            "id = 'ML course'\ntitle = ' '\nlanguage = 'english!'\n[[volume]]\ntitle = ''\nlabs = ['a', '../b', 'a']\n"
        ), @r###"
        1:6 `ML course` cannot be the id of a course [use small letters, digits, `-` and `_`; the work of students is kept under this name]
        2:9 the course has no title [write one: it heads every page]
        3:12 `english!` is not a language tag [write a tag such as `en`, `de` or `pt-BR`]
        6:14 `../b` cannot be the name of a lab [name a folder among the labs: small letters, digits, `-` and `_`]
        6:22 the lab `a` is listed twice [a lab has one page, in one place]
        "###);
    }

    #[test]
    fn found_upwards() {
        let root = std::env::temp_dir().join(format!("labc-manifest-{}", std::process::id()));
        let deep = root.join("labs-src/vol1_06");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir_all(root.join("site")).unwrap();
        fs::write(root.join("site/course.toml"), "").unwrap();
        assert_eq!(Manifest::find(&deep), Some(root.join("site/course.toml")));
        assert_eq!(Manifest::find(&root.join("site")), Some(root.join("site/course.toml")));
        fs::write(root.join("labs-src/course.toml"), "").unwrap();
        assert_eq!(Manifest::find(&deep), Some(root.join("labs-src/course.toml")));
        fs::remove_dir_all(root).unwrap();
    }
}
