"""Fault: an endless loop at import. Verdict: error, a time-out in `spin` with a busy processor."""


def spin():
    while True:
        pass


spin()
