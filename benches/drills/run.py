#!/usr/bin/env python3
"""Rehearses every fault on the example service, and prints each step with its seconds against the limit.

    python3 benches/drills/run.py --python PYTHON [--vitals vitals] [--at FOLDER --config FILE] [FAULT ...]

PYTHON needs the packages websockets and pytest. Without --at the service of examples/recovery is made anew in a temporary folder, at the
commit before its migration; with --at the drills run on a repository that is there, of which nothing is written but its history.
Exits with 1 where one of them did not pass.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "recovery"
BEFORE = "The service before the migration"
STEPS = ["before", "seen", "culprit", "plan", "apply", "after"]
SECOND = 1e9


def example(folder):
    """The example service, at its first commit."""
    subprocess.run([sys.executable, EXAMPLES / "make.py", folder / "example", "phase-1"], check=True, capture_output=True)
    service = folder / "example" / "service"
    found = ["git", "log", "--format=%H", f"--grep={BEFORE}", "-1"]
    first = subprocess.run(found, cwd=service, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["git", "switch", "--quiet", "--detach", first], cwd=service, check=True)
    return service


def row(drill):
    took = {step["name"]: f"{step['took'] / SECOND:.1f}" for step in drill["steps"]}
    total = sum(step["took"] for step in drill["steps"] if step["name"] != "before") / SECOND
    ending = drill["ending"]["kind"].replace("_", " ")
    steps = [took.get(name, "") for name in STEPS]
    return [drill["fault"], ending, *steps, f"{total:.1f}", f"{drill['limit'] / SECOND:.0f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="by default all")
    parser.add_argument("--python", required=True, help="with websockets and pytest")
    parser.add_argument("--vitals", default="vitals", help="the program")
    parser.add_argument("--at", type=Path, help="a repository that is there")
    parser.add_argument("--config", type=Path, help="its configuration, if not its own vitals.toml")
    options = parser.parse_args()
    # They run in another folder.
    options.vitals, options.python = (shutil.which(name) or sys.exit(f"{name} is no program") for name in (options.vitals, options.python))
    options.vitals, options.python = os.path.abspath(options.vitals), os.path.abspath(options.python)
    with tempfile.TemporaryDirectory() as folder:
        service = options.at or example(Path(folder))
        words = [options.vitals, "drill", *(options.faults or ["--all"]), "--json", "--python", options.python]
        if options.config:
            words += ["--config", str(options.config.resolve()), "--root", "."]
        done = subprocess.run(words, cwd=service, stdout=subprocess.PIPE, text=True)
    if not done.stdout:
        sys.exit(f"vitals drill ended with {done.returncode}")
    print("load", *(f"{load:.1f}" for load in os.getloadavg()), "on", os.cpu_count(), "processors; n = 1")
    rows = [["fault", "ended", *STEPS, "all", "limit"], *map(row, json.loads(done.stdout)["drills"])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row_ in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row_, widths)).rstrip())
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
