#!/usr/bin/env python3
"""False alarms, power, pairs and seconds of `vitals compare` on conversations, end to end, on the example server.

Each trial compares the server of examples/shop with itself, or with one that thinks longer before `tool_executing`: by
--more of what that event takes. Trials of both kinds alternate, so that each sees the same machine. "named" counts the
trials that fail for `tool_executing` and for no event before it. The last lines are, of each operation where nothing
changed, the spread of a pair's log ratio, and that of a trial's: each trial starts its servers anew.

    python3.11 -m venv .venv && .venv/bin/pip install websockets
    benches/conversations.py target/release/vitals .venv/bin/python --trials 100 --slower 40

--record FILE keeps the pairs of all trials where nothing changed: `operation base candidate`, in microseconds.
"""
import argparse
import collections
import json
import math
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SHOP = pathlib.Path(__file__).resolve().parent.parent / "examples" / "shop"
EVENT = "event tool_executing"
BEFORE = ("connect", "login", "event agent_started", "event agent_thinking")
PACED = """\
import os, runpy, sys
sys.argv = ["server.py", "--port", sys.argv[1], "--think", os.environ["THINK"]]
runpy.run_path("server.py", run_name="__main__")
"""
SETTINGS = """\
[target]
root = "."
[[check]]
name = "assistant"
kind = "websocket"
start = ["python", "paced.py", "{port}"]
ready = "http://127.0.0.1:{port}/health"
url = "ws://127.0.0.1:{port}/ws?token={token}"
login = { url = "http://127.0.0.1:{port}/login", body = '{"user": "{user}"}' }
send = ['{"type": "chat", "text": "{secret}"}']
expect = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]
linger = "20ms"
users = """


def trial(arguments, folder, thinks, seed):
    command = [arguments.vitals, "compare", *(f"env:THINK={think}" for think in thinks), "--python", arguments.python,
               "--seed", str(seed), "--format", "json", "--quiet", "--no-history", "--no-report"]
    if arguments.pairs:
        command += ["--pairs", str(arguments.pairs)]
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    took = time.monotonic() - began
    try:
        talk = json.loads(done.stdout)["operations"][0]
    except (ValueError, LookupError):
        sys.exit(f"{command}\n{done.stdout}{done.stderr}")
    return talk, took


def name(operation):
    return f"event {operation['event']}" if operation["operation"] == "event" else operation["operation"]


def undecided(talk):
    return [quantity["name"] for quantity in talk["quantities"] if quantity["finding"]["finding"] == "undecided"]


def regressed(talk):
    return [quantity["name"] for quantity in talk["quantities"] if quantity["finding"]["finding"].startswith("regressed")]


def report(what, trials):
    count = collections.Counter(talk["verdict"]["status"] for talk, _ in trials)
    named = sum(EVENT in regressed(talk) and not set(BEFORE) & set(regressed(talk)) for talk, _ in trials)
    pairs = [len(talk["measured"]["operations"][0]["pairs"]) for talk, _ in trials]
    open_ones = collections.Counter(one for talk, _ in trials for one in undecided(talk))
    print(f"{what:10} n {len(trials):3}  fail {count['fail']:3}  pass {count['pass']:3}  undecided {count['inconclusive']:3}"
          f"  error {count['error']:2}  named {named:3}  pairs {statistics.median(pairs):4.0f}"
          f"  seconds {statistics.median(took for _, took in trials):5.1f} (longest {max(took for _, took in trials):.1f})"
          f"  {dict(open_ones) or ''}")


def spreads(trials):
    pairs, means = collections.defaultdict(list), collections.defaultdict(list)
    for talk, _ in trials:
        for operation, quantity in zip(talk["measured"]["operations"], talk["quantities"]):
            pairs[name(operation)] += [math.log(pair["candidate"] / pair["base"]) for pair in operation["pairs"]]
            means[name(operation)].append((quantity["base"], math.log(quantity["candidate"] / quantity["base"])))
    for operation, logs in pairs.items():
        ratios = [ratio for _, ratio in means[operation]]
        typical = statistics.median(base for base, _ in means[operation])
        print(f"  {operation:24} {1000 * typical:7.2f} ms  spread of a pair {statistics.stdev(logs):.4f} (n {len(logs)}),"
              f" of a trial {statistics.stdev(ratios):.4f} (n {len(ratios)}), farthest {max(map(abs, ratios)):.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--trials", type=int, default=20, help="where nothing changed")
    parser.add_argument("--slower", type=int, default=10, help="trials where one event is slower")
    parser.add_argument("--more", type=float, default=0.15, help="of what the event takes")
    parser.add_argument("--think", type=float, default=0.02, help="seconds that the event waits for")
    parser.add_argument("--users", type=int, default=1)
    parser.add_argument("--pairs", type=int, help="exactly so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", help="keep the pairs where nothing changed in this file")
    parser.add_argument("--json", help="write every trial to this file")
    arguments = parser.parse_args()
    arguments.vitals = str(pathlib.Path(arguments.vitals).absolute())
    # Not resolved: the Python of an environment is a link.
    arguments.python = str(pathlib.Path(arguments.python).absolute())
    same, slower = [], []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copytree(SHOP, folder, dirs_exist_ok=True)
        (folder / "paced.py").write_text(PACED)
        (folder / "vitals.toml").write_text(SETTINGS + f"{arguments.users}\n")
        think = arguments.think
        for number in range(max(arguments.trials, arguments.slower)):
            if number < arguments.trials:
                # Written differently: two names of one and the same would not be compared.
                same.append(trial(arguments, folder, [think, f"{think}0"], arguments.seed + number))
            if number < arguments.slower:
                takes = next(quantity["base"] for quantity in same[-1][0]["quantities"] if quantity["name"] == EVENT)
                more = think + arguments.more * takes
                slower.append(trial(arguments, folder, [think, more], arguments.seed + 1000 + number))
            if arguments.json:
                pathlib.Path(arguments.json).write_text(json.dumps({"same": same, "slower": slower}))
            print(f"\r{number + 1} of {max(arguments.trials, arguments.slower)}", end="", file=sys.stderr, flush=True)
    print(f"\n{arguments.users} users, an event of {1000 * arguments.think:.0f} ms and more; one that takes {arguments.more:.0%} more")
    report("the same", same)
    spreads(same)
    if slower:
        report("slower", slower)
    if arguments.record:
        lines = [f"{name(operation).replace(' ', '-')} {1e6 * pair['base']:.0f} {1e6 * pair['candidate']:.0f}"
                 for talk, _ in same for operation in talk["measured"]["operations"] for pair in operation["pairs"]]
        pathlib.Path(arguments.record).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
