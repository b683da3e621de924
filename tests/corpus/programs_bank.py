"""Accounts, transfers and their errors: a small object program."""
class Insufficient(Exception):
    def __init__(self, account, needed):
        super().__init__(f"{account.owner} lacks {needed - account.balance}")

class Account:
    count = 0
    def __init__(self, owner, balance=0):
        self.owner, self._balance, self.history = owner, balance, []
        Account.count += 1
    @property
    def balance(self):
        return self._balance
    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"cannot deposit {amount}")
        self._balance += amount
        self.history.append(("deposit", amount))
    def withdraw(self, amount):
        if amount > self._balance:
            raise Insufficient(self, amount)
        self._balance -= amount
        self.history.append(("withdraw", amount))
    def __repr__(self):
        return f"<{type(self).__name__} {self.owner}: {self.balance:.2f}>"
    def __lt__(self, other):
        return self.balance < other.balance

class Savings(Account):
    rate = 0.05
    def grow(self):
        self.deposit(round(self.balance * self.rate, 2))

def transfer(a, b, amount):
    a.withdraw(amount)
    try:
        b.deposit(amount)
    except ValueError:
        a.deposit(amount)
        raise

ann, ben = Account("Ann", 100), Savings("Ben")
transfer(ann, ben, 30)
ben.grow()
print(ann, ben, Account.count, sorted([ann, ben])[0].owner, ann.history)
for a, b, amount in ((ann, ben, 1000), (ben, ann, 0), (ann, ben, 70)):
    try:
        transfer(a, b, amount)
        print("ok", a, b)
    except (Insufficient, ValueError) as e:
        print(type(e).__name__, e)
try:
    ann.balance = 5
except AttributeError:
    print("balance is read-only")
