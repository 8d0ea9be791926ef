#!/usr/bin/env python3
"""Kills `vitals` with SIGKILL at random moments and looks at what is left: files, processes, a changed checkout.

    benches/kill.py target/release/vitals .venv/bin/python --times 200

Half of the runs compare two commits of a fresh repository with the example service, half capture a baseline.
"""
import argparse
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time

SHOP = pathlib.Path(__file__).resolve().parent.parent / "examples" / "shop" / "shop"
CONFIGURATION = '[target]\nroot = "."\n[[probe.import]]\nmodule = "shop.canonical_imports"\n'


def git(folder, *arguments):
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True,
                   capture_output=True)


def repository(folder):
    shutil.copytree(SHOP, folder / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "vitals.toml").write_text(CONFIGURATION)
    (folder / ".gitignore").write_text("reports/\n.vitals/\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    for message in ["First", "Second"]:
        (folder / "shop" / "events.py").open("a").write(f"# {message}\n")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", message)


def state(folder):
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "reports" not in path.parts:
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def processes(mark):
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            pass
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=pathlib.Path)
    parser.add_argument("python", type=pathlib.Path)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    bad = killed = finished = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as outer:
        folder, temporary = pathlib.Path(outer, "repository"), pathlib.Path(outer, "tmp")
        folder.mkdir()
        temporary.mkdir()
        repository(folder)
        before = state(folder)
        commands = [["baseline", "capture", "before"], ["compare", "main~1", "."]]
        lasts = []
        for command in commands:
            began = time.monotonic()
            subprocess.run([arguments.vitals.absolute(), *command, "--quiet", "--python", arguments.python.absolute()],
                           cwd=folder, env=os.environ | {"TMPDIR": str(temporary)}, capture_output=True)
            lasts.append(time.monotonic() - began)
        shutil.rmtree(folder / ".vitals", ignore_errors=True)
        for number in range(arguments.times):
            mark = f"VITALS_KILLED={os.getpid()}-{number}"
            command = commands[number % 2]
            environment = os.environ | {"TMPDIR": str(temporary), **dict([mark.split("=")])}
            child = subprocess.Popen([arguments.vitals.absolute(), *command, "--quiet", "--python",
                                      arguments.python.absolute()],
                                     cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                child.wait(draw.uniform(0, lasts[number % 2]))
                finished += 1
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                child.wait()
                killed += 1
            began = time.monotonic()
            while (processes(mark) or list(temporary.iterdir())) and time.monotonic() - began < 10:
                time.sleep(0.01)
            slowest = max(slowest, time.monotonic() - began)
            left = [processes(mark), list(temporary.iterdir())]
            # A capture that ended in time has written its baseline: whole, or it cannot be read.
            stored = folder / ".vitals" / "baselines"
            for path in stored.glob("*") if stored.is_dir() else []:
                shown = subprocess.run([arguments.vitals.absolute(), "baseline", "show", path.stem], cwd=folder,
                                       capture_output=True)
                if path.suffix != ".json" or shown.returncode:
                    left.append(path)
                path.unlink()
            shutil.rmtree(folder / ".vitals", ignore_errors=True)
            if any(left[:2]) or len(left) > 2 or state(folder) != before:
                bad += 1
                print(f"run {number}: {left}")
    print(f"{killed} killed, {finished} had ended; {bad} left something behind; all was gone after {slowest:.2f} s at most")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
