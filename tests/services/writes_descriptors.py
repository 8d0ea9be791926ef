"""Fault: writes into every descriptor from 3 on at import. Verdict: pass, the garbage is not a result."""

import os

for name in os.listdir("/proc/self/fd"):
    if int(name) >= 3:
        try:
            os.write(int(name), b"garbage\n")
        except OSError:
            pass
