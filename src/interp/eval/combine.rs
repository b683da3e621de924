//! `+`, `*`, `|` … of texts, lists, tuples, sets and dicts.

use crate::{
    interp::{Thread, code::Op},
    object::{Build, Dict, ExceptionType, Kind, List, Raised, Result, Str, Tuple, Value, drop_backward},
};

pub(super) fn is_sequence<B: Build>(value: &Value<B>) -> bool {
    matches!(value.kind(), Some(Kind::Str | Kind::List | Kind::Tuple | Kind::Bytes))
}

const TOO_LARGE: &str = "cannot fit 'int' into an index-sized integer";

/// Operators of texts, lists, tuples, sets and dicts.
pub(super) fn containers<B: Build>(
    thread: &mut Thread<B>,
    op: Op,
    left: &Value<B>,
    right: &Value<B>,
    in_place: bool,
) -> Result<Option<Value<B>>, B> {
    match (op, left.kind(), right.kind()) {
        (Op::Add, Some(Kind::Str), Some(Kind::Str)) => {
            let (a, b) = (left.as_str().unwrap_or(""), right.as_str().unwrap_or(""));
            let mut text = String::with_capacity(a.len() + b.len());
            text.push_str(a);
            text.push_str(b);
            Ok(Some(Value::str(text)))
        }
        (Op::Add, Some(Kind::Bytes), Some(Kind::Bytes)) => {
            Ok(left.as_bytes().zip(right.as_bytes()).map(|(a, b)| Value::bytes([a, b].concat())))
        }
        (Op::Add, Some(Kind::List), _) if in_place => extend_in_place(thread, left, right).map(Some),
        (Op::Mul, Some(Kind::List), _) if in_place && right.is_integer() => repeat_in_place(thread, left, right),
        (Op::Add, Some(Kind::List), Some(Kind::List)) => {
            let (a, b) = (left.get::<List<B>>().map(List::to_vec), right.get::<List<B>>().map(List::to_vec));
            Ok(a.zip(b).map(|(a, b)| Value::new(List::new(a.into_iter().chain(b).collect()))))
        }
        (Op::Add, Some(Kind::Tuple), Some(Kind::Tuple)) => {
            let (a, b) = (left.get::<Tuple<B>>(), right.get::<Tuple<B>>());
            let joined = a.zip(b).map(|(a, b)| a.items.iter().chain(&b.items).cloned().collect::<Vec<_>>());
            Ok(joined.map(|items| Value::new(Tuple::new(items))))
        }
        (Op::Mul, ..) => match (is_sequence(left), right.as_index(), is_sequence(right), left.as_index()) {
            (true, Some(times), ..) => repeat(left, times),
            (.., true, Some(times)) => repeat(right, times),
            (true, None, ..) if right.is_integer() => Err(Raised::new(ExceptionType::OverflowError, TOO_LARGE)),
            (.., true, None) if left.is_integer() => Err(Raised::new(ExceptionType::OverflowError, TOO_LARGE)),
            _ => Ok(None),
        },
        (Op::Mod, Some(Kind::Str), _) => thread.format_percent(left, right).map(Some),
        (Op::And | Op::Or | Op::Sub | Op::Xor, a, b)
            if [a, b].contains(&Some(Kind::Set)) || Thread::has_view(left, right) =>
        {
            thread.set_operator(op, left, right, in_place)
        }
        (Op::Or, Some(Kind::Dict), _) if in_place && right.kind() != Some(Kind::Instance) => {
            thread.dict_update(left, right)?;
            Ok(Some(left.clone()))
        }
        (Op::Or, Some(Kind::Dict), Some(Kind::Dict)) => {
            let Some(a) = left.get::<Dict<B>>() else { return Ok(None) };
            let target = Value::new(Dict::new(a.table.with(|t| t.copy())));
            thread.dict_update(&target, right)?;
            Ok(Some(target))
        }
        _ => Ok(None),
    }
}

/// `list += iterable`
fn extend_in_place<B: Build>(thread: &mut Thread<B>, left: &Value<B>, right: &Value<B>) -> Result<Value<B>, B> {
    let more = thread.items_with_hint(right)?;
    if let Some(list) = left.get::<List<B>>() {
        list.items.with(|items| items.extend(more));
    }
    Ok(left.clone())
}

/// `list *= number`
fn repeat_in_place<B: Build>(thread: &mut Thread<B>, left: &Value<B>, right: &Value<B>) -> Result<Option<Value<B>>, B> {
    let times = thread.index(right)?;
    let (Some(list), Some(product)) = (left.get::<List<B>>(), repeat(left, times)?) else { return Ok(None) };
    let new = product.get::<List<B>>().map(List::to_vec).unwrap_or_default();
    let old = list.items.with(|items| std::mem::replace(items, new));
    drop_backward(old);
    Ok(Some(left.clone()))
}

fn repeat<B: Build>(value: &Value<B>, times: i64) -> Result<Option<Value<B>>, B> {
    let times = usize::try_from(times).unwrap_or(0);
    let length = value.get::<Str>().map_or(value.as_bytes().map_or(1, <[u8]>::len), |s| s.text().len()).max(8);
    if times.saturating_mul(length) > 1 << 34 {
        return Err(Raised::new(ExceptionType::MemoryError, ""));
    }
    if let Some(text) = value.as_str() {
        return Ok(Some(Value::str(text.repeat(times))));
    }
    if let Some(bytes) = value.as_bytes() {
        return Ok(Some(Value::bytes(bytes.repeat(times))));
    }
    let items = match (value.get::<List<B>>(), value.get::<Tuple<B>>()) {
        (Some(list), _) => list.to_vec(),
        (_, Some(tuple)) => tuple.items.to_vec(),
        _ => return Ok(None),
    };
    let mut all = Vec::with_capacity(items.len() * times);
    (0..times).for_each(|_| all.extend(items.iter().cloned()));
    Ok(Some(if value.kind() == Some(Kind::List) { Value::new(List::new(all)) } else { Value::new(Tuple::new(all)) }))
}
