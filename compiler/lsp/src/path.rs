//! Paths and the addresses that editors use for them.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands in addresses as it is.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// A path without `.` and `..`, so that one file has one path. Links are not followed.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    plain.push(part);
                }
            }
            part => plain.push(part),
        }
    }
    plain
}

/// The path of an address; nothing for what is not a file.
pub(crate) fn of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    // The name of this machine may stand before the path.
    let path = &rest[rest.find('/')?..];
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // `/C:/labs` names a drive.
    let bytes = path.as_bytes();
    let drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(plain(Path::new(if drive { &path[1..] } else { &path })))
}

/// The address of a path; nothing for one that cannot be written as text.
pub(crate) fn uri(path: &Path) -> Option<Uri> {
    let text = path.to_str()?.replace('\\', "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{slash}{}", utf8_percent_encode(&text, ESCAPED))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_are_the_same_both_ways() {
        for (address, path) in [
            ("file:///home/a/lab.lab", "/home/a/lab.lab"),
            ("file:///home/a%20b/%C3%BC.lab", "/home/a b/ü.lab"),
            ("file:///a%23b/c%25.lab", "/a#b/c%.lab"),
            ("file:///c%3A/labs/x.lab", "c:/labs/x.lab"),
            ("file://host/labs/../x.lab", "/x.lab"),
        ] {
            let found = of(&Uri::from_str(address).unwrap()).unwrap();
            assert_eq!(found, Path::new(path), "{address}");
            assert_eq!(of(&uri(&found).unwrap()).unwrap(), found);
        }
        assert!(of(&Uri::from_str("untitled:Untitled-1").unwrap()).is_none());
    }
}
