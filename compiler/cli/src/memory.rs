//! No single piece of memory is larger than anything here has use for: a template that doubles a text again and
//! again ends with a sentence, and not with a computer that stands still.

use std::alloc::{GlobalAlloc, Layout};
use std::io::Write;

use mimalloc::MiMalloc;

/// Far more than the largest page or table takes.
const MOST: usize = 1 << 30;

/// An allocator for many small pieces on several threads, within this bound.
pub(crate) struct BoundedAllocator;

// SAFETY: every call is handed to the allocator as it is, or does not return.
unsafe impl GlobalAlloc for BoundedAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        bound(layout.size());
        // SAFETY: the caller keeps what `GlobalAlloc` asks for.
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        bound(layout.size());
        // SAFETY: as above.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        bound(size);
        // SAFETY: as above.
        unsafe { MiMalloc.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { MiMalloc.dealloc(pointer, layout) }
    }
}

/// How many bytes were asked for by now: what the tests hold growth against.
#[cfg(debug_assertions)]
pub(crate) static ASKED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

fn bound(size: usize) {
    #[cfg(debug_assertions)]
    ASKED.fetch_add(size as u64, std::sync::atomic::Ordering::Relaxed);
    if size > MOST {
        // Nothing may be allocated here, and nobody may unwind from here.
        let message = b"error: a text of more than 1 GiB would be needed; look for a template or a lab that doubles one\n";
        drop(std::io::stderr().write_all(message));
        std::process::exit(i32::from(crate::report::TROUBLE));
    }
}
