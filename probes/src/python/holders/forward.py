"""From the roots to the objects that stay, level by level: the first chain that is found is the shortest.

The levels are lists of objects and one set of their numbers, at some 100 bytes an object. Parents are not kept: the one
path that matters is found again by halving the level before. What contains very much, and none of what is looked for, is
put off until nothing else is left. After `kinds`.
"""

_MOST_OBJECTS = 2_000_000
_CHUNK = 20_000  # objects between two looks at the clock
_WIDE = 200_000  # entries of a container that is put off


class Forward:
    """One search, for several objects."""

    def __init__(self, now, roots, most=_MOST_OBJECTS):
        self.now = now
        self.most = most
        self.levels = [list(roots)]
        self.known = set(map(id, roots))
        self.places = {}  # number of a wanted object: the level that it is in
        self.wide = []
        self.put_off = True
        self.exhausted = False

    def find(self, wanted, ends):
        """Goes on until all that are wanted are found, or the limit is reached."""
        wanted = set(map(id, wanted))
        first = {id(thing) for thing in self.levels[0]} & wanted
        self.places.update(dict.fromkeys(first, 0))
        while not self.exhausted and not wanted <= self.places.keys():
            if len(self.known) > self.most or self.now()[0] > ends:
                return
            self._next_level(wanted, ends)

    def _next_level(self, wanted, ends):
        level, depth = [], len(self.levels)
        self.levels.append(level)
        holders = self.levels[depth - 1]
        for start in range(0, len(holders), _CHUNK):
            found = kinds.gc.get_referents(*self._narrow(holders[start : start + _CHUNK], wanted))
            for first in range(0, len(found), _CHUNK):
                self._take(found[first : first + _CHUNK], level, wanted, depth)
                if len(self.known) > self.most or self.now()[0] > ends:
                    return
        if not level and self.wide:
            # The level before is where their entries are looked for when a path is asked for.
            holders += self.wide
            self.levels.pop()
            self.wide, self.put_off = [], False
            self._next_level(wanted, ends)
            return
        self.exhausted = not level

    def _narrow(self, holders, wanted):
        """Without those that contain very much."""
        if not self.put_off:
            return holders
        wide = [
            thing
            for thing in holders
            if type(thing) in kinds.CONTAINERS
            and len(thing) > _WIDE
            and wanted.isdisjoint(map(id, kinds.gc.get_referents(thing)))
        ]
        self.wide += wide
        numbers = set(map(id, wide))
        return [thing for thing in holders if id(thing) not in numbers] if wide else holders

    def _take(self, things, level, wanted, depth):
        if not wanted.isdisjoint(map(id, things)):
            for number in wanted.intersection(map(id, things)):
                self.places.setdefault(number, depth)
        # What the collector does not track refers to nothing that it tracks.
        tracked = list(filter(kinds.gc.is_tracked, things))
        by_number = dict(zip(map(id, tracked), tracked))
        fresh = by_number.keys() - self.known
        self.known |= fresh
        level += [thing for number, thing in by_number.items() if number in fresh]

    def path(self, thing):
        """From a root to the thing; None where a thread changed what lay between."""
        path = [thing]
        for level in reversed(self.levels[: self.places[id(thing)]]):
            holder = _referring(level, path[-1])
            if holder is None:
                return None
            path.append(holder)
        return path[::-1]

    def comes_by(self, thing):
        """Whether an object was come across; then its path can be asked for."""
        number = id(thing)
        if number not in self.known:
            return False
        depths = (depth for depth, level in enumerate(self.levels) if number in map(id, level))
        self.places[number] = next(depths)
        return True


def _referring(things, child):
    """The first of the things that refers to the child."""
    for start in range(0, len(things), _CHUNK):
        chunk = things[start : start + _CHUNK]
        if _refers(chunk, child):
            while len(chunk) > 1:
                half = chunk[: len(chunk) // 2]
                chunk = half if _refers(half, child) else chunk[len(half) :]
            return chunk[0]
    return None


def _refers(things, child):
    return id(child) in map(id, kinds.gc.get_referents(*things))
