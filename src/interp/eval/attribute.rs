//! Attributes and their inline caches; how an attribute is found without one is in `look_up`.
//!
//! Each instruction has a *site*: the attribute's name and one word that it remembers. Its upper half is the number of a
//! shape; while the object's shape has that number, the lower half says what to do without looking anything up.

use std::{ptr::NonNull, sync::atomic::Ordering};

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{
        Thread,
        code::{Instruction, Site},
    },
    object::{Build, Class, Instance, Kind, Native, Result, Symbol, Value},
};

/// The attribute is in this slot of the instance.
const OWN: u64 = 1 << 28;
/// It is a function that the class has resolved; `self` is its first argument.
const METHOD: u64 = 2 << 28;
/// It is to be added after the last slot.
const ADD: u64 = 3 << 28;
const KIND: u64 = 15 << 28;
const INDEX: u64 = OWN - 1;
/// The part of a word that is an address.
const ADDRESS: u64 = (1 << 48) - 1;

impl Site {
    #[inline(always)]
    fn remembered(&self) -> (u32, u64) {
        // Relaxed: the word is complete in itself; what it leads to is looked up under the object's lock.
        let word = self.cache.load(Ordering::Relaxed);
        ((word >> 32) as u32, word & 0xffff_ffff)
    }

    fn remember(&self, shape: u32, what: u64) {
        // Relaxed: pairs with the load in `remembered`.
        self.cache.store(u64::from(shape) << 32 | what, Ordering::Relaxed);
    }
}

impl Site {
    /// The method that was found last for an object of a built-in class, if this is another one.
    #[inline(always)]
    fn method_of<B: Build>(&self, kind: Kind) -> Option<Value<B>> {
        // Relaxed: the word is complete in itself; the methods of built-in classes were made before any thread began.
        let word = self.builtin.load(Ordering::Relaxed);
        // SAFETY: `remember_builtin` has put an uncounted value there; it lives as long as the interpreter.
        (word >> 48 == kind as u64 + 1).then(|| unsafe { Value::uncounted(word & ADDRESS) })
    }

    /// The classes of these kinds of objects never change, and there is one for each.
    fn remember_builtin<B: Build>(&self, receiver: &Value<B>, found: &Value<B>) {
        if let Some(kind @ (Kind::List | Kind::Dict | Kind::Str | Kind::Tuple | Kind::Bytes)) = receiver.kind()
            && found.kind() == Some(Kind::Native)
            && !found.is_counted()
        {
            // Relaxed: pairs with the load in `method_of`.
            self.builtin.store((kind as u64 + 1) << 48 | found.word(), Ordering::Relaxed);
        }
    }
}

#[inline(always)]
fn site<'a, B: Build>(thread: &mut Thread<B>, i: Instruction) -> &'a Site {
    &thread.code().sites[usize::from(i.c)]
}

/// An attribute in a slot of an instance.
#[inline(always)]
pub(super) fn load_fast<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Option<Value<B>> {
    let (number, what) = site(thread, i).remembered();
    let instance = w.get(i.b).get::<Instance<B>>()?;
    instance.slots.with(|slots| {
        // SAFETY: the instance keeps its class alive, which keeps the shape alive.
        let fits = unsafe { slots.shape.as_ref() }.number() == number && what & KIND == OWN;
        if fits { slots.values.get((what & INDEX) as usize).cloned() } else { None }
    })
}

/// Writes what was read; the object is consumed if it was a temporary.
#[inline(always)]
pub(super) fn finish<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction, value: Value<B>) {
    if i.b >= thread.code().first_temporary && i.a != i.b {
        w.set(i.b, Value::UNSET);
    }
    w.set(i.a, value);
}

#[inline(never)]
pub(super) fn load_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let object = take_operand(thread, w, i.b)?;
    let site = site(thread, i);
    let value = thread.get_attribute(&object, site.name)?;
    remember_own(&object, site);
    w.set(i.a, value);
    Ok(())
}

/// Remembers the slot, if the attribute is the instance's own and its class has none of that name.
fn remember_own<B: Build>(object: &Value<B>, site: &Site) {
    let Some(instance) = object.get::<Instance<B>>() else { return };
    if instance.class.get::<Class<B>>().is_none_or(|class| class.lookup(site.name).is_some()) {
        return;
    }
    instance.slots.with(|slots| {
        // SAFETY: the instance keeps its class alive, which keeps the shape alive.
        let shape = unsafe { slots.shape.as_ref() };
        if let Some(slot) = shape.slot(site.name).filter(|&slot| !slots.values[slot].is_unset()) {
            site.remember(shape.number(), OWN | slot as u64);
        }
    });
}

/// Writes a slot of an instance, or adds one.
#[inline(always)]
pub(super) fn store_fast<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> bool {
    let site = site(thread, i);
    let (number, what) = site.remembered();
    let Some(instance) = w.get(i.b).get::<Instance<B>>() else { return false };
    let temporary = i.a >= thread.code().first_temporary;
    if w.get(i.a).is_unset() {
        return false;
    }
    let old = instance.slots.with(|slots| {
        // SAFETY: the instance keeps its class alive, which keeps the shape alive.
        if unsafe { slots.shape.as_ref() }.number() != number {
            return None;
        }
        let value = if temporary { w.take(i.a) } else { w.get(i.a).clone() };
        if what & KIND == OWN {
            return Some(std::mem::replace(&mut slots.values[(what & INDEX) as usize], value));
        }
        slots.shape = next_shape(&instance.class, slots.shape, site.name);
        slots.values.push(value);
        Some(Value::UNSET)
    });
    let done = old.is_some();
    drop(old);
    if done && i.b >= thread.code().first_temporary {
        w.set(i.b, Value::UNSET);
    }
    done
}

#[inline(always)]
fn next_shape<B: Build>(
    class: &Value<B>,
    shape: NonNull<crate::object::Shape>,
    name: Symbol,
) -> NonNull<crate::object::Shape> {
    class.get::<Class<B>>().map_or(shape, |class| class.shape_with(shape, name))
}

#[inline(never)]
pub(super) fn store_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let value = take_operand(thread, w, i.a)?;
    let object = take_operand(thread, w, i.b)?;
    let site = site(thread, i);
    let before = number_before(&object, site.name);
    thread.set_attribute(&object, site.name, value)?;
    match before {
        // The name was new: the same instruction will add it to the next instance of this shape.
        Some(number) if number != 0 => site.remember(number, ADD),
        Some(_) => remember_own(&object, site),
        None => {}
    }
    Ok(())
}

/// The number of the shape of an instance that lacks the attribute; zero if it has it; nothing if the class has a say.
fn number_before<B: Build>(object: &Value<B>, name: Symbol) -> Option<u32> {
    let instance = object.get::<Instance<B>>()?;
    let class = instance.class.get::<Class<B>>()?;
    if class.lookup(name).is_some() || class.lookup(Symbol::new("__setattr__")).is_some() {
        return None;
    }
    Some(instance.slots.with(|slots| {
        // SAFETY: the instance keeps its class alive, which keeps the shape alive.
        let shape = unsafe { slots.shape.as_ref() };
        if shape.slot(name).is_some() { 0 } else { shape.number() }
    }))
}

pub(super) fn delete<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let object = take_operand(thread, w, i.b)?;
    let name = site(thread, i).name;
    thread.set_attribute(&object, name, Value::UNSET)
}

/// r[a], r[a+1] = function, self.
#[inline(always)]
pub(super) fn method_fast<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> bool {
    let site = site(thread, i);
    let receiver = w.get(i.b);
    if let Some(function) = receiver.kind().and_then(|kind| site.method_of(kind)) {
        take_receiver(thread, w, i);
        w.set(i.a, function);
        return true;
    }
    let (number, what) = site.remembered();
    let class = match receiver.get::<Instance<B>>() {
        Some(instance) => {
            let shape = instance.slots.with(|slots| slots.shape);
            // SAFETY: the instance keeps its class alive, which keeps the shape alive.
            if unsafe { shape.as_ref() }.number() != number {
                return false;
            }
            instance.class.get::<Class<B>>()
        }
        None => thread.runtime.class_of(receiver).get::<Class<B>>().filter(|class| class.number() == number),
    };
    if what & KIND != METHOD {
        return false;
    }
    let Some(function) = class.and_then(|class| class.resolved((what & INDEX) as usize)) else { return false };
    take_receiver(thread, w, i);
    w.set(i.a, function);
    true
}

/// r[a+1] = r[b], which is consumed if it is a temporary.
#[inline(always)]
fn take_receiver<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) {
    if i.b != i.a + 1 {
        let temporary = i.b >= thread.code().first_temporary;
        let receiver = if temporary { w.take(i.b) } else { w.get(i.b).clone() };
        w.set(i.a + 1, receiver);
    }
}

#[inline(never)]
pub(super) fn method_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let receiver = take_operand(thread, w, i.b)?;
    let site = site(thread, i);
    let class = thread.runtime.class_of(&receiver).clone();
    let own = receiver.get::<Instance<B>>().is_some_and(|instance| instance.own(site.name).is_some());
    let plain = !matches!(receiver.kind(), Some(Kind::Class)) && !own && !class.is(thread.runtime.super_class());
    if let Some(of) = class.get::<Class<B>>().filter(|_| plain)
        && let Some(found) = of.lookup(site.name)
        && takes_self(&found)
    {
        let number = match receiver.get::<Instance<B>>() {
            // SAFETY: the instance keeps its class alive, which keeps the shape alive.
            Some(instance) => instance.slots.with(|slots| unsafe { slots.shape.as_ref() }.number()),
            None => of.number(),
        };
        site.remember_builtin(&receiver, &found);
        let index = of.resolve(found.clone());
        site.remember(number, METHOD | index as u64);
        w.set(i.a, found);
        w.set(i.a + 1, receiver);
        return Ok(());
    }
    let value = thread.get_attribute(&receiver, site.name)?;
    w.set(i.a, Value::UNSET);
    w.set(i.a + 1, value);
    Ok(())
}

/// Whether a function found in a class gets the instance as its first argument.
pub(super) fn takes_self<B: Build>(value: &Value<B>) -> bool {
    value.kind() == Some(Kind::Function) || value.get::<Native<B>>().is_some_and(|native| native.binds)
}
