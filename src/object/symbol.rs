//! Names as numbers: comparing two is comparing integers.

use std::{
    cell::RefCell,
    sync::{Mutex, OnceLock, PoisonError},
};

use hashbrown::HashMap;

/// A name of a variable or an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

/// Names that the interpreter itself asks for again and again: their numbers are known when it is compiled.
const OFTEN: [&str; 3] = ["__init__", "__new__", "__del__"];

#[derive(Default)]
struct Names {
    numbers: HashMap<&'static str, u32>,
    texts: Vec<&'static str>,
}

fn names() -> &'static Mutex<Names> {
    static NAMES: OnceLock<Mutex<Names>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = Names::default();
        for (number, &text) in OFTEN.iter().enumerate() {
            names.numbers.insert(text, number as u32);
            names.texts.push(text);
        }
        Mutex::new(names)
    })
}

thread_local! {
    /// What this thread has asked for before, so that threads do not meet at the lock.
    static KNOWN: RefCell<HashMap<&'static str, u32>> = RefCell::default();
}

impl Symbol {
    /// `__init__`
    pub const INIT: Self = Self(0);
    /// `__new__`
    pub const NEW: Self = Self(1);
    /// `__del__`
    pub const DEL: Self = Self(2);

    /// The symbol of `text`; each text has one, for as long as the process lives.
    pub fn new(text: &str) -> Self {
        if let Some(number) = KNOWN.with_borrow(|known| known.get(text).copied()) {
            return Self(number);
        }
        let symbol = Self::intern(text);
        KNOWN.with_borrow_mut(|known| known.insert(symbol.text(), symbol.0));
        symbol
    }

    fn intern(text: &str) -> Self {
        let mut names = names().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&number) = names.numbers.get(text) {
            return Self(number);
        }
        let (text, number): (&'static str, _) = (Box::leak(text.into()), names.texts.len() as u32);
        names.numbers.insert(text, number);
        names.texts.push(text);
        Self(number)
    }

    /// Its text.
    pub fn text(self) -> &'static str {
        names().lock().unwrap_or_else(PoisonError::into_inner).texts[self.0 as usize]
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}
