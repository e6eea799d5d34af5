//! The student's record: the kinds of its items with their rules, and how an item is found under former names.
//! Start at [`ItemKind`]; everything else looks here.
//!
//! A record is a set of items, each under the key `lab/kind/name`. A new kind is a row of the table below, and a
//! statement that uses it. Marking, merging, the class report and checks read the table; the build writes the same
//! rules for the scripts of the pages ([`script`]).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Where an item says what the student answered or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `option` has the key of what was chosen.
    Option,
    /// `value` has a number in base units.
    Number,
    /// `text` has what was written.
    Text,
    /// `text` has the file that was brought; nothing where it was removed again.
    File,
    /// `value` has a number, a key, or a truth value.
    Value,
    /// The field of this name is true.
    Flag(&'static str),
    /// Nowhere: that there is an item is all that counts.
    Presence,
}

impl Answer {
    /// The field that an item must have: without it, it is damaged.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Number | Self::Value => "value",
            Self::Text => "text",
            Self::Flag(field) => field,
            Self::File | Self::Presence => "v",
        }
    }
}

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Something in a lab.
    Lab,
    /// The student: its key has `~` in the place of the lab.
    Student,
    /// One device; as `Student`, and pages do not take it over from a copy.
    Device,
}

/// Declares the kinds: a row for each, with a method for each column.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $key:literal, $answer:expr, $scope:ident, asked: $asked:literal, drafted: $drafted:literal,
        once: $once:literal, remade: $remade:literal, work: $work:literal, list: $list:expr;)*) => {
        /// A kind of item. Keys and copies have it as text ([`ItemKind::key`]), which must never change.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Decode)]
        #[serde(rename_all = "snake_case")]
        pub enum ItemKind {
            $($(#[$doc])* $kind,)*
        }

        impl ItemKind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The kind as keys have it.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$kind => $key),* }
            }

            /// Where an item of this kind has its answer.
            pub const fn answer(self) -> Answer {
                match self { $(Self::$kind => $answer),* }
            }

            /// What an item of this kind is about.
            pub const fn scope(self) -> Scope {
                match self { $(Self::$kind => Scope::$scope),* }
            }

            /// Whether a part of a lab is done only once this is answered.
            pub const fn is_asked(self) -> bool {
                match self { $(Self::$kind => $asked),* }
            }

            /// Whether it is a form whose contents are kept as a draft until they are committed.
            pub const fn is_drafted(self) -> bool {
                match self { $(Self::$kind => $drafted),* }
            }

            /// Whether the first answer counts, and a later one never takes its place: predictions.
            pub const fn commits_once(self) -> bool {
                match self { $(Self::$kind => $once),* }
            }

            /// Whether pages make it anew by themselves: of two, one is enough.
            pub const fn is_remade(self) -> bool {
                match self { $(Self::$kind => $remade),* }
            }

            /// Whether it is an answer of the student's own: pages remind the student to save it, and it tells two
            /// students apart.
            pub const fn is_work(self) -> bool {
                match self { $(Self::$kind => $work),* }
            }

            /// The list of *My work* that shows it: the name of a template in `work.html`.
            pub const fn list(self) -> Option<&'static str> {
                match self { $(Self::$kind => $list),* }
            }
        }
    };
}

kinds! {
    /// A prediction: an option, committed once.
    #[default]
    Predict "predict", Answer::Option, Lab, asked: true, drafted: true, once: true, remade: false, work: true, list: Some("predictions");
    /// An estimate: a number with a unit, committed once.
    Estimate "estimate", Answer::Number, Lab, asked: true, drafted: true, once: true, remade: false, work: true, list: Some("predictions");
    /// A question for reflection.
    Reflect "reflect", Answer::Option, Lab, asked: true, drafted: true, once: false, remade: false, work: true, list: Some("reflections");
    /// A decision, with its reason.
    Decide "decide", Answer::Option, Lab, asked: true, drafted: true, once: false, remade: false, work: true, list: Some("decisions");
    /// A text.
    Answer "answer", Answer::Text, Lab, asked: true, drafted: false, once: false, remade: false, work: true, list: Some("answers");
    /// A task that the student ticks off.
    Task "task", Answer::Flag("done"), Lab, asked: true, drafted: false, once: false, remade: true, work: false, list: Some("tasks");
    /// A goal that was met.
    Goal "goal", Answer::Flag("met"), Lab, asked: false, drafted: false, once: false, remade: true, work: false, list: Some("goals");
    /// Rows that the student brought.
    Upload "upload", Answer::File, Lab, asked: false, drafted: false, once: false, remade: false, work: false, list: Some("fields");
    /// A failure that was reached, named `status.case` or `status.row.case`.
    Status "status", Answer::Flag("reached"), Lab, asked: false, drafted: false, once: false, remade: true, work: false, list: Some("failures");
    /// A value that later labs read.
    Record "record", Answer::Value, Lab, asked: false, drafted: false, once: false, remade: true, work: false, list: Some("fields");
    /// Where a control is.
    Set "set", Answer::Value, Lab, asked: false, drafted: false, once: false, remade: true, work: false, list: None;
    /// The end of a part that asks nothing has been on screen.
    Seen "seen", Answer::Presence, Lab, asked: false, drafted: false, once: false, remade: true, work: false, list: None;
    /// What a form holds before it is committed, named `kind.name`; what a box holds before it is left, `set.name`.
    Draft "draft", Answer::Presence, Lab, asked: false, drafted: false, once: false, remade: true, work: false, list: None;
    /// The name that the student has entered.
    Student "student", Answer::Value, Student, asked: false, drafted: false, once: false, remade: false, work: false, list: None;
    /// When the last copy was saved.
    Backup "backup", Answer::Value, Device, asked: false, drafted: false, once: false, remade: true, work: false, list: None;
    /// When a reminder to save a copy was put off.
    Nudge "nudge", Answer::Value, Device, asked: false, drafted: false, once: false, remade: true, work: false, list: None;
}

impl ItemKind {
    /// The kind of this key; nothing for a kind that only other versions know.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }

    /// Of two items for one thing, the one that counts: greater is better. A failure that was left again counts more
    /// than one that was only reached, an item with a time more than one without; then the first answer of what is
    /// committed once, and the last of everything else.
    pub fn compare(self, a: Standing<'_>, b: Standing<'_>) -> Ordering {
        let left = if self == Self::Status { a.left.cmp(&b.left) } else { Ordering::Equal };
        let timed = (!a.time.is_empty()).cmp(&!b.time.is_empty());
        let time = if self.commits_once() { b.time.cmp(a.time) } else { a.time.cmp(b.time) };
        left.then(timed).then(time)
    }
}

/// What decides between two items for one thing.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Whether a failure was left again.
    pub left: bool,
    /// When the item was last changed, in UTC; empty where it does not say.
    pub time: &'a str,
}

/// Whether a text is a time as items have it, `2026-11-21T10:00:00.000Z`.
pub fn is_time(text: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let Some((head, tail)) = text.as_bytes().split_at_checked(SHAPE.len()) else { return false };
    let shaped = head.iter().zip(SHAPE).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    });
    shaped
        && match tail {
            [b'Z'] => true,
            [b'.', digits @ .., b'Z'] => {
                (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        }
}

/// An item: its fields as text, `true` and `false` for truth values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The lab's id when it was written.
    pub lab: String,
    /// Its kind.
    pub kind: ItemKind,
    /// Its name when it was written.
    pub name: String,
    /// Name and value of each field.
    pub fields: Vec<(String, String)>,
}

impl Item {
    /// A field; nothing where the item does not have it.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field is true.
    pub fn is(&self, name: &str) -> bool {
        self.field(name).is_some_and(|value| !matches!(value, "" | "false" | "0"))
    }

    fn standing(&self) -> Standing<'_> {
        let time = self.field("at").filter(|at| is_time(at)).unwrap_or_default();
        Standing { left: self.is("left"), time }
    }

    fn place(&self) -> (&str, ItemKind, &str) {
        (&self.lab, self.kind, &self.name)
    }
}

/// Today's name of something, then the names it had before.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Its name today; nothing where the list has it first.
    today: Option<&'a String>,
    rest: &'a [String],
}

impl<'a> Names<'a> {
    /// A name of today, and those before it.
    pub fn new(today: &'a String, was: &'a [String]) -> Self {
        Self { today: Some(today), rest: was }
    }

    /// Names of which the first is today's.
    pub fn all(names: &'a [String]) -> Self {
        Self { today: None, rest: names }
    }

    /// Whether this is one of the names.
    pub fn has(self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// The names, today's first.
    pub fn iter(self) -> impl Iterator<Item = &'a String> {
        self.today.into_iter().chain(self.rest)
    }
}

/// A student's record, sorted so that items are found by their keys.
#[derive(Debug)]
pub struct Items<'a>(Vec<&'a Item>);

impl<'a> Items<'a> {
    /// A record of these items. Where several have one key, the last counts.
    pub fn new(items: &'a [Item]) -> Self {
        Self(crate::order::sorted(items.iter().collect(), &|a: &&Item, b: &&Item| a.place() < b.place()))
    }

    /// Every item for one thing: under each id of its lab, and each name of its own.
    pub fn every(&self, lab: Names<'a>, kind: ItemKind, name: Names<'a>) -> impl Iterator<Item = &'a Item> {
        lab.iter().flat_map(move |lab| name.iter().filter_map(move |name| self.at((lab, kind, name))))
    }

    /// The item for one thing. Where there is more than one, from before it was renamed and after, the one that
    /// merging would keep under a single key; of two equal ones, the one with the newer name.
    pub fn find(&self, lab: Names<'a>, kind: ItemKind, name: Names<'a>) -> Option<&'a Item> {
        let better = |best: &'a Item, item: &'a Item| match kind.compare(item.standing(), best.standing()) {
            Ordering::Greater => item,
            _ => best,
        };
        self.every(lab, kind, name).reduce(better)
    }

    /// Whether there is an item of a lab.
    pub fn has_lab(&self, lab: Names<'_>) -> bool {
        self.0.iter().any(|item| lab.has(&item.lab))
    }

    fn at(&self, place: (&str, ItemKind, &str)) -> Option<&'a Item> {
        let after = self.0.partition_point(|item| item.place() <= place);
        self.0.get(after.checked_sub(1)?).copied().filter(|item| item.place() == place)
    }
}

/// The rules of all kinds as constants of a script.
pub fn script() -> String {
    let keys = |has: fn(ItemKind) -> bool| -> String {
        let keys =
            ItemKind::ALL.iter().filter(|kind| has(**kind)).map(|kind| alloc::format!("\"{}\"", kind.key()));
        alloc::format!("[{}]", keys.collect::<Vec<_>>().join(", "))
    };
    let map = |of: fn(ItemKind) -> Option<&'static str>| -> String {
        let of = |kind: &ItemKind| Some(alloc::format!("{}: \"{}\"", kind.key(), of(*kind)?));
        alloc::format!("{{ {} }}", ItemKind::ALL.iter().filter_map(of).collect::<Vec<_>>().join(", "))
    };
    let constants = [
        ("The field that an item must have to count.", "FIELDS", map(|kind| Some(kind.answer().field()))),
        ("Parts are done once these are answered.", "ASKED", keys(ItemKind::is_asked)),
        ("Forms whose contents are kept until they are committed.", "DRAFTED", keys(ItemKind::is_drafted)),
        ("The first answer counts.", "COMMITTED", keys(ItemKind::commits_once)),
        ("Pages make these anew: of two, one is enough.", "REMADE", keys(ItemKind::is_remade)),
        ("The student's own answers.", "WORK", keys(ItemKind::is_work)),
        ("A device keeps these for itself.", "OWN", keys(|kind| kind.scope() == Scope::Device)),
        ("The list of My work that shows an item.", "LISTS", map(ItemKind::list)),
    ];
    let mut text = "// Made from the table in compiler/core/src/record.rs.\n".to_owned();
    for (about, name, value) in constants {
        text.push_str(&alloc::format!("// {about}\nexport const {name} = {value};\n"));
    }
    text
}
