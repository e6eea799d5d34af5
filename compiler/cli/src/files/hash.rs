//! Hashes of what files hold.

/// A hash by BLAKE3.
pub(crate) type Hash = [u8; 32];

/// The hash of some pieces, each with its length.
pub(crate) fn hash(pieces: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(&(piece.len() as u64).to_le_bytes());
        hasher.update(piece);
    }
    *hasher.finalize().as_bytes()
}

/// The hash of what a file holds.
pub(crate) fn hash_of(bytes: &[u8]) -> Hash {
    *blake3::hash(bytes).as_bytes()
}
