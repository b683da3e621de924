//! Dicts and sets: look-ups that may have to ask `__hash__` and `__eq__`.
//!
//! The table is looked at inside `with`; methods are called outside of it, on copies of the candidates.

use super::Thread;
use crate::object::{
    Build, Candidates, Class, Dict, ExceptionType, Guarded, Kind, Raised, Result, Set, Symbol, Table, Tuple, Value,
    combine, mix, native_hash, shown_hash, slice_parts,
};

/// What became of a pair on its way into a table.
pub(super) enum Put<B: Build> {
    /// It is in; the key and the value that it made superfluous are for the caller to drop.
    Done([Value<B>; 2]),
    /// Methods have to be asked which keys are equal.
    Ask(Value<B>, Value<B>),
}

/// Looks a key up and sets its value in one step, if no method has to be asked: without a GIL, two threads that bring
/// the same key must not both find it missing.
#[inline]
pub(super) fn put_native<B: Build>(table: &Guarded<B, Table<B>>, hash: u64, key: Value<B>, value: Value<B>) -> Put<B> {
    table.with(|table| match table.find(hash, &key) {
        Ok(Some(place)) => Put::Done([table.replace(place, value), key]),
        Ok(None) => {
            table.insert_new(hash, key, value);
            Put::Done([Value::UNSET, Value::UNSET])
        }
        Err(_) => Put::Ask(key, value),
    })
}

/// Takes an entry out in one step; nothing if methods have to be asked.
pub(super) fn remove_native<B: Build>(
    table: &Guarded<B, Table<B>>,
    hash: u64,
    key: &Value<B>,
) -> Option<Option<(Value<B>, Value<B>)>> {
    table.with(|table| {
        let place = table.find(hash, key).ok()?;
        Some(place.and_then(|place| table.remove(place)))
    })
}

impl<B: Build> Thread<B> {
    /// `hash(value)`, as the tables use it.
    #[inline]
    pub(crate) fn hash(&mut self, value: &Value<B>) -> Result<u64, B> {
        match native_hash(value) {
            Ok(hash) => Ok(hash),
            Err(ask) => Ok(mix(self.hash_by_method(value, ask)? as u64)),
        }
    }

    /// `hash(value)`, as programs see it, but for -1.
    pub(crate) fn shown_hash(&mut self, value: &Value<B>) -> Result<i64, B> {
        match shown_hash(value) {
            Ok(hash) => Ok(hash),
            Err(ask) => self.hash_by_method(value, ask),
        }
    }

    #[inline(never)]
    fn hash_by_method(&mut self, value: &Value<B>, ask: bool) -> Result<i64, B> {
        if let Some(tuple) = value.get::<Tuple<B>>() {
            return self.deeper("", |thread| {
                let hashes = tuple.items.iter().map(|item| thread.shown_hash(item).map(|hash| hash as u64));
                Ok(combine(hashes.collect::<Result<Vec<_>, B>>()?) as i64)
            });
        }
        if let Some(hash) = self.hash_weakref(value)? {
            return Ok(hash);
        }
        if let Some(parts) = slice_parts(value) {
            return self.shown_hash(&parts);
        }
        if let Some(set) = value.get::<Set<B>>().filter(|set| set.frozen) {
            // Equal sets may have their items in different orders.
            let hash = set.table.with(|table| table.iter().fold(table.length() as u64, |hash, e| hash ^ mix(e.hash)));
            return Ok(mix(hash) as i64);
        }
        if ask && let Some(hash) = self.hash_of_instance(value)? {
            return Ok(hash);
        }
        Err(Raised::type_error(format!("unhashable type: '{}'", self.type_name(value))))
    }

    /// `__hash__`, of a class that has not defined a later `__eq__` without it.
    fn hash_of_instance(&mut self, value: &Value<B>) -> Result<Option<i64>, B> {
        let class = self.runtime.class_of(value).clone();
        let Some(this) = class.get::<Class<B>>() else { return Ok(None) };
        for class in std::iter::once(this).chain(this.inherits.iter().filter_map(|class| class.get::<Class<B>>())) {
            let Some(method) = class.own(Symbol::new("__hash__")) else {
                if class.own(Symbol::new("__eq__")).is_some() {
                    return Ok(None);
                }
                continue;
            };
            if method.is_none() {
                return Ok(None);
            }
            let hash = self.call(&method, vec![value.clone()])?;
            return match hash.as_index() {
                Some(-1) => Ok(Some(-2)),
                Some(hash) => Ok(Some(hash)),
                None if hash.is_integer() => self.shown_hash(&hash).map(Some),
                None => Err(Raised::type_error("__hash__ method should return an integer")),
            };
        }
        Ok(Some((value.word() >> 4) as i64))
    }

    /// Where the entry with this key is.
    #[inline]
    pub(super) fn find(&mut self, table: &Guarded<B, Table<B>>, hash: u64, key: &Value<B>) -> Result<Option<usize>, B> {
        match table.with(|table| table.find(hash, key)) {
            Ok(place) => Ok(place),
            Err(candidates) => self.find_by_method(table, hash, key, candidates),
        }
    }

    /// Asks `__eq__`, which may change the table: then the search begins again.
    #[inline(never)]
    fn find_by_method(
        &mut self,
        table: &Guarded<B, Table<B>>,
        hash: u64,
        key: &Value<B>,
        mut candidates: Candidates<B>,
    ) -> Result<Option<usize>, B> {
        loop {
            let mut found = None;
            for (place, candidate) in &candidates {
                if candidate.is(key) || self.equals(candidate, key)? {
                    found = Some((*place, candidate.clone()));
                    break;
                }
            }
            let Some((place, candidate)) = found else { return Ok(None) };
            if table.with(|table| table.entry(place).is_some_and(|entry| entry.key.is(&candidate))) {
                return Ok(Some(place));
            }
            match table.with(|table| table.find(hash, key)) {
                Ok(place) => return Ok(place),
                Err(again) => candidates = again,
            }
        }
    }

    /// `dict.get(key)`
    #[inline]
    pub(crate) fn dict_get(&mut self, dict: &Value<B>, key: &Value<B>) -> Result<Option<Value<B>>, B> {
        let Some(dict) = dict.get::<Dict<B>>() else { return Ok(None) };
        let hash = self.hash(key)?;
        // In one step, so that nobody can change the table in between; not where a method has to be asked.
        let found = dict.table.with(|table| {
            let place = table.find(hash, key).ok()?;
            Some(place.and_then(|place| table.entry(place).map(|entry| entry.value.clone())))
        });
        if let Some(found) = found {
            return Ok(found);
        }
        let place = self.find(&dict.table, hash, key)?;
        Ok(place.and_then(|place| dict.table.with(|table| table.entry(place).map(|entry| entry.value.clone()))))
    }

    /// `dict[key] = value`
    #[inline]
    pub(crate) fn dict_set(&mut self, dict: &Value<B>, key: Value<B>, value: Value<B>) -> Result<(), B> {
        let hash = self.hash(&key)?;
        self.dict_set_hashed(dict, hash, key, value)
    }

    /// `dict[key] = value`, when the hash is known.
    #[inline]
    fn dict_set_hashed(&mut self, dict: &Value<B>, hash: u64, key: Value<B>, value: Value<B>) -> Result<(), B> {
        let Some(dict) = dict.get::<Dict<B>>() else { return Ok(()) };
        let (key, value) = match put_native(&dict.table, hash, key, value) {
            Put::Done(old) => {
                drop(old);
                return Ok(());
            }
            Put::Ask(key, value) => (key, value),
        };
        let place = self.find(&dict.table, hash, &key)?;
        let old = dict.table.with(|table| match place.filter(|&place| table.entry(place).is_some()) {
            Some(place) => table.replace(place, value),
            None => {
                table.insert_new(hash, key, value);
                Value::UNSET
            }
        });
        drop(old);
        Ok(())
    }

    /// Removes a key; returns what was there.
    pub(crate) fn dict_remove(&mut self, dict: &Value<B>, key: &Value<B>) -> Result<Option<Value<B>>, B> {
        let Some(dict) = dict.get::<Dict<B>>() else { return Ok(None) };
        let hash = self.hash(key)?;
        if let Some(removed) = remove_native(&dict.table, hash, key) {
            return Ok(removed.map(|(_, value)| value));
        }
        let place = self.find(&dict.table, hash, key)?;
        Ok(place.and_then(|place| dict.table.with(|table| table.remove(place))).map(|(_, value)| value))
    }

    /// `dict.update(more)`: a dict, or an iterable of pairs.
    pub(crate) fn dict_update(&mut self, dict: &Value<B>, more: &Value<B>) -> Result<(), B> {
        if let Some(other) = more.get::<Dict<B>>() {
            let all: Vec<_> =
                other.table.with(|t| t.iter().map(|e| (e.hash, e.key.clone(), e.value.clone())).collect());
            return all.into_iter().try_for_each(|(hash, key, value)| self.dict_set_hashed(dict, hash, key, value));
        }
        if more.kind() == Some(Kind::Instance)
            && let Some(keys) = self.call_special(more, Symbol::new("keys"), &[])?
        {
            for key in self.items_of(&keys)? {
                let value = self.get_item(more, &key)?;
                self.dict_set(dict, key, value)?;
            }
            return Ok(());
        }
        let pairs = self.iterate(more)?;
        let mut number = 0;
        while let Some(pair) = self.next(&pairs)? {
            let [key, value] = self.pair(&pair, number)?;
            self.dict_set(dict, key, value)?;
            number += 1;
        }
        Ok(())
    }

    /// Key and value of element `number` of what a dict is updated with.
    fn pair(&mut self, pair: &Value<B>, number: usize) -> Result<[Value<B>; 2], B> {
        let items = self.iterate(pair).map_err(|raised| match raised.is(ExceptionType::TypeError) {
            true => {
                Raised::type_error(format!("cannot convert dictionary update sequence element #{number} to a sequence"))
            }
            false => raised,
        })?;
        let items = self.items_of(&items)?;
        <[Value<B>; 2]>::try_from(items).map_err(|items| {
            let length = items.len();
            let message = format!("dictionary update sequence element #{number} has length {length}; 2 is required");
            Raised::value_error(message)
        })
    }
}
