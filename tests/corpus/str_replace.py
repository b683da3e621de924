"""replace with counts, empty patterns and growing text."""
print("banana".replace("a", "o"), "banana".replace("a", "o", 2), "banana".replace("an", ""), "abc".replace("", "-"))
print("aaa".replace("aa", "b"), "abc".replace("x", "y"), "abc".replace("abc", ""), "abc".replace("", "-", 2), "a".replace("a", "aaa"))
print("日本日本".replace("本", "曜"), "x".replace("x", "x" * 5), "aXbX".replace("X", "\n").splitlines())
