#!/usr/bin/env python3
"""How true the worker is, and what the trace costs: ratios from one interleaved run.

    benches/fidelity.py VITALS PYTHON [--pairs 20] [--modules fastapi,pandas,sqlalchemy,openai] [--ways "vitals --no-trace"]

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
started, cpu = time.perf_counter_ns(), time.thread_time_ns()
import package_set
cpu, took = time.thread_time_ns() - cpu, time.perf_counter_ns() - started
print("\\n<took>%d %d</took>" % (took, cpu))
"""


def plain(python, folder, *options):
    done = subprocess.run(
        [python, *options, "-c", TIMED], cwd=folder, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    wall, cpu = done.stdout.split("<took>")[1].split("</took>")[0].split()
    return int(wall), int(cpu)


def probe(vitals, python, folder, count, *options):
    done = subprocess.run(
        [vitals, "probe", "import", "package_set", "-n", count, "--limit", "1h", "--python", python,
         "--format", "json", "--quiet", *options],
        cwd=folder, capture_output=True, text=True,
    )
    span = json.loads(done.stdout)["probes"][0]["measurement"]["samples"][-1]["span"]
    return span["wall"], span["cpu"]


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
    parser.add_argument("--ways", help="only these beside python -c, by name, parted by commas")
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
        if arguments.ways:
            wanted = ["python -c", *arguments.ways.split(",")]
            ways = {name: ways[name] for name in wanted}
        times = {name: [] for name in ways}
        names = list(ways)
        for number in range(arguments.pairs):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                times[name].append(ways[name]())
            print(f"\r{number + 1}/{arguments.pairs}", end="", file=sys.stderr)
        print(file=sys.stderr)
    print(f"n = {arguments.pairs}; ratios against python -c: median of the pairs, and of the faster halves' means")
    print(f"{'way':<22}{'wall':>9}{'pairs':>8}{'halves':>8}{'cpu':>11}{'pairs':>8}{'halves':>8}")
    for name in names:
        cells = []
        for clock in (0, 1):
            own = [taken[clock] for taken in times[name]]
            base = [taken[clock] for taken in times["python -c"]]
            pairs = statistics.median(mine / theirs for mine, theirs in zip(own, base))
            halves = faster_half(own) / faster_half(base)
            cells.append(f"{statistics.median(own) / 1e6:>6.0f} ms{pairs:>8.3f}{halves:>8.3f}")
        print(f"{name:<22}{'  '.join(cells)}")


def faster_half(times):
    """Their mean: noise only ever adds time."""
    return statistics.mean(sorted(times)[: (len(times) + 1) // 2])


if __name__ == "__main__":
    main()
