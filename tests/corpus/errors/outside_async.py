"""Coroutines are outside the subset."""
x = 1
async def f():
    return x
# expect: 3:1 async
