//! What programs with cycles, finalizers and weak references print, and that nothing of them is left.

use super::{builds, prints};

const NOISY: &str = "
import gc, weakref
gc.disable()
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print('del', self.name)
";

fn noisy(program: &str, expected: &str) {
    prints(&format!("{NOISY}{program}"), expected);
}

#[test]
fn finalizers_run_once_even_in_cycles() {
    noisy("a = Noisy('a'); a.me = a\ndel a\nprint(gc.collect(), gc.collect())", "del a\n1 0");
    let program = "
saved = []
class Phoenix(Noisy):
    def __del__(self):
        print('del', self.name)
        saved.append(self)
p = Phoenix('p'); p.me = p
del p
print(gc.collect(), saved[0].me is saved[0])
saved.pop()
print(gc.collect(), saved)";
    noisy(program, "del p\n0 True\n1 []");
}

#[test]
fn what_a_finalizer_raises_is_reported() {
    for builder in builds() {
        let errors = super::Output::default();
        let program = "class C:\n    def __del__(self):\n        raise ValueError('no')\nC()\nprint('on')";
        let mut interpreter = builder.stdout(super::Output::default()).stderr(errors.clone()).build();
        interpreter.load_source("test.py", program).expect("nobody can catch it");
        let text = errors.text();
        let (first, rest) = text.split_once('\n').expect("lines");
        assert!(first.starts_with("Exception ignored in: <function C.__del__ at 0x"), "{text}");
        let traceback = "Traceback (most recent call last):\n  File \"test.py\", line 3, in __del__\n";
        assert_eq!(rest, format!("{traceback}ValueError: no\n"));
    }
}

#[test]
fn finalizers_without_end_are_stopped() {
    let program = "
class Again:
    n = 0
    def __del__(self):
        Again.n += 1
        Again()
Again()
print(Again.n < 1000)";
    prints(program, "Exception ignored in a finalizer:\nRecursionError: maximum recursion depth exceeded\nTrue");
}

#[test]
fn weak_references_see_the_end() {
    noisy(
        "a = Noisy('a')\nr = weakref.ref(a, lambda r: print('gone', r()))\ndel a\nprint(r())",
        "del a\ngone None\nNone",
    );
    let program = "
a = Noisy('a'); a.me = a
outside = weakref.ref(a, lambda r: print('outside'))
a.inside = weakref.ref(a, lambda r: print('inside'))
del a
gc.collect()
print(outside())";
    noisy(program, "outside\ndel a\nNone");
    let program = "
def f(): pass
s = {1}
print(weakref.getweakrefcount(f), weakref.ref(f) is weakref.ref(f), weakref.ref(s)() is s)
for bad in (1, 'a', (), [], {}, ValueError(), object()):
    try: weakref.ref(bad)
    except TypeError as e: print(e)";
    let types = ["int", "str", "tuple", "list", "dict", "ValueError", "object"];
    let errors = types.map(|name| format!("\ncannot create weak reference to '{name}' object"));
    noisy(program, &format!("0 True True{}", errors.concat()));
}

#[test]
fn the_module_gc_answers() {
    let program = "
import gc
print(gc.isenabled(), gc.get_threshold())
gc.set_threshold(5, 6)
print(gc.get_threshold())
gc.set_threshold(0)
try: gc.collect(3)
except ValueError as e: print(e)
print(gc.is_tracked(1), gc.is_tracked('a'), gc.is_tracked([]), gc.is_tracked(()), gc.is_tracked(range(3)), gc.is_tracked(int))
t = (1, ('a', 2.5))
gc.collect(); gc.collect()
print(gc.is_tracked(t), gc.is_tracked((t, [])))
seen = []
gc.callbacks.append(lambda phase, info: seen.append((phase, info['generation'], info['collected'])))
l = []; l.append(l); del l
gc.collect()
print(seen)";
    let expected = "True (2000, 10, 10)\n(5, 6, 10)\ninvalid generation\nFalse False True False False True\nFalse True\n[('start', 2, 0), ('stop', 2, 1)]";
    prints(program, expected);
}

/// What an observer does is within the collection: its own allocations set off none, and it gets nothing by asking.
#[test]
fn observers_see_the_garbage_before_and_not_after() {
    let program = "import gc, weakref
class C: pass
def observe(phase, info):
    more = [[] for _ in range(50)]
    seen.append((phase, gone() is None, gc.collect()))
seen = []
gc.set_threshold(20)
gc.collect()
gc.callbacks.append(observe)
c = C(); c.me = c; gone = weakref.ref(c); del c
kept = [[] for _ in range(30)]
gc.callbacks.remove(observe)
print(seen[:2])";
    prints(program, "[('start', False, 0), ('stop', True, 0)]");
}

#[test]
fn what_lives_at_the_end_is_finalized_with_its_globals() {
    noisy(
        "def word(): return 'word'\nclass Last(Noisy):\n    def __del__(self): print(word(), self.name)\nx = Last('x')\nx.me = x\nprint('end')",
        "end\nword x",
    );
}

/// After all is dropped and collected no object is left: with debug assertions, shutting down checks it.
#[test]
fn nothing_is_left() {
    let programs = [
        "class A: pass\nclass B(A):\n    def f(self): return super()\nb = B(); b.me = [b, (b, {'b': b}), {b}]\nb.f()",
        "def f():\n    def g(): return g\n    return g\nx = f()\ny = [lambda: y for _ in range(3)]",
        "def gen(x):\n    try:\n        yield x\n    finally:\n        print(1)\nl = []\ng = gen(l)\nl.append(g)\nnext(g)",
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    kept = e\n    e.me = e",
        "import gc, weakref\nclass C: pass\nc = C()\nc.r = weakref.ref(c, lambda r: c)\ngc.callbacks.append(lambda *a: c)\nimport gc as again\nagain.x = c",
        "class C:\n    def __del__(self):\n        global saved\n        saved = [self]\nC()",
        "class C:\n    all = []\n    def __init__(self): C.all.append(self)\n    def m(self): pass\nc = C()\nc.bound = c.m\ni = iter([c])\nz = zip([i], map(c.m, [c]))",
        "x = 10 ** 30\ns = 'text' * 3\nd = {s: x, 1.5: (x, s)}\nclass P:\n    @property\n    def p(self): return P\n    @staticmethod\n    def s(): return P\nprint(P().p)",
        "def f(): return f()\nf()",
    ];
    for program in programs {
        for builder in builds() {
            let mut interpreter = builder.stdout(super::Output::default()).stderr(super::Output::default()).build();
            let _ = interpreter.load_source("test.py", program);
            let left = interpreter.end();
            assert_eq!(left, 0, "objects are left of\n{program}");
        }
    }
}
