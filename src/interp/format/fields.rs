//! `text.format(...)`

use crate::{
    interp::{Thread, text},
    object::{Build, Call, ExceptionType, Raised, Result, Symbol, Value},
};

/// How fields without a number are counted.
enum Numbering {
    Unknown,
    Automatic(usize),
    Manual,
}

/// A text with fields, and the values for them.
struct Fields<'a, 'c, B: Build> {
    call: &'a Call<'c, B>,
    numbering: Numbering,
}

impl<B: Build> Thread<B> {
    /// `text.format(*positional, **keywords)`
    pub(crate) fn format_fields(&mut self, call: &Call<'_, B>) -> Result<String, B> {
        let text = call.positional[0].as_str().unwrap_or("");
        let mut fields = Fields { call, numbering: Numbering::Unknown };
        self.fill_fields(text, &mut fields, 2)
    }

    fn fill_fields(&mut self, text: &str, fields: &mut Fields<'_, '_, B>, depth: usize) -> Result<String, B> {
        let (mut out, mut rest) = (String::new(), text);
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            if let Some(after) = after.strip_prefix(brace) {
                out.push_str(brace);
                rest = after;
                continue;
            }
            if brace == "}" {
                return Err(Raised::value_error("Single '}' encountered in format string"));
            }
            if depth == 0 {
                return Err(Raised::value_error("Max string recursion exceeded"));
            }
            let Some(end) = matching(after) else {
                let message = if after.is_empty() { "Single '{' encountered in" } else { "expected '}' before end of" };
                let whole = if after.is_empty() { "format string" } else { "string" };
                return Err(Raised::value_error(format!("{message} {whole}")));
            };
            out.push_str(&self.fill_field(&after[..end], fields, depth)?);
            rest = &after[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn fill_field(&mut self, field: &str, fields: &mut Fields<'_, '_, B>, depth: usize) -> Result<String, B> {
        let end = field.find(['!', ':']).unwrap_or(field.len());
        let (name, mut rest) = field.split_at(end);
        let mut value = self.field_value(name, fields)?;
        if let Some(after) = rest.strip_prefix('!') {
            let conversion = after.chars().next().unwrap_or(' ');
            value = match conversion {
                's' => Value::str(self.str(&value)?),
                'r' => Value::str(self.repr(&value)?),
                'a' => Value::str(text::ascii(&self.repr(&value)?)),
                _ => return Err(Raised::value_error(format!("Unknown conversion specifier {conversion}"))),
            };
            rest = &after[1..];
            if !rest.is_empty() && !rest.starts_with(':') {
                return Err(Raised::value_error("expected ':' after conversion specifier"));
            }
        }
        let specification = self.fill_fields(rest.strip_prefix(':').unwrap_or(""), fields, depth - 1)?;
        self.format(&value, &specification)
    }

    /// `0.name[key]`
    fn field_value(&mut self, name: &str, fields: &mut Fields<'_, '_, B>) -> Result<Value<B>, B> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let mut value = fields.argument(first)?;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                value = self.get_attribute(&value, Symbol::new(&after[..end]))?;
                rest = &after[end..];
                continue;
            }
            let Some((key, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
                return Err(Raised::value_error("Missing ']' in format string"));
            };
            let key = key.parse::<i64>().map_or_else(|_| Value::str(key), Value::int);
            value = self.get_item(&value, &key)?;
            rest = after;
        }
        Ok(value)
    }
}

impl<B: Build> Fields<'_, '_, B> {
    fn argument(&mut self, name: &str) -> Result<Value<B>, B> {
        let index = match (name.parse::<usize>(), &self.numbering) {
            (Ok(_), Numbering::Automatic(_)) => {
                let message = "cannot switch from automatic field numbering to manual field specification";
                return Err(Raised::value_error(message));
            }
            (Ok(index), _) => {
                self.numbering = Numbering::Manual;
                index
            }
            (Err(_), _) if !name.is_empty() => return self.named(name),
            (_, Numbering::Manual) => {
                let message = "cannot switch from manual field specification to automatic field numbering";
                return Err(Raised::value_error(message));
            }
            (_, numbering) => {
                let index = if let Numbering::Automatic(next) = numbering { *next } else { 0 };
                self.numbering = Numbering::Automatic(index + 1);
                index
            }
        };
        let found = self.call.positional.get(index.saturating_add(1)).cloned();
        found.ok_or_else(|| {
            let message = format!("Replacement index {index} out of range for positional args tuple");
            Raised::new(ExceptionType::IndexError, message)
        })
    }

    fn named(&self, name: &str) -> Result<Value<B>, B> {
        let found = self.call.keywords.iter().find(|(symbol, _)| symbol.text() == name);
        found.map(|(_, value)| value.clone()).ok_or_else(|| Raised::new(ExceptionType::KeyError, name))
    }
}

/// Where the brace is that closes a field.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
