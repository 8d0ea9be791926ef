"""Fault: none, but for `make_slow_first`, slow once. Verdict: passes, and that one's first creation fails."""

import time

FIRST = 0.05

_cache = {}


class Thing:
    def __init__(self, size=3):
        self.parts = list(range(size))


def make():
    return Thing()


async def make_async():
    return Thing()


def make_slow_first():
    """A mean over many creations hides what the first user waits for."""
    if "table" not in _cache:
        end = time.process_time() + FIRST
        while time.process_time() < end:
            pass
        _cache["table"] = {}
    return Thing()
