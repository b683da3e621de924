"""ljust, rjust, center, zfill and expandtabs-free padding."""
for s in ("", "a", "ab", "abc"):
    print(f"[{s.ljust(5)}] [{s.rjust(5)}] [{s.center(5)}] [{s.center(6, '*')}] [{s.zfill(4)}]")
print("-42".zfill(6), "+7".zfill(4), "abcdef".ljust(3), "5".rjust(3, "0"), "日".center(4, "本"))
try:
    "a".center(5, "ab")
except TypeError as e:
    print(type(e).__name__, e)
