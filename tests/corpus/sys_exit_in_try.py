"""SystemExit is an exception that handlers of Exception do not see."""
import sys
try:
    try:
        sys.exit(3)
    except Exception:
        print("not reached")
    finally:
        print("finally")
except SystemExit as e:
    print(type(e).__name__, e.code, e)
try:
    sys.exit()
except SystemExit as e:
    print(e.code)
try:
    raise SystemExit("message")
except BaseException as e:
    print(repr(e))
