//! One file put in its place, whole or not at all. The files of a site are put there together, by `output`.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Writes a file under another name and renames it into place, with the permissions of the file that it replaces.
/// A link is replaced, not followed.
///
/// # Errors
/// What the file system says. The old file is then as it was, and nothing is left beside it.
pub(crate) fn replace(path: &Path, content: &mut impl Read) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new();
    file.prefix(".labc-");
    // As files are made elsewhere; a temporary one would be its owner's alone.
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    file.permissions(mode);
    let mut new = file.tempfile_in(folder)?;
    io::copy(content, &mut new)?;
    if let Ok(old) = fs::metadata(path) {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}

/// Puts a file that another run may be reading into its place at once; false where that cannot be. Nothing else is at
/// stake: neither permissions nor what the disk holds after a crash.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> bool {
    let new = path.with_extension(format!("new-{}", std::process::id()));
    let done = fs::write(&new, bytes).and_then(|()| fs::rename(&new, path)).is_ok();
    if !done {
        drop(fs::remove_file(&new));
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_touched() {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("a.svg");
        // What stands beside it under a likely name is somebody's.
        fs::write(here.path().join("a.svg.new"), "mine").unwrap();
        for text in ["one", "two"] {
            replace(&path, &mut text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_to_string(here.path().join("a.svg.new")).unwrap(), "mine");
        assert_eq!(fs::read_dir(here.path()).unwrap().count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            // As any other new file here.
            assert_eq!(mode(&path), mode(&here.path().join("a.svg.new")));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            replace(&path, &mut &b"three"[..]).unwrap();
            assert_eq!(mode(&path), 0o640);
        }
        assert!(replace(&here.path().join("nowhere/a.svg"), &mut &b""[..]).is_err());
    }
}
