"""One measurement at a time: those of pytest-xdist's workers, and of other runs of this user, would measure each other."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def alone() -> Iterator[None]:
    """Waits until no other one measures. The kernel gives the lock back where its process ends."""
    path = os.path.join(tempfile.gettempdir(), f"vitalsign-{os.getuid()}.lock")
    # O_NOFOLLOW: the folder is shared with other users.
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        # Another user's file of that name: more noise is better than no answer.
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
