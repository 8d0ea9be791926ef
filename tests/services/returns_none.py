"""Fault: builds an object and forgets to return it. Verdict: creation is vacuous."""


class Thing:
    pass


def make():
    Thing()


async def make_async():
    Thing()
