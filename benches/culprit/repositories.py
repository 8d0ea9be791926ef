"""Repositories of many commits, of which one makes an import slower."""
import subprocess

MODULES = 12
# Additions of each module at import: about 4 ms with CPython 3.12.
WORK = 60_000


def module(number, work, notes, sleep=False):
    lines = ["import time", ""]
    lines.append(f"TOTAL = sum(value * value % 7 for value in range({work}))")
    if sleep:
        lines.append("time.sleep(0.2)")
    return "\n".join(lines + [f"# Note {note}." for note in notes]) + "\n"


def history(commits, culprit, kind, random):
    """Each commit's changed files: names and texts. The culprit's file is changed by others too, before and after it."""
    slow = random.randrange(MODULES)
    work = [WORK] * MODULES
    notes = [[] for _ in range(MODULES)]
    sleeps = False
    first = {f"service/m{number}.py": module(number, WORK, []) for number in range(MODULES)}
    first["service/__init__.py"] = ""
    first["service/app.py"] = "".join(f"import service.m{number}\n" for number in range(MODULES))
    first["vitals.toml"] = "[target]\nroot = \".\"\n"
    yield first
    for commit in range(1, commits):
        if commit == culprit:
            changed = slow
            if kind == "sleep":
                sleeps = True
            else:
                work[slow] += int(WORK * MODULES * {"10": 0.10, "20": 0.20}[kind])
        else:
            changed = random.randrange(MODULES)
            notes[changed].append(commit)
            notes[changed] = notes[changed][-3:]
        text = module(changed, work[changed], notes[changed], sleeps and changed == slow)
        yield {f"service/m{changed}.py": text}


def generate(folder, commits, culprit, kind, random):
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    stream = []
    for number, files in enumerate(history(commits, culprit, kind, random)):
        subject = f"Commit {number}"
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + 3600 * number} +0000\n")
        stream.append(f"data {len(subject)}\n{subject}\n")
        for name, text in files.items():
            stream.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input="".join(stream).encode(), check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=folder, check=True)
    listed = subprocess.run(["git", "rev-list", "--reverse", "main"], cwd=folder, check=True, capture_output=True, text=True)
    return listed.stdout.split()
