"""Format specifications of strings and of alignment."""
for v in ("ab", "", "hello world"):
    print(f"[{v}] [{v:5}] [{v:>5}] [{v:<5}] [{v:^5}] [{v:*^7}] [{v:.1}] [{v:6.2}] [{v:s}] [{v:->4s}]")
w, p = 10, 3
print(f"{'dynamic':{w}.{p}}|{3.14159:{w}.{p}f}|{'x':{'>'}{w}}|{5:0{w}d}")
try:
    f"{'a':d}"
except ValueError as e:
    print(type(e).__name__, e)
try:
    f"{[1]:5}"
except TypeError as e:
    print(type(e).__name__, e)
