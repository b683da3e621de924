"""return needs a function."""
print("this line must not run")
return 5
