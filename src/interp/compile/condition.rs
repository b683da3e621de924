//! Comparisons, `and`, `or`, `not`, and jumps on them.

use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, UnaryOp};

use super::{
    emit::{Compiler, Label, Register, Result},
    expression::constant,
};
use crate::interp::code::{Constant, Op};

fn compare_op(op: CmpOp) -> Op {
    match op {
        CmpOp::Eq => Op::Eq,
        CmpOp::NotEq => Op::Ne,
        CmpOp::Lt => Op::Lt,
        CmpOp::LtE => Op::Le,
        CmpOp::Gt => Op::Gt,
        CmpOp::GtE => Op::Ge,
        CmpOp::Is => Op::Is,
        CmpOp::IsNot => Op::IsNot,
        CmpOp::In => Op::In,
        CmpOp::NotIn => Op::NotIn,
    }
}

/// The fused compare-and-jump, if there is one.
fn compare_jump(op: CmpOp, sense: bool, constant: bool) -> Option<Op> {
    use CmpOp::{Eq, Gt, GtE, Is, IsNot, Lt, LtE, NotEq};
    use Op::*;
    let forms = match op {
        Lt => [LtJump, NotLtJump, LtKJump, NotLtKJump],
        LtE => [LeJump, NotLeJump, LeKJump, NotLeKJump],
        Gt => [GtJump, NotGtJump, GtKJump, NotGtKJump],
        GtE => [GeJump, NotGeJump, GeKJump, NotGeKJump],
        Eq => [EqJump, NotEqJump, EqKJump, NotEqKJump],
        NotEq => [NeJump, NotNeJump, NeKJump, NotNeKJump],
        Is => [IsJump, IsNotJump, IsKJump, IsNotKJump],
        IsNot => [IsNotJump, IsJump, IsNotKJump, IsKJump],
        CmpOp::In | CmpOp::NotIn => return None,
    };
    Some(forms[usize::from(!sense) + 2 * usize::from(constant)])
}

impl<'m> Compiler<'m, '_> {
    /// Jumps to `to` if the truth of `test` is `sense`; else goes on.
    pub(super) fn condition(&mut self, test: &'m Expr, sense: bool, to: Label) -> Result {
        let mark = self.top;
        match test {
            Expr::UnaryOp(e) if e.op == UnaryOp::Not => return self.condition(&e.operand, !sense, to),
            Expr::BoolOp(e) => return self.boolean_condition(e, sense, to),
            Expr::Compare(e) if e.ops.len() == 1 && compare_jump(e.ops[0], sense, false).is_some() => {
                let left = self.expression(&e.left)?;
                let right = constant(&e.comparators[0]).filter(|c| !matches!(c, Constant::Tuple(_)));
                let op = compare_jump(e.ops[0], sense, right.is_some()).unwrap_or(Op::Jump);
                let right = match right {
                    Some(constant) => self.constant(constant),
                    None => self.expression(&e.comparators[0])?,
                };
                self.locate(e);
                self.jump(op, left, right, to);
            }
            _ => match constant(test) {
                Some(Constant::Bool(truth)) if truth == sense => self.jump(Op::Jump, 0, 0, to),
                Some(Constant::Bool(_)) => {}
                _ => {
                    let value = self.expression(test)?;
                    self.jump(if sense { Op::JumpTrue } else { Op::JumpFalse }, value, 0, to);
                }
            },
        }
        self.top = mark;
        Ok(())
    }

    fn boolean_condition(&mut self, e: &'m ast::ExprBoolOp, sense: bool, to: Label) -> Result {
        let Some((last, others)) = e.values.split_last() else { return Ok(()) };
        // `or` jumps as soon as one is true, `and` as soon as one is false.
        let deciding = e.op == BoolOp::Or;
        let decided = if deciding == sense { to } else { self.label() };
        for value in others {
            self.condition(value, deciding, decided)?;
        }
        self.condition(last, sense, to)?;
        if deciding != sense {
            self.bind(decided);
        }
        Ok(())
    }

    /// `and`, `or` as a value; `to` is a temporary.
    pub(super) fn boolean(&mut self, e: &'m ast::ExprBoolOp, to: Register) -> Result {
        let Some((last, others)) = e.values.split_last() else { return Ok(()) };
        let end = self.label();
        for value in others {
            self.expression_to(value, to)?;
            self.jump(if e.op == BoolOp::Or { Op::KeepJumpTrue } else { Op::KeepJumpFalse }, to, 0, end);
        }
        self.expression_to(last, to)?;
        self.bind(end);
        Ok(())
    }

    /// A comparison, or a chain of them, as a value; `to` is a temporary.
    pub(super) fn compare(&mut self, e: &'m ast::ExprCompare, to: Register) -> Result {
        let mut left = self.expression(&e.left)?;
        let (end, mark, last) = (self.label(), self.top, e.ops.len() - 1);
        for (index, (op, right)) in e.ops.iter().zip(&e.comparators).enumerate() {
            let right = self.expression(right)?;
            let operand = if index < last && self.is_temporary(right) {
                let copy = self.temporary();
                self.emit(Op::Copy, copy, right, 0);
                copy
            } else {
                right
            };
            self.locate(e);
            self.emit(compare_op(*op), to, left, operand);
            if index < last {
                self.jump(Op::KeepJumpFalse, to, 0, end);
            }
            left = right;
        }
        self.bind(end);
        if last > 0 && self.top > mark {
            self.emit(Op::Clear, mark, self.top - mark, 0);
        }
        Ok(())
    }
}
