//! Weak references: they know an object without being counted, and lose it before it goes.
//!
//! The heap keeps a table of who refers weakly to whom. Its mutex decides the race between a thread that follows a weak
//! reference and one that drops the last strong one: the first counts only up from a number that is not zero, the second
//! clears the reference before it frees anything.

use std::{
    cell::Cell,
    ptr::NonNull,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    Heap,
    attach::{current, current_kept},
    finalize,
    heap::lock,
    list::GARBAGE,
};
use crate::{
    object::{Build, Guarded, Header, Kind, Payload, Value},
    refcount::RefCount as _,
};

/// A `weakref.ref`.
pub struct WeakRef<B: Build> {
    /// The object; nothing once it is gone. Guarded by the mutex of the table.
    referent: Cell<Option<NonNull<Header<B>>>>,
    callback: Guarded<B, Value<B>>,
    /// The hash that it had, so that it can be found after the object is gone; zero: it was never asked for.
    hash: AtomicU64,
}

/// A weak reference's callback, and the reference that it is called with.
pub(super) type Callback<B> = (Value<B>, Value<B>);

/// The weak reference to an object; the same for all that want no callback. `None` if the kind of object has none.
pub(crate) fn refer<B: Build>(object: &Value<B>, callback: Value<B>) -> Option<Value<B>> {
    let attached = current::<B>()?;
    let referent = object.object()?;
    let header = object.header()?;
    let plain = callback.is_none();
    if plain && let Some(known) = known(&attached.heap, referent) {
        return Some(known);
    }
    let cell = Cell::new(Some(referent));
    let weak = Value::new(WeakRef { referent: cell, callback: Guarded::new(callback), hash: AtomicU64::new(0) });
    header.count.allow_weak();
    header.mark_weakly_referenced();
    let place = weak.object()?;
    weak.header()?.count.allow_weak();
    lock(&attached.heap.weak).entry(referent).or_default().push(place);
    Some(weak)
}

/// All weak references to an object.
pub(crate) fn weak_references<B: Build>(object: &Value<B>) -> Vec<Value<B>> {
    let (Some(attached), Some(referent)) = (current::<B>(), object.object()) else { return Vec::new() };
    let table = lock(&attached.heap.weak);
    let all = table.get(&referent).map_or(&[][..], |all| all);
    // SAFETY: weak references leave the table before they go.
    all.iter().filter_map(|&weak| unsafe { Value::upgrade(weak) }).collect()
}

/// The reference without a callback that there is.
fn known<B: Build>(heap: &Heap<B>, referent: NonNull<Header<B>>) -> Option<Value<B>> {
    let table = lock(&heap.weak);
    table.get(&referent)?.iter().find_map(|&weak| {
        // SAFETY: weak references leave the table before they go.
        let this = unsafe { Value::<B>::borrowed(weak) };
        let plain = this.get::<WeakRef<B>>()?.callback.with(|callback| callback.is_none());
        // SAFETY: as above.
        if plain { unsafe { Value::upgrade(weak) } } else { None }
    })
}

/// So that the hash zero is told from none.
const KNOWN: u64 = 1 << 63;

impl<B: Build> WeakRef<B> {
    /// The object, if it is still there.
    pub(crate) fn get(&self) -> Option<Value<B>> {
        let attached = current::<B>()?;
        let _table = lock(&attached.heap.weak);
        // SAFETY: a reference is cleared, under this mutex, before its object goes.
        self.referent.get().and_then(|referent| unsafe { Value::upgrade(referent) })
    }

    /// The hash of the object, if it was asked for before.
    pub(crate) fn known_hash(&self) -> Option<i64> {
        // Relaxed: the number is all there is.
        Some(self.hash.load(Ordering::Relaxed)).filter(|&hash| hash != 0).map(|hash| (hash ^ KNOWN) as i64)
    }

    /// Keeps the hash for when the object is gone.
    pub(crate) fn keep_hash(&self, hash: i64) {
        // Relaxed: as above.
        self.hash.store(hash as u64 ^ KNOWN, Ordering::Relaxed);
    }
}

impl<B: Build> Payload<B> for WeakRef<B> {
    const KIND: Kind = Kind::WeakRef;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.callback.with(|callback| visit(callback));
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        taken.push(self.callback.with(|callback| std::mem::replace(callback, Value::NONE)));
    }
}

impl<B: Build> Drop for WeakRef<B> {
    /// It leaves the table.
    fn drop(&mut self) {
        let Some(attached) = current::<B>() else { return };
        let mut table = lock(&attached.heap.weak);
        let this: *const () = std::ptr::from_ref(self).cast();
        let Some(referent) = self.referent.take() else { return };
        let Some(all) = table.get_mut(&referent) else { return };
        all.retain(|weak| {
            // SAFETY: those in the table are there, this one included; the borrowed value is not dropped.
            let other = unsafe { Value::borrowed(*weak) };
            other.get::<Self>().is_some_and(|other| !std::ptr::eq(std::ptr::from_ref(other).cast(), this))
        });
        if all.is_empty() {
            table.remove(&referent);
        }
    }
}

/// The object is going: whoever refers weakly to it is told, newest first.
#[cold]
pub(super) fn clear_weakrefs<B: Build>(referent: NonNull<Header<B>>) {
    let Some(attached) = current_kept::<B>() else { return };
    let callbacks = forget(&attached.heap, referent, |_| true);
    finalize::call_callbacks(&attached, callbacks);
}

/// Weak references to garbage are cleared, all before anything else of it runs. Callbacks of those that are garbage
/// themselves are not called.
pub(super) fn handle_weakrefs<B: Build>(heap: &Heap<B>, garbage: &[Value<B>]) -> Vec<Callback<B>> {
    let referred = garbage.iter().filter(|object| object.header().is_some_and(Header::is_weakly_referenced));
    let outside = |weak: &Header<B>| weak.gc.list() != GARBAGE;
    referred.filter_map(Value::object).flat_map(|object| forget(heap, object, outside)).collect()
}

/// Clears all references to an object; the callbacks of those that are `wanted`, newest first.
fn forget<B: Build>(
    heap: &Heap<B>,
    referent: NonNull<Header<B>>,
    wanted: impl Fn(&Header<B>) -> bool,
) -> Vec<Callback<B>> {
    let mut callbacks = Vec::new();
    let mut table = lock(&heap.weak);
    for weak in table.remove(&referent).unwrap_or_default().into_iter().rev() {
        // SAFETY: weak references leave the table before they go.
        let this = unsafe { Value::<B>::borrowed(weak) };
        let Some(reference) = this.get::<WeakRef<B>>() else { continue };
        reference.referent.set(None);
        // SAFETY: as above.
        if !wanted(unsafe { weak.as_ref() }) || reference.callback.with(|callback| callback.is_none()) {
            continue;
        }
        // SAFETY: as above. If somebody is dropping it at this moment, nobody wants its callback. Nothing may be dropped
        // here, where the mutex is held.
        if let Some(weak) = unsafe { Value::upgrade(weak) } {
            callbacks.push((reference.callback.with(|callback| callback.clone()), weak));
        }
    }
    callbacks
}
