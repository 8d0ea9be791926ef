#!/usr/bin/env python3
"""The same factories under memray's leak report and a script of `tracemalloc`: seconds, and whether they name the line.

    benches/growth/others.py VENV_WITH_MEMRAY/bin/python [--only REGEX] [--output FILE]

Neither gives a verdict. Of a leak it counts as named where the right line is among the three with most bytes; of what is none,
the bytes that the first line of the target is said to have leaked.
"""
import argparse
import json
import pathlib
import re
import subprocess
import tempfile
import time

from truths import TRUTHS, expected_words

HERE = pathlib.Path(__file__).parent
READ = """
import sys, memray
with memray.FileReader(sys.argv[1]) as reader:
    totals = {}
    for record in reader.get_leaked_allocation_records(merge_threads=True):
        frames = record.stack_trace()
        frame = next((frame for frame in frames if "/lib/python" not in frame[1]), frames[0] if frames else ("", "?", 0))
        total = totals.setdefault((frame[1], frame[2]), [0, 0])
        total[0] += record.size
        total[1] += record.n_allocations
for (file, line), (size, count) in sorted(totals.items(), key=lambda item: -item[1][0])[:3]:
    print(file, line, size, count)
"""


def run(command, **more):
    try:
        return subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=120, **more)
    except subprocess.TimeoutExpired:
        return None


def lines(done):
    found = []
    for line in (done.stdout if done else "").splitlines():
        parts = line.rsplit(" ", 3)
        if len(parts) == 4 and parts[1].isdigit():
            found.append((pathlib.Path(parts[0]).name, int(parts[1]), int(parts[2]), int(parts[3])))
    return found


def memray(python, name):
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/out.bin"
        run([python, "-m", "memray", "run", "--quiet", "--trace-python-allocators", "-o", file, "driver.py", "memray", name])
        return lines(run([python, "-c", READ, file]))


def tracemalloc(python, name):
    return lines(run([python, "driver.py", "tracemalloc", name]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python")
    parser.add_argument("--only", default="")
    parser.add_argument("--output", type=pathlib.Path)
    arguments = parser.parse_args()
    for name in TRUTHS:
        if not re.search(arguments.only, name):
            continue
        wanted = next((word for word in expected_words(name) if "factories" in word and r"\." in word), None)
        for tool in (memray, tracemalloc):
            started = time.perf_counter()
            found = tool(arguments.python, name)
            took = time.perf_counter() - started
            named = any(re.search(wanted, f"{file}:{line}") for file, line, _, _ in found) if wanted else None
            own = next((size for file, _, size, _ in found if file == "factories.py"), 0)
            row = {"name": name, "tool": tool.__name__, "took": round(took, 2), "named": named, "bytes": own, "found": found}
            if arguments.output:
                with arguments.output.open("a") as file:
                    file.write(json.dumps(row) + "\n")
            print(f"{name:30} {tool.__name__:12} {took:6.1f} s  {'-' if named is None else named!s:6} {own:10} bytes", flush=True)
    for file in pathlib.Path("/dev/shm").glob("vitals-bench-*"):
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
