"""Fault: prints 1 GiB at import. Verdict: passes or fails by the reader's pace; nobody may keep it."""

import sys

CHUNK = "x" * ((1 << 20) - 1) + "\n"

for _ in range(1024):
    sys.stdout.write(CHUNK)
sys.stdout.flush()
