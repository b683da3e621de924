//! Methods of `str` that look for a part of it.

use super::string::{number, text_argument, this};
use crate::{
    interp::Thread,
    object::{Build, Call, Raised, Result, Tuple, Value},
};

/// The byte at which the character `index` begins.
fn offset(text: &str, index: usize) -> usize {
    if text.is_ascii() { index } else { text.char_indices().nth(index).map_or(text.len(), |(offset, _)| offset) }
}

/// What arguments `at` and `at + 1` leave of a text, and how many characters go before it; nothing if they cross.
fn range<'a, B: Build>(call: &'a Call<'_, B>, at: usize) -> Result<Option<(&'a str, usize)>, B> {
    let text = this(call)?;
    if call.positional.len() <= at {
        return Ok(Some((text, 0)));
    }
    let length = if text.is_ascii() { text.len() } else { text.chars().count() } as i64;
    let bound = |index: usize, default: i64| match call.positional.get(index).filter(|value| !value.is_none()) {
        None => Ok(default),
        Some(value) => match value.as_index().or_else(|| value.as_big().map(|_| i64::MAX)) {
            Some(number) => Ok(if number < 0 { number.saturating_add(length).max(0) } else { number }),
            None => Err(Raised::type_error("slice indices must be integers or None or have an __index__ method")),
        },
    };
    let (start, end) = (bound(at, 0)?, bound(at + 1, length)?.min(length));
    if start > end {
        return Ok(None);
    }
    let (start, end) = (start as usize, end as usize);
    Ok(Some((&text[offset(text, start)..offset(text, end)], start)))
}

/// Where a part is found: by characters, from the beginning of the text.
fn position<B: Build>(
    thread: &mut Thread<B>,
    call: &Call<'_, B>,
    method: &str,
    look: fn(&str, &str) -> Option<usize>,
) -> Result<Option<i64>, B> {
    let wanted = text_argument(thread, call, 1, &format!("{method}() argument 1"))?;
    let Some((text, before)) = range(call, 2)? else { return Ok(None) };
    let found = look(text, wanted);
    Ok(found.map(|at| (before + if text.is_ascii() { at } else { text[..at].chars().count() }) as i64))
}

pub(super) fn find<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let found = position(thread, &call, "find", |text, part| text.find(part))?;
    Ok(Value::int(found.unwrap_or(-1)))
}

pub(super) fn rfind<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let found = position(thread, &call, "rfind", |text, part| text.rfind(part))?;
    Ok(Value::int(found.unwrap_or(-1)))
}

fn found<B: Build>(position: Option<i64>) -> Result<Value<B>, B> {
    position.map(Value::int).ok_or_else(|| Raised::value_error("substring not found"))
}

pub(super) fn index<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    found(position(thread, &call, "index", |text, part| text.find(part))?)
}

pub(super) fn rindex<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    found(position(thread, &call, "rindex", |text, part| text.rfind(part))?)
}

pub(super) fn count<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let wanted = text_argument(thread, &call, 1, "count() argument 1")?;
    let Some((text, _)) = range(&call, 2)? else { return Ok(Value::small(0)) };
    Ok(Value::int(text.matches(wanted).count() as i64))
}

pub(super) fn starts_with<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    affix(thread, &call, "startswith", |text, part| text.starts_with(part))
}

pub(super) fn ends_with<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    affix(thread, &call, "endswith", |text, part| text.ends_with(part))
}

fn affix<B: Build>(
    thread: &mut Thread<B>,
    call: &Call<'_, B>,
    method: &str,
    test: fn(&str, &str) -> bool,
) -> Result<Value<B>, B> {
    let given = &call.positional[1];
    let tuple = given.get::<Tuple<B>>();
    let candidates = tuple.map_or(std::slice::from_ref(given), |tuple| &tuple.items);
    let text = range(call, 2)?.map(|(text, _)| text);
    for candidate in candidates {
        let Some(part) = candidate.as_str() else {
            let name = thread.type_name(candidate);
            return Err(Raised::type_error(match tuple {
                Some(_) => format!("tuple for {method} must only contain str, not {name}"),
                None => format!("{method} first arg must be str or a tuple of str, not {name}"),
            }));
        };
        if text.is_some_and(|text| test(text, part)) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

pub(super) fn remove_prefix<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (text, part) = (this(&call)?, text_argument(thread, &call, 1, "removeprefix() argument")?);
    Ok(Value::str(text.strip_prefix(part).unwrap_or(text)))
}

pub(super) fn remove_suffix<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (text, part) = (this(&call)?, text_argument(thread, &call, 1, "removesuffix() argument")?);
    Ok(Value::str(text.strip_suffix(part).unwrap_or(text)))
}

pub(super) fn replace<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let limit = call.take_keyword("count").unwrap_or_else(|| call.take(3));
    let limit = if limit.is_unset() { -1 } else { number(thread, &limit)? };
    let old = text_argument(thread, &call, 1, "replace() argument 1")?;
    let new = text_argument(thread, &call, 2, "replace() argument 2")?;
    let text = this(&call)?;
    Ok(Value::str(match usize::try_from(limit) {
        Ok(limit) => text.replacen(old, new, limit),
        Err(_) => text.replace(old, new),
    }))
}
