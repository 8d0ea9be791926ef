"""Which lines allocate what stays, inside the measured interpreter."""
import sys

_FRAMES = 16
_SITES = 10
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST


class Allocations:
    """Traces from the start on; three notes, of which the first follows the warm-up."""

    def __init__(self, maker, places):
        known = "_tracemalloc" in sys.modules
        # Not `tracemalloc`, which would import pickle and more for us alone.
        import _tracemalloc

        if not known:
            del sys.modules["_tracemalloc"]
        self.tracer = _tracemalloc
        self.places = places
        self.made_at = _definition(maker.factory)
        self.making = _lines_of(type(maker).make.__code__)
        self.running = None
        self.notes = []
        self.tracer.start(_FRAMES)

    def note(self):
        self.running = _running_loop()
        totals = {}
        for trace in self.tracer._get_traces():
            site = self._site(trace[2])
            if site is not None:
                total = totals.setdefault(site, [0, 0])
                total[0] += trace[1]
                total[1] += 1
        self.notes.append(totals)

    def grown(self, rounds, least):
        """(file, line, function, bytes, blocks) of lines that gained in both halves, largest first."""
        first, middle, last = self.notes
        grown = []
        for site, (size, blocks) in last.items():
            size_before, blocks_before = first.get(site, (0, 0))
            halfway = middle.get(site, (0, 0))[0]
            gained, more = size - size_before, blocks - blocks_before
            # A table that doubles, or a cache that is full at last, gains once.
            steady = 5 * min(halfway - size_before, size - halfway) >= gained > 0
            if steady and (more >= rounds or gained >= least):
                grown.append((gained, more, site))
        return self._named(grown)

    def there(self):
        """The same of all that was there at the last note, however it came."""
        return self._named([(size, blocks, site) for site, (size, blocks) in self.notes[-1].items()])

    def _named(self, grown):
        grown.sort(key=lambda entry: (-entry[0], entry[2]))
        trees = {}
        return [
            (self.places.text(file), line, _function(trees, file, line), size, blocks)
            for size, blocks, (file, line) in grown[:_SITES]
        ]

    def _site(self, frames):
        """The innermost frame outside the standard library, or the innermost at all; none of ours."""
        innermost = frames[0]
        if innermost[0] == "<unknown>" or (innermost[0] == "<string>" and len(frames) == 1):
            return None  # a thread of no Python; our own call into the probes
        for inside, frame in enumerate(frames):
            if self.places.is_ours(frame[0]):
                return self._below_ours(frame, frames[:inside])
            if not self.places.is_library(frame[0]):
                return frame
        return innermost

    def _below_ours(self, ours, inside):
        """Of what the standard library, at most, does between a frame of ours and the allocation."""
        if ours[0] != "<vitals maker>":
            return None
        if ours[1] in self.making:
            # The call of a class or of a coroutine function allocates in its caller's frame.
            return inside[0] if inside else self.made_at
        # We await: the task is ours, and what the loop does meanwhile for others is theirs.
        file, lines = self.running
        return inside[0] if any(frame[0] == file and frame[1] in lines for frame in inside) else None


def _running_loop():
    """File and lines of the function that runs asyncio's loop."""
    events = sys.modules.get("asyncio.base_events")
    code = getattr(getattr(getattr(events, "BaseEventLoop", None), "run_forever", None), "__code__", None)
    return (code.co_filename, _lines_of(code)) if hasattr(code, "co_filename") else (None, ())


def _lines_of(code):
    if hasattr(code, "co_lines"):
        return {line for _, _, line in code.co_lines()}
    line = code.co_firstlineno
    lines = {line}
    for step in code.co_lnotab[1::2]:
        line += step - 256 if step > 127 else step
        lines.add(line)
    return lines


def _definition(factory):
    for source in (factory, getattr(factory, "__init__", None), getattr(factory, "__new__", None)):
        code = getattr(source, "__code__", None)
        if hasattr(code, "co_firstlineno"):
            return code.co_filename, code.co_firstlineno
    return None


def _function(trees, file, line):
    """The function around a line, by the source; empty where that cannot be read."""
    if file not in trees:
        try:
            with open(file, "rb") as source:
                trees[file] = compile(source.read(), file, "exec", _ONLY_AST, True)
        except Exception:
            trees[file] = None
    tree = trees[file]
    return "" if tree is None else _innermost(tree, line, "<module>")


def _innermost(node, line, name):
    for field in node._fields:
        value = getattr(node, field, None)
        for child in value if isinstance(value, list) else (value,):
            if not hasattr(child, "_fields"):
                continue
            start, end = getattr(child, "lineno", line), getattr(child, "end_lineno", None)
            if start <= line <= (line if end is None else end):
                named = type(child).__name__ in ("FunctionDef", "AsyncFunctionDef")
                name = _innermost(child, line, child.name if named else name)
    return name
