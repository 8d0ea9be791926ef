"""Fault: leaves two threads running at import. Verdict: passes; its process must not be forked."""

import threading

_stop = threading.Event()


class Thing:
    pass


def make():
    return Thing()


for number in range(2):
    threading.Thread(target=_stop.wait, name=f"worker-{number}", daemon=True).start()
