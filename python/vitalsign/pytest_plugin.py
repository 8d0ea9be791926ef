"""The pytest plugin. Every run of pytest loads this file, so it loads nothing: what measures is in `_pytest`.

    @pytest.mark.vitals_import("shop.app", limit="2s")
    def test_the_service_starts_quickly(): ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from ._pytest.fixture import Vitals

MARKS = frozenset(("vitals_import", "vitals_creation", "vitals_growth"))
MARK_LINES = (
    'vitals_import(module, limit="2s"): the import of the module, in fresh processes, must stay under the limit.',
    'vitals_creation(limit="5s", repeat_limit=None): the test\'s body, repeated in processes of its own, must stay under the limit.',
    'vitals_growth(limit="50MB", objects=10, rounds=20): what the test\'s body, repeated in a process of its own, may leave in memory.',
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("vitals", "vital signs: import, creation, growth")
    group.addoption(
        "--vitals-baseline",
        metavar="NAME",
        help="compare each vitals_import with this baseline too (`vitals baseline capture NAME`)",
    )
    group.addoption(
        "--vitals-report",
        metavar="PATH",
        help="write what was measured to this file: .html, .json, .md, .xml (JUnit), .csv, .prom or .txt",
    )


def pytest_configure(config: pytest.Config) -> None:
    for line in MARK_LINES:
        config.addinivalue_line("markers", line)
    # The controller of pytest-xdist collects nothing itself. Who asks for a report gets an answer, even if nothing was measured.
    if config.getoption("vitals_report") or getattr(config.option, "numprocesses", None):
        summary_of(config)


def pytest_collection_finish(session: pytest.Session) -> None:
    with_mark: dict[pytest.Item | pytest.Collector | None, bool] = {None: False}
    marked = [item for item in session.items if _is_marked(item, with_mark)]
    if marked:
        from ._pytest.measuring import Measuring

        session.config.pluginmanager.register(Measuring(session.config, marked), "vitals-measuring")
        summary_of(session.config)


def _is_marked(item: pytest.Item, known: dict[pytest.Item | pytest.Collector | None, bool]) -> bool:
    return any(mark.name in MARKS for mark in item.own_markers) or _has_mark(item.parent, known)


def _has_mark(node: pytest.Collector | None, known: dict[pytest.Item | pytest.Collector | None, bool]) -> bool:
    """Whether a class or a module has one of the marks: looked for once, however many tests it has."""
    found = known.get(node)
    if found is None and node is not None:
        found = any(mark.name in MARKS for mark in node.own_markers) or _has_mark(node.parent, known)
        known[node] = found
    return bool(found)


def summary_of(config: pytest.Config) -> None:
    """Collects what is measured, and shows it at the end."""
    if not config.pluginmanager.hasplugin("vitals-summary"):
        from ._pytest.summary import Summary

        config.pluginmanager.register(Summary(config), "vitals-summary")


@pytest.fixture
def vitals(request: pytest.FixtureRequest) -> Iterator[Vitals]:
    """Measures what the marks cannot say: `vitals.measure_import("shop.app").assert_under("2s")`."""
    from ._pytest.fixture import Vitals

    summary_of(request.config)
    yield Vitals(request.node)
