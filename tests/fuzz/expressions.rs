//! Expressions of numbers and truth values, and the choice by type.

use rand::RngExt;

use super::{Generator, scope::Type};

/// Integers at the edges of machine words and beyond them.
const EDGES: [&str; 16] = [
    "2 ** 31",
    "-2 ** 31",
    "2 ** 47",
    "-2 ** 47",
    "2 ** 47 - 1",
    "2 ** 48",
    "2 ** 53 + 1",
    "2 ** 62",
    "2 ** 63",
    "-2 ** 63",
    "2 ** 63 - 1",
    "2 ** 64",
    "10 ** 20",
    "-10 ** 20",
    "2 ** 100",
    "3 ** 50",
];

const FLOATS: [&str; 14] = [
    "0.0",
    "-0.0",
    "0.1",
    "0.5",
    "1.0",
    "1.5",
    "-2.5",
    "3.14159",
    "1e16",
    "1e-5",
    "123456.789",
    "2.0 ** 40",
    "1e300",
    "float('inf')",
];

impl Generator {
    /// An expression of the type; `depth` bounds its size.
    pub(super) fn expression(&mut self, kind: Type, depth: usize) -> String {
        if depth == 0 {
            return if self.chance(70) { self.variable(kind) } else { self.literal(kind) };
        }
        if self.chance(8) {
            let (condition, a, b) = (
                self.expression(Type::Bool, depth - 1),
                self.expression(kind, depth - 1),
                self.expression(kind, depth - 1),
            );
            return format!("({a} if {condition} else {b})");
        }
        if self.chance(8)
            && let Some(call) = self.call(kind, depth - 1)
        {
            return call;
        }
        match kind {
            Type::Int => self.int(depth - 1),
            Type::Float => self.float(depth - 1),
            Type::Bool => self.truth(depth - 1),
            Type::Str => self.text(depth - 1),
            Type::Ints => self.ints(depth - 1),
            Type::Strs => self.strs(depth - 1),
            Type::Table => self.table(depth - 1),
            Type::Pair => self.pair(depth - 1),
            Type::Numbers => self.numbers(depth - 1),
        }
    }

    /// An expression that can be written without thought: a constant.
    pub(super) fn literal(&mut self, kind: Type) -> String {
        match kind {
            Type::Int if self.chance(15) => format!("({})", self.pick(&EDGES)),
            Type::Int => self.random.random_range(-20..60_i32).to_string(),
            Type::Float => self.pick(&FLOATS).to_string(),
            Type::Bool => self.pick(&["True", "False"]).to_string(),
            Type::Str => self.text_literal(),
            _ => self.container_literal(kind),
        }
    }

    fn int(&mut self, depth: usize) -> String {
        let a = self.expression(Type::Int, depth);
        match self.below(16) {
            0..=2 => {
                let (operator, b) = (self.pick(&["+", "-", "*", "+", "-"]), self.expression(Type::Int, depth));
                format!("({a} {operator} {b})")
            }
            3 | 4 => {
                let (operator, b) = (self.pick(&["//", "%"]), self.divisor(Type::Int, depth));
                format!("({a} {operator} {b})")
            }
            5 => {
                let (operator, b) = (self.pick(&["&", "|", "^"]), self.expression(Type::Int, depth));
                format!("({a} {operator} {b})")
            }
            6 => {
                let (operator, b) = (self.pick(&["<<", ">>"]), self.expression(Type::Int, depth));
                if self.slips() {
                    format!("({a} {operator} ({b} % 99 - 20))")
                } else {
                    format!("({a} {operator} {b} % 70)")
                }
            }
            7 => format!("({}{a})", self.pick(&["-", "~", "+"])),
            8 => format!("abs({a})"),
            9 => format!("divmod({a}, {})[{}]", self.divisor(Type::Int, depth), self.below(2)),
            10 => format!("pow({a} % 97, {}, 89)", self.below(9)),
            11 => format!("(({a} % 12) ** {})", self.below(6)),
            12 => self.int_of_float(depth),
            13 => format!("{}({a}, {})", self.pick(&["min", "max"]), self.expression(Type::Int, depth)),
            _ => self.int_of_container(depth),
        }
    }

    fn int_of_float(&mut self, depth: usize) -> String {
        let x = self.expression(Type::Float, depth);
        let function = self.pick(&["int", "round"]);
        if self.slips() { format!("{function}({x})") } else { format!("{function}({x} if abs({x}) < 1e18 else 7.5)") }
    }

    fn int_of_container(&mut self, depth: usize) -> String {
        let xs = self.expression(Type::Ints, depth);
        match self.below(12) {
            0 => format!("sum({xs})"),
            1 => format!("{}({xs}, default=0)", self.pick(&["min", "max"])),
            2 if self.slips() => format!("{xs}[{}]", self.expression(Type::Int, depth)),
            2 | 3 => format!("({xs} or [5])[{}]", self.pick(&["0", "-1"])),
            4 => format!("{xs}.count({})", self.expression(Type::Int, depth)),
            5 => format!("next(iter({xs}), -1)"),
            6 => {
                let (t, k) = (self.expression(Type::Table, depth), self.expression(Type::Str, depth));
                if self.slips() { format!("{t}[{k}]") } else { format!("{t}.get({k}, {})", self.literal(Type::Int)) }
            }
            7 => format!("{}[0]", self.expression(Type::Pair, depth)),
            8 => format!("sum({})", self.expression(Type::Numbers, depth)),
            9 => {
                let v = self.fresh("c");
                let body = self.scoped(&[(&v, Type::Int)], |g| g.expression(Type::Int, depth));
                format!("sum({body} for {v} in {xs}[:8])")
            }
            10 => {
                let v = self.fresh("p");
                let body = self.scoped(&[(&v, Type::Int)], |g| g.expression(Type::Int, depth));
                format!("(lambda {v}: {body})({})", self.expression(Type::Int, depth))
            }
            _ => {
                let kind = [Type::Str, Type::Strs, Type::Table, Type::Numbers, Type::Ints][self.below(5)];
                format!("len({})", self.expression(kind, depth))
            }
        }
    }

    /// A divisor that is hardly ever zero.
    fn divisor(&mut self, kind: Type, depth: usize) -> String {
        let b = self.expression(kind, depth);
        if self.slips() { b } else { format!("({b} or {})", 2 + self.below(9)) }
    }

    fn float(&mut self, depth: usize) -> String {
        let a = self.expression(Type::Float, depth);
        match self.below(11) {
            0..=3 => {
                let (operator, b) = (self.pick(&["+", "-", "*"]), self.expression(Type::Float, depth));
                format!("({a} {operator} {b})")
            }
            4 | 5 => {
                let (operator, b) = (self.pick(&["/", "/", "//", "%"]), self.divisor(Type::Float, depth));
                format!("({a} {operator} {b})")
            }
            6 => format!("({} / {})", self.expression(Type::Int, depth), self.divisor(Type::Int, depth)),
            7 => format!("round({a}, {})", self.below(5)),
            8 => format!("({}{a})", self.pick(&["-", "+"])),
            9 => {
                let (operator, n) = (self.pick(&["+", "*", "-"]), self.expression(Type::Int, depth));
                format!("({a} {operator} {n})")
            }
            _ => format!("float({} % 10 ** 25)", self.expression(Type::Int, depth)),
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        let kind = [Type::Int, Type::Float, Type::Str, Type::Ints, Type::Pair, Type::Strs, Type::Int][self.below(7)];
        let (a, b) = (self.expression(kind, depth), self.expression(kind, depth));
        match self.below(10) {
            0..=2 => format!("({a} {} {b})", self.pick(&["<", "<=", "==", "!=", ">", ">="])),
            3 => format!("({a} {} {b} {} {})", self.pick(&["<", "<="]), self.pick(&["<", "!="]), self.variable(kind)),
            4 => format!("(not {})", self.expression(Type::Bool, depth)),
            5 => {
                let (x, y) = (self.expression(Type::Bool, depth), self.expression(Type::Bool, depth));
                format!("({x} {} {y})", self.pick(&["and", "or", "==", "^"]))
            }
            6 => self.membership(depth),
            7 => format!("bool({a})"),
            8 => {
                let (v, xs) = (self.fresh("c"), self.expression(Type::Ints, depth));
                let body = self.scoped(&[(&v, Type::Int)], |g| g.expression(Type::Bool, depth));
                format!("{}({body} for {v} in {xs}[:6])", self.pick(&["any", "all"]))
            }
            _ => format!("isinstance({a}, {})", self.pick(&["int", "str", "(int, list)", "float", "bool", "tuple"])),
        }
    }

    fn membership(&mut self, depth: usize) -> String {
        let operator = self.pick(&["in", "not in"]);
        let (item, of) = [
            (Type::Int, Type::Ints),
            (Type::Str, Type::Strs),
            (Type::Str, Type::Table),
            (Type::Int, Type::Numbers),
            (Type::Str, Type::Str),
        ][self.below(5)];
        format!("({} {operator} {})", self.expression(item, depth), self.expression(of, depth))
    }
}
