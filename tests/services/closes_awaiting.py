"""Clean-ups that are awaited, and objects of which nothing stays."""
import asyncio
import collections

failures = collections.deque(maxlen=60)  # a service's last errors, with their tracebacks


class Hub:
    def __init__(self):
        self.closed = False

    async def close(self):
        await asyncio.gather(asyncio.sleep(0), asyncio.sleep(0))
        self.closed = True


async def connected():
    return Hub()


class Buffer:
    """1 MB, of which the errors of its closing know nothing."""

    def __init__(self):
        self.data = bytearray(1_000_000)


async def buffered():
    return Buffer()


def flush():
    try:
        raise OSError("the other side is gone")
    except OSError as error:
        failures.append(error)


async def flush_later():
    await asyncio.sleep(0)
    flush()
