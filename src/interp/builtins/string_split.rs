//! Methods of `str` that take it apart.

use super::string::{number, text_argument, this};
use crate::{
    interp::{Thread, unicode},
    object::{Build, Call, List, Raised, Result, Tuple, Value},
};

fn list<'a, B: Build>(thread: &Thread<B>, parts: impl IntoIterator<Item = &'a str>) -> Value<B> {
    Value::new(List::new(parts.into_iter().map(|part| thread.runtime.text(part)).collect()))
}

/// `sep` and `maxsplit`; at most that many splits.
fn arguments<B: Build>(thread: &mut Thread<B>, call: &mut Call<'_, B>) -> Result<(Option<String>, usize), B> {
    let separator = call.take_keyword("sep").unwrap_or_else(|| call.take(1));
    let most = call.take_keyword("maxsplit").unwrap_or_else(|| call.take(2));
    let most = if most.is_unset() { -1 } else { number(thread, &most)? };
    let most = usize::try_from(most).unwrap_or(usize::MAX - 1);
    if separator.is_unset() || separator.is_none() {
        return Ok((None, most));
    }
    match separator.as_str() {
        Some("") => Err(Raised::value_error("empty separator")),
        Some(separator) => Ok((Some(separator.to_owned()), most)),
        None => {
            let name = thread.type_name(&separator);
            Err(Raised::type_error(format!("must be str or None, not {name}")))
        }
    }
}

pub(super) fn split<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (separator, most) = arguments(thread, &mut call)?;
    let text = this(&call)?;
    Ok(match separator {
        Some(separator) => match *separator.as_bytes() {
            [byte @ 0..128] => list(thread, text.splitn(most + 1, byte as char)),
            _ => list(thread, text.splitn(most + 1, &*separator)),
        },
        None => list(thread, words(text, most)),
    })
}

/// Words between white space; what is left after `most` of them is one more.
fn words(text: &str, most: usize) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), text.trim_start_matches(unicode::is_space));
    while !rest.is_empty() {
        let end = if found.len() < most { rest.find(unicode::is_space) } else { None }.unwrap_or(rest.len());
        found.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(unicode::is_space);
    }
    found
}

pub(super) fn rsplit<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (separator, most) = arguments(thread, &mut call)?;
    let text = this(&call)?;
    let mut parts: Vec<&str> = match separator {
        Some(separator) => text.rsplitn(most + 1, &*separator).collect(),
        None => words_backward(text, most),
    };
    parts.reverse();
    Ok(list(thread, parts))
}

fn words_backward(text: &str, most: usize) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), text.trim_end_matches(unicode::is_space));
    while !rest.is_empty() {
        let last = if found.len() < most { rest.char_indices().rfind(|&(_, c)| unicode::is_space(c)) } else { None };
        let start = last.map_or(0, |(at, c)| at + c.len_utf8());
        found.push(&rest[start..]);
        rest = rest[..start].trim_end_matches(unicode::is_space);
    }
    found
}

pub(super) fn split_lines<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let keep = call.take_keyword("keepends").unwrap_or_else(|| call.take(1));
    let keep = !keep.is_unset() && thread.truth(&keep)?;
    let (mut lines, mut rest) = (Vec::new(), this(&call)?);
    while !rest.is_empty() {
        let (line, end) = match rest.find(unicode::ends_line) {
            None => (rest.len(), rest.len()),
            Some(at) if rest[at..].starts_with("\r\n") => (at, at + 2),
            Some(at) => (at, at + rest[at..].chars().next().map_or(0, char::len_utf8)),
        };
        lines.push(&rest[..if keep { end } else { line }]);
        rest = &rest[end..];
    }
    Ok(list(thread, lines))
}

fn three<B: Build>(parts: [&str; 3]) -> Value<B> {
    Value::new(Tuple::new(parts.map(Value::str)))
}

fn separator<'a, B: Build>(thread: &mut Thread<B>, call: &'a Call<'_, B>) -> Result<&'a str, B> {
    if call.positional[1].as_str() == Some("") {
        return Err(Raised::value_error("empty separator"));
    }
    text_argument(thread, call, 1, "").map_err(|_| {
        let name = thread.type_name(&call.positional[1]);
        Raised::type_error(format!("must be str, not {name}"))
    })
}

pub(super) fn partition<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (text, separator) = (this(&call)?, separator(thread, &call)?);
    Ok(text.split_once(separator).map_or(three([text, "", ""]), |(a, b)| three([a, separator, b])))
}

pub(super) fn rpartition<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (text, separator) = (this(&call)?, separator(thread, &call)?);
    Ok(text.rsplit_once(separator).map_or(three(["", "", text]), |(a, b)| three([a, separator, b])))
}
