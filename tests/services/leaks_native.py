"""Fault: each creation loses 64 KiB of malloc. Verdict: growth fails, though no Python object stays."""

import ctypes

LOST = 64 * 1024

_libc = ctypes.CDLL(None)
_libc.malloc.restype = ctypes.c_void_p
_libc.malloc.argtypes = [ctypes.c_size_t]
_libc.memset.restype = ctypes.c_void_p
_libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]


class Image:
    pass


def make():
    # Written to, because pages that are only reserved are not resident.
    _libc.memset(_libc.malloc(LOST), 1, LOST)
    return Image()
