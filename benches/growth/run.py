#!/usr/bin/env python3
"""Is growth judged right? Factories with a known truth, measured again and again.

    benches/growth/run.py target/release/vitals python3.9 python3.11 … --times 20 [--busy 2]

For each run: the verdict, the class (leak, kind of resource, native, bounded, garbage, nothing), and whether line and holder
are named. Each run is a line of `--output`; the end is a table, and every wrong answer with what was said.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from truths import TRUTHS, expected_words, options

HERE = pathlib.Path(__file__).parent


def measured(vitals, python, name, budget):
    command = [vitals, "probe", "growth", f"factories:{name}", "--python", python, "--format", "json", "--quiet",
               "--budget", budget, *options(name)]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, TMPDIR=folder)
        done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True)
    took = time.perf_counter() - started
    for file in pathlib.Path("/dev/shm").glob("vitals-bench-*"):
        file.unlink(missing_ok=True)
    try:
        verdict = json.loads(done.stdout)["probes"][0]["verdict"]
    except (ValueError, LookupError):
        sys.exit(f"{name}: no verdict\n{done.stderr}")
    reasons = verdict["reasons"] + verdict["evidence"]
    return took, verdict["status"], reasons, "\n".join(reason["text"] for reason in reasons)


def class_of(status, reasons, text):
    """By the reasons' kinds, as a program would read them."""
    kinds = {reason.get("kind") for reason in reasons}
    rate = next((reason["rate"] for reason in reasons if reason.get("kind") == "leaks"), None)
    if status != "fail":
        bounded = kinds & {"bounded", "filled_and_stood", "within_its_bound", "plateau", "rose_and_stood"}
        return "bounded" if bounded else "nothing"
    if "uncollected" in kinds:
        return "garbage"
    if rate and "resource" in rate:
        return re.search(r"it leaks: [\d.]+ (.*?) per object", text)[1]
    return "native" if kinds & {"native", "native_at"} else "leak"


def is_class(found, wanted):
    plural = {"child processes": "child process", "files in /dev/shm": "file in /dev/shm",
              "files in the temporary folder": "file in the temporary folder"}
    found = plural.get(found, re.sub(r"descriptors\b", "descriptor", found))
    # What a cache is filled with before the first counted round leaves nothing to be seen, and nothing is wrong with that.
    return found.startswith(wanted) or {found, wanted} == {"bounded", "nothing"}


def judge(name, status, reasons, text):
    wanted_status, wanted_class = TRUTHS[name][:2]
    missing = [word for word in expected_words(name) if not re.search(word, text)]
    right = status == wanted_status and is_class(class_of(status, reasons, text), wanted_class)
    return right, missing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=pathlib.Path)
    parser.add_argument("pythons", nargs="+")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", default="", help="a regular expression of names")
    parser.add_argument("--busy", type=int, default=0, help="busy loops beside it")
    parser.add_argument("--budget", default="60s")
    parser.add_argument("--output", type=pathlib.Path)
    arguments = parser.parse_args()
    names = [name for name in TRUTHS if re.search(arguments.only, name)]
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(arguments.busy)]
    rows = []
    try:
        for number in range(arguments.times):
            for python in arguments.pythons:
                for name in names:
                    took, status, reasons, text = measured(arguments.vitals.absolute(), python, name, arguments.budget)
                    right, missing = judge(name, status, reasons, text)
                    row = {"name": name, "python": python, "busy": arguments.busy, "run": number, "took": round(took, 2),
                           "status": status, "class": class_of(status, reasons, text), "right": right,
                           "missing": missing, "text": text}
                    rows.append(row)
                    if arguments.output:
                        with arguments.output.open("a") as file:
                            file.write(json.dumps(row) + "\n")
                    if not right or missing:
                        print(f"WRONG {name} {python}: {status}, {row['class']}, missing {missing}\n{text}\n", flush=True)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    report(rows)


def report(rows):
    by_name = collections.defaultdict(list)
    for row in rows:
        by_name[row["name"]].append(row)
    print(f"{'factory':30} {'n':>4} {'right':>6} {'named':>6} {'median s':>9}")
    for name, runs in by_name.items():
        right, named = sum(run["right"] for run in runs), sum(not run["missing"] for run in runs)
        print(f"{name:30} {len(runs):4} {right:6} {named:6} {statistics.median(run['took'] for run in runs):9.1f}")
    right, named = sum(row["right"] for row in rows), sum(row["right"] and not row["missing"] for row in rows)
    false_leaks = sum(row["status"] == "fail" and TRUTHS[row["name"]][0] != "fail" for row in rows)
    missed = sum(row["status"] == "pass" and TRUTHS[row["name"]][0] == "fail" for row in rows)
    print(f"n = {len(rows)}: verdict and class right {right}, cause named too {named}; false leaks {false_leaks}, "
          f"missed leaks {missed}")


if __name__ == "__main__":
    main()
