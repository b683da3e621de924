//! `raise`, `try`, `with`.
//!
//! `finally` is compiled once for each way out: the end of the body, a jump out of it, an exception.

use ruff_python_ast::{self as ast, ExceptHandler, Stmt};

use super::{
    control::BlockKind,
    emit::{Compiler, Label, Register, Result},
};
use crate::interp::code::{Constant, Op};

impl<'m> Compiler<'m, '_> {
    pub(super) fn raise(&mut self, s: &'m ast::StmtRaise) -> Result {
        let Some(exception) = &s.exc else {
            match self.handled.last() {
                Some(&register) => self.emit(Op::Reraise, register, 0, 0),
                None => self.emit(Op::RaiseHandled, 0, 0, 0),
            }
            return Ok(());
        };
        let register = self.in_temporary(exception)?;
        match &s.cause {
            Some(cause) => {
                let cause = self.in_temporary(cause)?;
                self.locate(s);
                self.emit(Op::RaiseFrom, register, cause, 0);
            }
            None => {
                self.locate(s);
                self.emit(Op::Raise, register, 0, 0);
            }
        }
        Ok(())
    }

    pub(super) fn try_statement(&mut self, s: &'m ast::StmtTry) -> Result {
        if s.is_star {
            return self.unsupported(s, "except*");
        }
        if s.finalbody.is_empty() {
            return self.try_except(s);
        }
        let (start, end) = (self.here(), self.label());
        let exception = self.top;
        self.enter(BlockKind::Finally(&s.finalbody));
        if s.handlers.is_empty() {
            self.statements(&s.body)?;
        } else {
            self.try_except(s)?;
        }
        let inside = self.here();
        let Some(block) = self.blocks.pop() else { return Ok(()) };
        self.statements(&s.finalbody)?;
        self.jump(Op::Jump, 0, 0, end);
        self.blocks.push(block);
        let target = self.here();
        self.leave(start, target, exception, inside);
        let before = self.begin_handler();
        self.statements(&s.finalbody)?;
        self.end_handler(before);
        self.emit(Op::PopHandled, before, 0, 0);
        self.emit(Op::Reraise, exception, 0, 0);
        self.top = exception;
        self.bind(end);
        Ok(())
    }

    /// The exception is in the first free register, and is handled from now on; returns the register after it.
    fn begin_handler(&mut self) -> Register {
        let exception = self.temporaries(2);
        self.emit(Op::PushHandled, exception, exception + 1, 0);
        self.handled.push(exception);
        self.enter(BlockKind::Handler(exception + 1));
        exception + 1
    }

    /// An exception inside a handler: what was handled before is handled again, and the new one goes on.
    fn end_handler(&mut self, before: Register) {
        self.handled.pop();
        let (end, after) = (self.here(), self.label());
        let start = end.min(self.handler_start(before));
        self.jump(Op::Jump, 0, 0, after);
        let target = self.here();
        let register = self.top;
        self.temporary();
        self.leave(start, target, register, end);
        self.emit(Op::PopHandled, before, 0, 0);
        self.emit(Op::Reraise, register, 0, 0);
        self.top = register;
        self.bind(after);
    }

    /// The instruction after the last `PushHandled` with this register.
    fn handler_start(&self, before: Register) -> u32 {
        let found = self.unit.instructions.iter().rposition(|i| i.op == Op::PushHandled && i.b == before);
        found.map_or(0, |at| at as u32 + 1)
    }

    fn try_except(&mut self, s: &'m ast::StmtTry) -> Result {
        let (start, end, exception) = (self.here(), self.label(), self.top);
        self.enter(BlockKind::Try);
        self.statements(&s.body)?;
        let inside = self.here();
        let Some(block) = self.blocks.pop() else { return Ok(()) };
        self.statements(&s.orelse)?;
        self.jump(Op::Jump, 0, 0, end);
        self.blocks.push(block);
        let target = self.here();
        self.leave(start, target, exception, inside);
        let before = self.begin_handler();
        let handled = self.label();
        for handler in &s.handlers {
            self.except(handler, exception, handled)?;
        }
        self.emit(Op::Reraise, exception, 0, 0);
        self.bind(handled);
        self.end_handler(before);
        self.emit(Op::PopHandled, before, 0, 0);
        self.emit(Op::Clear, exception, 1, 0);
        self.top = exception;
        self.bind(end);
        Ok(())
    }

    fn except(&mut self, handler: &'m ExceptHandler, exception: Register, handled: Label) -> Result {
        let ExceptHandler::ExceptHandler(handler) = handler;
        self.locate(handler);
        let (mark, next) = (self.top, self.label());
        if let Some(class) = &handler.type_ {
            let class = self.expression(class)?;
            self.jump(Op::NoMatchJump, exception, class, next);
        }
        if let Some(name) = &handler.name {
            let copy = self.temporary();
            self.emit(Op::Copy, copy, exception, 0);
            self.store_name(name.as_str(), copy);
        }
        self.top = mark;
        match &handler.name {
            Some(name) => self.named_handler(name.as_str(), &handler.body, handled)?,
            None => {
                self.statements(&handler.body)?;
                self.jump(Op::Jump, 0, 0, handled);
            }
        }
        self.top = mark;
        self.bind(next);
        Ok(())
    }

    /// The body of `except … as name`: however it is left, the name is unbound.
    fn named_handler(&mut self, name: &'m str, body: &'m [Stmt], handled: Label) -> Result {
        let start = self.here();
        self.enter(BlockKind::Unbind(name));
        self.statements(body)?;
        let inside = self.here();
        let Some(block) = self.blocks.pop() else { return Ok(()) };
        self.unbind(name);
        self.jump(Op::Jump, 0, 0, handled);
        self.blocks.push(block);
        let (target, exception) = (self.here(), self.temporary());
        self.leave(start, target, exception, inside);
        self.unbind(name);
        self.emit(Op::Reraise, exception, 0, 0);
        Ok(())
    }

    /// The program may have unbound the name itself.
    pub(super) fn unbind(&mut self, name: &str) {
        let none = self.temporary();
        self.load_constant(Constant::None, none);
        self.store_name(name, none);
        self.delete_name(name);
        self.top = none;
    }

    /// `with` item `index` and those after it.
    pub(super) fn with_statement(&mut self, s: &'m ast::StmtWith, index: usize) -> Result {
        let Some(item) = s.items.get(index) else { return self.statements(&s.body as &[Stmt]) };
        if s.is_async {
            return self.unsupported(s, "async with");
        }
        let manager = self.temporaries(2);
        let exit = manager;
        self.expression_to(&item.context_expr, manager)?;
        self.locate(item);
        self.emit(Op::EnterWith, exit, manager, 0);
        let start = self.here();
        self.enter(BlockKind::With(exit));
        match &item.optional_vars {
            Some(target) => self.store(target, exit + 1)?,
            None => self.emit(Op::Clear, exit + 1, 1, 0),
        }
        self.with_statement(s, index + 1)?;
        let (inside, end, exception) = (self.here(), self.label(), self.top);
        let Some(block) = self.blocks.pop() else { return Ok(()) };
        self.locate(item);
        let result = self.temporaries(2);
        self.emit(Op::Clear, result, 2, 0);
        self.emit(Op::ExitWith, result, exit, result + 1);
        self.emit(Op::Clear, result, 1, 0);
        self.jump(Op::Jump, 0, 0, end);
        self.top = exception;
        self.blocks.push(block);
        let target = self.here();
        self.leave(start, target, exception, inside);
        self.with_handler(exit, exception);
        self.bind(end);
        Ok(())
    }

    fn with_handler(&mut self, exit: Register, exception: Register) {
        let before = self.begin_handler();
        let (result, suppressed) = (self.temporaries(2), self.label());
        self.emit(Op::Copy, result + 1, exception, 0);
        self.emit(Op::ExitWith, result, exit, result + 1);
        self.jump(Op::JumpTrue, result, 0, suppressed);
        self.emit(Op::Reraise, exception, 0, 0);
        self.bind(suppressed);
        self.end_handler(before);
        self.emit(Op::PopHandled, before, 0, 0);
        self.emit(Op::Clear, exception, 1, 0);
        self.top = exception;
    }
}
