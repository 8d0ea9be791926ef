#!/usr/bin/env python3
"""The syntax check against one `python -m py_compile` process a file, and against the sum of the compile times.

    benches/syntax.py target/release/vitals .venv/bin/python FOLDER --rounds 5

FOLDER is any tree of Python files. Rounds are interleaved; ratios are medians. `--each` leaves the slow way out.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

SUM = """
import pathlib, sys, time
files = [path for path in pathlib.Path(sys.argv[1]).rglob("*.py")
         if not {"site-packages", "__pycache__", ".venv", "venv", ".git", "node_modules"} & set(path.parts[len(pathlib.Path(sys.argv[1]).parts):])]
began = time.perf_counter()
import warnings
warnings.simplefilter("ignore")
for path in files:
    try:
        compile(path.read_bytes(), str(path), "exec", 0, True)
    except (SyntaxError, ValueError):
        pass
print(len(files), time.perf_counter() - began)
"""


def timed(command, **options):
    began = time.monotonic()
    subprocess.run(command, capture_output=True, **options)
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=pathlib.Path)
    parser.add_argument("python", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-each", action="store_true", help="leave one process a file out")
    arguments = parser.parse_args()
    python, folder = arguments.python.absolute(), arguments.folder.absolute()
    ours, each, sums, count = [], [], [], 0
    with tempfile.TemporaryDirectory() as place:
        configuration = pathlib.Path(place, "vitals.toml")
        configuration.write_text(f'[target]\nroot = "{folder}"\n[[check]]\nname = "syntax"\nkind = "syntax"\n')
        for _ in range(arguments.rounds):
            ours.append(timed([arguments.vitals.absolute(), "health", "--config", configuration, "--quiet", "--python", python]))
            reported = subprocess.run([python, "-c", SUM, folder], capture_output=True, text=True, check=True).stdout.split()
            count, seconds = int(reported[0]), float(reported[1])
            sums.append(seconds)
            if not arguments.no_each:
                each.append(sum(timed([python, "-m", "py_compile", path]) for path in folder.rglob("*.py")))
    median = statistics.median
    print(f"{count} files, {arguments.rounds} rounds: vitals {median(ours):.2f} s; compile times add up to {median(sums):.2f} s")
    if each:
        print(f"one process a file: {median(each):.2f} s, {median(e / o for e, o in zip(each, ours)):.1f} times as long")


if __name__ == "__main__":
    main()
