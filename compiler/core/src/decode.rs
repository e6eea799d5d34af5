//! A page's data read back in the browser: the postcard that the build wrote with serde. Start at [`decode`].
//!
//! Derived code would do the same at several times the size, and every student downloads it. Values are written where
//! they will stay, in lists too: handing them up from reader to reader would be a third of the code. A reader that has
//! met a fault goes on with zeros and empty lists, so that nothing in between has to look; whoever started it does.
//! The tests compare with what serde reads.

use alloc::alloc::{alloc, handle_alloc_error};
use alloc::string::String;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::hint::unreachable_unchecked;
use core::mem::MaybeUninit;

use crate::chart::{
    Axis, Bar, Bars, Chart, Chosen, Form, Gauge, Gauges, Heat, Histogram, Line, Of, Plane, Point, Radar,
    Region, Roof, Rule, Setting, Span, Spoke, Spread, Spreads, Style, Timeline, Tone,
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
    let value = from.get::<T>();
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
///
/// # Safety
/// After [`Decode::read`] all of `place` is a value.
pub unsafe trait Decode: Sized {
    /// Reads one into its place; anything where the reader meets a fault.
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>);
}

/// Bytes being read.
#[derive(Debug)]
pub struct Reader<'b> {
    rest: &'b [u8],
    sound: bool,
}

impl Reader<'_> {
    #[inline(always)]
    pub(crate) fn get<T: Decode>(&mut self) -> T {
        let mut place = MaybeUninit::uninit();
        T::read(&mut place, self);
        // SAFETY: it has been read.
        unsafe { place.assume_init() }
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

    /// Eight bytes; zeros where they are not there.
    #[inline(never)]
    fn number(&mut self) -> f64 {
        let Some((bytes, rest)) = self.rest.split_first_chunk::<8>() else {
            self.refuse();
            return 0.0;
        };
        self.rest = rest;
        f64::from_le_bytes(*bytes)
    }

    #[inline(never)]
    fn yes(&mut self) -> bool {
        let byte = self.byte();
        if byte > 1 {
            self.refuse();
        }
        byte == 1
    }

    /// One of so many; the first where it is none.
    #[inline(never)]
    pub(crate) fn one_of(&mut self, count: u8) -> u8 {
        match u8::try_from(self.whole()) {
            Ok(number) if number < count => number,
            _ => {
                self.refuse();
                0
            }
        }
    }

    /// One of these; the first where it is none.
    #[inline(always)]
    fn name<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.one_of(all.len() as u8))]
    }

    /// Reads values, each with a place of this layout, into memory of their own: where it is, and how many there are.
    ///
    /// # Safety
    /// The layout is not empty, and `read` writes a value of that layout.
    #[inline(never)]
    unsafe fn list(&mut self, layout: Layout, read: unsafe fn(*mut u8, &mut Reader<'_>)) -> (*mut u8, usize) {
        let count = self.count();
        // Nothing is allocated for nothing.
        let empty = (layout.align() as *mut u8, 0);
        let Some(bytes) = layout.size().checked_mul(count).filter(|bytes| *bytes > 0) else { return empty };
        let Ok(whole) = Layout::from_size_align(bytes, layout.align()) else { return empty };
        // SAFETY: the layout is not empty.
        let first = unsafe { alloc(whole) };
        if first.is_null() {
            handle_alloc_error(whole);
        }
        for index in 0..count {
            // Beyond a fault all counts are zero, so that this ends soon.
            // SAFETY: there is room for `count` of them.
            unsafe { read(first.add(index * layout.size()), self) };
        }
        (first, count)
    }
}

/// Reads a value into a place whose type is not known to the caller.
///
/// # Safety
/// The place is one of a `T`.
unsafe fn into<T: Decode>(place: *mut u8, from: &mut Reader<'_>) {
    // SAFETY: so says the caller.
    T::read(unsafe { &mut *place.cast() }, from);
}

/// Numbers, truths and texts: what readers give back at once.
macro_rules! simple {
    ($($name:ident $reader:ident;)*) => {$(
        // SAFETY: it is written.
        unsafe impl Decode for $name {
            #[inline(always)]
            fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
                place.write(from.$reader());
            }
        }
    )*};
}

simple! {
    u8 byte;
    u32 whole;
    bool yes;
    f64 number;
}

// SAFETY: it is written.
unsafe impl Decode for String {
    #[inline(never)]
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
        let count = from.count();
        let (text, rest) = from.rest.split_at(count);
        from.rest = rest;
        let text = str::from_utf8(text).unwrap_or_else(|_| {
            from.refuse();
            ""
        });
        place.write(text.into());
    }
}

// SAFETY: it is written.
unsafe impl<T: Decode> Decode for Vec<T> {
    #[inline(never)]
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
        const { assert!(size_of::<T>() > 0, "values take room") };
        // SAFETY: `into` writes a `T`, which takes room. What is read comes from this allocator, in the layout of as
        // many of them; or it is nothing at an aligned place.
        place.write(unsafe {
            let (first, count) = from.list(Layout::new::<T>(), into::<T>);
            Vec::from_raw_parts(first.cast(), count, count)
        });
    }
}

// SAFETY: it is written.
unsafe impl<T: Decode> Decode for Option<T> {
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
        let value = if from.yes() { Some(from.get()) } else { None };
        place.write(value);
    }
}

/// Tuples, by the numbers of their places.
macro_rules! tuples {
    ($(($($type:ident $place:tt),*))*) => {$(
        // SAFETY: all of it is read.
        unsafe impl<$($type: Decode),*> Decode for ($($type,)*) {
            fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
                let place = place.as_mut_ptr();
                // SAFETY: these are the places of its parts.
                $(unsafe { field(&raw mut (*place).$place, from) };)*
            }
        }
    )*};
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
}

/// The fields of structures, in the order they are declared in.
macro_rules! fields {
    ($($name:ident { $($field:ident),* })*) => {$(
        // SAFETY: all of its fields are read: those that the pattern names.
        unsafe impl Decode for $name {
            fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
                const _: fn(&$name) = |$name { $($field: _),* }| ();
                let place = place.as_mut_ptr();
                // SAFETY: these are the places of its fields.
                $(unsafe { field(&raw mut (*place).$field, from) };)*
            }
        }
    )*};
}

/// # Safety
/// The place is one of a `T`.
#[inline(always)]
unsafe fn field<T: Decode>(place: *mut T, from: &mut Reader<'_>) {
    // SAFETY: so says the caller.
    unsafe { into::<T>(place.cast(), from) };
}

/// The variants of choices that hold something, by their numbers.
macro_rules! variants {
    ($($name:ident { $($number:literal $variant:ident $(($($place:ident),*))? $({ $($field:ident),* })?),* })*) => {$(
        // SAFETY: one of them is written.
        unsafe impl Decode for $name {
            fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
                let count = 0 $(+ variants!(# $number))*;
                place.write(match from.one_of(count) {
                    $($number => variants!(@ from $variant $(($($place),*))? $({ $($field),* })?),)*
                    // SAFETY: it is one of so many.
                    _ => unsafe { unreachable_unchecked() },
                });
            }
        }
    )*};
    (# $number:literal) => { 1 };
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
        // SAFETY: one of them is written.
        unsafe impl Decode for $name {
            #[inline(always)]
            fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
                const ALL: &[$name] = &[$($name::$variant),*];
                place.write(from.name(ALL));
            }
        }
    )*};
}

// SAFETY: one of them is written.
unsafe impl Decode for Unary {
    #[inline(always)]
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
        place.write(from.name(Self::ALL));
    }
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
    Timeline { spans }
    Span { label, lane, from, to, series, tone }
    Radar { spokes, shapes }
    Spoke { label, format, limit, values }
    Heat { label, format, log, xs, ys, values, now, contours }
    Gauges { gauges }
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

// SAFETY: it is read.
unsafe impl Decode for Chart {
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
        chart(place, from);
    }
}

// SAFETY: it is read.
unsafe impl Decode for Spreads {
    fn read(place: &mut MaybeUninit<Self>, from: &mut Reader<'_>) {
        spreads(place, from);
    }
}

#[inline(never)]
fn chart(place: &mut MaybeUninit<Chart>, from: &mut Reader<'_>) {
    place.write(Chart {
        x: from.get(),
        y: from.get(),
        body: from.get(),
        rules: from.get(),
        regions: from.get(),
        spreads: from.get(),
    });
}

#[inline(never)]
fn spreads(place: &mut MaybeUninit<Spreads>, from: &mut Reader<'_>) {
    place.write(Spreads { meaning: from.get(), all: from.get(), brought: from.get() });
}
