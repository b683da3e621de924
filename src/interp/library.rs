//! Modules that are written in Python and come with the interpreter.

use std::sync::{Arc, PoisonError};

use super::{Code, Globals, Thread, compile};
use crate::object::{Build, ExceptionType, Function, Instance, Raised, Result, Symbol, Value};

impl<B: Build> Thread<B> {
    /// Runs a module of the library, once: an instance of `module` gets its variables as attributes.
    pub(super) fn import_library(&mut self, name: &str, source: &str) -> Result<Value<B>, B> {
        let (unit, names) = compile::compile(name, source)
            .map_err(|error| Raised::new(ExceptionType::SyntaxError, error.to_string()))?;
        let runtime = Arc::clone(&self.runtime);
        let globals = Arc::new(Globals::new(name, names, |name| runtime.builtin(name)));
        let code = Code::new(unit, &globals, &runtime);
        let body = Value::new(Function::of_module(code));
        self.call(&body, Vec::new())?;
        let module = Instance::create(self.runtime.type_object(super::Type::Module).clone()).unwrap_or(Value::NONE);
        if let Some(instance) = module.get::<Instance<B>>() {
            drop(instance.set(Symbol::new("__name__"), Value::str(name)));
            for (slot, name) in globals.names.iter().enumerate() {
                let value = globals.load(slot);
                let is_builtin = runtime.builtin(name).is_some_and(|builtin| builtin.is(&value));
                if !value.is_unset() && !is_builtin {
                    drop(instance.set(Symbol::new(name), value));
                }
            }
        }
        let module = module.immortal();
        // Another thread may have been as fast: the first module stays.
        let mut modules = self.runtime.modules.lock().unwrap_or_else(PoisonError::into_inner);
        let module = modules.entry(name.to_owned()).or_insert(module).clone();
        drop(modules);
        self.runtime.library.lock().unwrap_or_else(PoisonError::into_inner).push(globals);
        Ok(module)
    }
}
