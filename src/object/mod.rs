//! Values and objects.
//!
//! | file | what it is |
//! | --- | --- |
//! | `value` | one word: float, small integer, `None` …, or the address of an object; **references are counted in its `clone` and `drop`** |
//! | [`mod@self`] | header, kinds, payloads |
//! | `build` | what can be swapped: counts and locks |
//! | `guarded` | the changeable part of an object |
//! | `alloc` | where objects come from and go to; no deep recursion |
//! | `home` | where objects with biased counts are sent |
//! | `symbol` | names of attributes and variables, as numbers |
//! | `text`, `bytes`, `number`, `sequence`, `dict`, `view`, `range`, `callable`, `class`, `instance`, `iterator` | payloads |
//! | `shape`, `resolved` | which attribute is in which slot; what instructions have found through a class |
//! | `hash` | equality, order and hashes that need no interpreter |
//! | `lock` | locks of `threading` |
//! | `exception` | what a failed operation returns |
//!
//! Layout beside CPython's: a header here is 16 bytes with a plain count: count (4), kind, flags, room for the collector
//! (8). CPython 3.12 to 3.14 has count (8, immortal if its upper half says so) and type (8), and 16 bytes before each
//! container for the collector's links; free-threaded 3.13 has thread, flags, mutex, collector's bits, local count and
//! shared count before the type: 32 bytes.

mod alloc;
mod build;
mod bytes;
mod callable;
mod class;
mod dict;
mod exception;
mod guarded;
mod hash;
mod home;
mod instance;
mod iterator;
mod lock;
mod number;
mod range;
mod resolved;
mod sequence;
mod shape;
mod symbol;
mod text;
mod value;
mod view;

use std::sync::atomic::{AtomicU8, Ordering};

pub(crate) use alloc::apart;
pub use build::{Build, ByteLock, FreeAtomic, FreeBiased, GilAtomic, GilPlain, Lock, NoLock};
pub use bytes::Bytes;
pub use callable::{BoundMethod, Call, Descriptor, DescriptorKind, Function, Keywords, Native, NativeFunction};
pub use class::{Class, ClassMembers, Construct};
pub use dict::{Candidates, Dict, Entry, Set, Table};
pub use exception::{ExceptionType, Raise, Raised, Result};
pub use guarded::Guarded;
pub use hash::{combine, compare_numbers, mix, native_equals, native_hash, parts, shown_hash, slice_parts};
pub use instance::{Instance, Slots};
pub use iterator::{CellBox, Generator, GeneratorState, Iterator, IteratorState, Range, Slice, Suspended, TableView};
pub use lock::{Mutex, NotHeld};
pub use number::{BigInt, fresh_nan, integer};
pub use range::LongRange;
pub use sequence::{List, Tuple, drop_backward};
pub use shape::Shape;
pub use symbol::Symbol;
pub use text::{Str, Text};
pub use value::{SMALL_MAX, SMALL_MIN, Value};
pub use view::DictView;

use crate::{
    gc::{GcWord, WeakRef},
    refcount::RefCount as _,
};

/// What every object begins with.
#[repr(C)]
pub struct Header<B: Build> {
    /// The count of references.
    pub count: B::Count,
    /// What the payload is.
    pub kind: Kind,
    flags: AtomicU8,
    /// Room for the collector.
    pub gc: GcWord,
}

const IMMORTAL: u8 = 1;
const FINALIZED: u8 = 1 << 1;
const WEAKLY_REFERENCED: u8 = 1 << 2;
const WATCHED: u8 = 1 << 3;

impl<B: Build> Header<B> {
    fn new(kind: Kind) -> Self {
        Self { count: B::Count::new(), kind, flags: AtomicU8::new(0), gc: GcWord::default() }
    }

    /// Whether the object lives forever.
    pub fn is_immortal(&self) -> bool {
        // Relaxed: pairs with the store in `immortalize`; seen late, the object is only counted on.
        self.flags.load(Ordering::Relaxed) & IMMORTAL != 0
    }

    /// Makes it immortal; whether it was not before.
    fn immortalize(&self) -> bool {
        let first = self.mark(IMMORTAL);
        self.count.immortalize();
        first
    }

    /// Sets a flag; whether it was not set before.
    fn mark(&self, flag: u8) -> bool {
        // Relaxed: pairs with the load in `is_marked`; no flag says anything about other memory.
        self.flags.fetch_or(flag, Ordering::Relaxed) & flag == 0
    }

    #[inline(always)]
    fn is_marked(&self, flag: u8) -> bool {
        // Relaxed: pairs with `mark`.
        self.flags.load(Ordering::Relaxed) & flag != 0
    }

    /// Whether its finalizer has been called: that happens once (PEP 442).
    pub(crate) fn is_finalized(&self) -> bool {
        self.is_marked(FINALIZED)
    }

    /// Its finalizer is being called; whether that is the first time.
    pub(crate) fn mark_finalized(&self) -> bool {
        self.mark(FINALIZED)
    }

    /// Whether there may be weak references to it.
    #[inline(always)]
    pub(crate) fn is_weakly_referenced(&self) -> bool {
        self.is_marked(WEAKLY_REFERENCED)
    }

    pub(crate) fn mark_weakly_referenced(&self) {
        self.mark(WEAKLY_REFERENCED);
    }

    /// Whether the collector tells about it.
    #[inline(always)]
    pub(crate) fn is_watched(&self) -> bool {
        self.is_marked(WATCHED)
    }

    pub(crate) fn mark_watched(&self) {
        self.mark(WATCHED);
    }
}

/// An object: header and payload.
#[repr(C)]
pub struct Object<B: Build, T> {
    header: Header<B>,
    payload: T,
}

/// What can be an object's payload. To add one, add a line to `kinds!` below.
pub trait Payload<B: Build>: Sized + 'static {
    /// The kind that stands for this payload in the header.
    const KIND: Kind;
    /// Whether it can be part of a cycle, so that the collector tracks it and dropping it may go deep.
    const CONTAINER: bool;
    /// Whether the collector tracks it from the beginning: not if what it holds at that moment is all it ever can.
    #[inline(always)]
    fn is_tracked_when_new(&self) -> bool {
        Self::CONTAINER
    }
    /// Shows each value that it holds: `tp_traverse`.
    fn traverse(&self, _visit: &mut dyn FnMut(&Value<B>)) {}
    /// Takes the values out that could close a cycle: `tp_clear`. The caller drops them.
    fn clear(&self, _taken: &mut Vec<Value<B>>) {}
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $payload:ty,)*) => {
        /// What an object is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];
        }

        /// Drops the payload and frees the object.
        ///
        /// # Safety
        /// Nobody has a reference to it.
        unsafe fn destroy<B: Build>(header: std::ptr::NonNull<Header<B>>) {
            // SAFETY: nobody refers to the object, and its kind says what its payload is.
            unsafe { match header.as_ref().kind { $(Kind::$kind => alloc::free::<B, $payload>(header.cast()),)* } }
        }

        /// Drops the payload and keeps the memory: the header stays what it is.
        ///
        /// # Safety
        /// As for `destroy`; what is left of the object can only be given back with `release`.
        pub(crate) unsafe fn drop_payload<B: Build>(header: std::ptr::NonNull<Header<B>>) {
            // SAFETY: as in `destroy`.
            unsafe { match header.as_ref().kind { $(Kind::$kind => alloc::drop_payload::<B, $payload>(header.cast()),)* } }
        }

        /// Gives back the memory of an object whose payload has been dropped.
        ///
        /// # Safety
        /// `drop_payload` was called, and nobody looks at the header any more.
        pub(crate) unsafe fn release<B: Build>(header: std::ptr::NonNull<Header<B>>) {
            // SAFETY: as in `destroy`.
            unsafe { match header.as_ref().kind { $(Kind::$kind => alloc::release::<B, $payload>(header.cast()),)* } }
        }

        /// Whether the collector tracks objects of this kind.
        pub(crate) fn is_container<B: Build>(kind: Kind) -> bool {
            match kind { $(Kind::$kind => <$payload as Payload<B>>::CONTAINER,)* }
        }

        /// Shows each value that the object holds.
        pub fn traverse<B: Build>(object: &Value<B>, visit: &mut dyn FnMut(&Value<B>)) {
            match object.kind() {
                None => {}
                $(Some(Kind::$kind) => { if let Some(payload) = object.get::<$payload>() { payload.traverse(visit); } })*
            }
        }

        /// Takes the values out of the object that could close a cycle.
        pub fn clear<B: Build>(object: &Value<B>, taken: &mut Vec<Value<B>>) {
            match object.kind() {
                None => {}
                $(Some(Kind::$kind) => { if let Some(payload) = object.get::<$payload>() { payload.clear(taken); } })*
            }
        }
    };
}

kinds! {
    /// `str`
    Str => Str,
    /// An `int` beyond 48 bits.
    BigInt => BigInt,
    /// `tuple`
    Tuple => Tuple<B>,
    /// `list`
    List => List<B>,
    /// `dict`
    Dict => Dict<B>,
    /// `set`
    Set => Set<B>,
    /// `range`
    Range => Range,
    /// `slice`
    Slice => Slice<B>,
    /// A function written in Python.
    Function => Function<B>,
    /// A function with its `self`.
    BoundMethod => BoundMethod<B>,
    /// A function written in Rust.
    Native => Native<B>,
    /// `property`, `classmethod`, `staticmethod`
    Descriptor => Descriptor<B>,
    /// A variable that closures share.
    Cell => CellBox<B>,
    /// A class.
    Class => Class<B>,
    /// An instance of a class, exceptions included.
    Instance => Instance<B>,
    /// A generator.
    Generator => Generator<B>,
    /// An iterator over something built in.
    Iterator => Iterator<B>,
    /// `dict_keys`, `dict_values`, `dict_items`
    DictView => DictView<B>,
    /// A `range` beyond 64 bits.
    LongRange => LongRange,
    /// `bytes`
    Bytes => Bytes,
    /// A weak reference.
    WeakRef => WeakRef<B>,
    /// A lock of `threading`.
    Mutex => Mutex,
}
