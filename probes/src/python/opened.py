"""Which lines open descriptors, start threads and children, or leave files, that stay; inside the measured interpreter.

After each line of the target in the factory's thread, what there is is compared with what there was. Of descriptors that
would take long: there it is enough to look whether the lowest free number is still the same. What a listening socket of this
process accepted meanwhile is another thread's: its line is where that thread stands.
"""
import _thread
import sys

_MANY = 5_000  # descriptors that are not listed again for each that comes
_DESCRIPTORS = ("file", "socket", "pipe", "eventfd", "other_descriptor")


class Opened:
    """Watches from `begin` to `end`, round after round."""

    def __init__(self, wanted, places, kind_of_descriptor, is_accepted, temporary, posix):
        self.posix = posix
        self.places = places
        self.is_accepted = is_accepted
        self.thread = _thread.get_ident()
        self.accepting = None  # where another thread was seen to accept connections
        self.lists = {}  # name of a list: (what lists, what finds cheaply whether it has changed)
        self.kind_of_descriptor = kind_of_descriptor
        self.wanted = set(wanted)
        if self.wanted.intersection(_DESCRIPTORS):
            self.lists["descriptor"] = (self._descriptors, self._lowest_free)
        for kind, folder in (("shared_memory_file", "/dev/shm"), ("temporary_file", temporary)):
            if kind in self.wanted:
                listed = _listed(posix, folder)
                self.lists[kind] = (listed, listed)
        if "thread" in self.wanted:
            listed = _listed(posix, "/proc/self/task")
            self.lists["thread"] = (listed, listed)
        if "child" in self.wanted:
            self.lists["child"] = (self._children, self._children)
        self.known = {}
        self.cheap = {}
        self.sites = {}  # (list, number or name): the line
        self.counted = set()
        self.last = None

    def begin(self):
        if not self.lists:
            return
        for name, (listed, cheap) in self.lists.items():
            self.known[name] = listed()
            self.cheap[name] = cheap()
        self.last = None
        self.before = sys.gettrace()
        sys.settrace(self._trace)

    def end(self):
        if self.lists:
            sys.settrace(self.before)
            for name in self.lists:
                self._compare(name, self.last)

    def forget(self):
        """What came so far does not count."""
        self.sites.clear()

    def notes(self):
        """The mappings that grow with what is open."""
        return self.known, self.cheap, self.sites

    def found(self):
        """(kind, (file, line, function) or None, count) of what came and is still there, most first."""
        totals = {}
        for name, (listed, _) in self.lists.items():
            for item in listed():
                if (name, item) in self.sites:
                    kind = self._kind(name, item)
                    if kind in self.wanted:
                        place = (kind, self.sites[name, item])
                        totals[place] = totals.get(place, 0) + 1
        found = [(kind, site, count) for (kind, site), count in totals.items()]
        return sorted(found, key=lambda entry: (-entry[2], entry[0], entry[1] or ("", 0, "")))

    def _kind(self, name, item):
        if name != "descriptor":
            return name
        try:
            return self.kind_of_descriptor(self.posix.readlink(f"/proc/self/fd/{item}"))
        except OSError:
            return None

    def _trace(self, frame, event, argument):
        file = frame.f_code.co_filename
        ours = self.places.is_ours(file)
        if not ours:
            for name in self.lists:
                now = self.lists[name][1]()
                if now != self.cheap[name]:
                    site = self.last or self.places.of(frame)
                    if name != "descriptor" or not self._note_lowest(now, site):
                        self._compare(name, site)
        if ours or self.places.is_library(file):
            return None
        self.last = self.places.of(frame.f_back if event == "return" else frame)
        return self._trace

    def _compare(self, name, site):
        listed, cheap = self.lists[name]
        now = listed()
        for item in now - self.known[name]:
            self.sites[name, item] = self._opener(name, item, site)
        self.known[name] = now
        self.cheap[name] = cheap()

    def _opener(self, name, item, site):
        if name != "descriptor" or not self.is_accepted(int(item)):
            return site
        self.accepting = self._accepting() or self.accepting
        return self.accepting or site

    def _accepting(self):
        """The line of the target at which another thread accepts connections; else the only other line that runs."""
        others = []
        for number, frame in sys._current_frames().items():
            place = self.places.of(frame) if number != self.thread else None
            if place is not None:
                others.append(place)
            while place is not None and frame is not None:
                if frame.f_code.co_name == "accept" and self.places.is_library(frame.f_code.co_filename):
                    return place
                frame = frame.f_back
        return others[0] if len(others) == 1 and self.accepting is None else None

    def _note_lowest(self, now, site):
        """Of many descriptors not all are listed for each that comes: the lowest free number shows it. Whether it did."""
        before, known = self.cheap["descriptor"], self.known["descriptor"]
        if len(known) < _MANY or now is None or before is None:
            return False
        if now < before:
            known.discard(str(now))
        for number in map(str, range(before, now)):
            if number == str(before) or number not in known:
                known.add(number)
                self.sites["descriptor", number] = self._opener("descriptor", number, site)
        self.cheap["descriptor"] = now
        return True

    def _descriptors(self):
        names = self.posix.listdir("/proc/self/fd")
        # The list's own is closed by now: of many it is the lowest that is free.
        if len(names) >= _MANY:
            return set(names) - {str(self._lowest_free())}
        return {name for name in names if self._is_open(name)}

    def _is_open(self, name):
        try:
            self.posix.fstat(int(name))
        except OSError:
            return False
        return True

    def _lowest_free(self):
        try:
            number = self.posix.open("/", self.posix.O_PATH | self.posix.O_CLOEXEC)
        except OSError:
            return None
        self.posix.close(number)
        return number

    def _children(self):
        found = set()
        for thread in _list(self.posix, "/proc/self/task"):
            try:
                number = self.posix.open(f"/proc/self/task/{thread}/children", self.posix.O_RDONLY | self.posix.O_CLOEXEC)
            except OSError:
                continue
            try:
                text = b""
                while True:
                    part = self.posix.read(number, 65536)
                    if not part:
                        break
                    text += part
            except OSError:
                pass
            finally:
                self.posix.close(number)
            found.update(text.split())
        return found


def _list(posix, folder):
    try:
        return posix.listdir(folder)
    except OSError:
        return []


def _listed(posix, folder):
    return lambda: set(_list(posix, folder))
