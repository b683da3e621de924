//! Where attributes are found: in the instance, in its class and those that it inherits from, by `super`, by properties
//! and methods of classes.

use super::attribute::takes_self;
use crate::{
    interp::{Thread, Type, introspection::object_method},
    object::{
        BoundMethod, Build, Class, Descriptor, DescriptorKind, ExceptionType, Function, Instance, Kind, Raised, Result,
        Symbol, Value,
    },
};

impl<B: Build> Thread<B> {
    /// `value.name`
    pub fn get_attribute(&mut self, object: &Value<B>, name: Symbol) -> Result<Value<B>, B> {
        if object.kind() != Some(Kind::Instance) {
            return self.own_attribute(object, name);
        }
        let text = Value::str(name.text());
        let found = match self.special(object, Symbol::new("__getattribute__")) {
            Some(method) => self.call(&method, vec![object.clone(), text.clone()]),
            None => self.own_attribute(object, name),
        };
        match found {
            Err(raised) if self.is_instance_of(&raised, ExceptionType::AttributeError) => {
                match self.call_special(object, Symbol::new("__getattr__"), &[&text])? {
                    Some(value) => Ok(value),
                    None => Err(raised),
                }
            }
            found => found,
        }
    }

    /// `object.__getattribute__(value, name)`: without asking `__getattr__`.
    pub(crate) fn own_attribute(&mut self, object: &Value<B>, name: Symbol) -> Result<Value<B>, B> {
        match self.find_attribute(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.no_attribute(object, name)),
        }
    }

    fn no_attribute(&self, object: &Value<B>, name: Symbol) -> Raised<B> {
        let name = name.text();
        let message = match object.get::<Class<B>>() {
            Some(class) => format!("type object '{}' has no attribute '{name}'", class.name),
            None => match self.module_name(object) {
                Some(module) => format!("module '{module}' has no attribute '{name}'"),
                None => format!("'{}' object has no attribute '{name}'", self.type_name(object)),
            },
        };
        Raised::new(ExceptionType::AttributeError, message)
    }

    fn module_name(&self, object: &Value<B>) -> Option<String> {
        let is_module = self.runtime.class_of(object).is(self.runtime.type_object(Type::Module));
        let name = object.get::<Instance<B>>().filter(|_| is_module)?.own(Symbol::new("__name__"))?;
        name.as_str().map(str::to_owned)
    }

    /// Objects of built-in classes take no attributes.
    fn cannot_set(&self, object: &Value<B>, name: Symbol) -> Raised<B> {
        let class = self.runtime.class_of(object).get::<Class<B>>();
        let (type_name, name) = (self.type_name(object), name.text());
        let message = if class.is_some_and(|class| class.lookup(Symbol::new(name)).is_some()) {
            format!("'{type_name}' object attribute '{name}' is read-only")
        } else {
            format!("'{type_name}' object has no attribute '{name}' and no __dict__ for setting new attributes")
        };
        Raised::new(ExceptionType::AttributeError, message)
    }

    fn find_attribute(&mut self, object: &Value<B>, name: Symbol) -> Result<Option<Value<B>>, B> {
        if let Some(class) = object.get::<Class<B>>() {
            return Ok(match class.lookup(name) {
                Some(found) => Some(bind_in_class(object, found)),
                None => self.virtual_attribute(object, name),
            });
        }
        let class = self.runtime.class_of(object).clone();
        if class.is(self.runtime.super_class()) {
            return self.super_attribute(object, name);
        }
        let found = class.get::<Class<B>>().and_then(|class| class.lookup(name));
        if let Some(property) = found.as_ref().and_then(|f| f.get::<Descriptor<B>>())
            && property.kind == DescriptorKind::Property
        {
            return self.get_property(object, name, property).map(Some);
        }
        if let Some(own) = object.get::<Instance<B>>().and_then(|instance| instance.own(name)) {
            return Ok(Some(own));
        }
        Ok(match found {
            Some(found) => Some(bind(object, &class, found)),
            None => self.virtual_attribute(object, name),
        })
    }

    /// `super().name`: an instance of `super` knows the class after which to look, and the object.
    fn super_attribute(&mut self, object: &Value<B>, name: Symbol) -> Result<Option<Value<B>>, B> {
        let own = |name| object.get::<Instance<B>>().and_then(|instance| instance.own(Symbol::new(name)));
        let (Some(after), Some(receiver)) = (own("__thisclass__"), own("__self__")) else { return Ok(None) };
        let of_class = receiver.kind() == Some(Kind::Class);
        let class = if of_class { receiver.clone() } else { self.runtime.class_of(&receiver).clone() };
        let Some(this) = class.get::<Class<B>>() else { return Ok(None) };
        let order = std::iter::once(&class).chain(&this.inherits);
        let mut rest = order.skip_while(|c| !c.is(&after)).skip(1);
        let found = rest.find_map(|c| c.get::<Class<B>>()?.own(name)).or_else(|| object_method(name.text()));
        if let Some(property) = found.as_ref().and_then(|f| f.get::<Descriptor<B>>())
            && property.kind == DescriptorKind::Property
            && !of_class
        {
            return self.get_property(&receiver, name, property).map(Some);
        }
        let unbound = of_class || name == Symbol::NEW;
        Ok(found.map(|found| if unbound { bind_in_class(&class, found) } else { bind(&receiver, &class, found) }))
    }

    /// `object.name = value`, or `del object.name` if the value is unset.
    pub fn set_attribute(&mut self, object: &Value<B>, name: Symbol, value: Value<B>) -> Result<(), B> {
        if object.kind() == Some(Kind::Instance) {
            let text = Value::str(name.text());
            let asked = if value.is_unset() {
                self.call_special(object, Symbol::new("__delattr__"), &[&text])?
            } else {
                self.call_special(object, Symbol::new("__setattr__"), &[&text, &value])?
            };
            if asked.is_some() {
                return Ok(());
            }
        }
        self.set_own_attribute(object, name, value)
    }

    /// `object.__setattr__(value, name, …)`: without asking the class's `__setattr__`.
    pub(crate) fn set_own_attribute(&mut self, object: &Value<B>, name: Symbol, value: Value<B>) -> Result<(), B> {
        if let Some(class) = object.get::<Class<B>>() {
            if class.is_builtin() || class.bases.is_empty() {
                let (name, class) = (name.text(), &class.name);
                let message = format!("cannot set '{name}' attribute of immutable type '{class}'");
                return Err(Raised::type_error(message));
            }
            if value.is_unset() && class.own(name).is_none() || class.construct.is_some() && class.is_builtin() {
                return Err(self.no_attribute(object, name));
            }
            drop(class.set(name, value));
            return Ok(());
        }
        if let Some(function) = object.get::<Function<B>>() {
            if value.is_unset() && function.attribute(name).is_none() {
                return Err(self.no_attribute(object, name));
            }
            drop(function.set_attribute(name, value));
            return Ok(());
        }
        if let Some(result) = self.set_virtual(object, name, &value) {
            return result;
        }
        let Some(instance) = object.get::<Instance<B>>() else { return Err(self.cannot_set(object, name)) };
        let found = instance.class.get::<Class<B>>().and_then(|class| class.lookup(name));
        if let Some(property) = found.as_ref().and_then(|f| f.get::<Descriptor<B>>())
            && property.kind == DescriptorKind::Property
        {
            return self.set_property(object, name, property, value);
        }
        if value.is_unset() && instance.own(name).is_none() {
            return Err(self.no_attribute(object, name));
        }
        drop(instance.set(name, value));
        Ok(())
    }

    fn get_property(&mut self, object: &Value<B>, name: Symbol, property: &Descriptor<B>) -> Result<Value<B>, B> {
        let [getter, ..] = &property.functions;
        if getter.is_unset() || getter.is_none() {
            let (name, class) = (name.text(), self.type_name(object));
            let message = format!("property '{name}' of '{class}' object has no getter");
            return Err(Raised::new(ExceptionType::AttributeError, message));
        }
        self.call(getter, vec![object.clone()])
    }

    fn set_property(
        &mut self,
        object: &Value<B>,
        name: Symbol,
        property: &Descriptor<B>,
        value: Value<B>,
    ) -> Result<(), B> {
        let [_, setter, deleter] = &property.functions;
        let (function, what) = if value.is_unset() { (deleter, "deleter") } else { (setter, "setter") };
        if function.is_unset() || function.is_none() {
            let (name, class) = (name.text(), self.type_name(object));
            let message = format!("property '{name}' of '{class}' object has no {what}");
            return Err(Raised::new(ExceptionType::AttributeError, message));
        }
        let arguments = if value.is_unset() { vec![object.clone()] } else { vec![object.clone(), value] };
        self.call(function, arguments).map(drop)
    }

    /// A method of the class of `value`, as it is there: to be called with `value` first.
    pub fn special(&self, value: &Value<B>, name: Symbol) -> Option<Value<B>> {
        self.runtime.class_of(value).get::<Class<B>>()?.lookup(name).filter(|found| !found.is_none())
    }

    /// Calls a method of the class of `receiver`, if it has one of that name.
    pub fn call_special(
        &mut self,
        receiver: &Value<B>,
        name: Symbol,
        arguments: &[&Value<B>],
    ) -> Result<Option<Value<B>>, B> {
        let Some(method) = self.special(receiver, name) else { return Ok(None) };
        let all = std::iter::once(receiver).chain(arguments.iter().copied()).cloned().collect();
        self.call(&method, all).map(Some)
    }
}

/// What an attribute of a class is when it is reached through an instance.
fn bind<B: Build>(object: &Value<B>, class: &Value<B>, found: Value<B>) -> Value<B> {
    if takes_self(&found) {
        return Value::new(BoundMethod { function: found, receiver: object.clone() });
    }
    bind_in_class(class, found)
}

/// What an attribute of a class is when it is reached through the class.
fn bind_in_class<B: Build>(class: &Value<B>, found: Value<B>) -> Value<B> {
    match found.get::<Descriptor<B>>() {
        Some(Descriptor { kind: DescriptorKind::StaticMethod, functions: [function, ..] }) => function.clone(),
        Some(Descriptor { kind: DescriptorKind::ClassMethod, functions: [function, ..] }) => {
            Value::new(BoundMethod { function: function.clone(), receiver: class.clone() })
        }
        _ => found,
    }
}
