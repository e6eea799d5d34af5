//! Values that are unpacked only where somebody asks for them: most of what is kept of a lab is not looked at when
//! another one has changed. Start at [`Packed`].

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::files::hash::{Hash, hash_of};

/// A value with its bytes, and their hash.
#[derive(Clone, Debug)]
pub(crate) struct Packed<T> {
    hash: Hash,
    bytes: Arc<[u8]>,
    value: OnceLock<Arc<T>>,
}

impl<T: Serialize + DeserializeOwned + Default> Packed<T> {
    /// Packs a value.
    pub(crate) fn new(value: T) -> Self {
        // Plain data can always be packed.
        let bytes = postcard::to_allocvec(&value).unwrap_or_default();
        Self { hash: hash_of(&bytes), bytes: bytes.into(), value: OnceLock::from(Arc::new(value)) }
    }

    /// The hash of the bytes: the same for the same value.
    pub(crate) fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The value, to be shared.
    pub(crate) fn shared(&self) -> &Arc<T> {
        // Whoever reads bytes has made sure that they are those that were written.
        self.value.get_or_init(|| Arc::new(postcard::from_bytes(&self.bytes).unwrap_or_default()))
    }
}

impl<T: Serialize + DeserializeOwned + Default> Deref for Packed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.shared()
    }
}

impl<T: Serialize + DeserializeOwned + Default> Default for Packed<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Borrow<T> for Packed<T>
where
    T: Serialize + DeserializeOwned + Default,
{
    fn borrow(&self) -> &T {
        self
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.hash, Bytes(Arc::clone(&self.bytes))).serialize(to)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (hash, Bytes(bytes)) = Deserialize::deserialize(from)?;
        Ok(Self { hash, bytes, value: OnceLock::new() })
    }
}

/// Bytes that are taken as they are, and not one by one.
struct Bytes(Arc<[u8]>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Bytes;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.into()))
            }
        }
        from.deserialize_bytes(Whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_when_it_is_asked_for() {
        let packed = Packed::new(vec!["a".to_owned(), "b".to_owned()]);
        let bytes = postcard::to_allocvec(&(1, &packed, 2)).unwrap();
        let (_, again, last): (i32, Packed<Vec<String>>, i32) = postcard::from_bytes(&bytes).unwrap();
        assert_eq!((again.hash(), last), (packed.hash(), 2));
        assert!(again.value.get().is_none());
        assert_eq!(*again, *packed);
    }
}
