//! Statements.

use ruff_python_ast::{self as ast, Expr, Operator, Stmt};

use super::{
    emit::{Compiler, Register, Result},
    expression::{binary, constant},
    scope::ScopeKind,
};
use crate::interp::code::{Constant, Op};

impl<'m> Compiler<'m, '_> {
    pub(super) fn statements(&mut self, body: &'m [Stmt]) -> Result {
        body.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &'m Stmt) -> Result {
        self.locate(statement);
        let mark = self.top;
        match statement {
            Stmt::Expr(s) => self.expression_statement(&s.value)?,
            Stmt::Assign(s) => self.assign(s)?,
            Stmt::AugAssign(s) => self.augmented(s)?,
            Stmt::AnnAssign(s) => s.value.iter().try_for_each(|value| self.assign_one(&s.target, value))?,
            Stmt::If(s) => self.if_statement(s)?,
            Stmt::While(s) => self.while_loop(s)?,
            Stmt::For(s) => self.for_loop(s)?,
            Stmt::Break(s) => self.break_or_continue(s, true)?,
            Stmt::Continue(s) => self.break_or_continue(s, false)?,
            Stmt::Return(s) => self.return_statement(s)?,
            Stmt::FunctionDef(s) => self.function_definition(s)?,
            Stmt::ClassDef(s) => self.class_definition(s)?,
            Stmt::Delete(s) => s.targets.iter().try_for_each(|target| self.delete(target))?,
            Stmt::Raise(s) => self.raise(s)?,
            Stmt::Try(s) => self.try_statement(s)?,
            Stmt::With(s) => self.with_statement(s, 0)?,
            Stmt::Assert(s) => self.assert(s)?,
            Stmt::Import(s) => self.import(s)?,
            Stmt::ImportFrom(s) => self.import_from(s)?,
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::Match(s) => self.unsupported(s, "match")?,
            Stmt::TypeAlias(s) => self.unsupported(s, "a type alias")?,
            Stmt::IpyEscapeCommand(s) => self.unsupported(s, "an IPython command")?,
        }
        self.top = mark;
        Ok(())
    }

    fn expression_statement(&mut self, value: &'m Expr) -> Result {
        if let Expr::Call(call) = value
            && let Some((list, item)) = self.append(call)
        {
            return self.append_statement(call, list, item);
        }
        if constant(value).is_none() {
            let result = self.in_temporary(value)?;
            self.emit(Op::Clear, result, 1, 0);
        }
        Ok(())
    }

    fn assign(&mut self, s: &'m ast::StmtAssign) -> Result {
        if let [target] = &*s.targets {
            return self.assign_one(target, &s.value);
        }
        let value = self.in_temporary(&s.value)?;
        for target in &s.targets {
            let copy = self.temporary();
            self.emit(Op::Copy, copy, value, 0);
            self.store(target, copy)?;
            self.top -= 1;
        }
        self.emit(Op::Clear, value, 1, 0);
        Ok(())
    }

    fn assign_one(&mut self, target: &'m Expr, value: &'m Expr) -> Result {
        if let Some(register) = self.local(target) {
            return self.expression_to(value, register);
        }
        if let (Expr::Tuple(targets), Expr::Tuple(values)) = (target, value)
            && targets.elts.len() == values.elts.len()
            && !targets.elts.iter().chain(&values.elts).any(Expr::is_starred_expr)
        {
            return self.assign_many(&targets.elts, &values.elts);
        }
        let value = self.expression(value)?;
        self.store(target, value)
    }

    /// `a, b = b, a` needs no tuple: all are evaluated, then all are assigned.
    fn assign_many(&mut self, targets: &'m [Expr], values: &'m [Expr]) -> Result {
        let registers: Vec<_> = values.iter().map(|value| self.in_temporary(value)).collect::<Result<_>>()?;
        targets.iter().zip(registers).try_for_each(|(target, register)| self.store(target, register))
    }

    fn augmented(&mut self, s: &'m ast::StmtAugAssign) -> Result {
        match &*s.target {
            Expr::Name(name) => {
                let local = self.local(&s.target);
                let register = local.unwrap_or_else(|| self.temporary());
                if local.is_none() {
                    self.load_name(name.id.as_str(), register);
                }
                self.augment(s, register)?;
                if local.is_none() {
                    self.store_name(name.id.as_str(), register);
                }
            }
            Expr::Attribute(target) => {
                let object = self.expression(&target.value)?;
                let value = self.temporaries(2);
                let read = self.kept(object, value + 1);
                let site = self.site(target.attr.as_str());
                self.emit(Op::LoadAttribute, value, read, site);
                self.augment(s, value)?;
                let site = self.site(target.attr.as_str());
                self.emit(Op::StoreAttribute, value, object, site);
            }
            Expr::Subscript(target) => {
                let object = self.expression(&target.value)?;
                let index = self.expression(&target.slice)?;
                let value = self.temporaries(2);
                let (from, at) = (self.kept(object, value), self.kept(index, value + 1));
                self.emit(Op::Index, value, from, at);
                self.augment(s, value)?;
                self.emit(Op::StoreIndex, object, index, value);
            }
            other => self.unsupported(other, "this assignment target")?,
        }
        Ok(())
    }

    /// Where an operand can be read that is needed once more: a temporary is consumed, and so has to be copied.
    fn kept(&mut self, operand: Register, copy: Register) -> Register {
        if !self.is_temporary(operand) {
            return operand;
        }
        self.emit(Op::Copy, copy, operand, 0);
        copy
    }

    fn augment(&mut self, s: &'m ast::StmtAugAssign, register: Register) -> Result {
        let right = constant(&s.value).filter(|_| s.op != Operator::MatMult);
        let in_place = s.op == Operator::Add && !matches!(right, Some(Constant::Int(_) | Constant::Float(_)));
        let Some(op) = binary(s.op, right.is_some() && !in_place) else {
            return self.unsupported(s, "the operator '@='");
        };
        let operand = match right {
            Some(constant) if !in_place => self.constant(constant),
            _ => self.expression(&s.value)?,
        };
        self.locate(s);
        let here = self.here();
        self.unit.inplace.push(here);
        self.emit(if in_place { Op::InplaceAdd } else { op }, register, register, operand);
        Ok(())
    }

    fn return_statement(&mut self, s: &'m ast::StmtReturn) -> Result {
        if !matches!(self.module.scopes.all[self.frame].kind, ScopeKind::Function) {
            return self.error(s, "'return' outside function");
        }
        if self.blocks.is_empty() {
            match s.value.as_deref().map(|value| (constant(value), value)) {
                None | Some((Some(_), _)) => {
                    let value = s.value.as_deref().and_then(constant).unwrap_or(Constant::None);
                    let value = self.constant(value);
                    self.emit(Op::ReturnK, 0, value, self.top);
                }
                Some((None, value)) => {
                    let live = self.top;
                    let value = self.expression(value)?;
                    self.emit(Op::Return, value, live, 0);
                }
            }
            return Ok(());
        }
        let (live, value) = (self.top, self.temporary());
        match &s.value {
            Some(expr) => self.expression_to(expr, value)?,
            None => self.load_constant(Constant::None, value),
        }
        self.leave_blocks(0)?;
        self.emit(Op::Return, value, live, 0);
        Ok(())
    }

    fn assert(&mut self, s: &'m ast::StmtAssert) -> Result {
        let end = self.label();
        self.condition(&s.test, true, end)?;
        let callee = self.temporaries(2);
        self.emit(Op::LoadGlobal, callee, self.global("AssertionError"), 0);
        if let Some(message) = &s.msg {
            self.expression_to(message, callee + 1)?;
        }
        self.emit(Op::Call, callee, u16::from(s.msg.is_some()), callee);
        self.emit(Op::Raise, callee, 0, 0);
        self.bind(end);
        Ok(())
    }

    fn import(&mut self, s: &'m ast::StmtImport) -> Result {
        for alias in &s.names {
            if alias.name.contains('.') {
                return self.unsupported(alias, "importing a module of a package");
            }
            let module = self.temporary();
            let name = self.constant(Constant::Str(alias.name.to_string()));
            self.emit(Op::Import, module, name, 0);
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), module);
        }
        Ok(())
    }

    fn import_from(&mut self, s: &'m ast::StmtImportFrom) -> Result {
        let Some(module) = s.module.as_ref().filter(|_| s.level == 0) else {
            return self.unsupported(s, "a relative import");
        };
        for alias in &s.names {
            if alias.name.as_str() == "*" {
                return self.unsupported(alias, "importing *");
            }
            let register = self.temporary();
            let name = self.constant(Constant::Str(module.to_string()));
            self.emit(Op::Import, register, name, 0);
            let site = self.site(alias.name.as_str());
            self.emit(Op::LoadAttribute, register, register, site);
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), register);
        }
        Ok(())
    }
}
