"""Formats a table with computed widths, totals and alignment."""
rows = [("apple", 3, 0.5), ("banana", 12, 0.25), ("cherry pie", 1, 12.0), ("déjà vu", 100, 0.01)]
header = ("item", "count", "price")
widths = [max(len(str(r[i])) for r in [header, *rows]) for i in range(3)]
line = "+".join("-" * (w + 2) for w in widths)
def row(cells, aligns="<>>"):
    return "|".join(f" {c:{a}{w}} " for c, a, w in zip(cells, aligns, widths))
print(row(header, "^^^"))
print(line)
for name, count, price in sorted(rows, key=lambda r: -r[1] * r[2]):
    print(row((name, count, price)))
print(line)
print(f"{'total':<{widths[0]}} {sum(c * p for _, c, p in rows):>12,.2f} {sum(c for _, c, _ in rows):06d}")
for word in ("left", "mid", "right"):
    print(f"[{word:.<8}][{word:.^8}][{word:.>8}]")
