"""Innocent: only on the way to the slow one."""

from .b import deep  # noqa: F401
