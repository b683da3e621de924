"""An async comprehension hides in an ordinary place."""
def g():
    return 1
async def h():
    await g()
# expect: 4:1 async
