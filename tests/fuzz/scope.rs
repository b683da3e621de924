//! Types of expressions, and the variables, functions and classes in sight.

use super::Generator;

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Int,
    Float,
    Str,
    Bool,
    /// A list of integers.
    Ints,
    /// A list of strings.
    Strs,
    /// A dict from strings to integers.
    Table,
    /// A tuple of an integer and a string.
    Pair,
    /// A set of integers.
    Numbers,
}

impl Type {
    pub(super) const PLAIN: [Type; 9] =
        [Type::Int, Type::Float, Type::Str, Type::Bool, Type::Ints, Type::Strs, Type::Table, Type::Pair, Type::Numbers];

    /// The expression as it may be printed: a set's order is nobody's promise.
    pub(super) fn shown(self, expression: &str) -> String {
        match self {
            Type::Numbers => format!("sorted({expression})"),
            _ => expression.to_string(),
        }
    }

    /// The expression cut to a bounded size, for what is written back to a variable in a loop.
    pub(super) fn bounded(self, expression: &str, small: bool) -> String {
        match self {
            Type::Int if small => format!("({expression}) % 1000003"),
            Type::Int => format!("({expression}) % 10 ** 30 - 10 ** 15"),
            Type::Str => format!("({expression})[-30:]"),
            Type::Ints | Type::Strs => format!("({expression})[:10]"),
            Type::Pair => format!("(lambda p: (p[0] % 10 ** 20, p[1][:12]))({expression})"),
            Type::Numbers => format!("set(sorted({expression})[:10])"),
            Type::Table => format!("dict(list(({expression}).items())[:10])"),
            Type::Float | Type::Bool => expression.to_string(),
        }
    }
}

/// A name (or `self.name`) of a type.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) kind: Type,
    /// Loop counters are read only: a loop must end.
    pub(super) writable: bool,
}

/// A generated function, or a method with `name` beginning with a dot.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: Vec<(String, Type)>,
    /// How many of the last parameters have defaults.
    pub(super) defaults: usize,
    pub(super) result: Type,
}

/// A generated generator function over integers.
#[derive(Clone, Debug)]
pub(super) struct Generated {
    pub(super) name: String,
    /// Whether it says what it is sent.
    pub(super) listens: bool,
}

/// A generated class.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) fields: Vec<(String, Type)>,
    pub(super) methods: Vec<Function>,
}

impl Generator {
    pub(super) fn fresh(&mut self, prefix: &str) -> String {
        self.named += 1;
        format!("{prefix}{}", self.named)
    }

    pub(super) fn any_type(&mut self) -> Type {
        Type::PLAIN[self.below(Type::PLAIN.len())]
    }

    /// A new writable variable in the innermost scope.
    pub(super) fn declare(&mut self, kind: Type) -> String {
        let name = self.fresh("v");
        self.bind(&name, kind, true);
        name
    }

    pub(super) fn bind(&mut self, name: &str, kind: Type, writable: bool) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(Variable { name: name.to_string(), kind, writable });
        }
    }

    /// Runs `grow` with names of its own that are forgotten afterwards.
    pub(super) fn scoped<T>(&mut self, names: &[(&str, Type)], grow: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Vec::new());
        names.iter().for_each(|(name, kind)| self.bind(name, *kind, false));
        let grown = grow(self);
        self.scopes.pop();
        grown
    }

    /// Runs `grow` as the body of a function: outer variables can only be read, outer loops are out of reach.
    pub(super) fn in_function<T>(&mut self, parameters: &[(String, Type)], grow: impl FnOnce(&mut Self) -> T) -> T {
        let (own, loops) = (self.own, self.loops);
        (self.own, self.loops) = (self.scopes.len(), 0);
        self.scopes.push(Vec::new());
        parameters.iter().for_each(|(name, kind)| self.bind(name, *kind, true));
        let grown = grow(self);
        self.scopes.pop();
        (self.own, self.loops) = (own, loops);
        grown
    }

    /// A variable of the type, or a literal where there is none.
    pub(super) fn variable(&mut self, kind: Type) -> String {
        let names: Vec<String> =
            self.scopes.iter().flatten().filter(|v| v.kind == kind).map(|v| v.name.clone()).collect();
        // The innermost names are the ones that the surrounding code is about.
        let recent = names.len().saturating_sub(3);
        match names.len() {
            0 => self.literal(kind),
            n if self.chance(50) => names[recent + self.below(n - recent)].clone(),
            n => names[self.below(n)].clone(),
        }
    }

    /// A variable that may be assigned to.
    pub(super) fn target(&mut self, kind: Type) -> Option<String> {
        let own = &self.scopes[self.own..];
        let names: Vec<String> =
            own.iter().flatten().filter(|v| v.kind == kind && v.writable).map(|v| v.name.clone()).collect();
        (!names.is_empty()).then(|| names[self.below(names.len())].clone())
    }
}
