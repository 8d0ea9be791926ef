"""What the shop sends to a browser."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

LARGEST = 64 * 1024
"""Bytes of one encoded event: a browser reloads larger things over HTTP."""


class EventType(str, Enum):
    """Every kind of event that a browser knows how to show."""

    CART_UPDATED = "cart.updated"
    ORDER_PLACED = "order.placed"
    ORDER_SHIPPED = "order.shipped"
    PRICE_CHANGED = "price.changed"
    AGENT_STARTED = "agent_started"
    AGENT_THINKING = "agent_thinking"
    TOOL_EXECUTING = "tool_executing"
    TOOL_COMPLETED = "tool_completed"
    AGENT_COMPLETED = "agent_completed"


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Encoded once, when it is made: a wrong payload fails where it was written and not in the
    connection, and a payload that changes later does not change what is sent.
    """

    type: EventType
    payload: Mapping = field(default_factory=dict, hash=False)
    _text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "type", EventType(self.type))
        if not isinstance(self.payload, Mapping) or not all(isinstance(key, str) for key in self.payload):
            raise ValueError("the payload must be a mapping with texts as keys")
        message = {"type": self.type.value, "payload": dict(self.payload)}
        try:
            text = json.dumps(message, allow_nan=False, separators=(",", ":"))
        except TypeError as error:
            raise ValueError(f"the payload has no JSON form: {error}") from error
        if len(text) > LARGEST:
            raise ValueError(f"the event takes {len(text)} bytes, more than {LARGEST}")
        object.__setattr__(self, "_text", text)

    def to_json(self):
        """The event as it is sent, in ASCII."""
        return self._text

    @classmethod
    def from_json(cls, text):
        """The event that ``to_json`` wrote."""
        message = json.loads(text)
        if not isinstance(message, dict) or set(message) != {"type", "payload"}:
            raise ValueError("an event has a type and a payload, and nothing else")
        return cls(**message)
