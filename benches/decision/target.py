"""A module that imports a real package and then does what the variable EFFECT says: cpu, sleep or memory.

Work and sleep are a part of what this very import took: the machine's speed at this moment is in both. With IN_TURN it
locks a file, so that vitals measures the two of a pair one after the other.
"""
import importlib
import os
import time

if os.environ.get("IN_TURN"):
    import fcntl
    held = open(__file__)
    fcntl.flock(held, fcntl.LOCK_SH)
began = time.thread_time()
importlib.import_module(os.environ.get("PACKAGE", "asyncio"))
took = time.thread_time() - began
kind, _, amount = os.environ.get("EFFECT", "none:0").partition(":")
if kind == "cpu":
    end = time.thread_time() + float(amount) * took
    while time.thread_time() < end:
        pass
elif kind == "sleep":
    time.sleep(float(amount) * took)
elif kind == "memory":
    kept = bytearray(os.urandom(4096)) * (int(float(amount)) // 4096)
