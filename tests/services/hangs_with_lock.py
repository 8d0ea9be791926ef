"""Fault: native code waits, or works, and holds the interpreter's lock. Verdict: not finished, at the line that calls it."""

import ctypes
import os
import re
import signal

# Functions of a PyDLL are called with the lock held.
_libc = ctypes.PyDLL(None)


def wait():
    _libc.sleep(3600)


def match():
    re.match(r"(a+)+$", "a" * 40 + "b")


class Session:
    def __init__(self):
        wait()


def make():
    return Session()


if os.environ.get("HANG") == "ignores":
    for ignored in (signal.SIGABRT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    wait()
elif "HANG" in os.environ:
    globals()[os.environ["HANG"]]()
