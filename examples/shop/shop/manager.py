"""One user's connection: events go in, frames for the socket come out."""

import asyncio
from collections import deque
from typing import Callable, Optional

from shop.context import UserContext
from shop.events import Event

HISTORY = 50
"""Events that are kept for a browser that asks again."""

OUTGOING = 256
"""Frames that may wait for a slow browser before the senders wait too."""


class ConnectionClosed(Exception):
    """The connection is gone; the event was not taken."""


class WebSocketManager:
    """Owns one connection of one user, from the handshake to ``close``.

    The socket's handler iterates over it for the frames to write::

        async for frame in manager:
            await socket.send(frame)

    Make it in the running event loop, to which its lock belongs.
    """

    def __init__(
        self,
        user: UserContext,
        connection_id: str,
        on_close: Optional[Callable[["WebSocketManager"], None]] = None,
    ):
        if not connection_id:
            raise ValueError("connection_id must not be empty")
        self.user = user
        self.connection_id = connection_id
        self.closed = False
        self._on_close = on_close
        self._outgoing = deque()
        self._history = deque(maxlen=HISTORY)
        self._changed = asyncio.Condition()

    @property
    def history(self):
        """The latest events, oldest first; a copy, which the caller may keep."""
        return tuple(self._history)

    async def send(self, event: Event):
        """Take an event; waits while the browser is behind, so that memory stays bounded."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.closed or len(self._outgoing) < OUTGOING)
            if self.closed:
                raise ConnectionClosed(self.connection_id)
            self._outgoing.append(event.to_json())
            self._history.append(event)
            self._changed.notify_all()

    async def close(self):
        """Let go of everything and wake whoever waits; a second call does nothing."""
        async with self._changed:
            if self.closed:
                return
            self.closed = True
            self._outgoing.clear()
            self._history.clear()
            self._changed.notify_all()
            if self._on_close is not None:
                self._on_close(self)

    def __aiter__(self):
        return self

    async def __anext__(self):
        async with self._changed:
            await self._changed.wait_for(lambda: self.closed or self._outgoing)
            if not self._outgoing:
                raise StopAsyncIteration
            self._changed.notify_all()
            return self._outgoing.popleft()
