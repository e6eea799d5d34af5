//! Memory in the browser: blocks of a power of two bytes, and for each size a list of those that are free.
//!
//! The usual allocator merges and splits blocks, which costs every reader kilobytes of code. A page takes
//! and frees the same few sizes again and again: here a freed block waits for the next taker of its size.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::memory_grow;
use core::cell::UnsafeCell;
use core::ptr::{copy_nonoverlapping, null_mut};

const PAGE: usize = 65536;
/// Memory is claimed in steps of so many pages at least.
const STEP: usize = 16;
/// The smallest block, and what every block is aligned to.
const SMALLEST: usize = 16;

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(State { free: [null_mut(); 32], next: 0, end: 0 }));

struct Heap(UnsafeCell<State>);

struct State {
    /// For each power of two, the first free block; each holds the address of the one after it.
    free: [*mut u8; 32],
    /// Where the memory begins that has not been cut into blocks, and where it ends.
    next: usize,
    end: usize,
}

// SAFETY: the module is built without threads.
unsafe impl Sync for Heap {}

/// The power of two that holds so many bytes.
fn class(size: usize) -> usize {
    size.max(SMALLEST).next_power_of_two().trailing_zeros() as usize
}

impl State {
    /// Cuts a block from memory that nobody has used yet; null where the browser has no more.
    fn cut(&mut self, size: usize) -> *mut u8 {
        if self.end - self.next < size {
            let pages = size.div_ceil(PAGE).max(STEP);
            let start = memory_grow::<0>(pages);
            if start == usize::MAX {
                return null_mut();
            }
            // What is left of the memory before is too small for this size, and stays behind unless the new
            // pages follow it.
            if start * PAGE != self.end {
                self.next = start * PAGE;
            }
            self.end = (start + pages) * PAGE;
        }
        let block = self.next;
        self.next += size;
        block as *mut u8
    }
}

// SAFETY: blocks do not overlap: each is cut from fresh memory once, and is either on one list or with one
// taker. All are aligned to 16 bytes, and whoever wants more is refused.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > SMALLEST {
            return null_mut();
        }
        // SAFETY: one thread, and nothing here calls back.
        let state = unsafe { &mut *self.0.get() };
        let class = class(layout.size());
        let block = state.free[class];
        if block.is_null() {
            return state.cut(1 << class);
        }
        // SAFETY: a free block holds the address of the next.
        state.free[class] = unsafe { *block.cast() };
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread; the block comes from `alloc` with this layout and has room for an address.
        unsafe {
            let free = &mut (*self.0.get()).free[class(layout.size())];
            *block.cast() = *free;
            *free = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if class(size) == class(layout.size()) {
            return block;
        }
        // SAFETY: as `alloc` and `dealloc`; two blocks do not overlap.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                copy_nonoverlapping(block, moved, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
