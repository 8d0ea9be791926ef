"""Fault: two modules import names from each other. Verdict: error, an ImportError of a circular import."""

from .orders import Order  # noqa: F401
