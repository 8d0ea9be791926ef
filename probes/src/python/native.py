"""Which lines native code allocates at, of what no line of Python allocates; inside the measured interpreter.

What there is, in bytes, is compared after each line of the target in the factory's thread. What Python itself allocates comes
and goes among it, so that only lines are named that gain about what each object is known to leak.
"""
import sys

_OWN = "<vitals "
_NEAR = 2  # times the leak, or this part of it: rounds have noise of their own, which is in what is known to leak


class Native:
    """Watches round after round, until the time is over."""

    def __init__(self, weigh, is_library, now, ends):
        self.weigh = weigh
        self.is_library = is_library
        self.now = now
        self.ends = ends
        self.gained = {}
        self.last = None
        self.weight = 0

    def begin(self):
        self.last = None
        self.weight = self.weigh()
        self.before = sys.gettrace()
        sys.settrace(self._trace)

    def end(self):
        sys.settrace(self.before)
        self._compare(None)

    def found(self, made, each):
        """(file, line, function, bytes an object) of lines that gain about what an object leaks; none while that is not certain."""
        gained = [(total / made, site) for site, total in self.gained.items() if site is not None]
        enough = [(gain, site) for gain, site in gained if gain * _NEAR >= each]
        near = [(gain, site) for gain, site in enough if gain <= each * _NEAR]
        named = near or (enough if len(enough) == 1 else [])
        return [(*site, int(gain)) for gain, site in sorted(named, key=lambda entry: (-entry[0], entry[1]))]

    def _trace(self, frame, event, argument):
        file = frame.f_code.co_filename
        ours = file.startswith(_OWN)
        if ours or self.is_library(_text(file)):
            return None
        self._compare(_place(frame.f_back if event == "return" else frame))
        if self.now()[0] > self.ends:
            sys.settrace(self.before)
            return None
        return self._trace

    def _compare(self, site):
        weight = self.weigh()
        self.gained[self.last] = self.gained.get(self.last, 0) + weight - self.weight
        # What this mapping itself takes is not the target's.
        self.last, self.weight = site, self.weigh()


def _place(frame):
    if frame is None or frame.f_code.co_filename.startswith(_OWN):
        return None
    return _text(frame.f_code.co_filename), frame.f_lineno or 0, frame.f_code.co_name


def _text(name):
    return name.encode("utf-8", "replace").decode()
