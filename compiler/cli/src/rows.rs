//! What is known of all pages of a course, in one file: after an edit that file is read, and not one for every page.
//! Start at [`Rows`].
//!
//! ```text
//! 32 bytes   the BLAKE3 hash of the rest
//! for each row: 16 bytes, its name; 4 bytes, its length (least significant first); what it holds
//! ```
//!
//! A file that is not whole counts as absent. It is written anew where something in it has changed, in one piece.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use crate::cache::{Hash, hash_of, put};

/// What a row goes by.
pub(crate) type Name = [u8; 16];

/// The rows that an earlier run has kept, and those of this one.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    known: HashMap<Name, Range<usize>>,
    met: Mutex<Met>,
}

/// What this run has asked for, and what it has found out.
#[derive(Debug, Default)]
struct Met {
    asked: Vec<Name>,
    learned: BTreeMap<Name, Vec<u8>>,
}

impl Rows {
    /// Those in a file; none where that is torn or was written by somebody else.
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap_or_default();
        let known = find(&bytes).unwrap_or_default();
        Self { bytes, known, met: Mutex::default() }
    }

    /// What an earlier run has kept under a name.
    pub(crate) fn get(&self, name: Name) -> Option<&[u8]> {
        let row = self.bytes.get(self.known.get(&name)?.clone())?;
        if let Ok(mut met) = self.met.lock() {
            met.asked.push(name);
        }
        Some(row)
    }

    /// Keeps a row, in place of an earlier one of that name.
    pub(crate) fn put(&self, name: Name, row: Vec<u8>) {
        if let Ok(mut met) = self.met.lock() {
            met.learned.insert(name, row);
        }
    }

    /// Writes the rows that this run has asked for or found out, where something is new; those that nobody has asked
    /// for belong to pages that are gone. A full disk does not fail the run.
    pub(crate) fn keep(&self, file: &Path) {
        let Ok(met) = self.met.lock() else { return };
        if met.learned.is_empty() {
            return;
        }
        let asked =
            met.asked.iter().filter_map(|name| Some((*name, self.bytes.get(self.known.get(name)?.clone())?)));
        let mut rows: BTreeMap<Name, &[u8]> = asked.collect();
        rows.extend(met.learned.iter().map(|(name, row)| (*name, row.as_slice())));
        let mut bytes = vec![0; size_of::<Hash>()];
        for (name, row) in rows {
            let Ok(length) = u32::try_from(row.len()) else { continue };
            bytes.extend_from_slice(&name);
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(row);
        }
        let (sum, rest) = bytes.split_at_mut(size_of::<Hash>());
        sum.copy_from_slice(&hash_of(rest));
        put(file, &bytes);
    }
}

/// Where each row is, if the bytes are those that were written.
fn find(bytes: &[u8]) -> Option<HashMap<Name, Range<usize>>> {
    let (sum, rest) = bytes.split_first_chunk::<{ size_of::<Hash>() }>()?;
    if hash_of(rest) != *sum {
        return None;
    }
    let mut known = HashMap::new();
    let mut left = rest;
    while let Some((name, after)) = left.split_first_chunk::<16>() {
        let (length, after) = after.split_first_chunk::<4>()?;
        let (row, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let begin = bytes.len() - after.len() - row.len();
        known.insert(*name, begin..begin + row.len());
        left = after;
    }
    left.is_empty().then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_torn_files_count_as_absent() {
        let file = std::env::temp_dir().join(format!("labc-rows-{}", std::process::id()));
        let rows = Rows::read(&file);
        assert_eq!(rows.get([1; 16]), None);
        rows.put([1; 16], b"one".to_vec());
        rows.put([2; 16], b"two".to_vec());
        rows.put([3; 16], Vec::new());
        rows.keep(&file);

        // Rows that nobody asks for go once something is new.
        let rows = Rows::read(&file);
        assert_eq!((rows.get([1; 16]), rows.get([3; 16])), (Some(&b"one"[..]), Some(&b""[..])));
        rows.keep(&file);
        assert_eq!(Rows::read(&file).get([2; 16]), Some(&b"two"[..]));
        rows.put([1; 16], b"uno".to_vec());
        rows.keep(&file);
        let rows = Rows::read(&file);
        assert_eq!((rows.get([1; 16]), rows.get([2; 16])), (Some(&b"uno"[..]), None));

        let whole = fs::read(&file).unwrap();
        for end in 0..whole.len() {
            fs::write(&file, &whole[..end]).unwrap();
            assert!(Rows::read(&file).known.is_empty(), "{end} bytes");
        }
        let mut other = whole.clone();
        *other.last_mut().unwrap() ^= 1;
        fs::write(&file, other).unwrap();
        assert!(Rows::read(&file).known.is_empty());
        fs::remove_file(file).unwrap();
    }
}
