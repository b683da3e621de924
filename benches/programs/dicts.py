"""Counts in a dictionary: words that come again and again."""


def run():
    words = ["word" + str(i * 7919 % 997) for i in range(2000)]
    counts = {}
    for _ in range(250):
        for word in words:
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
    return sum(counts.values()) + len(counts)
