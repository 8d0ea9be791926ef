"""Fault: every connection starts a heartbeat that nobody ends. Verdict: growth fails, held by the event loop."""

import asyncio


class Connection:
    def __init__(self):
        self.buffer = bytearray(1000)


async def heartbeat(connection):
    while True:
        await asyncio.sleep(3600)


async def make():
    connection = Connection()
    asyncio.ensure_future(heartbeat(connection))
    await asyncio.sleep(0)
    return connection
