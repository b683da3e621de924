//! `bytes`: how it is made, its methods, and the codecs between it and `str`.

use super::string::number;
use crate::{
    interp::{Thread, runtime::Entry},
    object::{Build, Bytes, Call, ExceptionType, List, Raised, Result, Tuple, Value},
};

/// The methods.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("count", 2, 2, count),
            Entry::new("decode", 1, 3, decode_method).named(&["encoding", "errors"]),
            Entry::new("endswith", 2, 2, |thread, call| affix(thread, &call, "endswith", <[u8]>::ends_with)),
            Entry::new("find", 2, 2, find),
            Entry::new("hex", 1, 1, hex),
            Entry::new("index", 2, 2, index),
            Entry::new("join", 2, 2, join),
            Entry::new("lower", 1, 1, |_, call| Ok(Value::bytes(this(&call)?.to_ascii_lowercase()))),
            Entry::new("replace", 3, 3, replace),
            Entry::new("split", 1, 2, split),
            Entry::new("startswith", 2, 2, |thread, call| affix(thread, &call, "startswith", <[u8]>::starts_with)),
            Entry::new("strip", 1, 1, |_, call| Ok(Value::bytes(this(&call)?.trim_ascii()))),
            Entry::new("upper", 1, 1, |_, call| Ok(Value::bytes(this(&call)?.to_ascii_uppercase()))),
        ]
    }
}

fn this<'a, B: Build>(call: &'a Call<'_, B>) -> Result<&'a [u8], B> {
    call.positional[0].as_bytes().ok_or_else(|| Raised::type_error("descriptor requires a 'bytes' object"))
}

fn argument<'a, B: Build>(thread: &mut Thread<B>, call: &'a Call<'_, B>, index: usize) -> Result<&'a [u8], B> {
    call.positional[index].as_bytes().ok_or_else(|| {
        let name = thread.type_name(&call.positional[index]);
        Raised::type_error(format!("a bytes-like object is required, not '{name}'"))
    })
}

/// Where `part` begins in `all`.
pub(crate) fn position(all: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() { Some(0) } else { all.windows(part.len()).position(|window| window == part) }
}

/// `bytes(source, encoding, errors)`
pub(super) fn construct<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let encoded = call.positional.len() > 1 || !call.keywords.is_empty();
    let (encoding, errors) = codec(thread, &mut call, 1, "bytes")?;
    let source = call.take_keyword("source").unwrap_or_else(|| call.take(0));
    if let Some(text) = source.as_str() {
        if !encoded {
            return Err(Raised::type_error("string argument without an encoding"));
        }
        return encode(text, &encoding, &errors);
    }
    if source.is_unset() {
        return Ok(Value::bytes([]));
    }
    if source.get::<Bytes>().is_some() {
        return Ok(source);
    }
    if source.is_integer() {
        let count = number(thread, &source)?;
        return match usize::try_from(count) {
            Ok(count) if count > 1 << 34 => Err(Raised::new(ExceptionType::MemoryError, "")),
            Ok(count) => Ok(Value::bytes(vec![0; count])),
            Err(_) => Err(Raised::value_error("negative count")),
        };
    }
    let items = thread.items_of(&source).map_err(|raised| match raised.is(ExceptionType::TypeError) {
        true => Raised::type_error(format!("cannot convert '{}' object to bytes", thread.type_name(&source))),
        false => raised,
    })?;
    let byte = |item: &Value<B>| {
        u8::try_from(number(thread, item)?).map_err(|_| Raised::value_error("bytes must be in range(0, 256)"))
    };
    items.iter().map(byte).collect::<Result<Vec<u8>, B>>().map(Value::bytes)
}

/// `encoding` and `errors`, from argument `at` on.
pub(super) fn codec<B: Build>(
    thread: &mut Thread<B>,
    call: &mut Call<'_, B>,
    at: usize,
    method: &str,
) -> Result<(String, String), B> {
    let mut part = |name: &str, index: usize, default: &str| {
        let given = call.take_keyword(name).unwrap_or_else(|| call.take(index));
        match given.as_str() {
            Some(text) => Ok(text.to_owned()),
            None if given.is_unset() => Ok(default.to_owned()),
            None => {
                let name_of_type = thread.type_name(&given);
                Err(Raised::type_error(format!("{method}() argument '{name}' must be str, not {name_of_type}")))
            }
        }
    };
    let encoding = part("encoding", at, "utf-8")?;
    Ok((encoding, part("errors", at + 1, "strict")?))
}

/// The name of an encoding as CPython shows it, and the first code that it has no room for.
fn known<B: Build>(encoding: &str) -> Result<(&'static str, u32), B> {
    match &*encoding.to_lowercase().replace(['_', ' '], "-") {
        "utf-8" | "utf8" | "u8" => Ok(("utf-8", u32::MAX)),
        "ascii" | "us-ascii" | "646" => Ok(("ascii", 0x80)),
        "latin-1" | "latin1" | "iso-8859-1" | "l1" => Ok(("latin-1", 0x100)),
        _ => Err(Raised::new(ExceptionType::LookupError, format!("unknown encoding: {encoding}"))),
    }
}

fn unknown_handler<B: Build>(errors: &str) -> Raised<B> {
    Raised::new(ExceptionType::LookupError, format!("unknown error handler name '{errors}'"))
}

/// `text.encode(encoding, errors)`
pub(super) fn encode<B: Build>(text: &str, encoding: &str, errors: &str) -> Result<Value<B>, B> {
    let (name, limit) = known(encoding)?;
    if name == "utf-8" {
        return Ok(Value::bytes(text.as_bytes()));
    }
    let mut out = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let code = c as u32;
        match errors {
            _ if code < limit => out.push(code as u8),
            "ignore" => {}
            "replace" => out.push(b'?'),
            "strict" => {
                let shown = crate::interp::text::ascii(&c.to_string());
                let message = format!(
                    "'{name}' codec can't encode character '{shown}' in position {at}: ordinal not in range({limit})"
                );
                return Err(Raised::new(ExceptionType::UnicodeEncodeError, message));
            }
            _ => return Err(unknown_handler(errors)),
        }
    }
    Ok(Value::bytes(out))
}

/// `bytes.decode(encoding, errors)`
pub(super) fn decode<B: Build>(bytes: &[u8], encoding: &str, errors: &str) -> Result<Value<B>, B> {
    let (name, limit) = known(encoding)?;
    if name == "latin-1" {
        return Ok(Value::str(bytes.iter().map(|&byte| byte as char).collect::<String>()));
    }
    let (mut out, mut at) = (String::new(), 0);
    while at < bytes.len() {
        let (valid, bad) = valid(&bytes[at..], limit);
        out.push_str(&String::from_utf8_lossy(&bytes[at..at + valid]));
        at += valid;
        let Some((length, reason)) = bad else { continue };
        match errors {
            "ignore" => {}
            "replace" => out.push('\u{fffd}'),
            "strict" => {
                let what = match length {
                    1 => format!("byte {:#04x} in position {at}", bytes[at]),
                    _ => format!("bytes in position {at}-{}", at + length - 1),
                };
                let message = format!("'{name}' codec can't decode {what}: {reason}");
                return Err(Raised::new(ExceptionType::UnicodeDecodeError, message));
            }
            _ => return Err(unknown_handler(errors)),
        }
        at += length;
    }
    Ok(Value::str(out))
}

/// How many bytes are good, and how many after them are bad and why.
fn valid(bytes: &[u8], limit: u32) -> (usize, Option<(usize, &'static str)>) {
    if limit == 0x80 {
        let good = bytes.iter().position(|byte| !byte.is_ascii());
        return (good.unwrap_or(bytes.len()), good.map(|_| (1, "ordinal not in range(128)")));
    }
    let Err(error) = std::str::from_utf8(bytes) else { return (bytes.len(), None) };
    let at = error.valid_up_to();
    let bad = match error.error_len() {
        None => (bytes.len() - at, "unexpected end of data"),
        Some(length) if matches!(bytes[at], 0xc2..=0xf4) => (length, "invalid continuation byte"),
        Some(length) => (length, "invalid start byte"),
    };
    (at, Some(bad))
}

fn decode_method<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (encoding, errors) = codec(thread, &mut call, 1, "decode")?;
    decode(this(&call)?, &encoding, &errors)
}

fn hex<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::str(this(&call)?.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

fn join<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (separator, items) = (this(&call)?, thread.items_of(&call.positional[1])?);
    let mut all = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let Some(part) = item.as_bytes() else {
            let name = thread.type_name(item);
            let message = format!("sequence item {n}: expected a bytes-like object, {name} found");
            return Err(Raised::type_error(message));
        };
        if n > 0 {
            all.extend_from_slice(separator);
        }
        all.extend_from_slice(part);
    }
    Ok(Value::bytes(all))
}

fn affix<B: Build>(
    thread: &mut Thread<B>,
    call: &Call<'_, B>,
    method: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> Result<Value<B>, B> {
    let given = &call.positional[1];
    let candidates = given.get::<Tuple<B>>().map_or(std::slice::from_ref(given), |tuple| &tuple.items);
    for candidate in candidates {
        let Some(part) = candidate.as_bytes() else {
            let name = thread.type_name(candidate);
            let message = format!("{method} first arg must be bytes or a tuple of bytes, not {name}");
            return Err(Raised::type_error(message));
        };
        if test(this(call)?, part) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn find<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let found = position(this(&call)?, argument(thread, &call, 1)?);
    Ok(Value::int(found.map_or(-1, |at| at as i64)))
}

fn index<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let found = position(this(&call)?, argument(thread, &call, 1)?);
    found.map(|at| Value::int(at as i64)).ok_or_else(|| Raised::value_error("subsection not found"))
}

/// The pieces between the places where `separator` is.
fn pieces<'a>(all: &'a [u8], separator: &[u8]) -> Vec<&'a [u8]> {
    let (mut found, mut rest) = (Vec::new(), all);
    while let Some(at) = position(rest, separator).filter(|_| !separator.is_empty()) {
        found.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    found.push(rest);
    found
}

fn count<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (all, part) = (this(&call)?, argument(thread, &call, 1)?);
    let count = if part.is_empty() { all.len() + 1 } else { pieces(all, part).len() - 1 };
    Ok(Value::int(count as i64))
}

fn replace<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (old, new) = (argument(thread, &call, 1)?, argument(thread, &call, 2)?);
    if old.is_empty() {
        return Err(Raised::value_error("replacing nothing is outside the subset of Python"));
    }
    Ok(Value::bytes(pieces(this(&call)?, old).join(new)))
}

fn split<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let all = this(&call)?;
    let parts: Vec<&[u8]> = match call.positional.get(1).filter(|separator| !separator.is_none()) {
        None => all.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty()).collect(),
        Some(_) => match argument(thread, &call, 1)? {
            [] => return Err(Raised::value_error("empty separator")),
            separator => pieces(all, separator),
        },
    };
    Ok(Value::new(List::new(parts.into_iter().map(Value::bytes).collect())))
}
