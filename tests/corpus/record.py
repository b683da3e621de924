"""Record what CPython answers to each program of the corpus, or check what is recorded.

    python3 record.py           write NAME.out (and errors/NAME.err) beside each NAME.py
    python3 record.py --check   compare instead of writing; exit status 1 where something differs
    python3 record.py NAME …    only these programs

A program is run as a real process. Programs in `errors/` end with an uncaught exception: their last line
on stderr is recorded as well, of a `syntax_*.py` only its type. `errors/outside_*.py` leave the subset on purpose: CPython may accept them,
so nothing is recorded; the comment `# expect: LINE:COLUMN words` says what the interpreter must report.
"""

import concurrent.futures
import difflib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 30


def programs(names):
    """The programs that CPython can judge, sorted; all of them if no name is given."""
    found = [p for p in HERE.glob("*.py") if p.name != "record.py"]
    found += [p for p in HERE.glob("errors/*.py") if not p.stem.startswith("outside_")]
    return sorted(p for p in found if not names or p.stem in names)


def answer(program):
    """What the program prints: `{path of the record: text}`. A string instead says why there is no answer."""
    try:
        ended = subprocess.run([sys.executable, "-EB", "-W", "ignore", "-X", "utf8", program.name], cwd=program.parent,
                               stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"runs longer than {SECONDS} s"
    stdout, stderr = ended.stdout.decode(), ended.stderr.decode()
    if program.parent == HERE:
        if ended.returncode or stderr:
            return f"ends with status {ended.returncode}:\n{stderr}"
        return {program.with_suffix(".out"): stdout}
    if ended.returncode != 1:
        return f"must end with an uncaught exception, but its status is {ended.returncode}"
    last = stderr.rstrip("\n").rsplit("\n", 1)[-1]
    if program.stem.startswith("syntax_"):
        last = last.partition(":")[0]
    return {program.with_suffix(".out"): stdout, program.with_suffix(".err"): last + "\n"}


def difference(path, text):
    """A unified diff between what is recorded at `path` and `text`; empty where they agree."""
    recorded = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(recorded.splitlines(), text.splitlines(), f"{path.name} as recorded", "as answered now", lineterm="")
    return "\n".join(lines)


def main(arguments):
    check = "--check" in arguments
    names = {a for a in arguments if a != "--check"}
    chosen = programs(names)
    faults = changed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for program, result in zip(chosen, pool.map(answer, chosen)):
            if isinstance(result, str):
                print(f"{program.name}: {result}")
                faults += 1
                continue
            for path, text in result.items():
                told = difference(path, text)
                if path.exists() and not told:
                    continue
                changed += 1
                if check:
                    print(f"{program.name}: the answer differs\n{told}\n")
                else:
                    path.write_text(text, encoding="utf-8", newline="\n")
    version = ".".join(map(str, sys.version_info[:3]))
    verb = "differ" if check else "records written"
    print(f"Python {version}: {len(chosen)} programs, {changed} {verb}, {faults} without an answer")
    return 1 if faults or (check and changed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
