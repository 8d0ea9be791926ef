#!/usr/bin/env python3
"""`vitals bisect` over generated histories with a known culprit, beside `git bisect run` with medians of nine of the same range.

    benches/culprit/searches.py VITALS PYTHON [--n 100] [--commits 1000] [--kinds 10,20,sleep] [--busy 0,2] [--seed N]
    benches/culprit/searches.py VITALS PYTHON --n 2 --commits 60 --kinds 20,sleep --busy 0 --seed 20 --check

Prints of each kind, with and without busy loops: how many named the right commit, and medians of builds, runs and seconds.
With --check it leaves git out, and ends with 1 where a search does not name the culprit, or takes more builds than the short way may.
"""
import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import nine
import repositories

# Builds that --check takes, of a line that leads to the culprit and of the file of a module that is slower.
SHORT = {"10": 9, "20": 9, "sleep": 5}
LOOP = [sys.executable, "-c", "while True: pass"]
# Half of the smallest regression that is looked for.
TOLERANCE = {"10": "5%", "20": "10%", "sleep": "10%"}


def by_vitals(arguments, folder, hashes, kind, seed):
    command = [arguments.vitals, "bisect", hashes[0], hashes[-1], "--import", "service.app", "--json", "--quiet"]
    command += ["--tolerance", TOLERANCE[kind], "--python", arguments.python, "--seed", str(seed), "--budget", arguments.budget]
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    took = time.monotonic() - began
    if not done.stdout:
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr}")
    document = json.loads(done.stdout)
    pairs = [len(part["probes"][0]["measurement"]["pairs"]) for part in (document["ends"], document["comparison"]) if part]
    named = [suspect["commit"]["hash"] for suspect in document["suspects"]]
    return {
        "named": named if document["end"] == "found" else [],
        "set": named,
        "end": document["end"],
        "blamed": document["blamed"],
        "builds": document["builds"],
        # Of a batch, eleven pairs.
        "runs": 22 * document["batches"] + 2 * sum(pairs),
        "seconds": took,
    }


def by_git(arguments, folder, hashes):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nine.py")
    began = time.monotonic()

    def git(*words):
        return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True, env=environment).stdout

    medians = []
    for end in (hashes[0], hashes[-1]):
        git("checkout", "--quiet", end)
        medians.append(nine.median(folder))
    limit = str(sum(medians) / 2)
    git("bisect", "start", hashes[-1], hashes[0])
    said = git("bisect", "run", arguments.python, script, limit)
    took = time.monotonic() - began
    steps = sum(line.startswith(("git bisect good", "git bisect bad")) for line in git("bisect", "log").splitlines())
    named = [line.split()[0] for line in said.splitlines() if line.endswith(" is the first bad commit")]
    git("bisect", "reset")
    return {"named": named, "builds": steps, "runs": 9 * (steps + 2), "seconds": took}


def row(name, kind, busy, results, culprits):
    n = len(results)
    right = sum(result["named"] == [culprit] for result, culprit in zip(results, culprits))
    of = {what: statistics.median(result[what] for result in results) for what in ("builds", "runs", "seconds")}
    print(f"{name:14} {kind:>5} busy {busy}: right {right}/{n}, median builds {of['builds']:.0f}, runs {of['runs']:.0f}, seconds {of['seconds']:.1f}", flush=True)


def check(kind, mine, culprit):
    if mine["named"] != [culprit]:
        sys.exit(f"{kind}: {culprit} is at fault, and it named {mine['named'] or mine['set']} ({mine['end']})")
    if mine["builds"] > SHORT[kind]:
        sys.exit(f"{kind}: {mine['builds']} commits were made ready, more than {SHORT[kind]}")


def one_kind(arguments, kind, busy, seed):
    loops = [subprocess.Popen(LOOP) for _ in range(busy)]
    culprits, of_vitals, of_git = [], [], []
    try:
        for number in range(arguments.n):
            chance = random.Random(f"{seed} {kind} {busy} {number}")
            with tempfile.TemporaryDirectory() as folder:
                culprit = chance.randrange(1, arguments.commits)
                hashes = repositories.generate(folder, arguments.commits, culprit, kind, chance)
                culprits.append(hashes[culprit])
                of_vitals.append(by_vitals(arguments, folder, hashes, kind, chance.randrange(1 << 31)))
                mine = of_vitals[-1]
                if arguments.check:
                    check(kind, mine, hashes[culprit])
                    continue
                of_git.append(by_git(arguments, folder, hashes))
                print(f"# {kind} busy {busy} {number}: {mine['end']}, right {mine['named'] == [hashes[culprit]]}, in the set {hashes[culprit] in mine['set']},"
                      f" blamed {mine['blamed'] == [hashes[culprit]]}, builds {mine['builds']}, {mine['seconds']:.0f} s; git right {of_git[-1]['named'] == [hashes[culprit]]},"
                      f" load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    row("vitals bisect", kind, busy, of_vitals, culprits)
    if arguments.check:
        return
    row("git bisect run", kind, busy, of_git, culprits)
    short = [result for result, culprit in zip(of_vitals, culprits) if result["blamed"] == [culprit]]
    quick = sum(result["builds"] <= 5 for result in short)
    print(f"{'':14} {kind:>5} busy {busy}: a line led to the culprit in {len(short)}/{len(of_vitals)}, of which at most five builds in {quick}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--kinds", default="10,20,sleep")
    parser.add_argument("--busy", default="0,2")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--budget", default="30m")
    parser.add_argument("--check", action="store_true", help="without git; 1 where a search is wrong or long")
    arguments = parser.parse_args()
    arguments.vitals = os.path.abspath(arguments.vitals)
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 31)
    print(f"seed {seed}, {arguments.commits} commits, n = {arguments.n} of each, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", flush=True)
    for kind in arguments.kinds.split(","):
        for busy in arguments.busy.split(","):
            one_kind(arguments, kind, int(busy), seed)


if __name__ == "__main__":
    main()
