#!/usr/bin/env python3
"""What the tool adds around the samples: ratios from one interleaved run.

    benches/harness.py VITALS PYTHON [--pairs 10] [--modules fastapi,sqlalchemy,openai,boto3]

1. Wall time of `vitals probe import json -n 30` over 30 bare `python -c "import json"`.
2. Wall time of `vitals probe create -n 30` on a module whose import takes T, against 1.2 T + 1 s.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def took(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--pairs", type=int, default=10)
    # None that leaves threads behind: such a process is not forked.
    parser.add_argument("--modules", default="fastapi,sqlalchemy,openai,boto3")
    arguments = parser.parse_args()
    vitals, python = os.path.abspath(arguments.vitals), arguments.python
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "package_set.py"), "w") as file:
            file.writelines(f"import {name}\n" for name in arguments.modules.split(","))
            file.write("class Thing:\n    pass\n")

        def run(*command, count=1):
            for _ in range(count):
                subprocess.run(command, cwd=folder, check=True, **SILENT)

        run(python, "-c", "import package_set, json")
        bare, harness, imports, creations = [], [], [], []
        for number in range(arguments.pairs):
            bare.append(took(lambda: run(python, "-c", "import json", count=30)))
            harness.append(took(lambda: run(vitals, "probe", "import", "json", "-n", "30", "--python", python, "-q")))
            imports.append(took(lambda: run(python, "-c", "import package_set")))
            creations.append(took(lambda: run(
                vitals, "probe", "create", "package_set:Thing", "-n", "30", "--python", python, "-q")))
            print(f"\r{number + 1}/{arguments.pairs}", end="", file=sys.stderr)
        print(file=sys.stderr)
    ratio = statistics.median(own / base for own, base in zip(harness, bare))
    print(f"probe import json -n 30: {statistics.median(harness):.2f} s, 30 bare: {statistics.median(bare):.2f} s, "
          f"median ratio {ratio:.3f}, n = {arguments.pairs}")
    allowed = statistics.median(own / (1.2 * base + 1) for own, base in zip(creations, imports))
    print(f"probe create -n 30: {statistics.median(creations):.2f} s, import T: {statistics.median(imports):.2f} s, "
          f"median of time / (1.2 T + 1 s): {allowed:.3f}, n = {arguments.pairs}")


if __name__ == "__main__":
    main()
