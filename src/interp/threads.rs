//! The threads of an interpreter: starting them, stopping them, waiting for them.

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    Thread,
    runtime::Runtime,
    thread::{ThreadState, breaker},
};
use crate::{
    gc::Entered,
    object::{self, Build, ExceptionType, Raise, Raised, Result, Symbol, Value},
};

/// The address space of a thread's stack in Rust. Python calls do not use it, comparisons and finalizers do.
const STACK: usize = 8 << 20;
/// How long stopped threads may take to notice; one that is inside a host's function may never do so.
const PATIENCE: Duration = Duration::from_secs(1);

/// The threads of an interpreter.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    alive: Mutex<HashMap<usize, Alive>>,
    last: AtomicUsize,
    stopping: AtomicBool,
    started: AtomicUsize,
}

#[derive(Debug)]
struct Alive {
    state: Arc<ThreadState>,
    daemon: bool,
    /// For Python it has ended; here it still has to tidy up.
    leaving: bool,
}

impl Threads {
    /// A number for a new thread; 0 is the main thread's.
    fn next_id(&self) -> usize {
        // Relaxed: the numbers have to differ, no more.
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// From now on the thread can be stopped and waited for.
    pub(super) fn add(&self, state: &Arc<ThreadState>, daemon: bool) {
        let mut alive = self.alive();
        alive.insert(state.id, Alive { state: Arc::clone(state), daemon, leaving: false });
        // Relaxed, both: only a number; and the lock orders the flag with the loop in `stop`.
        self.started.fetch_add(1, Ordering::Relaxed);
        if self.stopping.load(Ordering::Relaxed) {
            state.request(breaker::DEADLINE);
        }
    }

    /// The thread has no more to do for Python: who joins it may count the others at once.
    fn leave(&self, thread: usize) {
        if let Some(thread) = self.alive().get_mut(&thread) {
            thread.leaving = true;
        }
    }

    /// The thread has ended; the main thread may be waiting for that.
    fn remove(&self, thread: usize) {
        let mut alive = self.alive();
        alive.remove(&thread);
        if let Some(main) = alive.get(&0) {
            main.state.unpark();
        }
    }

    /// Ends all threads at their next safepoint, or where they wait.
    pub(super) fn stop(&self) {
        let alive = self.alive();
        // Relaxed: the lock orders it with `add`.
        self.stopping.store(true, Ordering::Relaxed);
        alive.values().for_each(|thread| thread.state.interrupt(breaker::DEADLINE));
    }

    /// New threads may run again, and the main thread; whether they had been stopped.
    pub(super) fn go_on(&self) -> bool {
        let alive = self.alive();
        if let Some(main) = alive.get(&0) {
            main.state.clear(breaker::DEADLINE);
        }
        // Relaxed: as in `stop`.
        self.stopping.swap(false, Ordering::Relaxed)
    }

    /// How many run, the main thread included: `threading.active_count()`.
    pub(crate) fn count(&self) -> usize {
        self.alive().values().filter(|thread| !thread.leaving).count()
    }

    /// Whether the main thread is the last one.
    fn is_one_left(&self) -> bool {
        self.alive().len() <= 1
    }

    /// How many were started, the main thread included.
    pub(crate) fn started(&self) -> usize {
        // Relaxed: a number to look at.
        self.started.load(Ordering::Relaxed)
    }

    fn waited_for(&self) -> usize {
        self.alive().values().filter(|thread| !thread.daemon && thread.state.id != 0).count()
    }

    fn alive(&self) -> MutexGuard<'_, HashMap<usize, Alive>> {
        // A holder that panicked left nothing half done.
        self.alive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Values on their way to a new thread.
struct Luggage<B: Build>([Value<B>; 3]);

// SAFETY: the new thread touches them only when it is attached: with a GIL, no two threads count at a time, and its
// mutex orders them; without one, counts are made for several threads. The old thread does not keep them.
unsafe impl<B: Build> Send for Luggage<B> {}

impl<B: Build> Luggage<B> {
    fn open(self) -> [Value<B>; 3] {
        self.0
    }
}

impl<B: Build> Thread<B> {
    /// Starts a thread that calls `run`, and returns when it has begun; `object` is the thread in Python, `done` a lock
    /// that is released at its end.
    pub(crate) fn start(&mut self, [run, object, done]: [Value<B>; 3], daemon: bool) -> Result<usize, B> {
        let runtime = Arc::clone(&self.runtime);
        let state = ThreadState::new(runtime.threads.next_id());
        let (id, limit) = (state.id, self.recursion_limit());
        let (begun, starter) = (Arc::new(AtomicBool::new(false)), Arc::clone(&self.state));
        let has_begun = Arc::clone(&begun);
        let luggage = Luggage([run, object, done]);
        runtime.threads.add(&state, daemon);
        let child = Arc::clone(&runtime);
        let spawned = std::thread::Builder::new().stack_size(STACK).spawn(move || {
            let mut thread = Thread::new(child, state, limit);
            let entered = thread.begin();
            // Release: pairs with the acquire of the starter, who waits for nothing but this.
            has_begun.store(true, Ordering::Release);
            starter.unpark();
            thread.live(luggage, entered);
        });
        if spawned.is_err() {
            runtime.threads.remove(id);
            return Err(Raised::new(ExceptionType::RuntimeError, "can't start new thread"));
        }
        // Acquire: pairs with the release above.
        self.block_until(None, |_, _| begun.load(Ordering::Acquire).then_some(()))?;
        Ok(id)
    }

    /// The life of a thread that was started: its last act is to be no more among those who are waited for.
    fn live(mut self, luggage: Luggage<B>, entered: Entered<B>) {
        let [run, object, done] = luggage.open();
        self.object = object.clone();
        if let Err(raised) = self.call(&run, Vec::new()) {
            self.report(raised);
        }
        drop(run);
        // What the thread was given must not live as long as its object does. A deadline may get in the way.
        for name in ["_target", "_args", "_kwargs"] {
            let _ = self.set_attribute(&object, Symbol::new(name), Value::NONE);
        }
        drop(object);
        self.runtime.threads.leave(self.state.id);
        if let Some(done) = done.get::<object::Mutex>() {
            // Nobody else releases it.
            let _ = done.release(self.state.id);
        }
        drop(done);
        self.end(entered);
    }

    /// Drops all values while still attached, and goes.
    fn end(mut self, entered: Entered<B>) {
        self.forget_values();
        self.attached().drop_spare_threads();
        let (runtime, id) = (Arc::clone(&self.runtime), self.state.id);
        // Objects that it owns get another owner, or none, before anybody stops waiting for it.
        drop(self);
        runtime.finish(entered, id);
        runtime.threads.remove(id);
    }

    /// Drops all values that it holds: with a GIL, that is for an attached thread to do.
    pub(super) fn forget_values(&mut self) {
        self.clear_registers();
        drop(std::mem::replace(&mut self.handled, Value::UNSET));
        drop(std::mem::replace(&mut self.object, Value::UNSET));
        self.merge();
    }

    /// What `threading.excepthook` prints.
    fn report(&mut self, raised: Raised<B>) {
        if matches!(&*raised.0, Raise::Deadline) || self.is_instance_of(&raised, ExceptionType::SystemExit) {
            return;
        }
        let object = self.object.clone();
        let name = self.get_attribute(&object, Symbol::new("name")).and_then(|name| self.str(&name));
        let name = name.unwrap_or_else(|_| "?".into());
        let mut text = format!("Exception in thread {name}:\nTraceback (most recent call last):\n");
        for (function, line) in std::mem::take(&mut self.traceback).into_iter().rev() {
            text.push_str(&format!("  line {line}, in {function}\n"));
        }
        let exception = self.materialize(raised);
        text.push_str(&self.type_name(&exception));
        match self.str(&exception) {
            Ok(message) if message.is_empty() => {}
            Ok(message) => text.push_str(&format!(": {message}")),
            Err(_) => text.push_str(": <exception str() failed>"),
        }
        text.push('\n');
        self.runtime.complain(&text);
    }

    /// Waits until all threads but daemons have ended, or were told to end and do not.
    pub(super) fn wait_for_threads(&mut self) {
        let runtime = Arc::clone(&self.runtime);
        let all_ended = |_: &Arc<ThreadState>, _: bool| (runtime.threads.waited_for() == 0).then_some(());
        if self.block_until(None, all_ended).is_ok() {
            return;
        }
        // The deadline is over, for the others as well.
        self.state.clear(breaker::DEADLINE);
        let _ = self.block_until(Some(Instant::now() + PATIENCE), all_ended);
        self.state.request(breaker::DEADLINE);
    }
}

impl<B: Build> Thread<B> {
    /// Waits until daemons, which have been told to end, have done so; false if one does not.
    pub(super) fn wait_for_daemons(&mut self) -> bool {
        let runtime = Arc::clone(&self.runtime);
        let alone = |_: &Arc<ThreadState>, _: bool| runtime.threads.is_one_left().then_some(());
        matches!(self.block_until(Some(Instant::now() + PATIENCE), alone), Ok(Some(())))
    }
}

impl<B: Build> Runtime<B> {
    /// Writes to standard error, after all that was written to standard output.
    pub(crate) fn complain(&self, text: &str) {
        let _ = self.flush();
        let mut err = self.err.clone();
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}
