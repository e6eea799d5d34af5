//! What a page carries for the browser: its program and its sealed parts, packed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lab_core::Page;

/// Packs a page and its sealed fragments: each behind its length (32 bits, little endian), deflated, in
/// base 64.
///
/// # Errors
/// A page larger than memory.
pub(super) fn pack(page: &Page, fragments: &[String]) -> Result<String, postcard::Error> {
    let program = postcard::to_allocvec(page)?;
    Ok(pack_pieces(std::iter::once(program.as_slice()).chain(fragments.iter().map(String::as_bytes))))
}

/// Packs pieces in the same way.
pub(super) fn pack_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut bytes = Vec::new();
    for piece in pieces {
        bytes.extend_from_slice(&(piece.len() as u32).to_le_bytes());
        bytes.extend_from_slice(piece);
    }
    STANDARD.encode(miniz_oxide::deflate::compress_to_vec(&bytes, 9))
}
