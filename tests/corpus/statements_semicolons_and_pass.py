"""Several statements on a line, pass, ellipsis, long expressions over lines."""
a = 1; b = 2; print(a + b)
if a: pass
if a: print("one line"); print("still inside")
for i in range(2): print(i, end=" "); print(i * i)
while a < 3: a += 1
def f(): return 5; 
class C: x = 1; y = x + 1
print(f(), C.y, ...  is Ellipsis, (1 +
    2 +  # a comment
    3), [
    1,
    2,
], a \
    + b)
def g(x,
      y=2,
      ):
    ...
print(g(1))
"a string as a statement"
5
x = (yield_ := 3)
print(x, yield_)
if (a == 3 and
        b == 2):
    print("both")
elif a: print("no")
else: print("no")
