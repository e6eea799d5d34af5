//! Students' records outside the browser: copies read, merged, and given to marking. Start at [`copies`].
//!
//! | file | what it does |
//! | --- | --- |
//! | `copy` | the file that pages save, read strictly |
//! | `find` | copies in whatever was handed in: a file, a mail, a page |
//! | `texts` | bytes as text, and text as it was before a mail program or an editor changed it |
//! | `salvage` | what is left of a damaged copy |
//! | `item`, `merge` | one item; two items with the same key |
//!
//! The format of a copy, the keys of items and the rules of merging are described in
//! `site/reference/ledger.md`; the pages' side is `runtime-wasm/js/record/merge.js`, `copy.js` and `import.js`, and a
//! test holds the two together.

mod copy;
mod find;
mod item;
mod merge;
mod salvage;
mod texts;

pub use copy::{Copy, CopyFault, Harm, LARGEST, checksum, pack};
pub use find::copies;
pub use item::{Item, items};
pub use merge::{aside_of, crc32, is_precious, merge_item, outranks};
pub use texts::text_of;

use std::collections::BTreeMap;

/// A student's record: items by their keys, `lab/kind/name`, as the texts that the browser keeps.
pub type Record = BTreeMap<String, String>;

/// The key of the name that a student has entered.
pub const STUDENT: &str = "~/student/last";

/// The name that the student has entered, if any.
pub fn student(record: &Record) -> Option<String> {
    let item = Item::read(record.get(STUDENT)?)?;
    let name = item.0.get("value")?.as_str()?;
    let name: Vec<&str> = name.split_whitespace().collect();
    (!name.is_empty()).then(|| name.join(" "))
}
