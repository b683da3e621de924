//! Statements: assignments, branches, loops, `try` and `with`.

use super::{
    Generator,
    program::Statement::{self, Block},
    scope::Type,
};

/// How deep compound statements nest.
const NESTING: usize = 3;

impl Generator {
    /// Between `least` and `most` statements with names of their own.
    pub(super) fn body(&mut self, least: usize, most: usize) -> Vec<Statement> {
        let nesting = self.scopes.len() - self.own;
        let n = least + self.below(most - least + 1);
        self.scoped(&[], |g| (0..n).map(|_| g.statement(nesting)).collect())
    }

    fn statement(&mut self, nesting: usize) -> Statement {
        if nesting < NESTING && self.chance(35) {
            return self.compound();
        }
        match self.below(12) {
            0 | 1 => self.new_variable(),
            2..=4 => self.assignment(),
            5 => self.augmented(),
            6..=8 => self.print(),
            _ => self.mutation(),
        }
    }

    pub(super) fn print(&mut self) -> Statement {
        let n = 1 + self.below(3);
        let shown: Vec<String> = (0..n)
            .map(|_| {
                let kind = self.any_type();
                let value = self.expression(kind, 3);
                kind.shown(&value)
            })
            .collect();
        let ending = self.pick(&["", "", "", "", ", sep='|'", ", end=';\\n'"]);
        Statement::line(format!("print({}{ending})", shown.join(", ")))
    }

    pub(super) fn new_variable(&mut self) -> Statement {
        let kind = self.any_type();
        let value = self.expression(kind, 3);
        let value = kind.bounded(&value, self.loops > 0);
        Statement::line(format!("{} = {value}", self.declare(kind)))
    }

    fn assignment(&mut self) -> Statement {
        let kind = self.any_type();
        let small = self.loops > 0;
        match (self.target(kind), self.target(kind)) {
            (Some(a), Some(b)) if self.chance(20) => {
                let value = self.expression(kind, 2);
                Statement::line(format!("{a}, {b} = {b}, {}", kind.bounded(&value, small)))
            }
            (Some(a), Some(b)) if kind == Type::Ints && self.chance(20) => {
                let (head, value) = (self.declare(Type::Int), self.expression(kind, 2));
                Statement::line(format!("{head}, *{a} = {}", kind.bounded(&format!("[3, *{value}, *{b}]"), small)))
            }
            (Some(a), _) => {
                let value = self.expression(kind, 3);
                Statement::line(format!("{a} = {}", kind.bounded(&value, small)))
            }
            _ => self.new_variable(),
        }
    }

    fn augmented(&mut self) -> Statement {
        let kind = [Type::Int, Type::Float, Type::Str, Type::Ints, Type::Numbers][self.below(5)];
        let Some(target) = self.target(kind) else { return self.print() };
        let value = self.expression(kind, 2);
        Statement::line(match kind {
            Type::Int => {
                let operator = self.pick(&["+=", "-=", "^=", "|=", "&=", "//=", "%="]);
                format!("{target} {operator} ({value}) % 1009 + 1")
            }
            Type::Float => format!("{target} {} {value}", self.pick(&["+=", "-="])),
            Type::Str => format!("{target} += {value}[:3]"),
            Type::Numbers => format!("{target} {} set(sorted({value})[:4])", self.pick(&["|=", "&=", "-=", "^="])),
            _ => format!("{target} += {value}[:3]"),
        })
    }

    fn compound(&mut self) -> Statement {
        match self.below(12) {
            0..=2 => self.branch(),
            3..=5 => self.for_loop(),
            6 => self.while_loop(),
            7 | 8 => self.attempt(),
            9 => self.with(),
            10 => self.walrus(),
            _ => self.for_loop(),
        }
    }

    fn branch(&mut self) -> Statement {
        let mut parts = vec![(format!("if {}:", self.expression(Type::Bool, 3)), self.body(1, 3))];
        if self.chance(30) {
            parts.push((format!("elif {}:", self.expression(Type::Bool, 2)), self.body(1, 2)));
        }
        if self.chance(50) {
            parts.push(("else:".into(), self.body(1, 2)));
        }
        Block { parts }
    }

    fn walrus(&mut self) -> Statement {
        let (name, value) = (self.fresh("w"), self.expression(Type::Int, 2));
        let head =
            format!("if ({name} := {value}) {} {}:", self.pick(&["<", ">", "!="]), self.expression(Type::Int, 1));
        let body = self.scoped(&[(&name, Type::Int)], |g| g.body(1, 2));
        Statement::block(head, body)
    }

    fn for_loop(&mut self) -> Statement {
        let (a, b) = (self.fresh("i"), self.fresh("i"));
        let (head, names): (String, Vec<(&str, Type)>) = match self.below(7) {
            0 | 1 => (format!("for {a} in range({}):", self.below(7)), vec![(&a, Type::Int)]),
            2 => (format!("for {a} in {}[:5]:", self.expression(Type::Ints, 2)), vec![(&a, Type::Int)]),
            3 => {
                let xs = self.expression(Type::Strs, 2);
                (format!("for {a}, {b} in enumerate({xs}[:4]):"), vec![(&a, Type::Int), (&b, Type::Str)])
            }
            4 => {
                let t = self.expression(Type::Table, 2);
                (format!("for {a}, {b} in list({t}.items())[:4]:"), vec![(&a, Type::Str), (&b, Type::Int)])
            }
            5 => {
                let (xs, ys) = (self.expression(Type::Ints, 2), self.expression(Type::Strs, 1));
                (format!("for {a}, {b} in zip({xs}[:4], {ys}):"), vec![(&a, Type::Int), (&b, Type::Str)])
            }
            _ => (format!("for {a} in {}[:6]:", self.expression(Type::Str, 2)), vec![(&a, Type::Str)]),
        };
        let body = self.scoped(&names, Self::loop_body);
        let mut parts = vec![(head, body)];
        if self.chance(15) {
            parts.push(("else:".into(), self.body(1, 1)));
        }
        Block { parts }
    }

    fn while_loop(&mut self) -> Statement {
        let n = self.fresh("n");
        let mut body = vec![Statement::line(format!("{n} -= {}", 1 + self.below(2)))];
        body.extend(self.scoped(&[(&n, Type::Int)], Self::loop_body));
        let condition = if self.chance(40) {
            format!("while {n} > 0 and {}:", self.expression(Type::Bool, 2))
        } else {
            format!("while {n} > 0:")
        };
        let started = Statement::line(format!("{n} = {}", 1 + self.below(6)));
        // `if True` keeps the counter and its loop together when the program is shrunk.
        Statement::block("if True:", vec![started, Statement::block(condition, body)])
    }

    fn loop_body(&mut self) -> Vec<Statement> {
        self.loops += 1;
        let mut body = self.body(1, 3);
        if self.chance(30) {
            let head = format!("if {}:", self.expression(Type::Bool, 2));
            let way = self.pick(&["break", "continue"]);
            let at = self.below(body.len() + 1);
            body.insert(at, Statement::block(head, vec![Statement::line(way)]));
        }
        self.loops -= 1;
        body
    }

    fn attempt(&mut self) -> Statement {
        let mut body = self.body(1, 3);
        if self.chance(40) {
            let raised = self.raise();
            body.push(raised);
        }
        let kind = self.pick(&[
            "Exception",
            "ValueError",
            "(KeyError, ValueError)",
            "LookupError",
            "ArithmeticError",
            "TypeError",
        ]);
        let mut handler = vec![Statement::line("print('caught', type(e).__name__, e, repr(e))")];
        handler.extend(self.body(0, 1));
        let mut parts = vec![("try:".into(), body), (format!("except {kind} as e:"), handler)];
        if self.chance(25) {
            parts.push(("else:".into(), self.body(1, 1)));
        }
        if self.chance(40) {
            parts.push(("finally:".into(), self.body(1, 1)));
        }
        Block { parts }
    }

    /// Raises an exception, mostly under a condition.
    pub(super) fn raise(&mut self) -> Statement {
        let kind =
            self.pick(&["ValueError", "KeyError", "IndexError", "TypeError", "RuntimeError", "ZeroDivisionError"]);
        let argument = self.any_type();
        let shown = argument.shown(&self.expression(argument, 1));
        let raise = Statement::line(match self.below(4) {
            0 => format!("raise {kind}"),
            1 => format!("raise {kind}({shown}, {})", self.literal(Type::Int)),
            2 => format!("raise {kind}({shown}) from None"),
            _ => format!("raise {kind}({shown})"),
        });
        if self.chance(70) {
            return Statement::block(format!("if {}:", self.expression(Type::Bool, 2)), vec![raise]);
        }
        raise
    }

    fn with(&mut self) -> Statement {
        let (name, value) = (self.fresh("m"), self.expression(Type::Str, 1));
        let swallow = self.pick(&["True", "False", "False"]);
        let mut body = self.scoped(&[(&name, Type::Str)], |g| g.body(1, 2));
        if swallow == "True" && self.chance(40) {
            let raised = self.raise();
            body.push(raised);
        }
        Statement::block(format!("with Manager({value}, {swallow}) as {name}:"), body)
    }
}
