//! Steps of the rarer iterators.

use num_bigint::BigInt;
use num_traits::{Signed as _, ToPrimitive as _};

use super::iterate::Step;
use crate::{
    interp::Thread,
    object::{
        Build, Dict, ExceptionType, Iterator, IteratorState, Kind, LongRange, Raised, Result, Symbol, TableView, Tuple,
        Value, integer,
    },
};

/// The iterator of a range of more than 64 bits.
pub(crate) fn long_range<B: Build>(range: &Value<B>) -> IteratorState<B> {
    let Some(range) = LongRange::of(range) else { return IteratorState::Done };
    let short = (range.start.to_i64(), range.length().to_u64(), range.step.to_i64());
    match short {
        (Some(start), Some(length), Some(step)) if range.stop.to_i64().is_some() => {
            IteratorState::Range(start, length, step)
        }
        _ => IteratorState::LongRange(Box::new([range.start.clone(), range.length(), range.step])),
    }
}

/// What CPython calls an iterator of this kind.
pub(crate) fn name<B: Build>(iterator: &Iterator<B>) -> &'static str {
    iterator.state.with(|state| match state {
        IteratorState::Range(..) => "range_iterator",
        IteratorState::LongRange(_) => "longrange_iterator",
        IteratorState::Sequence(of, _) if of.kind() == Some(Kind::Tuple) => "tuple_iterator",
        IteratorState::Sequence(..) | IteratorState::Done => "list_iterator",
        IteratorState::Text(..) => "str_iterator",
        IteratorState::Table(of, ..) if of.kind() == Some(Kind::Set) => "set_iterator",
        IteratorState::Table(.., TableView::Keys) => "dict_keyiterator",
        IteratorState::Table(.., TableView::Values) => "dict_valueiterator",
        IteratorState::Table(.., TableView::Items) => "dict_itemiterator",
        IteratorState::TableReversed(..) => "dict_reversekeyiterator",
        IteratorState::Reversed(of, _) if of.kind() == Some(Kind::List) => "list_reverseiterator",
        IteratorState::Reversed(..) | IteratorState::Indexed(.., -1) => "reversed",
        IteratorState::Indexed(..) | IteratorState::Values(_) => "iterator",
        IteratorState::Enumerate(..) => "enumerate",
        IteratorState::Zip(..) => "zip",
        IteratorState::Map(..) => "map",
        IteratorState::Filter(..) => "filter",
        IteratorState::Calls(..) => "callable_iterator",
    })
}

pub(super) fn step_range<B: Build>(range: &mut [BigInt; 3]) -> Step<B> {
    let [next, left, step] = range;
    if !left.is_positive() {
        return Step::End;
    }
    *left -= 1;
    let number = next.clone();
    *next += &*step;
    Step::Item(integer(number))
}

/// A step from the end of a dict.
pub(super) fn step<B: Build>(of: &Value<B>, index: &mut usize, length: usize, view: TableView) -> Step<B> {
    let Some(dict) = of.get::<Dict<B>>() else { return Step::End };
    dict.table.with(|table| {
        if table.length() != length {
            return Step::Changed("dictionary changed size during iteration");
        }
        let Some((entry, place)) = table.previous(*index) else { return Step::End };
        *index = place;
        Step::Item(entry.shown(view))
    })
}

impl<B: Build> Thread<B> {
    /// One item of each; if they have to be of one length, an error tells which of them is not.
    pub(super) fn zip_step(&mut self, inner: &[Value<B>], strict: bool) -> Result<Option<Value<B>>, B> {
        let mut items = Vec::with_capacity(inner.len());
        for iterator in inner {
            let Some(item) = self.next(iterator)? else {
                return if strict { self.zip_end(inner, items.len()) } else { Ok(None) };
            };
            items.push(item);
        }
        Ok((!items.is_empty()).then(|| Value::new(Tuple::new(items))))
    }

    /// Iterator `ended` has ended, those before it have not.
    fn zip_end(&mut self, inner: &[Value<B>], ended: usize) -> Result<Option<Value<B>>, B> {
        let error = |which: usize, what| {
            let others = if which == 1 { "argument 1".to_owned() } else { format!("arguments 1-{which}") };
            Err(Raised::value_error(format!("zip() argument {} is {what} than {others}", which + 1)))
        };
        if ended > 0 {
            return error(ended, "shorter");
        }
        for (which, iterator) in inner.iter().enumerate().skip(1) {
            if self.next(iterator)?.is_some() {
                return error(which, "longer");
            }
        }
        Ok(None)
    }

    /// `object[index]`, until it says that there are no more.
    pub(super) fn indexed_step(&mut self, object: &Value<B>, index: i64) -> Result<Option<Value<B>>, B> {
        if index < 0 {
            return Ok(None);
        }
        match self.call_special(object, Symbol::new("__getitem__"), &[&Value::int(index)]) {
            Err(raised)
                if self.is_instance_of(&raised, ExceptionType::IndexError)
                    || self.is_instance_of(&raised, ExceptionType::StopIteration) =>
            {
                Ok(None)
            }
            item => item,
        }
    }

    /// What the function returns, until that is the sentinel.
    pub(super) fn calls_step(&mut self, function: &Value<B>, sentinel: &Value<B>) -> Result<Option<Value<B>>, B> {
        match self.call(function, Vec::new()) {
            Ok(value) => Ok((!(value.is(sentinel) || self.equals(&value, sentinel)?)).then_some(value)),
            Err(raised) if self.is_instance_of(&raised, ExceptionType::StopIteration) => Ok(None),
            Err(raised) => Err(raised),
        }
    }
}
