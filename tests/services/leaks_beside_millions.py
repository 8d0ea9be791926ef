"""Fault: a reference too many for each `Handle`, beside 2.2 million other objects. Verdict: growth fails, and the
search for a holder says where it stopped."""
import ctypes
import gc

_many = {number: [[] for _ in range(1000)] for number in range(2200)}
gc.freeze()


class Handle:
    def __init__(self):
        self.buffer = bytearray(1000)


def make():
    handle = Handle()
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle))
    return handle
