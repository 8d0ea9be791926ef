"""The other half: wants the `Order` that is not there yet."""

from .orders import Order


class Payment:
    pays = Order
