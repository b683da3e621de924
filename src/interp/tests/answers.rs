//! What the fast paths must not change.

use super::prints;

#[test]
fn what_is_sent_to_a_generator_arrives_where_it_belongs() {
    prints(
        "
def inner():
    got = []
    while len(got) < 3: got.append((yield len(got)))
    return got
def outer():
    x = 'old'
    x = yield from inner()
    yield x
class Numbers:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration('end')
        return self.n
    def send(self, value): print('sent', value); return next(self)
def over(numbers):
    x = 5
    x = yield from numbers
    yield x
g = outer()
print(next(g), g.send('a'), g.send(None), g.send('c'))
print(list(outer()))
g = over(Numbers())
print(next(g), g.send('v'), next(g))
started = inner(); next(started)
def late():
    x = 7
    x = yield from started
    yield x
print(list(late()))
def visible():
    x = 'before'
    try: x = yield 1
    except ValueError: yield x
g = visible(); next(g)
print(g.throw(ValueError()))
print([x for x in (c for c in 'añb')], list('añb'), [*'ab'], 'añb'[1])
def letters(): x = yield from 'añ'; yield x
print(list(letters()))
",
        "0 1 2 ['a', None, 'c']\n[0, 1, 2, [None, None, None]]\nsent v\n1 2 end\n[1, 2, [None, None, None]]\nbefore\n['a', 'ñ', 'b'] ['a', 'ñ', 'b'] ['a', 'b'] ñ\n['a', 'ñ', None]",
    );
}

#[test]
fn a_generator_handles_exceptions_apart_from_its_caller() {
    prints(
        "
def g():
    try: raise ValueError('inside')
    except ValueError:
        yield 1
        try: raise
        except ValueError as e: yield e
    yield 3
try: raise KeyError('outside')
except KeyError:
    for x in g():
        try: raise
        except KeyError as e: print(x, e)
for x in g(): print(x)
",
        "1 'outside'\ninside 'outside'\n3 'outside'\n1\ninside\n3",
    );
}

#[test]
fn augmented_targets_are_evaluated_once() {
    prints(
        "
class C: pass
a, b = C(), C()
a.n, b.n = 1, 10
def f(x, y):
    x.n += (x := y).n
    return x
print(f(a, b).n, a.n, b.n)
def at(d, k, other):
    d[k] += (k := other)
    return k
d = {1: 5}
print(at(d, 1, 2), d)
def same(xs, i):
    xs[i] += xs[i]
    return xs
print(same([1, 2], 1), same(['a', 'b'], 0))
def unbound():
    x.n += 1
    x = 1
try: unbound()
except UnboundLocalError as e: print(e)
total = 2**47
other = total
for i in range(3): total += 2**40
print(total, other)
t = 2**60; u = t; t += 1
print(t - u, u)
",
        "10 11 10\n2 {1: 7}\n[1, 4] ['aa', 'b']\ncannot access local variable 'x' where it is not associated with a value\n144036023238656 140737488355328\n1 1152921504606846976",
    );
}

#[test]
fn there_is_one_text_of_each_character() {
    prints(
        "s = 'hañ' + str(1)\nprint('h' is s[0], s[2] is 'ñ', chr(97) is s[1:2], [c for c in s][3] is '1', ''.join([]) == '', s[9:] == '')\nlong = 'x' * 15\nfor i in range(3):\n    long += 'ñ'\n    print(len(long), long[-1], long == 'x' * 15 + 'ñ' * (i + 1), hash(long) == hash('x' * 15 + 'ñ' * (i + 1)))",
        "True True True True True True\n16 ñ True True\n17 ñ True True\n18 ñ True True",
    );
}

#[test]
fn built_in_functions_refuse_keywords_that_they_do_not_know() {
    prints(
        "
calls = [lambda: len(x=1), lambda: [].append(x=1), lambda: int(x=1), lambda: sorted([], x=1), lambda: 'a'.split(x=1),
         lambda: enumerate([], x=1), lambda: ValueError(x=1), lambda: sum([], x=1), lambda: float(x=1),
         lambda: {}.get(x=1), lambda: print(1, x=1), lambda: 'a'.encode(x=1), lambda: map(x=1),
         lambda: int('11', base=2), lambda: 'a b'.split(maxsplit=0), lambda: '{a}'.format(a=1), lambda: dict(a=1)]
for call in calls:
    try: print(call())
    except TypeError as e: print(e)
",
        "len() takes no keyword arguments
list.append() takes no keyword arguments
int() got an unexpected keyword argument 'x'
sort() got an unexpected keyword argument 'x'
split() got an unexpected keyword argument 'x'
'x' is an invalid keyword argument for enumerate()
ValueError() takes no keyword arguments
sum() got an unexpected keyword argument 'x'
float() takes no keyword arguments
dict.get() takes no keyword arguments
print() got an unexpected keyword argument 'x'
encode() got an unexpected keyword argument 'x'
map() takes no keyword arguments
3
['a b']
1
{'a': 1}",
    );
}

#[test]
fn instances_see_a_new_initializer() {
    prints(
        "
class A:
    def __init__(self): self.x = 1
class B(A): pass
class C: pass
def make(cls): return getattr(cls(), 'x', None)
print([make(c) for c in (A, B, C)])
A.__init__ = lambda self: setattr(self, 'x', 2)
C.__init__ = lambda self: setattr(self, 'x', 3)
print([make(c) for c in (A, B, C)])
del A.__init__
print([make(c) for c in (A, B, C)])
",
        "[1, 1, None]\n[2, 2, 3]\n[None, None, 3]",
    );
}
