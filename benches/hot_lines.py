#!/usr/bin/env python3
"""Are the lines of a slow creation charged with what they take?

    benches/hot_lines.py target/release/vitals PYTHON ... [--times 3] [--busy 2]

Five factories with a known split of work: three lines of pure Python, operators without a call in one loop, a line that calls C
beside Python, a nested function and a generator, two modules. `vitals probe create` samples each; the part of each line is held
against what the thread's clock says of it in a process that is forked alike. `--busy` runs so many busy loops beside it.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

CASES = {
    # Loops of one kind of work, 70 to 20 to 10 by their lengths.
    "loops": {"loops.py": """\
def make():
    a = [i * i for i in range(140_000)]
    b = [i * i for i in range(40_000)]
    c = [i * i for i in range(20_000)]
    return [a, b, c]
"""},
    # Nothing in the loop lets go of the interpreter's lock but its end.
    "operators": {"operators.py": """\
def make():
    x = 3
    for _ in range(60):
        a = x ** 26_000
        b = x ** 12_000
        c = x ** 7_000
    return [a, b, c]
"""},
    # One call of C that is as long as a loop of Python.
    "calls of C": {"calls.py": """\
import hashlib
def make():
    digest = hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 30_000)
    text = sum(i * i for i in range(150_000))
    return [digest, text]
"""},
    "nested": {"nested.py": """\
def inner(n):
    total = 0
    for i in range(n):
        total += i * i
    return total
def squares(n):
    for i in range(n):
        yield i * i * i
def make():
    a = inner(200_000)
    b = 0
    for square in squares(60_000):
        b += square
    return [a, b]
"""},
    "two modules": {"first.py": """\
import second
def make():
    a = second.parse(120_000)
    b = [str(i) for i in range(30_000)]
    return [a, b]
""", "second.py": """\
def parse(n):
    out = []
    for i in range(n):
        out.append(i % 7)
    return sorted(out, key=lambda v: -v)
"""},
}
# The pieces whose parts are known, each with a statement that takes as long alone.
PIECES = {
    "loops": {"loops.py:2": "[i * i for i in range(140_000)]", "loops.py:3": "[i * i for i in range(40_000)]",
              "loops.py:4": "[i * i for i in range(20_000)]"},
    "operators": {"operators.py:4": "x = 3\nfor _ in range(60): x ** 26_000", "operators.py:5": "x = 3\nfor _ in range(60): x ** 12_000",
                  "operators.py:6": "x = 3\nfor _ in range(60): x ** 7_000"},
    "calls of C": {"calls.py:3": "import hashlib\nhashlib.pbkdf2_hmac('sha256', b'password', b'salt', 30_000)",
                   "calls.py:4": "sum(i * i for i in range(150_000))"},
    "nested": {"nested.py:10": "import nested\nnested.inner(200_000)",
               "nested.py:12+13": "import nested\nb = 0\nfor square in nested.squares(60_000):\n    b += square"},
    "two modules": {"first.py:3": "import second\nsecond.parse(120_000)", "first.py:4": "[str(i) for i in range(30_000)]"},
}
# As the probe does: each run in a child that was forked after the imports, the pieces in order, what they make kept alive.
TRUTH = """\
import json, os, sys, time
codes = {}
for name, source in json.loads(sys.argv[1]).items():
    lines = source.splitlines()
    for line in lines:
        if line.startswith("import "):
            exec(line)
    *before, last = lines
    space = {}
    kept = last if last.startswith((" ", "for ")) else "return " + last
    exec(compile("def run():\\n" + "".join("    " + line + "\\n" for line in [*before, kept]), name, "exec"), space)
    codes[name] = space["run"]
times = {name: [] for name in codes}
for _ in range(15):
    read, write = os.pipe()
    if os.fork() == 0:
        kept, took = [], {}
        for name, run in codes.items():
            before = time.thread_time()
            kept.append(run())
            took[name] = time.thread_time() - before
        os.write(write, json.dumps(took).encode())
        os._exit(0)
    os.close(write)
    with open(read) as answer:
        for name, time_of in json.load(answer).items():
            times[name].append(time_of)
    os.wait()
print(json.dumps({name: sorted(all_of)[len(all_of) // 2] for name, all_of in times.items()}))
"""


def truth(python, folder, name):
    """The parts of the pieces, each by the median of fifteen runs."""
    done = subprocess.run([python, "-c", TRUTH, json.dumps(PIECES[name])], cwd=folder, capture_output=True, text=True, check=True)
    times = json.loads(done.stdout)
    return {piece: time / sum(times.values()) for piece, time in times.items()}


def sampled(vitals, python, folder, name):
    """The same by the samples, and how many there were; None where there are no lines: the verdict was no failure."""
    factory = next(iter(CASES[name])).removesuffix(".py") + ":make"
    done = subprocess.run([vitals, "probe", "create", factory, "--limit", "1us", "-n", "12", "-q", "--format", "json",
                           "--python", python], cwd=folder, capture_output=True, text=True)
    found = json.loads(done.stdout)["probes"][0]["measurement"]["sampled"]
    lines = found[0]["lines"] if found else None
    if not lines:
        return None, found
    parts = {}
    for piece in PIECES[name]:
        file, numbers = piece.split(":")
        # Lines of one function lie beside one another: their times with what they call add up.
        wanted = {int(number) for number in numbers.split("+")}
        # A generator's line is called by the loop that it is in.
        parts[piece] = sum(line["inclusive"] for line in lines["lines"]
                           if pathlib.Path(line["site"]["file"]).name == file and line["site"]["line"] in wanted)
    whole = sum(parts.values())
    return {piece: part / whole for piece, part in parts.items()}, lines["samples"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=pathlib.Path)
    parser.add_argument("python", nargs="+")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--busy", type=int, default=0)
    arguments = parser.parse_args()
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(arguments.busy)]
    try:
        for python in arguments.python:
            worst, count, none = 0.0, 0, 0
            for name, files in CASES.items():
                with tempfile.TemporaryDirectory() as place:
                    for file, source in files.items():
                        (pathlib.Path(place) / file).write_text(source)
                    for _ in range(arguments.times):
                        known = truth(python, place, name)
                        parts, samples = sampled(arguments.vitals.absolute(), python, place, name)
                        if parts is None:
                            none += 1
                            print(f"  {name}: no lines: {samples}")
                            continue
                        off = max(abs(parts[piece] - known[piece]) for piece in known)
                        worst, count = max(worst, off), count + 1
                        pieces = ", ".join(f"{piece} {parts[piece]:.0%} of {known[piece]:.0%}" for piece in known)
                        print(f"  {name}: {pieces}; off by {100 * off:.1f} points, {samples} samples", flush=True)
            print(f"{python}: n = {count}, at most {100 * worst:.1f} points off, {none} without lines; {arguments.busy} busy loops",
                  flush=True)
    finally:
        for loop in busy:
            loop.kill()


if __name__ == "__main__":
    main()
