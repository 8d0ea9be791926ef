"""Fault: sleeps 0.6 s at import. Verdict: the import fails, all of it is waiting."""

import time


def wait_for_backend():
    time.sleep(0.6)


wait_for_backend()
