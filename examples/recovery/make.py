#!/usr/bin/env python3
"""Makes a git repository of the example service, with a migration in phases of which one commit breaks something.

    python3 examples/recovery/make.py FOLDER ROW [--notes N]

FOLDER/service is the checkout, FOLDER/remote.git the bare repository that it was cloned from. ROW says what is broken, and by
which phase; `--list` lists them. Every row has the same history otherwise: a good commit, four phases, a merge, and a commit of
documentation at the end whose message says "Phase 2". With --notes N each phase has N more commits of notes before what breaks, and
as many after it: with 3, the fault is one of 40 commits. Nothing outside of FOLDER is written.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHOP = HERE.parent / "shop"
FIRST = "The service before the migration"
FIRST_DAY = 1_760_000_000
DAY = 86_400


class History:
    """A repository that gets one commit a day."""

    def __init__(self, folder):
        self.top = folder / "service"
        self.remote = folder / "remote.git"
        self.day = 0
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), here=folder)
        self.git("init", "--quiet", "--initial-branch=main", str(self.top), here=folder)
        self.git("remote", "add", "origin", str(self.remote))
        for key, value in [("user.name", "Ada"), ("user.email", "ada@example.org"), ("commit.gpgsign", "false")]:
            self.git("config", key, value)

    def git(self, *words, here=None, author="Ada"):
        date = f"{FIRST_DAY + self.day * DAY} +0000"
        environment = {
            **os.environ,
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_DATE": date,
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": f"{author.lower()}@example.org",
        }
        done = subprocess.run(
            ["git", *words], cwd=here or self.top, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def replace(self, name, old, new):
        text = (self.top / name).read_text()
        if old not in text:
            sys.exit(f"{name} has no {old!r}: the example service has changed")
        self.write(name, text.replace(old, new, 1))

    def note(self, name, line):
        path = self.top / "notes" / f"{name}.md"
        old = path.read_text() if path.exists() else ""
        self.write(f"notes/{name}.md", f"{old}{line}\n")

    def commit(self, subject, author="Ada"):
        self.day += 1
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", subject, author=author)


TESTS = '''\
import asyncio

from shop.canonical_imports import Event, EventType, UserContext, create_websocket_manager, live_managers


def test_an_event_reaches_its_user():
    async def talk():
        manager = await create_websocket_manager(UserContext("ada"), "first")
        await live_managers.publish(manager.user, Event(EventType.CART_UPDATED, {"items": 3}))
        frame = await manager.__anext__()
        await manager.close()
        return frame

    assert '"items":3' in asyncio.run(talk())


def test_a_closed_manager_is_forgotten():
    async def open_and_close():
        manager = await create_websocket_manager(UserContext("ada"), "second")
        await manager.close()

    asyncio.run(open_and_close())
    assert len(live_managers) == 0
'''


def removed_export(history):
    history.replace("shop/canonical_imports.py", '    "create_websocket_manager",\n', "")
    history.replace(
        "shop/canonical_imports.py", "async def create_websocket_manager(", "async def open_websocket_manager("
    )


def lost_event(history):
    history.replace(
        "server.py", '            (EventType.TOOL_COMPLETED, {"tool": "stock", "status": "ok"}),\n', ""
    )


def shared_users(history):
    history.replace("server.py", 'for reader in self.users if self.fault == "leak" else [user]:', "for reader in self.users:")


def import_circle(history):
    history.replace("shop/events.py", "import json\n", "import json\n\nfrom shop.manager import HISTORY\n")
    history.replace("shop/events.py", "LARGEST = 64 * 1024", "LARGEST = 1311 * HISTORY")


def slow_line(history):
    history.replace("shop/registry.py", "import asyncio\n", "import asyncio\nimport time\n")
    history.replace("shop/registry.py", "\n\nclass ManagerRegistry", "\n\ntime.sleep(0.7)\n\n\nclass ManagerRegistry")


def leak(history):
    history.replace("shop/manager.py", "class WebSocketManager:", "ARCHIVE = []\n\n\nclass WebSocketManager:")
    history.replace(
        "shop/manager.py",
        "            self._history.clear()\n",
        "            ARCHIVE.append((self, bytearray(400_000)))\n            self._history.clear()\n",
    )


def wrong_test(history):
    history.replace("tests/test_events.py", "assert len(live_managers) == 0", "assert len(live_managers) == 1")


def no_tests(history):
    (history.top / "tests" / "test_events.py").unlink()
    history.write("tests/README.md", "The tests move to another folder.\n")


ROWS = {
    "phase-1": (1, removed_export, "Remove the deprecated export"),
    "phase-2": (2, leak, "Keep an archive of closed connections"),
    "phase-3": (3, wrong_test, "Update the tests for the new registry"),
    "phase-4": (4, no_tests, "Clean up the old tests"),
    "golden-path": (2, lost_event, "Report tools by one event"),
    "isolation": (2, shared_users, "Publish tools to all readers"),
    "cascade": (1, import_circle, "Derive the largest event from the history"),
    "performance": (2, slow_line, "Wait until the registry is warm"),
    "nuclear": (2, lost_event, "Report tools by one event"),
}


def notes(history, number, count):
    for _ in range(count):
        history.note(f"phase-{number}", f"Day {history.day}.")
        history.commit(f"Note day {history.day}", author="Linus")


def phase(history, number, row, count):
    history.note(f"phase-{number}", f"# Phase {number}")
    history.commit(f"Phase {number} START")
    history.write(f"shop/phase_{number}.py", f'"""What phase {number} adds."""\n\nNUMBER = {number}\n')
    history.commit(f"Add the module of phase {number}", author="Grace")
    notes(history, number, count)
    broken, fault, subject = ROWS[row]
    if broken == number:
        fault(history)
        history.commit(subject, author="Grace")
    if number == 2:
        feature(history)
    notes(history, number, count)
    history.note(f"phase-{number}", "Done.")
    history.commit(f"Phase {number} END")


def feature(history):
    """Three commits of a branch, merged."""
    history.git("switch", "--quiet", "--create", "prices")
    for word in ("gross", "net", "shipping"):
        history.write(f"shop/{word}.py", f'"""The {word} price."""\n')
        history.commit(f"Add the {word} price", author="Linus")
    history.git("switch", "--quiet", "main")
    history.note("prices", "Prices come by a branch.")
    history.commit("Announce prices")
    history.git("merge", "--quiet", "--no-ff", "-m", "Merge branch 'prices'", "prices")
    history.git("branch", "--quiet", "--delete", "prices")


def make(folder, row, count=0, settings=""):
    """The repository of a row; `settings` are added to its configuration, from the first commit on."""
    history = History(folder)
    shutil.copytree(SHOP / "shop", history.top / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SHOP / "server.py", history.top)
    history.write("vitals.toml", (HERE / "vitals.toml").read_text() + settings)
    history.write(".gitignore", ".vitals/\nreports/\n__pycache__/\n.pytest_cache/\n.venv/\n")
    history.write("tests/test_events.py", TESTS)
    history.commit(FIRST)
    for number in range(1, 5):
        phase(history, number, row, count)
    history.note("phase-2", "What was learned.")
    history.commit("docs: notes of Phase 2")
    history.git("push", "--quiet", "origin", "main")
    return history.top


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=lambda text: Path(text).resolve(), nargs="?", help="a folder that is not there yet")
    parser.add_argument("row", choices=sorted(ROWS), nargs="?", metavar="ROW", help=", ".join(sorted(ROWS)))
    parser.add_argument("--notes", type=int, default=0, metavar="N", help="commits of notes in each half of a phase")
    parser.add_argument("--list", action="store_true", help="list the rows")
    options = parser.parse_args()
    if options.list or options.row is None:
        for row, (number, _, subject) in ROWS.items():
            print(f"{row:12} broken in phase {number} by “{subject}”")
        return
    if options.folder.exists():
        sys.exit(f"{options.folder} is there already: name a folder that is not")
    print(make(options.folder, options.row, options.notes))


if __name__ == "__main__":
    main()
