//! What is known of all pages of a course, in one file: after an edit that file is read, and not one for every page.
//! Start at [`Rows`].
//!
//! ```text
//! one piece after the other:
//!   32 bytes   the BLAKE3 hash of the rest of the piece
//!   4 bytes    how long its rows are (least significant byte first)
//!   for each row: 16 bytes, its name; 4 bytes, its length; what it holds
//! ```
//!
//! A run that has found something new adds a piece with that; a row takes the place of earlier ones of its name. Once
//! the added pieces are as long as half of the first, the file is written anew as one piece. A piece that is not whole
//! counts as absent, and so do those after it.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use crate::files::hash::{Hash, hash_of};
use crate::files::whole::put;

/// What a row goes by.
pub(crate) type RowName = [u8; 16];

/// The rows that an earlier run has kept, and those of this one.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    known: HashMap<RowName, Range<usize>>,
    /// How long the first piece is; nothing where the file is not whole.
    first: Option<usize>,
    met: Mutex<RowsOfRun>,
}

/// What this run has asked for, and what it has found out.
#[derive(Debug, Default)]
struct RowsOfRun {
    asked: Vec<RowName>,
    learned: BTreeMap<RowName, Vec<u8>>,
}

impl Rows {
    /// Those in a file, as far as it is whole.
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap_or_default();
        let (mut known, mut first, mut at) = (HashMap::new(), None, 0);
        while let Some(end) = take_piece(&bytes, at, &mut known) {
            first = first.or(Some(end));
            at = end;
        }
        let first = first.filter(|_| at == bytes.len());
        Self { bytes, known, first, met: Mutex::default() }
    }

    /// What an earlier run has kept under a name.
    pub(crate) fn get(&self, name: RowName) -> Option<&[u8]> {
        let row = self.bytes.get(self.known.get(&name)?.clone())?;
        if let Ok(mut met) = self.met.lock() {
            met.asked.push(name);
        }
        Some(row)
    }

    /// Keeps a row, in place of an earlier one of that name.
    pub(crate) fn put(&self, name: RowName, row: Vec<u8>) {
        if let Ok(mut met) = self.met.lock() {
            met.learned.insert(name, row);
        }
    }

    /// Keeps what this run has found out. Where the file is written anew, rows that nobody has asked for are left out:
    /// they belong to pages that are gone. A full disk does not fail the run.
    pub(crate) fn keep(&self, file: &Path) {
        let Ok(met) = self.met.lock() else { return };
        if met.learned.is_empty() {
            return;
        }
        let added = piece(met.learned.iter().map(|(name, row)| (*name, row.as_slice())));
        let fits = |first: usize| self.bytes.len() - first + added.len() <= first / 2;
        if self.first.is_some_and(fits) && add(file, &added) {
            return;
        }
        let asked =
            met.asked.iter().filter_map(|name| Some((*name, self.bytes.get(self.known.get(name)?.clone())?)));
        let mut rows: BTreeMap<RowName, &[u8]> = asked.collect();
        rows.extend(met.learned.iter().map(|(name, row)| (*name, row.as_slice())));
        put(file, &piece(rows));
    }
}

/// Some rows as a piece.
fn piece<'r>(rows: impl IntoIterator<Item = (RowName, &'r [u8])>) -> Vec<u8> {
    let mut bytes = vec![0; HEAD];
    for (name, row) in rows {
        let Ok(length) = u32::try_from(row.len()) else { continue };
        bytes.extend_from_slice(&name);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(row);
    }
    // What is longer counts as torn.
    let length = u32::try_from(bytes.len() - HEAD).unwrap_or_default();
    bytes[SUM..HEAD].copy_from_slice(&length.to_le_bytes());
    let sum = hash_of(&bytes[SUM..]);
    bytes[..SUM].copy_from_slice(&sum);
    bytes
}

/// Adds a piece at the end of a file, in one go: another run may be reading, or adding its own.
fn add(file: &Path, piece: &[u8]) -> bool {
    let file = fs::File::options().append(true).open(file);
    file.and_then(|mut file| file.write_all(piece)).is_ok()
}

/// How long the hash of a piece is, and what is before its rows.
const SUM: usize = size_of::<Hash>();
const HEAD: usize = SUM + size_of::<u32>();

/// Takes in where the rows of the piece at a place are, and says where it ends; nothing where it is not whole.
fn take_piece(bytes: &[u8], at: usize, known: &mut HashMap<RowName, Range<usize>>) -> Option<usize> {
    let (sum, rest) = bytes.get(at..)?.split_first_chunk::<SUM>()?;
    let length = u32::from_le_bytes(*rest.first_chunk()?) as usize;
    let rows = rest.get(size_of::<u32>()..HEAD - SUM + length)?;
    if hash_of(&rest[..HEAD - SUM + length]) != *sum {
        return None;
    }
    let end = at + HEAD + length;
    let mut left = rows;
    while let Some((name, after)) = left.split_first_chunk::<16>() {
        let (length, after) = after.split_first_chunk::<4>()?;
        let (row, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let begin = end - after.len() - row.len();
        known.insert(*name, begin..begin + row.len());
        left = after;
    }
    left.is_empty().then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("labc-rows-{name}-{}", std::process::id()))
    }

    #[test]
    fn rows_come_back_and_torn_files_count_as_absent() {
        let file = file("torn");
        let rows = Rows::read(&file);
        assert_eq!(rows.get([1; 16]), None);
        rows.put([1; 16], b"one".to_vec());
        rows.put([2; 16], b"two".to_vec());
        rows.put([3; 16], Vec::new());
        rows.keep(&file);

        // Rows that nobody asks for go once the file is written anew.
        let rows = Rows::read(&file);
        assert_eq!((rows.get([1; 16]), rows.get([3; 16])), (Some(&b"one"[..]), Some(&b""[..])));
        rows.keep(&file);
        assert_eq!(Rows::read(&file).get([2; 16]), Some(&b"two"[..]));
        rows.put([1; 16], vec![7; 100]);
        rows.keep(&file);
        let rows = Rows::read(&file);
        assert_eq!((rows.get([1; 16]), rows.get([2; 16])), (Some(&[7; 100][..]), None));

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

    #[test]
    fn what_is_new_is_added_at_the_end() {
        let file = file("added");
        let rows = Rows::read(&file);
        (0..100).for_each(|name| rows.put([name; 16], vec![name; 50]));
        rows.keep(&file);
        let first = fs::read(&file).unwrap();
        let mut longest = 0;
        for round in 0..100 {
            let rows = Rows::read(&file);
            (0..100).for_each(|name| assert!(rows.get([name; 16]).is_some(), "{round}: {name}"));
            rows.put([7; 16], vec![round; 60]);
            rows.keep(&file);
            assert_eq!(Rows::read(&file).get([7; 16]), Some(&[round; 60][..]));
            assert_eq!(Rows::read(&file).get([8; 16]), Some(&[8; 50][..]));
            longest = longest.max(fs::read(&file).unwrap().len());
        }
        assert!(longest > first.len() && longest < first.len() * 8 / 5, "{longest}, {}", first.len());

        // Of an addition that is torn nothing counts, and what was there before still does.
        fs::write(&file, &first).unwrap();
        let rows = Rows::read(&file);
        rows.put([7; 16], b"added".to_vec());
        rows.keep(&file);
        let whole = fs::read(&file).unwrap();
        assert_eq!(whole[..first.len()], first);
        for end in first.len()..whole.len() {
            fs::write(&file, &whole[..end]).unwrap();
            let rows = Rows::read(&file);
            assert_eq!(rows.get([7; 16]), Some(&[7; 50][..]), "{end}");
            rows.put([9; 16], b"more".to_vec());
            rows.keep(&file);
            assert_eq!(Rows::read(&file).get([9; 16]), Some(&b"more"[..]), "{end}");
        }
        fs::remove_file(file).unwrap();
    }
}
