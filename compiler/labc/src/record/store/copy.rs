//! A copy of a student's record: the file that pages save.

use std::fmt;

use serde_json::Value;

use super::merge::compare;
use super::{Record, crc32, item};

/// No copy is larger, in bytes.
pub const LARGEST: usize = 32_000_000;
/// No copy has more items.
pub(super) const MOST: usize = 100_000;

/// A copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The course it belongs to.
    pub course: String,
    /// When it was saved, as it says.
    pub saved: String,
    pub items: Record,
    /// What is wrong with it; nothing where it is exactly what was saved.
    pub harm: Option<Harm>,
    /// The checksum that is written in it.
    pub(super) stated: String,
}

/// What is wrong with a copy of which the rest can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Harm {
    /// So many items are missing or were changed and are left out; the others are as they were saved.
    Lost(usize),
    /// It was changed, and nothing says where: copies of earlier versions have one checksum for all items.
    Unsure,
    /// The end is missing: these are the items before it.
    Cut,
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(0) => f.write_str("damaged, but every item is as it was saved"),
            Self::Lost(1) => {
                f.write_str("damaged: 1 item is lost and left out, the others are as they were saved")
            }
            Self::Lost(lost) => {
                write!(f, "damaged: {lost} items are lost and left out, the others are as they were saved")
            }
            Self::Unsure => f.write_str(
                "damaged: its checksum doesn't fit and nothing says which items changed, so all that can be \
                 read are taken",
            ),
            Self::Cut => f.write_str("cut off: the items before the break are taken"),
        }
    }
}

/// Why a file is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// It is larger than any copy, or has more items.
    TooLarge,
    /// There is nothing in it.
    Empty,
    /// It is not complete, or not JSON.
    Torn(String),
    /// It is something else.
    Foreign,
    /// Its format is newer than this.
    Newer,
    /// What it holds is not what was saved.
    Damaged(String),
    /// The file, or the archive around it, cannot be opened.
    Closed(String),
}

impl fmt::Display for CopyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("larger than any copy of a course"),
            Self::Empty => f.write_str("the file is empty"),
            Self::Torn(_) => {
                f.write_str("not complete: it ends early, or is changed so that it can't be read")
            }
            Self::Foreign => f.write_str("not a copy of a student's work"),
            Self::Newer => f.write_str("saved by a later version of these labs"),
            Self::Damaged(why) => write!(f, "damaged: {why}"),
            Self::Closed(why) => f.write_str(why),
        }
    }
}

impl Copy {
    /// Reads a file that holds a copy and nothing else, and is exactly what was saved.
    ///
    /// # Errors
    /// Whatever keeps it from being taken in whole.
    pub fn read(bytes: &[u8]) -> Result<Self, CopyFault> {
        if bytes.len() > LARGEST {
            return Err(CopyFault::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| CopyFault::Torn("not text in UTF-8".to_owned()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value =
            serde_json::from_str(&item::mended(text)).map_err(|error| CopyFault::Torn(error.to_string()))?;
        Self::of(&value)
    }

    /// Reads a copy from its JSON.
    pub(super) fn of(value: &Value) -> Result<Self, CopyFault> {
        if value.get("format").and_then(Value::as_str) != Some("labc-ledger") {
            return Err(CopyFault::Foreign);
        }
        if value.get("version").and_then(Value::as_f64) != Some(1.0) {
            return Err(CopyFault::Newer);
        }
        let damaged = |why: &str| CopyFault::Damaged(why.to_owned());
        let word = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let course = word("course").ok_or_else(|| damaged("it names no course"))?;
        let written =
            value.get("items").and_then(Value::as_object).ok_or_else(|| damaged("it has no items"))?;
        if written.len() > MOST {
            return Err(CopyFault::TooLarge);
        }
        let mut items = Record::new();
        for (key, text) in written {
            let text = text.as_str().ok_or_else(|| damaged("an item of it isn't text"))?;
            items.insert(key.clone(), text.to_owned());
        }
        let stated = word("checksum").unwrap_or_default();
        let found = checksum(&course, &items);
        if stated != found {
            return Err(CopyFault::Damaged(format!("its checksum is {stated:.20}, its items give {found}")));
        }
        Ok(Self { course, saved: word("saved").unwrap_or_default(), items, harm: None, stated })
    }

    /// Whether it is a copy of a course: its name may be what was damaged.
    pub fn is_of(&self, course: &str) -> bool {
        self.course == course || (self.harm.is_some() && self.stated == checksum(course, &self.items))
    }
}

/// The checksum of a copy: over the course and every item in the order of their keys.
pub fn checksum(course: &str, items: &Record) -> String {
    let mut crc = crc32(course, 0);
    for (key, text) in sorted(items) {
        crc = crc32(text, crc32("\0", crc32(key, crc32("\0", crc))));
    }
    format!("{crc:08x}")
}

/// The checksum of one item.
pub(super) fn check(key: &str, text: &str) -> String {
    format!("{:08x}", crc32(text, crc32("\0", crc32(key, 0))))
}

/// A copy as a file.
pub fn pack(course: &str, items: &Record, saved: &str) -> String {
    let checks: Vec<String> = sorted(items).into_iter().map(|(key, text)| check(key, text)).collect();
    let file = serde_json::json!({
        "format": "labc-ledger",
        "version": 1,
        "course": course,
        "saved": saved,
        "checks": checks.join(" "),
        "items": items,
        "checksum": checksum(course, items),
    });
    file.to_string() + "\n"
}

/// By UTF-16 code units, as scripts sort.
fn sorted(items: &Record) -> Vec<(&String, &String)> {
    let mut sorted: Vec<_> = items.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| compare(a, b));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> String {
        let items = Record::from([
            ("lab/predict/a".to_owned(), "{\"v\":2,\"option\":\"\u{1f600}\"}".to_owned()),
            ("quarantine/lab/set/b/0-1".to_owned(), "{half\u{0}".to_owned()),
        ]);
        pack("mlsys", &items, "2026-11-21T10:00:00.000Z")
    }

    #[test]
    fn a_copy_holds_what_was_saved() {
        let read = Copy::read(copy().as_bytes()).unwrap();
        assert_eq!((read.course.as_str(), read.items.len()), ("mlsys", 2));
        assert_eq!(read.items["quarantine/lab/set/b/0-1"], "{half\u{0}");
        assert!(Copy::read(format!("\u{feff}{}", copy()).as_bytes()).is_ok());
    }

    #[test]
    fn every_fault_has_its_reason() {
        let fault = |bytes: &[u8]| Copy::read(bytes).unwrap_err().to_string();
        let good = copy();
        for (bytes, reason) in [
            (&b""[..], "not complete"),
            (&good.as_bytes()[..good.len() / 2], "not complete"),
            (b"\xff\xfe\x00", "not complete"),
            (b"[]", "not a copy"),
            (b"{\"format\":\"other\"}", "not a copy"),
            (good.replace("\"version\":1", "\"version\":2").as_bytes(), "later version"),
            (good.replace("option", "0ption").as_bytes(), "checksum"),
            (good.replace("mlsys", "other").as_bytes(), "checksum"),
            (b"{\"format\":\"labc-ledger\",\"version\":1,\"course\":\"c\",\"items\":[]}", "no items"),
            (
                b"{\"format\":\"labc-ledger\",\"version\":1,\"course\":\"c\",\"items\":{\"a\":1}}",
                "isn't text",
            ),
            ("[".repeat(1_000_000).as_bytes(), "not complete"),
        ] {
            assert!(fault(bytes).contains(reason), "{reason}: {}", fault(bytes));
        }
    }
}
