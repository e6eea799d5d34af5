//! What a page is made of besides its markup: controls, slots and charts over one program.

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::chart::Chart;
use crate::number::Format;
pub use crate::piece::Piece;
use crate::positions::Positions;
use crate::program::{Program, Reg};
use crate::recall::Ledger;
use crate::typed::{Lexicon, Scale};

/// Everything the browser needs to bring a page to life. Travels inside the page as postcard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Page {
    /// What computes.
    pub program: Program,
    /// What the student moves. Control `i` sets input `i` of the program.
    pub controls: Vec<Control>,
    /// How numbers are written. Shared by slots, controls and charts.
    pub formats: Vec<Format>,
    /// The places on the page that show something computed.
    pub slots: Vec<Slot>,
    /// The drawings.
    pub charts: Vec<Chart>,
    /// How many seals the page has; a seal is open or closed.
    pub seals: u32,
    /// How many inputs of the program, after the controls', are of rows that the student brings along.
    pub brought: u32,
    /// What the page reads of the student's record: the last inputs of the program.
    pub ledger: Ledger,
    /// What can be typed: as the answer of each estimate, then beside each slider.
    pub scales: Vec<Scale>,
    /// The words for units that can be typed; empty where nothing can.
    pub lexicon: Lexicon,
}

/// Something the student moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Control {
    /// The author's name for it.
    pub name: String,
    /// What it offers.
    pub kind: ControlKind,
    /// Index into [`Page::formats`]: how its value is spoken and written. A slider counts in the format's
    /// first unit; choices and toggles do not look at it.
    pub format: u32,
    /// Index into [`Page::scales`]: what can be typed beside a slider; others do not look at it.
    pub scale: u32,
}

/// What a control offers. Numbers are in base units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub enum ControlKind {
    /// A range.
    Slider(Positions),
    /// One of several rows: the values offered (row indices) and their keys.
    Choice {
        /// Key of each option, as the author wrote it.
        keys: Vec<String>,
        /// The row each option stands for.
        rows: Vec<f64>,
    },
    /// On or off.
    Toggle,
}

/// A place on the page that shows something computed; the markup carries its index as `data-s`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Slot {
    /// The seal that must be open for this slot to be shown, if any.
    pub seal: Option<u32>,
    /// What it shows.
    pub content: Content,
}

/// What a slot shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub enum Content {
    /// Text with values in it; one that is undefined says why.
    Text(Vec<Piece>),
    /// The same where little room is: what is undefined says no more than that.
    Figure(Vec<Piece>),
    /// Why a value is undefined; nothing where it has one.
    Why(Reg),
    /// Which arm of a status holds: the register is the arm's index; undefined shows none.
    Arm(Reg),
    /// Whether something is shown at all.
    Shown(Reg),
    /// A share of a limit, as a fraction.
    Share(Reg),
    /// A drawing: index into [`Page::charts`].
    Chart(u32),
    /// What a drawing shows, in a sentence: index into [`Page::charts`].
    Sentence(u32),
}
