"""Which connections are open, and whose they are."""

import asyncio

from shop.context import UserContext
from shop.events import Event
from shop.manager import ConnectionClosed, WebSocketManager


class ManagerRegistry:
    """The live managers by user.

    Every question names a user and is answered from that user's managers alone: there is no way
    to reach another's by guessing a connection's id.
    """

    def __init__(self):
        self._by_user = {}

    def __len__(self):
        return sum(map(len, self._by_user.values()))

    def add(self, manager: WebSocketManager):
        """File a manager; refuses a second one of the same id, which would hide the first."""
        managers = self._by_user.setdefault(manager.user.user_id, {})
        if manager.connection_id in managers:
            raise ValueError(f"{manager.connection_id!r} is already connected")
        managers[manager.connection_id] = manager

    def remove(self, manager: WebSocketManager):
        """Forget a manager, and its user with the last one, else departed users add up."""
        managers = self._by_user.get(manager.user.user_id, {})
        if managers.get(manager.connection_id) is manager:
            del managers[manager.connection_id]
            if not managers:
                del self._by_user[manager.user.user_id]

    def of(self, user: UserContext):
        """The user's managers, in the order in which they connected."""
        return tuple(self._by_user.get(user.user_id, {}).values())

    async def publish(self, user: UserContext, event: Event):
        """Send to each of the user's connections at once; gives how many took the event."""
        return sum(await asyncio.gather(*(_offer(manager, event) for manager in self.of(user))))


async def _offer(manager, event):
    try:
        await manager.send(event)
    except ConnectionClosed:
        return False
    return True
