//! Comprehensions, which run in the frame around them, and generator expressions, which are functions.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged as _, TextRange};

use super::emit::{Compiler, Label, Register, Result};
use crate::interp::code::{Constant, Op};

/// What is done with each element: the instruction, the element (or key), and the value.
type Element<'m> = (Op, &'m Expr, Option<&'m Expr>);

impl<'m> Compiler<'m, '_> {
    /// A list, set or dict comprehension; `to` is a temporary.
    pub(super) fn comprehension(
        &mut self,
        range: TextRange,
        generators: &'m [ast::Comprehension],
        element: Element<'m>,
        to: Register,
    ) -> Result {
        let result = self.temporary();
        let iterator = self.temporaries(3);
        if let Some(first) = generators.first() {
            self.expression_to(&first.iter, iterator)?;
        }
        let empty = match element.0 {
            Op::SetAdd => Op::Set,
            Op::DictAdd => Op::Dict,
            _ => Op::List,
        };
        self.emit(empty, result, 0, 0);
        let around = std::mem::replace(&mut self.scope, self.module.scopes.of(range, false));
        self.make_cells(self.scope);
        self.generators(generators, iterator, &mut |compiler| compiler.element(element, result))?;
        self.forget_variables();
        self.scope = around;
        self.emit(Op::Move, to, result, 0);
        Ok(())
    }

    /// What the variables of a comprehension hold goes at its end.
    fn forget_variables(&mut self) {
        for (name, mention) in &self.module.scopes.all[self.scope].names {
            if let Some(&register) = self.variables.get(&(self.scope, name.clone())).filter(|_| mention.bound) {
                self.emit(Op::Clear, register, 1, 0);
            }
        }
    }

    fn element(&mut self, (op, element, value): Element<'m>, result: Register) -> Result {
        let mark = self.top;
        let first = self.temporaries(2);
        self.expression_to(element, first)?;
        value.iter().try_for_each(|value| self.expression_to(value, first + 1))?;
        self.emit(op, result, first, 0);
        self.top = mark;
        Ok(())
    }

    /// The loops: the first one's iterable is in `iterator` already.
    fn generators(
        &mut self,
        generators: &'m [ast::Comprehension],
        iterator: Register,
        inside: &mut dyn FnMut(&mut Self) -> Result,
    ) -> Result {
        let Some((generator, rest)) = generators.split_first() else { return inside(self) };
        if generator.is_async {
            return self.unsupported(generator, "an asynchronous comprehension");
        }
        let (again, next) = (self.label(), self.label());
        self.emit(Op::GetIter, iterator, 0, 0);
        self.jump(Op::Jump, 0, 0, next);
        self.bind(again);
        let item = self.loop_item(&generator.target)?;
        for test in &generator.ifs {
            self.condition(test, false, next)?;
        }
        let mark = self.top;
        if let Some(inner) = rest.first() {
            let iterator = self.temporaries(3);
            self.expression_to(&inner.iter, iterator)?;
            self.generators(rest, iterator, inside)?;
        } else {
            inside(self)?;
        }
        self.top = mark;
        self.bind(next);
        self.jump(Op::ForIter, iterator, item, again);
        Ok(())
    }

    /// The register that `ForIter` writes, after code that assigns it to the target.
    pub(super) fn loop_item(&mut self, target: &'m Expr) -> Result<Register> {
        if let Some(register) = self.local(target) {
            return Ok(register);
        }
        let item = self.temporary();
        self.store(target, item)?;
        Ok(item)
    }

    /// A generator expression: a generator function that is called at once with the first iterable.
    pub(super) fn generator_expression(&mut self, e: &'m ast::ExprGenerator, to: Register) -> Result {
        let callee = self.temporaries(2);
        if let Some(first) = e.generators.first() {
            self.expression_to(&first.iter, callee + 1)?;
            self.emit(Op::Iterable, callee + 1, 0, 0);
        }
        let scope = self.module.scopes.of(e.range(), false);
        let mut child = Compiler::new(self.module, scope, "<genexpr>", self.qualified("<genexpr>"));
        child.locate(e);
        child.unit.generator = true;
        child.unit.parameters.positional = 1;
        child.declare(scope, ".0");
        child.declare_variables(scope);
        child.make_cells(scope);
        let iterator = child.temporaries(3);
        child.emit(Op::Move, iterator, 0, 0);
        child.generators(&e.generators, iterator, &mut |child| {
            let mark = child.top;
            let value = child.in_temporary(&e.elt)?;
            child.emit(Op::Yield, value, value, 0);
            child.emit(Op::Clear, value, 1, 0);
            child.top = mark;
            Ok(())
        })?;
        let none = child.constant(Constant::None);
        child.emit(Op::ReturnK, 0, none, child.top);
        let unit = child.finish()?;
        self.make_function(unit, &[], callee)?;
        self.emit(Op::Call, callee, 1, to);
        Ok(())
    }

    /// For labels that only a loop knows.
    pub(super) fn loop_labels(&mut self) -> [Label; 3] {
        [self.label(), self.label(), self.label()]
    }
}
