//! Blocks about what goes wrong and what goes away: wrong operands, changed containers, finalizers, weak references.

use super::{Generator, program::Statement, scope::Type};

/// Expressions that raise for most values; the capitals stand for an int, a str, a list, a dict, a float and a tuple.
const WRONG: [&str; 40] = [
    "I + S",
    "S + I",
    "S - S",
    "L + T",
    "L - L",
    "D + D",
    "I / 0",
    "I // 0",
    "I % 0",
    "F / 0.0",
    "S * S",
    "S[I]",
    "L[100]",
    "L['k']",
    "D['missing']",
    "D[L]",
    "T[9]",
    "I[0]",
    "I()",
    "S()",
    "I.x",
    "S.x",
    "L.x",
    "None.x",
    "-S",
    "~F",
    "I < S",
    "L < T",
    "S < I",
    "int(S)",
    "float(S + 'x')",
    "len(I)",
    "iter(I)",
    "next(L)",
    "sorted([I, S])",
    "max([])",
    "[].pop()",
    "{}.popitem()",
    "L.index('no')",
    "S.index('zzz')",
];

/// More of them, about calls and conversions.
const WRONG_CALLS: [&str; 22] = [
    "undefined_name",
    "(lambda a: a)()",
    "(lambda a: a)(1, 2)",
    "(lambda a: a)(b=1)",
    "(lambda *, k: k)()",
    "abs(S)",
    "chr(-1)",
    "ord('ab')",
    "sum([S])",
    "S.join([I])",
    "S.join(I)",
    "list(I)",
    "dict([I])",
    "set([L])",
    "isinstance(I, I)",
    "round(S)",
    "int([])",
    "I in I",
    "I in S",
    "range(1, 2, 0)",
    "pow(I, S)",
    "1 << -1",
];

/// Statements that fail, or nearly do.
const WRONG_STATEMENTS: [&str; 14] = [
    "a, b = [1, 2, 3][I % 3:]",
    "a, b, c = S",
    "(x for x in I)",
    "for x in I: pass",
    "T[0] = I",
    "S[0] = 'x'",
    "del T[0]",
    "del D['missing']",
    "del L[50]",
    "L[::2] = [1]",
    "raise I",
    "raise ValueError(S) from KeyError(S)",
    "assert I == S, (I, S)",
    "with I: pass",
];

impl Generator {
    /// Tries a few things that raise, each on its own.
    pub(super) fn provokes(&mut self) -> Vec<Statement> {
        let n = 1 + self.below(3);
        (0..n)
            .map(|_| {
                let line = match self.below(8) {
                    0..=3 => format!("print({})", self.filled_in(&WRONG)),
                    4 | 5 => format!("print({})", self.filled_in(&WRONG_CALLS)),
                    6 => self.filled_in(&WRONG_STATEMENTS),
                    _ => return self.changed_while_iterating(),
                };
                super::tried(vec![Statement::Line(line)])
            })
            .collect()
    }

    /// A template with variables of the right types in place of its capitals.
    fn filled_in(&mut self, templates: &[&str]) -> String {
        let template = self.pick(templates);
        let mut text = String::new();
        let mut word = String::new();
        for c in template.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
                continue;
            }
            let kind = match word.as_str() {
                "I" => Some(Type::Int),
                "S" => Some(Type::Str),
                "L" => Some(Type::Ints),
                "D" => Some(Type::Table),
                "F" => Some(Type::Float),
                "T" => Some(Type::Pair),
                _ => None,
            };
            // Only names: a literal in the place would draw a warning of CPython's compiler.
            text.push_str(&kind.map_or(word.clone(), |kind| self.module_variable(kind)));
            text.push(c);
            word.clear();
        }
        text.trim_end().to_string()
    }

    fn module_variable(&mut self, kind: Type) -> String {
        let names: Vec<String> = self.scopes[0].iter().filter(|v| v.kind == kind).map(|v| v.name.clone()).collect();
        names.get(self.below(names.len().max(1))).cloned().unwrap_or_else(|| "None".into())
    }

    fn changed_while_iterating(&mut self) -> Statement {
        let (loops, change): (&str, &str) = [
            ("for k in copy:", "copy[k + 'x'] = 1"),
            ("for k in copy:", "copy.pop(k)"),
            ("for k, v in copy.items():", "copy.clear()"),
            ("for k in list(copy):", "del copy[k]"),
            ("for k in copy:", "copy[k] += 1"),
        ][self.below(5)];
        let copied = Statement::line(format!("copy = dict({})", self.module_variable(Type::Table)));
        let body = vec![copied, Statement::block(loops, vec![Statement::line(change)]), Statement::line("print(copy)")];
        super::tried(body)
    }

    /// Objects that tell when they die, and weak references to them.
    pub(super) fn finalizers(&mut self) -> Vec<Statement> {
        let mut block =
            vec![Statement::line("import gc, weakref"), Statement::line("n = [Noisy(k) for k in range(4)]; k = None")];
        for _ in 0..3 + self.below(5) {
            let at = self.below(4);
            let line = self.pick(&[
                "n[AT] = None",
                "n[AT] = Noisy('new')",
                "n[AT], n[0] = n[0], n[AT]",
                "n.append(n[AT])",
                "del n[-1]; n.append(Noisy('last'))",
                "n[:] = n[::-1]",
                "r = weakref.ref(n[AT]) if n[AT] else None; print(r and r() is n[AT])",
                "r = weakref.ref(Noisy('gone')); print(r())",
                "Noisy('temporary'); print('after')",
                "(lambda held: print('held', held.name))(Noisy('argument'))",
                "print([held.name for held in [Noisy('x'), Noisy('y')]])",
                "d = {'k': Noisy('value')}; d['k'] = 1; d.clear()",
                "c = Noisy('cycle'); c.me = c; c = None; print('collect'); gc.collect(); print('collected')",
                "t = (Noisy('in tuple'),); t = None",
                "s = Noisy('s'); alias = s; s = None; print('alias'); alias = None",
                "n[AT:] = []; n.extend([None] * 4)",
            ]);
            block.push(Statement::line(line.replace("AT", &at.to_string())));
        }
        block.push(Statement::line("print('end'); n.clear()"));
        block
    }
}
