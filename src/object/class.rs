//! Classes.

use std::{
    ptr::NonNull,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use super::{
    Build, Call, Guarded, Kind, Payload, Result, Shape, Symbol, Value,
    resolved::{PLACES, Resolved},
};
use crate::interp::Thread;

/// The half of a word that says where an initializer is; all of it: there is none.
const PLACE: u64 = u32::MAX as u64;

/// How instances of a built-in class are made.
pub type Construct<B> = fn(&mut Thread<B>, &Value<B>, Call<'_, B>) -> Result<Value<B>, B>;

/// What can change about a class.
pub struct ClassMembers<B: Build> {
    /// Attributes, in order of definition.
    pub members: Vec<(Symbol, Value<B>)>,
    resolved: usize,
    shapes: Vec<NonNull<Shape>>,
    /// Classes that inherit from this one directly; they keep it alive, and take themselves out when they go.
    subclasses: Vec<NonNull<Class<B>>>,
}

/// A class, built in or written in Python.
pub struct Class<B: Build> {
    /// Its name.
    pub name: String,
    /// The classes it inherits from directly.
    pub bases: Box<[Value<B>]>,
    /// All classes that it inherits from, in the order of look-up; itself excluded.
    pub inherits: Box<[Value<B>]>,
    /// Makes an instance, for a built-in class; inherited.
    pub construct: Option<Construct<B>>,
    /// Its attributes and shapes.
    pub inner: Guarded<B, ClassMembers<B>>,
    /// What instructions have found through this class: they remember an index into it.
    resolved: Resolved<B>,
    /// The number of the root shape for which `__init__` was looked up last, and its place in `resolved`.
    initializer: AtomicU64,
    /// How many slots an instance is likely to need.
    pub(super) expected_slots: AtomicUsize,
    root: NonNull<Shape>,
    builtin: bool,
    finalizer: AtomicBool,
    /// Whether it has a `__new__` written in Python: known when the class is made.
    pub makes_itself: bool,
}

impl<B: Build> Class<B> {
    /// A class; `inherits` is the order of look-up after itself.
    pub fn create(
        name: impl Into<String>,
        bases: Vec<Value<B>>,
        inherits: Vec<Value<B>>,
        construct: Option<Construct<B>>,
        members: Vec<(Symbol, Value<B>)>,
    ) -> Value<B> {
        let members = members.into_iter().map(|(name, value)| (name, shared(value))).collect();
        let root = NonNull::from(Box::leak(Box::new(Shape::new(Vec::new()))));
        let members = ClassMembers { members, resolved: 0, shapes: vec![root], subclasses: Vec::new() };
        let builtin = construct.is_some();
        let new = Symbol::NEW;
        let makes_itself = members.members.iter().any(|(name, _)| *name == new)
            || inherits.iter().any(|c| c.get::<Self>().is_some_and(|c| c.makes_itself));
        let construct = construct.or_else(|| inherits.iter().find_map(|c| c.get::<Self>()?.construct));
        let class = Value::new(Self {
            name: name.into(),
            bases: bases.into(),
            inherits: inherits.into(),
            construct,
            inner: Guarded::new(members),
            resolved: Resolved::default(),
            initializer: AtomicU64::new(0),
            expected_slots: AtomicUsize::new(0),
            root,
            builtin,
            finalizer: AtomicBool::new(false),
            makes_itself,
        });
        if let Some(this) = class.get::<Self>() {
            this.look_for_finalizer();
            this.parents().for_each(|p| p.inner.with(|inner| inner.subclasses.push(this.into())));
        }
        class
    }

    fn parents(&self) -> impl Iterator<Item = &Class<B>> {
        self.bases.iter().filter_map(|base| base.get::<Self>())
    }

    /// Whether it is built in: its attributes cannot be changed.
    pub fn is_builtin(&self) -> bool {
        self.builtin
    }

    /// Whether instances have a `__del__`.
    #[inline(always)]
    pub fn has_finalizer(&self) -> bool {
        // Relaxed: pairs with the store in `look_for_finalizer`; a thread that sees it late acts as if it had come
        // earlier.
        self.finalizer.load(Ordering::Relaxed)
    }

    /// Notes whether there is a `__del__`, here and in the subclasses.
    fn look_for_finalizer(&self) {
        // Relaxed: pairs with the load in `has_finalizer`.
        self.finalizer.store(self.lookup(Symbol::DEL).is_some(), Ordering::Relaxed);
        for subclass in self.inner.with(|inner| inner.subclasses.clone()) {
            // SAFETY: a class takes itself out of the list before it goes.
            unsafe { subclass.as_ref() }.look_for_finalizer();
        }
    }

    /// The shape of an instance without attributes.
    #[inline(always)]
    pub fn root(&self) -> NonNull<Shape> {
        self.root
    }

    /// The number of the root shape.
    #[inline(always)]
    pub fn number(&self) -> u32 {
        // SAFETY: shapes live as long as their class.
        unsafe { self.root.as_ref() }.number()
    }

    /// An attribute of this very class.
    pub fn own(&self, name: Symbol) -> Option<Value<B>> {
        self.inner.with(|inner| inner.members.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone()))
    }

    /// An attribute of this class or one it inherits from.
    pub fn lookup(&self, name: Symbol) -> Option<Value<B>> {
        self.own(name).or_else(|| self.inherits.iter().find_map(|class| class.get::<Self>()?.own(name)))
    }

    /// `__init__`. Takes no lock, once it is known: threads that make instances of one class do not meet here.
    #[inline]
    pub fn initializer(&self) -> Option<Value<B>> {
        // Relaxed: the word is complete in itself; `resolved` brings what it leads to.
        let known = self.initializer.load(Ordering::Relaxed);
        let number = u64::from(self.number()) << 32;
        if known & !PLACE == number {
            let place = known & PLACE;
            if place == PLACE {
                return None;
            }
            if let Some(found) = self.resolved(place as usize) {
                return Some(found);
            }
        }
        let found = self.lookup(Symbol::INIT);
        let place = found.as_ref().map_or(PLACE, |found| self.resolve(found.clone()) as u64);
        // Relaxed: pairs with the load above.
        self.initializer.store(number | place, Ordering::Relaxed);
        found
    }

    /// Whether this is `class` or inherits from it.
    pub fn is_subclass(this: &Value<B>, class: &Value<B>) -> bool {
        this.is(class) || this.get::<Self>().is_some_and(|c| c.inherits.iter().any(|i| i.is(class)))
    }

    /// Sets (or with unset removes) an attribute; returns the old value, to be dropped by the caller.
    pub fn set(&self, name: Symbol, value: Value<B>) -> Option<Value<B>> {
        let value = shared(value);
        let old = self.inner.with(|inner| {
            let place = inner.members.iter().position(|(n, _)| *n == name);
            match place {
                Some(place) if value.is_unset() => Some(inner.members.remove(place).1),
                Some(place) => Some(std::mem::replace(&mut inner.members[place].1, value)),
                None => {
                    inner.members.push((name, value));
                    None
                }
            }
        });
        drop(self.renumber());
        if name == Symbol::DEL {
            self.look_for_finalizer();
        }
        old
    }

    /// Gives all shapes of this class and its subclasses new numbers; returns what instructions had found.
    fn renumber(&self) -> Vec<Value<B>> {
        let (mut forgotten, subclasses) = self.inner.with(|inner| {
            for shape in &inner.shapes {
                // SAFETY: shapes live as long as their class.
                unsafe { shape.as_ref() }.renumber();
            }
            // Without a GIL another thread may be about to look one of them up: they stay, and so do their places.
            let count = if B::FREE_THREADED { 0 } else { std::mem::take(&mut inner.resolved) };
            // SAFETY: the GIL, or the lock, keeps other writers out.
            let forgotten: Vec<_> = (0..count).map(|n| unsafe { self.resolved.put(n, Value::UNSET) }).collect();
            (forgotten, inner.subclasses.clone())
        });
        for subclass in subclasses {
            // SAFETY: a class takes itself out of the list before it goes.
            forgotten.extend(unsafe { subclass.as_ref() }.renumber());
        }
        forgotten
    }

    /// Notes something found through this class, for [`resolved`](Self::resolved). If there is no room, the place it
    /// gives has nothing.
    pub fn resolve(&self, found: Value<B>) -> usize {
        self.inner.with(|inner| {
            // A duplicate is forgotten, not dropped here: it is counted elsewhere, so this is no last reference.
            // SAFETY: the lock keeps writers out.
            let known = (0..inner.resolved).find(|&n| unsafe { self.resolved.holds(n, &found) });
            known.unwrap_or_else(|| {
                if inner.resolved == PLACES || B::FREE_THREADED && found.is_counted() {
                    return PLACES;
                }
                // SAFETY: the GIL, or the lock, keeps other writers out.
                let unset = unsafe { self.resolved.put(inner.resolved, found) };
                std::mem::forget(unset);
                inner.resolved += 1;
                inner.resolved - 1
            })
        })
    }

    /// What was noted. Takes no lock: threads that call methods of one class do not meet here.
    #[inline(always)]
    pub fn resolved(&self, index: usize) -> Option<Value<B>> {
        self.resolved.get(index)
    }

    /// The shape after `shape` with one more attribute.
    pub fn shape_with(&self, shape: NonNull<Shape>, name: Symbol) -> NonNull<Shape> {
        // SAFETY: shapes live as long as their class.
        let from = unsafe { shape.as_ref() };
        if let Some(to) = from.usual_with(name) {
            return to;
        }
        self.inner.with(|inner| {
            // SAFETY: the lock of the class, or the GIL, keeps other threads out.
            let to = unsafe { from.with(name, |new| inner.shapes.push(new)) };
            // SAFETY: as above. Relaxed: only a guess.
            self.expected_slots.fetch_max(unsafe { to.as_ref() }.names.len().min(16), Ordering::Relaxed);
            to
        })
    }
}

/// Functions that all threads find in a class are not counted without a GIL, as in 3.13t.
fn shared<B: Build>(value: Value<B>) -> Value<B> {
    let immortal = matches!(value.kind(), Some(Kind::Function | Kind::Native | Kind::Descriptor));
    if B::FREE_THREADED && immortal { value.immortal() } else { value }
}

impl<B: Build> Drop for Class<B> {
    fn drop(&mut self) {
        let this = NonNull::from(&*self);
        for parent in self.bases.iter().filter_map(|base| base.get::<Self>()) {
            parent.inner.with(|inner| inner.subclasses.retain(|s| *s != this));
        }
        for shape in std::mem::take(&mut self.inner.get_mut().shapes) {
            // SAFETY: made from a box; instances keep their class alive, so none has this shape.
            drop(unsafe { Box::from_raw(shape.as_ptr()) });
        }
    }
}

impl<B: Build> Payload<B> for Class<B> {
    const KIND: Kind = Kind::Class;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.bases.iter().chain(&self.inherits).for_each(&mut *visit);
        self.inner.with(|inner| {
            inner.members.iter().for_each(|(_, value)| visit(value));
            (0..inner.resolved).filter_map(|n| self.resolved.get(n)).for_each(|value| visit(&value));
        });
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        self.inner.with(|inner| {
            taken.extend(inner.members.drain(..).map(|(_, value)| value));
            let count = if B::FREE_THREADED { 0 } else { std::mem::take(&mut inner.resolved) };
            // SAFETY: the GIL keeps other writers out.
            taken.extend((0..count).map(|n| unsafe { self.resolved.put(n, Value::UNSET) }));
        });
    }
}
