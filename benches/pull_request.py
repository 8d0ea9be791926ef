#!/usr/bin/env python3
"""`vitals pr` on a change of one module in a generated project, beside `vitals check` of all: ratios from interleaved runs.

    benches/pull_request.py VITALS PYTHON [--modules 1000] [--probes 20] [--runs 5]

The project has a package a probe, whose modules import each other in a tree; every fourth package imports its neighbour.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def write(root, name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def generate(root, modules, probes):
    each = modules // probes
    for package in range(probes):
        names = [f"p{package}.m{number}" for number in range(1, each)]
        write(root, f"p{package}/__init__.py", "".join(f"import {name}\n" for name in names[:3]))
        for number, name in enumerate(names, 1):
            below = [3 * number + more for more in (1, 2, 3) if 3 * number + more < each]
            imports = "".join(f"import p{package}.m{other}\n" for other in below)
            if package % 4 == 1 and number == 1:
                imports += f"import p{package - 1}\n"
            write(root, f"p{package}/m{number}.py", f"{imports}NAME = {name!r}\n\n\ndef work():\n    return NAME\n")
    write(root, "vitals.toml", "".join(f"[[probe.import]]\nmodule = \"p{package}\"\n" for package in range(probes)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--modules", type=int, default=1000)
    parser.add_argument("--probes", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    vitals = os.path.abspath(arguments.vitals)
    with tempfile.TemporaryDirectory() as root:
        generate(root, arguments.modules, arguments.probes)

        def git(*words):
            subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words], cwd=root, check=True)

        git("init", "--quiet", "--initial-branch=main")
        git("add", "--all")
        git("commit", "--quiet", "--message", "First")
        git("checkout", "--quiet", "-b", "feature")
        with open(os.path.join(root, "p7/m20.py"), "a") as file:
            file.write("ANOTHER = 1\n")
        git("commit", "--quiet", "--all", "--message", "One module")

        def run(*words):
            began = time.perf_counter()
            done = subprocess.run([vitals, *words, "--quiet", "--no-report", "--json", "--python", arguments.python],
                                  cwd=root, stdout=subprocess.PIPE)
            return time.perf_counter() - began, json.loads(done.stdout)

        check = ["check", "--no-history"]
        pull_request = ["pr", "--base", "main", "--no-post"]
        times = {"check": [], "pr": [], "pr --all": []}
        for number in range(arguments.runs):
            times["check"].append(run(*check)[0])
            seconds, document = run(*pull_request)
            times["pr"].append(seconds)
            if number == 0:
                times["pr --all"].append(run(*pull_request, "--all")[0])
            print(f"\r{number + 1}/{arguments.runs}", end="", file=sys.stderr)
        print(file=sys.stderr)
        touched = len(document["pull_request"]["touched"])
    median = {name: statistics.median(seconds) for name, seconds in times.items()}
    ratio = statistics.median(one / all_of for one, all_of in zip(times["pr"], times["check"]))
    print(f"{touched} of {arguments.probes} probes run ({touched / arguments.probes:.0%}), {arguments.modules} modules")
    for name, seconds in median.items():
        print(f"vitals {name}: {seconds:.2f} s, n = {len(times[name])}")
    print(f"pr / check: {ratio:.3f} (median of ratios), n = {arguments.runs}")


if __name__ == "__main__":
    main()
