//! A page's data read back in the browser: the postcard that the build wrote with serde. Start at [`decode`]. Types
//! derive [`Decode`] beside serde's `Deserialize`, with `lab-derive`.
//!
//! Serde's own code would do the same at several times the size, and every student downloads it. Values are written where
//! they will stay, in lists too: handing them up from reader to reader would be a third of the code. A reader that has
//! met a fault goes on with zeros and empty lists, so that nothing in between has to look; whoever started it does.
//! The tests compare with what serde reads.

use alloc::alloc::{alloc, handle_alloc_error};
use alloc::string::String;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::mem::MaybeUninit;

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
    pub(crate) fn name<T: Copy>(&mut self, all: &[T]) -> T {
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

/// Reads a field into its place.
///
/// # Safety
/// The place is one of a `T`.
#[inline(always)]
pub(crate) unsafe fn field<T: Decode>(place: *mut T, from: &mut Reader<'_>) {
    // SAFETY: so says the caller.
    unsafe { into::<T>(place.cast(), from) };
}
