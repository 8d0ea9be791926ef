"""Fault: a thread keeps every job that it was given. Verdict: growth fails, held by a running function."""

import queue
import threading

_jobs = queue.SimpleQueue()
_taken = queue.SimpleQueue()


class Job:
    def __init__(self):
        self.buffer = bytearray(1000)


def work():
    done = []
    while True:
        done.append(_jobs.get())
        _taken.put(None)


threading.Thread(target=work, name="worker", daemon=True).start()


def make():
    job = Job()
    _jobs.put(job)
    _taken.get()
    return job
