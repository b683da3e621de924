//! Expressions of strings and lists of strings.

use super::{Generator, scope::Type};

const TEXTS: [&str; 16] = [
    "''",
    "'a'",
    "'abc'",
    "'Hello World'",
    "'x,y,,z'",
    "'  pad '",
    "'12'",
    "'-7'",
    "'é'",
    "'日本語'",
    "'it\\'s'",
    "'tab\\tnew\\n'",
    "'🐍!'",
    "'aXbXc'",
    "'zzz'",
    "'The quick brown'",
];

impl Generator {
    pub(super) fn text_literal(&mut self) -> String {
        self.pick(&TEXTS).to_string()
    }

    pub(super) fn text(&mut self, depth: usize) -> String {
        let s = self.expression(Type::Str, depth);
        match self.below(17) {
            0 | 1 => format!("({s} + {})", self.expression(Type::Str, depth)),
            2 => format!("({s} * ({} % 4))", self.expression(Type::Int, depth)),
            3 | 4 => format!("{s}{}", self.slice()),
            5 => {
                let method = self.pick(&[
                    "upper()",
                    "lower()",
                    "strip()",
                    "title()",
                    "capitalize()",
                    "swapcase()",
                    "strip('aH')",
                    "lstrip()",
                    "rjust(9, '.')",
                    "center(9)",
                    "zfill(6)",
                    "replace('a', 'oo')",
                    "removeprefix('a')",
                ]);
                format!("{s}.{method}")
            }
            6 => format!("{s}.replace({}, {})", self.expression(Type::Str, depth), self.text_literal()),
            7 => format!("{}.join({})", self.text_literal(), self.expression(Type::Strs, depth)),
            8 | 9 => {
                let kind = self.any_type();
                let shown = kind.shown(&self.expression(kind, depth));
                format!("{}({shown})", self.pick(&["str", "repr", "str"]))
            }
            10 => format!("{}({})", self.pick(&["hex", "bin", "str"]), self.expression(Type::Int, depth)),
            11 => format!("chr(97 + {} % 26)", self.expression(Type::Int, depth)),
            12 => format!("{}[1]", self.expression(Type::Pair, depth)),
            13 if self.slips() => format!("{s}[{}]", self.expression(Type::Int, depth)),
            13 => format!("{s}[:1]"),
            14 => format!("{}({}, default='none')", self.pick(&["min", "max"]), self.expression(Type::Strs, depth)),
            _ => self.formatted(depth),
        }
    }

    /// An f-string. What stands inside is free of quotes and backslashes, so that 3.11 accepts it too.
    fn formatted(&mut self, depth: usize) -> String {
        let mut text = String::from("f'");
        for _ in 0..1 + self.below(3) {
            text.push_str(self.pick(&["", "a ", "{{", "}} ", "é-"]));
            let field = self.field(depth);
            text.push_str(&field);
        }
        text + "'"
    }

    fn field(&mut self, depth: usize) -> String {
        let (kind, specs): (Type, &[&str]) = match self.below(4) {
            0 => (Type::Int, &["", ":5", ":<6", ":+", ":06d", ":,", ":x", ":#b", ":^9", ":_", ":e", "!r", "!s:>8"]),
            1 => (Type::Float, &["", ":.2f", ":10.3f", ":g", ":.3e", ":,.1f", ":+.1f", ":%", "!r", ":<12", ":08.2f"]),
            2 => (Type::Str, &["", ":>8", ":<8", ":^8", ":*^9", ":.2", "!r", "!r:>9", "!a"]),
            _ => (self.any_type(), &["", "!r", "!s"]),
        };
        let specs = self.pick(specs);
        let simple = self.expression(kind, depth.min(1));
        let fits = !simple.contains(['\'', '"', '\\', '{', '!', ':', '\n']);
        let value = if fits { simple } else { self.named_variable(kind) };
        format!("{{{}{specs}}}", kind.shown(&value))
    }

    /// A variable of the type; the module has two of each.
    fn named_variable(&mut self, kind: Type) -> String {
        let name = self.scopes[0].iter().rev().find(|v| v.kind == kind).map(|v| v.name.clone());
        name.unwrap_or_else(|| "None".into())
    }

    pub(super) fn strs(&mut self, depth: usize) -> String {
        let (s, strs) = (self.expression(Type::Str, depth), self.expression(Type::Strs, depth));
        match self.below(13) {
            0 => format!("{s}.split()"),
            1 => format!("{s}.split({})", self.pick(&["','", "'a'", "' ', 1", "None, 1", "'X'"])),
            2 => format!("sorted({strs})"),
            3 => format!("sorted({strs}, key=len, reverse={})", self.literal(Type::Bool)),
            4 => format!("list({s})[:8]"),
            5 => format!("list({})", self.expression(Type::Table, depth)),
            6 => format!("({strs} + {})", self.expression(Type::Strs, depth)),
            7 => format!("{strs}{}", self.slice()),
            8 => format!("list(map(str, {}))", self.expression(Type::Ints, depth)),
            9 => {
                let (i, v) = (self.fresh("i"), self.fresh("c"));
                let body = self.scoped(&[(&i, Type::Int), (&v, Type::Str)], |g| g.expression(Type::Str, depth));
                format!("[{body} for {i}, {v} in enumerate({strs}[:5])]")
            }
            10 => {
                let v = self.fresh("c");
                let (body, condition) = self
                    .scoped(&[(&v, Type::Str)], |g| (g.expression(Type::Str, depth), g.expression(Type::Bool, depth)));
                format!("[{body} for {v} in {strs}[:6] if {condition}]")
            }
            11 => format!("[*{strs}, {s}]"),
            _ => format!("[{s}, {}]", self.expression(Type::Str, depth)),
        }
    }

    /// A slice with any mixture of bounds and a step that is not zero.
    pub(super) fn slice(&mut self) -> String {
        let bounds = ["", "", "1", "2", "-1", "-3", "5", "0", "100"];
        let steps = ["", "", "", ":2", ":-1", ":-2", ":3", ":"];
        format!("[{}:{}{}]", self.pick(&bounds), self.pick(&bounds), self.pick(&steps))
    }
}
