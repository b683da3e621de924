//! Methods of `str`: the table, joining, stripping, filling up. Searching, splitting and cases have files of their own.

use super::{string_case as case, string_search as search, string_split as split};
use crate::{
    interp::{Thread, runtime::Entry, unicode},
    object::{Build, Call, ExceptionType, Kind, Raised, Result, Value},
};

/// The methods.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("join", 2, 2, join),
            Entry::new("lower", 1, 1, case::lower),
            Entry::new("split", 1, 3, split::split).named(&["sep", "maxsplit"]),
            Entry::new("strip", 1, 2, |thread, call| strip(thread, call, "strip")),
            Entry::new("upper", 1, 1, case::upper),
            Entry::new("capitalize", 1, 1, case::capitalize),
            Entry::new("casefold", 1, 1, case::casefold),
            Entry::new("center", 2, 3, center),
            Entry::new("count", 2, 4, search::count),
            Entry::new("encode", 1, 3, encode).named(&["encoding", "errors"]),
            Entry::new("endswith", 2, 4, search::ends_with),
            Entry::new("expandtabs", 1, 2, expand_tabs).named(&["tabsize"]),
            Entry::new("find", 2, 4, search::find),
            Entry::new("format", 1, usize::MAX, |thread, call| thread.format_fields(&call).map(Value::str))
                .any_keywords(),
            Entry::new("index", 2, 4, search::index),
            Entry::new("isalnum", 1, 1, |_, call| all(&call, unicode::is_alphanumeric)),
            Entry::new("isalpha", 1, 1, |_, call| all(&call, unicode::is_alphabetic)),
            Entry::new("isascii", 1, 1, |_, call| Ok(Value::bool(this(&call)?.is_ascii()))),
            Entry::new("isdecimal", 1, 1, |_, call| all(&call, |c| unicode::decimal(c).is_some())),
            Entry::new("isdigit", 1, 1, |_, call| all(&call, unicode::is_digit)),
            Entry::new("isidentifier", 1, 1, case::is_identifier),
            Entry::new("islower", 1, 1, case::is_lower),
            Entry::new("isnumeric", 1, 1, |_, call| all(&call, unicode::is_numeric)),
            Entry::new("isprintable", 1, 1, |_, call| Ok(Value::bool(this(&call)?.chars().all(unicode::is_printable)))),
            Entry::new("isspace", 1, 1, |_, call| all(&call, unicode::is_space)),
            Entry::new("istitle", 1, 1, case::is_title),
            Entry::new("isupper", 1, 1, case::is_upper),
            Entry::new("ljust", 2, 3, |thread, call| justify(thread, call, |missing, _| (0, missing))),
            Entry::new("lstrip", 1, 2, |thread, call| strip(thread, call, "lstrip")),
            Entry::new("partition", 2, 2, split::partition),
            Entry::new("removeprefix", 2, 2, search::remove_prefix),
            Entry::new("removesuffix", 2, 2, search::remove_suffix),
            Entry::new("replace", 3, 4, search::replace).named(&["count"]),
            Entry::new("rfind", 2, 4, search::rfind),
            Entry::new("rindex", 2, 4, search::rindex),
            Entry::new("rjust", 2, 3, |thread, call| justify(thread, call, |missing, _| (missing, 0))),
            Entry::new("rpartition", 2, 2, split::rpartition),
            Entry::new("rsplit", 1, 3, split::rsplit).named(&["sep", "maxsplit"]),
            Entry::new("rstrip", 1, 2, |thread, call| strip(thread, call, "rstrip")),
            Entry::new("splitlines", 1, 2, split::split_lines).named(&["keepends"]),
            Entry::new("startswith", 2, 4, search::starts_with),
            Entry::new("swapcase", 1, 1, case::swapcase),
            Entry::new("title", 1, 1, case::title),
            Entry::new("zfill", 2, 2, zfill),
        ]
    }
}

/// The text whose method is called.
pub(super) fn this<'a, B: Build>(call: &'a Call<'_, B>) -> Result<&'a str, B> {
    call.positional[0].as_str().ok_or_else(|| Raised::type_error("descriptor requires a 'str' object"))
}

/// Argument `index`, a text; `what` begins the complaint if it is none: `find() argument 1`.
pub(super) fn text_argument<'a, B: Build>(
    thread: &mut Thread<B>,
    call: &'a Call<'_, B>,
    index: usize,
    what: &str,
) -> Result<&'a str, B> {
    call.positional[index].as_str().ok_or_else(|| {
        let given = &call.positional[index];
        let name = if given.is_none() { "None".into() } else { thread.type_name(given) };
        Raised::type_error(format!("{what} must be str, not {name}"))
    })
}

/// A number given as an argument.
pub(super) fn number<B: Build>(thread: &mut Thread<B>, value: &Value<B>) -> Result<i64, B> {
    match (value.as_index(), value.is_integer()) {
        (Some(number), _) => Ok(number),
        (_, true) => Err(Raised::new(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t")),
        _ => {
            let name = thread.type_name(value);
            Err(Raised::type_error(format!("'{name}' object cannot be interpreted as an integer")))
        }
    }
}

/// A length given as an argument, within reason.
fn width<B: Build>(thread: &mut Thread<B>, value: &Value<B>) -> Result<usize, B> {
    let width = usize::try_from(number(thread, value)?).unwrap_or(0);
    if width > 1 << 34 { Err(Raised::new(ExceptionType::MemoryError, "")) } else { Ok(width) }
}

/// Whether there are characters and all of them are such.
fn all<B: Build>(call: &Call<'_, B>, is: impl Fn(char) -> bool) -> Result<Value<B>, B> {
    let text = this(call)?;
    Ok(Value::bool(!text.is_empty() && text.chars().all(is)))
}

fn join<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let separator = this(&call)?;
    let iterable = match call.positional[1].kind() {
        Some(Kind::List | Kind::Tuple) => call.positional[1].clone(),
        _ => thread.iterate(&call.positional[1]).map_err(|raised| match raised.is(ExceptionType::TypeError) {
            true => Raised::type_error("can only join an iterable"),
            false => raised,
        })?,
    };
    let items = thread.items_of(&iterable)?;
    let mut text = String::new();
    for (n, item) in items.iter().enumerate() {
        let Some(part) = item.as_str() else {
            let name = thread.type_name(item);
            return Err(Raised::type_error(format!("sequence item {n}: expected str instance, {name} found")));
        };
        if n > 0 {
            text.push_str(separator);
        }
        text.push_str(part);
    }
    Ok(Value::str(text))
}

fn strip<B: Build>(_: &mut Thread<B>, call: Call<'_, B>, how: &str) -> Result<Value<B>, B> {
    let text = this(&call)?;
    let characters = call.positional.get(1).filter(|characters| !characters.is_none());
    let characters: Option<Vec<char>> = match characters {
        None => None,
        Some(characters) => match characters.as_str() {
            Some(characters) => Some(characters.chars().collect()),
            None => return Err(Raised::type_error(format!("{how} arg must be None or str"))),
        },
    };
    let goes = |c: char| characters.as_ref().map_or_else(|| unicode::is_space(c), |all| all.contains(&c));
    Ok(Value::str(match how {
        "lstrip" => text.trim_start_matches(goes),
        "rstrip" => text.trim_end_matches(goes),
        _ => text.trim_matches(goes),
    }))
}

/// Fills a text up; `room` says how much of what is missing goes before it and how much after.
fn justify<B: Build>(
    thread: &mut Thread<B>,
    call: Call<'_, B>,
    room: fn(usize, usize) -> (usize, usize),
) -> Result<Value<B>, B> {
    let text = this(&call)?;
    let width = width(thread, &call.positional[1])?;
    let fill = match call.positional.get(2) {
        None => " ",
        Some(fill) => match fill.as_str() {
            Some(fill) if fill.chars().count() == 1 => fill,
            Some(_) => return Err(Raised::type_error("The fill character must be exactly one character long")),
            None => {
                let name = thread.type_name(fill);
                return Err(Raised::type_error(format!("The fill character must be a unicode character, not {name}")));
            }
        },
    };
    let (before, after) = room(width.saturating_sub(text.chars().count()), width);
    Ok(Value::str(format!("{}{text}{}", fill.repeat(before), fill.repeat(after))))
}

fn center<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    // Which side gets the odd one depends on the width, as it does in CPython.
    justify(thread, call, |missing, width| {
        let before = missing / 2 + (missing & width & 1);
        (before, missing - before)
    })
}

fn zfill<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let text = this(&call)?;
    let missing = width(thread, &call.positional[1])?.saturating_sub(text.chars().count());
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    Ok(Value::str(format!("{sign}{}{digits}", "0".repeat(missing))))
}

fn expand_tabs<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let size = call.take_keyword("tabsize").unwrap_or_else(|| call.take(1));
    let size = if size.is_unset() { 8 } else { width(thread, &size)? };
    let (mut out, mut column) = (String::new(), 0);
    for c in this(&call)?.chars() {
        match c {
            '\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                out.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            _ => {
                out.push(c);
                column = if matches!(c, '\n' | '\r') { 0 } else { column + 1 };
            }
        }
    }
    Ok(Value::str(out))
}

fn encode<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (encoding, errors) = super::bytes::codec(thread, &mut call, 1, "encode")?;
    super::bytes::encode(this(&call)?, &encoding, &errors)
}
