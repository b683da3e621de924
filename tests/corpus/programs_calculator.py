"""A recursive-descent calculator: tokens, precedence, errors."""
def tokens(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isdigit():
            j = i
            while j < len(text) and (text[j].isdigit() or text[j] == "."):
                j += 1
            yield float(text[i:j]) if "." in text[i:j] else int(text[i:j])
            i = j
        elif c in "+-*/()^":
            yield c
            i += 1
        else:
            raise SyntaxError(f"unexpected {c!r} at {i}")
    yield None

class Parser:
    def __init__(self, text):
        self.tokens = tokens(text)
        self.token = next(self.tokens)
    def take(self):
        token, self.token = self.token, next(self.tokens, None)
        return token
    def expression(self):
        value = self.term()
        while self.token in ("+", "-"):
            value = value + self.term() if self.take() == "+" else value - self.term()
        return value
    def term(self):
        value = self.factor()
        while self.token in ("*", "/"):
            value = value * self.factor() if self.take() == "*" else value / self.factor()
        return value
    def factor(self):
        if self.token == "-":
            self.take()
            return -self.factor()
        base = self.atom()
        if self.token == "^":
            self.take()
            return base ** self.factor()
        return base
    def atom(self):
        token = self.take()
        if token == "(":
            value = self.expression()
            if self.take() != ")":
                raise SyntaxError("missing )")
            return value
        if isinstance(token, (int, float)):
            return token
        raise SyntaxError(f"unexpected {token!r}")

for text in ("1 + 2 * 3", "(1+2)*3", "-2^2", "2^3^2", "10/4-1.5", "((4))", "1 +", "2 $ 3", "(1", "1/0"):
    try:
        print(text, "=", Parser(text).expression())
    except (SyntaxError, ZeroDivisionError) as e:
        print(text, type(e).__name__, e)
