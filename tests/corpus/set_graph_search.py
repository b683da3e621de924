"""Breadth-first search and connected components with sets and lists."""
edges = [(1, 2), (2, 3), (4, 5), (6, 6), (3, 7), (5, 8), (8, 4)]
graph = {}
for a, b in edges:
    graph.setdefault(a, set()).add(b)
    graph.setdefault(b, set()).add(a)

def reachable(start):
    seen, frontier = {start}, [start]
    while frontier:
        frontier = [n for f in frontier for n in sorted(graph[f]) if n not in seen and not seen.add(n)]
    return seen

components = []
left = set(graph)
while left:
    found = reachable(min(left))
    components.append(sorted(found))
    left -= found
print(components)

def distance(a, b):
    seen, frontier, steps = {a}, {a}, 0
    while frontier:
        if b in frontier:
            return steps
        frontier = {n for f in frontier for n in graph[f]} - seen
        seen |= frontier
        steps += 1
    return None

print(distance(1, 7), distance(1, 4), distance(4, 8), distance(6, 6))
