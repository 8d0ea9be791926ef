#!/usr/bin/env python3
"""A history of a million samples: how long do `vitals trend`, the nightly analysis and `vitals report` take?

    cargo build --release && cargo build --release -p vitals-benches
    python3 benches/history/run.py target/release/vitals target/release/fill_history

A year of nights, 30 series of 92 samples each: 1,007,400 samples. Every night carries a real nightly report, made first. The analysis
is what a night takes longer with that history than with an empty one, both on a module that imports nothing; medians, interleaved.
"""
import argparse
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

NIGHTS, SERIES, SAMPLES = 365, 30, 92
CONFIGURATION = '[[probe.import]]\nmodule = "nothing"\nsamples = 5\n'


def project(folder):
    folder.mkdir()
    (folder / "vitals.toml").write_text(CONFIGURATION)
    (folder / "nothing.py").write_text("")
    return folder


def seconds(command, folder):
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    took = time.perf_counter() - began
    assert done.returncode in (0, 1), f"{command}: {done.returncode}: {done.stderr}"
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("fill", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--times", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        full, empty = project(temporary / "full"), project(temporary / "empty")
        night = [given.vitals, "nightly", "-q"]
        seconds(night, full)
        report = full / "reports" / "latest" / "report.json"
        shutil.rmtree(full / ".vitals")
        database = full / ".vitals" / "history.db"
        filled = seconds([given.fill, str(database), str(report), str(NIGHTS), str(SERIES), str(SAMPLES)], full)
        size = database.stat().st_size / 1e6
        print(f"{NIGHTS * SERIES * SAMPLES:,} samples in {NIGHTS} nights: {size:.1f} MB, written in {filled:.1f} s")
        kept = temporary / "history.db"
        shutil.copy(database, kept)
        took = {"trend, all": [], "trend, one": [], "report": [], "report as a page": [], "nightly": [], "nightly, empty": []}
        for _ in range(given.times):
            took["trend, all"].append(seconds([given.vitals, "trend"], full))
            took["trend, one"].append(seconds([given.vitals, "trend", "package.module_7"], full))
            took["report"].append(seconds([given.vitals, "report", "latest"], full))
            took["report as a page"].append(seconds([given.vitals, "report", "latest", "--format", "html"], full))
            took["nightly"].append(seconds([*night, "--no-report"], full))
            took["nightly, empty"].append(seconds([*night, "--no-report"], empty))
            shutil.copy(kept, database)
            shutil.rmtree(empty / ".vitals")
        for name, times in took.items():
            print(f"{name:18} {1000 * statistics.median(times):7.0f} ms  ({1000 * min(times):.0f} … {1000 * max(times):.0f}, n = {len(times)})")
        more = [full - empty for full, empty in zip(took["nightly"], took["nightly, empty"])]
        print(f"{'the analysis':18} {1000 * statistics.median(more):7.0f} ms")


if __name__ == "__main__":
    main()
