"""Which built-in exceptions are which others."""
kinds = [ArithmeticError, AssertionError, AttributeError, BaseException, Exception, GeneratorExit, IndexError, KeyError, KeyboardInterrupt,
         LookupError, MemoryError, NameError, NotImplementedError, OSError, OverflowError, RecursionError, RuntimeError, StopIteration,
         SystemExit, TypeError, UnboundLocalError, ValueError, ZeroDivisionError, ImportError, EOFError]
for k in kinds:
    print(k.__name__, [p.__name__ for p in kinds if p is not k and issubclass(k, p)])
print(KeyError("k"), repr(KeyError("k")), ValueError("a", 1), ValueError(), repr(ValueError()), ValueError("x").args)
print(isinstance(KeyError(), LookupError), ValueError("a") == ValueError("a"), IOError is OSError)
try:
    raise NotImplementedError("later")
except RuntimeError as e:
    print(repr(e))
try:
    raise KeyboardInterrupt
except Exception:
    print("not reached")
except BaseException as e:
    print(repr(e))
