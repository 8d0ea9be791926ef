"""`python -m vitalsign` is `vitals`."""

from __future__ import annotations

import os
import sys

from ._binary import find_binary
from ._errors import BinaryNotFound


def main() -> None:
    try:
        binary = find_binary()
    except BinaryNotFound as error:
        sys.exit(f"vitalsign: {error}")
    os.execv(binary, [binary, *sys.argv[1:]])


if __name__ == "__main__":
    main()
