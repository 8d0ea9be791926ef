"""Containers that become longer with the rounds: what is known of objects that the collector does not track.

After `kinds`.
"""

_MOST = 1_000_000
_CHUNK = 20_000


class Lengths:
    """Three notes of the lengths of all containers; of those only that can have had an entry for each object."""

    def __init__(self, least):
        self.least = least
        self.notes = []

    def note(self):
        lengths = {}
        for thing in _containers(self.least):
            lengths[id(thing)] = len(thing)
            if len(lengths) >= _MOST:
                break
        self.notes.append(lengths)

    def grown(self, made, ours):
        """Those that became longer in both halves, by about an entry for each object; `ours` are the numbers of our own."""
        first, middle, last = self.notes
        grown = set()
        for number, length in last.items():
            before, halfway = first.get(number), middle.get(number)
            if before is not None and halfway is not None:
                gained = length - before
                if 2 * gained >= made and 5 * min(halfway - before, length - halfway) >= gained:
                    grown.add(number)
        return [thing for thing in _containers(self.least) if id(thing) in grown - ours]


def newest(container):
    """The entry that was added last, as far as that can be known."""
    if type(container) is bytearray or not container:
        return None
    if type(container) is dict:
        key, value = next(reversed(container.items()))
        return key if value is None else value
    return next(iter(container)) if type(container) is set else container[-1]


def _containers(least):
    """Built-in containers, those too that the collector does not track because their content cannot refer."""
    tracked = kinds.gc.get_objects()
    for start in range(0, len(tracked), _CHUNK):
        chunk = tracked[start : start + _CHUNK]
        yield from [thing for thing in chunk if type(thing) in kinds.CONTAINERS and len(thing) >= least]
        for part in kinds.gc.get_referents(*chunk):
            if type(part) in (dict, bytearray) and len(part) >= least and not kinds.gc.is_tracked(part):
                yield part
