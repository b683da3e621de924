//! Expressions of lists of integers, dicts, tuples and sets.

use super::{Generator, scope::Type};

impl Generator {
    pub(super) fn container_literal(&mut self, kind: Type) -> String {
        let n = self.below(5);
        let mut items = |of: Type| (0..n).map(|_| self.literal(of)).collect::<Vec<_>>();
        match kind {
            Type::Ints => format!("[{}]", items(Type::Int).join(", ")),
            Type::Strs => format!("[{}]", items(Type::Str).join(", ")),
            Type::Numbers if n == 0 => "set()".into(),
            Type::Numbers => format!("{{{}}}", items(Type::Int).join(", ")),
            Type::Pair => format!("({}, {})", self.literal(Type::Int), self.literal(Type::Str)),
            _ => {
                let (keys, values) = (items(Type::Str), items(Type::Int));
                let entries: Vec<_> = keys.iter().zip(values).map(|(k, v)| format!("{k}: {v}")).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    pub(super) fn ints(&mut self, depth: usize) -> String {
        let xs = self.expression(Type::Ints, depth);
        match self.below(17) {
            0 => format!("list(range({} % 8))", self.expression(Type::Int, depth)),
            1 => {
                let (a, b) = (self.expression(Type::Int, depth), self.expression(Type::Int, depth));
                format!("list(range({a} % 9, {b} % 19, {}))", self.pick(&["1", "2", "-1", "-3", "5"]))
            }
            2 => self.comprehension(&xs, depth),
            3 => format!("{xs}{}", self.slice()),
            4 => {
                format!("sorted({xs}{})", self.pick(&["", ", reverse=True", ", key=abs", ", key=lambda k: (k % 3, k)"]))
            }
            5 => format!("({xs} + {})", self.expression(Type::Ints, depth)),
            6 => format!("({xs} * ({} % 3))", self.expression(Type::Int, depth)),
            7 => format!("list(reversed({xs}))"),
            8 => format!("[*{xs}, {}, *{}]", self.expression(Type::Int, depth), self.expression(Type::Ints, depth)),
            9 => format!("list({}.values())", self.expression(Type::Table, depth)),
            10 => {
                let v = self.fresh("p");
                let body = self.scoped(&[(&v, Type::Int)], |g| g.expression(Type::Int, depth));
                format!("list(map(lambda {v}: {body}, {xs}[:8]))")
            }
            11 => {
                let v = self.fresh("p");
                let body = self.scoped(&[(&v, Type::Int)], |g| g.expression(Type::Bool, depth));
                format!("list(filter(lambda {v}: {body}, {xs}[:8]))")
            }
            12 => {
                let (a, b) = (self.fresh("c"), self.fresh("c"));
                let body = self.scoped(&[(&a, Type::Int), (&b, Type::Int)], |g| g.expression(Type::Int, depth));
                format!("[{body} for {a}, {b} in zip({xs}[:6], {})]", self.expression(Type::Ints, depth))
            }
            13 => format!("sorted({})", self.expression(Type::Numbers, depth)),
            14 if !self.generators.is_empty() => {
                let i = self.below(self.generators.len());
                let name = self.generators[i].name.clone();
                format!(
                    "list({name}({} % 5, {}))",
                    self.expression(Type::Int, depth),
                    self.expression(Type::Int, depth)
                )
            }
            15 => format!("list(map(len, {}))", self.expression(Type::Strs, depth)),
            _ => format!("[{}, {}]", self.expression(Type::Int, depth), self.expression(Type::Int, depth)),
        }
    }

    fn comprehension(&mut self, xs: &str, depth: usize) -> String {
        let (a, b) = (self.fresh("c"), self.fresh("c"));
        self.scoped(&[(&a, Type::Int)], |g| {
            if g.chance(70) {
                let (body, condition) = (g.expression(Type::Int, depth), g.expression(Type::Bool, depth));
                return format!("[{body} for {a} in {xs}[:8] if {condition}]");
            }
            let inner = g.expression(Type::Ints, depth);
            let body = g.scoped(&[(&b, Type::Int)], |g| g.expression(Type::Int, depth));
            format!("[{body} for {a} in {xs}[:4] for {b} in {inner}[:4]]")
        })
    }

    pub(super) fn table(&mut self, depth: usize) -> String {
        let t = self.expression(Type::Table, depth);
        match self.below(8) {
            0 => format!("dict(zip({}, {}))", self.expression(Type::Strs, depth), self.expression(Type::Ints, depth)),
            1 => {
                let (k, strs) = (self.fresh("c"), self.expression(Type::Strs, depth));
                let body = self.scoped(&[(&k, Type::Str)], |g| g.expression(Type::Int, depth));
                format!("{{{k}: {body} for {k} in {strs}[:6]}}")
            }
            2 => {
                let (key, value) = (self.expression(Type::Str, depth), self.expression(Type::Int, depth));
                format!("{{**{t}, {key}: {value}}}")
            }
            3 => format!("({t} | {})", self.expression(Type::Table, depth)),
            4 => format!(
                "dict(sorted({t}.items(){}))",
                self.pick(&["", ", key=lambda p: (p[1], p[0])", ", reverse=True"])
            ),
            5 => {
                let (k, v) = (self.fresh("c"), self.fresh("c"));
                let condition = self.scoped(&[(&k, Type::Str), (&v, Type::Int)], |g| g.expression(Type::Bool, depth));
                format!("{{{k}: {v} for {k}, {v} in {t}.items() if {condition}}}")
            }
            6 => format!("dict.fromkeys({}, {})", self.expression(Type::Str, depth), self.expression(Type::Int, depth)),
            _ => format!("{{{}: {}}}", self.expression(Type::Str, depth), self.expression(Type::Int, depth)),
        }
    }

    pub(super) fn pair(&mut self, depth: usize) -> String {
        let (n, s) = (self.expression(Type::Int, depth), self.expression(Type::Str, depth));
        match self.below(4) {
            0 => format!("max(({n}, {s}), {})", self.expression(Type::Pair, depth)),
            1 => format!("tuple([{n}, {s}])"),
            2 => format!("(({s}, {n})[::-1])"),
            _ => format!("({n}, {s})"),
        }
    }

    pub(super) fn numbers(&mut self, depth: usize) -> String {
        let xs = self.expression(Type::Ints, depth);
        match self.below(6) {
            0 => format!("set({xs})"),
            1 | 2 => {
                let (a, b) = (self.expression(Type::Numbers, depth), self.expression(Type::Numbers, depth));
                format!("({a} {} {b})", self.pick(&["|", "&", "-", "^"]))
            }
            3 => {
                let v = self.fresh("c");
                let body = self.scoped(&[(&v, Type::Int)], |g| g.expression(Type::Int, depth));
                format!("{{{body} for {v} in {xs}[:8]}}")
            }
            4 => format!("frozenset({xs})"),
            _ => format!("{{{}, *{xs}}}", self.expression(Type::Int, depth)),
        }
    }
}
