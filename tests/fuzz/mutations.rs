//! Statements that change a list, a dict or a set in place.

use super::{Generator, program::Statement, scope::Type};

impl Generator {
    pub(super) fn mutation(&mut self) -> Statement {
        let kind = [Type::Ints, Type::Strs, Type::Table, Type::Numbers, Type::Ints][self.below(5)];
        let Some(target) = self.target(kind) else { return self.print() };
        match kind {
            Type::Ints => self.list_mutation(&target, Type::Int, Type::Ints),
            Type::Strs => self.list_mutation(&target, Type::Str, Type::Strs),
            Type::Table => self.dict_mutation(&target),
            _ => self.set_mutation(&target),
        }
    }

    fn list_mutation(&mut self, list: &str, item: Type, kind: Type) -> Statement {
        let value = self.expression(item, 2);
        let value = item.bounded(&value, true);
        // A list that could be empty gets an item first, unless the error is wanted.
        let filled = if self.slips() { String::new() } else { format!("{list}.append({value}); ") };
        Statement::line(match self.below(14) {
            0..=2 => format!("{list}.append({value})"),
            3 => format!("{list}.insert({}, {value})", self.random_index()),
            4 => format!("{filled}{list}.pop()"),
            5 => format!("{filled}{list}.pop({})", self.pick(&["0", "-1"])),
            6 => format!("{filled}{list}[{}] = {value}", self.pick(&["0", "-1"])),
            7 => format!("{filled}del {list}[{}]", self.pick(&["0", "-1"])),
            8 => format!("{list}.{}", self.pick(&["sort()", "reverse()", "sort(reverse=True)", "clear()"])),
            9 => format!("{list}.extend({}[:3])", self.expression(kind, 2)),
            10 => format!("del {list}{}", self.slice()),
            11 => {
                let bounds = self.pick(&["1:3", ":2", "-2:", "2:2", ":0", "3:1"]);
                format!("{list}[{bounds}] = {}[:4]", self.expression(kind, 2))
            }
            12 => format!("{list}[::2] = {list}[::2][::-1]"),
            _ => {
                let found = if self.slips() { "True".into() } else { format!("{value} in {list}") };
                return Statement::block(
                    format!("if {found}:"),
                    vec![Statement::line(format!("{list}.remove({value})"))],
                );
            }
        })
    }

    fn random_index(&mut self) -> &'static str {
        self.pick(&["0", "1", "-1", "2", "100", "-100"])
    }

    fn dict_mutation(&mut self, dict: &str) -> Statement {
        let (key, value) = (self.expression(Type::Str, 2), self.expression(Type::Int, 2));
        let (key, value) = (Type::Str.bounded(&key, true), Type::Int.bounded(&value, true));
        Statement::line(match self.below(10) {
            0..=3 => format!("{dict}[{key}] = {value}"),
            4 => format!("{dict}.setdefault({key}, {value})"),
            5 => format!("{dict}[{key}] = {dict}.get({key}, 0) + {value}"),
            6 if self.slips() => format!("del {dict}[{key}]"),
            6 => format!("{dict}.pop({key}, None)"),
            7 => format!("{dict}.update({{{key}: {value}}})"),
            8 => {
                return Statement::block(
                    format!("if {dict}:"),
                    vec![Statement::line(format!("print({dict}.popitem())"))],
                );
            }
            _ => format!("print({dict}.pop({key}, {value}), {dict})"),
        })
    }

    fn set_mutation(&mut self, set: &str) -> Statement {
        let value = self.expression(Type::Int, 2);
        let value = Type::Int.bounded(&value, true);
        Statement::line(match self.below(5) {
            0 | 1 => format!("{set}.add({value})"),
            2 => format!("{set}.discard({value})"),
            3 if self.slips() => format!("{set}.remove({value})"),
            3 => format!("{set}.difference_update([{value}])"),
            _ => format!("{set}.update({}[:3])", self.expression(Type::Ints, 2)),
        })
    }
}
