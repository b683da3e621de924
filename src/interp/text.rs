//! `str()` and `repr()`, and how values are formatted.

use num_traits::One as _;

use super::{Thread, format::number::decimal, unicode};
use crate::object::{
    Build, Class, Descriptor, Dict, DictView, Function, Instance, Kind, List, LongRange, Native, Raised, Result, Set,
    Slice, Symbol, Tuple, Value,
};

const REPR: &str = " while getting the repr of an object";

impl<B: Build> Thread<B> {
    /// `str(value)`
    pub fn str(&mut self, value: &Value<B>) -> Result<String, B> {
        if let Some(text) = value.as_str() {
            return Ok(text.to_owned());
        }
        if value.kind() == Some(Kind::Instance)
            && let Some(text) = self.deeper(REPR, |t| t.call_special(value, Symbol::new("__str__"), &[]))?
        {
            return self.text_of(&text, "__str__");
        }
        self.repr(value)
    }

    fn text_of(&mut self, text: &Value<B>, method: &str) -> Result<String, B> {
        match text.as_str() {
            Some(text) => Ok(text.to_owned()),
            None => {
                let name = self.type_name(text);
                Err(Raised::type_error(format!("{method} returned non-string (type {name})")))
            }
        }
    }

    /// `repr(value)`
    pub fn repr(&mut self, value: &Value<B>) -> Result<String, B> {
        let mut out = String::new();
        self.write_repr(value, &mut out, &mut Vec::new())?;
        Ok(out)
    }

    fn write_repr(&mut self, value: &Value<B>, out: &mut String, inside: &mut Vec<u64>) -> Result<(), B> {
        if let Some(number) = value.as_float() {
            out.push_str(&float(number));
        } else if let Some(number) = value.as_small() {
            out.push_str(&number.to_string());
        } else if let Some(truth) = value.as_bool() {
            out.push_str(if truth { "True" } else { "False" });
        } else if let Some(text) = value.as_str() {
            quote(text, out);
        } else if let Some(number) = value.as_big() {
            out.push_str(&decimal(&number).map_err(Raised::value_error)?);
        } else if let Some(kind) = value.kind() {
            self.write_object(kind, value, out, inside)?;
        } else {
            out.push_str(match () {
                () if value.is_none() => "None",
                () if value.is(&Value::ELLIPSIS) => "Ellipsis",
                () if value.is(&Value::NOT_IMPLEMENTED) => "NotImplemented",
                () => "<unset>",
            });
        }
        Ok(())
    }

    fn write_object(&mut self, kind: Kind, value: &Value<B>, out: &mut String, inside: &mut Vec<u64>) -> Result<(), B> {
        match kind {
            Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::DictView => {
                self.deeper(REPR, |thread| thread.write_container(kind, value, out, inside))
            }
            Kind::Instance => match self.deeper(REPR, |t| t.call_special(value, Symbol::new("__repr__"), &[]))? {
                Some(text) => {
                    out.push_str(&self.text_of(&text, "__repr__")?);
                    Ok(())
                }
                None => {
                    out.push_str(&self.plain_repr(value));
                    Ok(())
                }
            },
            Kind::Range | Kind::LongRange => {
                if let Some(range) = LongRange::of(value) {
                    out.push_str(&format!("range({}, {}", range.start, range.stop));
                    out.push_str(&if range.step.is_one() { ")".into() } else { format!(", {})", range.step) });
                }
                Ok(())
            }
            Kind::Bytes => {
                quote_bytes(value.as_bytes().unwrap_or(b""), out);
                Ok(())
            }
            Kind::Slice => {
                out.push_str("slice(");
                if let Some(slice) = value.get::<Slice<B>>() {
                    self.deeper(REPR, |thread| thread.write_items(&slice.parts, out, inside))?;
                }
                out.push(')');
                Ok(())
            }
            _ => {
                out.push_str(&self.plain_repr(value));
                Ok(())
            }
        }
    }

    /// `<__main__.C object at 0x…>` and the like.
    pub(crate) fn plain_repr(&mut self, value: &Value<B>) -> String {
        let address = value.word() & !1;
        if let Some(text) = self.described(value) {
            return text;
        }
        if let Some(function) = value.get::<Function<B>>() {
            return format!("<function {} at {address:#x}>", function.code.unit.qualified_name);
        }
        if let Some(native) = value.get::<Native<B>>() {
            return format!("<built-in function {}>", native.name);
        }
        if let Some(class) = value.get::<Class<B>>() {
            let module = if class.is_builtin() || class.bases.is_empty() { "" } else { "__main__." };
            return format!("<class '{module}{}'>", class.name);
        }
        if let Some(text) = self.weakref_repr(value) {
            return text;
        }
        let name = self.type_name(value);
        let module = if value.get::<Instance<B>>().is_some() { "__main__." } else { "" };
        match value.get::<Descriptor<B>>() {
            Some(_) => format!("<property object at {address:#x}>"),
            None => format!("<{module}{name} object at {address:#x}>"),
        }
    }

    fn write_container(
        &mut self,
        kind: Kind,
        value: &Value<B>,
        out: &mut String,
        inside: &mut Vec<u64>,
    ) -> Result<(), B> {
        if inside.contains(&value.word()) {
            out.push_str(match kind {
                Kind::List => "[...]",
                Kind::Dict => "{...}",
                Kind::Tuple => "(...)",
                Kind::DictView => "...",
                _ => "set(...)",
            });
            return Ok(());
        }
        inside.push(value.word());
        if let Some(list) = value.get::<List<B>>() {
            out.push('[');
            self.write_items(&list.to_vec(), out, inside)?;
            out.push(']');
        } else if let Some(tuple) = value.get::<Tuple<B>>() {
            out.push('(');
            self.write_items(&tuple.items, out, inside)?;
            out.push_str(if tuple.items.len() == 1 { ",)" } else { ")" });
        } else if let Some(dict) = value.get::<Dict<B>>() {
            let pairs: Vec<_> = dict.table.with(|t| t.iter().map(|e| (e.key.clone(), e.value.clone())).collect());
            out.push('{');
            for (n, (key, value)) in pairs.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { ", " });
                self.write_repr(key, out, inside)?;
                out.push_str(": ");
                self.write_repr(value, out, inside)?;
            }
            out.push('}');
        } else if let Some(set) = value.get::<Set<B>>() {
            let items = Self::set_items(set);
            let (open, close) = match (set.frozen, items.is_empty()) {
                (false, true) => ("set(", ")"),
                (false, false) => ("{", "}"),
                (true, true) => ("frozenset(", ")"),
                (true, false) => ("frozenset({", "})"),
            };
            out.push_str(open);
            self.write_items(&items, out, inside)?;
            out.push_str(close);
        } else if let Some(view) = value.get::<DictView<B>>() {
            let items = self.view_items(view);
            out.push_str(&format!("{}([", self.type_name(value)));
            self.write_items(&items, out, inside)?;
            out.push_str("])");
        }
        inside.pop();
        Ok(())
    }

    fn write_items(&mut self, items: &[Value<B>], out: &mut String, inside: &mut Vec<u64>) -> Result<(), B> {
        for (n, item) in items.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { ", " });
            self.write_repr(item, out, inside)?;
        }
        Ok(())
    }
}

/// The fewest digits that give a float back, with an exponent. Of two that are equally near Rust takes any, Python the
/// even one, as rounding to that many digits does.
fn shortest(number: f64) -> String {
    let text = format!("{number:e}");
    let digits = text.split('e').next().unwrap_or("").bytes().filter(u8::is_ascii_digit).count();
    let rounded = format!("{number:.*e}", digits - 1);
    if rounded.parse() == Ok(number) { rounded } else { text }
}

/// `repr` of a float: the shortest digits that give it back, in plain or scientific form as Python chooses.
pub(crate) fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let text = shortest(number);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    // Without an exponent, the digits after the point are as many as there are digits in all, less those before it.
    let text = shortest(number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let count = digits.bytes().filter(u8::is_ascii_digit).count() as i64;
    let decimals = count - 1 - exponent.parse::<i64>().unwrap_or(0);
    let text = format!("{number:.*}", decimals.max(0) as usize);
    let text = if text.parse() == Ok(number) { text } else { number.to_string() };
    if text.contains('.') { text } else { format!("{text}.0") }
}

fn push_escape(code: u32, out: &mut String) {
    out.push_str(&match code {
        0..0x100 => format!("\\x{code:02x}"),
        0x100..0x10000 => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    });
}

/// `repr` of bytes.
fn quote_bytes(bytes: &[u8], out: &mut String) {
    let mark = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(mark);
    for &byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            _ if byte as char == mark => out.extend(['\\', mark]),
            b' '..=b'~' => out.push(byte as char),
            _ => push_escape(byte.into(), out),
        }
    }
    out.push(mark);
}

/// `repr` of a text.
fn quote(text: &str, out: &mut String) {
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(mark);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c if unicode::is_printable(c) => out.push(c),
            c => push_escape(c as u32, out),
        }
    }
    out.push(mark);
}

/// `ascii()` of a `repr`.
pub(crate) fn ascii(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii() {
            out.push(c);
        } else {
            push_escape(c as u32, &mut out);
        }
        out
    })
}
