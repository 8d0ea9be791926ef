"""Where the program `vitals` is: beside this package, else on PATH."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, Optional

from ._errors import BinaryNotFound

NAME = "vitals"


def find_binary() -> str:
    """The path of the program that this package calls.

    `VITALS_BINARY` wins; then come the folders in which an installer puts the programs of this package, then PATH.
    """
    named = os.environ.get("VITALS_BINARY")
    if named:
        if is_program(Path(named)):
            return named
        raise BinaryNotFound(f"VITALS_BINARY names {named}, which is no program")
    looked = list(dict.fromkeys(folder for folder in _folders() if folder))
    for folder in looked:
        if is_program(Path(folder, NAME)):
            return str(Path(folder, NAME))
    found = shutil.which(NAME)
    if found:
        return found
    raise BinaryNotFound(
        f"the program `{NAME}` is neither beside the package vitalsign ({', '.join(looked)}) nor on PATH\n"
        "  help: install the package again (pip install --force-reinstall vitalsign), or name the program in VITALS_BINARY"
    )


def is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _folders() -> Iterator[Optional[str]]:
    # This environment's, that of the interpreter below it, and the user's own (`pip install --user`).
    yield sysconfig.get_path("scripts")
    yield sysconfig.get_path("scripts", vars={"base": sys.base_prefix})
    yield sysconfig.get_path("scripts", scheme="posix_user")
    package = Path(__file__).resolve().parent
    # `pip install --prefix`: PREFIX/lib/python3.x/site-packages/vitalsign.
    if package.parent.name == "site-packages" and len(package.parents) > 3:
        yield str(package.parents[3] / "bin")
    # `pip install --target`: DIR/vitalsign beside DIR/bin.
    yield str(package.parent / "bin")
