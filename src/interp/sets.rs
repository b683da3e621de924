//! Sets and what behaves like one: the keys and items of a dict.

use super::{
    Thread,
    code::Op,
    tables::{Put, put_native, remove_native},
};
use crate::object::{Build, Dict, DictView, Kind, Result, Set, Table, TableView, Tuple, Value};

/// Items with their hashes.
type Hashed<B> = Vec<(u64, Value<B>)>;

impl<B: Build> Thread<B> {
    /// `set.add(item)`
    pub(crate) fn set_add(&mut self, set: &Value<B>, item: Value<B>) -> Result<(), B> {
        let hash = self.hash(&item)?;
        self.set_add_hashed(set, hash, item)
    }

    fn set_add_hashed(&mut self, set: &Value<B>, hash: u64, item: Value<B>) -> Result<(), B> {
        let Some(set) = set.get::<Set<B>>() else { return Ok(()) };
        let item = match put_native(&set.table, hash, item, Value::UNSET) {
            Put::Done(old) => {
                drop(old);
                return Ok(());
            }
            Put::Ask(item, _) => item,
        };
        if self.find(&set.table, hash, &item)?.is_none() {
            set.table.with(|table| table.insert_new(hash, item, Value::UNSET));
        }
        Ok(())
    }

    /// `item in set`
    pub(crate) fn set_contains(&mut self, set: &Value<B>, item: &Value<B>) -> Result<bool, B> {
        let (Some(_), hash) = (set.get::<Set<B>>(), self.lookup_hash(item)?) else { return Ok(false) };
        self.set_contains_hashed(set, hash, item)
    }

    fn set_contains_hashed(&mut self, set: &Value<B>, hash: u64, item: &Value<B>) -> Result<bool, B> {
        let Some(set) = set.get::<Set<B>>() else { return Ok(false) };
        Ok(self.find(&set.table, hash, item)?.is_some())
    }

    /// A set cannot be in a set, but it can be looked for: as the `frozenset` that is equal to it.
    fn lookup_hash(&mut self, item: &Value<B>) -> Result<u64, B> {
        match item.get::<Set<B>>() {
            Some(set) if !set.frozen => {
                let frozen = Value::new(Set::frozen(set.table.with(|table| table.copy())));
                self.hash(&frozen)
            }
            _ => self.hash(item),
        }
    }

    /// `set.discard(item)`; whether it was there.
    pub(crate) fn set_remove(&mut self, set: &Value<B>, item: &Value<B>) -> Result<bool, B> {
        let hash = self.lookup_hash(item)?;
        let Some(set) = set.get::<Set<B>>() else { return Ok(false) };
        if let Some(removed) = remove_native(&set.table, hash, item) {
            return Ok(removed.is_some());
        }
        let place = self.find(&set.table, hash, item)?;
        let removed = place.and_then(|place| set.table.with(|table| table.remove(place)));
        Ok(removed.is_some())
    }

    /// The items of a set.
    pub(crate) fn set_items(set: &Set<B>) -> Vec<Value<B>> {
        set.table.with(|table| table.iter().map(|entry| entry.key.clone()).collect())
    }

    fn hashed(set: &Value<B>) -> Hashed<B> {
        let items = |table: &mut Table<B>| table.iter().map(|entry| (entry.hash, entry.key.clone())).collect();
        set.get::<Set<B>>().map_or(Vec::new(), |set| set.table.with(items))
    }

    /// A new set of these.
    pub(crate) fn set_of(&mut self, items: Vec<Value<B>>) -> Result<Value<B>, B> {
        let set = Value::new(Set::new(Table::default()));
        items.into_iter().try_for_each(|item| self.set_add(&set, item))?;
        Ok(set)
    }

    /// The set itself, or a set of what an iterable gives.
    pub(crate) fn as_set(&mut self, value: &Value<B>) -> Result<Value<B>, B> {
        if value.get::<Set<B>>().is_some() {
            return Ok(value.clone());
        }
        if let Some(dict) = value.get::<Dict<B>>() {
            let mut table = Table::default();
            dict.table.with(|t| t.iter().for_each(|e| table.insert_new(e.hash, e.key.clone(), Value::UNSET)));
            return Ok(Value::new(Set::new(table)));
        }
        let items = self.items_of(value)?;
        self.set_of(items)
    }

    /// A copy of a set, of the same class.
    pub(crate) fn set_copy(set: &Value<B>) -> Value<B> {
        let Some(set) = set.get::<Set<B>>() else { return Value::NONE };
        let table = set.table.with(|table| table.copy());
        Value::new(if set.frozen { Set::frozen(table) } else { Set::new(table) })
    }

    /// `&`, `|`, `-`, `^` of sets; the result is of the left one's class.
    pub(crate) fn combine_sets(&mut self, op: Op, left: &Value<B>, right: &Value<B>) -> Result<Value<B>, B> {
        if op == Op::Or {
            let result = Self::set_copy(left);
            self.set_extend(&result, right)?;
            return Ok(result);
        }
        let frozen = left.get::<Set<B>>().is_some_and(|set| set.frozen);
        let result = Value::new(if frozen { Set::frozen(Table::default()) } else { Set::new(Table::default()) });
        for (hash, item) in Self::hashed(left) {
            if self.set_contains_hashed(right, hash, &item)? == (op == Op::And) {
                self.set_add_hashed(&result, hash, item)?;
            }
        }
        if op == Op::Xor {
            for (hash, item) in Self::hashed(right) {
                if !self.set_contains_hashed(left, hash, &item)? {
                    self.set_add_hashed(&result, hash, item)?;
                }
            }
        }
        Ok(result)
    }

    /// Whether keys or items of a dict are among the operands.
    pub(crate) fn has_view(left: &Value<B>, right: &Value<B>) -> bool {
        [left, right].iter().any(|v| v.kind() == Some(Kind::DictView) && Self::is_set_like(v))
    }

    /// `&`, `|`, `-`, `^`: sets go with sets; the keys or items of a dict with anything that can be iterated.
    pub(crate) fn set_operator(
        &mut self,
        op: Op,
        left: &Value<B>,
        right: &Value<B>,
        in_place: bool,
    ) -> Result<Option<Value<B>>, B> {
        if Self::has_view(left, right) {
            let (a, b) = (self.as_set(left)?, self.as_set(right)?);
            return self.combine_sets(op, &a, &b).map(Some);
        }
        let (Some(a), Some(_)) = (left.get::<Set<B>>(), right.get::<Set<B>>()) else { return Ok(None) };
        if !in_place || a.frozen {
            return self.combine_sets(op, left, right).map(Some);
        }
        if op == Op::Or {
            self.set_extend(left, right)?;
        } else {
            let result = self.combine_sets(op, left, right)?;
            Self::set_become(left, &result);
        }
        Ok(Some(left.clone()))
    }

    /// `set |= other`
    pub(crate) fn set_extend(&mut self, set: &Value<B>, other: &Value<B>) -> Result<(), B> {
        Self::hashed(other).into_iter().try_for_each(|(hash, item)| self.set_add_hashed(set, hash, item))
    }

    /// Gives a set the items of another.
    pub(crate) fn set_become(set: &Value<B>, other: &Value<B>) {
        let (Some(set), Some(other)) = (set.get::<Set<B>>(), other.get::<Set<B>>()) else { return };
        let new = other.table.with(|table| table.copy());
        let old = set.table.with(|table| std::mem::replace(table, new));
        drop(old);
    }

    /// A comparison of sets: `<` is "is a proper subset".
    pub(crate) fn compare_sets(&mut self, op: usize, left: &Value<B>, right: &Value<B>) -> Result<bool, B> {
        let (small, large) = if matches!(op, 2 | 3) { (right, left) } else { (left, right) };
        let (a, b) = (self.native_length(small), self.native_length(large));
        let fits = match op {
            0 | 2 => a < b,
            1 | 3 => a <= b,
            _ => a == b,
        };
        let within = fits && self.is_subset(small, large)?;
        Ok(within != (op == 5))
    }

    fn is_subset(&mut self, small: &Value<B>, large: &Value<B>) -> Result<bool, B> {
        for (hash, item) in Self::hashed(small) {
            if !self.set_contains_hashed(large, hash, &item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether none of the items is in the set.
    pub(crate) fn is_disjoint(&mut self, set: &Value<B>, other: &Value<B>) -> Result<bool, B> {
        let items = self.iterate(other)?;
        while let Some(item) = self.next(&items)? {
            if self.set_contains(set, &item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether it compares and combines as a set does.
    pub(crate) fn is_set_like(value: &Value<B>) -> bool {
        let view = value.get::<DictView<B>>();
        value.get::<Set<B>>().is_some() || view.is_some_and(|view| view.what != TableView::Values)
    }

    /// `item in view`
    pub(crate) fn view_contains(&mut self, view: &DictView<B>, item: &Value<B>) -> Result<bool, B> {
        match view.what {
            TableView::Keys => Ok(self.dict_get(&view.dict, item)?.is_some()),
            TableView::Items => {
                let Some([key, value]) = item.get::<Tuple<B>>().map(|tuple| &*tuple.items) else { return Ok(false) };
                match self.dict_get(&view.dict, key)? {
                    Some(found) => Ok(found.is(value) || self.equals(&found, value)?),
                    None => Ok(false),
                }
            }
            TableView::Values => {
                for value in self.view_items(view) {
                    if value.is(item) || self.equals(&value, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// What a view shows at the moment.
    pub(crate) fn view_items(&self, view: &DictView<B>) -> Vec<Value<B>> {
        let Some(dict) = view.dict.get::<Dict<B>>() else { return Vec::new() };
        dict.table.with(|table| table.iter().map(|entry| entry.shown(view.what)).collect())
    }
}
