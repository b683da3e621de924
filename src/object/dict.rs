//! `dict` and `set`: entries in the order of insertion, and a hash table of their indices.

use hashbrown::HashTable;

use super::{Build, Guarded, Kind, Payload, Str, TableView, Tuple, Value, native_equals};

/// One entry; unset where one was removed.
pub struct Entry<B: Build> {
    /// The key's hash.
    pub hash: u64,
    /// The key.
    pub key: Value<B>,
    /// The value; unset in a set.
    pub value: Value<B>,
}

impl<B: Build> Entry<B> {
    /// What a view or an iterator shows of it.
    pub fn shown(&self, what: TableView) -> Value<B> {
        match what {
            TableView::Keys => self.key.clone(),
            TableView::Values => self.value.clone(),
            TableView::Items => Value::new(Tuple::new([self.key.clone(), self.value.clone()])),
        }
    }
}

/// The table of a dict or set.
pub struct Table<B: Build> {
    indices: HashTable<u32>,
    entries: Vec<Entry<B>>,
    live: usize,
    /// No entry before this one is left: a table that is emptied from its beginning is not searched again and again.
    first: usize,
}

/// Keys that may be equal to the one looked for, and where they are: only the interpreter can tell.
pub type Candidates<B> = Vec<(usize, Value<B>)>;

impl<B: Build> Default for Table<B> {
    fn default() -> Self {
        Self { indices: HashTable::new(), entries: Vec::new(), live: 0, first: 0 }
    }
}

impl<B: Build> Table<B> {
    /// `len()`
    pub fn length(&self) -> usize {
        self.live
    }

    /// Where the entry with this key is; or the candidates that `__eq__` has to be asked about.
    #[inline(always)]
    pub fn find(&self, hash: u64, key: &Value<B>) -> Result<Option<usize>, Candidates<B>> {
        let mut ask = false;
        let found = self.indices.find(hash, |&index| {
            let entry = &self.entries[index as usize];
            entry.hash == hash && (entry.key.is(key) || equal_keys(&entry.key, key, &mut ask))
        });
        match found {
            Some(&index) => Ok(Some(index as usize)),
            None if ask => Err(self.candidates(hash)),
            None => Ok(None),
        }
    }

    #[cold]
    fn candidates(&self, hash: u64) -> Candidates<B> {
        let places = self.indices.iter_hash(hash).map(|&index| (index as usize, &self.entries[index as usize]));
        places.filter(|(_, e)| e.hash == hash).map(|(index, e)| (index, e.key.clone())).collect()
    }

    /// The entry at `index`, if it is not removed.
    #[inline(always)]
    pub fn entry(&self, index: usize) -> Option<&Entry<B>> {
        self.entries.get(index).filter(|e| !e.key.is_unset())
    }

    /// The first entry at or after `index`, and where the next one may be.
    pub fn next(&self, mut index: usize) -> Option<(&Entry<B>, usize)> {
        while let Some(entry) = self.entries.get(index) {
            index += 1;
            if !entry.key.is_unset() {
                return Some((entry, index));
            }
        }
        None
    }

    /// All entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry<B>> {
        self.entries.iter().filter(|e| !e.key.is_unset())
    }

    /// Puts another value into the entry at `index`; returns the old one, to be dropped outside.
    #[inline(always)]
    pub fn replace(&mut self, index: usize, value: Value<B>) -> Value<B> {
        std::mem::replace(&mut self.entries[index].value, value)
    }

    /// Adds an entry whose key is not there.
    #[inline]
    pub fn insert_new(&mut self, hash: u64, key: Value<B>, value: Value<B>) {
        if self.entries.len() == self.entries.capacity() && self.live < self.entries.len() / 2 {
            self.compact();
        }
        let index = self.entries.len() as u32;
        self.entries.push(Entry { hash, key, value });
        let entries = &self.entries;
        self.indices.insert_unique(hash, index, |&i| entries[i as usize].hash);
        self.live += 1;
    }

    /// Removes the entry at `index` and returns it.
    pub fn remove(&mut self, index: usize) -> Option<(Value<B>, Value<B>)> {
        let hash = self.entry(index)?.hash;
        self.indices.find_entry(hash, |&i| i as usize == index).ok()?.remove();
        self.live -= 1;
        let entry = &mut self.entries[index];
        let removed = std::mem::replace(entry, Entry { hash: 0, key: Value::UNSET, value: Value::UNSET });
        if self.live == 0 {
            self.entries.clear();
            self.first = 0;
        }
        Some((removed.key, removed.value))
    }

    /// Removes and returns the last entry.
    pub fn pop_last(&mut self) -> Option<(Value<B>, Value<B>)> {
        let index = self.entries.iter().rposition(|e| !e.key.is_unset())?;
        let removed = self.remove(index);
        self.entries.truncate(index);
        self.first = self.first.min(index);
        removed
    }

    /// Removes and returns the first entry.
    pub fn pop_first(&mut self) -> Option<(Value<B>, Value<B>)> {
        let rest = self.entries.get(self.first..)?;
        let index = self.first + rest.iter().position(|e| !e.key.is_unset())?;
        self.first = index + 1;
        self.remove(index)
    }

    /// The last entry before `index`, and its place.
    pub fn previous(&self, index: usize) -> Option<(&Entry<B>, usize)> {
        let entries = &self.entries[..index.min(self.entries.len())];
        let place = entries.iter().rposition(|e| !e.key.is_unset())?;
        Some((&entries[place], place))
    }

    /// Where the next entry will be: every entry is before it.
    pub fn end(&self) -> usize {
        self.entries.len()
    }

    /// A copy; its keys have the same hashes.
    pub fn copy(&self) -> Self {
        let mut copy = Self::default();
        self.iter().for_each(|e| copy.insert_new(e.hash, e.key.clone(), e.value.clone()));
        copy
    }

    fn compact(&mut self) {
        self.entries.retain(|e| !e.key.is_unset());
        self.first = 0;
        self.indices.clear();
        let entries = &self.entries;
        for (index, entry) in entries.iter().enumerate() {
            self.indices.insert_unique(entry.hash, index as u32, |&i| entries[i as usize].hash);
        }
    }

    fn visit(&self, visit: &mut dyn FnMut(&Value<B>)) {
        for entry in self.iter() {
            visit(&entry.key);
            visit(&entry.value);
        }
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $field:ident: $of:ty = $value:expr),* }) => {
        $(#[$doc])*
        pub struct $name<B: Build> {
            /// Its entries.
            pub table: Guarded<B, Table<B>>,
            $($(#[$note])* pub $field: $of,)*
        }

        impl<B: Build> $name<B> {
            /// One with this table.
            pub fn new(table: Table<B>) -> Self {
                Self { table: Guarded::new(table), $($field: $value)* }
            }
        }

        impl<B: Build> Payload<B> for $name<B> {
            const KIND: Kind = Kind::$name;
            const CONTAINER: bool = true;
            fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
                self.table.with(|table| table.visit(visit));
            }
            fn clear(&self, taken: &mut Vec<Value<B>>) {
                let table = self.table.with(std::mem::take);
                taken.extend(table.entries.into_iter().flat_map(|e| [e.key, e.value]));
            }
        }
    };
}

table! {
    /// A `dict`.
    Dict {}
}
table! {
    /// A `set` or a `frozenset`.
    Set {
        /// Whether it is a `frozenset`.
        frozen: bool = false
    }
}

impl<B: Build> Set<B> {
    /// A `frozenset` with this table.
    pub fn frozen(table: Table<B>) -> Self {
        Self { table: Guarded::new(table), frozen: true }
    }
}

#[inline(always)]
fn equal_keys<B: Build>(one: &Value<B>, other: &Value<B>, ask: &mut bool) -> bool {
    match (one.get::<Str>(), other.get::<Str>()) {
        (Some(a), Some(b)) => a.same(b),
        _ => native_equals(one, other).unwrap_or_else(|| {
            *ask = true;
            false
        }),
    }
}
