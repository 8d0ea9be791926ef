#!/usr/bin/env python3
"""What the pytest plugin costs where no test asks for it: 1,000 empty tests, with the plugin and without.

    benches/plugin_cost.py PYTHON [RUNS]

PYTHON is that of an environment with the wheel and pytest. Both kinds of run are interleaved, in an order that changes from pair to pair;
printed are the ratio of processor time, its interval, and the same for wall time. To know what the machine does by itself,
the same is measured of two runs without the plugin.

A per cent is less than a busy machine does by itself. So the instructions of both are counted too, where valgrind is installed: no other
load changes those.
"""

import math
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TESTS = 1000


def run(python, folder, plugin):
    options = [] if plugin else ["-p", "no:vitals"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    ended = subprocess.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, folder], stdout=subprocess.PIPE, text=True)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert f"{TESTS} passed" in ended.stdout, ended.stdout[-400:]
    return {"cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "wall": wall}


def compared(python, folder, runs, with_plugin):
    pairs = []
    run(python, folder, with_plugin)
    for _ in range(runs):
        order = [with_plugin, None]
        random.shuffle(order)
        pairs.append({side: run(python, folder, bool(side)) for side in order})
    for what in ("cpu", "wall"):
        ratios = [math.log(pair[with_plugin][what] / pair[None][what]) for pair in pairs]
        mean, error = statistics.fmean(ratios), statistics.stdev(ratios) / math.sqrt(len(ratios))
        low, high = math.exp(mean - 2 * error), math.exp(mean + 2 * error)
        middle = statistics.median(pair[None][what] for pair in pairs)
        print(f"  {what:<4} {math.exp(mean):.4f} (95 % interval {low:.4f} … {high:.4f}, n = {len(pairs)} pairs; median without {middle:.3f} s)")


def instructions(python, folder, plugin):
    options = [] if plugin else ["-p", "no:vitals"]
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    command = [*valgrind, python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, folder]
    # The order of sets, and with it the work, depends on the seed.
    ended = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "0"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return int(re.search(r"I +refs: +([\d,]+)", ended.stderr).group(1).replace(",", ""))


def counted(python, folder, runs=3):
    run(python, folder, True)
    ratios = [instructions(python, folder, True) / instructions(python, folder, False) for _ in range(runs)]
    print(f"  instructions {statistics.median(ratios):.4f} ({min(ratios):.4f} … {max(ratios):.4f}, n = {runs} pairs)")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    python, runs = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "test_empty.py"), "w") as file:
            file.writelines(f"def test_{number}(): pass\n" for number in range(TESTS))
        print("with the plugin, over without:")
        if shutil.which("valgrind"):
            counted(python, folder)
        compared(python, folder, runs, True)
        print("without, over without:")
        compared(python, folder, runs, False)


if __name__ == "__main__":
    main()
