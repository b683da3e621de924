"""f-strings: expressions, nesting, quotes, braces, conversions."""
name, n, pi = "World", 42, 3.14159
print(f"Hello {name}! {n + 1} {n * 2 = } {name!r} {name.upper()} {{literal}} {{{n}}}")
print(f"{n = }, {pi = :.2f}, {name = !s}, {name=}")
print(f"{'nested ' + f'{n}'} {[i for i in range(3)]} {dict(a=1)['a']} {(lambda x: x + 1)(2)}")
print(f"{n if n > 40 else 'small'} {None} {True} {[name]} {name!s:>8}| {name!a}")
print(f"a" "b" f"{n}" "{not}", f"", f"{''}", f"{n}{n}")
print(f"""multi
{n}
lines""")
print(f'{"é"!a} {"é"!r} {"é"}', rf"\n{n}", f"\t{n}\x41")
