"""Makes objects as the configuration says, inside the measured interpreter."""
import sys

_TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_COROUTINE = 0x80  # inspect.CO_COROUTINE
_ITERABLE_COROUTINE = 0x100  # inspect.CO_ITERABLE_COROUTINE


class NotMade(Exception):
    """What came back does not count as a creation."""


async def _timed(awaitable, now, into):
    # Not returned: the event loop's own frames would hold the object, see `make`.
    try:
        started = now()
        made = await awaitable
        into += made, started, now()
    finally:
        awaitable = made = into = None


def _type_of_coroutine():
    coroutine = _timed(None, None, None)
    coroutine.close()
    return type(coroutine)


_CoroutineType = _type_of_coroutine()
_GeneratorType = type(_ for _ in ())


# Of the interpreter's own: a metaclass of the target's may raise or lie.
_names_of = type.__dict__["__dict__"].__get__
_classes_of = type.__dict__["__mro__"].__get__
_name_of = type.__dict__["__qualname__"].__get__
_short_name_of = type.__dict__["__name__"].__get__
_module_of = type.__dict__["__module__"].__get__


def _describe(kind):
    module, name = _module_of(kind), _name_of(kind)
    whole = name if module == "builtins" else f"{module if type(module) is str else '?'}.{name}"
    return whole.encode("utf-8", "backslashreplace").decode()


def _has(kind, name):
    return any(name in _names_of(base) for base in _classes_of(kind))


def _is_awaitable(value):
    kind = type(value)
    if _has(kind, "__await__"):
        return True
    code = getattr(value, "gi_code", None) if _has(kind, "gi_code") else None
    return code is not None and code.co_flags & _ITERABLE_COROUTINE


class Maker:
    def __init__(self, now):
        self.now = now
        self.stage = "import"
        self.loop = None
        self.awaited = None
        self.names = {"__name__": "__vitals__", "__builtins__": __builtins__}

    def prepare(self, module, dotted, setup, args, kwargs, cleanup, expect_type):
        __import__(module)
        self.stage = "lookup"
        self.factory = sys.modules[module]
        for part in dotted.split("."):
            self.factory = getattr(self.factory, part)
        if not callable(self.factory):
            raise TypeError(f"{module}:{dotted} is a {_describe(type(self.factory))}, which cannot be called")
        self.stage = "setup"
        if setup:
            self._run(compile(setup, "<setup>", "exec", _TOP_LEVEL_AWAIT, True))
        self.stage = "arguments"
        self.args = [compile(text, f"<args[{n}]>", "eval", 0, True) for n, text in enumerate(args)]
        self.kwargs = {name: compile(text, f"<kwargs.{name}>", "eval", 0, True) for name, text in kwargs}
        self.stage = "cleanup"
        self.cleanup = compile(cleanup, "<cleanup>", "exec", _TOP_LEVEL_AWAIT, True) if cleanup else None
        self.expect_type = expect_type
        code = getattr(self.factory, "__code__", None)
        if code is not None and code.co_flags & _COROUTINE:
            import asyncio  # noqa: F401  before any fork, so that no child pays for it

    def make(self, i):
        """One object: (made, start, wall, cpu, awaited), times in nanoseconds."""
        self.stage = "arguments"
        names = self.names
        names["i"] = i
        args = [eval(code, names) for code in self.args]
        kwargs = {name: eval(code, names) for name, code in self.kwargs.items()}
        self.stage = "create"
        factory, now = self.factory, self.now
        started = now()
        made = factory(*args, **kwargs)
        ended = now()
        try:
            start, wall, cpu = started[0], ended[0] - started[0], ended[1] - started[1]
            awaited = bool(_is_awaitable(made))
            if awaited:
                into = []
                self._wait(_timed(made, now, into))
                made, started, ended = into
                into.clear()
                wall, cpu = wall + ended[0] - started[0], cpu + ended[1] - started[1]
            self._judge(made, awaited)
            return made, start, wall, cpu, awaited
        finally:
            # A traceback that the target keeps holds this frame too, and what it holds would count as kept by the target.
            del made, args, kwargs

    def clean(self, made):
        if self.cleanup is not None:
            self.stage = "cleanup"
            self.names["made"] = made
            del made  # see `make`
            try:
                self._run(self.cleanup)
            finally:
                self.names.pop("made", None)

    def describe(self, made):
        return _describe(type(made))

    def standing(self):
        """Where what is awaited waits: (file, line, function), innermost first; nothing while it runs.

        While the event loop waits, no frame of the target is on the thread's stack.
        """
        frames = []
        step = self.awaited
        while type(step) in (_CoroutineType, _GeneratorType) and len(frames) < 32:
            prefix = "cr" if type(step) is _CoroutineType else "gi"
            frame = getattr(step, prefix + "_frame")
            if frame is None or getattr(step, prefix + "_running"):
                return []
            frames.append((frame.f_code.co_filename, frame.f_lineno or 0, frame.f_code.co_name))
            step = step.cr_await if prefix == "cr" else step.gi_yieldfrom
        return frames[::-1]

    def census(self):
        """Live objects that the collector tracks, by the name of their type."""
        import gc

        counts = {}
        for thing in gc.get_objects():
            kind = type(thing)
            counts[kind] = counts.get(kind, 0) + 1
        return [(_describe(kind), count) for kind, count in counts.items()]

    def _judge(self, made, awaited):
        kind = type(made)
        if self.expect_type:
            bases = _classes_of(kind)
            names = {name for base in bases for name in (_short_name_of(base), _name_of(base), _describe(base))}
            if made is None:
                names.add("None")
            if self.expect_type not in names:
                self._discard(made)
                raise NotMade(f"the factory made a {_describe(kind)}, not a {self.expect_type}")
        elif made is None:
            what = "the factory was awaited and returned None" if awaited else "the factory returned None"
            raise NotMade(f"{what}: where nothing is what it returns, say so with expect_type = \"None\"")
        elif _is_awaitable(made):
            self._discard(made)
            raise NotMade(f"the factory was awaited and gave another awaitable, a {_describe(kind)} that nobody awaits")
        elif _has(kind, "gi_code") or _has(kind, "ag_code"):
            self._discard(made)
            raise NotMade(f"the factory gave {_describe(kind)}: its body has not run")

    def _discard(self, made):
        if _has(type(made), "cr_code"):
            made.close()  # else Python warns that it was never awaited

    def _run(self, code):
        if code.co_flags & _COROUTINE:
            self._wait(eval(code, self.names))
        else:
            eval(code, self.names)

    def _wait(self, awaitable):
        if self.loop is None:
            import asyncio

            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        self.awaited = awaitable
        try:
            self.loop.run_until_complete(awaitable)
        finally:
            self.awaited = awaitable = None
