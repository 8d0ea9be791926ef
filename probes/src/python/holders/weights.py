"""What stays and does not grow: the types, and the containers, whose memory was allocated while tracing. After `kinds`."""

_SMALLEST_PART = 10  # a tenth of the heaviest
_SIZED = (str, bytes, bytearray, int, float, tuple, list, dict, set, frozenset, kinds.Deque)


def heaviest(traced, describe, most, now, ends):
    """(name or None, objects) of the heaviest types; of containers that were there before, without a name."""
    by_type, containers = {}, []
    for thing in kinds.gc.get_objects():
        size = _untracked(thing, traced, 2)
        # 3.11 does not know where it put an object with a dictionary of its own.
        if traced(thing) is not None or size and type(thing) not in _SIZED:
            total = by_type.setdefault(type(thing), [0, []])
            total[0] += size + _size(thing)
            total[1].append(thing)
        elif size:
            containers.append((size, thing))
        if now()[0] > ends:
            break
    found = [(total, describe(things[0]), things) for total, things in by_type.values()]
    named = max((total for total, name, _ in found if "." in name), default=0)
    # A built-in type says no more than the class whose attributes it holds, unless it leads by far.
    found = [entry for entry in found if "." in entry[1] or entry[0] > 3 * named]
    found += [(size, None, [thing]) for size, thing in containers]
    found.sort(key=lambda entry: -entry[0])
    return [(name, things) for size, name, things in found[:most] if size * _SMALLEST_PART >= found[0][0]]


def _untracked(thing, traced, depth):
    size = 0
    for part in kinds.gc.get_referents(thing):
        if not kinds.gc.is_tracked(part) and type(part) in _SIZED and traced(part) is not None:
            size += _size(part)
            if depth and type(part) in (tuple, dict):
                size += _untracked(part, traced, depth - 1)
    return size


def _size(thing):
    kind = type(thing)
    return kind.__sizeof__(thing) if kind in _SIZED else object.__sizeof__(thing)
