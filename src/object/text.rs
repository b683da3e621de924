//! `str`

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Build, Kind, Payload, Value, mix};

/// So many bytes have room in the object itself.
const SHORT: usize = 15;

/// The UTF-8 of a text. Most texts are short, and take no memory beside the object.
#[derive(Debug)]
pub enum Text {
    /// The bytes, and how many of them.
    Short([u8; SHORT], u8),
    /// In memory of its own.
    Long(String),
}

impl Text {
    #[inline(always)]
    fn as_str(&self) -> &str {
        match self {
            // SAFETY: made by `short` only, from the whole of a `str`.
            Self::Short(bytes, length) => unsafe { str::from_utf8_unchecked(bytes.get_unchecked(..(*length).into())) },
            Self::Long(text) => text,
        }
    }

    #[inline]
    fn short(text: &str) -> Option<Self> {
        let mut bytes = [0; SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self::Short(bytes, text.len() as u8))
    }

    fn push(&mut self, more: &str) {
        match self {
            Self::Long(text) => text.push_str(more),
            Self::Short(..) => {
                let text = self.as_str();
                if text.len() + more.len() > SHORT {
                    *self = Self::Long([text, more].concat());
                } else if let Self::Short(bytes, length) = self {
                    let start = usize::from(*length);
                    bytes[start..start + more.len()].copy_from_slice(more.as_bytes());
                    *length += more.len() as u8;
                }
            }
        }
    }
}

impl From<&str> for Text {
    #[inline]
    fn from(text: &str) -> Self {
        Self::short(text).unwrap_or_else(|| Self::Long(text.to_owned()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::short(&text).unwrap_or(Self::Long(text))
    }
}

impl From<char> for Text {
    fn from(character: char) -> Self {
        Self::from(&*character.encode_utf8(&mut [0; 4]))
    }
}

/// A text: UTF-8, with a note whether it is ASCII so that such a text can be indexed at once.
#[derive(Debug)]
pub struct Str {
    text: Text,
    ascii: bool,
    /// Zero until it is asked for.
    hash: AtomicU64,
}

impl<B: Build> Payload<B> for Str {
    const KIND: Kind = Kind::Str;
    const CONTAINER: bool = false;
}

impl Str {
    /// A text.
    #[inline]
    pub fn new(text: impl Into<Text>) -> Self {
        let text = text.into();
        Self { ascii: text.as_str().is_ascii(), text, hash: AtomicU64::new(0) }
    }

    /// The text.
    #[inline(always)]
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// `==`
    #[inline(always)]
    pub fn same(&self, other: &Self) -> bool {
        let (one, other) = (self.text().as_bytes(), other.text().as_bytes());
        // Most texts that differ do so at once.
        one.len() == other.len() && one.first() == other.first() && one == other
    }

    /// Whether every character is one byte.
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// `len()`: characters, not bytes.
    pub fn length(&self) -> usize {
        if self.ascii { self.text().len() } else { self.text().chars().count() }
    }

    /// The character at `index`, if there are so many.
    pub fn char_at(&self, index: usize) -> Option<char> {
        if self.ascii { self.text().as_bytes().get(index).map(|&b| b as char) } else { self.text().chars().nth(index) }
    }

    /// `hash()`, remembered.
    #[inline(always)]
    pub fn hash(&self) -> u64 {
        // Relaxed: whoever computes it computes the same.
        match self.hash.load(Ordering::Relaxed) {
            0 => self.compute_hash(),
            hash => hash,
        }
    }

    /// The hash that `hash()` shows; the tables use it mixed.
    #[inline(never)]
    pub fn raw_hash(&self) -> u64 {
        const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut hash = MULTIPLIER ^ self.text().len() as u64;
        for chunk in self.text().as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            hash = (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(MULTIPLIER);
        }
        hash ^ hash >> 29
    }

    #[inline(never)]
    fn compute_hash(&self) -> u64 {
        let hash = mix(self.raw_hash()).max(1);
        // Relaxed: pairs with the load in `hash`.
        self.hash.store(hash, Ordering::Relaxed);
        hash
    }

    /// Appends in place, for a text that nobody else refers to.
    pub fn append(&mut self, more: &Str) {
        self.text.push(more.text());
        self.ascii &= more.ascii;
        *self.hash.get_mut() = 0;
    }
}

impl<B: Build> Value<B> {
    /// A `str`.
    pub fn str(text: impl Into<Text>) -> Self {
        Self::new(Str::new(text))
    }

    /// The text, if it is a `str`.
    #[inline(always)]
    pub fn as_str(&self) -> Option<&str> {
        self.get::<Str>().map(Str::text)
    }
}
