"""A context manager sees the exception and lets it pass."""
class M:
    def __enter__(self): return self
    def __exit__(self, kind, value, trace): print("exit", kind.__name__)
with M():
    int("twelve")
