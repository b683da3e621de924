"""Strings are ordered by code points."""
words = ["banana", "Apple", "cherry", "apple", "", "app", "Zoo", "éclair", "zoo"]
print(sorted(words), min(words), max(words))
print("a" < "b", "Z" < "a", "abc" < "abd", "ab" < "abc", "" < "a", "10" < "9", "a" == "a", "a" != "A", "b" >= "b")
print(sorted(words, key=str.lower), sorted(words, key=len), max(words, key=len))
try:
    "a" < 1
except TypeError as e:
    print(type(e).__name__, e)
