//! Instances of classes.

use std::{cell::UnsafeCell, ptr::NonNull, sync::atomic::Ordering};

use super::{Build, Class, Guarded, Kind, Payload, Shape, Symbol, Value};

/// The attributes of an instance.
pub struct Slots<B: Build> {
    /// Which is where.
    pub shape: NonNull<Shape>,
    /// Their values; unset where one was deleted.
    pub values: Vec<Value<B>>,
}

/// The class of an instance, which a program can change.
pub struct ClassCell<B: Build>(UnsafeCell<Value<B>>);

impl<B: Build> ClassCell<B> {
    fn new(class: Value<B>) -> Self {
        Self(UnsafeCell::new(class))
    }
}

impl<B: Build> std::ops::Deref for ClassCell<B> {
    type Target = Value<B>;
    #[inline(always)]
    fn deref(&self) -> &Value<B> {
        // SAFETY: `Instance::become_instance_of` is the only writer; what it writes over stays a class that lives.
        unsafe { &*self.0.get() }
    }
}

/// An instance of a class written in Python, or of a built-in exception.
pub struct Instance<B: Build> {
    /// Its class.
    pub class: ClassCell<B>,
    /// Its attributes.
    pub slots: Guarded<B, Slots<B>>,
}

impl<B: Build> Instance<B> {
    /// An instance without attributes.
    #[inline(always)]
    pub fn create(class: Value<B>) -> Option<Value<B>> {
        let of = class.get::<Class<B>>()?;
        // Relaxed: a hint for the capacity; it pairs with nothing.
        let values = Vec::with_capacity(of.expected_slots.load(Ordering::Relaxed));
        let slots = Guarded::new(Slots { shape: of.root(), values });
        Some(Value::new(Self { class: ClassCell::new(class), slots }))
    }

    /// Its own attribute.
    pub fn own(&self, name: Symbol) -> Option<Value<B>> {
        self.slots.with(|slots| {
            // SAFETY: the instance keeps its class alive, which keeps the shape alive.
            let slot = unsafe { slots.shape.as_ref() }.slot(name)?;
            slots.values.get(slot).filter(|v| !v.is_unset()).cloned()
        })
    }

    /// Sets (or with unset deletes) its own attribute; returns the old value, to be dropped by the caller.
    pub fn set(&self, name: Symbol, value: Value<B>) -> Value<B> {
        let class = self.class.get::<Class<B>>();
        if value.is_unset() {
            return self.delete(name);
        }
        self.slots.with(|slots| {
            // SAFETY: as in `own`.
            if let Some(slot) = unsafe { slots.shape.as_ref() }.slot(name) {
                return std::mem::replace(&mut slots.values[slot], value);
            }
            if let Some(class) = class {
                slots.shape = class.shape_with(slots.shape, name);
                slots.values.push(value);
            }
            Value::UNSET
        })
    }

    /// Takes an attribute out: the instance gets the shape that it would have without it, so that what instructions
    /// remember of its old one does not fit.
    fn delete(&self, name: Symbol) -> Value<B> {
        let Some(class) = self.class.get::<Class<B>>() else { return Value::UNSET };
        // SAFETY: the instance keeps its class alive, which keeps the shape alive.
        let names = self.slots.with(|slots| unsafe { slots.shape.as_ref() }.names.clone());
        let others = names.iter().filter(|&&other| other != name);
        let shape = others.fold(class.root(), |shape, &other| class.shape_with(shape, other));
        let Some(slot) = names.iter().position(|&other| other == name) else { return Value::UNSET };
        self.slots.with(|slots| {
            slots.shape = shape;
            slots.values.remove(slot)
        })
    }

    /// `instance.__class__ = class`: the attributes stay.
    ///
    /// Both classes live forever from here on: whoever is looking at the old one through the instance can go on.
    /// Nobody else should be using an instance that changes its class.
    pub fn become_instance_of(&self, class: &Value<B>) {
        let Some(new) = class.get::<Class<B>>() else { return };
        let old = Value::clone(&self.class);
        let class = class.clone().immortal();
        // SAFETY: shapes live as long as their class, which the instance keeps alive.
        let names = self.slots.with(|slots| unsafe { slots.shape.as_ref() }.names.clone());
        let shape = names.iter().fold(new.root(), |shape, &name| new.shape_with(shape, name));
        self.slots.with(|slots| {
            slots.shape = shape;
            // SAFETY: the lock keeps other writers out, and readers find one class or the other.
            std::mem::forget(unsafe { self.class.0.get().replace(class) });
        });
        let _ = old.immortal();
    }
}

impl<B: Build> Payload<B> for Instance<B> {
    const KIND: Kind = Kind::Instance;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        visit(&self.class);
        self.slots.with(|slots| slots.values.iter().for_each(visit));
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        self.slots.with(|slots| taken.extend(slots.values.iter_mut().map(|v| std::mem::replace(v, Value::UNSET))));
    }
}
