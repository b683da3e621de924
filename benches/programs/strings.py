"""Builds strings: by adding, by joining, by asking each character."""


def run():
    text = ""
    for i in range(60000):
        text += "ab"
        if i % 3 == 0:
            text += str(i)
    pieces = []
    for character in text:
        if character == "a":
            pieces.append("x")
        else:
            pieces.append(character)
    return len("".join(pieces)) + len(text.split("a"))
