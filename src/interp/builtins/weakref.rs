//! The module `weakref`: `ref` and its instances.

use crate::{
    gc::{self, WeakRef},
    interp::{
        Thread,
        runtime::{Entry, Runtime, Type},
    },
    object::{Build, Call, Class, Instance, Kind, Raised, Result, Value},
};

/// The variables of the module.
pub(super) fn module<B: Build>(runtime: &Runtime<B>) -> Vec<(&'static str, Value<B>)> {
    let class = runtime.type_object(Type::WeakRef);
    let count = Entry::new("getweakrefcount", 1, 1, |_: &mut Thread<B>, call: Call<'_, B>| {
        Ok(Value::small(gc::weak_references(&call.positional[0]).len() as i64))
    });
    let all = Entry::new("getweakrefs", 1, 1, |_: &mut Thread<B>, call: Call<'_, B>| {
        Ok(Value::new(crate::object::List::new(gc::weak_references(&call.positional[0]))))
    });
    vec![
        ("ref", class.clone()),
        ("ReferenceType", class.clone()),
        ("getweakrefcount", count.value(false)),
        ("getweakrefs", all.value(false)),
    ]
}

/// The methods of `ref`.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("__call__", 1, 1, follow)] }
}

fn follow<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let weak = call.positional[0].get::<WeakRef<B>>();
    Ok(weak.and_then(WeakRef::get).unwrap_or(Value::NONE))
}

/// `weakref.ref(object, callback)`
pub(super) fn refer<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let given = call.positional.len();
    if given == 0 || given > 2 {
        let (bound, number) = if given == 0 { ("at least 1 argument", 0) } else { ("at most 2 arguments", given) };
        return Err(Raised::type_error(format!("ref expected {bound}, got {number}")));
    }
    let callback = Some(call.take(1)).filter(|callback| !callback.is_unset()).unwrap_or(Value::NONE);
    let object = call.take(0);
    let weak = if can_be_referred_to(thread, &object) { gc::refer(&object, callback) } else { None };
    weak.ok_or_else(|| {
        Raised::type_error(format!("cannot create weak reference to '{}' object", thread.type_name(&object)))
    })
}

/// As in CPython: what is small or made in large numbers has no room for weak references.
fn can_be_referred_to<B: Build>(thread: &Thread<B>, object: &Value<B>) -> bool {
    match object.kind() {
        Some(Kind::Instance) => {
            let class = object.get::<Instance<B>>().and_then(|instance| instance.class.get::<Class<B>>());
            let is = |which| thread.runtime.class_of(object).is(thread.runtime.type_object(which));
            is(Type::Module) || class.is_some_and(|class| !class.is_builtin() && !is(Type::Object))
        }
        Some(Kind::Class | Kind::Function | Kind::BoundMethod | Kind::Native | Kind::Generator | Kind::Set) => true,
        _ => false,
    }
}

impl<B: Build> Thread<B> {
    /// Two references are equal if their objects are, or once one is gone, if they are the same reference.
    pub(crate) fn same_weakrefs(&mut self, left: &Value<B>, right: &Value<B>) -> Result<bool, B> {
        let referent = |value: &Value<B>| value.get::<WeakRef<B>>().and_then(WeakRef::get);
        match (referent(left), referent(right)) {
            (Some(a), Some(b)) => Ok(a.is(&b) || self.equals(&a, &b)?),
            _ => Ok(left.is(right)),
        }
    }

    /// The hash of a reference is its object's; it is kept for when the object is gone.
    pub(crate) fn hash_weakref(&mut self, value: &Value<B>) -> Result<Option<i64>, B> {
        let Some(weak) = value.get::<WeakRef<B>>() else { return Ok(None) };
        if let Some(hash) = weak.known_hash() {
            return Ok(Some(hash));
        }
        let Some(object) = weak.get() else { return Err(Raised::type_error("weak object has gone away")) };
        let hash = self.shown_hash(&object)?;
        weak.keep_hash(hash);
        Ok(Some(hash))
    }

    /// `<weakref at 0x…; to 'C' at 0x…>`
    pub(crate) fn weakref_repr(&self, value: &Value<B>) -> Option<String> {
        let weak = value.get::<WeakRef<B>>()?;
        let address = value.word() & !1;
        Some(match weak.get() {
            Some(object) => {
                let (name, to) = (self.type_name(&object), object.word() & !1);
                format!("<weakref at {address:#x}; to '{name}' at {to:#x}>")
            }
            None => format!("<weakref at {address:#x}; dead>"),
        })
    }
}
