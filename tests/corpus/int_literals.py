"""Integer literals in each base and with underscores."""
print(0xFF, 0o17, 0b1011, 1_000_000, 0x_dead_beef, 0XAb)
print(123456789012345678901234567890, -0, 00)
print(0xFFFFFFFFFFFFFFFFFFFFFFFF, 0b1 + 0o1 + 0x1)
print(abs(-5), - 5, 5 .bit_length())
