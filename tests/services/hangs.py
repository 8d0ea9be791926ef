"""Fault: waits at import for an event that nobody sets. Verdict: error, a time-out in `wait_for_ever`."""

import threading


def wait_for_ever():
    threading.Event().wait()


wait_for_ever()
