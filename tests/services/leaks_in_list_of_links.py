"""Fault: every entry refers to the one before it. Verdict: growth fails, held by the newest entry's name."""

_newest = None


class Entry:
    def __init__(self, before):
        self.before = before
        self.buffer = bytearray(1000)


def make():
    global _newest
    _newest = Entry(_newest)
    return _newest
