"""Fault: each creation sleeps 0.4 s in `connect`. Verdict: creation fails, asleep in that line."""

import asyncio
import time


class Manager:
    pass


def connect():
    time.sleep(0.4)


def make():
    connect()
    return Manager()


async def make_async():
    await asyncio.sleep(0.4)
    return Manager()
