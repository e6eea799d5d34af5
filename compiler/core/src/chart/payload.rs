//! What charts of several kinds are made of, as it travels in the page. All values are in base units.

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::piece::Piece;
use crate::program::Reg;

/// Takes a register, and whether it has to be a list.
pub(super) type Give<'a> = &'a mut dyn FnMut(&mut Reg, bool);

/// Words with values in them.
pub type Label = Vec<Piece>;

/// An axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Axis {
    /// What it measures, in words.
    pub label: String,
    /// Index into the page's formats; a fixed unit makes all ticks read in it.
    pub format: u32,
    /// Logarithmic.
    pub log: bool,
}

/// A straight reference line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Rule {
    /// Which axis the value belongs to: true for a horizontal rule at a value of y.
    pub horizontal: bool,
    /// Where.
    pub value: Reg,
    /// The text beside the line.
    pub label: Label,
    /// Whether the value is what the student estimated.
    pub said: bool,
}

/// A shaded part of the drawing, from edge to edge along the other axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Region {
    /// Which axis its ends belong to: true for values of y.
    pub horizontal: bool,
    /// Where it begins; else at the lower edge.
    pub from: Option<Reg>,
    /// Where it ends; else at the upper edge.
    pub to: Option<Reg>,
    /// The text in the shaded part.
    pub label: Label,
    /// What it is said to be, from 0 fail to 3 pass.
    pub level: Option<u8>,
}

/// A state: which arm of a status holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub struct Tone {
    /// Its level: 0 fail, 1 warn, 2 note, 3 pass.
    pub level: Reg,
    /// The arm's title: index among the program's texts.
    pub words: Reg,
}

/// A row that is marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Chosen {
    /// What it is called.
    pub label: Label,
    /// Which row.
    pub row: Reg,
}

pub(super) fn chosen(chosen: &mut [Chosen], give: Give) {
    for one in chosen {
        label(&mut one.label, give);
        give(&mut one.row, false);
    }
}

pub(super) fn tone(tone: &mut Option<Tone>, give: Give) {
    if let Some(tone) = tone {
        give(&mut tone.level, false);
        give(&mut tone.words, false);
    }
}

pub(super) fn label(label: &mut Label, give: Give) {
    for piece in label {
        match piece {
            Piece::Words(_) => {}
            Piece::Number { value: register, .. }
            | Piece::Text(register)
            | Piece::Gap { value: register, .. }
            | Piece::Either { cond: register, .. } => give(register, false),
        }
    }
}
