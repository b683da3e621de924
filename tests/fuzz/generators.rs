//! Generator functions, and the ways to drive them: `next`, `send`, `throw`, `close`, `yield from`.

use super::{
    Generator,
    program::Statement,
    scope::{Generated, Type},
};

impl Generator {
    /// Defines a generator function of two integers, of which the first bounds its loop.
    pub(super) fn generator(&mut self) -> Statement {
        let (name, n, m, i) = (self.fresh("gen"), self.fresh("n"), self.fresh("m"), self.fresh("i"));
        let listens = self.chance(40);
        let inner = (!self.generators.is_empty() && self.chance(35)).then(|| {
            let at = self.below(self.generators.len());
            self.generators[at].name.clone()
        });
        let parameters = [(n.clone(), Type::Int), (m.clone(), Type::Int)];
        let body = self.in_function(&parameters, |g| g.generator_body(&n, &m, &i, listens, inner.as_deref()));
        self.generators.push(Generated { name: name.clone(), listens });
        Statement::block(format!("def {name}({n}, {m}=4):"), body)
    }

    fn generator_body(&mut self, n: &str, m: &str, i: &str, listens: bool, inner: Option<&str>) -> Vec<Statement> {
        let mut body = self.body(0, 1);
        let mut looped = self.scoped(&[(i, Type::Int)], |g| {
            g.loops += 1;
            let mut suite = g.body(0, 1);
            let value = g.expression(Type::Int, 2);
            suite.push(Statement::line(if listens {
                format!("got = yield {value}")
            } else {
                format!("yield {value}")
            }));
            g.loops -= 1;
            suite
        });
        if listens {
            looped.push(Statement::block("if got is not None:", vec![Statement::line("print('got', got)")]));
        }
        let mut looped = vec![Statement::block(format!("for {i} in range(min({n}, 6)):"), looped)];
        if self.chance(30) {
            let cleaned = vec![Statement::line(format!("print('cleaned', {m})"))];
            let handled = vec![Statement::line("print('inside', e)"), Statement::line("yield -1")];
            let parts = match self.below(2) {
                0 => vec![("try:".into(), looped), ("finally:".into(), cleaned)],
                _ => vec![
                    ("try:".into(), looped),
                    ("except ValueError as e:".into(), handled),
                    ("finally:".into(), cleaned),
                ],
            };
            looped = vec![Statement::Block { parts }];
        }
        body.extend(looped);
        if let Some(inner) = inner {
            body.push(Statement::line(format!("back = yield from {inner}(min({n}, 6) - 1, {m})")));
            body.push(Statement::line("yield back if back is not None else -2"));
        }
        if self.chance(50) {
            let value = self.expression(Type::Int, 1);
            body.push(Statement::line(format!("return {value}")));
        }
        body
    }

    /// Takes a generator step by step.
    pub(super) fn drives_generator(&mut self) -> Vec<Statement> {
        if self.generators.is_empty() {
            return self.body(2, 4);
        }
        let at = self.below(self.generators.len());
        let Generated { name, listens } = self.generators[at].clone();
        let g = self.fresh("it");
        let mut block = vec![Statement::line(format!("{g} = {name}({}, {})", self.below(5), self.literal(Type::Int)))];
        for _ in 0..2 + self.below(5) {
            let line = match self.below(9) {
                0..=2 => format!("print(next({g}, 'over'))"),
                3 if listens => format!("print({g}.send({}))", self.literal(Type::Int)),
                3 => format!("print({g}.send(None))"),
                4 => format!("print({g}.throw(ValueError('thrown')))"),
                5 => format!("{g}.close()"),
                6 => format!("print(list({g}))"),
                7 => format!("print([k for k in {g} if k != {}])", self.literal(Type::Int)),
                _ => format!("print(sum({g}), max({g}, default=None))"),
            };
            block.push(super::tried(vec![Statement::Line(line)]));
        }
        block
    }
}
