//! Which name means what: the symbol table.
//!
//! Functions, lambdas and generator expressions have frames of their own. Comprehensions are scopes inside the frame
//! around them (PEP 709). A variable that a function inside uses lives in a cell.

use std::collections::HashMap;

use ruff_python_ast::{
    Comprehension, Expr, ExprContext, Parameters, Stmt,
    visitor::{self, Visitor},
};
use ruff_text_size::{Ranged as _, TextRange};

use super::{CompileError, Source};

pub(super) type ScopeId = usize;

/// What makes a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Function,
    Class,
    /// Runs in the frame around it.
    Comprehension,
}

/// What is known about a name in a scope.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mention {
    pub bound: bool,
    pub global: bool,
    pub nonlocal: bool,
    pub parameter: bool,
    /// A function inside uses it.
    pub captured: bool,
    /// It belongs to a function around this one.
    pub free: bool,
}

/// A scope and the names in it, in order of mention.
#[derive(Debug)]
pub(super) struct Scope {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    pub names: Vec<(String, Mention)>,
    pub generator: bool,
    /// Whether it is a generator expression.
    expression: bool,
    pub children: Vec<ScopeId>,
}

impl Scope {
    pub(super) fn get(&self, name: &str) -> Option<&Mention> {
        self.names.iter().find(|(n, _)| n == name).map(|(_, mention)| mention)
    }

    fn mention(&mut self, name: &str) -> &mut Mention {
        let place = self.names.iter().position(|(n, _)| n == name).unwrap_or_else(|| {
            self.names.push((name.to_owned(), Mention::default()));
            self.names.len() - 1
        });
        &mut self.names[place].1
    }
}

/// All scopes of a file.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    pub all: Vec<Scope>,
    by_range: HashMap<(TextRange, bool), ScopeId>,
}

impl Scopes {
    /// The scope that a definition, lambda or comprehension opens.
    pub(super) fn of(&self, range: TextRange, is_statement: bool) -> ScopeId {
        self.by_range.get(&(range, is_statement)).copied().unwrap_or(0)
    }

    /// The scope whose frame `scope` runs in.
    pub(super) fn frame(&self, mut scope: ScopeId) -> ScopeId {
        while self.all[scope].kind == ScopeKind::Comprehension {
            match self.all[scope].parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        scope
    }

    /// The scope that a name used in `scope` belongs to; `None` if it is global.
    pub(super) fn owner(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut at = Some(scope);
        while let Some(id) = at {
            let here = &self.all[id];
            if here.kind == ScopeKind::Class && name == "__class__" {
                return Some(id);
            }
            let visible = here.kind != ScopeKind::Class || id == self.frame(scope);
            if let Some(mention) = here.get(name).filter(|_| visible) {
                if mention.global {
                    return None;
                }
                if mention.bound && !mention.nonlocal {
                    return (here.kind != ScopeKind::Module).then_some(id);
                }
            }
            at = here.parent;
        }
        None
    }

    /// Marks captured and free variables.
    fn resolve(&mut self) {
        for id in 0..self.all.len() {
            let names: Vec<String> = self.all[id].names.iter().map(|(name, _)| name.clone()).collect();
            for name in names {
                let Some(owner) = self.owner(id, &name) else { continue };
                let home = self.frame(owner);
                let mut frame = self.frame(id);
                if frame == home {
                    continue;
                }
                self.all[owner].mention(&name).captured = true;
                while frame != home {
                    self.all[frame].mention(&name).free = true;
                    frame = self.all[frame].parent.map_or(home, |parent| self.frame(parent));
                }
            }
        }
    }
}

/// The scopes of a module.
pub(super) fn analyze(source: &Source<'_>, body: &[Stmt]) -> Result<Scopes, CompileError> {
    let mut finder = Finder { scopes: Scopes::default(), at: 0, source, error: None, nonlocals: Vec::new() };
    finder.open(ScopeKind::Module, None, false, |finder| finder.visit_body(body));
    finder.check_nonlocals();
    finder.scopes.resolve();
    finder.error.map_or(Ok(finder.scopes), Err)
}

struct Finder<'s> {
    scopes: Scopes,
    at: ScopeId,
    source: &'s Source<'s>,
    error: Option<CompileError>,
    nonlocals: Vec<(ScopeId, ruff_python_ast::Identifier)>,
}

impl Finder<'_> {
    fn open(&mut self, kind: ScopeKind, range: Option<TextRange>, is_statement: bool, inside: impl FnOnce(&mut Self)) {
        let id = self.scopes.all.len();
        let parent = range.map(|_| self.at);
        self.scopes.all.push(Scope {
            kind,
            parent,
            names: Vec::new(),
            generator: false,
            expression: false,
            children: Vec::new(),
        });
        if let Some(range) = range {
            self.scopes.by_range.insert((range, is_statement), id);
            self.scopes.all[self.at].children.push(id);
        }
        let around = std::mem::replace(&mut self.at, id);
        inside(self);
        self.at = around;
    }

    /// The scope that `:=` binds in: generator expressions are functions, but they are passed over too.
    fn around_comprehensions(&self) -> ScopeId {
        let mut at = self.scopes.frame(self.at);
        while let Some(parent) = self.scopes.all[at].parent.filter(|_| self.scopes.all[at].expression) {
            at = self.scopes.frame(parent);
        }
        at
    }

    fn here(&mut self) -> &mut Scope {
        &mut self.scopes.all[self.at]
    }

    fn bind(&mut self, name: &str) {
        self.here().mention(name).bound = true;
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let plain = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        let names: Vec<&str> = plain.map(|p| p.parameter.name.as_str()).collect();
        let rest = parameters.vararg.iter().chain(&parameters.kwarg).map(|p| p.name.as_str());
        for name in names.into_iter().chain(rest) {
            self.bind(name);
            self.here().mention(name).parameter = true;
        }
    }

    fn defaults(&mut self, parameters: &Parameters) {
        let all = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        all.filter_map(|p| p.default.as_deref()).for_each(|default| self.visit_expr(default));
    }

    fn comprehension(&mut self, kind: ScopeKind, range: TextRange, generators: &[Comprehension], parts: &[&Expr]) {
        let Some((first, rest)) = generators.split_first() else { return };
        self.visit_expr(&first.iter);
        self.open(kind, Some(range), false, |finder| {
            finder.here().generator = kind == ScopeKind::Function;
            finder.here().expression = kind == ScopeKind::Function;
            finder.visit_expr(&first.target);
            first.ifs.iter().for_each(|test| finder.visit_expr(test));
            for generator in rest {
                finder.visit_expr(&generator.iter);
                finder.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|test| finder.visit_expr(test));
            }
            parts.iter().for_each(|part| finder.visit_expr(part));
        });
    }

    fn declare(&mut self, names: &[ruff_python_ast::Identifier], global: bool) {
        for name in names {
            let word = if global { "global" } else { "nonlocal" };
            let module = self.scopes.all[self.at].kind == ScopeKind::Module;
            let fault = match self.scopes.all[self.at].get(name.as_str()) {
                _ if module && !global => Some("nonlocal declaration not allowed at module level".to_owned()),
                Some(m) if m.parameter => Some(format!("name '{}' is parameter and {word}", name.as_str())),
                Some(m) if m.global != m.nonlocal && m.global != global => {
                    Some(format!("name '{}' is nonlocal and global", name.as_str()))
                }
                Some(m) if m.global || m.nonlocal => None,
                Some(m) if m.bound => {
                    Some(format!("name '{}' is assigned to before {word} declaration", name.as_str()))
                }
                Some(_) => Some(format!("name '{}' is used prior to {word} declaration", name.as_str())),
                None => None,
            };
            if let Some(fault) = fault {
                self.error.get_or_insert(self.source.syntax_error(name.range, fault));
            }
            let mention = self.here().mention(name.as_str());
            if global {
                mention.global = true;
            } else {
                mention.nonlocal = true;
            }
            if !global {
                self.nonlocals.push((self.at, name.clone()));
            }
        }
    }

    /// Each `nonlocal` means a variable of a function around.
    fn check_nonlocals(&mut self) {
        for (at, name) in std::mem::take(&mut self.nonlocals) {
            if !self.has_binding_around(at, name.as_str()) {
                let message = format!("no binding for nonlocal '{}' found", name.as_str());
                self.error.get_or_insert(self.source.syntax_error(name.range, message));
            }
        }
    }

    fn has_binding_around(&self, scope: ScopeId, name: &str) -> bool {
        let mut at = self.scopes.all[scope].parent;
        while let Some(id) = at {
            let scope = &self.scopes.all[id];
            if scope.kind == ScopeKind::Function && scope.get(name).is_some_and(|m| m.bound && !m.global && !m.nonlocal)
            {
                return true;
            }
            at = scope.parent;
        }
        false
    }
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                self.bind(def.name.as_str());
                def.decorator_list.iter().for_each(|d| self.visit_expr(&d.expression));
                self.defaults(&def.parameters);
                self.open(ScopeKind::Function, Some(def.range), true, |finder| {
                    finder.parameters(&def.parameters);
                    finder.visit_body(&def.body);
                });
            }
            Stmt::ClassDef(def) => {
                self.bind(def.name.as_str());
                def.decorator_list.iter().for_each(|d| self.visit_expr(&d.expression));
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
                self.open(ScopeKind::Class, Some(def.range), true, |finder| finder.visit_body(&def.body));
            }
            Stmt::Global(s) => self.declare(&s.names, true),
            Stmt::Nonlocal(s) => self.declare(&s.names, false),
            Stmt::Import(s) => {
                for alias in &s.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.bind(name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(s) => {
                s.names.iter().for_each(|alias| self.bind(alias.asname.as_ref().unwrap_or(&alias.name).as_str()));
            }
            Stmt::Try(s) => {
                for ruff_python_ast::ExceptHandler::ExceptHandler(handler) in &s.handlers {
                    handler.name.iter().for_each(|name| self.bind(name.as_str()));
                }
                visitor::walk_stmt(self, statement);
            }
            Stmt::AnnAssign(s) => {
                self.visit_expr(&s.target);
                s.value.iter().for_each(|value| self.visit_expr(value));
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        use ScopeKind::{Comprehension as Inside, Function};
        match expr {
            Expr::Name(name) => {
                let bound = name.ctx != ExprContext::Load;
                if name.id.as_str() == "super" && !bound {
                    self.here().mention("__class__");
                }
                self.here().mention(name.id.as_str()).bound |= bound;
            }
            Expr::Named(e) => {
                self.visit_expr(&e.value);
                if let Expr::Name(name) = &*e.target {
                    let at = self.around_comprehensions();
                    self.scopes.all[at].mention(name.id.as_str()).bound = true;
                    self.here().mention(name.id.as_str());
                }
            }
            Expr::Lambda(e) => {
                e.parameters.iter().for_each(|p| self.defaults(p));
                self.open(Function, Some(e.range), false, |finder| {
                    e.parameters.iter().for_each(|p| finder.parameters(p));
                    finder.visit_expr(&e.body);
                });
            }
            Expr::ListComp(e) => self.comprehension(Inside, e.range, &e.generators, &[&e.elt]),
            Expr::SetComp(e) => self.comprehension(Inside, e.range, &e.generators, &[&e.elt]),
            Expr::DictComp(e) => {
                let parts: Vec<&Expr> = e.key.iter().map(|k| &**k).chain([&*e.value]).collect();
                self.comprehension(Inside, e.range, &e.generators, &parts);
            }
            Expr::Generator(e) => self.comprehension(Function, e.range(), &e.generators, &[&e.elt]),
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                let message = match self.here().kind {
                    ScopeKind::Module | ScopeKind::Class => Some("'yield' outside function"),
                    ScopeKind::Comprehension => Some("'yield' inside a comprehension"),
                    ScopeKind::Function => None,
                };
                if let Some(message) = message {
                    self.error.get_or_insert(self.source.syntax_error(expr.range(), message));
                }
                self.here().generator = true;
                visitor::walk_expr(self, expr);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
