"""Fault: every object stays in a module's list. Verdict: growth fails by 1 kB each, as live objects."""

_made = []


class Session:
    def __init__(self):
        self.buffer = bytearray(1000)
        _made.append(self)


def make():
    return Session()
