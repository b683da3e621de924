"""assert with and without a message."""
assert True
assert [0], "not shown"
for check in (lambda: 1 == 2, lambda: [], lambda: None):
    try:
        assert check(), f"check says {check()!r}"
    except AssertionError as e:
        print(type(e).__name__, e, e.args)
try:
    assert 0
except AssertionError as e:
    print(repr(e), str(e) == "")
def message():
    print("evaluated only on failure")
    return "m"
assert 1, message()
try:
    assert (), message()
except AssertionError as e:
    print(e)
