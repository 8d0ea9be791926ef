"""Innocent: the package of the slow one."""
