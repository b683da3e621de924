"""Equality ignores order; nested dicts; keys of mixed types."""
print({1: 2, 3: 4} == {3: 4, 1: 2}, {1: 2} == {1: 3}, {} == [], {1: [1]} == {1: [1]}, {1: 1} != {1: 1.0})
config = {"server": {"ports": [80, 443], "name": "x"}, None: 0, (1, 2): {"deep": {"er": 1}}, 2.5: "f", False: "no"}
config["server"]["ports"].append(8080)
config[1, 2]["deep"]["er"] += 1
print(config, config[0])
print(sum(len(v) for v in config.values() if isinstance(v, dict)))
try:
    {} < {}
except TypeError as e:
    print(type(e).__name__, e)
try:
    {} + {}
except TypeError as e:
    print(type(e).__name__, e)
