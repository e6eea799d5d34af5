//! A page's data read back in the browser: the postcard that the build wrote with serde. Start at [`decode`].
//!
//! Derived code would do the same at four times the size, and every student downloads it. A reader that has met a
//! fault goes on with zeros and empty lists, so that nothing in between has to look; whoever started it does.
//! The tests compare with what serde reads.

use alloc::string::String;
use alloc::vec::Vec;

use crate::chart::{
    Axis, Bar, Bars, Body, Chart, Chosen, Form, Gauge, Heat, Histogram, Line, Of, Plane, Point, Radar,
    Region, Roof, Rule, Setting, Span, Spoke, Spread, Spreads, Style, Tone,
};
use crate::mark::{Asked, Choice, Part, Sheet};
use crate::number::{Digits, Format, Unit};
use crate::page::{Content, Control, ControlKind, Page, Piece, Slot};
use crate::positions::Positions;
use crate::program::{Binary, Fold, Op, Program, Unary};
use crate::recall::{Ledger, Read, Wanted, What};
use crate::typed::{Code, Lexicon, Scale, Word};

#[cfg(test)]
mod tests;

/// Reads a value; none where the bytes are not one.
pub fn decode<T: Decode>(bytes: &[u8]) -> Option<T> {
    let mut from = Reader { rest: bytes, sound: true };
    let value = T::decode(&mut from);
    if from.sound {
        return Some(value);
    }
    abandon(value);
    None
}

/// Lets a value go. In the browser its memory stays: taking it apart would be code that every page downloads, for
/// bytes that end the page anyway.
pub(crate) fn abandon<T>(value: T) {
    #[cfg(target_family = "wasm")]
    core::mem::forget(value);
    #[cfg(not(target_family = "wasm"))]
    drop(value);
}

/// Bytes with a checksum behind them: what was checked when it was made need not be checked again by whoever finds
/// it undamaged.
pub fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = checksum(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

/// The bytes before their checksum; none where they are damaged.
pub fn undamaged(bytes: &[u8]) -> Option<&[u8]> {
    let (bytes, sum) = bytes.split_last_chunk::<4>()?;
    (checksum(bytes) == u32::from_le_bytes(*sum)).then_some(bytes)
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// What can be read.
pub trait Decode: Sized {
    /// Reads one; anything where the reader meets a fault.
    fn decode(from: &mut Reader<'_>) -> Self;
}

/// Bytes being read.
#[derive(Debug)]
pub struct Reader<'b> {
    rest: &'b [u8],
    sound: bool,
}

impl Reader<'_> {
    fn get<T: Decode>(&mut self) -> T {
        T::decode(self)
    }

    /// From here on all is zero.
    #[inline(never)]
    fn refuse(&mut self) {
        self.rest = &[];
        self.sound = false;
    }

    #[inline(never)]
    fn byte(&mut self) -> u8 {
        match self.rest.split_first() {
            Some((first, rest)) => {
                self.rest = rest;
                *first
            }
            None => {
                self.refuse();
                0
            }
        }
    }

    /// A whole number, seven bits in a byte, the lowest first.
    #[inline(never)]
    fn whole(&mut self) -> u32 {
        let mut value = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).unwrap_or_else(|_| {
                    self.refuse();
                    0
                });
            }
        }
        self.refuse();
        0
    }

    /// How many of something follow, each of which takes a byte at least.
    #[inline(never)]
    fn count(&mut self) -> usize {
        let count = self.whole() as usize;
        if count > self.rest.len() {
            self.refuse();
            return 0;
        }
        count
    }
}

impl Decode for u8 {
    fn decode(from: &mut Reader<'_>) -> Self {
        from.byte()
    }
}

impl Decode for u32 {
    fn decode(from: &mut Reader<'_>) -> Self {
        from.whole()
    }
}

impl Decode for bool {
    #[inline(never)]
    fn decode(from: &mut Reader<'_>) -> Self {
        let byte = from.byte();
        if byte > 1 {
            from.refuse();
        }
        byte == 1
    }
}

impl Decode for f64 {
    #[inline(never)]
    fn decode(from: &mut Reader<'_>) -> Self {
        let Some((bytes, rest)) = from.rest.split_first_chunk::<8>() else {
            from.refuse();
            return 0.0;
        };
        from.rest = rest;
        f64::from_le_bytes(*bytes)
    }
}

impl Decode for String {
    #[inline(never)]
    fn decode(from: &mut Reader<'_>) -> Self {
        let count = from.count();
        let (text, rest) = from.rest.split_at(count);
        from.rest = rest;
        match str::from_utf8(text) {
            Ok(text) => text.into(),
            Err(_) => {
                from.refuse();
                String::new()
            }
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    #[inline(never)]
    fn decode(from: &mut Reader<'_>) -> Self {
        // Beyond a fault all counts are zero, so that this ends soon.
        (0..from.count()).map(|_| from.get()).collect()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(from: &mut Reader<'_>) -> Self {
        if from.get() { Some(from.get()) } else { None }
    }
}

impl<A: Decode, B: Decode> Decode for (A, B) {
    fn decode(from: &mut Reader<'_>) -> Self {
        (from.get(), from.get())
    }
}

impl<A: Decode, B: Decode, C: Decode> Decode for (A, B, C) {
    fn decode(from: &mut Reader<'_>) -> Self {
        (from.get(), from.get(), from.get())
    }
}

/// The fields of structures, in the order they are declared in.
macro_rules! fields {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl Decode for $name {
            fn decode(from: &mut Reader<'_>) -> Self {
                Self { $($field: from.get()),* }
            }
        }
    )*};
}

/// The variants of choices that hold something, by their numbers.
macro_rules! variants {
    ($($name:ident { $($number:literal $variant:ident $(($($place:ident),*))? $({ $($field:ident),* })?),* })*) => {$(
        impl Decode for $name {
            fn decode(from: &mut Reader<'_>) -> Self {
                match from.whole() {
                    $($number => variants!(@ from $variant $(($($place),*))? $({ $($field),* })?),)*
                    _ => {
                        from.refuse();
                        Self::decode(from)
                    }
                }
            }
        }
    )*};
    (@ $from:ident $variant:ident) => { Self::$variant };
    (@ $from:ident $variant:ident ($($place:ident),*)) => {{
        $(let $place = $from.get();)*
        Self::$variant($($place),*)
    }};
    (@ $from:ident $variant:ident { $($field:ident),* }) => { Self::$variant { $($field: $from.get()),* } };
}

/// The names of choices that hold nothing, in the order they are declared in.
macro_rules! names {
    ($($name:ident { $($variant:ident),* })*) => {$(
        impl Decode for $name {
            fn decode(from: &mut Reader<'_>) -> Self {
                const ALL: &[$name] = &[$($name::$variant),*];
                match ALL.get(from.whole() as usize) {
                    Some(found) => *found,
                    None => {
                        from.refuse();
                        ALL[0]
                    }
                }
            }
        }
    )*};
}

fields! {
    Page { program, controls, formats, slots, charts, seals, brought, ledger, scales, lexicon }
    Program { ops, inputs, columns, texts, reasons }
    Control { name, kind, format, scale }
    Positions { from, to, steps, parts, log }
    Scale { unit, stem, code, from, to, snaps }
    Code { hard, counts }
    Lexicon { words, prefixes, kinds, time }
    Word { names, factor, offset, code, class }
    Slot { seal, content }
    Format { units, digits }
    Unit { symbol, factor, offset, one }
    Ledger { sheets, reads }
    Read { sheet, what }
    Wanted { kind, names, field, keys, unit }
    Sheet { id, was, parts, asked }
    Part { name, was, asks }
    Asked { kind, name, was, options, right, truth, format, near, unit }
    Choice { key, was }
    Chart { x, y, body, rules, regions, spreads }
    Spread { of, index, low, high, even }
    Axis { label, format, log }
    Rule { horizontal, value, label }
    Region { horizontal, from, to, label, level }
    Plane { at, lines, histogram, points, frontier, roofs, settings, chosen }
    Line { label, values, low, style }
    Histogram { label, values, width, percentiles }
    Point { label, x, y, size, tone, series, row }
    Tone { level, words }
    Roof { label, peak, rate }
    Setting { label, x, ys }
    Chosen { label, row }
    Bars { form, horizontal, groups, series, bars, chosen }
    Bar { group, series, value, tone }
    Span { label, lane, from, to, series, tone }
    Radar { spokes, shapes }
    Spoke { label, format, limit, values }
    Heat { label, format, log, xs, ys, values, now, contours }
    Gauge { label, format, value, limit }
}

variants! {
    Op {
        0 Const(value), 1 Input(index), 2 Unary(how, value), 3 Binary(how, left, right),
        4 Select { cond, then, other }, 5 Cell { column, row }, 6 Guard { cond, value, reason },
        7 Loop { count, most, heads, body }, 8 Acc(value), 9 List { most },
        10 Fold { how, into, value, item, when }, 11 Push { list, value, when }, 12 Item { list, index },
        13 Settle(value), 14 Solve { from, to, residual, samples, body }
    }
    ControlKind { 0 Slider(positions), 1 Choice { keys, rows }, 2 Toggle }
    Content {
        0 Text(pieces), 1 Figure(pieces), 2 Why(value), 3 Arm(value), 4 Shown(value), 5 Share(value),
        6 Chart(index), 7 Sentence(index)
    }
    Piece { 0 Words(text), 1 Number { value, format }, 2 Text(value), 3 Either { cond, yes, no }, 4 Gap { value, truth } }
    Digits { 0 Significant(count), 1 Decimals(count), 2 Percent, 3 Full(count), 4 Signed(count) }
    What {
        0 Completed, 1 Made, 2 Right, 3 Overconfident, 4 Failures, 5 Escaped, 6 FirstRight, 7 Verdict(name),
        8 Factor(name), 9 Item(wanted)
    }
}

names! {
    Binary { Add, Sub, Mul, Div, Pow, Min, Max, Mod, Lt, Le, Eq, And, Or, Else }
    Fold { Sum, Min, Max, Count, All, Any, First, ArgMin, ArgMax }
    Style { Plain, Dashed, Filled, DashedFilled, Stacked, Band, Bins, Around }
    Form { Grouped, Stacked, Waterfall }
    Of { Point, Across, Bar }
}

impl Decode for Unary {
    fn decode(from: &mut Reader<'_>) -> Self {
        const ALL: [Unary; 17] = {
            use Unary::*;
            [
                Neg, Not, Defined, Abs, Sqrt, Exp, Ln, Log2, Log10, Sin, Cos, Tan, Tanh, LnGamma, Floor,
                Ceil, Round,
            ]
        };
        match ALL.get(from.whole() as usize) {
            Some(found) => *found,
            _ => {
                from.refuse();
                Unary::Neg
            }
        }
    }
}

impl Decode for Spreads {
    fn decode(from: &mut Reader<'_>) -> Self {
        spreads(from)
    }
}

impl Decode for Body {
    fn decode(from: &mut Reader<'_>) -> Self {
        match from.whole() {
            0 => Body::Plane(from.get()),
            1 => bars(from),
            3 => radar(from),
            kind => others(kind, from),
        }
    }
}

#[inline(never)]
fn spreads(from: &mut Reader<'_>) -> Spreads {
    Spreads { meaning: from.get(), all: from.get(), brought: from.get() }
}

#[inline(never)]
fn bars(from: &mut Reader<'_>) -> Body {
    Body::Bars(from.get())
}

#[inline(never)]
fn radar(from: &mut Reader<'_>) -> Body {
    Body::Radar(from.get())
}

#[inline(never)]
fn others(kind: u32, from: &mut Reader<'_>) -> Body {
    match kind {
        2 => Body::Spans(from.get()),
        4 => Body::Heat(from.get()),
        5 => Body::Gauges(from.get()),
        _ => {
            from.refuse();
            Body::Plane(Plane::default())
        }
    }
}
