"""What goes wrong when the program is asked. That something is slow or leaks is no error: it is a verdict."""

from __future__ import annotations


class VitalsError(Exception):
    """The program gave no answer. The message is what it wrote."""

    def __init__(self, message: str, exit_code: int | None = None) -> None:
        super().__init__(message)
        #: How it ended: 64 usage or configuration, 70 its own or the system's fault, 130 interrupted.
        self.exit_code = exit_code


class UsageError(VitalsError):
    """It was asked for something that cannot be: a limit without a unit, a baseline that is not there."""


class BinaryNotFound(VitalsError):
    """The program is not installed beside this package, and is not on PATH."""
