"""__name__ is __main__; module docstring and functions."""
def main():
    total = 0
    for i in range(10):
        total += i
    return total

if __name__ == "__main__":
    print("main", main(), __name__, __doc__)
else:
    print("imported")
