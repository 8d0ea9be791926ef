"""What is true of each factory: the verdict, the class, and the words by which a report shows that it knows the cause.

`HERE` stands for `factories.py:N`, the line of the factory's source (or of what it calls) that is marked `# here`; of a leak of
`Thing`s also the line of its class that allocates their bytes.
"""
import pathlib
import re

SOURCE = pathlib.Path(__file__).with_name("factories.py")
HERE = object()

_ADDED = {"--objects": "2"}  # threads and children are dear

# name: (status, class, what must be said, options)
TRUTHS = {
    "leak_list": ("fail", "leak", [HERE, "factories.kept_list"]),
    "leak_dict": ("fail", "leak", [HERE, "factories.kept_dict"]),
    "leak_every_fourth": ("fail", "leak", [HERE, "factories.kept_dict"]),
    "leak_module_attribute": ("fail", "leak", [HERE, "factories.attribute_"]),
    "leak_closure": ("fail", "leak", [HERE, "closure cell cells"]),
    "leak_class_registry": ("fail", "leak", [HERE, "Plugin.registry"]),
    "leak_context_variable": ("fail", "leak", [HERE, "context variable requests"]),
    "leak_thread_local": ("fail", "leak", [HERE, "factories.local"]),
    "leak_task": ("fail", "leak", [HERE, "kept_tasks|event loop"]),
    "leak_traceback": ("fail", "leak", [HERE, "factories.kept_errors"]),
    "leak_weakref_callback": ("fail", "leak", [HERE, "factories.kept_watchers"]),
    "leak_finalizer": ("fail", "leak", [HERE, "finalize._registry|_registry"]),
    "leak_texts": ("fail", "leak", [HERE, "factories.kept_texts"]),
    "leak_buffer": ("fail", "leak", [HERE, "factories.log_buffer"]),
    "leak_cache_without_bound": ("fail", "leak", [HERE, "_unbounded"]),
    "leak_loggers": ("fail", "leak", [HERE, "loggerDict|Logger.manager"]),
    "leak_generator": ("fail", "leak", [HERE, "factories.kept_generators"]),
    "leak_files": ("fail", "file descriptor", [HERE]),
    "leak_sockets": ("fail", "socket descriptor", [HERE]),
    "leak_pipes": ("fail", "pipe descriptor", [HERE]),
    "leak_eventfds": ("fail", "eventfd descriptor", [HERE]),
    "leak_epolls": ("fail", "other descriptor", [HERE]),
    "leak_threads": ("fail", "thread", [HERE], _ADDED),
    "leak_children": ("fail", "child process", [HERE], _ADDED),
    "leak_temporary_files": ("fail", "file in the temporary folder", [HERE]),
    "leak_shared_memory": ("fail", "file in /dev/shm", [HERE]),
    "leak_native": ("fail", "native", [HERE]),
    "leak_native_small": ("fail", "native", [HERE]),
    "leak_native_map": ("fail", "native", [HERE, "factories.kept_maps"]),
    "bounded_lru_cache": ("pass", "bounded", ["factories._load", "at most 1024 entries"]),
    "bounded_lru_cache_in_python": ("pass", "bounded", []),
    "bounded_method_cache": ("pass", "bounded", []),
    "bounded_deque": ("pass", "bounded", []),
    "bounded_queue": ("pass", "bounded", []),
    "bounded_maxsize": ("pass", "bounded", ["factories.sessions", "at most 700 entries"]),
    "bounded_cleared_at_130": ("pass", "bounded", []),
    "bounded_cleared_at_590": ("pass", "bounded", []),
    "bounded_cleared_at_1500": ("pass", "bounded", []),
    "bounded_popped": ("pass", "bounded", []),
    "bounded_patterns": ("pass", "bounded", []),
    "bounded_interned": ("pass", "bounded", []),
    "bounded_ring": ("pass", "bounded", []),
    "allocator_keeps_free": ("pass", "nothing", []),
    "allocator_fragmented": ("pass", "nothing", []),
    "allocator_big_temporary": ("pass", "nothing", []),
    "garbage_cycles": ("pass", "nothing", []),
    "garbage_with_finaliser": ("pass", "nothing", []),
    "garbage_never_collected": ("fail", "garbage", ["garbage collector off"]),
    "garbage_collected_by_itself": ("pass", "nothing", []),
    "nothing_plain": ("pass", "nothing", []),
    "nothing_slow": ("pass", "nothing", []),
    "nothing_slots": ("pass", "nothing", []),
    "nothing_lazy_imports": ("pass", "nothing", []),
    "nothing_warm_up": ("pass", "nothing", []),
    "nothing_after_errors": ("pass", "nothing", []),
    "nothing_of_threads": ("pass", "nothing", []),
    "nothing_of_children": ("pass", "nothing", []),
    "nothing_of_files": ("pass", "nothing", []),
    "nothing_of_weak_references": ("pass", "nothing", []),
    "nothing_awaited": ("pass", "nothing", []),
    "nothing_of_classes": ("pass", "nothing", []),
}

# Where the marked line is in what the factory calls.
_CALLS = {"leak_traceback": "_fails", "leak_generator": "_rows", "leak_cache_without_bound": "_unbounded",
          "leak_closure": "_closed_over"}


def line_of(name):
    """The marked line of a factory."""
    lines = SOURCE.read_text().splitlines()
    function = _CALLS.get(name, name)
    start = next(n for n, line in enumerate(lines) if re.match(rf"(async )?def {function}\(", line))
    return next(n for n, line in enumerate(lines[start:], start + 1) if "# here" in line)


def _line_with(text):
    return next(n for n, line in enumerate(SOURCE.read_text().splitlines(), 1) if text in line)


def expected_words(name):
    """Regular expressions, of which each must be found in what is said."""
    words = TRUTHS[name][2]
    own = [line_of(name)] if HERE in words else []
    # The bytes of a `Thing` are allocated within its class; the line that makes it has a twentieth of them.
    lines = own + ([_line_with("self.data = bytearray(size)")] if TRUTHS[name][1] == "leak" else [])
    here = "|".join(rf"factories\.py:{line}\b" for line in lines)
    return [here if word is HERE else word for word in words]


def options(name):
    extra = TRUTHS[name][3] if len(TRUTHS[name]) > 3 else {}
    return [part for option in extra.items() for part in option]
