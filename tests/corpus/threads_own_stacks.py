"""Each thread has its own locals, exceptions and recursion."""
import threading

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def work(name, out):
    collected = []
    for i in range(5):
        try:
            if i == 3:
                raise ValueError(f"{name}{i}")
            collected.append(fib(10 + i))
        except ValueError as e:
            collected.append(str(e))
    out[name] = collected

def deep(n):
    return n if n == 0 else deep(n - 1)

out = {}
threads = [threading.Thread(target=work, args=(c, out)) for c in "abc"]
for t in threads: t.start()
for t in threads: t.join()
for name in sorted(out):
    print(name, out[name])
answers = []
def overflow():
    try:
        deep(10 ** 6)
    except RecursionError:
        answers.append("too deep")
t = threading.Thread(target=overflow)
t.start()
t.join()
print(answers, deep(700))
