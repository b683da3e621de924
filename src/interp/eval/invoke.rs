//! Calls from Rust, and everything about a call that is not fast.

use super::call::{push_bound, run_nested};
use crate::{
    interp::{Thread, thread::OnReturn},
    object::{
        BoundMethod, Build, Call, Class, Descriptor, Dict, Function, Generator, Instance, Keywords, Kind, Native,
        Raised, Result, Str, Symbol, Table, Tuple, Value,
    },
};

/// Calls a function written in Rust.
pub(super) fn call_native<B: Build>(
    thread: &mut Thread<B>,
    callee: &Value<B>,
    positional: &mut [Value<B>],
    keywords: &mut [(Symbol, Value<B>)],
) -> Result<Value<B>, B> {
    let Some(native) = callee.get::<Native<B>>() else { return Err(Raised::type_error("not a function")) };
    let given = positional.len();
    let class = |thread: &Thread<B>| match positional.first() {
        Some(receiver) if native.binds => thread.type_name(receiver) + ".",
        _ => String::new(),
    };
    if !keywords.is_empty()
        && let Some(message) = native.keywords.complaint(native.name, &class(thread), keywords.iter().map(|k| k.0))
    {
        return Err(Raised::type_error(message));
    }
    if given < native.least || given > native.most {
        return Err(wrong_count(native, given, &class(thread)));
    }
    (native.run)(thread, Call { positional, keywords })
}

#[cold]
fn wrong_count<B: Build>(native: &Native<B>, given: usize, class: &str) -> Raised<B> {
    let own = usize::from(native.binds);
    let (least, most, given) = (native.least - own, native.most.saturating_sub(own), given.saturating_sub(own));
    let name = native.name;
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    Raised::type_error(match (least == most, given < least) {
        (true, _) if most == 0 => format!("{class}{name}() takes no arguments ({given} given)"),
        (true, _) if most == 1 => format!("{class}{name}() takes exactly one argument ({given} given)"),
        (true, _) => format!("{name} expected {most} arguments, got {given}"),
        (_, true) => format!("{name} expected at least {least} argument{}, got {given}", plural(least)),
        _ => format!("{name} expected at most {most} argument{}, got {given}", plural(most)),
    })
}

impl<B: Build> Thread<B> {
    /// Calls anything from Rust, with positional arguments.
    pub fn call(&mut self, callee: &Value<B>, positional: Vec<Value<B>>) -> Result<Value<B>, B> {
        self.call_with(callee, positional, Vec::new())
    }

    /// Calls anything from Rust.
    pub fn call_with(
        &mut self,
        callee: &Value<B>,
        mut positional: Vec<Value<B>>,
        mut keywords: Vec<(Symbol, Value<B>)>,
    ) -> Result<Value<B>, B> {
        match callee.kind() {
            Some(Kind::Function) => self.call_function(callee, positional, keywords),
            Some(Kind::Native) => call_native(self, callee, &mut positional, &mut keywords),
            Some(Kind::Class) => self.construct(callee, positional, keywords),
            Some(Kind::BoundMethod) => {
                let Some(method) = callee.get::<BoundMethod<B>>() else { return Ok(Value::NONE) };
                positional.insert(0, method.receiver.clone());
                self.call_with(&method.function, positional, keywords)
            }
            _ => match self.special(callee, Symbol::new("__call__")) {
                Some(method) => {
                    positional.insert(0, callee.clone());
                    // Its `__call__` may be such an object, too.
                    self.deeper("", |thread| thread.call_with(&method, positional, keywords))
                }
                None => Err(Raised::type_error(format!("'{}' object is not callable", self.type_name(callee)))),
            },
        }
    }

    fn call_function(
        &mut self,
        callee: &Value<B>,
        positional: Vec<Value<B>>,
        keywords: Vec<(Symbol, Value<B>)>,
    ) -> Result<Value<B>, B> {
        let Some(function) = callee.get::<Function<B>>() else { return Ok(Value::NONE) };
        let registers = bind(function, positional, keywords)?;
        if function.code.unit.generator {
            return Ok(Generator::new(callee, registers).map_or(Value::NONE, Value::new));
        }
        push_bound(self, callee.clone(), registers, std::ptr::null_mut(), OnReturn::Entry)?;
        run_nested(self)
    }

    /// Makes an instance of a class.
    pub(crate) fn construct(
        &mut self,
        class: &Value<B>,
        mut positional: Vec<Value<B>>,
        mut keywords: Vec<(Symbol, Value<B>)>,
    ) -> Result<Value<B>, B> {
        let Some(this) = class.get::<Class<B>>() else { return Err(Raised::type_error("not a class")) };
        let init = this.initializer();
        if this.makes_itself
            && let Some(new) = this.lookup(Symbol::NEW)
        {
            let new = plain_function(new);
            let arguments = std::iter::once(class.clone()).chain(positional.iter().cloned()).collect();
            let instance = self.call_with(&new, arguments, keywords.clone())?;
            let ours = Class::is_subclass(self.runtime.class_of(&instance), class);
            return if ours { self.initialize(instance, init, positional, keywords) } else { Ok(instance) };
        }
        if let Some(make) = this.construct {
            if !keywords.is_empty()
                && init.as_ref().is_none_or(|init| init.kind() == Some(Kind::Native))
                && let Some(message) = keywords_of(this).complaint(&this.name, "", keywords.iter().map(|k| k.0))
            {
                return Err(Raised::type_error(message));
            }
            if init.as_ref().is_none_or(|init| init.kind() == Some(Kind::Native)) {
                return make(self, class, Call { positional: &mut positional, keywords: &mut keywords });
            }
            // A class that inherits from a built-in exception: its `args` are set before `__init__` runs.
            let mut copies = positional.clone();
            let instance = make(self, class, Call { positional: &mut copies, keywords: &mut [] })?;
            return self.initialize(instance, init, positional, keywords);
        }
        let Some(instance) = Instance::create(class.clone()) else { return Ok(Value::NONE) };
        if init.is_none() && !(positional.is_empty() && keywords.is_empty()) {
            return Err(Raised::type_error(format!("{}() takes no arguments", this.name)));
        }
        self.initialize(instance, init, positional, keywords)
    }

    fn initialize(
        &mut self,
        instance: Value<B>,
        init: Option<Value<B>>,
        mut positional: Vec<Value<B>>,
        keywords: Vec<(Symbol, Value<B>)>,
    ) -> Result<Value<B>, B> {
        if let Some(init) = init {
            positional.insert(0, instance.clone());
            let value = self.call_with(&init, positional, keywords)?;
            if !value.is_none() {
                let name = self.type_name(&value);
                return Err(Raised::type_error(format!("__init__() should return None, not '{name}'")));
            }
        }
        Ok(instance)
    }
}

/// The keywords that a class understands which is built in, or inherits from one that is.
fn keywords_of<B: Build>(class: &Class<B>) -> Keywords {
    let mut classes = std::iter::once(class).chain(class.inherits.iter().filter_map(|class| class.get()));
    match classes.find(|class| class.is_builtin()).map_or("", |class| &class.name) {
        "dict" | "object" | "type" => Keywords::Any,
        "int" => Keywords::Named(&["base"]),
        "str" => Keywords::Named(&["object", "encoding", "errors"]),
        "bytes" => Keywords::Named(&["source", "encoding", "errors"]),
        "property" => Keywords::Named(&["fget", "fset", "fdel", "doc"]),
        _ => Keywords::None,
    }
}

/// `__new__` is a static method, said or not.
fn plain_function<B: Build>(new: Value<B>) -> Value<B> {
    match new.get::<Descriptor<B>>() {
        Some(descriptor) => descriptor.functions[0].clone(),
        None => new,
    }
}

/// Registers for the parameters of a call: defaults, keywords, `*args`, `**kwargs`.
pub(super) fn bind<B: Build>(
    function: &Function<B>,
    mut positional: Vec<Value<B>>,
    keywords: Vec<(Symbol, Value<B>)>,
) -> Result<Vec<Value<B>>, B> {
    crate::interp::arguments::bind(
        function,
        &mut positional,
        keywords,
        |rest| Value::new(Tuple::new(rest)),
        |pairs| {
            let mut table = Table::default();
            for (name, value) in pairs {
                let key = Str::new(name.text());
                table.insert_new(key.hash(), Value::new(key), value);
            }
            Value::new(Dict::new(table))
        },
    )
}
