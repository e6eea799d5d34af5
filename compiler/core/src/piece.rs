//! Texts with values in them: what their pieces read as with the machine's current values. Start at [`Source`].

use alloc::string::String;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::machine::Machine;
use crate::mark::words;
use crate::number::Format;
use crate::program::Reg;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A number.
    Number {
        /// The value, in base units.
        value: Reg,
        /// Index into [`Page::formats`].
        format: u32,
    },
    /// A text value: the register is its index among the program's texts.
    Text(Reg),
    /// A condition, as one of two words.
    Either {
        /// The condition.
        cond: Reg,
        /// Where it holds.
        yes: String,
        /// Where it does not.
        no: String,
    },
    /// How far a value is from the truth, in the words of marking.
    Gap {
        /// The value.
        value: Reg,
        /// The truth.
        truth: f64,
    },
}

/// What an undefined value reads as.
const UNDEFINED: &str = crate::number::NONE;
/// What leads to the reason.
const BECAUSE: &str = "because ";

/// What texts and charts take their values from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    /// The formats of the page.
    pub(crate) formats: &'a [Format],
    /// The values.
    pub(crate) machine: &'a Machine,
}

impl Source<'_> {
    /// The text that the pieces give.
    pub(crate) fn text(&self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                // Nothing yet to tell about.
                Piece::Gap { value, .. } if self.machine.value(*value).is_nan() => {}
                piece => self.push(piece, false, &mut text),
            }
        }
        text
    }

    /// Appends what a piece of a text reads; where it is undefined, and with `reasons`, why.
    pub(crate) fn push(&self, piece: &Piece, reasons: bool, out: &mut String) {
        let undefined = |register: Reg, out: &mut String| {
            out.push_str(UNDEFINED);
            if reasons && self.machine.value(register).is_nan() {
                out.push(' ');
                self.because(register, out);
            }
        };
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Number { value: register, format } => {
                let value = self.machine.value(*register);
                match self.formats.get(*format as usize) {
                    Some(format) if !value.is_nan() => out.push_str(&format.text(value)),
                    _ => undefined(*register, out),
                }
            }
            Piece::Text(register) => {
                let index = self.machine.value(*register);
                let text = if index >= 0.0 { self.machine.program().texts.get(index as usize) } else { None };
                match text {
                    Some(text) => out.push_str(text),
                    None => undefined(*register, out),
                }
            }
            Piece::Gap { value, truth } => {
                let register = *value;
                match self.machine.value(register) {
                    value if value.is_nan() => undefined(register, out),
                    value => out.push_str(&words(value, *truth)),
                }
            }
            Piece::Either { cond, yes, no } => match self.machine.value(*cond) {
                holds if holds.is_nan() => undefined(*cond, out),
                0.0 => out.push_str(no),
                _ => out.push_str(yes),
            },
        }
    }

    /// Appends why a register is undefined, if it is.
    pub(crate) fn because(&self, register: Reg, out: &mut String) {
        if let Some(why) = self.machine.why(register) {
            out.push_str(BECAUSE);
            out.push_str(why.text(self.machine.program()));
        }
    }
}
