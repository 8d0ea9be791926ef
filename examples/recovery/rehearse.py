#!/usr/bin/env python3
"""Rehearses each row of docs/recovery.md, and prints its commands with what they print.

    python3 examples/recovery/rehearse.py FOLDER --python PYTHON [--vitals vitals] [ROW ...]

Each row gets a repository of its own in FOLDER (make.py). What a script without verification would do runs in a copy of it. PYTHON
needs the packages websockets and pytest. With --page docs/recovery.md the blocks of that page are written anew.
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
LISTED = re.compile(r"  ([0-9a-f]{10} |[\w./-]+$|and \d+ more$)|[0-9a-f]{7} (Phase|docs|Add|Merge)")
"""A line of a list: a commit or a file."""
LISTS = 3
"""Lines of a list that are shown."""

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
        ["git", "reset", "--hard", "PHASE_2_START"],
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
        self.said = []

    def block(self):
        """What was said since the last one, with long lists cut."""
        lines, self.said = self.said, []
        kept, listed = [], 0
        for line in lines:
            listed = listed + 1 if LISTED.match(line) else 0
            if listed <= LISTS:
                kept.append(line)
            elif listed == LISTS + 1:
                kept.append("  …")
        return "\n".join(["```text", *kept, "```"])

    def run(self, words, quiet=False, cwd=None):
        """Prints a command and what it prints; gives its exit code."""
        real = [self.options.python if word == "PYTHON" else word for word in words]
        if real[0] == "vitals":
            real[0] = self.options.vitals
            real += ["--python", self.options.python] if words[1] in ("health", "phase") or words[1:2] == ["rollback"] and words[2] in ("plan", "apply", "undo") else []
        environment = {**os.environ, "GIT_PAGER": "cat", "NO_COLOR": "1", "COLUMNS": "110"}
        # Both on one pipe: in the order of a terminal.
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(real, cwd=cwd or self.service, env=environment, text=True, **streams)
        if not quiet:
            shown = " ".join(f"'{word}'" if " " in word else word for word in words).replace("PYTHON", "python")
            self.said.append(f"$ {shown}")
            self.said += [self.without_places(line) for line in done.stdout.splitlines()]
            if done.returncode:
                self.said.append(f"(exit code {done.returncode})")
        return done

    def without_places(self, line):
        line = line.replace(str(self.service), "SERVICE").replace(str(self.folder), "FOLDER")
        return re.sub(r"/tmp/vitals-run-[0-9a-f]+", "TEMPORARY", line)

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.service, check=True, capture_output=True, text=True).stdout.strip()

    def prepare(self, broken):
        """What a team has before the emergency: the phases, and the health that each began with while all was well."""
        good = self.git("log", "--format=%H", f"--grep={BEFORE}", "-1")
        self.git("switch", "--quiet", "--detach", good)
        if self.run(["vitals", "health", "--quiet"], quiet=True).returncode:
            sys.exit("the service is not healthy before the migration")
        for number in range(1, 5):
            start = self.git("log", "--format=%H", f"--grep=Phase {number} START", "-1", "main")
            self.git("switch", "--quiet", "--detach", start)
            measured = [] if number <= broken else ["--no-measure"]
            started = self.run(["vitals", "phase", "start", f"phase-{number}", "--quiet", *measured], quiet=True)
            if started.returncode:
                sys.exit(f"phase {number} does not start: {started.stdout}")
        self.git("switch", "--quiet", "main")

    def script(self, row):
        """In a copy: what picks by message or by counting."""
        copy = self.folder / "copy"
        shutil.copytree(self.folder / "service", copy / "service", symlinks=True)
        shutil.copytree(self.folder / "remote.git", copy / "remote.git", symlinks=True)
        self.git("-C", str(copy / "service"), "remote", "set-url", "origin", str(copy / "remote.git"))
        newest = self.git("log", "--grep=Phase", "--invert-grep", "-1", "--format=%H")
        start = self.git("log", "--grep=Phase 2 START", "-1", "--format=%H")
        known = {"NEWEST_WITHOUT_PHASE": newest[:10], "PHASE_2_START": start[:10]}
        for words in SCRIPTS[row]:
            words = [known.get(word, word) for word in words]
            self.run(words, cwd=copy / "service")
        shutil.rmtree(copy)


def rehearse(row, options):
    """The two blocks of a row."""
    folder = options.folder / row
    make.make(folder, row)
    rehearsal = Rehearsal(folder, options)
    rehearsal.prepare(make.ROWS[row][0])
    rehearsal.script(row)
    script = rehearsal.block()
    planned = rehearsal.run(["vitals", "rollback", "plan", *PLANS[row], "--quiet"])
    plans = sorted((rehearsal.service / ".vitals" / "plans").glob("*.json"), key=lambda path: path.stat().st_mtime)
    if planned.returncode == 0 and plans:
        rehearsal.run(["vitals", "rollback", "apply", plans[-1].stem[:12], "--yes", "--quiet"])
    return {"script": script, "vitals": rehearsal.block()}


def written(page, row, blocks):
    """The page with these blocks between its marks."""
    for kind, block in blocks.items():
        pattern = re.compile(rf"(<!-- {kind}: {row} -->\n).*?(<!-- end -->)", re.DOTALL)
        page, count = pattern.subn(lambda found: f"{found[1]}{block}\n{found[2]}", page)
        if count != 1:
            sys.exit(f"the page has {count} places for {kind}: {row}")
    return page


PLANS = {
    "phase-1": ["--for", "tests", "--ladder"],
    "phase-2": ["--for", "memory", "--ladder"],
    "phase-3": ["--for", "tests", "--ladder"],
    # A check that finds no test has answered nothing: the phase is named.
    "phase-4": ["phase:phase-4", "--check", "tests"],
    "golden-path": ["--for", "golden path"],
    "isolation": ["--for", "user isolation"],
    "cascade": ["--for", "imports", "--ladder"],
    "performance": ["--for", "import time", "--ladder"],
    "nuclear": ["phase:phase-1"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"by default all: {', '.join(SCRIPTS)}")
    parser.add_argument("--python", required=True, help="with websockets and pytest")
    parser.add_argument("--vitals", default="vitals", help="the program")
    parser.add_argument("--page", type=Path, help="write the blocks into this page")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    options.folder = options.folder.resolve()
    for row in options.rows or SCRIPTS:
        blocks = rehearse(row, options)
        if options.page:
            options.page.write_text(written(options.page.read_text(), row, blocks))
        else:
            print(f"\n### {row}\n", *blocks.values(), sep="\n")


if __name__ == "__main__":
    main()
