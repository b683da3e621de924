"""A traceback keeps the failed frames' variables until the handler ends."""
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)

def raises():
    n = Noisy("in a failing frame")
    raise ValueError("v")

try:
    raises()
except ValueError as e:
    print("handler", e)
print("after the handler")

def attached():
    raise ValueError(Noisy("argument of the exception"))

try:
    attached()
except ValueError:
    print("handler without a name")
print("end")
