//! `if`, loops, and leaving them.

use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::Ranged;

use super::emit::{Compiler, Label, Register, Result};
use crate::interp::code::Op;

/// Something around a statement that `return`, `break` and `continue` have to leave in order.
pub(super) struct Block<'m> {
    pub kind: BlockKind<'m>,
    /// Instructions inside that run after the block has been left: its handler does not watch them.
    pub gaps: Vec<(u32, u32)>,
}

/// What kind of block.
#[derive(Clone, Copy)]
pub(super) enum BlockKind<'m> {
    /// A loop: where `break` and `continue` go, and the iterator that `break` clears.
    Loop(Label, Label, Option<Register>),
    /// A `try` with handlers: nothing to do.
    Try,
    /// `finally`: its statements.
    Finally(&'m [Stmt]),
    /// A handler's name for its exception, which is unbound when the handler is left.
    Unbind(&'m str),
    /// A handler: the register of what was handled before.
    Handler(Register),
    /// `with`: the register of `__exit__`.
    With(Register),
}

impl<'m> Compiler<'m, '_> {
    pub(super) fn enter(&mut self, kind: BlockKind<'m>) {
        self.blocks.push(Block { kind, gaps: Vec::new() });
    }

    /// Leaves the innermost block, which began at `start`: exceptions raised inside go to `target`.
    pub(super) fn leave(&mut self, start: u32, target: u32, register: Register, end: u32) {
        let gaps = self.blocks.pop().map(|block| block.gaps).unwrap_or_default();
        let mut from = start;
        for (gap_start, gap_end) in gaps {
            self.handler(from, gap_start, target, register);
            from = gap_end;
        }
        self.handler(from, end, target, register);
    }

    /// Emits what has to happen before a jump out of all blocks from `depth` on.
    pub(super) fn leave_blocks(&mut self, depth: usize) -> Result {
        for index in (depth..self.blocks.len()).rev() {
            let start = self.here();
            let kind = self.blocks[index].kind;
            let inner = self.blocks.split_off(index);
            let mark = self.top;
            match kind {
                BlockKind::Loop(..) | BlockKind::Try => {}
                BlockKind::Finally(body) => self.statements(body)?,
                BlockKind::Unbind(name) => self.unbind(name),
                BlockKind::Handler(before) => self.emit(Op::PopHandled, before, 0, 0),
                BlockKind::With(exit) => {
                    let result = self.temporaries(2);
                    self.emit(Op::Clear, result, 2, 0);
                    self.emit(Op::ExitWith, result, exit, result + 1);
                    self.emit(Op::Clear, result, 1, 0);
                }
            }
            self.top = mark;
            self.blocks.extend(inner);
            let end = self.here();
            self.blocks[index..].iter_mut().for_each(|block| block.gaps.push((start, end)));
        }
        Ok(())
    }

    pub(super) fn if_statement(&mut self, s: &'m ast::StmtIf) -> Result {
        let end = self.label();
        let mut next = self.label();
        self.condition(&s.test, false, next)?;
        self.statements(&s.body)?;
        for clause in &s.elif_else_clauses {
            self.jump(Op::Jump, 0, 0, end);
            self.bind(next);
            next = self.label();
            if let Some(test) = &clause.test {
                self.locate(test);
                self.condition(test, false, next)?;
            }
            self.statements(&clause.body)?;
        }
        self.bind(next);
        self.bind(end);
        Ok(())
    }

    /// The test is compiled twice, before the loop and at its end: one jump a turn.
    pub(super) fn while_loop(&mut self, s: &'m ast::StmtWhile) -> Result {
        let [again, next, otherwise] = self.loop_labels();
        let end = self.label();
        self.condition(&s.test, false, otherwise)?;
        self.bind(again);
        self.enter(BlockKind::Loop(end, next, None));
        self.statements(&s.body)?;
        self.blocks.pop();
        self.bind(next);
        self.locate(&*s.test);
        self.condition(&s.test, true, again)?;
        self.bind(otherwise);
        self.statements(&s.orelse)?;
        self.bind(end);
        Ok(())
    }

    pub(super) fn for_loop(&mut self, s: &'m ast::StmtFor) -> Result {
        if s.is_async {
            return self.unsupported(s, "async for");
        }
        let [again, next, end] = self.loop_labels();
        let iterator = self.temporaries(3);
        self.expression_to(&s.iter, iterator)?;
        self.emit(Op::GetIter, iterator, 0, 0);
        self.jump(Op::Jump, 0, 0, next);
        self.bind(again);
        let item = self.loop_item(&s.target)?;
        self.enter(BlockKind::Loop(end, next, Some(iterator)));
        self.statements(&s.body)?;
        self.blocks.pop();
        self.bind(next);
        self.locate(s);
        self.jump(Op::ForIter, iterator, item, again);
        self.statements(&s.orelse)?;
        self.bind(end);
        Ok(())
    }

    pub(super) fn break_or_continue(&mut self, at: &impl Ranged, is_break: bool) -> Result {
        let found = self.blocks.iter().rposition(|block| matches!(block.kind, BlockKind::Loop(..)));
        let Some(depth) = found else {
            let message = if is_break { "'break' outside loop" } else { "'continue' not properly in loop" };
            return self.error(at, message);
        };
        let BlockKind::Loop(end, next, iterator) = self.blocks[depth].kind else { return Ok(()) };
        self.leave_blocks(depth + 1)?;
        if let Some(iterator) = iterator.filter(|_| is_break) {
            self.emit(Op::Clear, iterator, 3, 0);
        }
        self.jump(Op::Jump, 0, 0, if is_break { end } else { next });
        Ok(())
    }
}
