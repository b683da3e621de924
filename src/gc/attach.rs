//! What a thread needs at hand where objects are made and freed, without being handed it: its heap, and a spare thread
//! in which finalizers run.
//!
//! A count falls to zero anywhere, in the middle of an instruction that is changing the thread's registers. So a
//! finalizer does not run on the thread that let go: it gets a [`Thread`] of its own, with its own registers, that
//! shares the eval breaker. CPython's finalizers share everything but save the current exception for the same reason.

use std::{
    cell::{Cell, RefCell},
    marker::PhantomData,
    rc::Rc,
    sync::Arc,
};

use super::{Heap, list};
use crate::{
    interp::{Runtime, Thread, ThreadState},
    object::{Build, apart},
};

/// Finalizers within finalizers, at most.
const NESTED: u32 = 50;

thread_local! {
    /// The [`Attached`] of this thread, of whatever build; null outside of an interpreter.
    static CURRENT: Cell<*const ()> = const { Cell::new(std::ptr::null()) };
}

/// A thread of an interpreter, as objects see it.
pub struct Attached<B: Build> {
    pub(super) heap: Arc<Heap<B>>,
    /// The list for new objects.
    pub(super) young: u32,
    pub(super) state: Arc<ThreadState>,
    /// Missing while the interpreter is being made.
    runtime: Option<Arc<Runtime<B>>>,
    recursion_limit: usize,
    spare: RefCell<Vec<Thread<B>>>,
    nested: Cell<u32>,
    entered: Cell<u32>,
}

impl<B: Build> Attached<B> {
    /// For a thread with this state; without a `runtime` no finalizer can run.
    pub(crate) fn new(
        heap: Arc<Heap<B>>,
        runtime: Option<Arc<Runtime<B>>>,
        state: Arc<ThreadState>,
        recursion_limit: usize,
    ) -> Rc<Self> {
        let young = match B::FREE_THREADED {
            true => list::FIRST_OF_THREADS + state.id as u32 % list::LISTS_OF_THREADS,
            false => list::YOUNG,
        };
        let (spare, nested, entered) = Default::default();
        Rc::new(Self { heap, young, state, runtime, recursion_limit, spare, nested, entered })
    }

    /// From here until the guard is dropped, objects that this thread makes and frees are this interpreter's.
    pub(crate) fn enter(self: &Rc<Self>) -> Entered<B> {
        if B::FREE_THREADED && self.entered.get() == 0 {
            self.heap.world.enter(&self.state);
        }
        self.entered.set(self.entered.get() + 1);
        let before = CURRENT.replace(Rc::as_ptr(self).cast());
        Entered { attached: Rc::clone(self), before, build: PhantomData }
    }

    /// Runs Python code in a thread of its own; `None` if that is too deep or there is no interpreter yet.
    pub(super) fn on_spare_thread<T>(self: &Rc<Self>, run: impl FnOnce(&mut Thread<B>) -> T) -> Option<T> {
        let runtime = self.runtime.as_ref()?;
        if self.nested.get() >= NESTED {
            return None;
        }
        let known = self.spare.borrow_mut().pop();
        let mut thread = known.unwrap_or_else(|| Thread::beside(Arc::clone(runtime), Rc::clone(self)));
        self.nested.set(self.nested.get() + 1);
        let result = apart(|| run(&mut thread));
        self.nested.set(self.nested.get() - 1);
        self.spare.borrow_mut().push(thread);
        Some(result)
    }

    /// Lets the spare threads go: they refer to this.
    pub(crate) fn drop_spare_threads(&self) {
        let spare = self.spare.take();
        drop(spare);
    }

    pub(crate) fn recursion_limit(&self) -> usize {
        self.recursion_limit
    }

    pub(crate) fn state(&self) -> &Arc<ThreadState> {
        &self.state
    }
}

/// The interpreter of the thread is the one entered last.
pub(crate) struct Entered<B: Build> {
    attached: Rc<Attached<B>>,
    before: *const (),
    build: PhantomData<B>,
}

impl<B: Build> Drop for Entered<B> {
    fn drop(&mut self) {
        CURRENT.set(self.before);
        let entered = self.attached.entered.get() - 1;
        self.attached.entered.set(entered);
        if B::FREE_THREADED && entered == 0 {
            self.attached.heap.world.leave(&self.attached.state);
        }
    }
}

/// The interpreter that this thread is in. Values of another build are not touched meanwhile: they do not leave their
/// interpreter.
#[inline(always)]
pub(super) fn current<'a, B: Build>() -> Option<&'a Attached<B>> {
    // SAFETY: `enter` has put it there, and the guard keeps it alive; whoever asks holds a value of the interpreter that
    // was entered, so the build is the right one.
    unsafe { CURRENT.get().cast::<Attached<B>>().as_ref() }
}

/// As [`current`], to keep.
pub(super) fn current_kept<B: Build>() -> Option<Rc<Attached<B>>> {
    let current = CURRENT.get().cast::<Attached<B>>();
    if current.is_null() {
        return None;
    }
    // SAFETY: `enter` has got it from an `Rc`, of which its guard holds a reference.
    unsafe {
        Rc::increment_strong_count(current);
        Some(Rc::from_raw(current))
    }
}
