"""A module that imports a real package and then does what the variable EFFECT says: cpu, sleep or memory."""
import importlib
import os
import time

importlib.import_module(os.environ.get("PACKAGE", "asyncio"))
kind, _, amount = os.environ.get("EFFECT", "none:0").partition(":")
if kind == "cpu":
    end = time.thread_time() + float(amount)
    while time.thread_time() < end:
        pass
elif kind == "sleep":
    time.sleep(float(amount))
elif kind == "memory":
    kept = bytearray(os.urandom(4096)) * (int(float(amount)) // 4096)
