//! Classes with fields, methods, special methods and a subclass; and what is done with their instances.

use super::{
    Generator,
    program::Statement,
    scope::{Class, Function, Type},
};

impl Generator {
    /// Defines a class; later blocks make instances of it.
    pub(super) fn class(&mut self) -> Statement {
        let name = self.fresh("C");
        let base = (!self.classes.is_empty() && self.chance(35)).then(|| self.any_class());
        let mut fields: Vec<(String, Type)> = base.iter().flat_map(|b| b.fields.clone()).collect();
        let inherited = fields.len();
        for _ in 0..1 + self.below(2) {
            fields.push((self.fresh("x"), self.any_type()));
        }
        let mut body = vec![self.constructor(&fields, inherited), representation(&name, &fields)];
        let me: Vec<(String, Type)> = fields.iter().map(|(field, kind)| (format!("self.{field}"), *kind)).collect();
        let mut methods: Vec<Function> = base.iter().flat_map(|b| b.methods.clone()).collect();
        for _ in 0..1 + self.below(2) {
            let fresh = self.fresh("m");
            let method = self.signature(fresh);
            body.push(self.method(&method, &me));
            methods.push(method);
        }
        if inherited > 0 && self.chance(60) {
            let overridden = methods[0].clone();
            body.push(self.overriding(&overridden));
        }
        body.extend(self.special_methods(&name, &me));
        let head = base.map_or(format!("class {name}:"), |b| format!("class {name}({}):", b.name));
        self.classes.push(Class { name, fields, methods });
        Statement::block(head, body)
    }

    fn any_class(&mut self) -> Class {
        let at = self.below(self.classes.len());
        self.classes[at].clone()
    }

    fn constructor(&mut self, fields: &[(String, Type)], inherited: usize) -> Statement {
        let parameters: Vec<&str> = fields.iter().map(|(field, _)| field.as_str()).collect();
        let mut body = Vec::new();
        if inherited > 0 {
            body.push(Statement::line(format!("super().__init__({})", parameters[..inherited].join(", "))));
        }
        body.extend(parameters[inherited..].iter().map(|p| Statement::line(format!("self.{p} = {p}"))));
        Statement::block(format!("def __init__(self, {}):", parameters.join(", ")), body)
    }

    fn method(&mut self, method: &Function, me: &[(String, Type)]) -> Statement {
        let parameters: Vec<(String, Type)> = me.iter().chain(&method.parameters).cloned().collect();
        let written = self.parameters(method);
        let body = self.function_body(&parameters, method.result);
        Statement::block(format!("def {}(self, {written}):", method.name), body)
    }

    fn overriding(&mut self, method: &Function) -> Statement {
        let written = self.parameters(method);
        let names: Vec<&str> = method.parameters.iter().map(|(name, _)| name.as_str()).collect();
        let value = format!("super().{}({})", method.name, names.join(", "));
        let body = vec![
            Statement::line(format!("print('overridden', {})", method.result.shown(&value))),
            Statement::line(format!("return {value}")),
        ];
        Statement::block(format!("def {}(self, {written}):", method.name), body)
    }

    fn special_methods(&mut self, class: &str, me: &[(String, Type)]) -> Vec<Statement> {
        let number = |g: &mut Self| {
            let value = g.in_function(me, |g| g.expression(Type::Int, 2));
            Type::Int.bounded(&value, false)
        };
        let mut suite = Vec::new();
        let key = number(self);
        let other = "other._key() if isinstance(other, KIND) else other".replace("KIND", class);
        suite.push(format!("def _key(self): return {key}"));
        for (percent, text) in [
            (50, format!("def __eq__(self, other): return self._key() == ({other})")),
            (40, "def __hash__(self): return hash(self._key())".into()),
            (50, format!("def __lt__(self, other): return self._key() < ({other})")),
            (50, format!("def __add__(self, other): return self._key() + ({other})")),
            (40, "def __radd__(self, other): return other + self._key() % 1000".into()),
            (50, "def __len__(self): return self._key() % 7".into()),
            (40, "def __bool__(self): return self._key() % 2 == 0".into()),
            (50, "def __getitem__(self, i): return [self._key(), 5, 6][i]".into()),
            (40, "def __contains__(self, item): return item == self._key()".into()),
            (40, "def __call__(self, n, *more): return (self._key(), n, more)".into()),
            (40, "def __iter__(self): return iter(range(self._key() % 5))".into()),
            (30, "@property\ndef prop(self): return ('prop', self._key())".into()),
            (30, "@staticmethod\ndef static(n): return n * 2".into()),
            (30, "@classmethod\ndef make(cls, *args): return cls(*args)".into()),
            (20, "def __getattr__(self, name): return name + '?'".into()),
            (20, "def __str__(self): return 'str of ' + repr(self)".into()),
        ] {
            if self.chance(percent) {
                suite.push(text);
            }
        }
        suite.into_iter().map(Statement::Line).collect()
    }

    /// Makes instances and tries what they can and cannot do.
    pub(super) fn uses_object(&mut self) -> Vec<Statement> {
        if self.classes.is_empty() {
            return self.body(2, 4);
        }
        let class = self.any_class();
        let (o, p) = (self.fresh("o"), self.fresh("o"));
        let mut block = Vec::new();
        for name in [&o, &p] {
            let arguments: Vec<String> = class.fields.iter().map(|(_, kind)| self.expression(*kind, 1)).collect();
            block.push(Statement::line(format!("{name} = {}({})", class.name, arguments.join(", "))));
        }
        for _ in 0..2 + self.below(4) {
            let line = self.use_of(&class, &o, &p);
            block.push(super::tried(vec![Statement::Line(line)]));
        }
        block
    }

    fn use_of(&mut self, class: &Class, o: &str, p: &str) -> String {
        let method = &class.methods[self.below(class.methods.len())];
        let (field, kind) = &class.fields[self.below(class.fields.len())];
        match self.below(9) {
            0 | 1 => format!(
                "print({})",
                method.result.shown(&format!("{o}.{}({})", method.name, self.arguments(method, 1)))
            ),
            2 => format!("{o}.{field} = {}; print({o})", self.expression(*kind, 2)),
            3 => format!("print({o}, {p}, [{o}])"),
            4 => format!("print(getattr({o}, '{field}') == {p}.{field}, hasattr({o}, 'nothing'))"),
            5 => format!(
                "bound = {o}.{}; print({})",
                method.name,
                method.result.shown(&format!("bound({})", self.arguments(method, 1)))
            ),
            6 => format!("print(isinstance({o}, {}), type({p}).__name__)", self.classes[0].name),
            _ => {
                // Whether the class has the special method is open: its absence has a message too.
                let n = self.literal(Type::Int);
                self.pick(&[
                    "print(O == P, O != P)",
                    "print(O < P)",
                    "print(O + 1)",
                    "print(1 + O)",
                    "print(O + P)",
                    "print(len(O))",
                    "print(bool(O), not P)",
                    "print(O[0], O[-1])",
                    "print(O[N])",
                    "print(N in O)",
                    "print(O(N), O(1, 2, 3))",
                    "print(list(O))",
                    "print(O.prop)",
                    "print(O.static(N))",
                    "print(O > P, sorted([O, P])[0] is P)",
                    "print(len({O, P}))",
                    "print(O.make(N))",
                    "print(sum([O, P]))",
                    "print([x for x in O if x != N])",
                    "print(O.unknown)",
                    "print(str(P))",
                    "O.prop = N",
                    "print(max(O, P) is O)",
                    "print(-O)",
                    "O.new = N; print(O.new)",
                ])
                .replace('O', o)
                .replace('P', p)
                .replace('N', &n)
            }
        }
    }
}

/// A `__repr__` that shows every field; sets in order.
fn representation(name: &str, fields: &[(String, Type)]) -> Statement {
    let shown: Vec<String> =
        fields.iter().map(|(f, kind)| format!("repr({})", kind.shown(&format!("self.{f}")))).collect();
    Statement::line(format!("def __repr__(self): return '{name}(' + {} + ')'", shown.join(" + ', ' + ")))
}
