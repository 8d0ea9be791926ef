"""One half of the circle: stops at its first statement, before there is an `Order`."""

from .payments import Payment


class Order:
    paid_by = Payment
