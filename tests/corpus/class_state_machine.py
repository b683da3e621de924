"""A small stack machine with a table of methods."""
class Machine:
    def __init__(self):
        self.stack = []
        self.output = []
    def op_push(self, n): self.stack.append(n)
    def op_add(self): self.stack.append(self.stack.pop() + self.stack.pop())
    def op_mul(self): self.stack.append(self.stack.pop() * self.stack.pop())
    def op_dup(self): self.stack.append(self.stack[-1])
    def op_print(self): self.output.append(self.stack.pop())
    def run(self, program):
        for line in program:
            name, *args = line.split()
            method = getattr(self, "op_" + name, None)
            if method is None:
                raise LookupError(f"unknown instruction {name!r}")
            method(*[int(a) for a in args])
        return self.output

print(Machine().run(["push 2", "push 3", "add", "dup", "mul", "print"]))
for bad in (["jump"], ["add"], ["push"], ["push x"]):
    try:
        print(Machine().run(bad))
    except Exception as e:
        print(type(e).__name__, e)
