//! Making classes.

use super::{Window, arith::instruction};
use crate::{
    interp::{Thread, code::Instruction},
    object::{Build, CellBox, Class, Dict, Function, Raised, Result, Symbol, Table, Value},
};

/// r[a] = class: its body fills a dict, whose entries become the class's attributes.
pub(super) fn make_class<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let [body, name] = [w.take(i.b), w.take(i.b + 1)];
    let bases: Vec<_> = (i.b + 2..i.b + 2 + i.c).map(|register| w.take(register)).collect();
    let namespace = Value::new(Dict::new(Table::default()));
    let cell = thread.call(&body, vec![namespace.clone()])?;
    let entries = namespace.get::<Dict<B>>().map(|dict| dict.table.with(std::mem::take));
    let members = entries
        .iter()
        .flat_map(Table::iter)
        .filter_map(|entry| Some((Symbol::new(entry.key.as_str()?), entry.value.clone())));
    let mut members: Vec<_> = members.collect();
    describe(&body, &mut members);
    let class = thread.class(name.as_str().unwrap_or(""), bases, members)?;
    if let Some(cell) = cell.get::<CellBox<B>>() {
        drop(cell.swap(class.clone()));
    }
    w.set(i.a, class);
    Ok(())
}

/// What a class tells about itself.
fn describe<B: Build>(body: &Value<B>, members: &mut Vec<(Symbol, Value<B>)>) {
    let Some(function) = body.get::<Function<B>>() else { return };
    let unit = &function.code.unit;
    let told = [
        ("__module__", Value::str(function.code.globals.module.as_str())),
        ("__qualname__", Value::str(unit.qualified_name.as_str())),
        ("__doc__", unit.doc.as_deref().map_or(Value::NONE, Value::str)),
    ];
    for (name, value) in told.map(|(name, value)| (Symbol::new(name), value)) {
        if !members.iter().any(|(n, _)| *n == name) {
            members.push((name, value));
        }
    }
}

impl<B: Build> Thread<B> {
    /// A class written in Python.
    pub(crate) fn class(
        &mut self,
        name: &str,
        mut bases: Vec<Value<B>>,
        members: Vec<(Symbol, Value<B>)>,
    ) -> Result<Value<B>, B> {
        if bases.is_empty() {
            bases.push(self.runtime.object_class().clone());
        }
        for base in &bases {
            let Some(class) = base.get::<Class<B>>() else {
                return Err(Raised::type_error(format!("'{}' object cannot be a base class", self.type_name(base))));
            };
            let exception = self.runtime.exception(crate::object::ExceptionType::BaseException);
            if class.is_builtin() && !base.is(self.runtime.object_class()) && !Class::is_subclass(base, exception) {
                let message = format!("inheriting from '{}' is outside the subset of Python", class.name);
                return Err(Raised::type_error(message));
            }
        }
        for (n, base) in bases.iter().enumerate() {
            if let Some(class) = base.get::<Class<B>>().filter(|_| bases[..n].iter().any(|b| b.is(base))) {
                return Err(Raised::type_error(format!("duplicate base class {}", class.name)));
            }
        }
        let Some(inherits) = linearize(&bases) else {
            let names = bases.iter().filter_map(|base| Some(base.get::<Class<B>>()?.name.as_str()));
            let names = names.collect::<Vec<_>>().join(", ");
            let message = format!("Cannot create a consistent method resolution order (MRO) for bases {names}");
            return Err(Raised::type_error(message));
        };
        Ok(Class::create(name, bases, inherits, None, members))
    }
}

/// The order of look-up after the class itself (C3).
fn linearize<B: Build>(bases: &[Value<B>]) -> Option<Vec<Value<B>>> {
    let order_of = |base: &Value<B>| -> Vec<Value<B>> {
        let inherits = base.get::<Class<B>>().map_or(&[][..], |class| &class.inherits);
        std::iter::once(base).chain(inherits).cloned().collect()
    };
    let mut lists: Vec<Vec<Value<B>>> = bases.iter().map(order_of).chain([bases.to_vec()]).collect();
    let mut order = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Some(order);
        }
        let heads = lists.iter().map(|list| &list[0]);
        let mut good = heads.filter(|head| !lists.iter().any(|list| list[1..].iter().any(|class| class.is(head))));
        let next = good.next()?.clone();
        lists.iter_mut().for_each(|list| list.retain(|class| !class.is(&next)));
        order.push(next);
    }
}
