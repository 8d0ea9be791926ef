"""Fault: the factory raises, always or from the fourth object on. Verdict: creation is an error."""


class Thing:
    pass


def make():
    raise RuntimeError("no backend")


def make_sometimes(i):
    """The objects 0, 1 and 2 come to be: three good measurements are not a pass."""
    if i >= 3:
        raise RuntimeError(f"no backend for object {i}")
    return Thing()
