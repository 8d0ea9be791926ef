#!/usr/bin/env python3
"""Rehearses each row of docs/recovery.md, and prints its commands with what they print.

    python3 examples/recovery/rehearse.py FOLDER --python PYTHON [--vitals vitals] [ROW ...]

Each row gets a repository of its own in FOLDER (make.py). What a script without verification would do runs in a copy of it. PYTHON
needs the packages websockets, pytest and PyYAML. With --page docs/recovery.md the blocks of that page are written anew.
"""

import argparse
import re
import sys
from pathlib import Path

import emergency
import make
from rehearsal import Rehearsal

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


def rehearse(row, options):
    """The two blocks of a row."""
    folder = options.folder / row
    make.make(folder, row)
    rehearsal = Rehearsal(folder, options)
    rehearsal.prepare(make.ROWS[row][0])
    rehearsal.script(SCRIPTS[row])
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


def shown(row, blocks, options):
    if options.page:
        options.page.write_text(written(options.page.read_text(), row, blocks))
    else:
        print(f"\n### {row}\n", *blocks.values(), sep="\n")


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
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"by default all: {', '.join([*SCRIPTS, *emergency.ROWS])}")
    parser.add_argument("--python", required=True, help="with websockets, pytest and PyYAML")
    parser.add_argument("--vitals", default="vitals", help="the program")
    parser.add_argument("--page", type=Path, help="write the blocks into this page")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    options.folder = options.folder.resolve()
    rows = options.rows or [*SCRIPTS, *emergency.ROWS]
    for row in rows:
        if row in SCRIPTS:
            shown(row, rehearse(row, options), options)
    for row, blocks in emergency.rehearse(options, rows).items():
        if row in rows:
            shown(row, blocks, options)


if __name__ == "__main__":
    main()
