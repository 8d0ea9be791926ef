#!/usr/bin/env python3
"""Does a comparison name the module at fault: first, at its line, with its size?

    benches/attribution.py target/release/vitals .venv/bin/python --times 10

A tree of 500 modules gets a module that works for 50 ms, one that sleeps for 50 ms, or one that keeps 20 MB, each time
at another place; `vitals compare main .` must name it.
"""
import argparse
import json
import pathlib
import random
import subprocess
import tempfile

FAULTS = {
    "works 50 ms": ("import time\nend = time.thread_time() + 0.05\nwhile time.thread_time() < end:\n    pass\n",
                    "time", 50e6),
    "sleeps 50 ms": ("import time\ntime.sleep(0.05)\n", "time", 50e6),
    "keeps 20 MB": ("kept = bytearray(b'x') * 20_000_000\n", "rss", 20e6),
}


def git(folder, *arguments):
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True,
                   capture_output=True)


def tree(folder):
    big = folder / "big"
    for package in range(50):
        (big / f"m{package}").mkdir(parents=True)
        names = [f"n{module}" for module in range(9)]
        for name in names:
            (big / f"m{package}" / f"{name}.py").write_text(f'"""Module {name} of package {package}."""\nX = 1\n')
        (big / f"m{package}" / "__init__.py").write_text("".join(f"import big.m{package}.{n}\n" for n in names))
    (big / "__init__.py").write_text("".join(f"import big.m{package}\n" for package in range(50)))
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Large")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=pathlib.Path)
    parser.add_argument("python", type=pathlib.Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    found = {name: [] for name in FAULTS}
    for _ in range(arguments.times):
        for name, (source, part, size) in FAULTS.items():
            with tempfile.TemporaryDirectory() as place:
                folder = pathlib.Path(place)
                tree(folder)
                package, module = draw.randrange(50), draw.randrange(9)
                importer = folder / "big" / f"m{package}" / f"n{module}.py"
                importer.write_text(importer.read_text() + "import big.fault\n")
                (folder / "big" / "fault.py").write_text(source)
                done = subprocess.run([arguments.vitals.absolute(), "compare", "main", ".", "--import", "big", "-q",
                                       "--format", "json", "--python", arguments.python.absolute()],
                                      cwd=folder, capture_output=True, text=True)
                share = json.loads(done.stdout)["probes"][0]["difference"]["shares"][0]
                at = share["importer"]["file"].endswith(f"big/m{package}/n{module}.py") and share["importer"]["line"]
                right = done.returncode == 1 and share["module"] == "big.fault" and at == 3
                found[name].append((right, abs(share["part"][part] / size - 1)))
    for name, trials in found.items():
        errors = sorted(error for _, error in trials)
        print(f"{name:13} n = {len(trials)}: named first at its line {sum(right for right, _ in trials)} times; size "
              f"off by {errors[len(errors) // 2]:.1%} (median), {errors[-1]:.1%} (most)")


if __name__ == "__main__":
    main()
