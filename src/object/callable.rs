//! Functions written in Python and in Rust, and methods bound to their `self`.

use std::sync::Arc;

use super::{Build, Guarded, Kind, Payload, Result, Symbol, Value};
use crate::interp::{Code, Thread};

/// A function written in Python.
pub struct Function<B: Build> {
    /// Its code.
    pub code: Arc<Code<B>>,
    /// The number of arguments with which it can be called without further ado; `u32::MAX` if there is none.
    pub exact: u32,
    /// Defaults of the last positional parameters.
    pub defaults: Box<[Value<B>]>,
    /// Defaults of keyword-only parameters; unset where there is none.
    pub keyword_defaults: Box<[Value<B>]>,
    /// The cells of enclosing functions that it uses.
    pub cells: Box<[Value<B>]>,
    /// Attributes that the program has given it.
    pub attributes: Guarded<B, Vec<(Symbol, Value<B>)>>,
}

impl<B: Build> Function<B> {
    /// What runs the statements of a module.
    pub(crate) fn of_module(code: Arc<Code<B>>) -> Self {
        let none = || [].into();
        let attributes = Guarded::new(Vec::new());
        Self { code, exact: 0, defaults: none(), keyword_defaults: none(), cells: none(), attributes }
    }

    /// An attribute that the program has given it.
    pub fn attribute(&self, name: Symbol) -> Option<Value<B>> {
        self.attributes.with(|all| all.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone()))
    }

    /// All of them.
    pub fn attributes(&self) -> Vec<(Symbol, Value<B>)> {
        self.attributes.with(|all| all.clone())
    }

    /// Sets (or with unset deletes) one; returns the old value, to be dropped by the caller.
    pub fn set_attribute(&self, name: Symbol, value: Value<B>) -> Option<Value<B>> {
        self.attributes.with(|all| {
            let place = all.iter().position(|(n, _)| *n == name);
            match place {
                Some(place) if value.is_unset() => Some(all.remove(place).1),
                Some(place) => Some(std::mem::replace(&mut all[place].1, value)),
                None => {
                    all.push((name, value));
                    None
                }
            }
        })
    }
}

impl<B: Build> Payload<B> for Function<B> {
    const KIND: Kind = Kind::Function;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.defaults.iter().chain(&self.keyword_defaults).chain(&self.cells).for_each(&mut *visit);
        self.attributes.with(|all| all.iter().for_each(|(_, value)| visit(value)));
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        taken.extend(self.attributes.with(std::mem::take).into_iter().map(|(_, value)| value));
    }
}

/// A function with its `self`.
pub struct BoundMethod<B: Build> {
    /// The function.
    pub function: Value<B>,
    /// Its first argument.
    pub receiver: Value<B>,
}

impl<B: Build> Payload<B> for BoundMethod<B> {
    const KIND: Kind = Kind::BoundMethod;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        visit(&self.function);
        visit(&self.receiver);
    }
}

/// The arguments of a call from the interpreter to Rust.
pub struct Call<'a, B: Build> {
    /// The positional ones; they may be taken.
    pub positional: &'a mut [Value<B>],
    /// The keywords.
    pub keywords: &'a mut [(Symbol, Value<B>)],
}

impl<B: Build> Call<'_, B> {
    /// Takes argument `index`; unset if there is none.
    #[inline(always)]
    pub fn take(&mut self, index: usize) -> Value<B> {
        self.positional.get_mut(index).map_or(Value::UNSET, |slot| std::mem::replace(slot, Value::UNSET))
    }

    /// Takes the argument with this keyword.
    #[inline]
    pub fn take_keyword(&mut self, name: &str) -> Option<Value<B>> {
        if self.keywords.is_empty() {
            return None;
        }
        let name = Symbol::new(name);
        let (_, value) = self.keywords.iter_mut().find(|(symbol, value)| *symbol == name && !value.is_unset())?;
        Some(std::mem::replace(value, Value::UNSET))
    }
}

/// A function written in Rust.
pub type NativeFunction<B> = fn(&mut Thread<B>, Call<'_, B>) -> Result<Value<B>, B>;

/// The keywords that a function written in Rust understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keywords {
    /// None at all.
    None,
    /// These.
    Named(&'static [&'static str]),
    /// Any: it looks at them itself.
    Any,
}

impl Keywords {
    /// What is wrong with the keywords of a call of `name`; `owner` goes before it: `list.`
    pub fn complaint(self, name: &str, owner: &str, given: impl IntoIterator<Item = Symbol>) -> Option<String> {
        let mut given = given.into_iter();
        match self {
            Self::Any => None,
            Self::None => given.next().map(|_| format!("{owner}{name}() takes no keyword arguments")),
            Self::Named(known) => {
                let unknown = given.map(Symbol::text).find(|keyword| !known.contains(keyword))?;
                Some(match name {
                    "enumerate" => format!("'{unknown}' is an invalid keyword argument for enumerate()"),
                    _ => format!("{name}() got an unexpected keyword argument '{unknown}'"),
                })
            }
        }
    }
}

/// A function written in Rust, as an object.
pub struct Native<B: Build> {
    /// Its name.
    pub name: &'static str,
    /// The least number of positional arguments, `self` included.
    pub least: usize,
    /// The most.
    pub most: usize,
    /// What it does.
    pub run: NativeFunction<B>,
    /// The keywords that it understands.
    pub keywords: Keywords,
    /// Whether it is a method: bound to an instance when it is looked up through one.
    pub binds: bool,
}

impl<B: Build> Payload<B> for Native<B> {
    const KIND: Kind = Kind::Native;
    const CONTAINER: bool = false;
}

/// What `property`, `classmethod` and `staticmethod` make of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DescriptorKind {
    /// Called when the attribute is read, set, deleted.
    Property,
    /// Bound to the class.
    ClassMethod,
    /// Not bound.
    StaticMethod,
}

/// `property`, `classmethod`, `staticmethod`
pub struct Descriptor<B: Build> {
    /// Which.
    pub kind: DescriptorKind,
    /// The function; getter, setter and deleter of a property, or unset.
    pub functions: [Value<B>; 3],
}

impl<B: Build> Payload<B> for Descriptor<B> {
    const KIND: Kind = Kind::Descriptor;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.functions.iter().for_each(visit);
    }
}
