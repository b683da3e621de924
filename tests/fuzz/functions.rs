//! Functions: definitions, calls in every style of argument, closures, recursion, threads.

use super::{
    Generator,
    program::Statement,
    scope::{Function, Type},
};

impl Generator {
    /// Defines a function; later statements call it.
    pub(super) fn function(&mut self) -> Statement {
        let name = self.fresh("f");
        let function = self.signature(name);
        let head = format!("def {}({}):", function.name, self.parameters(&function));
        let body = self.function_body(&function.parameters, function.result);
        self.functions.push(function);
        Statement::block(head, body)
    }

    pub(super) fn signature(&mut self, name: String) -> Function {
        let n = self.below(4);
        let parameters: Vec<(String, Type)> = (0..n).map(|_| (self.fresh("a"), self.any_type())).collect();
        let defaults = self.below(n + 1);
        Function { name, parameters, defaults, result: self.any_type() }
    }

    /// The parameters as they are written in the definition.
    pub(super) fn parameters(&mut self, function: &Function) -> String {
        let plain = function.parameters.len() - function.defaults;
        let written: Vec<String> = function
            .parameters
            .iter()
            .enumerate()
            .map(|(i, (name, kind))| if i < plain { name.clone() } else { format!("{name}={}", self.literal(*kind)) })
            .collect();
        written.join(", ")
    }

    /// The suite of a function: statements, sometimes an early return, and the result.
    pub(super) fn function_body(&mut self, parameters: &[(String, Type)], result: Type) -> Vec<Statement> {
        self.in_function(parameters, |g| {
            let mut body = g.body(0, 3);
            if g.chance(30) {
                let head = format!("if {}:", g.expression(Type::Bool, 2));
                let early = g.answer(result);
                body.push(Statement::block(head, vec![early]));
            }
            let last = g.answer(result);
            body.push(last);
            body
        })
    }

    fn answer(&mut self, result: Type) -> Statement {
        let value = self.expression(result, 2);
        Statement::line(format!("return {}", result.bounded(&value, false)))
    }

    /// A call of a function of this result, where there is one and it does not multiply the work.
    pub(super) fn call(&mut self, result: Type, depth: usize) -> Option<String> {
        // A function that calls in a loop a function that calls in a loop … would take its time.
        if self.loops > 0 && self.own > 0 {
            return None;
        }
        let fitting: Vec<Function> = self.functions.iter().filter(|f| f.result == result).cloned().collect();
        (!fitting.is_empty()).then(|| {
            let function = &fitting[self.below(fitting.len())];
            format!("{}({})", function.name, self.arguments(function, depth))
        })
    }

    /// Arguments by position, by keyword, from a star, or left to the default.
    pub(super) fn arguments(&mut self, function: &Function, depth: usize) -> String {
        let plain = function.parameters.len() - function.defaults;
        let given = plain + self.below(function.defaults + 1);
        let values: Vec<String> =
            function.parameters[..given].iter().map(|(_, k)| self.expression(*k, depth.min(1))).collect();
        let named = function.parameters.iter().zip(&values);
        match self.below(6) {
            0 => format!("*[{}]", values.join(", ")),
            1 => named.map(|((name, _), v)| format!("{name}={v}")).collect::<Vec<_>>().join(", "),
            2 => {
                format!("**{{{}}}", named.map(|((name, _), v)| format!("'{name}': {v}")).collect::<Vec<_>>().join(", "))
            }
            _ => values.join(", "),
        }
    }

    /// A function that makes functions which share a variable.
    pub(super) fn closure(&mut self) -> Vec<Statement> {
        let (make, up, shared, x) = (self.fresh("make"), self.fresh("up"), self.fresh("s"), self.fresh("x"));
        let parameters = [(shared.clone(), Type::Int)];
        let inner = [(x.clone(), Type::Int)];
        let body = self.in_function(&parameters, |g| {
            let mut suite = vec![Statement::line(format!("nonlocal {shared}"))];
            suite.extend(g.in_function(&inner, |g| g.body(0, 2)));
            let value = g.in_function(&inner, |g| g.expression(Type::Int, 2));
            suite.push(Statement::line(format!(
                "{shared} = {}",
                Type::Int.bounded(&format!("{shared} + {value}"), true)
            )));
            suite.push(Statement::line(format!("return {shared}")));
            vec![
                Statement::block(format!("def {up}({x}):"), suite),
                Statement::line(format!("return {up}, lambda: {shared}")),
            ]
        });
        let (start, calls) = (self.expression(Type::Int, 1), 1 + self.below(5));
        let (f, g) = (self.fresh("g"), self.fresh("g"));
        vec![
            Statement::block(format!("def {make}({shared}):"), body),
            Statement::line(format!("{f}, {g} = {make}({start})")),
            Statement::line(format!("print([{f}(k) for k in range({calls})], {g}())")),
            Statement::line(format!("print({make}(1)[0]({}), {f}(2), {g}())", self.literal(Type::Int))),
        ]
    }

    /// Recursion over a number that goes down, with and without a cache.
    pub(super) fn recursion(&mut self) -> Vec<Statement> {
        let (f, n, m) = (self.fresh("rec"), self.fresh("n"), self.fresh("m"));
        let parameters = [(n.clone(), Type::Int), (m.clone(), Type::Int)];
        let (base, step) = self.in_function(&parameters, |g| (g.expression(Type::Int, 2), g.expression(Type::Int, 2)));
        let operator = self.pick(&["+", "-", "*", "^"]);
        let again = match self.below(3) {
            0 => format!("({step}) {operator} {f}({n} - 1, {m})"),
            1 => format!("{f}({n} - 1, {m} + 1) {operator} {f}({n} - 2, {m})"),
            _ => format!("{f}({n} - 2, {f}({n} - 3, {step}))"),
        };
        let body = vec![
            Statement::block(format!("if {n} <= 0:"), vec![Statement::line(format!("return ({base}) % 10007"))]),
            Statement::line(format!("return ({again}) % 1000000007")),
        ];
        let start = self.expression(Type::Int, 1);
        vec![
            Statement::block(format!("def {f}({n}, {m}=3):"), body),
            Statement::line(format!("print([{f}(k, ({start}) % 101) for k in range({})])", 2 + self.below(8))),
        ]
    }

    /// Threads that are joined at once, so that the order is known.
    pub(super) fn threads(&mut self) -> Vec<Statement> {
        let (work, out, item) = (self.fresh("work"), self.fresh("out"), self.fresh("a"));
        let parameters = [(item.clone(), Type::Int)];
        let body = self.in_function(&parameters, |g| {
            let mut body = g.body(0, 2);
            let kind = g.any_type();
            let value = g.expression(kind, 2);
            body.push(Statement::line(format!("{out}.append({})", kind.shown(&kind.bounded(&value, true)))));
            body
        });
        let guarded = super::tried(body);
        let run = ["t = threading.Thread(target=WORK, args=(k,))", "t.start()", "t.join()"];
        vec![
            Statement::line("import threading"),
            Statement::line(format!("{out} = []")),
            Statement::block(format!("def {work}({item}):"), vec![guarded]),
            Statement::block(
                format!("for k in range({}):", 1 + self.below(3)),
                run.iter().map(|line| Statement::line(line.replace("WORK", &work))).collect(),
            ),
            Statement::line(format!("print({out})")),
        ]
    }
}
