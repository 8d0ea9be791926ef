#!/usr/bin/env python3
"""`kill -9` at random moments of a search, then `resume`: the same answer as without, and nothing left behind.

    benches/culprit/kills.py VITALS PYTHON [--n 30] [--seed N]

Each third search is abandoned instead. Exits with 1 where one differs, or leaves a tree, a ref, a process or a file.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

QUESTION = "import sys; sys.exit(int(open('number.txt').read()) >= 23)"
COMMITS = 60


def git(folder, *words):
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def repository(folder):
    git(folder, "init", "--quiet", "--initial-branch=main")
    for number in range(1, COMMITS + 1):
        for name, text in (("vitals.toml", "[target]\nroot = \".\"\n"), ("number.txt", f"{number}\n")):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", f"Number {number}")


def left(folder, temporary, refs, mark):
    """What is left, after the guardian had a minute to remove it."""
    deadline = time.monotonic() + 60
    while True:
        found = [f"in the temporary folder: {name}" for name in os.listdir(temporary)]
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/environ", "rb") as file:
                    if mark.encode() in file.read():
                        found.append(f"process {process}")
            except OSError:
                pass
        if not found or time.monotonic() > deadline:
            break
    if git(folder, "for-each-ref") != refs:
        found.append("a ref")
    if git(folder, "worktree", "list", "--porcelain").count("worktree ") != 1:
        found.append("a tree")
    if git(folder, "status", "--porcelain"):
        found.append("a file")
    if os.path.exists(os.path.join(folder, ".vitals/bisect")):
        found.append("the journal")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--n", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    arguments = parser.parse_args()
    vitals, chance = os.path.abspath(arguments.vitals), random.Random(arguments.seed)
    print(f"seed {arguments.seed}, n = {arguments.n}, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as temporary:
        repository(folder)
        refs = git(folder, "for-each-ref")
        mark = f"CULPRIT_BENCH={os.getpid()}"
        environment = {**os.environ, "TMPDIR": temporary, "CULPRIT_BENCH": str(os.getpid())}
        common = ["--quiet", "--python", arguments.python]
        search = [vitals, "bisect", f"HEAD~{COMMITS - 1}", "HEAD", "--json", "--seed", "7", *common, "--", arguments.python, "-c", QUESTION]

        def answer(command):
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
            if done.returncode == 64 and "no search is open" in done.stderr:
                return None
            document = json.loads(done.stdout)
            return document["end"], [suspect["commit"]["hash"] for suspect in document["suspects"]], document["skips"]

        began = time.monotonic()
        expected = answer(search)
        whole = time.monotonic() - began
        print(f"without a kill: {expected[0]} after {whole:.1f} s", flush=True)
        wrong = 0
        for number in range(arguments.n):
            moment = chance.uniform(0, whole)
            running = subprocess.Popen(search, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moment)
            had_ended = running.poll() is not None
            running.kill()
            running.wait()
            if number % 3 == 2:
                subprocess.run([vitals, "bisect", "abandon"], cwd=folder, env=environment, check=True, capture_output=True)
                came = expected
            else:
                # Where it was killed before it had begun, or after its end, none is open.
                came = answer([vitals, "bisect", "resume", "--json", *common]) or answer(search)
            remains = left(folder, temporary, refs, mark)
            good = came == expected and not remains
            wrong += not good
            what = "abandoned" if number % 3 == 2 else "resumed"
            ended = ", which had ended" if had_ended else ""
            print(f"{number + 1}: killed after {moment:.2f} s{ended}, {what}: {'same' if came == expected else came}, left: {remains or 'nothing'}", flush=True)
    print(f"wrong: {wrong} of {arguments.n}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
