"""Custom exceptions: inheritance, attributes, __str__, __init__ without super."""
class AppError(Exception):
    """Base."""

class CodeError(AppError):
    def __init__(self, code, message="default"):
        super().__init__(code, message)
        self.code = code

class Silent(AppError):
    def __init__(self, value):
        self.value = value

class Loud(AppError):
    def __str__(self):
        return "LOUD " + super().__str__()

for make in (lambda: AppError("plain"), lambda: AppError(), lambda: AppError(1, 2), lambda: CodeError(404), lambda: CodeError(5, "m"), lambda: Silent("v"), lambda: Loud("x")):
    try:
        raise make()
    except AppError as e:
        print(type(e).__name__, "|", e, "|", repr(e), "|", e.args, getattr(e, "code", None))
try:
    raise CodeError
except TypeError as e:
    print(e)
try:
    raise AppError
except AppError as e:
    print(repr(e), str(e) == "", isinstance(e, Exception), issubclass(CodeError, AppError))
class Multi(ValueError, KeyError):
    pass
for kind in (ValueError, KeyError, LookupError):
    try:
        raise Multi("m")
    except kind as e:
        print(kind.__name__, type(e).__name__)
