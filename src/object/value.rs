//! One Python value in one 64-bit word.
//!
//! | top 16 bits | what it is |
//! | --- | --- |
//! | `0000` | below 64: `None`, `True`, `False`, unset; else the address of an object, bit 0 = immortal |
//! | `0001` … `fffe` | a float: its bits plus 2⁴⁸ |
//! | `ffff` | an integer of 48 bits, signed; larger ones are objects |
//!
//! `clone` and `drop` are the two places where references are counted. A word is *counted* if its top 16 bits and bit 0
//! are all zero: one test instruction, and no memory is touched for anything else (CPython 3.14 tags its stack
//! references likewise; PEP 683 keeps the same bit in the object).

use std::{
    marker::PhantomData,
    mem::ManuallyDrop,
    num::NonZeroU64,
    ptr::NonNull,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{Build, Header, Kind, Object, Payload, alloc};
use crate::refcount::{Decref, RefCount as _};

const INT_TAG: u64 = 0xffff << 48;
const FLOAT_OFFSET: u64 = 1 << 48;
const UNCOUNTED: u64 = INT_TAG | 1;
/// Addresses of objects begin here.
const FIRST_ADDRESS: u64 = 64;
const UNSET: u64 = 1;
const NONE: u64 = 3;
const FALSE: u64 = 5;
const TRUE: u64 = 7;
const NOT_IMPLEMENTED: u64 = 9;
const ELLIPSIS: u64 = 11;

/// The largest integer that needs no object.
pub const SMALL_MAX: i64 = (1 << 47) - 1;
/// The smallest integer that needs no object.
pub const SMALL_MIN: i64 = -(1 << 47);

/// A Python value; owns a reference if it is an object.
#[repr(transparent)]
pub struct Value<B: Build> {
    word: NonZeroU64,
    build: PhantomData<*const B>,
}

impl<B: Build> Value<B> {
    /// No value: an unbound variable, an empty register.
    pub const UNSET: Self = Self::immediate(UNSET);
    /// `None`
    pub const NONE: Self = Self::immediate(NONE);
    /// `False`
    pub const FALSE: Self = Self::immediate(FALSE);
    /// `True`
    pub const TRUE: Self = Self::immediate(TRUE);
    /// `NotImplemented`
    pub const NOT_IMPLEMENTED: Self = Self::immediate(NOT_IMPLEMENTED);
    /// `...`
    pub const ELLIPSIS: Self = Self::immediate(ELLIPSIS);

    const fn immediate(word: u64) -> Self {
        match NonZeroU64::new(word) {
            Some(word) => Self { word, build: PhantomData },
            None => panic!("zero is no value"),
        }
    }

    #[inline(always)]
    fn from_word(word: u64) -> Self {
        debug_assert!(word != 0);
        // SAFETY: every caller makes the word from a tag, a float plus 2⁴⁸, or an address.
        Self { word: unsafe { NonZeroU64::new_unchecked(word) }, build: PhantomData }
    }

    /// The bits; equal for two values that are the same object.
    #[inline(always)]
    pub fn word(&self) -> u64 {
        self.word.get()
    }

    /// Whether a reference is counted for it.
    #[inline(always)]
    pub fn is_counted(&self) -> bool {
        self.word() & UNCOUNTED == 0
    }

    /// An integer that fits 48 bits.
    #[inline(always)]
    pub fn small(number: i64) -> Self {
        debug_assert!((SMALL_MIN..=SMALL_MAX).contains(&number));
        Self::from_word(number as u64 | INT_TAG)
    }

    /// A float.
    #[inline(always)]
    pub fn float(number: f64) -> Self {
        Self::from_word(number.to_bits().wrapping_add(FLOAT_OFFSET))
    }

    /// `True` or `False`.
    #[inline(always)]
    pub fn bool(truth: bool) -> Self {
        Self::from_word(FALSE + 2 * u64::from(truth))
    }

    /// Whether it is an integer without an object.
    #[inline(always)]
    pub fn is_small(&self) -> bool {
        self.word() >= INT_TAG
    }

    /// The integer, if it is one without an object.
    #[inline(always)]
    pub fn as_small(&self) -> Option<i64> {
        self.is_small().then(|| self.small_unchecked())
    }

    /// The integer, known to be one without an object.
    #[inline(always)]
    pub fn small_unchecked(&self) -> i64 {
        (self.word() << 16) as i64 >> 16
    }

    /// The integer in the upper 48 bits of an `i64`: sums of two such overflow exactly when 48 bits do.
    #[inline(always)]
    pub fn small_shifted(&self) -> i64 {
        (self.word() << 16) as i64
    }

    /// Back from [`small_shifted`](Self::small_shifted); the lower 16 bits are zero.
    #[inline(always)]
    pub fn from_shifted(shifted: i64) -> Self {
        Self::from_word(shifted as u64 >> 16 | INT_TAG)
    }

    /// Whether it is a float.
    #[inline(always)]
    pub fn is_float(&self) -> bool {
        self.word().wrapping_sub(FLOAT_OFFSET) < INT_TAG - FLOAT_OFFSET
    }

    /// The float, if it is one.
    #[inline(always)]
    pub fn as_float(&self) -> Option<f64> {
        let bits = self.word().wrapping_sub(FLOAT_OFFSET);
        (bits < INT_TAG - FLOAT_OFFSET).then(|| f64::from_bits(bits))
    }

    /// Whether it is unset.
    #[inline(always)]
    pub fn is_unset(&self) -> bool {
        self.word() == UNSET
    }

    /// Whether it is `None`.
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.word() == NONE
    }

    /// Whether it is `True` or `False`.
    #[inline(always)]
    pub fn as_bool(&self) -> Option<bool> {
        match self.word() {
            TRUE => Some(true),
            FALSE => Some(false),
            _ => None,
        }
    }

    /// `is`
    #[inline(always)]
    pub fn is(&self, other: &Self) -> bool {
        let different = self.word() ^ other.word();
        different == 0 || (different == 1 && self.is_object() && other.is_object())
    }

    /// Whether it is an object rather than an immediate.
    #[inline(always)]
    pub fn is_object(&self) -> bool {
        self.word().wrapping_sub(FIRST_ADDRESS) < FLOAT_OFFSET - FIRST_ADDRESS
    }

    /// The object's header, if it is an object.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header<B>> {
        // SAFETY: it is an object, and this value keeps it alive for as long as the header is borrowed.
        self.is_object().then(|| unsafe { self.address().as_ref() })
    }

    /// The object's kind, if it is an object.
    #[inline(always)]
    pub fn kind(&self) -> Option<Kind> {
        self.header().map(|h| h.kind)
    }

    /// The payload, if it is an object of that kind.
    #[inline(always)]
    pub fn get<T: Payload<B>>(&self) -> Option<&T> {
        if self.is_object() {
            // SAFETY: it is an object, and this value keeps it alive; the kind says what its payload is.
            unsafe {
                let header = self.address();
                if header.as_ref().kind == T::KIND {
                    return Some(&header.cast::<Object<B, T>>().as_ref().payload);
                }
            }
        }
        None
    }

    /// The payload of an object whose kind is known.
    ///
    /// # Safety
    /// It is an object of kind `T::KIND`.
    #[inline(always)]
    pub unsafe fn get_unchecked<T: Payload<B>>(&self) -> &T {
        debug_assert!(self.kind() == Some(T::KIND));
        // SAFETY: the caller knows the kind.
        unsafe { &self.address().cast::<Object<B, T>>().as_ref().payload }
    }

    /// The payload to change, if it is an object of that kind to which this is the only reference.
    #[inline(always)]
    pub fn get_unique<T: Payload<B>>(&mut self) -> Option<&mut T> {
        let header = self.header()?;
        if !self.is_counted() || header.kind != T::KIND || !header.count.is_unique() {
            return None;
        }
        // SAFETY: the kind says what the payload is, and nobody else has a reference to the object.
        Some(unsafe { &mut self.address().cast::<Object<B, T>>().as_mut().payload })
    }

    #[inline(always)]
    fn address(&self) -> NonNull<Header<B>> {
        let address = std::ptr::with_exposed_provenance_mut((self.word() & !1) as usize);
        // SAFETY: addresses of objects begin at `FIRST_ADDRESS`; clearing the lowest bit does not make one zero.
        unsafe { NonNull::new_unchecked(address) }
    }

    /// A new object; the reference that its count begins with is this one.
    #[inline(always)]
    pub fn new<T: Payload<B>>(payload: T) -> Self {
        Self::from_word(alloc::allocate(payload).as_ptr().expose_provenance() as u64)
    }

    /// Another reference to the object at `header`.
    ///
    /// # Safety
    /// The object is alive.
    #[inline(always)]
    pub unsafe fn from_header(header: NonNull<Header<B>>) -> Self {
        // SAFETY: the caller knows that it lives.
        let immortal = unsafe { header.as_ref().is_immortal() };
        let word = header.as_ptr().expose_provenance() as u64 | u64::from(immortal);
        if !immortal {
            // SAFETY: as above.
            unsafe { header.as_ref() }.count.incref();
        }
        Self::from_word(word)
    }

    /// The value whose word this is, which is not counted.
    ///
    /// # Safety
    /// It is the word of an immortal object that lives for as long as the value is used.
    #[inline(always)]
    pub(crate) unsafe fn uncounted(word: u64) -> Self {
        let value = Self::from_word(word);
        debug_assert!(!value.is_counted());
        value
    }

    /// The object, if it is one.
    #[inline(always)]
    pub(crate) fn object(&self) -> Option<NonNull<Header<B>>> {
        self.is_object().then(|| self.address())
    }

    /// The object at `header`, to look at: the reference is not counted.
    ///
    /// # Safety
    /// The object is there, and stays for as long as the value is used.
    #[inline(always)]
    pub(crate) unsafe fn borrowed(header: NonNull<Header<B>>) -> ManuallyDrop<Self> {
        ManuallyDrop::new(Self::from_word(header.as_ptr().expose_provenance() as u64))
    }

    /// A reference to the object at `header`, unless its last one is gone already.
    ///
    /// # Safety
    /// The object is there, and its count allows this (`allow_weak`).
    pub(crate) unsafe fn upgrade(header: NonNull<Header<B>>) -> Option<Self> {
        // SAFETY: the caller's.
        let object = unsafe { header.as_ref() };
        let immortal = object.is_immortal();
        let word = header.as_ptr().expose_provenance() as u64 | u64::from(immortal);
        (immortal || object.count.try_incref()).then(|| Self::from_word(word))
    }

    /// The same object, never to be counted through this word again; the object lives forever.
    #[must_use]
    pub fn immortal(self) -> Self {
        let Some(header) = self.header() else { return self };
        if header.immortalize() {
            crate::gc::note_immortal(self.address());
        }
        let word = self.word() | 1;
        std::mem::forget(self);
        Self::from_word(word)
    }

    /// Reads a word that another thread may be writing; `None` if the value would have to be counted, for which the
    /// reader needs the lock that the writer holds.
    ///
    /// # Safety
    /// `place` holds a value, and is written through [`store_shared`](Self::store_shared) only.
    #[inline(always)]
    pub unsafe fn load_uncounted(place: *const Self) -> Option<Self> {
        // SAFETY: a value is one aligned word. Acquire: pairs with the release in `store_shared`, so that an immortal
        // object is seen as it was when it was stored.
        let word = unsafe { AtomicU64::from_ptr(place.cast_mut().cast()) }.load(Ordering::Acquire);
        (word & UNCOUNTED != 0).then(|| Self::from_word(word))
    }

    /// Writes a word that another thread may be reading; returns the old value.
    ///
    /// # Safety
    /// `place` holds a value, and the caller is its only writer.
    #[inline(always)]
    pub unsafe fn store_shared(place: *mut Self, new: Self) -> Self {
        let word = new.word();
        std::mem::forget(new);
        // SAFETY: a value is one aligned word. Release: pairs with the acquire in `load_uncounted`.
        Self::from_word(unsafe { AtomicU64::from_ptr(place.cast()) }.swap(word, Ordering::Release))
    }

    #[inline(always)]
    fn decref(&mut self) {
        // SAFETY: a counted word is the address of an object that this value keeps alive until here.
        match unsafe { self.address().as_ref() }.count.decref() {
            Decref::Alive => {}
            found => self.last_reference(found),
        }
    }

    /// Counts that threads share take many instructions: too many for every place where a value is dropped.
    #[inline(never)]
    fn decref_apart(&mut self) {
        self.decref();
    }

    #[inline(never)]
    fn last_reference(&mut self, found: Decref) {
        match found {
            // SAFETY: the count says that this was the last reference.
            Decref::Last => unsafe { alloc::deallocate(self.address()) },
            // SAFETY: this value's reference is given up here.
            Decref::Queue => unsafe { B::send_home(self.address()) },
            Decref::Alive => {}
        }
    }
}

impl<B: Build> Clone for Value<B> {
    /// `Py_INCREF`
    #[inline(always)]
    fn clone(&self) -> Self {
        if self.is_counted() {
            // SAFETY: a counted word is the address of an object that this value keeps alive.
            unsafe { self.address().as_ref() }.count.incref();
        }
        Self { word: self.word, build: PhantomData }
    }
}

impl<B: Build> Drop for Value<B> {
    /// `Py_DECREF`
    #[inline(always)]
    fn drop(&mut self) {
        if self.is_counted() {
            if B::FREE_THREADED { self.decref_apart() } else { self.decref() }
        }
    }
}

impl<B: Build> std::fmt::Debug for Value<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.as_small(), self.as_float(), self.kind()) {
            (Some(number), ..) => write!(f, "{number}"),
            (_, Some(number), _) => write!(f, "{number:?}"),
            (.., Some(kind)) => write!(f, "<{kind:?}>"),
            _ => write!(f, "immediate {}", self.word()),
        }
    }
}
