"""Which lines have the C library's allocator give memory out that stays, inside the measured interpreter.

After each line of the target in the factory's thread, what the allocator has given out is compared with what it had before.
Memory that a later line, or the end of an object, gives back is charged too: hence the sum of all rounds is kept beside.
"""
import re
import sys

_LINES = 3
_CALLS = 4
_SMALL = 0.1  # of what stays: less is not named, and does not count as given back
_NAMES = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Native:
    """Watches from `begin` to `end`, round after round."""

    def __init__(self, in_use, places, now, seconds):
        self.in_use = in_use
        self.places = places
        self.charged = {}  # a line: bytes
        self.called = {}  # a line: names of native functions
        self.extensions = {}
        self.last = None
        self.before = 0
        self.now = now
        self.ends = now()[0] + int(seconds * 1e9)

    def in_time(self):
        return self.now()[0] < self.ends

    def begin(self):
        self.last = None
        self.hooks = sys.gettrace(), sys.getprofile()
        self.before = self.in_use()
        sys.setprofile(self._profile)
        sys.settrace(self._trace)

    def end(self):
        trace, profile = self.hooks
        sys.settrace(trace)
        sys.setprofile(profile)
        self._charge(None)

    def forget(self):
        """What came so far does not count; which functions are called does."""
        self.charged.clear()

    def found(self, grown):
        """(file, line, function, bytes, whether all of it stays, calls), the most likely first."""
        lines = [(size, place) for place, size in self.charged.items() if place is not None and size > _SMALL * grown]
        given_back = sum(self.charged.values()) - grown
        stays = given_back < _SMALL * grown
        if not stays:
            # A line that gives out as much as stays is more likely than one of which most comes back.
            lines.sort(key=lambda entry: (abs(entry[0] - grown), entry[1]))
        else:
            lines.sort(key=lambda entry: (-entry[0], entry[1]))
        return [(*place, size, stays, self._calls(place)) for size, place in lines[:_LINES]]

    def _charge(self, place):
        now = self.in_use()
        if now != self.before and self.last is not None:
            self.charged[self.last] = self.charged.get(self.last, 0) + now - self.before
        self.last = place
        # What was noted here is not the target's.
        self.before = self.in_use()

    def _trace(self, frame, event, argument):
        file = frame.f_code.co_filename
        if self.places.is_ours(file):
            self._charge(None)
            return None
        if self.places.is_library(file):
            return None
        place = self.places.of(frame.f_back if event == "return" else frame)
        self._charge(place)
        if event == "line" and place not in self.called:
            self.called[place] = set()
            self._note_names(frame, place)
            self.before = self.in_use()
        return self._trace

    def _profile(self, frame, event, argument):
        if event == "c_call" and self.last is not None:
            names = self.called.setdefault(self.last, set())
            if len(names) < 64:
                self._note(names, argument)

    def _note_names(self, frame, place):
        """Classes and functions of ctypes that the line names: no event reports their calls."""
        import linecache

        try:
            text = linecache.getline(place[0], place[1])
            for dotted in _NAMES.findall(text):
                found, owner = self._look_up(frame, dotted.split("."))
                self._note(self.called[place], found, owner)
        except Exception:
            pass  # a name that cannot be looked up has no library

    def _look_up(self, frame, parts):
        owner = None
        for names in (frame.f_locals, frame.f_globals, frame.f_builtins if hasattr(frame, "f_builtins") else {}):
            if parts[0] in names:
                found = names[parts[0]]
                break
        else:
            return None, None
        for part in parts[1:]:
            # No attribute of the target's is computed for us.
            names = object.__getattribute__(found, "__dict__") if hasattr(type(found), "__dict__") else {}
            owner, found = found, dict.get(dict(names), part)
            if found is None:
                return None, None
        return found, owner

    def _note(self, names, thing, owner=None):
        try:
            kind = type(thing)
            if any(base.__name__ == "CFuncPtr" and base.__module__ == "_ctypes" for base in kind.__mro__):
                name, library = getattr(thing, "__name__", "a function"), getattr(owner, "_name", None)
                names.add(f"{name} ({library or 'a library of the process'}, by ctypes)")
                return
            if isinstance(thing, type):
                module, name = thing.__module__, thing.__qualname__
                python = [getattr(getattr(thing, method, None), "__code__", None) for method in ("__new__", "__init__")]
                if any(code is not None for code in python):
                    return
            elif getattr(thing, "__code__", None) is None and callable(thing):
                module = getattr(thing, "__module__", None)
                if module is None:
                    this = getattr(thing, "__self__", None)
                    module = (this if isinstance(this, type) else type(this)).__module__
                name = thing.__qualname__
            else:
                return
            library = self._extension(module)
            if library:
                names.add(f"{module}.{name} ({library})")
        except Exception:
            pass  # what lies about its name has none

    def _extension(self, module):
        """The extension modules of a package that are loaded, without those of the standard library."""
        if module not in self.extensions:
            package = str(module).partition(".")[0]
            files = set()
            for name, loaded in list(sys.modules.items()):
                if name == package or name.startswith(package + "."):
                    # Its own names, not itself: a lazy module would be loaded by the question.
                    file = object.__getattribute__(loaded, "__dict__").get("__file__")
                    if isinstance(file, str) and file.endswith(".so") and not self.places.is_library(file):
                        files.add((name != module, file.rpartition("site-packages/")[2]))
            first = sorted(files)[:1]
            self.extensions[module] = first[0][1] if first else None
        return self.extensions[module]

    def _calls(self, place):
        return sorted(self.called.get(place, ()))[:_CALLS]
