"""A printer and a parser of JSON-like text."""
def dump(v, indent=0):
    pad = "  " * indent
    if v is None: return "null"
    if v is True or v is False: return str(v).lower()
    if isinstance(v, (int, float)): return repr(v)
    if isinstance(v, str): return '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join(dump(x, indent) for x in v) + "]"
    if isinstance(v, dict):
        if not v: return "{}"
        inner = ",\n".join(f'{pad}  {dump(str(k))}: {dump(x, indent + 1)}' for k, x in v.items())
        return "{\n" + inner + "\n" + pad + "}"
    raise TypeError(f"cannot dump {type(v).__name__}")

def parse(text):
    def value(i):
        c = text[i]
        if c in "tfn":
            for word, v in (("true", True), ("false", False), ("null", None)):
                if text.startswith(word, i):
                    return v, i + len(word)
        if c == '"':
            j = text.index('"', i + 1)
            return text[i + 1:j], j + 1
        if c == "[":
            items, i = [], i + 1
            while text[i] != "]":
                v, i = value(i)
                items.append(v)
                if text[i] == ",": i += 1
            return items, i + 1
        j = i
        while j < len(text) and text[j] in "0123456789-.e": j += 1
        return (float if "." in text[i:j] else int)(text[i:j]), j
    return value(0)[0]

print(dump({"a": [1, 2.5, None], "b": {"c": 'say "hi"', "d": {}}, 3: (True, False)}))
print(parse('[1,-2.5,"text",[true,null,[]],false]'), dump(parse("[[[1]]]")))
try:
    dump({1, 2})
except TypeError as e:
    print(e)
