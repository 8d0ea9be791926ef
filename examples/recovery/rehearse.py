#!/usr/bin/env python3
"""Rehearses each row of docs/recovery.md, and prints its commands with what they print.

    python3 examples/recovery/rehearse.py FOLDER --python PYTHON [--vitals vitals] [ROW ...]

Each row gets a repository of its own in FOLDER (make.py). What a script without verification would do runs in a copy of it. PYTHON
needs the packages websockets and pytest.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import make

BEFORE = "The service before the migration"

# What an emergency script does that picks commits by their messages or by counting, and what it leaves.
SCRIPTS = {
    "phase-1": [
        ["git", "checkout", "HEAD~1", "--", "shop/canonical_imports.py"],
        ["git", "status", "--short"],
        ["PYTHON", "-c", "from shop.canonical_imports import create_websocket_manager"],
    ],
    "phase-2": [
        ["git", "log", "--grep=Phase 2 START", "-1", "--format=%h %s"],
        ["git", "rev-list", "--count", "HEAD"],
        ["git", "reset", "--hard", "HEAD~17"],
        ["git", "rev-list", "--count", "HEAD"],
    ],
    "phase-3": [
        ["git", "log", "--grep=Phase 3 BEGIN", "-1", "--format=%h %s"],
        ["git", "rev-list", "--count", "HEAD"],
        ["git", "reset", "--hard", "HEAD~10"],
        ["git", "rev-list", "--count", "HEAD"],
    ],
    "phase-4": [["PYTHON", "tests/test_events.py", "-x"], ["git", "reset", "--hard", "HEAD~10"]],
    "golden-path": [["git", "log", "--oneline", "-n", "20", "--grep=Phase"]],
    "isolation": [["git", "log", "--oneline", "-n", "50", "--grep=Phase 2"]],
    "cascade": [
        ["git", "checkout", "HEAD~1", "--", "shop/canonical_imports.py"],
        ["PYTHON", "-c", "import shop.canonical_imports"],
    ],
    "performance": [
        ["git", "log", "-n", "5", "--grep=Phase 2", "--format=%h %s"],
        ["git", "revert", "--no-edit", "HEAD"],
        ["git", "grep", "-n", "time.sleep", "--", "shop"],
    ],
    "nuclear": [
        ["git", "log", "--grep=Phase", "--invert-grep", "-1", "--format=%h %s"],
        ["git", "branch", "emergency-backup"],
        ["git", "reset", "--hard", "NEWEST_WITHOUT_PHASE"],
        ["git", "push", "--force-with-lease", "origin", "main"],
        ["git", "grep", "-c", "TOOL_COMPLETED", "--", "server.py"],
    ],
}


class Rehearsal:
    def __init__(self, folder, options):
        self.folder = folder
        self.options = options
        self.service = folder / "service"

    def run(self, words, quiet=False, cwd=None):
        """Prints a command and what it prints; gives its exit code."""
        real = [self.options.python if word == "PYTHON" else word for word in words]
        if real[0] == "vitals":
            real[0] = self.options.vitals
            real += ["--python", self.options.python] if words[1] in ("health", "phase") or words[1:2] == ["rollback"] and words[2] in ("plan", "apply", "undo") else []
        environment = {**os.environ, "GIT_PAGER": "cat", "NO_COLOR": "1", "COLUMNS": "110"}
        done = subprocess.run(real, cwd=cwd or self.service, env=environment, capture_output=True, text=True)
        if not quiet:
            shown = " ".join(f"'{word}'" if " " in word else word for word in words).replace("PYTHON", "python")
            print(f"$ {shown}")
            for line in (done.stdout + done.stderr).splitlines():
                print(self.without_places(line))
            if done.returncode:
                print(f"(exit code {done.returncode})")
        return done

    def without_places(self, line):
        line = line.replace(str(self.service), "SERVICE").replace(str(self.folder), "FOLDER")
        return re.sub(r"/tmp/vitals-run-[0-9a-f]+", "TEMPORARY", line)

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.service, check=True, capture_output=True, text=True).stdout.strip()

    def prepare(self):
        """What a team has before the emergency: a night that was green, and the phases."""
        good = self.git("log", "--format=%H", f"--grep={BEFORE}", "-1")
        self.git("switch", "--quiet", "--detach", good)
        if self.run(["vitals", "health", "--quiet"], quiet=True).returncode:
            sys.exit("the service is not healthy before the migration")
        for number in range(1, 5):
            start = self.git("log", "--format=%H", f"--grep=Phase {number} START", "-1")
            self.git("switch", "--quiet", "--detach", start)
            self.run(["vitals", "phase", "start", f"phase-{number}", "--no-measure"], quiet=True)
        self.git("switch", "--quiet", "main")

    def script(self, row):
        """In a copy: what picks by message or by counting."""
        copy = self.folder / "copy"
        shutil.copytree(self.folder / "service", copy / "service", symlinks=True)
        shutil.copytree(self.folder / "remote.git", copy / "remote.git", symlinks=True)
        self.git("-C", str(copy / "service"), "remote", "set-url", "origin", str(copy / "remote.git"))
        newest = self.git("log", "--grep=Phase", "--invert-grep", "-1", "--format=%H")
        for words in SCRIPTS[row]:
            words = [newest[:10] if word == "NEWEST_WITHOUT_PHASE" else word for word in words]
            self.run(words, cwd=copy / "service")
        shutil.rmtree(copy)


def rehearse(row, options):
    folder = options.folder / row
    make.make(folder, row)
    rehearsal = Rehearsal(folder, options)
    rehearsal.prepare()
    print(f"\n### {row}\n\n--- a script that picks by message or by counting\n")
    rehearsal.script(row)
    print("\n--- vitals\n")
    check = CHECKS[row]
    planned = rehearsal.run(["vitals", "rollback", "plan", "--for", check, "--quiet"])
    plans = sorted((rehearsal.service / ".vitals" / "plans").glob("*.json"), key=lambda path: path.stat().st_mtime)
    if planned.returncode == 0 and plans:
        rehearsal.run(["vitals", "rollback", "apply", plans[-1].stem[:12], "--yes", "--quiet"])
        rehearsal.run(["git", "log", "--oneline", "-2"])


CHECKS = {
    "phase-1": "tests",
    "phase-2": "memory",
    "phase-3": "tests",
    "phase-4": "tests",
    "golden-path": "golden path",
    "isolation": "user isolation",
    "cascade": "imports",
    "performance": "import time",
    "nuclear": "golden path",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"by default all: {', '.join(SCRIPTS)}")
    parser.add_argument("--python", required=True, help="with websockets and pytest")
    parser.add_argument("--vitals", default="vitals", help="the program")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    options.folder = options.folder.resolve()
    for row in options.rows or SCRIPTS:
        rehearse(row, options)


if __name__ == "__main__":
    main()
