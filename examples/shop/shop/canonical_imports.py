"""The one place from which services import, so that the modules behind it may move."""

from shop.context import UserContext
from shop.events import Event, EventType
from shop.manager import ConnectionClosed, WebSocketManager
from shop.registry import ManagerRegistry

__all__ = [
    "ConnectionClosed",
    "Event",
    "EventType",
    "ManagerRegistry",
    "UserContext",
    "WebSocketManager",
    "create_websocket_manager",
    "live_managers",
]

live_managers = ManagerRegistry()
"""Every open connection of this process."""


async def create_websocket_manager(user_context, connection_id):
    """A registered manager: the only way to make one that ``live_managers`` knows.

    A coroutine, because a manager belongs to the event loop in which it is made.
    """
    if not isinstance(user_context, UserContext):
        raise TypeError(f"user_context must be a UserContext, not {type(user_context).__name__}")
    manager = WebSocketManager(user_context, connection_id, on_close=live_managers.remove)
    live_managers.add(manager)
    return manager
