//! `list` and `tuple`

use super::{Build, Guarded, Kind, Payload, Value};

/// A `list`.
pub struct List<B: Build> {
    /// Its items.
    pub items: Guarded<B, Vec<Value<B>>>,
}

impl<B: Build> List<B> {
    /// A list of these.
    pub fn new(items: Vec<Value<B>>) -> Self {
        Self { items: Guarded::new(items) }
    }

    /// `len()`
    pub fn length(&self) -> usize {
        self.items.with(|items| items.len())
    }

    /// The item at `index`, if there is one.
    #[inline(always)]
    pub fn at(&self, index: usize) -> Option<Value<B>> {
        self.items.with(|items| items.get(index).cloned())
    }

    /// All items.
    pub fn to_vec(&self) -> Vec<Value<B>> {
        self.items.with(|items| items.clone())
    }
}

/// Drops items from the last to the first, as CPython does: finalizers speak in that order.
pub fn drop_backward<B: Build>(mut items: Vec<Value<B>>) {
    while items.pop().is_some() {}
}

impl<B: Build> Drop for List<B> {
    fn drop(&mut self) {
        drop_backward(std::mem::take(self.items.get_mut()));
    }
}

impl<B: Build> Payload<B> for List<B> {
    const KIND: Kind = Kind::List;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.items.with(|items| items.iter().for_each(visit));
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        taken.extend(self.items.with(std::mem::take));
    }
}

/// A `tuple`.
pub struct Tuple<B: Build> {
    /// Its items.
    pub items: Box<[Value<B>]>,
}

impl<B: Build> Tuple<B> {
    /// A tuple of these.
    pub fn new(items: impl Into<Box<[Value<B>]>>) -> Self {
        Self { items: items.into() }
    }
}

impl<B: Build> Drop for Tuple<B> {
    fn drop(&mut self) {
        self.items.iter_mut().rev().for_each(|item| drop(std::mem::replace(item, Value::UNSET)));
    }
}

impl<B: Build> Payload<B> for Tuple<B> {
    const KIND: Kind = Kind::Tuple;
    const CONTAINER: bool = true;
    fn is_tracked_when_new(&self) -> bool {
        !self.items.is_empty()
    }
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.items.iter().for_each(visit);
    }
}
