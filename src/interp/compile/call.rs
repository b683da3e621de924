//! Calls.

use ruff_python_ast::{self as ast, Expr};

use super::{
    emit::{Compiler, Register, Result},
    expression::constant,
};
use crate::{
    interp::code::{Constant, Op},
    object::Symbol,
};

/// So many names, constants and operations may be in what is appended: the code for it is there twice.
const APPENDED: usize = 8;

/// How many names, constants and operations an expression consists of; nothing if there is more to it.
fn weight(expr: &Expr) -> Option<usize> {
    Some(match expr {
        Expr::Name(_) => 1,
        Expr::BinOp(e) => 1 + weight(&e.left)? + weight(&e.right)?,
        Expr::UnaryOp(e) => 1 + weight(&e.operand)?,
        Expr::Attribute(e) => 1 + weight(&e.value)?,
        Expr::Subscript(e) => 1 + weight(&e.value)? + weight(&e.slice)?,
        Expr::Tuple(e) => e.elts.iter().map(weight).sum::<Option<usize>>()? + 1,
        Expr::Call(e) if e.arguments.keywords.is_empty() => {
            e.arguments.args.iter().map(weight).sum::<Option<usize>>()? + weight(&e.func)?
        }
        other => constant(other).map(|_| 1)?,
    })
}

impl<'m> Compiler<'m, '_> {
    /// `variable.append(item)`: the variable's register and the item, if the item is simple.
    pub(super) fn append(&mut self, e: &'m ast::ExprCall) -> Option<(Register, &'m Expr)> {
        let Expr::Attribute(method) = &*e.func else { return None };
        let [item] = &*e.arguments.args else { return None };
        let simple = method.attr.as_str() == "append" && e.arguments.keywords.is_empty();
        let list = self.local(&method.value).filter(|_| simple)?;
        weight(item).filter(|&weight| weight <= APPENDED).map(|_| (list, item))
    }

    /// What is called `append` most often is that of a list: then there is no need to look it up. CPython has an
    /// instruction for it, too (`CALL_LIST_APPEND`).
    pub(super) fn append_statement(&mut self, e: &'m ast::ExprCall, list: Register, item: &'m Expr) -> Result {
        let (other, end) = (self.label(), self.label());
        self.jump(Op::NotListJump, list, 0, other);
        let appended = self.in_temporary(item)?;
        self.locate(e);
        self.jump(Op::AppendJump, list, appended, end);
        self.top = appended;
        self.bind(other);
        let result = self.temporary();
        self.call(e, result)?;
        self.emit(Op::Clear, result, 1, 0);
        self.bind(end);
        Ok(())
    }

    pub(super) fn call(&mut self, e: &'m ast::ExprCall, to: Register) -> Result {
        let (arguments, keywords) = (&e.arguments.args, &e.arguments.keywords);
        let spread = arguments.iter().any(Expr::is_starred_expr) || keywords.iter().any(|k| k.arg.is_none());
        match &*e.func {
            Expr::Name(name) if name.id.as_str() == "super" && arguments.is_empty() && keywords.is_empty() => {
                self.super_call(e, to)
            }
            Expr::Attribute(method) if !spread && keywords.is_empty() => self.method_call(e, method, to),
            _ if spread => self.spread_call(e, to),
            _ => self.plain_call(e, to),
        }
    }

    fn arguments(&mut self, arguments: &'m [Expr], first: Register) -> Result {
        arguments.iter().zip(first..).try_for_each(|(argument, register)| self.expression_to(argument, register))
    }

    fn plain_call(&mut self, e: &'m ast::ExprCall, to: Register) -> Result {
        let (positional, keywords) = (&e.arguments.args, &e.arguments.keywords);
        let count = (positional.len() + keywords.len()) as u16;
        let callee = self.temporaries(1 + count);
        self.expression_to(&e.func, callee)?;
        self.arguments(positional, callee + 1)?;
        for (keyword, register) in keywords.iter().zip(callee + 1 + positional.len() as u16..) {
            self.expression_to(&keyword.value, register)?;
        }
        self.locate(e);
        if keywords.is_empty() {
            self.emit(Op::Call, callee, count, to);
            return Ok(());
        }
        let names = keywords.iter().filter_map(|k| k.arg.as_ref()).map(|name| Symbol::new(name.as_str())).collect();
        self.unit.keywords.push(names);
        self.emit(Op::CallKeywords, callee, count, to);
        self.emit(Op::Extra, self.unit.keywords.len() as u16 - 1, 0, 0);
        Ok(())
    }

    fn method_call(&mut self, e: &'m ast::ExprCall, method: &'m ast::ExprAttribute, to: Register) -> Result {
        let arguments = &e.arguments.args;
        let callee = self.temporaries(2 + arguments.len() as u16);
        let mark = self.top;
        let receiver = match &*method.value {
            Expr::Name(_) => self.expression(&method.value)?,
            other => {
                self.expression_to(other, callee + 1)?;
                callee + 1
            }
        };
        self.locate(method);
        let site = self.site(method.attr.as_str());
        self.emit(Op::LoadMethod, callee, receiver, site);
        self.top = mark;
        self.arguments(arguments, callee + 2)?;
        self.locate(e);
        self.emit(Op::CallMethod, callee, arguments.len() as u16, to);
        Ok(())
    }

    fn spread_call(&mut self, e: &'m ast::ExprCall, to: Register) -> Result {
        let callee = self.temporaries(3);
        self.expression_to(&e.func, callee)?;
        self.emit(Op::List, callee + 1, 0, 0);
        let first = self.unit.instructions.len();
        self.add_items(&e.arguments.args, [Op::ListAppend, Op::ListExtend], callee + 1)?;
        // For the message when it is not iterable.
        let extends =
            self.unit.instructions[first..].iter_mut().filter(|i| i.op == Op::ListExtend && i.a == callee + 1);
        extends.for_each(|instruction| instruction.c = 1);
        if e.arguments.keywords.is_empty() {
            self.emit(Op::Clear, callee + 2, 1, 0);
        } else {
            self.emit(Op::Dict, callee + 2, 0, 0);
        }
        for keyword in &e.arguments.keywords {
            let mark = self.top;
            let pair = self.temporaries(2);
            let op = match &keyword.arg {
                Some(name) => {
                    self.load_constant(Constant::Str(name.as_str().into()), pair);
                    self.expression_to(&keyword.value, pair + 1)?;
                    Op::DictAdd
                }
                None => {
                    self.expression_to(&keyword.value, pair)?;
                    Op::DictUpdate
                }
            };
            self.emit(op, callee + 2, pair, 1);
            self.top = mark;
        }
        self.locate(e);
        self.emit(Op::CallSpread, callee, 0, to);
        Ok(())
    }

    /// `super()` is `super(__class__, first parameter)`.
    fn super_call(&mut self, e: &'m ast::ExprCall, to: Register) -> Result {
        let Some(first) = self.unit.local_names.first().cloned().filter(|_| self.unit.parameters.positional > 0) else {
            return self.unsupported(e, "super() outside a method");
        };
        let callee = self.temporaries(3);
        self.expression_to(&e.func, callee)?;
        self.load_name("__class__", callee + 1);
        self.load_name(&first, callee + 2);
        self.locate(e);
        self.emit(Op::Call, callee, 2, to);
        Ok(())
    }
}
