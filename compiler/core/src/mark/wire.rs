//! Items and marks as text, for the browser: records with U+001E between them, fields with U+001F.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Mark, Marks, Sheet, calibration, total};
use crate::decimal::push_whole;
use crate::record::{Item, ItemKind};
use crate::text::parts;

const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1f}';

/// Reads items: `lab`, `kind`, `name`, then fields as `name=value`. Kinds that only other versions know are passed over.
pub fn items_of(text: &str) -> Vec<Item> {
    let records = parts(text, RECORD).filter(|record| !record.is_empty());
    let items = records.filter_map(|record| {
        let mut fields = parts(record, FIELD);
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (lab, kind, name) = (next(), ItemKind::of(&next())?, next());
        let fields = fields.filter_map(|field| {
            let name = parts(field, '=').next()?;
            Some((name.to_owned(), field.get(name.len() + 1..)?.to_owned()))
        });
        let fields = fields.collect();
        Some(Item { lab, kind, name, fields })
    });
    items.collect()
}

/// Writes marks. For each lab `lab`, its index, whether it was started, `1` or `0` for each part; for each
/// of its entries `mark` and the fields of [`Mark`] in their order; then for each lab `total` with its
/// counts, for all labs together `total` and `all`, and a `level` for each level of confidence. What is not
/// known is empty.
pub fn marks_text(sheets: &[Sheet], marked: &[Marks]) -> String {
    let mut out = Out(String::new());
    for (index, (sheet, marks)) in sheets.iter().zip(marked).enumerate() {
        out.record("lab");
        out.whole(index as u32);
        out.flag(Some(marks.started));
        out.text(&marks.parts.iter().map(|done| if *done { '1' } else { '0' }).collect::<String>());
        marks.marks.iter().for_each(|mark| out.mark(mark));
        out.total(core::iter::once((sheet, marks)), "one");
    }
    out.total(sheets.iter().zip(marked), "all");
    for level in calibration(sheets.iter().zip(marked)) {
        out.record("level");
        out.text(&level.confidence);
        out.whole(level.right);
        out.whole(level.made);
    }
    out.0
}

struct Out(String);

impl Out {
    fn record(&mut self, name: &str) {
        if !self.0.is_empty() {
            self.0.push(RECORD);
        }
        self.0.push_str(name);
    }

    fn text(&mut self, text: &str) {
        self.0.push(FIELD);
        self.0.extend(text.split([RECORD, FIELD]));
    }

    fn whole(&mut self, number: u32) {
        self.0.push(FIELD);
        push_whole(&mut self.0, number);
    }

    fn flag(&mut self, flag: Option<bool>) {
        self.text(flag.map_or("", |flag| if flag { "1" } else { "0" }));
    }

    fn mark(&mut self, mark: &Mark) {
        self.record("mark");
        self.flag(Some(mark.answered));
        match mark.option {
            Some(option) => self.whole(option),
            None => self.text(""),
        }
        self.flag(Some(mark.gone));
        self.flag(mark.right);
        self.flag(mark.frozen);
        self.text(&mark.confidence);
        self.flag(Some(mark.left));
        self.text(&mark.text);
        self.text(&mark.said);
    }

    fn total<'a>(&mut self, marked: impl IntoIterator<Item = (&'a Sheet, &'a Marks)>, of: &str) {
        let total = total(marked);
        self.record("total");
        self.text(of);
        for (part, whole) in
            [total.labs, total.parts, total.made, total.right, total.frozen, total.failures, total.goals]
        {
            self.whole(part);
            self.whole(whole);
        }
    }
}
