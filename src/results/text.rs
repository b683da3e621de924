//! The text form of records: pretty JSON in which a re-run changes few lines.

use serde::Serialize;
use serde_json::Value;

/// Numbers on one line of an array of samples.
const NUMBERS_A_LINE: usize = 12;
const INDENT: &str = "  ";

/// Serializes `value` with keys in the order of the fields, scalars of an array side by side, a newline at the end.
///
/// # Errors
/// If `value` has no JSON form.
pub fn to_text<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut text = String::new();
    write(&serde_json::to_value(value)?, 0, &mut text);
    text.push('\n');
    Ok(text)
}

fn write(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let items = map.iter().map(|(key, value)| {
                let mut item = format!("{}: ", Value::from(key.as_str()));
                write(value, depth + 1, &mut item);
                item
            });
            block('{', items.collect(), '}', depth, out);
        }
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            let items = items.iter().map(|value| {
                let mut item = String::new();
                write(value, depth + 1, &mut item);
                item
            });
            block('[', items.collect(), ']', depth, out);
        }
        Value::Array(items) if items.len() > NUMBERS_A_LINE => {
            let lines = items.chunks(NUMBERS_A_LINE).map(side_by_side);
            block('[', lines.collect(), ']', depth, out);
        }
        Value::Array(items) => out.push_str(&format!("[{}]", side_by_side(items))),
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn side_by_side(items: &[Value]) -> String {
    items.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}

fn block(open: char, items: Vec<String>, close: char, depth: usize, out: &mut String) {
    let inner = INDENT.repeat(depth + 1);
    out.push(open);
    out.push('\n');
    out.push_str(&items.iter().map(|item| format!("{inner}{item}")).collect::<Vec<_>>().join(",\n"));
    out.push('\n');
    out.push_str(&INDENT.repeat(depth));
    out.push(close);
}
