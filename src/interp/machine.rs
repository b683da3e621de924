//! One build at work: its threads, its module, its deadline.

use std::{
    mem::ManuallyDrop,
    rc::Rc,
    sync::{Arc, PoisonError, mpsc},
    time::Duration,
};

use super::{
    Answer, Argument, Code, Counters, Globals, HostFunction, PythonError, Thread, ThreadState, breaker,
    builder::Builder,
    compile,
    runtime::{Errors, Runtime},
};
use crate::{
    gc::{self, Attached, Heap},
    gil::{self, Hold},
    object::{Build, Function, Kind, List, Raise, Raised, Tuple, Value, integer},
};

/// What the public interface asks of a build.
pub(super) trait Run {
    fn build(&self) -> &'static str;
    fn load(&mut self, name: &str, text: &str) -> Result<(), PythonError>;
    fn call(&mut self, function: &str, arguments: &[Argument]) -> Result<Answer, PythonError>;
    fn collector(&self) -> gc::Report;
    /// Tells how many objects there are, even when the machine is gone.
    #[cfg(test)]
    fn objects(&self) -> Box<dyn Fn() -> i64>;
    fn bind(&mut self, name: &str, function: Arc<HostFunction>, detached: bool) -> Result<(), PythonError>;
    fn holds(&self) -> Vec<Hold>;
    fn counters(&self) -> Counters;
    fn forces_switching(&self) -> bool;
}

/// One build.
pub(super) struct Machine<B: Build> {
    /// Dropped by hand, before what it refers to goes.
    thread: ManuallyDrop<Thread<B>>,
    modules: Vec<Arc<Globals<B>>>,
    deadline: Option<Duration>,
    every_instruction: bool,
}

impl<B: Build> Machine<B> {
    pub(super) fn new(builder: Builder) -> Self {
        let gil = builder.make_gil();
        let err = Errors::new(builder.err);
        let heap = Arc::new(Heap::new(builder.collector, Box::new(err.clone())));
        let runtime = {
            // The built-in classes are objects of this heap, too.
            let _entered = Attached::new(Arc::clone(&heap), None, Arc::default(), 0).enter();
            Arc::new(Runtime::new(builder.out, err, gil, heap))
        };
        let thread = ManuallyDrop::new(Thread::new(runtime, ThreadState::new(0), builder.recursion_limit));
        thread.runtime.threads.add(&thread.state, false);
        let (deadline, every_instruction) = (builder.deadline, builder.every_instruction);
        Self { thread, modules: Vec::new(), deadline, every_instruction }
    }

    /// Runs `work` with the GIL, waits for the threads that it has started, and ends all when the deadline is over.
    fn run<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Raised<B>>) -> Result<T, PythonError> {
        let (done, wait) = mpsc::channel::<()>();
        let runtime = Arc::clone(&self.thread.runtime);
        let watch = self.deadline.map(|deadline| {
            std::thread::spawn(move || {
                if wait.recv_timeout(deadline) == Err(mpsc::RecvTimeoutError::Timeout) {
                    runtime.threads.stop();
                }
            })
        });
        let entered = self.thread.begin();
        let result = work(self).map_err(|raised| self.error(raised));
        self.thread.wait_for_threads();
        drop(done);
        let _ = watch.map(std::thread::JoinHandle::join);
        let stopped = self.thread.runtime.threads.go_on();
        self.thread.runtime.finish(entered, self.thread.state.id);
        let _ = self.thread.runtime.flush();
        if stopped { Err(PythonError::Deadline) } else { result }
    }

    fn error(&mut self, raised: Raised<B>) -> PythonError {
        let _ = self.thread.runtime.flush();
        if matches!(&*raised.0, Raise::Deadline) {
            return PythonError::Deadline;
        }
        let mut traceback = std::mem::take(&mut self.thread.traceback);
        traceback.reverse();
        let exception = self.thread.materialize(raised);
        let class = self.thread.type_name(&exception);
        let message = self.thread.str(&exception).unwrap_or_else(|_| "<exception str() failed>".into());
        PythonError::Raised { class, message, traceback }
    }
}

impl<B: Build> Thread<B> {
    /// The value as the host sees it.
    pub(super) fn answer(&mut self, value: &Value<B>) -> Result<Answer, Raised<B>> {
        let all = |thread: &mut Self, items: Vec<Value<B>>| {
            thread.deeper("", |thread| items.iter().map(|item| thread.answer(item)).collect::<Result<Vec<_>, _>>())
        };
        Ok(match value.kind() {
            Some(Kind::BigInt) => match value.as_index() {
                Some(number) => Answer::Int(number),
                None => Answer::BigInt(self.repr(value)?),
            },
            Some(Kind::Str) => Answer::Str(value.as_str().unwrap_or("").to_owned()),
            Some(Kind::Bytes) => Answer::Bytes(value.as_bytes().unwrap_or_default().to_vec()),
            Some(Kind::List) => Answer::List(all(self, value.get::<List<B>>().map(List::to_vec).unwrap_or_default())?),
            Some(Kind::Tuple) => {
                let items = value.get::<Tuple<B>>().map(|tuple| tuple.items.to_vec());
                Answer::Tuple(all(self, items.unwrap_or_default())?)
            }
            _ => match (value.as_small(), value.as_float(), value.as_bool()) {
                (Some(number), ..) => Answer::Int(number),
                (_, Some(number), _) => Answer::Float(number),
                (.., Some(truth)) => Answer::Bool(truth),
                _ if value.is_none() => Answer::None,
                _ => Answer::Other(self.repr(value)?),
            },
        })
    }
}

/// What the host gives, as a value.
pub(super) fn value<B: Build>(argument: &Argument) -> Value<B> {
    match argument {
        Answer::None => Value::NONE,
        Answer::Bool(truth) => Value::bool(*truth),
        Answer::Int(number) => Value::int(*number),
        Answer::BigInt(digits) => digits.parse::<num_bigint::BigInt>().map_or(Value::NONE, integer),
        Answer::Float(number) => Value::float(*number),
        Answer::Str(text) | Answer::Other(text) => Value::str(text.as_str()),
        Answer::Bytes(bytes) => Value::bytes(bytes.as_slice()),
        Answer::List(items) => Value::new(List::new(items.iter().map(value).collect())),
        Answer::Tuple(items) => Value::new(Tuple::new(items.iter().map(value).collect::<Vec<_>>())),
    }
}

impl<B: Build> Run for Machine<B> {
    fn build(&self) -> &'static str {
        B::NAME
    }

    fn collector(&self) -> gc::Report {
        self.thread.runtime.heap.report()
    }

    #[cfg(test)]
    fn objects(&self) -> Box<dyn Fn() -> i64> {
        let heap = Arc::clone(&self.thread.runtime.heap);
        Box::new(move || heap.objects())
    }

    fn load(&mut self, name: &str, text: &str) -> Result<(), PythonError> {
        let compiled = compile::compile_with(name, text, self.every_instruction);
        let (unit, names) = compiled.map_err(PythonError::Compile)?;
        self.run(|machine| {
            let runtime = Arc::clone(&machine.thread.runtime);
            let globals = Arc::new(Globals::new("__main__", names, |name| runtime.builtin(name)));
            let code = Code::new(unit, &globals, &runtime);
            machine.modules.push(globals);
            machine.thread.call(&Value::new(Function::of_module(code)), Vec::new()).map(drop)
        })
    }

    fn call(&mut self, function: &str, arguments: &[Argument]) -> Result<Answer, PythonError> {
        self.run(|machine| {
            let found = machine.modules.last().and_then(|globals| Some(globals.load(globals.slot(function)?)));
            let Some(callee) = found.filter(|value| !value.is_unset()) else {
                let message = format!("name '{function}' is not defined");
                return Err(Raised::new(crate::object::ExceptionType::NameError, message));
            };
            let result = machine.thread.call(&callee, arguments.iter().map(value).collect())?;
            machine.thread.answer(&result)
        })
    }

    fn bind(&mut self, name: &str, function: Arc<HostFunction>, detached: bool) -> Result<(), PythonError> {
        if self.thread.runtime.hosts.bind(name, function, detached) {
            return Ok(());
        }
        Err(PythonError::File(format!("too many functions of the host: {name}")))
    }

    fn holds(&self) -> Vec<Hold> {
        self.thread.runtime.gil.as_ref().map(gil::Gil::holds).unwrap_or_default()
    }

    fn counters(&self) -> Counters {
        let runtime = &self.thread.runtime;
        let gil = runtime.gil.as_ref().map(gil::Gil::counters).unwrap_or_default();
        Counters { gil, threads: runtime.threads.started() }
    }

    fn forces_switching(&self) -> bool {
        self.thread.runtime.gil.as_ref().is_some_and(gil::Gil::forces_switching)
    }
}

impl<B: Build> Drop for Machine<B> {
    /// Daemons are told to end. Modules are emptied first: functions and their module hold one another. Then all objects
    /// go, unless a daemon has not ended, which may refer to some.
    fn drop(&mut self) {
        let runtime = Arc::clone(&self.thread.runtime);
        runtime.threads.stop();
        self.thread.state.clear(breaker::DEADLINE);
        let attached = Rc::clone(self.thread.attached());
        let entered = self.thread.begin();
        let alone = self.thread.wait_for_daemons();
        if alone {
            gc::finalize_all(&attached, self.modules.iter().flat_map(|module| module.values()).collect());
            let library = std::mem::take(&mut *runtime.library.lock().unwrap_or_else(PoisonError::into_inner));
            for module in std::mem::take(&mut self.modules).into_iter().chain(library) {
                module.clear();
            }
        }
        self.thread.forget_values();
        // SAFETY: nobody uses it after this.
        unsafe { ManuallyDrop::drop(&mut self.thread) };
        if alone {
            gc::shut_down(&attached);
        }
        runtime.finish(entered, 0);
        let _ = runtime.flush();
    }
}
