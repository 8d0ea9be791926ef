"""Fault: every object leaves lists, of which no Python object holds the last. Verdict: growth fails; `_made` holds the others."""
import ctypes

_made = []
_kept = {}
# The search for the cause takes notes of each line that holds something, in objects that nothing of the target's holds.
# In pieces: what traces memory looks for the line of each allocation from the beginning of its code.
_lines = [
    compile("\n" * first + "\n".join(f"_kept[{first + line}] = bytes(40)" for line in range(50)), __file__, "exec")
    for first in range(0, 2000, 50)
]


class Session:
    def __init__(self):
        _made.extend([bytearray(1000)] for _ in range(3))
        ctypes.pythonapi.Py_IncRef(ctypes.py_object([bytearray(1000)]))


def make():
    for lines in _lines:
        exec(lines)
    return Session()
