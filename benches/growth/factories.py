"""Factories with a known truth: what each keeps, and in what. `truths.py` says which is which.

The comment `# here` marks the line that a leak is allocated, opened or started at.
"""
import asyncio
import collections
import contextvars
import ctypes
import functools
import gc
import importlib
import logging
import os
import queue
import re
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref

_libc = ctypes.CDLL(None)
_libc.malloc.restype = ctypes.c_void_p
_libc.malloc.argtypes = [ctypes.c_size_t]
_numbers = iter(range(10**9))


class Thing:
    def __init__(self, size=1000):
        self.data = bytearray(size)


# Leaks: of Python objects, by what holds them.

kept_list = []
kept_dict = {}
kept_texts = set()
kept_errors = []
kept_watchers = []
kept_generators = []
kept_tasks = set()
kept_maps = []
log_buffer = bytearray()
local = threading.local()
variable = contextvars.ContextVar("requests", default=None)


def leak_list():
    thing = Thing()  # here
    kept_list.append(thing)
    return thing


def leak_dict():
    thing = kept_dict[f"user-{next(_numbers)}"] = Thing()  # here
    return thing


def leak_every_fourth():
    number = next(_numbers)
    thing = Thing()  # here
    if number % 4 == 0:
        kept_dict[number] = thing
    return Thing()


def leak_module_attribute():
    thing = Thing()  # here
    setattr(sys.modules[__name__], f"attribute_{next(_numbers)}", thing)
    return thing


def _closed_over():
    cells = []

    def make():
        thing = Thing()  # here
        cells.append(thing)
        return thing

    return make


leak_closure = _closed_over()


class Plugin:
    registry = []

    def __init_subclass__(cls):
        Plugin.registry.append(cls)


def leak_class_registry():
    return type(f"Plugin{next(_numbers)}", (Plugin,), {})()  # here


def leak_context_variable():
    thing = Thing()  # here
    variable.set((variable.get() or ()) + (thing,))
    return thing


def leak_thread_local():
    thing = Thing()  # here
    local.__dict__.setdefault("things", []).append(thing)
    return thing


async def leak_task():
    thing = Thing()

    async def heartbeat(of):
        await asyncio.sleep(3600)
        return of

    kept_tasks.add(asyncio.get_running_loop().create_task(heartbeat(thing)))  # here
    return thing


def _fails():
    payload = Thing()
    raise ValueError(len(payload.data))  # here


def leak_traceback():
    try:
        _fails()
    except ValueError as error:
        kept_errors.append(error)
    return Thing()


def leak_weakref_callback():
    thing = Thing()

    def gone(_, thing=thing):
        return thing

    kept_watchers.append(weakref.ref(leak_weakref_callback, gone))  # here
    return thing


def leak_finalizer():
    thing = Thing()  # here
    weakref.finalize(Plugin, id, thing)
    return thing


def leak_texts():
    kept_texts.add("x" * 300 + str(next(_numbers)))  # here
    return Thing()


def leak_buffer():
    log_buffer.extend(b"a line of a log, as many as there are objects, which somebody keeps in a buffer: 100 bytes\n")  # here
    return Thing()


@functools.lru_cache(maxsize=None)
def _unbounded(key):
    return [key] * 20  # here


def leak_cache_without_bound():
    return Thing(), _unbounded(next(_numbers))


def leak_loggers():
    logger = logging.getLogger(f"user.{next(_numbers)}")  # here
    return Thing(), logger


def _rows():
    thing = Thing()  # here
    yield thing
    yield thing


def leak_generator():
    rows = _rows()
    next(rows)
    kept_generators.append(rows)
    return Thing()


# Leaks beside memory.


def leak_files():
    return os.open("/dev/null", os.O_RDONLY) and Thing()  # here


def leak_sockets():
    made = socket.socket()
    os.dup(made.fileno())  # here
    return Thing()


def leak_pipes():
    os.pipe()  # here
    return Thing()


def leak_eventfds():
    _libc.eventfd(0, 0)  # here
    return Thing()


def leak_epolls():
    made = select.epoll()
    os.dup(made.fileno())  # here
    return Thing()


def leak_threads():
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()  # here
    return Thing()


def leak_children():
    child = os.fork()  # here
    if child == 0:
        os._exit(0)
    return Thing()


def leak_temporary_files():
    number, _ = tempfile.mkstemp()  # here
    os.close(number)
    return Thing()


def leak_shared_memory():
    name = f"/dev/shm/vitals-bench-{os.getpid()}-{next(_numbers)}"
    os.close(os.open(name, os.O_CREAT | os.O_RDWR, 0o600))  # here
    return Thing()


# Native leaks.


def leak_native():
    at = _libc.malloc(65536)  # here
    ctypes.memset(at, 1, 65536)
    return Thing()


def leak_native_small():
    at = _libc.malloc(120)  # here
    ctypes.memset(at, 1, 120)
    return Thing()


def leak_native_map():
    import mmap

    page = mmap.mmap(-1, 65536)  # here
    page.write(b"x" * 65536)
    kept_maps.append(page)
    return Thing()


# Bounded: kept, and no more than so many.


@functools.lru_cache(maxsize=1024)
def _load(key):
    return {"key": key, "rows": [bytes(200)]}


def bounded_lru_cache():
    return Thing(), _load(next(_numbers))


def _functools_in_python():
    native = sys.modules.get("_functools")
    sys.modules["_functools"] = None
    kept = sys.modules.pop("functools")
    try:
        return importlib.import_module("functools")
    finally:
        sys.modules["_functools"], sys.modules["functools"] = native, kept


@_functools_in_python().lru_cache(maxsize=256)
def _load_in_python(key):
    return {"key": key, "rows": [bytes(200)]}


def bounded_lru_cache_in_python():
    return Thing(), _load_in_python(next(_numbers))


class Api:
    def __init__(self):
        self.buffer = bytearray(10_000)
        self.get(1)

    @functools.lru_cache(maxsize=100)
    def get(self, number):
        return number


bounded_method_cache = Api
recent = collections.deque(maxlen=300)


def bounded_deque():
    thing = Thing()
    recent.append(thing)
    return thing


jobs = queue.Queue(maxsize=400)


def bounded_queue():
    thing = Thing()
    try:
        jobs.put_nowait(thing)
    except queue.Full:
        pass
    return thing


class Cache(dict):
    """As those of cachetools."""

    def __init__(self, maxsize):
        self.maxsize = maxsize

    def __setitem__(self, key, value):
        while len(self) >= self.maxsize:
            del self[next(iter(self))]
        dict.__setitem__(self, key, value)


sessions = Cache(maxsize=700)


def bounded_maxsize():
    thing = sessions[next(_numbers)] = Thing()
    return thing


def _cleared(most):
    cache = {}

    def make():
        if len(cache) >= most:
            cache.clear()
        thing = cache[next(_numbers)] = Thing()
        return thing

    return make


bounded_cleared_at_130 = _cleared(130)
bounded_cleared_at_590 = _cleared(590)
bounded_cleared_at_1500 = _cleared(1500)
oldest_first = collections.OrderedDict()


def bounded_popped():
    thing = oldest_first[next(_numbers)] = Thing()
    if len(oldest_first) > 550:
        oldest_first.popitem(last=False)
    return thing


def bounded_patterns():
    """The cache of `re` keeps 512 and has no attribute that says so."""
    return Thing(), re.compile(f"user-{next(_numbers)}")


def bounded_interned():
    return Thing(), sys.intern("name-%d" % (next(_numbers) % 400))


ring = [None] * 250


def bounded_ring():
    thing = ring[next(_numbers) % len(ring)] = Thing()
    return thing


# What the allocator keeps free.


@functools.lru_cache(maxsize=20)
def _pin(number):
    return bytearray(1000)


class Model:
    def __init__(self):
        self.rows = [bytearray(1000) for _ in range(4000)]
        _pin(next(_numbers))


allocator_keeps_free = Model
pinned = []


def allocator_fragmented():
    """Every 50th block of the last creation stays until the next one."""
    rows = [bytearray(900 + 16 * (number % 8)) for number in range(4000)]
    pinned[:] = rows[::50]
    return Thing()


def allocator_big_temporary():
    len(bytearray(30_000_000))
    return Thing()


# Garbage: cycles, which the collector alone frees.


class Node:
    def __init__(self):
        self.data = bytearray(1000)
        self.me = self


class Finalised(Node):
    def __del__(self):
        self.data = None


def garbage_cycles():
    Node()
    return Thing()


def garbage_with_finaliser():
    Finalised()
    return Thing()


def garbage_never_collected():
    gc.disable()
    Node()
    return Thing()


def garbage_collected_by_itself():
    gc.disable()
    Node()
    if next(_numbers) % 10 == 9:
        gc.collect()
    return Thing()


# Nothing stays.


def nothing_plain():
    return Thing()


def nothing_slow():
    time.sleep(0.02)
    return Thing()


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a, self.b = bytearray(500), next(_numbers)


nothing_slots = Slotted


def nothing_lazy_imports():
    import decimal
    import email.message
    import xml.etree.ElementTree

    return Thing(), decimal, email.message, xml.etree.ElementTree


_warm = {}


def nothing_warm_up():
    key = next(_numbers) % 30
    if key not in _warm:
        _warm[key] = bytearray(100_000)
    return Thing()


def nothing_after_errors():
    try:
        _fails()
    except ValueError:
        pass
    return Thing()


def nothing_of_threads():
    thread = threading.Thread(target=Thing)
    thread.start()
    thread.join()
    return Thing()


def nothing_of_children():
    subprocess.run(["/bin/true"], check=True)
    return Thing()


def nothing_of_files():
    with tempfile.NamedTemporaryFile() as opened, socket.socket():
        opened.write(b"x")
    return Thing()


_by_name = weakref.WeakValueDictionary()


def nothing_of_weak_references():
    thing = _by_name[next(_numbers)] = Thing()
    return thing


async def nothing_awaited():
    await asyncio.gather(*(asyncio.sleep(0) for _ in range(3)))
    return Thing()


def nothing_of_classes():
    return type("Local", (), {"number": next(_numbers)})()
