"""Fault: none, a cache fills up with 10 MB and then stands. Verdict: growth passes after 40 objects."""

from collections import deque

PAGE = 256 * 1000

_cache = deque(maxlen=40)


class Page:
    pass


def make():
    _cache.append(bytearray(PAGE))
    return Page()
