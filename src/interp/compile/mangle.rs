//! Private names: `__name` in a class body means `_Class__name`.
//!
//! They are rewritten before anything else looks at the program.

use ruff_python_ast::{
    self as ast, ExceptHandler, Expr, Identifier, Stmt,
    visitor::transformer::{self, Transformer},
};

/// Rewrites the private names of all classes.
pub(super) fn mangle(body: &mut [Stmt]) {
    Mangler { class: String::new() }.visit_body(body);
}

/// Rewrites names of the class it is in, without leading underscores; empty outside of classes.
struct Mangler {
    class: String,
}

impl Mangler {
    fn mangled(&self, name: &str) -> Option<String> {
        let private = name.starts_with("__") && !name.ends_with("__") && !name.contains('.');
        (private && !self.class.is_empty()).then(|| format!("_{}{name}", self.class))
    }

    fn identifier(&self, name: &mut Identifier) {
        if let Some(mangled) = self.mangled(name.as_str()) {
            name.id = mangled.into();
        }
    }

    fn class(&self, def: &mut ast::StmtClassDef) {
        def.decorator_list.iter_mut().for_each(|decorator| self.visit_decorator(decorator));
        if let Some(arguments) = &mut def.arguments {
            self.visit_arguments(arguments);
        }
        Mangler { class: def.name.trim_start_matches('_').to_owned() }.visit_body(&mut def.body);
        self.identifier(&mut def.name);
    }
}

impl Transformer for Mangler {
    fn visit_stmt(&self, statement: &mut Stmt) {
        match statement {
            Stmt::ClassDef(def) => return self.class(def),
            Stmt::FunctionDef(def) => self.identifier(&mut def.name),
            Stmt::Global(s) => s.names.iter_mut().for_each(|name| self.identifier(name)),
            Stmt::Nonlocal(s) => s.names.iter_mut().for_each(|name| self.identifier(name)),
            _ => {}
        }
        transformer::walk_stmt(self, statement);
    }

    fn visit_expr(&self, expr: &mut Expr) {
        match expr {
            Expr::Name(name) => {
                if let Some(mangled) = self.mangled(name.id.as_str()) {
                    name.id = mangled.into();
                }
            }
            Expr::Attribute(e) => self.identifier(&mut e.attr),
            _ => {}
        }
        transformer::walk_expr(self, expr);
    }

    fn visit_parameters(&self, parameters: &mut ast::Parameters) {
        parameters.vararg.iter_mut().chain(&mut parameters.kwarg).for_each(|p| self.identifier(&mut p.name));
        transformer::walk_parameters(self, parameters);
    }

    fn visit_parameter(&self, parameter: &mut ast::Parameter) {
        // Those with a star come here too: what has been rewritten begins with one underscore.
        self.identifier(&mut parameter.name);
        transformer::walk_parameter(self, parameter);
    }

    fn visit_keyword(&self, keyword: &mut ast::Keyword) {
        keyword.arg.iter_mut().for_each(|name| self.identifier(name));
        transformer::walk_keyword(self, keyword);
    }

    fn visit_alias(&self, alias: &mut ast::Alias) {
        let shown = alias.asname.as_mut().unwrap_or(&mut alias.name);
        self.identifier(shown);
    }

    fn visit_except_handler(&self, handler: &mut ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        inner.name.iter_mut().for_each(|name| self.identifier(name));
        transformer::walk_except_handler(self, handler);
    }
}
