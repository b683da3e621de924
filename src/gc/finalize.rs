//! Finalizers: `__del__`, callbacks, and what becomes of exceptions that nobody can catch.

use std::{ptr::NonNull, rc::Rc};

use super::{
    attach::{Attached, current_kept},
    weakref::Callback,
};
use crate::{
    interp::Thread,
    object::{
        Build, Class, Dict, Function, Generator, GeneratorState, Header, Instance, Kind, List, Raise, Raised, Symbol,
        Table, Value,
    },
    refcount::{Decref, RefCount as _},
};

/// Whether something has to be called before an object of this class goes: `tp_finalize`.
#[inline]
pub(super) fn has_finalizer<B: Build>(object: &Value<B>) -> bool {
    match object.kind() {
        Some(Kind::Instance) => {
            let class = object.get::<Instance<B>>().and_then(|instance| instance.class.get::<Class<B>>());
            class.is_some_and(Class::has_finalizer)
        }
        Some(Kind::Generator) => object.get::<Generator<B>>().is_some_and(waits_in_a_block),
        _ => false,
    }
}

/// Whether a generator waits where a handler or a `finally` would see it being closed.
fn waits_in_a_block<B: Build>(generator: &Generator<B>) -> bool {
    let (state, started, next) = generator.frame.with(|frame| (frame.state, frame.started(), frame.next() as u32));
    let function = generator.function();
    let Some(function) = function.as_ref().and_then(|f| f.get::<Function<B>>()) else { return false };
    let mut handlers = function.code.unit.handlers.iter();
    state == GeneratorState::Suspended && started && handlers.any(|h| h.start <= next && next <= h.end)
}

/// Calls the finalizer of an object whose last reference is gone; whether the object lives on.
///
/// # Safety
/// The object is there, and nobody refers to it.
#[cold]
pub(super) unsafe fn finalize_dying<B: Build>(object: NonNull<Header<B>>) -> bool {
    let Some(attached) = current_kept::<B>() else { return false };
    // Brought back to life for as long as its finalizer runs: the finalizer refers to it. SAFETY: the caller's.
    let (header, value) = unsafe { (object.as_ref(), Value::<B>::from_header(object)) };
    header.mark_finalized();
    call_finalizer(&attached, &value);
    std::mem::forget(value);
    match header.count.decref() {
        Decref::Last => false,
        Decref::Alive => true,
        Decref::Queue => {
            // SAFETY: the finalizer's reference is given up here.
            unsafe { B::send_home(object) };
            true
        }
    }
}

/// Calls the finalizers of garbage that have not been called before; how many.
pub(super) fn finalize_garbage<B: Build>(attached: &Rc<Attached<B>>, garbage: &[Value<B>]) -> usize {
    let mut called = 0;
    for object in garbage {
        if has_finalizer(object) && object.header().is_some_and(Header::mark_finalized) {
            call_finalizer(attached, object);
            called += 1;
        }
    }
    called
}

fn call_finalizer<B: Build>(attached: &Rc<Attached<B>>, object: &Value<B>) {
    let name = if object.kind() == Some(Kind::Generator) { "close" } else { "__del__" };
    call_ignoring(attached, |thread| {
        let Some(method) = thread.special(object, Symbol::new(name)) else { return Ok(()) };
        let result = thread.call(&method, vec![object.clone()]);
        result.map(drop).map_err(|raised| (method, raised))
    });
}

/// Calls the callbacks of weak references.
pub(super) fn call_callbacks<B: Build>(attached: &Rc<Attached<B>>, callbacks: Vec<Callback<B>>) {
    for (callback, weak) in callbacks {
        call_ignoring(attached, |thread| {
            let result = thread.call(&callback, vec![weak]);
            result.map(drop).map_err(|raised| (callback, raised))
        });
    }
}

/// Calls what is in `gc.callbacks`.
pub(super) fn call_observers<B: Build>(attached: &Rc<Attached<B>>, phase: &str, generation: usize, collected: usize) {
    let observers = attached.heap.callbacks.get().and_then(|list| Some(list.get::<List<B>>()?.to_vec()));
    for observer in observers.unwrap_or_default() {
        call_ignoring(attached, |thread| {
            let numbers = [("generation", generation), ("collected", collected), ("uncollectable", 0)];
            let information = Value::new(Dict::new(Table::default()));
            for (name, number) in numbers {
                let stored = thread.dict_set(&information, Value::str(name), Value::small(number as i64));
                stored.map_err(|raised| (observer.clone(), raised))?;
            }
            let result = thread.call(&observer, vec![Value::str(phase), information]);
            result.map(drop).map_err(|raised| (observer, raised))
        });
    }
}

/// Runs Python code that nobody has called: an exception can be reported, no more.
fn call_ignoring<B: Build>(
    attached: &Rc<Attached<B>>,
    run: impl FnOnce(&mut Thread<B>) -> Result<(), (Value<B>, Raised<B>)>,
) {
    let ran = attached.on_spare_thread(|thread| {
        if let Err((place, raised)) = run(thread) {
            let message = report(thread, &place, raised);
            attached.heap.complain(&message);
        }
    });
    if ran.is_none() {
        attached.heap.complain("Exception ignored in a finalizer:\nRecursionError: maximum recursion depth exceeded\n");
    }
}

/// What CPython writes about an exception that it ignores.
fn report<B: Build>(thread: &mut Thread<B>, place: &Value<B>, raised: Raised<B>) -> String {
    let file = place.get::<Function<B>>().map_or("?".into(), |function| function.code.unit.file.clone());
    let mut lines = thread.take_traceback();
    lines.reverse();
    let place = thread.repr(place).unwrap_or_else(|_| "<object repr() failed>".into());
    let mut text = format!("Exception ignored in: {place}\n");
    if !lines.is_empty() {
        text.push_str("Traceback (most recent call last):\n");
    }
    for (function, line) in lines {
        text.push_str(&format!("  File \"{file}\", line {line}, in {function}\n"));
    }
    if matches!(&*raised.0, Raise::Deadline) {
        return text + "the deadline is over\n";
    }
    let exception = thread.materialize(raised);
    let class = thread.type_name(&exception);
    match thread.str(&exception).unwrap_or_else(|_| "<exception str() failed>".into()) {
        message if message.is_empty() => text + &format!("{class}\n"),
        message => text + &format!("{class}: {message}\n"),
    }
}
