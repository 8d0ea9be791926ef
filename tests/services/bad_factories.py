"""Factories that nobody should write: none of them confuses or outlives a probe."""

import ctypes
import gc
import os
import resource

kept = []


class Plain:
    pass


class Lying(type):
    def __getattribute__(cls, name):
        raise ValueError(f"no {name}")


class Nameless(metaclass=Lying):
    """Its class gives no name, no bases and no attributes."""


class Mute:
    """Nothing can be asked of it."""

    __hash__ = None

    def _refuse(self, *arguments):
        raise ValueError("refused")

    __getattribute__ = __len__ = __eq__ = __repr__ = __bool__ = __sizeof__ = __iter__ = _refuse


class Surrogate:
    pass


Surrogate.__qualname__ = "Surrogate\ud800"


class Resurrects:
    def __del__(self):
        kept.append(self)


def _keep(thing):
    kept.append(thing)
    return thing


def nameless():
    return _keep(Nameless())


def mute():
    return _keep(Mute())


def surrogate():
    return _keep(Surrogate())


def closes_foreign_descriptors():
    os.closerange(3, 1100)
    return Plain()


def raises_from_round_7(number):
    if number >= 60:
        raise RuntimeError(f"object {number} is refused")
    return Plain()


def returns_twice():
    os.fork()
    return Plain()


def switches_collector_off():
    gc.disable()
    gc.set_threshold(0)
    thing = Plain()
    thing.itself = thing
    return thing


def saves_garbage():
    gc.set_debug(gc.DEBUG_SAVEALL)
    thing = Plain()
    thing.itself = thing
    return thing


def limits_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    return Plain()


def changes_malloc():
    libc = ctypes.CDLL(None)
    for parameter in (-1, -3):  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD: all in the heap, and kept
        libc.mallopt(parameter, 0x7FFFFFFF)
    thing = Plain()
    thing.data = bytearray(300_000)
    return thing
