//! Expressions.

use ruff_python_ast::{self as ast, Expr, Number, Operator, UnaryOp};
use ruff_text_size::Ranged as _;

use super::emit::{Compiler, Register, Result};
use crate::interp::code::{Constant, Op};

/// The instruction of a binary operator; with a constant on the right it is the one `Op::AddK - Op::Add` further.
pub(super) fn binary(op: Operator, constant: bool) -> Option<Op> {
    use Op::*;
    Some(match (op, constant) {
        (Operator::Add, false) => Add,
        (Operator::Sub, false) => Sub,
        (Operator::Mult, false) => Mul,
        (Operator::Div, false) => Div,
        (Operator::FloorDiv, false) => FloorDiv,
        (Operator::Mod, false) => Mod,
        (Operator::Pow, false) => Pow,
        (Operator::MatMult, _) => MatMul,
        (Operator::BitAnd, false) => And,
        (Operator::BitOr, false) => Or,
        (Operator::BitXor, false) => Xor,
        (Operator::LShift, false) => Shl,
        (Operator::RShift, false) => Shr,
        (Operator::Add, true) => AddK,
        (Operator::Sub, true) => SubK,
        (Operator::Mult, true) => MulK,
        (Operator::Div, true) => DivK,
        (Operator::FloorDiv, true) => FloorDivK,
        (Operator::Mod, true) => ModK,
        (Operator::Pow, true) => PowK,
        (Operator::BitAnd, true) => AndK,
        (Operator::BitOr, true) => OrK,
        (Operator::BitXor, true) => XorK,
        (Operator::LShift, true) => ShlK,
        (Operator::RShift, true) => ShrK,
    })
}

/// The constant that an expression is.
pub(super) fn constant(expr: &Expr) -> Option<Constant> {
    Some(match expr {
        Expr::NoneLiteral(_) => Constant::None,
        Expr::EllipsisLiteral(_) => Constant::Ellipsis,
        Expr::BooleanLiteral(e) => Constant::Bool(e.value),
        Expr::BytesLiteral(e) => Constant::Bytes(e.value.bytes().collect()),
        Expr::StringLiteral(e) => Constant::Str(e.value.to_str().to_owned()),
        Expr::NumberLiteral(e) => match &e.value {
            Number::Int(number) => Constant::Int(integer(number)?),
            Number::Float(number) => Constant::Float(number.to_bits()),
            Number::Complex { .. } => return None,
        },
        Expr::UnaryOp(e) if e.op == UnaryOp::USub => match constant(&e.operand)? {
            Constant::Int(number) => Constant::Int(-number),
            Constant::Float(bits) => Constant::Float((-f64::from_bits(bits)).to_bits()),
            _ => return None,
        },
        Expr::Tuple(e) => Constant::Tuple(e.elts.iter().map(constant).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn integer(number: &ast::Int) -> Option<num_bigint::BigInt> {
    if let Some(number) = number.as_u64() {
        return Some(number.into());
    }
    let digits = number.to_string().replace('_', "").to_lowercase();
    let (digits, radix) = match digits.get(..2) {
        Some("0x") => (&digits[2..], 16),
        Some("0o") => (&digits[2..], 8),
        Some("0b") => (&digits[2..], 2),
        _ => (&digits[..], 10),
    };
    num_bigint::BigInt::parse_bytes(digits.as_bytes(), radix)
}

impl<'m> Compiler<'m, '_> {
    /// Evaluates into some register: a variable's own, or a temporary.
    pub(super) fn expression(&mut self, expr: &'m Expr) -> Result<Register> {
        if let Expr::Name(name) = expr
            && !self.assigned_within.contains(name.id.as_str())
            && let Some(register) = self.local(expr)
        {
            return Ok(register);
        }
        self.in_temporary(expr)
    }

    /// Evaluates into a new temporary.
    pub(super) fn in_temporary(&mut self, expr: &'m Expr) -> Result<Register> {
        let register = self.temporary();
        self.expression_to(expr, register)?;
        Ok(register)
    }

    /// Evaluates the left operand of an operation that ends in `to`: into `to` itself if nobody can see it there.
    fn left(&mut self, expr: &'m Expr, to: Register) -> Result<Register> {
        if !self.is_temporary(to) || matches!(expr, Expr::Name(_)) {
            return self.expression(expr);
        }
        self.expression_to(expr, to)?;
        Ok(to)
    }

    /// Evaluates into `to`, which is written last of all.
    pub(super) fn expression_to(&mut self, expr: &'m Expr, to: Register) -> Result {
        let mark = self.top;
        if let Some(constant) = constant(expr) {
            self.load_constant(constant, to);
            return Ok(());
        }
        match expr {
            Expr::Name(name) => self.load_name(name.id.as_str(), to),
            Expr::BinOp(e) => self.binary(e, to)?,
            Expr::UnaryOp(e) => self.unary(e, to)?,
            Expr::Compare(_) | Expr::BoolOp(_) | Expr::Yield(_) | Expr::YieldFrom(_) if !self.is_temporary(to) => {
                self.by_temporary(expr, to)?;
            }
            Expr::Compare(e) => self.compare(e, to)?,
            Expr::BoolOp(e) => self.boolean(e, to)?,
            Expr::If(e) => self.conditional(e, to)?,
            Expr::Call(e) => self.call(e, to)?,
            Expr::Attribute(e) => {
                let object = self.left(&e.value, to)?;
                self.locate(e);
                let site = self.site(e.attr.as_str());
                self.emit(Op::LoadAttribute, to, object, site);
            }
            Expr::Subscript(e) => {
                let object = self.left(&e.value, to)?;
                let index = self.expression(&e.slice)?;
                self.locate(e);
                self.emit(Op::Index, to, object, index);
            }
            Expr::Slice(e) => {
                let first = self.temporaries(3);
                for (part, register) in [&e.lower, &e.upper, &e.step].into_iter().zip(first..) {
                    match part {
                        Some(part) => self.expression_to(part, register)?,
                        None => self.load_constant(Constant::None, register),
                    }
                }
                self.emit(Op::Slice, to, first, 0);
            }
            Expr::List(e) => self.sequence(Op::List, &e.elts, to)?,
            Expr::Tuple(e) => self.sequence(Op::Tuple, &e.elts, to)?,
            Expr::Set(e) => self.sequence(Op::Set, &e.elts, to)?,
            Expr::Dict(e) => self.dict(e, to)?,
            Expr::FString(e) => self.f_string(e, to)?,
            Expr::Named(e) => {
                self.expression_to(&e.value, to)?;
                let copy = self.temporary();
                self.emit(Op::Copy, copy, to, 0);
                self.store(&e.target, copy)?;
            }
            Expr::Lambda(e) => self.lambda(e, to)?,
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) if !self.is_temporary(to) => {
                self.by_temporary(expr, to)?;
            }
            Expr::ListComp(e) => self.comprehension(e.range, &e.generators, (Op::ListAppend, &e.elt, None), to)?,
            Expr::SetComp(e) => self.comprehension(e.range, &e.generators, (Op::SetAdd, &e.elt, None), to)?,
            Expr::DictComp(e) => match &e.key {
                Some(key) => self.comprehension(e.range, &e.generators, (Op::DictAdd, key, Some(&e.value)), to)?,
                None => self.unsupported(e, "unpacking in a comprehension")?,
            },
            Expr::Generator(e) => self.generator_expression(e, to)?,
            Expr::Yield(e) => {
                let value = self.temporary();
                match &e.value {
                    Some(expr) => self.expression_to(expr, value)?,
                    None => self.load_constant(Constant::None, value),
                }
                self.emit(Op::Yield, to, value, 0);
            }
            Expr::YieldFrom(e) => {
                let iterator = self.temporaries(3);
                self.expression_to(&e.value, iterator)?;
                self.emit(Op::GetIter, iterator, 0, 0);
                // Nothing is sent when it begins.
                self.load_constant(Constant::None, to);
                self.emit(Op::YieldFrom, to, iterator, 0);
            }
            Expr::Starred(e) => self.error(e, "can't use starred expression here")?,
            Expr::Await(e) => self.unsupported(e, "await")?,
            Expr::TString(e) => self.unsupported(e, "a template string")?,
            Expr::NumberLiteral(e) => self.unsupported(e, "a complex number")?,
            Expr::IpyEscapeCommand(e) => self.unsupported(e, "an IPython command")?,
            _ => self.unsupported(expr, "this expression")?,
        }
        self.top = mark;
        Ok(())
    }

    fn by_temporary(&mut self, expr: &'m Expr, to: Register) -> Result {
        let value = self.in_temporary(expr)?;
        self.emit(Op::Move, to, value, 0);
        Ok(())
    }

    fn binary(&mut self, e: &'m ast::ExprBinOp, to: Register) -> Result {
        let left = self.left(&e.left, to)?;
        let right = constant(&e.right).filter(|_| e.op != Operator::MatMult);
        let Some(op) = binary(e.op, right.is_some()) else { return self.unsupported(e, "the operator '@'") };
        let right = match right {
            Some(constant) => self.constant(constant),
            None => self.expression(&e.right)?,
        };
        self.locate(e);
        self.emit(op, to, left, right);
        Ok(())
    }

    fn unary(&mut self, e: &'m ast::ExprUnaryOp, to: Register) -> Result {
        let operand = self.left(&e.operand, to)?;
        let op = match e.op {
            UnaryOp::Invert => Op::Invert,
            UnaryOp::Not => Op::Not,
            UnaryOp::UAdd => Op::Positive,
            UnaryOp::USub => Op::Negative,
        };
        self.emit(op, to, operand, 0);
        Ok(())
    }

    fn conditional(&mut self, e: &'m ast::ExprIf, to: Register) -> Result {
        let (otherwise, end) = (self.label(), self.label());
        self.condition(&e.test, false, otherwise)?;
        self.expression_to(&e.body, to)?;
        self.jump(Op::Jump, 0, 0, end);
        self.bind(otherwise);
        self.expression_to(&e.orelse, to)?;
        self.bind(end);
        Ok(())
    }

    /// A list, tuple or set display.
    fn sequence(&mut self, op: Op, items: &'m [Expr], to: Register) -> Result {
        if items.iter().any(Expr::is_starred_expr) {
            let add = if op == Op::Set { [Op::SetAdd, Op::SetUpdate] } else { [Op::ListAppend, Op::ListExtend] };
            let all = self.temporary();
            self.emit(if op == Op::Set { op } else { Op::List }, all, 0, 0);
            self.add_items(items, add, all)?;
            self.emit(if op == Op::Tuple { Op::ListToTuple } else { Op::Move }, to, all, 0);
            return Ok(());
        }
        let first = self.temporaries(items.len() as u16);
        for (item, register) in items.iter().zip(first..) {
            self.expression_to(item, register)?;
        }
        self.emit(op, to, first, items.len() as u16);
        Ok(())
    }

    /// Adds items, some of them starred, to the list or set in `to`.
    pub(super) fn add_items(&mut self, items: &'m [Expr], [add, update]: [Op; 2], to: Register) -> Result {
        for item in items {
            let mark = self.top;
            let (op, item) = if let Expr::Starred(e) = item { (update, &*e.value) } else { (add, item) };
            let value = self.in_temporary(item)?;
            self.emit(op, to, value, 0);
            self.top = mark;
        }
        Ok(())
    }

    fn dict(&mut self, e: &'m ast::ExprDict, to: Register) -> Result {
        if e.items.iter().all(|item| item.key.is_some()) && e.items.len() <= 128 {
            let first = self.temporaries(2 * e.items.len() as u16);
            for (item, register) in e.items.iter().zip((first..).step_by(2)) {
                item.key.iter().try_for_each(|key| self.expression_to(key, register))?;
                self.expression_to(&item.value, register + 1)?;
            }
            self.emit(Op::Dict, to, first, e.items.len() as u16);
            return Ok(());
        }
        let all = self.temporary();
        self.emit(Op::Dict, all, 0, 0);
        for item in &e.items {
            let mark = self.top;
            let pair = self.temporaries(2);
            match &item.key {
                Some(key) => {
                    self.expression_to(key, pair)?;
                    self.expression_to(&item.value, pair + 1)?;
                    self.emit(Op::DictAdd, all, pair, 0);
                }
                None => {
                    self.expression_to(&item.value, pair)?;
                    self.emit(Op::DictUpdate, all, pair, 0);
                }
            }
            self.top = mark;
        }
        self.emit(Op::Move, to, all, 0);
        Ok(())
    }

    fn f_string(&mut self, e: &'m ast::ExprFString, to: Register) -> Result {
        let mark = self.top;
        let mut parts = Vec::new();
        for part in &e.value {
            match part {
                ast::FStringPart::Literal(literal) => self.text_part(literal.as_str(), &mut parts),
                ast::FStringPart::FString(f) => self.elements(&f.elements, &mut parts)?,
            }
        }
        self.emit(Op::Join, to, mark, parts.len() as u16);
        Ok(())
    }

    fn text_part(&mut self, text: &str, parts: &mut Vec<Register>) {
        let register = self.temporary();
        self.load_constant(Constant::Str(text.to_owned()), register);
        parts.push(register);
    }

    fn elements(&mut self, elements: &'m ast::InterpolatedStringElements, parts: &mut Vec<Register>) -> Result {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => self.text_part(&literal.value, parts),
                ast::InterpolatedStringElement::Interpolation(e) => {
                    if let Some(debug) = &e.debug_text {
                        let source = &self.module.source.text[e.expression.range()];
                        self.text_part(&format!("{}{source}{}", debug.leading(), debug.trailing()), parts);
                    }
                    let register = self.temporary();
                    self.interpolation(e, register)?;
                    parts.push(register);
                }
            }
        }
        Ok(())
    }

    fn interpolation(&mut self, e: &'m ast::InterpolatedElement, to: Register) -> Result {
        let mark = self.top;
        let value = self.temporaries(2);
        self.expression_to(&e.expression, value)?;
        match &e.format_spec {
            None => self.emit(Op::Clear, value + 1, 1, 0),
            Some(specification) => {
                let (first, mut parts) = (self.top, Vec::new());
                self.elements(&specification.elements, &mut parts)?;
                self.emit(Op::Join, value + 1, first, parts.len() as u16);
            }
        }
        let conversion = match e.conversion {
            ast::ConversionFlag::None if e.debug_text.is_some() && e.format_spec.is_none() => b'r',
            ast::ConversionFlag::None => 0,
            ast::ConversionFlag::Str => b's',
            ast::ConversionFlag::Ascii => b'a',
            ast::ConversionFlag::Repr => b'r',
        };
        self.emit(Op::Format, to, value, conversion.into());
        self.top = mark;
        Ok(())
    }
}
