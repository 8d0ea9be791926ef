"""Types of the interpreter by which the search for holders goes, and modules of its own that it borrows."""
import sys


def borrowed(name):
    """A module of the interpreter's own, not left behind as if the target had imported it."""
    known = name in sys.modules
    module = __import__(name)
    if not known:
        del sys.modules[name]
    return module


gc = borrowed("gc")
thread = borrowed("_thread")
contextvars = borrowed("_contextvars")
Deque = borrowed("_collections").deque
LruCache = borrowed("_functools")._lru_cache_wrapper
Local = thread._local


def _suspended():
    yield


Frame = type(sys._getframe())
Function = type(_suspended)
Method = type([].append)
BoundMethod = type(type("", (), {"method": _suspended})().method)
Cell = type((lambda value: lambda: value)(0).__closure__[0])
Member = type(Function.__dict__["__closure__"])
Module = type(sys)
PLAIN = (str, int, float, bool, bytes, type(None))
CONTAINERS = (list, dict, set, Deque, bytearray)

names_of_class = type.__dict__["__dict__"].__get__
module_of_class = type.__dict__["__module__"].__get__
name_of_class = type.__dict__["__qualname__"].__get__
classes_of = type.__dict__["__mro__"].__get__


def has(kind, name):
    """Whether a class or one of its bases has such an attribute, without asking a metaclass of the target's."""
    return any(name in names_of_class(base) for base in classes_of(kind))


def attributes(holder):
    """An object's own `__dict__`, without asking a property of the target's."""
    try:
        found = object.__getattribute__(holder, "__dict__")
    except Exception:
        return None
    return found if type(found) is dict else None


def key_of(names, child):
    """A name in a namespace."""
    return next((key for key, value in list(names.items()) if value is child and type(key) is str), "?")
