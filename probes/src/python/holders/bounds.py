"""Holders with a bound of their own, how far they are filled, and how fast they fill.

`functools.lru_cache`, `deque(maxlen)`, queues, and objects with an attribute like `maxsize`, as those of cachetools. Of the
target nothing is called: attributes are read from where they are stored. After `kinds`.
"""
import sys

_NAMES = ("maxsize", "max_size", "maxlen", "max_len", "max_entries", "max_items", "capacity")
_FILLS = ("currsize", "curr_size", "current_size")
_MOST = 100_000


class Bounded:
    """One holder: `certain` where the interpreter itself keeps to the bound."""

    def __init__(self, thing, kind, certain, most, fill, site=None):
        self.thing = thing
        self.kind = kind
        self.certain = certain
        self.most = most
        self.fill = fill
        self.site = site


class Bounds:
    """Three notes of all such holders."""

    def __init__(self):
        self.notes = []

    def note(self):
        self.notes.append({id(bounded.thing): bounded.fill for bounded in _all()})

    def changed(self, made):
        """(Bounded, entries gained, whether it filled steadily) of those that are not empty."""
        first, last = self.notes[0], self.notes[-1]
        for bounded in _all():
            fill = last.get(id(bounded.thing))
            if fill:
                gained = fill - first.get(id(bounded.thing), 0)
                yield bounded, gained, 4 * gained >= made


def _all():
    things = kinds.gc.get_objects()
    by_type = dict(zip(map(type, things), things))
    readers = {kind: reader for kind, thing in by_type.items() for reader in (_reader(kind, thing),) if reader}
    for thing in [thing for thing in things if type(thing) in readers][:_MOST]:
        found = readers[type(thing)](thing)
        if found is not None:
            yield found


def _reader(kind, thing):
    """What reads the bound of things of a type."""
    if kind is kinds.LruCache:
        return _cached
    if kind is kinds.Function:
        return _cached_in_python
    if issubclass(kind, kinds.Deque):
        return _deque
    return _with_attribute if _bound_of(thing) is not None else None


def _cached(wrapper):
    return _of_cache(wrapper, kinds.LruCache.cache_info(wrapper))


def _cached_in_python(function):
    """The wrapper that `functools` writes in Python, where its native one is missing."""
    code = function.__code__
    functools = sys.modules.get("functools")
    if code.co_name != "wrapper" or functools is None or code.co_filename != functools.__file__:
        return None
    try:
        return _of_cache(function, function.cache_info())
    except Exception:
        return None


def _of_cache(wrapper, info):
    code = getattr(getattr(wrapper, "__wrapped__", None), "__code__", None)
    name = getattr(wrapper, "__qualname__", "?")
    site = (code.co_filename, code.co_firstlineno, name) if hasattr(code, "co_firstlineno") else None
    if info.maxsize is None:
        return None
    return Bounded(wrapper, "lru_cache", True, info.maxsize, info.currsize, site)


def _deque(deque):
    most = kinds.Deque.maxlen.__get__(deque)
    return None if most is None else Bounded(deque, "deque", True, most, kinds.Deque.__len__(deque))


def _with_attribute(thing):
    most = _bound_of(thing)
    if most is None:
        return None
    fill = _fill_of(thing)
    module = kinds.module_of_class(type(thing))
    kind = f"{module}.{kinds.name_of_class(type(thing))}"
    certain = module in ("queue", "asyncio.queues")
    return None if fill is None else Bounded(thing, kind, certain, most, fill)


def _bound_of(thing):
    return _number(thing, _NAMES)


def _fill_of(thing):
    fill = _number(thing, _FILLS)
    if fill is not None:
        return fill
    lengths = [_length(thing)] + [_length(value) for _, value in _stored(thing)]
    return max((length for length in lengths if length is not None), default=None)


def _length(thing):
    base = next((kind for kind in kinds.CONTAINERS[:4] if issubclass(type(thing), kind)), None)
    return None if base is None else base.__len__(thing)


def _number(thing, names):
    """A positive number under one of the names, which may be a class's own (`_Cache__maxsize`)."""
    for name, value in _stored(thing):
        if type(value) is int and value > 0 and type(name) is str:
            if name.rpartition("__")[2].lstrip("_") in names:
                return value
    return None


def _stored(thing):
    yield from list((kinds.attributes(thing) or {}).items())
    for kind in kinds.classes_of(type(thing)):
        for name, member in list(kinds.names_of_class(kind).items()):
            if type(member) is kinds.Member:
                try:
                    value = member.__get__(thing)
                except Exception:
                    continue
                yield name, value
