"""Fault: native code takes a reference and never gives it back. Verdict: growth fails, held by no Python object."""

import ctypes


class Handle:
    def __init__(self):
        self.buffer = bytearray(1000)


def make():
    handle = Handle()
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle))
    return handle
