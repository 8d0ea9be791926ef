"""A path of holders in words, from the outside in. Nothing of the target is called: no `repr`, no `==`, no property.

After `kinds`.
"""

_KEY = 40
_OUTER, _INNER = 16, 8  # steps of a longer chain that are shown


def in_words(path, roots):
    """The steps of a path; the path may begin anywhere."""
    first, at = roots.began(path)
    steps = [] if first is None else [first]
    while at < len(path) - 1:
        text, used = _stride(path, at)
        if text:
            steps.append(text)
        at += used
    return _without_repeats(steps)


def entry(holder, child):
    """How a holder refers to its child; empty where that says nothing."""
    kind = type(holder)
    if issubclass(kind, dict):
        return f"{_of(holder)}{_entry(holder, child)}"
    if issubclass(kind, (list, tuple, kinds.Deque)):
        return f"{_of(holder)}[{_index(holder, child)}]"
    if issubclass(kind, (set, frozenset)):
        return f"an item of a {_of(holder)}"
    if kind is kinds.LruCache:
        return f"an entry of the lru_cache of {getattr(holder, '__qualname__', '?')}"
    if kind in (kinds.Method, kinds.BoundMethod):
        return f"method {holder.__name__}"
    if kind is kinds.Frame:
        return _variable(holder, child)
    if kind is kinds.Cell or type(child) is kinds.Frame:
        return ""
    name = _attribute(holder, child)
    if name:
        return f"{_of(holder)}.{name}"
    for frame in ("gi_frame", "cr_frame", "ag_frame"):
        if kinds.has(kind, frame):
            return _variable(getattr(holder, frame), child)
    coroutine = _coroutine(holder)
    return f"{_of(holder)} of {coroutine}" if coroutine else _of(holder)


def _without_repeats(steps):
    reported = []
    for step in steps:
        if reported and reported[-1][0] == step:
            reported[-1][1] += 1
        else:
            reported.append([step, 1])
    words = [_readable(step if count == 1 else f"{step} ({count} times)") for step, count in reported]
    left_out = len(words) - _OUTER - _INNER
    if left_out > 1:
        words[_OUTER : _OUTER + left_out] = [f"… {left_out} more steps …"]
    return words


def _stride(path, at):
    """One step in words, and how many objects of the path it takes."""
    holder, child = path[at], path[at + 1]
    after = path[at + 2] if at + 2 < len(path) else None
    kind = type(holder)
    if issubclass(kind, type):
        names = kinds.names_of_class(holder)
        through = type(child) is dict and after is not None
        name = kinds.key_of(names, after if through else child)
        whole = f"{kinds.module_of_class(holder)}.{kinds.name_of_class(holder)}"
        return whole if name == "?" else f"{whole}.{name}", 2 if through else 1
    if kind is kinds.Function and child is holder.__closure__:
        for name, cell in zip(holder.__code__.co_freevars, child):
            if cell is after:
                return f"closure cell {name}", 3 if at + 3 < len(path) else 2
    if kind is kinds.Function and child is holder.__defaults__ and after is not None:
        return f"default {_index(child, after)} of {holder.__qualname__}", 2
    if issubclass(kind, kinds.Local) and type(child) is dict and type(after) is dict and at + 3 < len(path):
        return f"{_of(holder)}.{kinds.key_of(after, path[at + 3])} of a thread", 3
    if after is not None and child is kinds.attributes(holder):
        return f"{_of(holder)}.{kinds.key_of(child, after)}", 2
    return entry(holder, child), 1


def _coroutine(holder):
    """The name of what an asyncio task runs."""
    if kinds.module_of_class(type(holder)) not in ("_asyncio", "asyncio") or not kinds.has(type(holder), "get_coro"):
        return None
    return getattr(holder.get_coro(), "__qualname__", None)


def _of(thing):
    return kinds.name_of_class(type(thing)).rpartition("<locals>.")[2]


def _attribute(holder, child):
    for name, value in list((kinds.attributes(holder) or {}).items()):
        if value is child:
            return name
    for kind in kinds.classes_of(type(holder)):
        for name, member in list(kinds.names_of_class(kind).items()):
            if type(member) is not kinds.Member:
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
    kind = next(base for base in (list, tuple, kinds.Deque) if issubclass(type(sequence), base))
    return next((place for place, part in enumerate(kind.__iter__(sequence)) if part is child), "?")


def _entry(holder, child):
    for key, value in list(dict.items(holder)):
        if value is child:
            return f"[{_shown(key)}]"
    return ", as a key" if any(key is child for key in list(dict.keys(holder))) else ""


def _shown(key):
    if type(key) in kinds.PLAIN:
        text = repr(key[: 2 * _KEY] if type(key) in (str, bytes) else key)
    elif type(key) is tuple and all(type(part) in kinds.PLAIN for part in key[:4]):
        text = f"({', '.join(_shown(part) for part in key[:4])}{', …' if len(key) > 4 else ''})"
    else:
        text = f"<{_of(key)}>"
    return text if len(text) <= _KEY else text[: _KEY - 1] + "…"


def _readable(text):
    return text.encode("utf-8", "replace").decode()
