//! The course around the current folder: its manifest, what that names, and the folders that a build writes to.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;

use labc::diagnostic::Severity;

use super::Observation;
use crate::cache;
use crate::course::inputs::{self, Inputs};
use crate::course::manifest::Manifest;
use crate::course::themes;
use crate::files::listing::MARKER;

/// Free space below which a build may fail: a course of a hundred labs takes less.
const SPACE: u64 = 100 << 20;

/// Looks at the course. Where one was named, it has to be there.
pub(super) fn look(named: bool) -> Vec<Observation> {
    let mut inputs = match inputs::find(&[]) {
        Ok(inputs) => inputs,
        Err(error) if named => {
            return vec![Observation::error(
                "course",
                error.to_string(),
                "`labc new course NAME` begins a course",
            )];
        }
        Err(error) => {
            let todo = "`labc new course NAME` begins one; `labc doctor FOLDER` looks at another folder";
            return vec![Observation::note("course", error.to_string(), todo)];
        }
    };
    let mut found = vec![manifest(&inputs)];
    let Some(course) = inputs.course.clone() else { return found };
    found.push(theme(&course, &mut inputs));
    found.extend([site(&course), kept(&course)]);
    found.extend(lock(&course));
    found.extend(space(&course));
    found.extend(ignored(&course));
    found
}

/// The manifest and the labs that it lists.
fn manifest(inputs: &Inputs) -> Observation {
    let mut faults = inputs.faults.iter().filter(|fault| fault.severity == Severity::Error);
    if let Some(first) = faults.next() {
        let more = match faults.count() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        return Observation::error(
            "course",
            format!("{}{more}", first.headline),
            "`labc check` shows the place",
        );
    }
    let Some(course) = &inputs.course else {
        return Observation::error("course", "the manifest cannot be read", "`labc check` says why");
    };
    let labs = match inputs.labs.len() {
        1 => "1 lab".to_owned(),
        labs => format!("{labs} labs"),
    };
    let path = &inputs.sources.get(course.file).path;
    Observation::fine("course", format!("{path}: {}, {labs} (`labc check` looks into them)", course.title))
}

fn theme(course: &Manifest, inputs: &mut Inputs) -> Observation {
    let says = match &course.theme {
        Some(theme) => format!("{} on top of the one that is built in", theme.path.display()),
        None => "the one that is built in".to_owned(),
    };
    match themes::read(Some(course), &mut inputs.sources) {
        Ok(Ok(_)) => Observation::fine("theme", says),
        Ok(Err(faults)) => {
            let first = faults.first().map_or(says, |fault| fault.headline.clone());
            Observation::error("theme", first, "`labc check` shows the place")
        }
        Err(error) => Observation::error(
            "theme",
            error.to_string(),
            "mend the file, or leave `theme` out of the manifest",
        ),
    }
}

/// The folder of the site, and the one around it, in which the new site is made.
fn site(course: &Manifest) -> Observation {
    let around = nearest(course.out.parent().unwrap_or(Path::new(".")));
    let there = Some(course.out.clone()).filter(|out| out.is_dir());
    for folder in [Some(around), there].into_iter().flatten() {
        if let Err(error) = can_be_written(&folder) {
            return Observation::error(
                "site",
                format!("cannot write into {}: {error}", folder.display()),
                "change its permissions, or name another folder with `out` in the manifest or `labc build --out`",
            );
        }
    }
    let out = course.out.display();
    if course.out.join(MARKER).is_file() {
        Observation::fine("site", format!("{out} was built by labc and can be replaced"))
    } else if course.out.is_dir()
        && fs::read_dir(&course.out).is_ok_and(|mut entries| entries.next().is_some())
    {
        Observation::note(
            "site",
            format!("{out} holds files, and no site that labc has built"),
            "the first build wants an empty folder: empty it, or name another one with `out` in the manifest",
        )
    } else {
        Observation::fine("site", format!("`labc build` will write it into {out}"))
    }
}

/// The cache beside the site.
fn kept(course: &Manifest) -> Observation {
    let folder = cache::folder(&course.out);
    if !folder.is_dir() {
        return Observation::fine("cache", format!("none yet: the first build makes {}", folder.display()));
    }
    if let Err(error) = can_be_written(&folder) {
        return Observation::note(
            "cache",
            format!("cannot write into {}: {error}; builds work, and take longer", folder.display()),
            "change its permissions, or delete it: the next build makes it anew",
        );
    }
    let files = fs::read_dir(&folder).into_iter().flatten().flatten();
    let sizes: Vec<u64> = files.filter_map(|file| file.metadata().ok()).map(|data| data.len()).collect();
    let size = sizes.iter().sum::<u64>().div_ceil(1 << 20);
    Observation::fine(
        "cache",
        format!("{}: {} files, {size} MiB; it can be deleted at any time", folder.display(), sizes.len()),
    )
}

/// What a build that is at work, or was killed, has beside the site.
fn lock(course: &Manifest) -> Option<Observation> {
    let mut name = std::ffi::OsString::from(".");
    name.push(course.out.file_name()?);
    name.push(".labc");
    let folder = course.out.with_file_name(name);
    if !folder.exists() {
        return None;
    }
    let place = folder.display();
    Some(match File::options().write(true).open(folder.join("lock")).map(|lock| lock.try_lock()) {
        Ok(Err(TryLockError::WouldBlock)) => Observation::note(
            "lock",
            format!("another build is writing the site now ({place})"),
            "wait until it is done; builds wait for one another",
        ),
        _ => Observation::note(
            "lock",
            format!("{place} was left behind by a build that was killed; the old site is whole"),
            "`labc build` removes it",
        ),
    })
}

#[cfg(unix)]
fn space(course: &Manifest) -> Option<Observation> {
    let folder = nearest(&course.out);
    let disk = rustix::fs::statvfs(&folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    (free < SPACE).then(|| {
        Observation::note(
            "space",
            format!("{} MiB are free where {} lies", free >> 20, folder.display()),
            "make room: a build that finds no space leaves the old site as it is",
        )
    })
}

#[cfg(not(unix))]
fn space(_course: &Manifest) -> Option<Observation> {
    None
}

/// Whether git leaves out what a build makes.
fn ignored(course: &Manifest) -> Option<Observation> {
    let cache = cache::folder(&course.out);
    let ask = |path: &Path| {
        // The slash says that it is a folder, which it may not be yet.
        let path = format!("{}/", path.display());
        Command::new("git").args(["check-ignore", "--quiet", &path]).output().ok()?.status.code()
    };
    match (ask(&course.out)?, ask(&cache)?) {
        (0, _) => Some(Observation::fine("repository", format!("git leaves out {}", course.out.display()))),
        (1, _) => Some(Observation::note(
            "repository",
            format!("git would keep the built site {}", course.out.display()),
            "add the folder to `.gitignore`, unless you publish it from the repository",
        )),
        // Not a repository.
        _ => None,
    }
}

/// The nearest folder around a path that is there.
fn nearest(path: &Path) -> PathBuf {
    let folder = path.ancestors().find(|folder| folder.is_dir());
    folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Tries with a file, which is gone again afterwards.
fn can_be_written(folder: &Path) -> std::io::Result<()> {
    tempfile::Builder::new().prefix(".labc-").tempfile_in(folder).map(drop)
}
