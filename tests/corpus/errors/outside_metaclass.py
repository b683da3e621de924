"""Metaclasses are outside the subset."""
class M(type):
    pass
class C(metaclass=M):
    pass
# expect: 4:9 metaclass
