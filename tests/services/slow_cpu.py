"""Fault: burns 0.6 s of processor time at import. Verdict: the import fails, none of it is waiting."""

import time

BURN = 0.6


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


burn(BURN)
