//! The evaluator in the browser: what the page's script calls, by wasm-bindgen. Controls, seals and charts come as
//! indices; one that the page does not have is ignored.
//!
//! No input can cause a panic, but for the page's own data, which the build has checked.

#![cfg_attr(target_family = "wasm", no_std)]

#[cfg(feature = "lab")]
mod lab;
#[cfg(feature = "marks")]
mod marks;

#[cfg(feature = "lab")]
pub use lab::*;
#[cfg(feature = "marks")]
pub use marks::*;

/// Smaller to download than the standard library's, and faster.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Stops without a word: nobody would read what the standard library writes, and the code that writes it, with
/// everything that a message mentions, would be a tenth of the module.
#[cfg(target_family = "wasm")]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
