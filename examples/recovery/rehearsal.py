"""Runs commands in a repository of make.py, and keeps what they print as blocks of a page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import make

LISTED = re.compile(r"  ([0-9a-f]{10} |[\w./-]+$|and \d+ more$)|[0-9a-f]{7} (Phase|docs|Add|Merge)")
"""A line of a list: a commit or a file."""
LISTS = 3
"""Lines of a list that are shown."""
MEASURING = {"health", "phase", "plan", "apply", "undo", "checklist", "validate-recovery"}
"""Commands that take an interpreter."""


def shortened(lines, longest):
    """Of each command its first lines and its last one."""
    kept, of_one = [], []
    for line in [*lines, "$ "]:
        if not line.startswith("$ "):
            of_one.append(line)
            continue
        kept += of_one if len(of_one) <= longest else [*of_one[:longest - 1], "…", of_one[-1]]
        of_one = []
        kept += [line] if line != "$ " else []
    return kept


def quoted(word):
    """As a person types it."""
    if word == "PYTHON":
        return "python"
    if "'" in word:
        return f'"{word}"'
    return f"'{word}'" if " " in word else word


class Rehearsal:
    def __init__(self, folder, options):
        self.folder = folder
        self.options = options
        self.service = folder / "service"
        self.said = []

    def block(self, longest=None):
        """What was said since the last one, with long lists cut, and after so many lines of one command all but its last."""
        lines, self.said = self.said, []
        kept, listed = [], 0
        for line in lines:
            listed = listed + 1 if LISTED.match(line) else 0
            if listed <= LISTS:
                kept.append(line)
            elif listed == LISTS + 1:
                kept.append("  …")
        if longest:
            kept = shortened(kept, longest)
        return "\n".join(["```text", *kept, "```"])

    def run(self, words, quiet=False, cwd=None):
        """Prints a command and what it prints; gives its exit code."""
        real = [self.options.python if word == "PYTHON" else word for word in words]
        if real[0] == "vitals":
            real[0] = self.options.vitals
            real += ["--python", self.options.python] if set(words[1:3]) & MEASURING else []
        programs = [str(Path(program).parent) for program in (self.options.python, self.options.vitals) if "/" in program]
        path = os.pathsep.join([*programs, os.environ["PATH"]])
        environment = {**os.environ, "PATH": path, "GIT_PAGER": "cat", "NO_COLOR": "1", "COLUMNS": "110"}
        # Both on one pipe: in the order of a terminal.
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(real, cwd=cwd or self.service, env=environment, text=True, **streams)
        if not quiet:
            shown = " ".join(quoted(word) for word in words)
            self.said.append(f"$ {shown}")
            self.said += [self.without_places(line) for line in done.stdout.splitlines()]
            if done.returncode:
                self.said.append(f"(exit code {done.returncode})")
        return done

    def without_places(self, line):
        line = line.replace(self.options.python, "python").replace(str(self.service), "SERVICE").replace(str(self.folder), "FOLDER")
        line = line.replace(os.uname().nodename, "HOST")
        return re.sub(r"/tmp/vitals-run-[0-9a-f]+", "TEMPORARY", line)

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.service, check=True, capture_output=True, text=True).stdout.strip()

    def prepare(self, broken):
        """What a team has before the emergency: the phases, and the health that each began with while all was well."""
        good = self.git("log", "--format=%H", f"--grep={make.FIRST}", "-1")
        self.git("switch", "--quiet", "--detach", good)
        # On a busy machine a time may be over its limit once.
        health = [self.run(["vitals", "health", "--quiet"], quiet=True)]
        while health[-1].returncode and len(health) < 3:
            health.append(self.run(["vitals", "health", "--quiet"], quiet=True))
        if health[-1].returncode:
            sys.exit(f"the service is not healthy before the migration: {health[-1].stdout}")
        for number in range(1, 5):
            start = self.git("log", "--format=%H", f"--grep=Phase {number} START", "-1", "main")
            self.git("switch", "--quiet", "--detach", start)
            measured = [] if number <= broken else ["--no-measure"]
            started = self.run(["vitals", "phase", "start", f"phase-{number}", "--quiet", *measured], quiet=True)
            if started.returncode:
                sys.exit(f"phase {number} does not start: {started.stdout}")
        self.git("switch", "--quiet", "main")

    def script(self, commands, files=()):
        """In a copy, where these files lie too: what an emergency script does."""
        copy = self.folder / "copy"
        shutil.copytree(self.folder / "service", copy / "service", symlinks=True)
        shutil.copytree(self.folder / "remote.git", copy / "remote.git", symlinks=True)
        self.git("-C", str(copy / "service"), "remote", "set-url", "origin", str(copy / "remote.git"))
        for name, text in dict(files).items():
            (copy / "service" / name).write_text(text)
        newest = self.git("log", "--grep=Phase", "--invert-grep", "-1", "--format=%H")
        start = self.git("log", "--grep=Phase 2 START", "-1", "--format=%H")
        known = {"NEWEST_WITHOUT_PHASE": newest[:10], "PHASE_2_START": start[:10]}
        for words in commands:
            words = [known.get(word, word) for word in words]
            self.run(words, cwd=copy / "service")
        shutil.rmtree(copy)
