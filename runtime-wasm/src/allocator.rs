//! The evaluator's memory: blocks in sizes of powers of two. What is let go waits in a list for the next of its
//! size, which comes with the next tick: a page takes much the same again and again. Allocators for every purpose
//! are several times as much to download.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::memory_grow;
use core::cell::Cell;
use core::ptr;

const PAGE: usize = 1 << 16;
/// The smallest block, and what every block is aligned to.
const LEAST: usize = 16;

/// Gives out the memory of a module with one thread.
pub(crate) struct Blocks {
    /// The first free block of each size; each block begins with where the next one is.
    free: [Cell<*mut u8>; 32],
    /// Where memory begins that was never given out, and where it ends.
    rest: Cell<(usize, usize)>,
}

// SAFETY: the module has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Blocks {}

impl Blocks {
    pub(crate) const fn new() -> Self {
        Self { free: [const { Cell::new(ptr::null_mut()) }; 32], rest: Cell::new((0, 0)) }
    }

    /// A block of memory that was never given out; null where there is no more.
    #[cold]
    fn fresh(&self, size: usize) -> *mut u8 {
        let (mut start, mut end) = self.rest.get();
        if end - start < size {
            let pages = size.div_ceil(PAGE);
            let last = memory_grow(0, pages);
            if last == usize::MAX {
                return ptr::null_mut();
            }
            // Nobody else grows the memory, but for what the module began with.
            if last * PAGE != end {
                start = last * PAGE;
            }
            end = (last + pages) * PAGE;
        }
        self.rest.set((start + size, end));
        ptr::with_exposed_provenance_mut(start)
    }
}

/// The size of a block as a power of two.
fn power(size: usize) -> u32 {
    usize::BITS - (size.max(LEAST) - 1).leading_zeros()
}

// SAFETY: a block is as large as its power says, and in one hand: it leaves its list when it is given out, and
// returns there when it is let go. Blocks begin at multiples of the smallest.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let power = power(layout.size());
        let Some(free) = self.free.get(power as usize).filter(|_| layout.align() <= LEAST) else {
            return ptr::null_mut();
        };
        let first = free.get();
        if first.is_null() {
            return self.fresh(1 << power);
        }
        // SAFETY: free blocks begin with where the next one is.
        free.set(unsafe { first.cast::<*mut u8>().read() });
        first
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if let Some(free) = self.free.get(power(layout.size()) as usize) {
            // SAFETY: the block is large enough and nobody's any more.
            unsafe { block.cast::<*mut u8>().write(free.get()) };
            free.set(block);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if power(size) == power(layout.size()) {
            return block;
        }
        // SAFETY: the alignment is that of a layout, and the size is one that the caller vouches for.
        let moved = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !moved.is_null() {
            // SAFETY: both blocks are at least so long, and they are different ones.
            unsafe {
                ptr::copy_nonoverlapping(block, moved, size.min(layout.size()));
                self.dealloc(block, layout);
            }
        }
        moved
    }
}
