//! What all threads of an interpreter share: classes, built-ins, modules, output.

use std::{
    collections::HashMap,
    io::Write,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{Globals, Thread, builtins, files::Files, host::Hosts, threads::Threads};
use crate::{
    gc::Heap,
    gil::{DEFAULT_SWITCH_INTERVAL, Gil},
    object::{
        self, Build, Class, DictView, ExceptionType, Instance, Keywords, Kind, Native, NativeFunction, Raised, Result,
        Set, Symbol, TableView, Value,
    },
};

/// Standard error, which threads and the collector share.
#[derive(Clone)]
pub(super) struct Errors(Arc<Mutex<Box<dyn Write + Send>>>);

impl Errors {
    pub(super) fn new(err: Box<dyn Write + Send>) -> Self {
        Self(Arc::new(Mutex::new(err)))
    }
}

impl Write for Errors {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

/// The last character whose text is made once and for all.
const LAST_KNOWN: char = '\u{ff}';

/// What all threads of an interpreter share.
pub struct Runtime<B: Build> {
    types: Box<[Value<B>]>,
    exceptions: Box<[Value<B>]>,
    builtins: HashMap<&'static str, Value<B>>,
    pub(super) modules: Mutex<HashMap<String, Value<B>>>,
    out: Mutex<Box<dyn Write + Send>>,
    /// Tracked objects, and the collector's numbers.
    pub(crate) heap: Arc<Heap<B>>,
    pub(super) err: Errors,
    /// What threads take turns with, if they do.
    pub(crate) gil: Option<Gil>,
    /// Its threads.
    pub(crate) threads: Threads,
    /// Functions of the host that programs can call.
    pub(super) hosts: Hosts,
    /// Modules written in Python, to be emptied at the end: they and their functions hold one another.
    pub(super) library: Mutex<Vec<Arc<Globals<B>>>>,
    /// What `sys.setswitchinterval` was told where nobody takes turns, in nanoseconds.
    switch_interval: AtomicU64,
    /// Ends of pipes, under the numbers that Python sees.
    pub(super) files: Files,
    /// Texts of one character up to U+00FF and the empty one: there is one object of each, as in CPython.
    characters: Box<[Value<B>]>,
}

// SAFETY: it holds values, which are counted. With a GIL only the attached thread touches them; without one, their
// counts are made for several threads. What can be changed is behind locks.
unsafe impl<B: Build> Send for Runtime<B> {}
// SAFETY: as above.
unsafe impl<B: Build> Sync for Runtime<B> {}

macro_rules! types {
    ($($name:ident),*) => {
        /// The built-in classes. A kind of object has one; so has each sort of immediate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "their names are Python's")]
        pub enum Type { $($name),* }

        impl Type {
            /// All of them, in the order of their places.
            pub const ALL: &[Type] = &[$(Type::$name),*];
        }
    };
}

types!(
    Object,
    Type,
    Int,
    Float,
    Bool,
    NoneType,
    NotImplementedType,
    Ellipsis,
    Str,
    Tuple,
    List,
    Dict,
    Set,
    Range,
    Slice,
    Function,
    Method,
    NativeFunction,
    Descriptor,
    Cell,
    Generator,
    Iterator,
    Super,
    Module,
    FrozenSet,
    DictKeys,
    DictValues,
    DictItems,
    Bytes,
    WeakRef,
    Lock,
    RLock
);

/// A function of Rust under its name in Python: a line of a table in `builtins`.
pub(super) struct Entry<B: Build> {
    /// Its name.
    pub name: &'static str,
    /// The least number of positional arguments, `self` included.
    pub least: usize,
    /// The most.
    pub most: usize,
    /// What it does.
    pub run: NativeFunction<B>,
    keywords: Keywords,
}

impl<B: Build> Entry<B> {
    /// A line of a table.
    pub(super) const fn new(name: &'static str, least: usize, most: usize, run: NativeFunction<B>) -> Self {
        Self { name, least, most, run, keywords: Keywords::None }
    }

    /// It understands these keywords.
    pub(super) const fn named(self, keywords: &'static [&'static str]) -> Self {
        Self { keywords: Keywords::Named(keywords), ..self }
    }

    /// It looks at keywords itself.
    pub(super) const fn any_keywords(self) -> Self {
        Self { keywords: Keywords::Any, ..self }
    }

    pub(super) fn value(&self, binds: bool) -> Value<B> {
        let Self { name, least, most, run, keywords } = *self;
        Value::new(Native { name, least, most, run, keywords, binds }).immortal()
    }
}

impl<B: Build> Runtime<B> {
    pub(super) fn new(out: Box<dyn Write + Send>, err: Errors, gil: Option<Gil>, heap: Arc<Heap<B>>) -> Self {
        let types = builtins::types::<B>();
        let object = &types[Type::Object as usize];
        let mut exceptions: Vec<Value<B>> = Vec::new();
        for &(kind, parent) in ExceptionType::ALL {
            let base = parent.map_or(object, |parent| &exceptions[parent as usize]).clone();
            let above = base.get::<Class<B>>().map_or(&[][..], |class| &class.inherits);
            let inherits = std::iter::once(&base).chain(above).cloned().collect();
            let (construct, members) = builtins::exception::<B>(kind);
            exceptions.push(Class::create(kind.name(), vec![base], inherits, construct, members).immortal());
        }
        let mut runtime = Self {
            types: types.into(),
            exceptions: exceptions.into(),
            builtins: HashMap::new(),
            modules: Mutex::default(),
            out: Mutex::new(out),
            heap,
            err,
            gil,
            threads: Threads::default(),
            hosts: Hosts::default(),
            library: Mutex::default(),
            switch_interval: AtomicU64::new(DEFAULT_SWITCH_INTERVAL.as_nanos() as u64),
            files: Files::default(),
            characters: ('\0'..=LAST_KNOWN).map(Value::str).chain([Value::str("")]).map(Value::immortal).collect(),
        };
        runtime.builtins = builtins::names(&runtime);
        runtime
    }

    /// A built-in class.
    pub fn type_object(&self, which: Type) -> &Value<B> {
        &self.types[which as usize]
    }

    /// `object`
    pub fn object_class(&self) -> &Value<B> {
        self.type_object(Type::Object)
    }

    /// `super`
    pub fn super_class(&self) -> &Value<B> {
        self.type_object(Type::Super)
    }

    /// The class of a built-in exception.
    pub fn exception(&self, kind: ExceptionType) -> &Value<B> {
        &self.exceptions[kind as usize]
    }

    /// All built-in exceptions.
    pub(super) fn exceptions(&self) -> impl Iterator<Item = &Value<B>> {
        self.exceptions.iter()
    }

    /// `type(value)`
    #[inline]
    pub fn class_of<'a>(&'a self, value: &'a Value<B>) -> &'a Value<B> {
        let which = match value.kind() {
            Some(Kind::Instance) => return value.get::<Instance<B>>().map_or(self.object_class(), |i| &*i.class),
            Some(Kind::Str) => Type::Str,
            Some(Kind::BigInt) => Type::Int,
            Some(Kind::Bytes) => Type::Bytes,
            Some(Kind::Tuple) => Type::Tuple,
            Some(Kind::List) => Type::List,
            Some(Kind::Dict) => Type::Dict,
            Some(Kind::Set) if value.get::<Set<B>>().is_some_and(|set| set.frozen) => Type::FrozenSet,
            Some(Kind::Set) => Type::Set,
            Some(Kind::DictView) => match value.get::<DictView<B>>().map(|view| view.what) {
                Some(TableView::Values) => Type::DictValues,
                Some(TableView::Items) => Type::DictItems,
                _ => Type::DictKeys,
            },
            Some(Kind::Range | Kind::LongRange) => Type::Range,
            Some(Kind::Slice) => Type::Slice,
            Some(Kind::Function) => Type::Function,
            Some(Kind::BoundMethod) => Type::Method,
            Some(Kind::Native) => Type::NativeFunction,
            Some(Kind::Descriptor) => Type::Descriptor,
            Some(Kind::Cell) => Type::Cell,
            Some(Kind::Class) => Type::Type,
            Some(Kind::Generator) => Type::Generator,
            Some(Kind::Iterator) => Type::Iterator,
            Some(Kind::WeakRef) => Type::WeakRef,
            Some(Kind::Mutex) if value.get::<crate::object::Mutex>().is_some_and(|m| m.is_reentrant()) => Type::RLock,
            Some(Kind::Mutex) => Type::Lock,
            None if value.is_small() => Type::Int,
            None if value.is_float() => Type::Float,
            None if value.as_bool().is_some() => Type::Bool,
            None if value.is(&Value::NOT_IMPLEMENTED) => Type::NotImplementedType,
            None if value.is(&Value::ELLIPSIS) => Type::Ellipsis,
            None => Type::NoneType,
        };
        self.type_object(which)
    }

    /// A text of one character.
    #[inline]
    pub(crate) fn character(&self, character: char) -> Value<B> {
        match self.characters.get(character as usize) {
            Some(known) if character <= LAST_KNOWN => known.clone(),
            _ => Value::str(character),
        }
    }

    /// A text, which may be empty or of one character.
    pub(crate) fn text(&self, text: &str) -> Value<B> {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (None, _) => self.characters.last().map_or(Value::UNSET, Value::clone),
            (Some(one), None) => self.character(one),
            _ => Value::str(text),
        }
    }

    /// What is built in under a name.
    pub(super) fn builtin(&self, name: &str) -> Option<Value<B>> {
        self.hosts.value(name).or_else(|| self.builtins.get(name).cloned())
    }

    /// The switch interval of a build without a GIL: a number that only comes back.
    pub(super) fn switch_interval(&self) -> Duration {
        // Relaxed, here and below: only the number.
        Duration::from_nanos(self.switch_interval.load(Ordering::Relaxed))
    }

    pub(super) fn set_switch_interval(&self, interval: Duration) {
        self.switch_interval.store(interval.as_nanos() as u64, Ordering::Relaxed);
    }

    /// Writes to standard output.
    pub(super) fn write(&self, text: &str) -> std::io::Result<()> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner).write_all(text.as_bytes())
    }

    pub(super) fn flush(&self) -> std::io::Result<()> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

impl<B: Build> Thread<B> {
    /// `type(value).__name__`
    pub fn type_name(&self, value: &Value<B>) -> String {
        if let Some(iterator) = value.get::<object::Iterator<B>>() {
            return super::eval::iterate_more::name(iterator).to_owned();
        }
        self.runtime.class_of(value).get::<Class<B>>().map_or(String::new(), |class| class.name.clone())
    }

    /// The module of that name: an instance of `module` whose attributes are its variables.
    pub(crate) fn import(&mut self, name: &str) -> Result<Value<B>, B> {
        let known =
            |runtime: &Runtime<B>| runtime.modules.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(module) = known(&self.runtime) {
            return Ok(module);
        }
        if let Some(source) = builtins::library(name) {
            return self.import_library(name, source);
        }
        let Some(members) = builtins::module(&self.runtime, name) else {
            let message = format!("No module named '{name}'");
            return Err(Raised::new(ExceptionType::ModuleNotFoundError, message));
        };
        let module = Instance::create(self.runtime.type_object(Type::Module).clone()).unwrap_or(Value::NONE);
        if let Some(instance) = module.get::<Instance<B>>() {
            drop(instance.set(Symbol::new("__name__"), Value::str(name)));
            for (name, value) in members {
                drop(instance.set(Symbol::new(name), value));
            }
        }
        let module = module.immortal();
        let mut modules = self.runtime.modules.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(modules.entry(name.to_owned()).or_insert(module).clone())
    }
}
