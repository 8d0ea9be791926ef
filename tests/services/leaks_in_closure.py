"""Fault: a factory made by a factory keeps every object in its closure. Verdict: growth fails."""


class Session:
    def __init__(self):
        self.buffer = bytearray(1000)


def _counting():
    kept = []

    def make():
        session = Session()
        kept.append(session)
        return session

    return make


make = _counting()
