"""What holds the objects that stay, inside the measured interpreter.

First from the roots to such an object, by the shortest chain; where the objects are too many for that, or nothing leads
there, from the object to what refers to it. After `kinds`, `roots`, `forward`, `backward`, `steps`, `lengths`,
`bounds` and `weights`.
"""

_NAMED = 3
_FORWARD = 6_000_000_000  # nanoseconds for all that are looked for together
_BACKWARD = 2_000_000_000  # nanoseconds for one type
_MOST_KNOWN = 2_000_000


class Holders:
    """Three notes, of which the first follows the warm-up; then the chains."""

    def __init__(self, maker, types, objects, standing, traced, ours, opened):
        self.maker = maker
        self.types = types
        self.standing = standing  # all that stays is looked for, and not what grows
        self.traced = traced  # where an object was allocated, where that was while tracing
        self.ours = ours  # mappings whose entries are the search's own, and
        self.opened = opened  # its notes of what is open
        self.lengths = lengths.Lengths(objects)
        self.bounds = bounds.Bounds()
        self.before = {}
        self.counted = False  # whether there were too many of a type to know each

    def note(self):
        self.bounds.note()
        if self.standing:
            return
        if not self.types:
            self.lengths.note()
        elif not self.before:
            self.before = {name: set() for name in self.types}
            for name in self.types:
                things = self._of_type(name)
                self.counted = self.counted or len(things) > _MOST_KNOWN
                self.before[name].update(map(id, things[:_MOST_KNOWN]))

    def found(self, made):
        """Two lists: what holds what stays, and the holders with a bound that fill or that are on such a chain.

        (type, chain, complete, search, bounded) for each type; for objects that are not tracked, for what contains them.
        `search` is (objects, depth, exhausted) of a search from the roots that found nothing, else None.
        (kind, chain, certain, most, fill, gained, site) for each holder with a bound.
        """
        if self.standing:
            found = weights.heaviest(self.traced, self._name, _NAMED, self.maker.now, self.maker.now()[0] + _FORWARD)
            wanted = [(name, _sample(things)) for name, things in found]
        elif self.types:
            wanted = [(name, things) for name in self.types[:_NAMED] for things in (self._new(name),) if things]
        else:
            wanted = [(None, [thing]) for thing in self.lengths.grown(made, self._ours())[:_NAMED]]
        limits = {id(bounded.thing): (bounded, gained, fills) for bounded, gained, fills in self.bounds.changed(made)}
        filling = [bounded.thing for bounded, _, fills in limits.values() if fills]
        # Up to 3.10 a list of all objects contains the frame that asked for it: they hold each other, and what is looked for.
        kinds.gc.collect()
        held = roots.Roots(self.maker)
        search = forward.Forward(self.maker.now, held.objects)
        # No list of them stays here: it would be found as what holds them.
        search.find([thing for _, things in wanted for thing in things] + filling, self.maker.now()[0] + _FORWARD)
        ignored = self._ignored(wanted, filling)
        # All paths before any words: to read an object's `__dict__` can make one, which then lies on the path.
        paths = [self._path(things, search, held, ignored) for _, things in wanted]
        on_paths = {id(node) for path, _ in paths for node in path if id(node) in limits}
        bounded = [limit for number, limit in limits.items() if limit[2] or number in on_paths]
        ways = [self._path_to_bound(limit[0].thing, search, held, paths) for limit in bounded]
        found = []
        for (name, things), (path, complete) in zip(wanted, paths):
            known = None if complete else (len(search.known), len(search.levels), search.exhausted)
            words = steps.in_words(path, held) if path else []
            if name is None:
                name, last = self._entry(things[0])
                words += last
            found.append((name, words, complete, known, any(id(node) in limits for node in path)))
        return found, [_described(limit, path, held) for limit, path in zip(bounded, ways)]

    def _path_to_bound(self, thing, search, held, paths):
        for path, _ in paths:
            place = next((at for at, node in enumerate(path) if node is thing), None)
            if place is not None:
                return path[: place + 1]
        path = search.path(thing) if id(thing) in search.places else None
        return [thing] if path is None else _from_last_root(path, held)

    def _path(self, things, search, held, ignored):
        paths = [search.path(thing) for thing in things if id(thing) in search.places]
        paths = [_from_last_root(path, held) for path in paths if path is not None]
        if paths:
            return min(paths, key=len), True
        best = []
        ends = self.maker.now()[0] + _BACKWARD
        # By number: an iterator would refer to what is looked for.
        for number in range(min(len(things), 1 if search.exhausted else 3)):
            path, complete = backward.path_to(
                things[number], lambda node: held.has(node) or id(node) in search.known, ignored, self.maker.now, ends
            )
            if complete and not held.has(path[0]):
                before = search.path(path[0]) if search.comes_by(path[0]) else None
                complete = before is not None
                path = path if before is None else before + path[1:]
            if complete:
                return _from_last_root(path, held), True
            best = max(best, path, key=len)
        return best, False

    def _name(self, thing):
        return self.maker.describe(thing)

    def _of_type(self, name):
        things = kinds.gc.get_objects()
        # Of types, of which there are few, and not of each thing.
        by_type = dict(zip(map(type, things), things))
        wanted = {kind for kind, thing in by_type.items() if self._name(thing) == name}
        return [thing for thing in things if type(thing) in wanted]

    def _new(self, name):
        """Three of the objects that came after the first note; not the last, which may be held for a moment only."""
        known = self.before[name]
        ours = self._ours()
        things = [thing for thing in self._of_type(name) if id(thing) not in known and id(thing) not in ours]
        if self.counted:
            things = [thing for thing in things if self.traced(thing) is not None]
        return _sample(things)

    def _ours(self):
        """Numbers of what the search itself has noted."""
        mappings = [*self.ours, *self.opened.notes()]
        parts = {id(part) for mapping in mappings for entry in mapping.items() for part in entry}
        return parts.union(map(id, mappings))

    def _ignored(self, wanted, filling):
        own = [self.__dict__, filling, wanted, self.before, self.lengths, *wanted, *(things for _, things in wanted)]
        return {id(thing) for thing in own}

    def _entry(self, container):
        entry = lengths.newest(container)
        if entry is None:
            return self._name(container), []
        return self._name(entry), [steps.entry(container, entry)]


def _sample(things):
    return [things[len(things) * part // 4] for part in (2, 1, 3)] if things else []


def _described(limit, path, held):
    bounded, gained, _ = limit
    chain = steps.in_words(path, held)
    return bounded.kind, chain, bounded.certain, bounded.most, bounded.fill, gained, bounded.site


def _from_last_root(path, held):
    """A class that has a name is a better beginning than the module that refers to it."""
    last = max((at for at, node in enumerate(path[:-1]) if held.has(node)), default=0)
    return path[last:]
