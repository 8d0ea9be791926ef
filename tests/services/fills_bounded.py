"""No leak: what grows has a bound. Verdict: growth passes where that is under the limit, and names the holder."""
import collections
import functools
import queue
import sqlite3


@functools.lru_cache(maxsize=1024)
def load(key):
    return {"key": key, "rows": [bytes(200)] * 3}


class Handler:
    made = 0

    def __init__(self):
        Handler.made += 1
        self.data = load(Handler.made)


class Api:
    """A cache on a method keeps self: 100 of them at most, of 1 MB each."""

    def __init__(self):
        self.buffer = bytearray(1_000_000)
        self.get(1)

    @functools.lru_cache(maxsize=100)
    def get(self, key):
        return key


class Job:
    pass


pending = queue.Queue(maxsize=500)


def enqueue():
    if pending.full():
        pending.get()
    job = Job()
    pending.put(job)
    return job


class Cache(dict):
    """As cachetools has it: a mapping with `maxsize`."""

    def __init__(self, maxsize):
        self.__maxsize = maxsize

    def add(self, key, value):
        if len(self) >= self.__maxsize:
            del self[next(iter(self))]
        self[key] = value


cache = Cache(700)


def cached():
    job = Job()
    cache.add(id(job), job)
    return job


log = collections.deque(maxlen=9000)
refs = []


def query():
    """A library's own list is emptied once in 195 calls; the log grows all the while."""
    refs.append([0])
    if len(refs) >= 195:
        refs.clear()
    log.append({"sql": "select %d" % len(log), "time": "0.001"})
    return object()


connection = sqlite3.connect(":memory:")


def select():
    """The same by sqlite3, which forgets dead cursors once in 200."""
    cursor = connection.execute("select 1")
    log.append({"sql": "select %d" % len(log), "time": "0.001"})
    return cursor.fetchone()


class Unbounded(Cache):
    """Says that it has a bound, and does not keep to it."""

    def add(self, key, value):
        self[key] = value


lying = Unbounded(100)


def overfull():
    job = Job()
    lying.add(len(lying), job)
    return job
