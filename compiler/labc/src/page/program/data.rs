//! What a page carries for the browser: its program, its answer key and its sealed parts, as text that says nothing to a reader.

use lab_core::Page;
use lab_core::decode::with_checksum;

use crate::page::program::key::AnswerKey;

/// Packs a page, its answer key as JSON, and its sealed fragments; see [`pack_pieces`].
///
/// # Errors
/// A page larger than memory.
pub(in crate::page) fn pack(
    page: &Page,
    key: &AnswerKey,
    fragments: &[String],
) -> Result<String, postcard::Error> {
    let program = with_checksum(postcard::to_allocvec(page)?);
    let key = serde_json::to_vec(key).map_err(|_| postcard::Error::SerializeBufferFull)?;
    let pieces = [program.as_slice(), key.as_slice()].into_iter();
    Ok(pack_pieces(pieces.chain(fragments.iter().map(String::as_bytes))))
}

/// Packs pieces, each behind its length (32 bits, little endian), as one character for each byte.
///
/// It is not compressed: the page is, on its way, and what is packed here then shares what it repeats with
/// itself and with the page. Base 64 would hide that and make it half as large again.
pub(in crate::page) fn pack_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.extend((piece.len() as u32).to_le_bytes().map(character));
        text.extend(piece.iter().copied().map(character));
    }
    text
}

/// The character that stands for a byte. Letters move by half the alphabet and digits by five, so that nobody reads
/// or finds by accident what is sealed. None is `<`, which ends a script, a control character, which HTML forbids, or a carriage return, which
/// it changes.
fn character(byte: u8) -> char {
    char::from(match byte {
        b'a'..=b'm' | b'A'..=b'M' => byte + 13,
        b'n'..=b'z' | b'N'..=b'Z' => byte - 13,
        b'0'..=b'4' => byte + 5,
        b'5'..=b'9' => byte - 5,
        b'<' => b'`',
        b'\n' | b' '..=b'_' | b'{'..=b'~' => byte,
        _ => return char::from_u32(0x100 + u32::from(byte)).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_byte_has_its_own_character_and_none_means_anything_to_html() {
        let characters: BTreeSet<char> = (0..=255).map(character).collect();
        assert_eq!(characters.len(), 256);
        assert!(!characters.contains(&'<'));
        assert!(characters.iter().all(|one| !one.is_control() || *one == '\n'));
    }

    #[test]
    fn pieces_follow_their_lengths() {
        let packed = pack_pieces([b"<p>No 8</p>".as_slice(), "\0ß".as_bytes()]);
        assert_eq!(packed, "ċĀĀĀ`c>Ab 3`/c>ăĀĀĀĀǃƟ");
    }
}
