//! Programs and what they print, on every build.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{Answer, Gil, Interpreter, PythonError, Refcount, disassemble};

mod answers;
mod deep;
mod stress;
mod threads;

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What the program prints, and how it ends, on the default build; the others must agree.
fn run(program: &str) -> String {
    let builds = [
        Interpreter::builder(),
        Interpreter::builder().refcount(Refcount::Atomic),
        Interpreter::builder().gil(Gil::Free),
        Interpreter::builder().gil(Gil::Free).refcount(Refcount::Atomic),
        Interpreter::builder().gil(Gil::Instructions(100)),
    ];
    let outputs = builds.map(|builder| {
        let output = Output::default();
        let mut interpreter = builder.stdout(output.clone()).deadline(Duration::from_secs(20)).build();
        let result = interpreter.load_source("test.py", program);
        let mut text = String::from_utf8(output.0.lock().expect("no panic").clone()).expect("UTF-8");
        if let Err(error) = result {
            text.push_str(&error.to_string());
        }
        text
    });
    for output in &outputs {
        assert_eq!(outputs[0], *output);
    }
    outputs[0].clone()
}

#[track_caller]
fn prints(program: &str, expected: &str) {
    assert_eq!(
        run(program).trim_end(),
        expected.trim_end(),
        "\n{}",
        disassemble("test.py", program).unwrap_or_default()
    );
}

#[test]
fn arithmetic() {
    prints("print(1 + 2 * 3, 7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 1 / 4)", "7 3 -4 1 2 1024 0.25");
    prints(
        "x = 2 ** 46\nprint(x * 4, x * x, -x * x * x)",
        "281474976710656 4951760157141521099596496896 -348449143727040986586495598010130648530944",
    );
    prints("print(1 << 100, (1 << 100) >> 98, 5 & 3, 5 | 3, 5 ^ 3, ~5)", "1267650600228229401496703205376 4 1 7 6 -6");
    prints(
        "print(0.1 + 0.2, 1e100, 1.5e-7, 3.0, -0.0, 7.5 // 2, -7.5 % 2)",
        "0.30000000000000004 1e+100 1.5e-07 3.0 -0.0 3.0 0.5",
    );
    prints("print(True + 1, 3 == 3.0, 'a' + 'b', [1] * 3, 'ab' * 2)", "2 True ab [1, 1, 1] abab");
    prints(
        "print(140737488355327 + 1, -140737488355328 - 1, 140737488355328 - 1)",
        "140737488355328 -140737488355329 140737488355327",
    );
}

#[test]
fn control_flow() {
    prints(
        "n = 0\nwhile n < 10:\n    n += 1\n    if n == 3: continue\n    if n > 5: break\n    print(n)\nelse:\n    print('no')",
        "1\n2\n4\n5",
    );
    prints("for i in range(3):\n    print(i)\nelse:\n    print('end')", "0\n1\n2\nend");
    prints(
        "for i in [1, 'a', None]:\n    print(i)\nfor a, b in [(1, 2), (3, 4)]:\n    print(a + b)",
        "1\na\nNone\n3\n7",
    );
    prints("print(1 < 2 < 3, 1 < 3 < 2, not 1, 1 and 2, 0 or 'x', 1 if 0 else 2)", "True False False 2 x 2");
    prints("x = 5\nx = x and x + 1\nprint(x)\ny = 0\ny = y or [y]\nprint(y)", "6\n[0]");
}

#[test]
fn functions() {
    prints(
        "def f(a, b=2, *c, d=4, **e):\n    return (a, b, c, d, e)\nprint(f(1), f(1, 3, 5, 6, d=7, z=8))",
        "(1, 2, (), 4, {}) (1, 3, (5, 6), 7, {'z': 8})",
    );
    prints("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(20))", "6765");
    prints("def f(): return x\nx = 3\nprint(f())\nprint((lambda a: a + x)(1))", "3\n4");
    prints("def f(*a): return a\nx = [1, 2]\nprint(f(*x, 3, *x))", "(1, 2, 3, 1, 2)");
    prints("def f(a): pass\nf()", "  line 2, in <module>\nTypeError: f() missing 1 required positional argument: 'a'");
}

#[test]
fn closures() {
    prints(
        "def counter():\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n        return n\n    return step\na = counter(); b = counter()\nprint(a(), a(), b())",
        "1 2 1",
    );
    prints(
        "fs = [lambda: i for i in range(3)]\nprint([f() for f in fs], [[x * y for x in range(y)] for y in range(3)])",
        "[2, 2, 2] [[], [0], [0, 2]]",
    );
    prints(
        "print({k: v for k, v in [(1, 2)]}, {x % 2 for x in range(5)}, sum(x * x for x in range(4)))",
        "{1: 2} {0, 1} 14",
    );
}

#[test]
fn containers() {
    prints(
        "d = {'a': 1}\nd['b'] = 2\nd['a'] += 5\nprint(d, len(d), 'a' in d, d.get('z'), list(d.items()))",
        "{'a': 6, 'b': 2} 2 True None [('a', 6), ('b', 2)]",
    );
    prints(
        "l = [3, 1, 2]\nl.append(0)\nl.sort()\nprint(l, l[-1], l[1:3], l[::-1], sorted(l, reverse=True))\ndel l[0]\nl[0] = 'x'\nprint(l)",
        "[0, 1, 2, 3] 3 [1, 2] [3, 2, 1, 0] [3, 2, 1, 0]\n['x', 2, 3]",
    );
    prints(
        "a, *b, c = 1, 2, 3, 4\na, c = c, a\nprint(a, b, c)\ns = ''\nfor ch in 'abc':\n    s += ch + '-'\nprint(s)",
        "4 [2, 3] 1\na-b-c-",
    );
    prints(
        "s = 'x'\nt = s\ns += 'y'\nprint(s, t)\nl = [1]\nm = l\nl += [2]\nprint(m, f'{l} {s!r} {1 + 1}')",
        "xy x\n[1, 2] [1, 2] 'xy' 2",
    );
}

#[test]
fn classes() {
    prints(
        "class P:\n    n = 0\n    def __init__(self, x):\n        self.x = x\n        P.n += 1\n    def get(self): return self.x\n    def __add__(self, o): return P(self.x + o.x)\n    def __repr__(self): return f'P({self.x})'\na = P(1) + P(2)\nprint(a, a.get(), P.n, isinstance(a, P), a.x)",
        "P(3) 3 3 True 3",
    );
    prints(
        "class A:\n    def f(self): return 'A'\nclass B(A):\n    def f(self): return 'B' + super().f()\nclass C(A):\n    def f(self): return 'C' + super().f()\nclass D(B, C):\n    def f(self): return 'D' + super().f()\nprint(D().f())",
        "DBCA",
    );
    prints(
        "class A:\n    @property\n    def x(self): return 7\n    @staticmethod\n    def s(a): return a\n    @classmethod\n    def c(cls): return cls.__name__\na = A()\nprint(a.x, A.s(1), a.s(2), A.c(), a.c())",
        "7 1 2 A A",
    );
    prints("class A: pass\nA().x", "  line 2, in <module>\nAttributeError: 'A' object has no attribute 'x'");
    prints(
        "class A:\n    def f(self): return 1\ndef g(a): return a.f()\na = A()\nprint(g(a), g(a))\nA.f = lambda self: 2\nprint(g(a))\na.f = lambda: 3\nprint(g(a))",
        "1 1\n2\n3",
    );
}

#[test]
fn exceptions() {
    prints(
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print('caught', e)\nelse:\n    print('no')\nfinally:\n    print('finally')",
        "caught division by zero\nfinally",
    );
    prints(
        "def f():\n    for i in range(3):\n        try:\n            if i == 1: return 'r'\n        finally:\n            print('f', i)\nprint(f())",
        "f 0\nf 1\nr",
    );
    prints(
        "def f():\n    try:\n        raise ValueError('a')\n    except (KeyError, ValueError):\n        raise\ntry:\n    f()\nexcept ValueError as e:\n    print(repr(e), e.args)",
        "ValueError('a') ('a',)",
    );
    prints(
        "class E(Exception):\n    def __init__(self, a):\n        super().__init__(a)\n        self.a = a\ntry:\n    raise E(3)\nexcept E as e:\n    print(e.a, e)",
        "3 3",
    );
    prints(
        "class M:\n    def __enter__(self): return 5\n    def __exit__(self, t, v, tb):\n        print(t.__name__ if t else None, v)\n        return True\nwith M() as m:\n    print(m)\n    raise KeyError('k')\nwith M(): pass",
        "5\nKeyError 'k'\nNone None",
    );
    prints(
        "def f(n): return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as e:\n    print(e)",
        "maximum recursion depth exceeded",
    );
    prints(
        "def f():\n    print(x)\n    x = 1\ntry: f()\nexcept UnboundLocalError as e: print(e)\ntry: y\nexcept NameError as e: print(e)",
        "cannot access local variable 'x' where it is not associated with a value\nname 'y' is not defined",
    );
    prints(
        "def f():\n    for i in range(5):\n        try:\n            if i == 1: continue\n            if i == 3: break\n            print(i)\n        finally: print('f')\nf()",
        "0\nf\nf\n2\nf\nf",
    );
}

#[test]
fn generators() {
    prints(
        "def g(n):\n    for i in range(n):\n        yield i * i\nprint(list(g(4)), sum(g(10)))\nfor x in g(3): print(x)",
        "[0, 1, 4, 9] 285\n0\n1\n4",
    );
    prints(
        "def g():\n    x = yield 1\n    print('got', x)\n    yield 2\n    return 3\ni = g()\nprint(next(i), i.send('a'))\ntry: next(i)\nexcept StopIteration as e: print(e.value)",
        "got a\n1 2\n3",
    );
    prints(
        "def a():\n    yield 1\n    yield 2\n    return 'r'\ndef b():\n    x = yield from a()\n    print(x)\n    yield from [3, 4]\n    yield from range(2)\n    yield from (5,)\nprint(list(b()))",
        "r\n[1, 2, 3, 4, 0, 1, 5]",
    );
    prints(
        "def g():\n    try:\n        yield 1\n        raise ValueError('v')\n    finally: print('fin')\ntry:\n    for x in g(): print(x)\nexcept ValueError as e: print(e)",
        "1\nfin\nv",
    );
}

#[test]
fn what_the_subset_lacks_is_named() {
    let error = disassemble("x.py", "def f():\n    return 1\n\nasync def g(): pass\n").expect_err("no async");
    assert_eq!((error.line, error.column), (4, 1));
    assert!(error.message.starts_with("an asynchronous function"), "{error}");
    let error = disassemble("x.py", "x = (1 +\n").expect_err("a syntax error");
    assert!(error.line >= 1);
}

#[test]
fn a_runaway_loop_meets_its_deadline() {
    let mut interpreter = Interpreter::builder().deadline(Duration::from_millis(50)).build();
    assert_eq!(interpreter.load_source("x.py", "while True: pass"), Err(PythonError::Deadline));
    assert_eq!(
        interpreter
            .load_source("x.py", "def f():\n    for i in range(10**12):\n        try: pass\n        except: pass\nf()"),
        Err(PythonError::Deadline)
    );
}

#[test]
fn functions_are_called_from_rust() {
    let mut interpreter = Interpreter::builder().build();
    interpreter.load_source("x.py", "def add(a, b): return a + b").expect("it compiles");
    assert_eq!(interpreter.call("add", &[1.into(), 2.into()]), Ok(Answer::Int(3)));
    assert!(interpreter.call("none", &[]).is_err());
}
