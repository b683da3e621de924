//! Methods of `str` about upper and lower case.

use super::string::this;
use crate::{
    interp::{Thread, unicode},
    object::{Build, Call, Result, Value},
};

pub(super) fn lower<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::str(this(&call)?.to_lowercase()))
}

pub(super) fn upper<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::str(this(&call)?.to_uppercase()))
}

/// Shows each character with its lower case, which for a sigma depends on whether it ends the word.
fn for_each_lowered(text: &str, mut show: impl FnMut(char, &str)) {
    let all = text.to_lowercase();
    let mut rest = all.as_str();
    for c in text.chars() {
        let characters = c.to_lowercase().count();
        let end = rest.char_indices().nth(characters).map_or(rest.len(), |(end, _)| end);
        let (lowered, after) = rest.split_at(end);
        show(c, lowered);
        rest = after;
    }
}

pub(super) fn casefold<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut out = String::new();
    this(&call)?.chars().for_each(|c| unicode::push_folded(c, &mut out));
    Ok(Value::str(out))
}

pub(super) fn capitalize<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut out = String::new();
    for_each_lowered(this(&call)?, |c, lowered| match out.is_empty() {
        true => unicode::push_title(c, &mut out),
        false => out.push_str(lowered),
    });
    Ok(Value::str(out))
}

pub(super) fn swapcase<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut out = String::new();
    for_each_lowered(this(&call)?, |c, lowered| match c {
        _ if c.is_uppercase() => out.push_str(lowered),
        _ if c.is_lowercase() => out.extend(c.to_uppercase()),
        _ => out.push(c),
    });
    Ok(Value::str(out))
}

pub(super) fn title<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (mut out, mut within) = (String::new(), false);
    for_each_lowered(this(&call)?, |c, lowered| {
        if within {
            out.push_str(lowered);
        } else {
            unicode::push_title(c, &mut out);
        }
        within = unicode::is_cased(c);
    });
    Ok(Value::str(out))
}

pub(super) fn is_upper<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let text = this(&call)?;
    let other = |c: char| c.is_lowercase() || unicode::is_title_case(c);
    Ok(Value::bool(text.chars().any(char::is_uppercase) && !text.chars().any(other)))
}

pub(super) fn is_lower<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let text = this(&call)?;
    let other = |c: char| c.is_uppercase() || unicode::is_title_case(c);
    Ok(Value::bool(text.chars().any(char::is_lowercase) && !text.chars().any(other)))
}

pub(super) fn is_title<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (mut within, mut any) = (false, false);
    for c in this(&call)?.chars() {
        let capital = c.is_uppercase() || unicode::is_title_case(c);
        if capital && within || c.is_lowercase() && !within {
            return Ok(Value::FALSE);
        }
        within = unicode::is_cased(c);
        any |= within;
    }
    Ok(Value::bool(any))
}

pub(super) fn is_identifier<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let text = this(&call)?;
    let begins = text.starts_with(|c: char| c == '_' || unicode::is_alphabetic(c));
    Ok(Value::bool(begins && text.chars().all(|c| c == '_' || unicode::is_alphanumeric(c))))
}
