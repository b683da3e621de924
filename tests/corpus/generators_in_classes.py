"""Generator methods, generators kept in attributes, two at once."""
class Tree:
    def __init__(self, value, *kids):
        self.value, self.kids = value, kids
    def __iter__(self):
        yield self.value
        for k in self.kids:
            yield from k
    def levels(self):
        level = [self]
        while level:
            yield [t.value for t in level]
            level = [k for t in level for k in t.kids]

t = Tree(1, Tree(2, Tree(3)), Tree(4, Tree(5), Tree(6)))
print(list(t), list(t.levels()), sum(t), 5 in t, sorted(t, reverse=True))
a, b = iter(t), iter(t)
print(next(a), next(a), next(b), next(a), next(b))

class Tokens:
    def __init__(self, text):
        self.stream = self.read(text)
    def read(self, text):
        word = ""
        for c in text + " ":
            if c.isalnum():
                word += c
            else:
                if word:
                    yield word
                word = ""
                if c != " ":
                    yield c
    def next(self):
        return next(self.stream, None)
tokens = Tokens("a1 + (b*22)")
while (token := tokens.next()) is not None:
    print(token, end="|")
print()
