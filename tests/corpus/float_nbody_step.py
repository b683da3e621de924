"""A few steps of two bodies in floats; every digit must agree."""
class Body:
    def __init__(self, x, y, vx, vy, mass):
        self.x, self.y, self.vx, self.vy, self.mass = x, y, vx, vy, mass

def advance(bodies, dt):
    for i in range(len(bodies)):
        a = bodies[i]
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx, dy = a.x - b.x, a.y - b.y
            distance = (dx * dx + dy * dy + 0.01) ** 0.5
            magnitude = dt / (distance * distance * distance)
            a.vx -= dx * b.mass * magnitude
            a.vy -= dy * b.mass * magnitude
            b.vx += dx * a.mass * magnitude
            b.vy += dy * a.mass * magnitude
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy

bodies = [Body(0.0, 0.0, 0.0, 0.0, 10.0), Body(1.0, 0.0, 0.0, 3.0, 0.1), Body(0.0, 2.0, -2.0, 0.0, 0.2)]
for step in range(50):
    advance(bodies, 0.01)
for body in bodies:
    print(f"{body.x:.9f} {body.y:.9f} {body.vx:.9f} {body.vy:.9f}")
