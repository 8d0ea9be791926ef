"""Fault: gives promises of an object, never the object. Verdict: creation is vacuous, with all three."""


class Thing:
    pass


async def make_thing():
    return Thing()


def make():
    """To be awaited twice: the first time gives only another coroutine."""

    async def make_later():
        return make_thing()

    return make_later()


def make_function():
    """The `yield` makes it a generator: calling it runs none of its body."""
    yield Thing()


async def make_async_gen():
    """As above: not even awaitable."""
    yield Thing()
