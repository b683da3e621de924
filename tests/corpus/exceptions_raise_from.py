"""raise … from: cause, context and suppression."""
def convert(text):
    try:
        return int(text)
    except ValueError as e:
        raise RuntimeError(f"cannot convert {text!r}") from e

try:
    convert("x")
except RuntimeError as e:
    print(e, "|", e.__cause__, "|", e.__cause__ is e.__context__, e.__suppress_context__)
try:
    try:
        {}["k"]
    except KeyError:
        raise LookupError("quiet") from None
except LookupError as e:
    print(e, e.__cause__, repr(e.__context__), e.__suppress_context__)
cause = ValueError("made earlier")
try:
    raise TypeError("t") from cause
except TypeError as e:
    print(e.__cause__ is cause, e.__context__)
try:
    raise TypeError("t") from KeyError
except TypeError as e:
    print(repr(e.__cause__))
try:
    raise ValueError from 5
except TypeError as e:
    print(type(e).__name__, e)
