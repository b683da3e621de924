"""Threads start threads; a tree of them."""
import threading

lock = threading.Lock()
visited = []
def visit(path, depth):
    with lock:
        visited.append(path)
    if depth == 0:
        return
    kids = [threading.Thread(target=visit, args=(path + c, depth - 1)) for c in "lr"]
    for k in kids: k.start()
    for k in kids: k.join()

visit("", 3)
print(len(visited), sorted(visited))
def parallel_sum(items):
    if len(items) <= 4:
        return sum(items)
    half = len(items) // 2
    left = []
    t = threading.Thread(target=lambda: left.append(parallel_sum(items[:half])))
    t.start()
    right = parallel_sum(items[half:])
    t.join()
    return left[0] + right
print(parallel_sum(list(range(40))))
