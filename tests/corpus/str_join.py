"""join over lists, tuples, generators, strings and its complaints."""
print(", ".join(["a", "b", "c"]), "".join(("x", "y")), "-".join("abc"), repr(" ".join([])), "|".join(["one"]))
print(",".join(str(i) for i in range(5)), "".join(reversed("abc")), "+".join({"k": 1, "j": 2}))
print(len("".join(["ab"] * 1000)))
try:
    ",".join(["a", 1])
except TypeError as e:
    print(type(e).__name__, e)
try:
    ",".join(5)
except TypeError as e:
    print(type(e).__name__, e)
