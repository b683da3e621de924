//! Arithmetic: small integers and floats at once, everything else in `binary_slow`.

use super::{
    Window,
    combine::{containers, is_sequence},
    number::{floats, integers},
    precise,
    variable::take_operand,
};
use crate::{
    interp::{
        Thread,
        code::{Instruction, Op},
    },
    object::{BigInt, Build, Class, Kind, Raised, Result, Str, Symbol, Value, integer},
};

macro_rules! fast {
    ($(#[$doc:meta])* $name:ident, |$a:ident, $b:ident| $int:expr, |$x:ident, $y:ident| $float:expr) => {
        $(#[$doc])*
        #[inline(always)]
        pub(super) fn $name<B: Build>(left: &Value<B>, right: &Value<B>) -> Option<Value<B>> {
            if left.is_small() && right.is_small() {
                let ($a, $b) = (left, right);
                return $int;
            }
            let ($x, $y) = (left.as_float()?, right.as_float()?);
            $float
        }
    };
}

fast!(add, |a, b| a.small_shifted().checked_add(b.small_shifted()).map(Value::from_shifted), |x, y| Some(
    Value::float(x + y)
));
fast!(sub, |a, b| a.small_shifted().checked_sub(b.small_shifted()).map(Value::from_shifted), |x, y| Some(
    Value::float(x - y)
));
fast!(mul, |a, b| a.small_unchecked().checked_mul(b.small_shifted()).map(Value::from_shifted), |x, y| Some(
    Value::float(x * y)
));
fast!(div, |a, b| int_div(a.small_unchecked(), b.small_unchecked()), |x, y| (y != 0.0).then(|| Value::float(x / y)));
fast!(floor_div, |a, b| int_floor_div(a.small_unchecked(), b.small_unchecked()), |_x, _y| None);
fast!(modulo, |a, b| int_mod(a.small_unchecked(), b.small_unchecked()), |_x, _y| None);
fast!(and, |a, b| Some(Value::small(a.small_unchecked() & b.small_unchecked())), |_x, _y| None);
fast!(or, |a, b| Some(Value::small(a.small_unchecked() | b.small_unchecked())), |_x, _y| None);
fast!(xor, |a, b| Some(Value::small(a.small_unchecked() ^ b.small_unchecked())), |_x, _y| None);

#[inline(always)]
fn int_div<B: Build>(a: i64, b: i64) -> Option<Value<B>> {
    // Integers of 48 bits are floats exactly.
    (b != 0).then(|| Value::float(a as f64 / b as f64))
}

/// Division of 32 bits is several times as fast as that of 64 bits on many processors.
#[inline(always)]
fn narrow(a: i64, b: i64) -> bool {
    (a | b) as u64 >> 32 == 0
}

#[inline(always)]
fn int_floor_div<B: Build>(a: i64, b: i64) -> Option<Value<B>> {
    if b == 0 {
        return None;
    }
    if narrow(a, b) {
        return Some(Value::small((a as u32 / b as u32).into()));
    }
    let quotient = a / b;
    Some(Value::int(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }))
}

#[inline(always)]
fn int_mod<B: Build>(a: i64, b: i64) -> Option<Value<B>> {
    if b == 0 {
        return None;
    }
    if narrow(a, b) {
        return Some(Value::small((a as u32 % b as u32).into()));
    }
    let rest = a % b;
    Some(Value::small(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }))
}

/// A binary operator: its instruction, its sign, and the methods of classes for it.
struct Operator {
    op: Op,
    sign: &'static str,
    method: &'static str,
}

const OPERATORS: [Operator; 12] = [
    Operator { op: Op::Add, sign: "+", method: "add__" },
    Operator { op: Op::Sub, sign: "-", method: "sub__" },
    Operator { op: Op::Mul, sign: "*", method: "mul__" },
    Operator { op: Op::Div, sign: "/", method: "truediv__" },
    Operator { op: Op::FloorDiv, sign: "//", method: "floordiv__" },
    Operator { op: Op::Mod, sign: "%", method: "mod__" },
    Operator { op: Op::Pow, sign: "** or pow()", method: "pow__" },
    Operator { op: Op::And, sign: "&", method: "and__" },
    Operator { op: Op::Or, sign: "|", method: "or__" },
    Operator { op: Op::Xor, sign: "^", method: "xor__" },
    Operator { op: Op::Shl, sign: "<<", method: "lshift__" },
    Operator { op: Op::Shr, sign: ">>", method: "rshift__" },
];

const MATMUL: Operator = Operator { op: Op::MatMul, sign: "@", method: "matmul__" };

/// `@`: only classes written in Python have it.
#[inline(never)]
pub(super) fn matmul<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let left = take_operand(thread, w, i.b)?;
    let right = take_operand(thread, w, i.c)?;
    let in_place = i.a == i.b && thread.is_in_place(pc);
    let value = match by_method(thread, &MATMUL, &left, &right, in_place)? {
        Some(value) => value,
        None => {
            let (sign, a, b) = (if in_place { "@=" } else { "@" }, thread.type_name(&left), thread.type_name(&right));
            return Err(Raised::type_error(format!("unsupported operand type(s) for {sign}: '{a}' and '{b}'")));
        }
    };
    w.set(i.a, value);
    Ok(())
}

/// The operator of an instruction, and whether its right operand is a constant.
fn operator(op: Op) -> (&'static Operator, bool) {
    let place = op as u16 - Op::Add as u16;
    let constant = op as u16 >= Op::AddK as u16;
    let place = if constant { op as u16 - Op::AddK as u16 } else { place };
    (&OPERATORS[usize::from(place).min(11)], constant)
}

/// The instruction before `pc`.
pub(super) fn instruction(pc: *const Instruction) -> Instruction {
    // SAFETY: the eval loop has just read it.
    unsafe { *pc.sub(1) }
}

#[inline(never)]
pub(super) fn binary_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let (operator, constant) = operator(i.op);
    let right = if constant { w.constant(i.c) } else { w.get(i.c) };
    if let Some(value) = numbers(operator.op, w.get(i.b), right) {
        w.set(i.a, value);
        return Ok(());
    }
    let left = take_operand(thread, w, i.b)?;
    let right = if constant { w.constant(i.c).clone() } else { take_operand(thread, w, i.c)? };
    let in_place = i.a == i.b && thread.is_in_place(pc);
    let value = combine(thread, operator, left, right, in_place)?;
    w.set(i.a, value);
    Ok(())
}

/// A float and a small integer, and powers of floats: nothing is counted, nothing can fail.
#[inline(always)]
fn numbers<B: Build>(op: Op, left: &Value<B>, right: &Value<B>) -> Option<Value<B>> {
    let number = |value: &Value<B>| value.as_float().or_else(|| value.as_small().map(|n| n as f64));
    if left.is_small() && right.is_small() {
        return None;
    }
    let (a, b) = (number(left)?, number(right)?);
    Some(Value::float(match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::Div if b != 0.0 => a / b,
        Op::Pow if b == 2.0 && (a * a).is_finite() => a * a,
        Op::Pow if a > 0.0 && a.is_finite() && b.abs() <= 1.0 => a.powf(b),
        _ => return None,
    }))
}

/// `r[a] += r[c]`: in place to a text or a large integer that only this register refers to: nobody can tell.
#[inline(never)]
pub(super) fn inplace_add_slow<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
) -> Result<(), B> {
    let i = instruction(pc);
    if i.b != i.c {
        let right = w.get(i.c);
        // SAFETY: a register of the frame. If r[c] is the same object, its count is not one.
        let left = unsafe { &mut *w.at(i.b) };
        let done = match right.get::<Str>() {
            Some(more) => left.get_unique::<Str>().map(|text| text.append(more)).is_some(),
            None => left.get_unique::<BigInt>().is_some_and(|number| number.add_word(right)),
        };
        if done {
            if i.c >= thread.code().first_temporary {
                w.set(i.c, Value::UNSET);
            }
            return Ok(());
        }
    }
    let left = take_operand(thread, w, i.b)?;
    let right = take_operand(thread, w, i.c)?;
    let value = combine(thread, &OPERATORS[0], left, right, true)?;
    w.set(i.a, value);
    Ok(())
}

/// `left op right` of any values, by the operator's instruction.
pub(crate) fn binary<B: Build>(thread: &mut Thread<B>, op: Op, left: Value<B>, right: Value<B>) -> Result<Value<B>, B> {
    combine(thread, operator(op).0, left, right, false)
}

fn combine<B: Build>(
    thread: &mut Thread<B>,
    operator: &Operator,
    left: Value<B>,
    right: Value<B>,
    in_place: bool,
) -> Result<Value<B>, B> {
    if left.is_integer() && right.is_integer() {
        return integers(operator.op, &left, &right);
    }
    if let Some((a, b)) = precise::float_operands(&left, &right)? {
        if let Some(value) = floats(operator.op, a, b)? {
            return Ok(value);
        }
    } else if let Some(value) = containers(thread, operator.op, &left, &right, in_place)? {
        return Ok(value);
    }
    if let Some(value) = by_method(thread, operator, &left, &right, in_place)? {
        return Ok(value);
    }
    let sign =
        if in_place { format!("{}=", operator.sign.split(' ').next().unwrap_or("")) } else { operator.sign.into() };
    let (a, b) = (thread.type_name(&left), thread.type_name(&right));
    if operator.op == Op::Add && left.kind() == Some(Kind::Bytes) {
        return Err(Raised::type_error(format!("can't concat {b} to bytes")));
    }
    if operator.op == Op::Add && left.kind() == Some(Kind::Str) {
        return Err(Raised::type_error(format!("can only concatenate str (not \"{b}\") to str")));
    }
    if operator.op == Op::Add && matches!(left.kind(), Some(Kind::List | Kind::Tuple)) {
        return Err(Raised::type_error(format!("can only concatenate {a} (not \"{b}\") to {a}")));
    }
    if operator.op == Op::Mul && [&left, &right].iter().any(|v| is_sequence(v)) {
        let other = if is_sequence(&left) { b } else { a };
        return Err(Raised::type_error(format!("can't multiply sequence by non-int of type '{other}'")));
    }
    Err(Raised::type_error(format!("unsupported operand type(s) for {sign}: '{a}' and '{b}'")))
}

/// `__iadd__`, `__add__`, `__radd__` …
fn by_method<B: Build>(
    thread: &mut Thread<B>,
    operator: &Operator,
    left: &Value<B>,
    right: &Value<B>,
    in_place: bool,
) -> Result<Option<Value<B>>, B> {
    let [in_place_name, name, reflected] =
        ["__i", "__", "__r"].map(|prefix| Symbol::new(&format!("{prefix}{}", operator.method)));
    let (of_left, of_right) = (thread.runtime.class_of(left).clone(), thread.runtime.class_of(right).clone());
    let different = !of_left.is(&of_right);
    let lookup = |class: &Value<B>| class.get::<Class<B>>().and_then(|class| class.lookup(reflected));
    // A subclass that has its own reflected method is asked first.
    let first = different
        && Class::is_subclass(&of_right, &of_left)
        && lookup(&of_right).is_some_and(|own| lookup(&of_left).is_none_or(|inherited| !inherited.is(&own)));
    let forms = [
        (in_place, in_place_name, left, right),
        (first, reflected, right, left),
        (true, name, left, right),
        (different && !first, reflected, right, left),
    ];
    for (_, name, receiver, other) in forms.into_iter().filter(|(wanted, ..)| *wanted) {
        if receiver.kind() == Some(Kind::Instance)
            && let Some(value) = thread.call_special(receiver, name, &[other])?
            && !value.is(&Value::NOT_IMPLEMENTED)
        {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

#[inline(never)]
pub(super) fn unary_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let operand = take_operand(thread, w, i.b)?;
    let value = unary(thread, i.op, operand)?;
    w.set(i.a, value);
    Ok(())
}

/// `-x`, `+x`, `~x`
pub(crate) fn unary<B: Build>(thread: &mut Thread<B>, op: Op, operand: Value<B>) -> Result<Value<B>, B> {
    match (op, operand.as_float(), operand.as_big()) {
        (Op::Negative, Some(number), _) => return Ok(Value::float(-number)),
        (Op::Positive, Some(_), _) => return Ok(operand),
        (Op::Negative, _, Some(number)) => return Ok(integer(-number)),
        (Op::Positive, _, Some(number)) => return Ok(integer(number)),
        (Op::Invert, _, Some(number)) => return Ok(integer(-number - 1)),
        _ => {}
    }
    let (sign, method) = match op {
        Op::Negative => ("-", "__neg__"),
        Op::Positive => ("+", "__pos__"),
        _ => ("~", "__invert__"),
    };
    if let Some(value) = thread.call_special(&operand, Symbol::new(method), &[])? {
        return Ok(value);
    }
    Err(Raised::type_error(format!("bad operand type for unary {sign}: '{}'", thread.type_name(&operand))))
}

impl<B: Build> Thread<B> {
    /// `left + right`
    #[inline]
    pub(crate) fn add(&mut self, left: Value<B>, right: Value<B>) -> Result<Value<B>, B> {
        match add(&left, &right) {
            Some(sum) => Ok(sum),
            None => binary(self, Op::Add, left, right),
        }
    }
}
