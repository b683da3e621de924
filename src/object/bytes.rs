//! `bytes`

use super::{Build, Kind, Payload, Value};

/// Bytes that do not change.
#[derive(Debug)]
pub struct Bytes(pub Box<[u8]>);

impl<B: Build> Payload<B> for Bytes {
    const KIND: Kind = Kind::Bytes;
    const CONTAINER: bool = false;
}

impl<B: Build> Value<B> {
    /// A `bytes`.
    pub fn bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self::new(Bytes(bytes.into()))
    }

    /// The bytes, if it is a `bytes`.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.get::<Bytes>().map(|bytes| &*bytes.0)
    }
}
