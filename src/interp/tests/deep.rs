//! Deep, large and endless things: a result or an exception, never the end of the process.

use std::time::{Duration, Instant};

use super::{Output, prints};
use crate::interp::{Answer, Gil, Interpreter, PythonError};

/// Each line of `attempts` is an expression; each is too deep, and `result` is what becomes of it.
#[track_caller]
fn too_deep(setting: &str, attempts: &[&str]) {
    let attempts: Vec<_> = attempts.iter().map(|attempt| format!("lambda: {attempt}")).collect();
    let program = format!(
        "{setting}\nfor attempt in [{}]:\n    try:\n        attempt()\n        print('?')\n    except RecursionError:\n        print('deep')\n",
        attempts.join(", ")
    );
    prints(&program, &vec!["deep"; attempts.len()].join("\n"));
}

#[test]
fn data_in_data_is_shown_compared_and_hashed_within_limits() {
    for wrap in ["[x]", "(x,)", "{1: x}", "slice(x)", "ValueError(x)"] {
        let setting =
            format!("def deep():\n    x = None\n    for _ in range(100_000): x = {wrap}\n    return x\na = deep()");
        too_deep(&setting, &["repr(a)", "str(a)", "f'{a}'", "'%r' % (a,)"]);
    }
    for wrap in ["[x]", "(x,)", "{1: x}", "slice(x)", "frozenset([x])"] {
        let setting = format!(
            "def deep():\n    x = frozenset()\n    for _ in range(100_000): x = {wrap}\n    return x\na, b = deep(), deep()"
        );
        too_deep(&setting, &["a == b", "a != b", "[a] == [b]", "b in [a]", "[b].index(a)"]);
    }
    let tuples = "def deep(x):\n    for _ in range(100_000): x = (x,)\n    return x\nclass C:\n    def __hash__(self): return 1\n";
    let tuples = format!("{tuples}a, b, c = deep(()), deep(C()), deep(slice(1))");
    too_deep(&tuples, &["hash(a)", "hash(b)", "hash(c)", "{a: 1}", "{b}", "a in {}", "isinstance(1, deep(str))"]);
}

#[test]
fn what_is_within_the_limits_is_still_right() {
    prints(
        "def deep(x, n):\n    for _ in range(n): x = (x,)\n    return x\nfor n in (0, 31, 32, 33, 100, 900):\n    a, b = deep((1, 2), n), deep((1, 2), n)\n    print(hash(a) == hash(b), a == b, a == deep((1, 3), n), {a: n}[b], len(repr(a)))",
        "True True False 0 6\nTrue True False 31 99\nTrue True False 32 102\nTrue True False 33 105\nTrue True False 100 306\nTrue True False 900 2706",
    );
}

#[test]
fn iterators_over_iterators_are_within_limits() {
    for wrap in ["enumerate(x)", "zip(x)", "map(str, x)", "filter(None, x)"] {
        let setting = format!(
            "def deep():\n    x = iter([1])\n    for _ in range(100_000): x = {wrap}\n    return x\na = deep()"
        );
        too_deep(&setting, &["next(a)", "list(deep())"]);
    }
}

#[test]
fn calls_through_rust_and_back_are_within_limits() {
    too_deep(
        "
def key(x): return sorted([x], key=key)
def most(x): return max([x, x], key=most)
def mapped(x): return list(map(mapped, [x]))
def joined(): return ''.join(x for x in [joined()])
def inner(): yield from inner()
def looped():
    for x in looped(): yield x
def plain(): return plain()
def keywords(**k): return keywords(**k)
class R:
    def __repr__(self): return repr([self])
    def __str__(self): return f'{self}'
    def __eq__(self, other): return [self] == [other]
    def __hash__(self): return hash((self,))
    def __lt__(self, other): return self < other
    def __len__(self): return len(self)
    def __bool__(self): return bool(self)
    def __getattr__(self, name): return getattr(self, name)
    def __getitem__(self, index): return self[index]
    def __contains__(self, item): return item in self
    def __add__(self, other): return self + other
    def __iter__(self): return iter(self)
    def __call__(self): return self()
    @property
    def own(self): return self.own
class Itself: pass
Itself.__call__ = Itself()
class Made:
    def __init__(self): Made()
class New:
    def __new__(cls): return New()
",
        &[
            "key(1)",
            "most(1)",
            "mapped(1)",
            "joined()",
            "list(inner())",
            "list(looped())",
            "plain()",
            "keywords(a=1)",
            "repr(R())",
            "str(R())",
            "R() == R()",
            "hash(R())",
            "R() < R()",
            "len(R())",
            "bool(R())",
            "R().x",
            "R()[0]",
            "1 in R()",
            "R() + 1",
            "list(R())",
            "R()()",
            "R().own",
            "Itself()()",
            "Made()",
            "New()",
        ],
    );
}

#[test]
fn threads_have_the_same_limits() {
    prints(
        "
import threading
def deep():
    x = ()
    for _ in range(100_000): x = [(x,)]
    def key(x): return sorted([x], key=key)
    for attempt in (lambda: repr(x), lambda: x == [x], lambda: key(1), deep_call):
        try: print(attempt())
        except RecursionError: print('deep')
def deep_call(): return deep_call()
t = threading.Thread(target=deep)
t.start()
t.join()
",
        "deep\nFalse\ndeep\ndeep",
    );
}

#[test]
fn deep_structures_of_all_kinds_are_freed() {
    prints(
        "
class Node: pass
def node(x):
    n = Node()
    n.next = x
    return n
def method(x):
    n = node(x)
    return n.bound
Node.bound = lambda self: 0
def generator(x):
    yield x
def started(x):
    g = generator(x)
    next(g)
    return g
def default(x):
    def f(y=x): pass
    return f
makers = [lambda x: [x], lambda x: (x,), lambda x: {1: x}, node, method, started, default, lambda x: lambda: x,
          lambda x: iter([x]), lambda x: slice(x), lambda x: ValueError(x), lambda x: map(None, [x])]
for make in makers:
    x = None
    for _ in range(200_000): x = make(x)
    x = None
print('done')
",
        "done",
    );
}

#[test]
fn a_list_of_ten_million() {
    prints(
        "n = 10**7\nxs = list(range(n))\nys = [0] * n\nys[-1] = 1\nxs.reverse()\nprint(len(xs), xs[0], sum(xs) == n * (n - 1) // 2, sum(ys))",
        "10000000 9999999 True 1",
    );
}

#[test]
fn the_host_gets_an_error_for_what_is_too_deep() {
    let mut interpreter = Interpreter::builder().build();
    let program = "def deep():\n    x = []\n    for _ in range(100_000): x = [x]\n    return x\ndef endless():\n    x = []\n    x.append(x)\n    return x\ndef flat(): return [[1]]";
    interpreter.load_source("x.py", program).expect("it compiles");
    for function in ["deep", "endless"] {
        match interpreter.call(function, &[]) {
            Err(PythonError::Raised { class, .. }) => assert_eq!(class, "RecursionError"),
            other => panic!("{function}: {other:?}"),
        }
    }
    assert_eq!(interpreter.call("flat", &[]), Ok(Answer::List(vec![Answer::List(vec![Answer::Int(1)])])));
}

#[test]
fn a_deadline_reaches_every_kind_of_loop() {
    let loops = [
        "while True: pass",
        "def f():\n    while True: yield 1\nfor x in f(): pass",
        "def f():\n    while True: yield 1\nsum(f())",
        "def f(): pass\nwhile True: f()",
        "def f(): return f2()\ndef f2(): return 1\nfor i in range(10**15): f()",
        "while True:\n    try: 1 / 0\n    except ZeroDivisionError: pass",
        "x = [0]\nfor y in x: x.append(y); x.pop()\nfor y in x: x.append(y) if len(x) < 9 else x.clear() or x.extend([0, 0, 0])\nwhile True: x = [x for x in range(9)]",
    ];
    for gil in [Gil::Interval(Duration::from_millis(5)), Gil::Free] {
        for program in loops {
            let builder = Interpreter::builder().gil(gil).stdout(Output::default());
            let mut interpreter = builder.deadline(Duration::from_millis(100)).build();
            let start = Instant::now();
            assert_eq!(interpreter.load_source("x.py", program), Err(PythonError::Deadline), "{program}");
            assert!(start.elapsed() < Duration::from_secs(20), "{program}");
        }
    }
}

#[test]
fn source_text_that_is_nested_too_deep_is_a_syntax_error() {
    let nested = |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
    for source in [nested("(", ")"), nested("[", "]"), nested("not ", ""), nested("-", ""), nested("lambda: ", "")] {
        let mut interpreter = Interpreter::builder().build();
        assert!(matches!(interpreter.load_source("x.py", &source), Err(PythonError::Compile(_))));
    }
}
