"""Makes objects of a factory as `vitals` does: in rounds of ten, dropped and collected. Run by `others.py`."""
import asyncio
import gc
import inspect
import sys

import factories

ROUNDS = 60


def rounds(name, after=lambda number: None):
    factory = getattr(factories, name)
    loop = asyncio.new_event_loop() if inspect.iscoroutinefunction(factory) else None
    objects = 2 if name in ("leak_threads", "leak_children") else 10
    for number in range(1, ROUNDS + 1):
        made = [loop.run_until_complete(factory()) if loop else factory() for _ in range(objects)]
        del made
        if gc.isenabled():
            gc.collect()
        after(number)


def with_tracemalloc(name):
    """Three lines that gained most between a third of the rounds and the last."""
    import tracemalloc

    snapshots = []

    def after(number):
        if number in (ROUNDS // 3, ROUNDS):
            snapshots.append(tracemalloc.take_snapshot())

    tracemalloc.start(16)
    rounds(name, after)
    # Of what stays; a snapshot's own traces are not the target's.
    ignored = [tracemalloc.Filter(False, part) for part in (tracemalloc.__file__, __file__)]
    first, last = (snapshot.filter_traces(ignored) for snapshot in snapshots)
    for gained in last.compare_to(first, "lineno")[:3]:
        print(gained.traceback[0].filename, gained.traceback[0].lineno, gained.size_diff, gained.count_diff)


if __name__ == "__main__":
    if sys.argv[1] == "tracemalloc":
        with_tracemalloc(sys.argv[2])
    else:
        rounds(sys.argv[2])
    sys.stdout.flush()
    import os

    os._exit(0) if sys.argv[1] == "tracemalloc" else sys.exit(0)
