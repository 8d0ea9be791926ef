"""No leak: 8 MB of small blocks are freed with each object, and the allocator keeps them. Verdict: growth passes at 100 MB."""
import functools

made = 0


@functools.lru_cache(maxsize=20)
def keep(key):
    return bytearray(1000)


class Model:
    def __init__(self):
        global made
        self.rows = [bytearray(1000) for _ in range(8000)]
        made += 1
        keep(made)
