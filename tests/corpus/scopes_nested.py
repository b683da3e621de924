"""Names are found in the nearest enclosing function, then globally; class bodies are skipped."""
a, b, c = "ga", "gb", "gc"
def outer():
    b, c = "ob", "oc"
    def inner():
        c = "ic"
        return a, b, c
    return inner() + (b, c)
print(outer())

class K:
    a = "class a"
    b = a + "!"
    def method(self):
        return a, self.a, K.b
    if True:
        c = "conditional"
    for i in range(3):
        pass
print(K().method(), K.c, K.i)

def shadow(list):
    return list
print(shadow(5), list("ab"))

def global_in_nested():
    a = "local"
    def f():
        global a
        a = "changed globally"
        return a
    return f(), a
print(global_in_nested(), a)

def parameter(x):
    def f(x=x):
        x += 1
        return x
    return f(), x
print(parameter(1))
for loop_variable in range(3):
    pass
print(loop_variable)
