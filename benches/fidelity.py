#!/usr/bin/env python3
"""How true the worker is, and what the trace costs: ratios from one interleaved run.

    benches/fidelity.py VITALS PYTHON [--pairs 20] [--modules fastapi,pandas,sqlalchemy,openai]

Each round imports the same modules twice in every way, of which the second counts, in an order that rotates; a ratio is the median of the
rounds' own ratios against plain `python -c`. All clocks stand around the import statement alone.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

TIMED = """
import time
started = time.perf_counter_ns()
import package_set
print("\\n<took>%d</took>" % (time.perf_counter_ns() - started))
"""


def plain(python, folder, *options):
    done = subprocess.run(
        [python, *options, "-c", TIMED], cwd=folder, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return int(done.stdout.split("<took>")[1].split("</took>")[0])


def probe(vitals, python, folder, count, *options):
    done = subprocess.run(
        [vitals, "probe", "import", "package_set", "-n", count, "--limit", "1h", "--python", python,
         "--format", "json", "--quiet", *options],
        cwd=folder, capture_output=True, text=True,
    )
    return json.loads(done.stdout)["probes"][0]["measurement"]["samples"][-1]["span"]["wall"]


def second(measure, *arguments):
    """Of two in a row, as the worker's sample follows its warm-up."""
    measure(*arguments)
    return measure(*arguments)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--modules", default="fastapi,pandas,sqlalchemy,openai")
    arguments = parser.parse_args()
    vitals = os.path.abspath(arguments.vitals)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "package_set.py"), "w") as file:
            file.writelines(f"import {name}\n" for name in arguments.modules.split(","))
        subprocess.run([arguments.python, "-c", "import package_set"], cwd=folder, check=True)
        ways = {
            "python -c": lambda: second(plain, arguments.python, folder),
            # Without a trace the warm-up is no sample; with it, it is the first of two.
            "vitals --no-trace": lambda: probe(vitals, arguments.python, folder, "1", "--no-trace"),
            "vitals": lambda: probe(vitals, arguments.python, folder, "2"),
            "python -X importtime": lambda: second(plain, arguments.python, folder, "-X", "importtime"),
        }
        times = {name: [] for name in ways}
        names = list(ways)
        for number in range(arguments.pairs):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                times[name].append(ways[name]())
            print(f"\r{number + 1}/{arguments.pairs}", end="", file=sys.stderr)
        print(file=sys.stderr)
    print(f"{'way':<22}{'median':>10}{'ratio':>9}   n = {arguments.pairs}")
    for name, taken in times.items():
        ratios = [own / base for own, base in zip(taken, times["python -c"])]
        print(f"{name:<22}{statistics.median(taken) / 1e6:>7.0f} ms{statistics.median(ratios):>9.4f}")
    traced = [own / base for own, base in zip(times["vitals"], times["vitals --no-trace"])]
    print(f"trace alone, against the worker without it: {statistics.median(traced):.4f}")


if __name__ == "__main__":
    main()
