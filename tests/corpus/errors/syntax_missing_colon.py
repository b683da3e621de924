"""A missing colon is a SyntaxError before anything runs."""
print("this line must not run")
if True
    print("no")
