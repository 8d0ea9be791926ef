"""Fault: `native` and `buffer` lose some hundred bytes with each object, less than a page in ten. `emptied` and `patterns` keep many
objects, but no more than so many. Verdict: growth fails of the first two, and passes of the others."""
import ctypes
import re

_libc = ctypes.CDLL(None)
_libc.malloc.restype = ctypes.c_void_p
log = bytearray()
_cache = {}
_numbers = iter(range(10**9))


def native():
    ctypes.memset(_libc.malloc(300), 1, 8)
    return object()


def buffer():
    """A log that somebody keeps."""
    log.extend(b"a line of two hundred bytes, of which there is one with each object, as loggers write them ".ljust(200))
    return object()


def emptied():
    if len(_cache) >= 1500:
        _cache.clear()
    made = _cache[next(_numbers)] = [0]
    return made


def patterns():
    """The cache of `re` keeps 512."""
    return [re.compile(f"user-{next(_numbers)}")]
