"""A test's body as a factory that the program can call in a process of its own."""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import List, Tuple

import pytest


def factory_of(item: pytest.Function) -> str:
    """`package.module:function`, as the other process imports it."""
    return f"{item.module.__name__}:{item.function.__qualname__}"


def making(item: pytest.Function) -> Tuple[str, ...]:
    """What makes the other process call it as pytest would."""
    options: List[str] = ["--expect-type=None"]
    if item.cls is not None and not isinstance(_static(item), (staticmethod, classmethod)):
        outermost = item.cls.__qualname__.split(".", 1)[0]
        options.append(f"--setup=from {item.module.__name__} import {outermost}")
        options.append(f"--arg={item.cls.__qualname__}()")
    return tuple(options)


def _static(item: pytest.Function) -> object:
    import inspect

    return inspect.getattr_static(item.cls, item.function.__name__, None)


def where(item: pytest.Item) -> Tuple[str, ...]:
    """This interpreter, from the folder that pytest was started for, with what pytest has put on sys.path."""
    variable = python_path()
    return (
        f"--python={sys.executable}",
        f"--root={item.config.rootpath}",
        *((f"--env=PYTHONPATH={variable}",) if variable else ()),
    )


def python_path() -> str:
    """What is on sys.path beside the interpreter's own folders."""
    paths = [path for path in sys.path if path and not _is_interpreters(path)]
    return os.pathsep.join(dict.fromkeys(paths))


def _is_interpreters(path: str) -> bool:
    own = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return path in own or path.endswith((".zip", f"{os.sep}lib-dynload"))
