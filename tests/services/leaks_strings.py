"""Fault: every user's name stays in a dictionary of texts, which the collector does not track. Verdict: growth fails."""

import itertools

_numbers = itertools.count()
_names = {}


class User:
    pass


def remember(number):
    _names[number] = f"user {number} " * 20


def make():
    remember(next(_numbers))
    return User()
