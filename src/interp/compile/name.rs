//! Variables: load, store, delete.

use ruff_python_ast::Expr;

use super::{
    emit::{Compiler, Register, Result},
    scope::{ScopeId, ScopeKind},
};
use crate::interp::code::{Constant, Op};

/// Where a variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Local(Register),
    Cell(Register),
    Free(u16),
    Global(u16),
    /// In the dict of the class body.
    Class,
}

impl<'m> Compiler<'m, '_> {
    /// Gives each variable of the frame a register: parameters are there already.
    pub(super) fn declare_variables(&mut self, scope: ScopeId) {
        let here = &self.module.scopes.all[scope];
        if matches!(here.kind, ScopeKind::Function | ScopeKind::Comprehension) {
            for (name, mention) in &here.names {
                if mention.bound && !mention.global && !mention.nonlocal {
                    self.declare(scope, name);
                }
            }
        }
        for &child in &here.children {
            if self.module.scopes.all[child].kind == ScopeKind::Comprehension {
                self.declare_variables(child);
            }
        }
        if scope == self.frame {
            self.top = self.unit.local_names.len() as u16;
            self.unit.registers = self.unit.registers.max(self.top);
        }
    }

    /// Gives one variable a register.
    pub(super) fn declare(&mut self, scope: ScopeId, name: &str) -> Register {
        let next = self.unit.local_names.len() as u16;
        let register = *self.variables.entry((scope, name.to_owned())).or_insert(next);
        if register == next {
            self.unit.local_names.push(name.to_owned());
        }
        register
    }

    /// Makes cells of the variables of `scope` that functions inside use.
    pub(super) fn make_cells(&mut self, scope: ScopeId) {
        for (name, mention) in &self.module.scopes.all[scope].names {
            if mention.captured
                && let Some(&register) = self.variables.get(&(scope, name.clone()))
            {
                self.emit(Op::MakeCell, register, 0, 0);
            }
        }
    }

    pub(super) fn place(&mut self, name: &str) -> Place {
        let scopes = &self.module.scopes;
        let Some(owner) = scopes.owner(self.scope, name) else { return Place::Global(self.global(name)) };
        if scopes.frame(owner) != self.frame {
            return Place::Free(self.free(name));
        }
        match self.variables.get(&(owner, name.to_owned())) {
            Some(&register) if scopes.all[owner].get(name).is_some_and(|m| m.captured) => Place::Cell(register),
            Some(&register) => Place::Local(register),
            None => Place::Class,
        }
    }

    pub(super) fn load_name(&mut self, name: &str, to: Register) {
        match self.place(name) {
            Place::Local(register) if register == to => {}
            Place::Local(register) => self.emit(Op::Move, to, register, 0),
            Place::Cell(register) => self.emit(Op::LoadCell, to, register, 0),
            Place::Free(index) => self.emit(Op::LoadFree, to, index, 0),
            Place::Global(slot) => self.emit(Op::LoadGlobal, to, slot, 0),
            Place::Class => self.load_class_name(name, to),
        }
    }

    fn load_class_name(&mut self, name: &str, to: Register) {
        let constant = self.constant(Constant::Str(name.into()));
        let slot = self.global(name);
        self.emit(Op::LoadName, to, constant, 0);
        self.emit(Op::Extra, slot, 0, 0);
    }

    /// Puts what is in `from` into a variable.
    pub(super) fn store_name(&mut self, name: &str, from: Register) {
        match self.place(name) {
            Place::Local(register) => self.emit(Op::Move, register, from, 0),
            Place::Cell(register) => self.emit(Op::StoreCell, from, register, 0),
            Place::Free(index) => self.emit(Op::StoreFree, from, index, 0),
            Place::Global(slot) => self.emit(Op::StoreGlobal, from, slot, 0),
            Place::Class => {
                let key = self.temporary();
                self.load_constant(Constant::Str(name.into()), key);
                self.emit(Op::StoreIndex, 0, key, from);
                self.top -= 1;
            }
        }
    }

    pub(super) fn delete_name(&mut self, name: &str) {
        match self.place(name) {
            Place::Local(register) => self.emit(Op::DeleteLocal, register, 0, 0),
            Place::Global(slot) => self.emit(Op::DeleteGlobal, 0, slot, 0),
            place @ (Place::Cell(_) | Place::Free(_)) => {
                let empty = self.temporary();
                self.emit(Op::Clear, empty, 1, 0);
                match place {
                    Place::Cell(register) => self.emit(Op::StoreCell, empty, register, 0),
                    Place::Free(index) => self.emit(Op::StoreFree, empty, index, 0),
                    _ => {}
                }
                self.top -= 1;
            }
            Place::Class => {
                let key = self.temporary();
                self.load_constant(Constant::Str(name.into()), key);
                self.emit(Op::DeleteIndex, 0, key, 0);
                self.top -= 1;
            }
        }
    }

    /// The register of a plain local variable.
    pub(super) fn local(&mut self, target: &Expr) -> Option<Register> {
        let Expr::Name(name) = target else { return None };
        match self.place(name.id.as_str()) {
            Place::Local(register) => Some(register),
            _ => None,
        }
    }

    /// Assigns what is in `from`, which is consumed.
    pub(super) fn store(&mut self, target: &'m Expr, from: Register) -> Result {
        let mark = self.top;
        match target {
            Expr::Name(name) => self.store_name(name.id.as_str(), from),
            Expr::Attribute(e) => {
                let object = self.expression(&e.value)?;
                let site = self.site(e.attr.as_str());
                self.emit(Op::StoreAttribute, from, object, site);
            }
            Expr::Subscript(e) => {
                let object = self.expression(&e.value)?;
                let index = self.expression(&e.slice)?;
                self.emit(Op::StoreIndex, object, index, from);
            }
            Expr::Tuple(e) => self.store_items(&e.elts, from)?,
            Expr::List(e) => self.store_items(&e.elts, from)?,
            _ => self.unsupported(target, "this assignment target")?,
        }
        self.top = mark;
        Ok(())
    }

    fn store_items(&mut self, targets: &'m [Expr], from: Register) -> Result {
        let first = self.temporaries(targets.len() as u16);
        match targets.iter().position(|t| matches!(t, Expr::Starred(_))) {
            None => self.emit(Op::Unpack, from, targets.len() as u16, first),
            Some(star) => {
                let counts = (star << 8 | (targets.len() - star - 1)) as u16;
                self.emit(Op::UnpackStar, from, counts, first);
            }
        }
        for (target, item) in targets.iter().zip(first..) {
            let target = if let Expr::Starred(starred) = target { &starred.value } else { target };
            self.store(target, item)?;
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, target: &'m Expr) -> Result {
        let mark = self.top;
        match target {
            Expr::Name(name) => self.delete_name(name.id.as_str()),
            Expr::Attribute(e) => {
                let object = self.expression(&e.value)?;
                let site = self.site(e.attr.as_str());
                self.emit(Op::DeleteAttribute, 0, object, site);
            }
            Expr::Subscript(e) => {
                let object = self.expression(&e.value)?;
                let index = self.expression(&e.slice)?;
                self.emit(Op::DeleteIndex, object, index, 0);
            }
            Expr::Tuple(e) => e.elts.iter().try_for_each(|target| self.delete(target))?,
            _ => self.unsupported(target, "deleting this")?,
        }
        self.top = mark;
        Ok(())
    }
}
