#!/usr/bin/env python3
"""From a wheel to the first answer, without the download: a fresh environment each time.

    benches/first_answer.py WHEEL PYTHON [RUNS]

The environment is made by `python -m venv` before the clock starts. Then: pip installs the wheel from its file, and
`vitals probe import json` answers.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time


def once(wheel, python):
    with tempfile.TemporaryDirectory() as folder:
        environment = os.path.join(folder, "environment")
        subprocess.run([python, "-m", "venv", environment], check=True)
        scripts = os.path.join(environment, "bin")
        began = time.perf_counter()
        pip = [os.path.join(scripts, "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheel]
        subprocess.run(pip, check=True)
        installed = time.perf_counter()
        asked = [os.path.join(scripts, "vitals"), "probe", "import", "json", "--quiet"]
        subprocess.run(asked, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        answered = time.perf_counter()
    return installed - began, answered - installed


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    wheel, python, runs = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10
    found = [once(wheel, python) for _ in range(runs)]
    columns = {"pip install": [one for one, _ in found], "first answer": [two for _, two in found], "together": [sum(pair) for pair in found]}
    for name, times in columns.items():
        print(f"{name:<13} median {statistics.median(times):.2f} s ({min(times):.2f} … {max(times):.2f} s, n = {len(times)})")


if __name__ == "__main__":
    main()
