//! `labc new`: a course to begin with, and labs for it. What is written stands in `compiler/cli/new`.
//! Start at [`run`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use labc::diagnostic::Severity;
use labc::sources::Sources;
use labc::sources::portable::is_reserved;
use toml_edit::{Array, DocumentMut, Item, Value};

use crate::args::{New, NewCourse, NewLab};
use crate::course::manifest::Manifest;
use crate::course::manifest::OF_EVERY_SITE;
use crate::error::CommandError;
use crate::files::whole;
use crate::report::CLEAN;
use crate::report::console;

/// The first lab of a course, with every main construct once.
const FIRST: &str = include_str!("../../new/first.lab");
/// The picture in it.
const PICTURE: &str = include_str!("../../new/kettle.svg");
/// A lab to begin with.
const LAB: &str = include_str!("../../new/lab.lab");

/// What a new course holds besides its lab.
const COURSE: [(&str, &str); 6] = [
    ("course.toml", include_str!("../../new/course.toml")),
    ("refs.bib", include_str!("../../new/refs.bib")),
    ("README.md", include_str!("../../new/README.md")),
    (".gitignore", include_str!("../../new/gitignore")),
    ("theme/theme.toml", include_str!("../../new/theme.toml")),
    (".github/workflows/labs.yml", include_str!("../../new/labs.yml")),
];

/// The repository that this labc was released from, as `owner/name`. The release workflow sets it.
const REPOSITORY: Option<&str> = option_env!("LABC_REPOSITORY");

/// Makes what was asked for.
pub(crate) fn run(args: &New) -> Result<ExitCode, CommandError> {
    match args {
        New::Course(args) => course(args),
        New::Lab(args) => lab(args),
    }?;
    Ok(ExitCode::from(CLEAN))
}

fn course(args: &NewCourse) -> Result<(), CommandError> {
    let place =
        std::path::absolute(&args.name).map_err(|error| CommandError::file("find", &args.name, error))?;
    let (Some(around), Some(id)) = (place.parent(), place.file_name().and_then(|name| name.to_str())) else {
        return Err(CommandError::new(format!("{} cannot be the folder of a course", args.name.display())));
    };
    let id = id_of_course(id)?;
    let title = args.title.clone().unwrap_or_else(|| title(&id));
    let is_there = fs::read_dir(&place).is_ok_and(|mut found| found.next().is_some()) || place.is_file();
    if is_there {
        return Err(CommandError::new(format!(
            "{} is there already, and is not empty; `labc new lab NAME` begins a lab in a course",
            args.name.display()
        )));
    }
    fs::create_dir_all(around).map_err(|error| CommandError::file("create", around, error))?;
    // Whole or not at all.
    let new = tempfile::Builder::new().prefix(".labc-new-").tempdir_in(around);
    let new = new.map_err(|error| CommandError::file("create a folder in", around, error))?;
    for (path, text) in
        COURSE.into_iter().chain([("labs/kettle/lab.lab", FIRST), ("labs/kettle/kettle.svg", PICTURE)])
    {
        let (id, title) = match path.ends_with(".lab") {
            true => ("kettle", "Boiling Water"),
            false => (id.as_str(), title.as_str()),
        };
        write(&new.path().join(path), &filled(path, text, id, title))?;
    }
    open_to_others(new.path());
    let moved = fs::rename(new.path(), &place).or_else(|_| {
        // An empty folder is in the place, on systems that do not put another one over it.
        fs::remove_dir(&place)?;
        fs::rename(new.path(), &place)
    });
    moved.map_err(|error| CommandError::file("create", &args.name, error))?;
    // It is somewhere else now.
    drop(new.keep());
    if let Some(outer) = Manifest::find(around) {
        console::tell(&format!(
            "warning: this course is inside another one, {}; to add a lab to that one, use `labc new lab NAME`\n",
            shown(&outer).display()
        ));
    }
    console::say_unless_quiet(&format!(
        "made the course {}\n\nNext:\n    cd {}\n    labc watch --open\n",
        args.name.display(),
        args.name.display()
    ));
    Ok(())
}

fn lab(args: &NewLab) -> Result<(), CommandError> {
    let id = id_of_lab(&args.name)?;
    let here = match &args.course {
        Some(course) => course.clone(),
        None => std::env::current_dir().map_err(|error| CommandError::file("find", Path::new("."), error))?,
    };
    let no_course = || {
        CommandError::new(format!(
            "no course in {}: neither `course.toml` nor `site/course.toml` is there or above; `labc new course NAME` \
             makes one",
            here.display()
        ))
    };
    let path = Manifest::find(&here).ok_or_else(no_course)?;
    let mut sources = Sources::default();
    let (course, faults) = Manifest::read(&path, &mut sources)?;
    let broken = faults.iter().any(|fault| fault.severity == Severity::Error);
    let course = course.filter(|_| !broken).ok_or_else(|| {
        CommandError::new(format!("{} has errors; `labc check` shows them", path.display()))
    })?;
    let place = course.labs.join(&id).join("lab.lab");
    if place.exists() {
        return Err(CommandError::new(format!("{} is there already", place.display())));
    }
    let text = fs::read_to_string(&path).map_err(|error| CommandError::file("read", &path, error))?;
    let listed =
        listed(&text, &id).map_err(|reason| CommandError::new(format!("{}: {reason}", path.display())))?;
    let title = args.title.clone().unwrap_or_else(|| title(&id));
    write(&place, &filled("lab.lab", LAB, &id, &title))?;
    // Where the manifest is a link, it stays one.
    let exchanged = fs::canonicalize(&path).and_then(|path| whole::replace(&path, &mut listed.as_bytes()));
    if let Err(error) = exchanged {
        drop(fs::remove_file(&place));
        drop(place.parent().map(fs::remove_dir));
        return Err(CommandError::file("write", &path, error));
    }
    console::say_unless_quiet(&format!(
        "made {}, and listed it in {}\n",
        shown(&place).display(),
        shown(&path).display()
    ));
    Ok(())
}

/// A path as one would write it from here.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

/// A manifest with one lab more, in its last volume; everything else stays as it is written.
fn listed(text: &str, id: &str) -> Result<String, String> {
    let mut manifest: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let volumes =
        manifest.entry("volume").or_insert_with(|| Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
    let by_hand =
        || format!("list `{id}` in a `[[volume]]` yourself: how this one is written cannot be added to");
    let volumes = volumes.as_array_of_tables_mut().ok_or_else(by_hand)?;
    if volumes.is_empty() {
        let mut volume = toml_edit::Table::new();
        volume.insert("title", toml_edit::value("Labs"));
        volumes.push(volume);
    }
    let last = volumes.len() - 1;
    let volume = volumes.get_mut(last).ok_or_else(by_hand)?;
    let labs = volume.entry("labs").or_insert_with(|| toml_edit::value(Array::new()));
    let labs = labs.as_array_mut().ok_or_else(by_hand)?;
    let mut value = Value::from(id);
    // As the one before it is written: on a line of its own, or not.
    if let Some(before) = labs.iter().last() {
        let prefix = before.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or("");
        let prefix = match prefix.rfind('\n') {
            // A comment above it is not about this one; one behind it stays there.
            Some(line) => {
                let trailing = labs.trailing().as_str().unwrap_or("");
                let (behind, end) = trailing.split_at(trailing.rfind('\n').unwrap_or(trailing.len()));
                let prefix = format!("{behind}{}", &prefix[line..]);
                let end = end.to_owned();
                labs.set_trailing(end);
                prefix
            }
            None => " ".to_owned(),
        };
        value.decor_mut().set_prefix(prefix);
    }
    labs.push_formatted(value);
    Ok(manifest.to_string())
}

/// The text of a template for one course or lab.
fn filled(path: &str, text: &str, id: &str, title: &str) -> String {
    // What ends a text in the one language ends it in the other, and nothing is filled in within a title.
    let title = match path.ends_with(".md") {
        true => title.to_owned(),
        false => title.replace('\\', "\\\\").replace('"', "\\\""),
    };
    let title = if path.ends_with(".lab") {
        title.replace('{', "\\{").replace('}', "\\}").replace('$', "\\$")
    } else {
        title
    };
    let text = if path.ends_with(".yml") { &workflow(text, REPOSITORY) } else { text };
    text.replace("@ID@", id).replace("@TITLE@", &title)
}

/// The workflow of a course: it runs labc by the action of the repository that this labc was released from, or, where
/// there is none, builds it from the source that a variable names.
fn workflow(text: &str, repository: Option<&str>) -> String {
    let every_push = "# Checks the course with every push, and keeps the built site with the run.";
    let (head, steps) = match repository {
        Some(repository) => (
            every_push.to_owned(),
            format!(
                "      # Installs labc, then runs `labc check`, `labc fmt --check` and `labc build`.\n      \
                 - uses: {repository}/.github/actions/labc@v{}",
                env!("CARGO_PKG_VERSION")
            ),
        ),
        None => (
            format!(
                "{every_push}\n# The repository's variable LABC_GIT says where the source of labc is (Settings, Actions, \
                 Variables)."
            ),
            FROM_SOURCE.trim_matches('\n').to_owned(),
        ),
    };
    text.replace("@HEAD@", &head).replace("@LABC@", &steps)
}

/// The steps of a workflow that builds labc.
const FROM_SOURCE: &str = r#"
      - name: Keep the built compiler
        uses: actions/cache@v4
        with:
          path: ~/.cargo
          key: labc-${{ vars.LABC_GIT }}
      - name: Install labc
        run: command -v labc || cargo install --locked --git "${{ vars.LABC_GIT }}" labc-cli
      - run: labc check --format github
      - run: labc fmt --check
      - run: labc build
"#;

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    let done = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    done.map_err(|error| CommandError::file("write", path, error))
}

/// Folders for a while are nobody else's; a course may be.
fn open_to_others(_folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        drop(fs::set_permissions(_folder, fs::Permissions::from_mode(0o755)));
    }
}

/// `first_light` as a title: `First Light`.
fn title(id: &str) -> String {
    let words = id.split(['_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The id of a course is in links and in browsers' storage: small letters, digits, `-` and `_`.
fn id_of_course(name: &str) -> Result<String, CommandError> {
    id(name, "course", |character| matches!(character, 'a'..='z' | '0'..='9' | '-' | '_'))
}

/// The id of a lab is a name of the language as well.
fn id_of_lab(name: &str) -> Result<String, CommandError> {
    let id = id(name, "lab", |character| matches!(character, 'a'..='z' | '0'..='9' | '_'))?;
    let starts_well = id.starts_with(|first: char| first.is_ascii_lowercase());
    let taken = OF_EVERY_SITE.contains(&id.as_str()) || ["assets", "reference"].contains(&id.as_str());
    if !starts_well || taken || is_reserved(&id) {
        return Err(CommandError::new(format!("`{id}` cannot be the name of a lab; `lab_{id}` could")));
    }
    Ok(id)
}

fn id(name: &str, of: &str, fits: impl Fn(char) -> bool) -> Result<String, CommandError> {
    if !name.is_empty() && name.chars().all(&fits) && !is_reserved(name) {
        return Ok(name.to_owned());
    }
    let near: String =
        name.to_lowercase().chars().map(|letter| if fits(letter) { letter } else { '_' }).collect();
    let near = near.trim_matches('_');
    let hint = if near.is_empty() || is_reserved(near) { String::new() } else { format!(": `{near}` could") };
    Err(CommandError::new(format!(
        "`{name}` cannot be the name of a {of}: it is in the addresses of pages, so it has small letters, digits and \
         `_`{hint}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_released_labc_is_run_by_the_action_of_its_repository() {
        let text = include_str!("../../new/labs.yml");
        let released = workflow(text, Some("owner/name"));
        let action =
            format!("\n      - uses: owner/name/.github/actions/labc@v{}\n", env!("CARGO_PKG_VERSION"));
        assert!(released.contains(&action) && !released.contains("LABC_GIT") && !released.contains("@HEAD@"));
        let built = workflow(text, None);
        assert!(built.contains("cargo install --locked --git") && !built.contains("@LABC@"), "{built}");
    }

    #[test]
    fn a_lab_is_listed_and_the_rest_of_the_manifest_stays() {
        for (before, after) in [
            ("[[volume]]\nlabs = [\"a\"] # here\n", "[[volume]]\nlabs = [\"a\", \"new\"] # here\n"),
            ("[[volume]]\nlabs = []\n", "[[volume]]\nlabs = [\"new\"]\n"),
            (
                "# one\n[[volume]]\nlabs = [\n  # first\n  \"a\",\n  \"b\", # last\n]\n[sections]\nx = 1\n",
                "# one\n[[volume]]\nlabs = [\n  # first\n  \"a\",\n  \"b\", # last\n  \"new\",\n]\n[sections]\nx = 1\n",
            ),
            (
                "[[volume]]\nlabs = [\"a\"]\n[[volume]]\ntitle = \"2\"\n",
                "[[volume]]\nlabs = [\"a\"]\n[[volume]]\ntitle = \"2\"\nlabs = [\"new\"]\n",
            ),
            ("id = \"c\"\n", "id = \"c\"\n\n[[volume]]\ntitle = \"Labs\"\nlabs = [\"new\"]\n"),
        ] {
            assert_eq!(listed(before, "new").unwrap(), after);
        }
        assert!(listed("volume = 1", "new").unwrap_err().contains("yourself"));
    }

    #[test]
    fn names_that_cannot_be_are_refused_with_one_that_can() {
        for (name, hint) in [
            ("Hot Water", "`hot_water` could"),
            ("a/b", "`a_b` could"),
            ("con", "cannot"),
            ("é", "cannot"),
            ("", "cannot"),
        ] {
            assert!(id_of_lab(name).unwrap_err().to_string().contains(hint), "{name}");
        }
        for name in ["1st", "ledger", "assets", "_x"] {
            assert!(id_of_lab(name).is_err(), "{name}");
        }
        assert_eq!(id_of_course("my-course2").unwrap(), "my-course2");
        assert_eq!(title("first_light"), "First Light");
    }
}
