#!/usr/bin/env python3
"""False alarms, power, pairs and seconds of `vitals compare`, end to end, beside hyperfine and pyperf.

Each trial compares two variants of one module (target.py) that imports a real package; the second does more work or
waits longer by a given part of what its own import of the package has just taken, or keeps more memory. Trials of all
effects and all tools are interleaved, so that each sees the same machine. "in turn" is vitals on the same module, which
then locks a file: the two of a pair run one after the other. Its last lines are the spread of a pair's log ratio where
nothing changed, both ways.

    benches/decision/run.py target/release/vitals .venv/bin/python --package fastapi --trials 20

hyperfine and pyperf take part where they are found (--hyperfine PATH; pyperf in the Python that runs this script).
Rules: hyperfine, 10 + 10 runs after one to warm up, mean over the tolerance; pyperf, 10 + 10 processes, `compare_to`
says significant and over the tolerance.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def import_seconds(python, package):
    """Processor seconds of the package's import: median of nine fresh processes."""
    code = f"import time; a = time.thread_time(); import {package}; print(time.thread_time() - a)"
    run = lambda: float(subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout)
    return statistics.median([run() for _ in range(9)])


def active(span):
    """Without the wait for a processor, as vitals judges it."""
    starved = (span["run_delay"] or 0) + (span["stolen"] or 0)
    return span["cpu"] + max(span["wall"] - span["cpu"] - starved, 0)


def vitals(arguments, effect, seed, spread, in_turn=False):
    began = time.monotonic()
    command = [arguments.vitals, "compare", "env:EFFECT=none:0", f"env:EFFECT={effect}", "--import", "target",
               "--python", arguments.python, "--root", str(HERE), "--env", f"PACKAGE={arguments.package}",
               "--seed", str(seed), "--format", "json", "--quiet"] + (["--env", "IN_TURN=1"] if in_turn else [])
    done = subprocess.run(command, capture_output=True, text=True)
    took = time.monotonic() - began
    probe = json.loads(done.stdout)["probes"][0]
    pairs = probe["measurement"]["pairs"]
    if effect.startswith("none"):
        spread[bool(in_turn)] += [math.log(active(pair["candidate"]) / active(pair["base"])) for pair in pairs]
    assert in_turn == all(pair["at_once_on"] is None for pair in pairs), probe["measurement"]["in_turn"]
    return probe["verdict"]["status"], took, len(pairs)


def winsorised(values):
    ordered, cut = sorted(values), len(values) // 5
    return statistics.stdev(min(max(value, ordered[cut]), ordered[-1 - cut]) for value in values)


def hyperfine(arguments, effect, folder):
    began = time.monotonic()
    export = folder / "hyperfine.json"
    command = f"{arguments.python} -c 'import target'"
    for number, value in enumerate(["none:0", effect]):
        environment = os.environ | {"EFFECT": value, "PACKAGE": arguments.package}
        subprocess.run([arguments.hyperfine, "-N", "--warmup", "1", "--runs", "10", "--export-json",
                        f"{export}.{number}", command], cwd=HERE, env=environment, capture_output=True, check=True)
    means = [json.loads(pathlib.Path(f"{export}.{n}").read_text())["results"][0]["mean"] for n in (0, 1)]
    status = "fail" if means[1] / means[0] > 1 + arguments.tolerance else "pass"
    return status, time.monotonic() - began, 10


def pyperf(arguments, effect, folder):
    began = time.monotonic()
    files = [folder / f"pyperf-{number}.json" for number in (0, 1)]
    for file, value in zip(files, ["none:0", effect]):
        file.unlink(missing_ok=True)
        environment = os.environ | {"EFFECT": value, "PACKAGE": arguments.package}
        subprocess.run([sys.executable, "-m", "pyperf", "command", "--quiet", "--processes", "10", "--values", "1",
                        "--warmups", "0", "--loops", "1", "--inherit-environ", "EFFECT,PACKAGE", "-o", str(file),
                        "--", arguments.python, "-c", "import target"],
                       cwd=HERE, env=environment, capture_output=True, check=True)
    compared = subprocess.run([sys.executable, "-m", "pyperf", "compare_to", *map(str, files), "--min-speed",
                               str(100 * arguments.tolerance)], capture_output=True, text=True).stdout
    return "fail" if "slower" in compared else "pass", time.monotonic() - began, 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--package", default="asyncio")
    parser.add_argument("--trials", type=int, default=20, help="of each effect")
    parser.add_argument("--effects", default="none:0,cpu:0.05,cpu:0.10,cpu:0.15,cpu:0.20,sleep:0.20,memory:0.20")
    parser.add_argument("--tolerance", type=float, default=0.10)
    parser.add_argument("--hyperfine", default=shutil.which("hyperfine"))
    parser.add_argument("--peers", type=int, default=1, help="let the peers take part in every n-th trial; 0: never")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", help="write every trial to this file")
    arguments = parser.parse_args()
    arguments.vitals = str(pathlib.Path(arguments.vitals).absolute())
    arguments.python = str(pathlib.Path(arguments.python).absolute())
    spread = {False: [], True: []}
    tools = {"vitals": lambda effect, seed, folder: vitals(arguments, effect, seed, spread),
             "in turn": lambda effect, seed, folder: vitals(arguments, effect, seed, spread, in_turn=True)}
    if arguments.hyperfine and arguments.peers:
        tools["hyperfine"] = lambda effect, seed, folder: hyperfine(arguments, effect, folder)
    if arguments.peers and not subprocess.run([sys.executable, "-c", "import pyperf"], capture_output=True).returncode:
        tools["pyperf"] = lambda effect, seed, folder: pyperf(arguments, effect, folder)
    whole = import_seconds(arguments.python, arguments.package)
    print(f"{arguments.package}: import {1000 * whole:.0f} ms; {arguments.trials} trials of each effect; {list(tools)}")
    amounts = {}
    for effect in arguments.effects.split(","):
        kind, part = effect.split(":")
        # Memory by a part of 60 MB: the probe judges what the import adds.
        amounts[effect] = f"{kind}:{float(part) * (300e6 if kind == 'memory' else 1)}"
    trials = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.trials):
            for effect, amount in amounts.items():
                for tool, run in tools.items():
                    if tool in ("vitals", "in turn") or number % arguments.peers == 0:
                        outcome = run(amount, arguments.seed + number, pathlib.Path(folder))
                        trials[tool, effect].append(outcome)
            if arguments.json:
                pathlib.Path(arguments.json).write_text(json.dumps([[*key, runs] for key, runs in trials.items()]))
            print(f"\r{number + 1} of {arguments.trials}", end="", file=sys.stderr, flush=True)
    print(f"\n{'tool':10} {'effect':12} {'n':>4} {'fail':>5} {'pass':>5} {'other':>5} {'pairs':>6} {'seconds':>8}")
    for (tool, effect), runs in sorted(trials.items()):
        count = collections.Counter(status for status, _, _ in runs)
        other = len(runs) - count["fail"] - count["pass"]
        print(f"{tool:10} {effect:12} {len(runs):4} {count['fail']:5} {count['pass']:5} {other:5}"
              f" {statistics.median(pairs for _, _, pairs in runs):6.0f}"
              f" {statistics.median(took for _, took, _ in runs):8.2f}")
    for in_turn, logs in spread.items():
        if len(logs) > 1:
            print(f"spread of a pair's log ratio, {'in turn' if in_turn else 'at once'}: standard deviation"
                  f" {statistics.stdev(logs):.4f}, winsorised {winsorised(logs):.4f}, n {len(logs)}")


if __name__ == "__main__":
    main()
