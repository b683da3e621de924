"""*args and **kwargs, received and passed on."""
def show(*args, **kwargs):
    return args, kwargs

def forward(*args, **kwargs):
    return show(0, *args, extra=1, **kwargs)

print(show(), show(1, 2), show(a=1), show(1, *[2, 3], *(4,), x=5, **{"y": 6}))
print(forward(1, z=2))

def first(a, *args):
    args += (9,)
    return a, args, type(args)

def keys(**kwargs):
    kwargs["added"] = True
    return kwargs, type(kwargs)

d = {"k": 1}
print(first(1), first(*range(4)), keys(**d), d)

def mixed(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw

print(mixed(1, c=3), mixed(1, 2, 3, 4, c=5, d=6, e=7), mixed(*"abc", **{"c": 0}))
print((lambda *a, **k: (a, k))(1, b=2))
