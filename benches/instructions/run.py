#!/usr/bin/env python3
"""What the trace costs in instructions, which no other load on the machine changes.

    benches/instructions/run.py LIBRARY PYTHON [--module requests] [--runs 2]

LIBRARY is the probe library (`target/*/build/vitalsign-*/out/libvitals_probes.so`), PYTHON an interpreter that has the module. The library is loaded
as a hosted worker loads it, under `valgrind --tool=cachegrind --cache-sim=no`. The process ends within the import: what is made of
the records afterwards is no part of it. The same without the module is subtracted.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

WORKER = """
import importlib.machinery, importlib.util, json, os, sys
library, module, trace = sys.argv[1], sys.argv[2], sys.argv[3] == "trace"
task = {"kind": "import", "module": module, "trace": trace, "list_files": False}
request = {"protocol": 2, "nonce": 1, "deadline": 600_000_000_000, "task": task, "checkout": None}
asked, ask = os.pipe()
os.write(ask, json.dumps(request).encode())
os.close(ask)
answers = os.memfd_create("answers")
places = os.memfd_create("places")
loader = importlib.machinery.ExtensionFileLoader("_vitals_probes", library)
probes = importlib.util.module_from_spec(importlib.util.spec_from_loader("_vitals_probes", loader))
loader.exec_module(probes)
probes.main(asked, answers, os.open(library, os.O_RDONLY), places)
"""


def instructions(library, python, module, way):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "ends.py"), "w") as file:
            file.write(f"import os\n{'import ' + module if module else ''}\nos._exit(0)\n")
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={folder}/out", python]
        done = subprocess.run(
            [*command, "-c", WORKER, library, "ends", way], cwd=folder, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if not found:
        sys.exit(done.stderr[-2000:])
    return int(found[1].replace(",", ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library")
    parser.add_argument("python")
    parser.add_argument("--module", default="requests")
    parser.add_argument("--runs", type=int, default=2)
    arguments = parser.parse_args()
    library = os.path.abspath(arguments.library)
    subprocess.run([arguments.python, "-c", f"import {arguments.module}"], check=True)
    counts = {}
    for module in (arguments.module, None):
        for way in ("plain", "trace"):
            runs = [instructions(library, arguments.python, module, way) for _ in range(arguments.runs)]
            counts[module, way] = statistics.median(runs)
            print(f"{module or 'nothing':30} {way:6} {counts[module, way]:15,.0f}  (n = {arguments.runs}, load {os.getloadavg()[0]:.1f})")
    plain, trace = (counts[arguments.module, way] - counts[None, way] for way in ("plain", "trace"))
    print(f"the import alone: {plain:,.0f} -> {trace:,.0f} instructions, ratio {trace / plain:.4f}")


if __name__ == "__main__":
    main()
