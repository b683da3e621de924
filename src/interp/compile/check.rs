//! What is refused before anything is compiled: too deep nesting, modules that do not exist here, and constructs that
//! the parser accepts but Python does not.

use ruff_python_ast::{
    self as ast, Expr, Stmt,
    token::TokenKind,
    visitor::{self, Visitor},
};
use ruff_text_size::{Ranged as _, TextRange};

use super::{CompileError, Source};

/// So deep may expressions and statements be in one another: the compiler calls itself for each level.
const DEPTH: usize = 3000;
/// What can be imported; `builtins::module` has them.
const MODULES: [&str; 8] = ["_thread", "gc", "model", "os", "sys", "threading", "time", "weakref"];
/// CPython's limit for brackets in brackets.
const BRACKETS: usize = 200;

/// The first fault of a module.
pub(super) fn check(source: &Source<'_>, body: &[Stmt]) -> Result<(), CompileError> {
    let mut checker = Checker { source, depth: 0, error: None };
    checker.visit_body(body);
    checker.error.map_or(Ok(()), Err)
}

/// Brackets in brackets.
pub(super) fn brackets(
    source: &Source<'_>,
    tokens: impl Iterator<Item = (TokenKind, TextRange)>,
) -> Result<(), CompileError> {
    let mut depth = 0_usize;
    for (kind, range) in tokens {
        match kind {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > BRACKETS {
            return Err(source.syntax_error(range, "too many nested parentheses"));
        }
    }
    Ok(())
}

struct Checker<'s> {
    source: &'s Source<'s>,
    depth: usize,
    error: Option<CompileError>,
}

impl Checker<'_> {
    fn error(&mut self, range: TextRange, message: &str) {
        if self.error.is_none() {
            self.error = Some(self.source.syntax_error(range, message));
        }
    }

    fn outside(&mut self, range: TextRange, construct: &str) {
        self.error(range, &format!("{construct} is outside the subset of Python that this interpreter runs"));
    }

    /// One level deeper, unless that is too deep or there is an error already.
    fn deeper(&mut self, range: TextRange, inside: impl FnOnce(&mut Self)) {
        if self.depth >= DEPTH {
            self.error(range, "too many nested expressions or statements");
        }
        if self.error.is_none() {
            self.depth += 1;
            inside(self);
            self.depth -= 1;
        }
    }

    fn parameters(&mut self, parameters: &ast::Parameters) {
        let mut seen = Vec::new();
        for parameter in parameters {
            let name = parameter.name();
            if seen.contains(&name.as_str()) {
                self.error(name.range, &format!("duplicate argument '{}' in function definition", name.as_str()));
            }
            seen.push(name.as_str());
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                if let Some(parameters) = &def.type_params {
                    self.outside(parameters.range, "a type parameter list");
                }
                self.parameters(&def.parameters);
            }
            Stmt::ClassDef(def) => {
                if let Some(parameters) = &def.type_params {
                    self.outside(parameters.range, "a type parameter list");
                }
                if let Some(keyword) = def.arguments.as_ref().and_then(|arguments| arguments.keywords.first()) {
                    let name = keyword.arg.as_ref().map_or("**", |name| name.as_str()).to_owned();
                    self.outside(keyword.range, &format!("the keyword argument '{name}' of a class"));
                }
            }
            Stmt::TypeAlias(s) => self.outside(s.range, "a type alias"),
            Stmt::Try(s) => self.handlers(s),
            Stmt::Assign(s) => s.targets.iter().for_each(|target| {
                if let Expr::Starred(starred) = target {
                    self.error(starred.range, "starred assignment target must be in a list or tuple");
                }
            }),
            Stmt::Import(s) => s.names.iter().for_each(|alias| self.module(&alias.name)),
            Stmt::ImportFrom(s) => {
                s.module.iter().for_each(|name| self.module(name));
                if let Some(star) = s.names.iter().find(|alias| alias.name.as_str() == "*") {
                    self.outside(star.range, "import *");
                }
            }
            _ => {}
        }
    }

    fn module(&mut self, name: &ast::Identifier) {
        if !MODULES.contains(&name.as_str()) {
            let modules = MODULES.join(", ");
            self.outside(name.range, &format!("the module '{}' (there are {modules})", name.as_str()));
        }
    }

    fn handlers(&mut self, s: &ast::StmtTry) {
        if s.is_star {
            return self.outside(s.range, "except*");
        }
        let (_, others) = s.handlers.split_last().unzip();
        for ast::ExceptHandler::ExceptHandler(handler) in others.unwrap_or(&[]) {
            if handler.type_.is_none() {
                self.error(handler.range, "default 'except:' must be last");
            }
        }
    }

    fn targets(&mut self, items: &[Expr]) {
        let mut stars = items.iter().filter(|item| item.is_starred_expr()).skip(1);
        if let Some(second) = stars.next() {
            self.error(second.range(), "multiple starred expressions in assignment");
        }
    }
}

impl<'a> Visitor<'a> for Checker<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.statement(statement);
        self.deeper(statement.range(), |checker| visitor::walk_stmt(checker, statement));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Lambda(e) => e.parameters.iter().for_each(|parameters| self.parameters(parameters)),
            Expr::Tuple(e) if e.ctx.is_store() => self.targets(&e.elts),
            Expr::List(e) if e.ctx.is_store() => self.targets(&e.elts),
            _ => {}
        }
        self.deeper(expr.range(), |checker| visitor::walk_expr(checker, expr));
    }
}
