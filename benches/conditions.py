#!/usr/bin/env python3
"""Which conditions make a comparison steadier: nothing held still, one processor, fixed addresses, a fixed hash seed.

    benches/conditions.py target/release/vitals .venv/bin/python --module fastapi --rounds 10

Each round compares the module with itself under each condition, in turn. Less is better in both columns: the width
of the interval, and how far the ratio is from the true 1.
"""
import argparse
import json
import statistics
import subprocess

CONDITIONS = {"as it runs": [], "--pin 0": ["--pin", "0"], "--no-aslr": ["--no-aslr"],
              "--hash-seed 0": ["--hash-seed", "0"], "all three": ["--pin", "0", "--no-aslr", "--hash-seed", "0"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--module", default="fastapi")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=13)
    arguments = parser.parse_args()
    found = {name: [] for name in CONDITIONS}
    for number in range(arguments.rounds):
        for name, options in CONDITIONS.items():
            command = [arguments.vitals, "compare", ".", ".", "--import", arguments.module, "--python",
                       arguments.python, "--pairs", str(arguments.pairs), "--seed", str(number), "--format", "json",
                       "--quiet", *options]
            done = subprocess.run(command, capture_output=True, text=True)
            found[name].append(json.loads(done.stdout)["probes"][0]["quantities"][0]["ratio"])
    print(f"{arguments.module}, {arguments.rounds} rounds of {arguments.pairs} pairs")
    print(f"{'condition':14} {'width':>7} {'off by':>7} {'worst':>7}")
    for name, ratios in found.items():
        width = statistics.median(ratio["high"] / ratio["low"] - 1 for ratio in ratios)
        off = [abs(ratio["estimate"] - 1) for ratio in ratios]
        print(f"{name:14} {width:7.2%} {statistics.mean(off):7.2%} {max(off):7.2%}")


if __name__ == "__main__":
    main()
