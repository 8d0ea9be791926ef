"""What a test's marks ask for: read and held against what can be, before anything runs."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

import pytest

EXAMPLES = {
    "vitals_import": '@pytest.mark.vitals_import("shop.app", limit="2s")',
    "vitals_creation": '@pytest.mark.vitals_creation(limit="5s")',
    "vitals_growth": '@pytest.mark.vitals_growth(limit="50MB")',
}
# The mark's arguments beside the module, and the option of the program that each is.
OPTIONS: Dict[str, Tuple[str, ...]] = {
    "vitals_import": ("limit", "samples", "cache", "setup", "timeout", "budget"),
    "vitals_creation": ("limit", "repeat_limit", "samples", "timeout", "budget"),
    "vitals_growth": ("limit", "objects", "rounds", "timeout", "budget"),
}
PROBES = {"vitals_import": "import", "vitals_creation": "create", "vitals_growth": "growth"}


@dataclass(frozen=True)
class Asked:
    """One mark of one test."""

    probe: str
    #: The module of an import.
    module: Optional[str]
    options: Dict[str, Any]

    def option_words(self) -> Tuple[str, ...]:
        return tuple(f"--{name.replace('_', '-')}={value}" for name, value in self.options.items() if name != "limit")

    @property
    def limit(self) -> Optional[str]:
        return self.options.get("limit")


def asked_by(item: pytest.Item) -> List[Asked]:
    """The marks of a test, the nearest of each name. Raises `pytest.UsageError` where one cannot be."""
    found = []
    for name in PROBES:
        mark = item.get_closest_marker(name)
        if mark is not None:
            found.append(_read(item, mark))
    return found


def _read(item: pytest.Item, mark: pytest.Mark) -> Asked:
    module = None
    if mark.name == "vitals_import":
        module = mark.kwargs.get("module", mark.args[0] if mark.args else None)
        if not isinstance(module, str) or not module or len(mark.args) > 1:
            raise _wrong(item, mark, "needs the name of one module")
    elif mark.args:
        raise _wrong(item, mark, "takes arguments by name alone")
    options = {name: value for name, value in mark.kwargs.items() if name != "module" or module is None}
    unknown = sorted(set(options) - set(OPTIONS[mark.name]))
    if unknown:
        raise _wrong(item, mark, f"has no argument `{unknown[0]}`; it has {', '.join(OPTIONS[mark.name])}")
    for name, value in options.items():
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise _wrong(item, mark, f"takes `{name}` as a text with a unit, or as a number; it is {value!r}")
    if module is None:
        _check_body(item, mark)
    return Asked(PROBES[mark.name], module, options)


def _check_body(item: pytest.Item, mark: pytest.Mark) -> None:
    """The body runs in another process, where there is nothing of this session."""
    if not isinstance(item, pytest.Function):
        raise _wrong(item, mark, "is for test functions alone")
    if hasattr(item, "callspec"):
        raise _wrong(item, mark, "takes a test without parameters: write one test for each, or use the fixture `vitals`")
    used = [name for used in item.iter_markers("usefixtures") for name in used.args]
    needed = [*inspect_arguments(item), *used]
    if needed:
        raise _wrong(
            item,
            mark,
            f"takes a test without fixtures, and this one uses {', '.join(needed)}: its body is repeated in a process of its own, "
            "where fixtures are not. Use the fixture `vitals` instead",
        )
    if "<locals>" in item.function.__qualname__:
        raise _wrong(item, mark, "takes a function of a module or of a class, which another process can import")
    if item.cls is not None and issubclass(item.cls, _test_case()):
        raise _wrong(item, mark, "does not take methods of unittest.TestCase")


def _test_case() -> type:
    import unittest

    return unittest.TestCase


def inspect_arguments(item: pytest.Function) -> List[str]:
    """The names of the fixtures that the function itself takes."""
    names = list(inspect.signature(item.function).parameters)
    return names[1:] if item.cls is not None and not _is_static(item) else names


def _is_static(item: pytest.Function) -> bool:
    return isinstance(inspect.getattr_static(item.cls, item.function.__name__, None), staticmethod)


def _wrong(item: pytest.Item, mark: pytest.Mark, what: str) -> pytest.UsageError:
    return pytest.UsageError(f"{item.nodeid}: {mark.name} {what}: {EXAMPLES[mark.name]}")
