"""What holds the objects that stay, inside the measured interpreter.

From one such object the collector is asked for what refers to it, and so on, up to a module, a class
or a running function. Nothing of the target is called on the way: no `repr`, no `==`, no property.
"""
import sys

_NAMED = 3
_VISITED = 2000
_DEPTH = 12
_TIME = 2_000_000_000  # nanoseconds for one object; twice that for all of a type
_CHUNK = 8  # the collector compares each reference with each object that is asked for
_KEY = 40
_OWN = "<vitals "


def _borrowed(name):
    """A module of the interpreter's own, not left behind as if the target had imported it."""
    known = name in sys.modules
    module = __import__(name)
    if not known:
        del sys.modules[name]
    return module


_gc = _borrowed("gc")
_thread = _borrowed("_thread")
_deque = _borrowed("_collections").deque


def _suspended():
    yield


_Generator = type(_suspended())
_Frame = type(sys._getframe())
_Function = type(_suspended)
_Method = type([].append)
_BoundMethod = type(type("", (), {"method": _suspended})().method)
_Cell = type((lambda value: lambda: value)(0).__closure__[0])
_Member = type(_Function.__dict__["__closure__"])
_Module = type(sys)
_PLAIN = (str, int, float, bool, bytes, type(None))
_CONTAINERS = (list, dict, set, _deque, bytearray)


class Holders:
    """Three notes, of which the first follows the warm-up; then the chains."""

    def __init__(self, maker, types, ours):
        self.maker = maker
        self.types = types
        self.ours = ours  # mappings whose entries are the search's own
        self.before = {}
        self.lengths = []
        self.names = {}

    def note(self):
        if not self.types:
            self.lengths.append(_lengths())
        elif not self.before:
            self.before = {name: set() for name in self.types}
            for thing in _gc.get_objects():
                known = self.before.get(self._name(thing))
                if known is not None:
                    known.add(id(thing))

    def found(self, made):
        """(type, chain, complete) for each type; for objects that are not tracked, what contains them."""
        if self.types:
            return [(name, *self._of_type(name)) for name in self.types[:_NAMED]]
        return [self._of_container(thing) for thing in self._grown(made)]

    def _name(self, thing):
        kind = type(thing)
        name = self.names.get(id(kind))
        if name is None:
            name = self.names[id(kind)] = self.maker.describe(thing)
        return name

    def _of_type(self, name):
        known = self.before[name] | {
            id(part) for mapping in self.ours for entry in mapping.items() for part in entry
        }
        new = [thing for thing in _gc.get_objects() if self._name(thing) == name and id(thing) not in known]
        best = ([], False)
        ends = self.maker.now()[0] + 2 * _TIME
        # The first and the last may be held for a moment only, but are near the ends of a linked list.
        for place in (len(new) // 2, -1, 0) if new else ():
            if self.maker.now()[0] > ends:
                break
            chain, complete = Search(self.maker, (id(new), id(self.__dict__))).chain(new[place])
            if complete:
                return chain, True
            if len(chain) > len(best[0]):
                best = (chain, False)
        return best

    def _grown(self, made):
        """Containers that became longer in both halves, by about an entry for each object."""
        first, middle, last = self.lengths
        grown = {}
        for number, length in last.items():
            before, halfway = first.get(number), middle.get(number)
            if before is not None and halfway is not None:
                gained = length - before
                if 2 * gained >= made and 5 * min(halfway - before, length - halfway) >= gained:
                    grown[number] = gained
        return [thing for thing in _containers() if id(thing) in grown][:_NAMED]

    def _of_container(self, thing):
        chain, complete = Search(self.maker, (id(self.__dict__),)).chain(thing)
        entry = _newest(thing)
        if entry is None:
            return self._name(thing), chain, complete
        return self._name(entry), chain + [_step(thing, entry)], complete


class Search:
    """One search, breadth first, from a thing to what holds it."""

    def __init__(self, maker, ignored):
        self.maker = maker
        self.ends = maker.now()[0] + _TIME
        self.ignored = set(ignored)
        self.modules = {
            id(module.__dict__): name
            for name, module in list(sys.modules.items())
            if issubclass(type(module), _Module)
        }
        self.locals = _running_locals()

    def chain(self, thing):
        """The steps from the outside to the thing, and whether they begin at something with a name."""
        nodes, towards = [thing], {id(thing): None}
        self.ignored.add(id(nodes))
        start = 0
        for _ in range(_DEPTH):
            end = len(nodes)
            for first in range(start, end, _CHUNK):
                chunk = tuple(nodes[first : min(first + _CHUNK, end)])
                for node in chunk:
                    if self._is_root(node):
                        return self._reported(_path(nodes, towards, node), True)
                if len(nodes) > _VISITED or self.maker.now()[0] > self.ends:
                    return self._reported(_path(nodes, towards, chunk[0]), False)
                self._add_referrers(chunk, nodes, towards)
            if end == len(nodes):
                break
            start = end
        for node in nodes[start:]:
            if self._is_root(node):
                return self._reported(_path(nodes, towards, node), True)
        return self._reported(_path(nodes, towards, nodes[-1]), False)

    def _add_referrers(self, chunk, nodes, towards):
        # A tuple, because it is then itself what `*` hands over, and no other one refers to them.
        self.ignored.add(id(chunk))
        referrers = _gc.get_referrers(*chunk)
        numbers = {id(node) for node in chunk}
        for referrer in referrers:
            number = id(referrer)
            if number in towards or number in self.ignored or _is_ours(referrer):
                continue
            if len(chunk) == 1:
                child = id(chunk[0])
            else:
                child = next((id(part) for part in _gc.get_referents(referrer) if id(part) in numbers), None)
            if child is not None:
                towards[number] = child
                nodes.append(referrer)
        self.ignored.discard(id(chunk))

    def _is_root(self, node):
        number = id(node)
        if number in self.modules or number in self.locals or node is self.maker.names:
            return True
        if node is self.maker.loop:
            return True
        return issubclass(type(node), type) and _is_global(node)

    def _reported(self, path, complete):
        """In words, from the outside in."""
        steps, root, at = [], path[0], 0
        if id(root) in self.locals:
            steps.append(self.locals[id(root)])
        elif root is self.maker.loop:
            steps.append("the event loop")
        elif len(path) > 1 and id(root) in self.modules:
            steps.append(f"{self.modules[id(root)]}.{_key_of(root, path[1])}")
            at = 1
        elif len(path) > 1 and root is self.maker.names:
            steps.append(f"the setup's {_key_of(root, path[1])}")
            at = 1
        while at < len(path) - 1:
            text, used = _stride(path, at)
            if text:
                steps.append(text)
            at += used
        return _without_repeats(steps), complete


def _is_ours(referrer):
    """Frames of our own; none of the target's is running in this thread."""
    return type(referrer) is _Frame and referrer.f_code.co_filename.startswith(_OWN)


def _path(nodes, towards, node):
    by_number = {id(other): other for other in nodes}
    path = [node]
    while towards[id(path[-1])] is not None:
        path.append(by_number[towards[id(path[-1])]])
    return path


def _running_locals():
    """Local variables of the functions that other threads run: the number of the value, and whose it is."""
    found = {}
    for ident, frame in sys._current_frames().items():
        while frame is not None and ident != _thread.get_ident():
            code = frame.f_code
            for name, value in dict(frame.f_locals).items():
                if type(value) not in _PLAIN and not issubclass(type(value), (type, _Module)):
                    found[id(value)] = f"local variable {name} of {code.co_name}, running in a thread"
            frame = frame.f_back
    return found


def _is_global(kind):
    """Whether a class is found in its module under its own name."""
    module = sys.modules.get(type.__dict__["__module__"].__get__(kind))
    names = getattr(module, "__dict__", {})
    for part in kind.__qualname__.split("."):
        found = names.get(part)
        if not issubclass(type(found), type):
            return False
        names = type.__dict__["__dict__"].__get__(found)
    return found is kind


def _without_repeats(steps):
    reported = []
    for step in steps:
        if reported and reported[-1][0] == step:
            reported[-1][1] += 1
        else:
            reported.append([step, 1])
    return [_readable(step if count == 1 else f"{step} ({count} times)") for step, count in reported]


def _stride(path, at):
    """One step in words, and how many objects of the path it takes."""
    holder, child = path[at], path[at + 1]
    after = path[at + 2] if at + 2 < len(path) else None
    kind = type(holder)
    if issubclass(kind, type):
        names = type.__dict__["__dict__"].__get__(holder)
        through = type(child) is dict and after is not None
        name = _key_of(names, after if through else child)
        whole = f"{holder.__module__}.{holder.__qualname__}"
        return whole if name == "?" else f"{whole}.{name}", 2 if through else 1
    if kind is _Function and child is holder.__closure__:
        for name, cell in zip(holder.__code__.co_freevars, child):
            if cell is after:
                return f"closure cell {name}", 3 if at + 3 < len(path) else 2
    if kind is _Function and child is holder.__defaults__ and after is not None:
        return f"default {_index(child, after)} of {holder.__qualname__}", 2
    if after is not None and child is _attributes(holder):
        return f"{_of(holder)}.{_key_of(child, after)}", 2
    return _step(holder, child), 1


def _step(holder, child):
    """How a holder refers to its child; empty where that says nothing."""
    kind = type(holder)
    if issubclass(kind, dict):
        return f"{_of(holder)}{_entry(holder, child)}"
    if issubclass(kind, (list, tuple, _deque)):
        return f"{_of(holder)}[{_index(holder, child)}]"
    if issubclass(kind, (set, frozenset)):
        return f"an item of a {_of(holder)}"
    if kind in (_Method, _BoundMethod):
        return f"method {holder.__name__}"
    if kind is _Frame:
        return _variable(holder, child)
    if kind is _Cell or type(child) is _Frame:
        return ""
    name = _attribute(holder, child)
    if name:
        return f"{_of(holder)}.{name}"
    for frame in ("gi_frame", "cr_frame", "ag_frame"):
        if hasattr(kind, frame):
            return _variable(getattr(holder, frame), child)
    coroutine = _coroutine(holder)
    return f"{_of(holder)} of {coroutine}" if coroutine else _of(holder)


def _coroutine(holder):
    """The name of what an asyncio task runs."""
    if type(holder).__module__ not in ("_asyncio", "asyncio") or not hasattr(type(holder), "get_coro"):
        return None
    return getattr(holder.get_coro(), "__qualname__", None)


def _of(thing):
    return type(thing).__qualname__.rpartition("<locals>.")[2]


def _attributes(holder):
    """An object's own `__dict__`, without asking a property of the target's."""
    try:
        found = object.__getattribute__(holder, "__dict__")
    except Exception:
        return None
    return found if type(found) is dict else None


def _attribute(holder, child):
    for name, value in list((_attributes(holder) or {}).items()):
        if value is child:
            return name
    for kind in type(holder).__mro__:
        for name, member in list(type.__dict__["__dict__"].__get__(kind).items()):
            if type(member) is not _Member:
                continue
            try:
                if member.__get__(holder) is child:
                    return name
            except Exception:
                continue
    return None


def _variable(frame, child):
    code = frame.f_code if frame is not None else None
    for name, value in dict(frame.f_locals).items() if frame is not None else ():
        if value is child:
            return f"local variable {name} of {code.co_name}"
    return f"a value in {code.co_name}" if code is not None else "a suspended function"


def _index(sequence, child):
    kind = next(base for base in (list, tuple, _deque) if issubclass(type(sequence), base))
    return next((place for place, part in enumerate(kind.__iter__(sequence)) if part is child), "?")


def _key_of(names, child):
    """A name in a namespace."""
    return next((key for key, value in list(names.items()) if value is child and type(key) is str), "?")


def _entry(holder, child):
    for key, value in list(dict.items(holder)):
        if value is child:
            return f"[{_shown(key)}]"
    return ", as a key" if any(key is child for key in list(dict.keys(holder))) else ""


def _shown(key):
    if type(key) in _PLAIN:
        text = repr(key[: 2 * _KEY] if type(key) in (str, bytes) else key)
    elif type(key) is tuple and all(type(part) in _PLAIN for part in key[:4]):
        text = f"({', '.join(_shown(part) for part in key[:4])}{', …' if len(key) > 4 else ''})"
    else:
        text = f"<{_of(key)}>"
    return text if len(text) <= _KEY else text[: _KEY - 1] + "…"


def _readable(text):
    return text.encode("utf-8", "replace").decode()


def _containers():
    """Built-in containers, those too that the collector does not track because their content cannot refer."""
    for thing in _gc.get_objects():
        if type(thing) in _CONTAINERS:
            yield thing
        for part in _gc.get_referents(thing):
            if type(part) in (dict, bytearray) and not _gc.is_tracked(part):
                yield part


def _lengths():
    return {id(thing): len(thing) for thing in _containers()}


def _newest(container):
    if type(container) is bytearray or not container:
        return None
    if type(container) is dict:
        key, value = next(reversed(container.items()))
        return key if value is None else value
    return next(iter(container)) if type(container) is set else container[-1]
