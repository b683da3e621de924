//! Modules, functions, lambdas and classes: what has a frame of its own.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged as _;

use super::{
    Module,
    emit::{Compiler, Register, Result},
    scope::ScopeKind,
};
use crate::interp::code::{Constant, Op, Parameters, Unit};

impl<'m, 's> Compiler<'m, 's> {
    /// The code of a module.
    pub(super) fn module(module: &'m Module<'s>, body: &'m [Stmt]) -> Result<Unit> {
        let mut compiler = Compiler::new(module, 0, "<module>", "<module>".into());
        compiler.declare_variables(0);
        if let Some(doc) = docstring(body) {
            let (doc, slot) = (compiler.constant(Constant::Str(doc)), compiler.global("__doc__"));
            let register = compiler.temporary();
            compiler.emit(Op::LoadK, register, doc, 0);
            compiler.emit(Op::StoreGlobal, register, slot, 0);
            compiler.top = register;
        }
        compiler.body(body)?;
        compiler.finish()
    }

    /// Statements, and `return None` after them.
    fn body(&mut self, body: &'m [Stmt]) -> Result {
        self.unit.doc = docstring(body);
        self.note_assignments_within(body);
        self.statements(body)?;
        let none = self.constant(Constant::None);
        self.emit(Op::ReturnK, 0, none, self.top);
        Ok(())
    }

    /// Variables that `:=` assigns: reading one copies it, for a later part of the expression may assign it.
    fn note_assignments_within(&mut self, body: &[Stmt]) {
        struct Finder<'a>(&'a mut std::collections::HashSet<String>);
        impl<'a> ast::visitor::Visitor<'a> for Finder<'_> {
            fn visit_expr(&mut self, expr: &'a Expr) {
                if let Expr::Named(ast::ExprNamed { target, .. }) = expr
                    && let Expr::Name(name) = &**target
                {
                    self.0.insert(name.id.to_string());
                }
                ast::visitor::walk_expr(self, expr);
            }
        }
        ast::visitor::Visitor::visit_body(&mut Finder(&mut self.assigned_within), body);
    }

    pub(super) fn qualified(&self, name: &str) -> String {
        match (self.unit.qualified_name.as_str(), self.module.scopes.all[self.frame].kind) {
            (_, ScopeKind::Module) => name.into(),
            (around, ScopeKind::Class) => format!("{around}.{name}"),
            (around, _) => format!("{around}.<locals>.{name}"),
        }
    }

    fn child(&self, range: ruff_text_size::TextRange, is_statement: bool, name: &str) -> Self {
        let scope = self.module.scopes.of(range, is_statement);
        let mut child = Compiler::new(self.module, scope, name, self.qualified(name));
        child.unit.generator = self.module.scopes.all[scope].generator;
        child.line = self.line;
        child
    }

    /// `def`
    pub(super) fn function_definition(&mut self, def: &'m ast::StmtFunctionDef) -> Result {
        if def.is_async {
            return self.unsupported(def, "an asynchronous function");
        }
        let mark = self.top;
        let decorators = self.decorators(&def.decorator_list)?;
        let mut child = self.child(def.range, true, def.name.as_str());
        child.locate(&def.name);
        child.parameters(&def.parameters);
        child.body(&def.body)?;
        let unit = child.finish()?;
        let function = self.temporary();
        self.make_function(unit, &[&*def.parameters], function)?;
        self.decorate(&decorators, function);
        self.store_name(def.name.as_str(), decorators.first().copied().unwrap_or(function));
        self.top = mark;
        Ok(())
    }

    fn decorators(&mut self, list: &'m [ast::Decorator]) -> Result<Vec<Register>> {
        list.iter().map(|decorator| self.in_temporary(&decorator.expression)).collect()
    }

    /// Calls each decorator with what is in the register after its own.
    fn decorate(&mut self, decorators: &[Register], _decorated: Register) {
        for &decorator in decorators.iter().rev() {
            self.emit(Op::Call, decorator, 1, decorator);
        }
    }

    pub(super) fn lambda(&mut self, e: &'m ast::ExprLambda, to: Register) -> Result {
        let mut child = self.child(e.range, false, "<lambda>");
        child.locate(e);
        if let Some(parameters) = &e.parameters {
            child.parameters(parameters);
        } else {
            child.parameters(&ast::Parameters::default());
        }
        let live = child.top;
        let value = child.expression(&e.body)?;
        child.emit(Op::Return, value, live, 0);
        let unit = child.finish()?;
        match e.parameters.as_deref() {
            Some(parameters) => self.make_function(unit, &[parameters], to),
            None => self.make_function(unit, &[], to),
        }
    }

    /// Registers of parameters and variables, and cells where functions inside use them.
    fn parameters(&mut self, all: &ast::Parameters) {
        let scope = self.scope;
        let plain = all.posonlyargs.iter().chain(&all.args).chain(&all.kwonlyargs);
        plain.for_each(|p| {
            self.declare(scope, p.parameter.name.as_str());
        });
        all.vararg.iter().chain(&all.kwarg).for_each(|p| {
            self.declare(scope, p.name.as_str());
        });
        let positional = all.posonlyargs.iter().chain(&all.args);
        self.unit.parameters = Parameters {
            positional: positional.clone().count() as u16,
            positional_only: all.posonlyargs.len() as u16,
            keyword_only: all.kwonlyargs.len() as u16,
            defaults: positional.filter(|p| p.default.is_some()).count() as u16,
            keyword_defaults: all.kwonlyargs.iter().map(|p| p.default.is_some()).collect(),
            variadic: all.vararg.is_some(),
            keywords: all.kwarg.is_some(),
        };
        self.declare_variables(scope);
        self.make_cells(scope);
    }

    /// Evaluates defaults and makes the function.
    pub(super) fn make_function(&mut self, mut unit: Unit, parameters: &[&'m ast::Parameters], to: Register) -> Result {
        let mark = self.top;
        for all in parameters {
            for parameter in all.posonlyargs.iter().chain(&all.args).chain(&all.kwonlyargs) {
                if let Some(default) = &parameter.default {
                    self.in_temporary(default)?;
                }
            }
        }
        self.captures(&mut unit)?;
        self.unit.children.push(unit);
        self.emit(Op::MakeFunction, to, self.unit.children.len() as u16 - 1, mark);
        self.top = mark;
        Ok(())
    }

    /// `class`: its body is a function that fills a dict.
    pub(super) fn class_definition(&mut self, def: &'m ast::StmtClassDef) -> Result {
        let mark = self.top;
        let decorators = self.decorators(&def.decorator_list)?;
        let unit = self.class_body(def)?;
        let class = self.temporary();
        let bases: &[Expr] = def.arguments.as_ref().map_or(&[], |arguments| &arguments.args);
        if let Some(keyword) = def.arguments.as_ref().and_then(|a| a.keywords.first()) {
            return self.unsupported(&keyword.value, "a keyword argument of a class (a metaclass)");
        }
        let first = self.temporaries(2 + bases.len() as u16);
        self.make_function(unit, &[], first)?;
        self.load_constant(Constant::Str(def.name.as_str().into()), first + 1);
        for (base, register) in bases.iter().zip(first + 2..) {
            self.expression_to(base, register)?;
        }
        self.emit(Op::MakeClass, class, first, bases.len() as u16);
        self.decorate(&decorators, class);
        self.store_name(def.name.as_str(), decorators.first().copied().unwrap_or(class));
        self.top = mark;
        Ok(())
    }

    /// Register 0 is the dict; what is returned is the cell of `__class__`, if a method uses it.
    fn class_body(&mut self, def: &'m ast::StmtClassDef) -> Result<Unit> {
        let mut child = self.child(def.range, true, def.name.as_str());
        child.locate(def);
        child.unit.parameters.positional = 1;
        let scope = child.scope;
        child.unit.doc = docstring(&def.body);
        child.declare(scope, ".namespace");
        let captured = child.module.scopes.all[scope].get("__class__").is_some_and(|m| m.captured);
        let cell = captured.then(|| child.declare(scope, "__class__"));
        child.declare_variables(scope);
        child.make_cells(scope);
        child.note_assignments_within(&def.body);
        child.statements(&def.body)?;
        match cell {
            Some(cell) => child.emit(Op::Return, cell, child.top, 0),
            None => {
                let none = child.constant(Constant::None);
                child.emit(Op::ReturnK, 0, none, child.top);
            }
        }
        if child.unit.generator {
            return self.error(&def.range(), "'yield' outside function");
        }
        child.finish()
    }
}

/// The text that a body begins with, with the indentation of its later lines taken off.
fn docstring(body: &[Stmt]) -> Option<String> {
    let Stmt::Expr(first) = body.first()? else { return None };
    let Expr::StringLiteral(text) = &*first.value else { return None };
    let text = text.value.to_str().replace('\t', "        ");
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines = text.split('\n').enumerate().map(|(n, line)| match n {
        0 => line.trim_start_matches(' '),
        _ => line.get(margin.min(indent(line))..).unwrap_or(""),
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}
