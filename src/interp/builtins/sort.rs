//! `sorted` and `list.sort`: stable, by merging.

use std::cmp::Ordering;

use super::list::this;
use crate::{
    interp::Thread,
    object::{Build, Call, Kind, List, Raised, Result, Value},
};

/// An item and what it is compared by.
type Ranked<B> = (Value<B>, Value<B>);

/// So many items are sorted by insertion: that takes the fewest comparisons.
const SHORT: usize = 16;

/// The keywords `key` and `reverse`.
fn keywords<B: Build>(thread: &mut Thread<B>, call: &mut Call<'_, B>) -> Result<(Option<Value<B>>, bool), B> {
    let key = call.take_keyword("key").filter(|key| !key.is_none());
    let reverse = call.take_keyword("reverse").unwrap_or(Value::FALSE);
    if let Some((name, _)) = call.keywords.iter().find(|(_, value)| !value.is_unset()) {
        return Err(Raised::type_error(format!("sort() got an unexpected keyword argument '{}'", name.text())));
    }
    Ok((key, thread.truth(&reverse)?))
}

pub(super) fn sorted<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let given = call.positional.len();
    if given != 1 {
        return Err(Raised::type_error(format!("sorted expected 1 argument, got {given}")));
    }
    let mut items = thread.items_with_hint(&call.positional[0])?;
    let (key, reverse) = keywords(thread, &mut call)?;
    thread.sort(&mut items, key.as_ref(), reverse)?;
    Ok(Value::new(List::new(items)))
}

/// The list is empty while it is sorted, so that methods that are called meanwhile cannot disturb the sort.
pub(super) fn list_sort<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    if call.positional.len() > 1 {
        return Err(Raised::type_error("sort() takes no positional arguments"));
    }
    let (key, reverse) = keywords(thread, &mut call)?;
    let list = this(&call, "sort")?;
    let mut items = list.items.with(std::mem::take);
    let sorted = thread.sort(&mut items, key.as_ref(), reverse);
    let added = list.items.with(|now| std::mem::replace(now, items));
    sorted?;
    if added.is_empty() { Ok(Value::NONE) } else { Err(Raised::value_error("list modified during sort")) }
}

/// Sorts if all ranks are small integers, or texts, or floats that have an order: then no method can be asked.
fn sort_natively<B: Build>(items: &mut [Ranked<B>]) -> bool {
    if items.iter().all(|(rank, _)| rank.is_small()) {
        items.sort_by_key(|(rank, _)| rank.small_shifted());
    } else if items.iter().all(|(rank, _)| rank.kind() == Some(Kind::Str)) {
        items.sort_by(|(a, _), (b, _)| a.as_str().cmp(&b.as_str()));
    } else if items.iter().all(|(rank, _)| rank.as_float().is_some_and(|number| !number.is_nan())) {
        items.sort_by(|(a, _), (b, _)| a.as_float().partial_cmp(&b.as_float()).unwrap_or(Ordering::Equal));
    } else {
        return false;
    }
    true
}

impl<B: Build> Thread<B> {
    /// Sorts, stably; the first error of a comparison ends it, and no item is lost then.
    pub(crate) fn sort(&mut self, items: &mut Vec<Value<B>>, key: Option<&Value<B>>, reverse: bool) -> Result<(), B> {
        let mut ranks = Vec::new();
        for item in items.iter() {
            ranks.push(match key {
                Some(key) => self.call(key, vec![item.clone()])?,
                None => item.clone(),
            });
        }
        let mut ranked: Vec<Ranked<B>> = ranks.into_iter().zip(std::mem::take(items)).collect();
        if reverse {
            ranked.reverse();
        }
        let sorted = if sort_natively(&mut ranked) { Ok(()) } else { self.merge_sort(&mut ranked) };
        if reverse {
            ranked.reverse();
        }
        *items = ranked.into_iter().map(|(_, item)| item).collect();
        sorted
    }

    /// Not the standard library's: that may panic if `__lt__` contradicts itself.
    fn merge_sort(&mut self, items: &mut Vec<Ranked<B>>) -> Result<(), B> {
        if items.len() <= SHORT {
            return self.insertion_sort(items);
        }
        let mut right = items.split_off(items.len() / 2);
        let halves = self.merge_sort(items).and_then(|()| self.merge_sort(&mut right));
        let done = halves.and_then(|()| self.in_order(items, &right));
        if !matches!(done, Ok(false)) {
            items.append(&mut right);
            return done.map(|_| ());
        }
        let (mut left, mut right) = (std::mem::take(items).into_iter().peekable(), right.into_iter().peekable());
        let mut merged = Ok(());
        while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
            match self.less(b, a) {
                Ok(later) => items.extend(if later { right.next() } else { left.next() }),
                Err(raised) => {
                    merged = Err(raised);
                    break;
                }
            }
        }
        items.extend(left.chain(right));
        merged
    }

    /// Each item is put where it belongs among those before it, which is found by halving.
    fn insertion_sort(&mut self, items: &mut [Ranked<B>]) -> Result<(), B> {
        for index in 1..items.len() {
            let (mut low, mut high) = (0, index - 1);
            if !self.less(&items[index].0, &items[high].0)? {
                continue;
            }
            while low < high {
                let middle = usize::midpoint(low, high);
                if self.less(&items[index].0, &items[middle].0)? { high = middle } else { low = middle + 1 }
            }
            items[low..=index].rotate_right(1);
        }
        Ok(())
    }

    /// Whether nothing of the right half belongs before the end of the left one: as when it was sorted already.
    fn in_order(&mut self, left: &[Ranked<B>], right: &[Ranked<B>]) -> Result<bool, B> {
        match (left.last(), right.first()) {
            (Some((a, _)), Some((b, _))) => Ok(!self.less(b, a)?),
            _ => Ok(true),
        }
    }
}
