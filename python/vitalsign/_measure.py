"""The questions that can be asked. Each runs the program, and nothing is measured in this process.

Options that all of them have; what is None is what vitals.toml says, else the program's default:

`python`: a python, its version, or an environment's folder. Of the three `measure_` functions it is by default the interpreter
that runs this. `root`: where the target runs; it is put on sys.path. `config`: the configuration, by default the nearest
vitals.toml. `env`: variables for the target. `timeout`, `budget`: the longest that one import, creation or round, and the whole
run may take, such as "60s".
"""

from __future__ import annotations

import os
import sys
from typing import Mapping, Optional, Sequence, Tuple, Union

from ._decode import read
from ._results import ComparisonResult, CreationResult, GrowthResult, ImportResult, Question, TriageResult
from ._run import ask
from .documents import ComparisonRun, HealthDocument

PathLike = Union[str, "os.PathLike[str]"]


def measure_import(
    module: str,
    *,
    limit: Optional[str] = None,
    samples: Optional[int] = None,
    cache: Optional[str] = None,
    setup: Optional[str] = None,
    python: Optional[PathLike] = None,
    root: Optional[PathLike] = None,
    config: Optional[PathLike] = None,
    env: Optional[Mapping[str, str]] = None,
    timeout: Optional[str] = None,
    budget: Optional[str] = None,
) -> ImportResult:
    """How long `module` takes to import, in fresh processes: `vitals probe import`."""
    asked = (*option("--samples", samples), *option("--cache", cache), *option("--setup", setup))
    where = target(python or sys.executable, root, config, env, timeout, budget)
    return ImportResult.asked(Question(("probe", "import", *asked, *where), module, limit, None))


def measure_creation(
    factory: str,
    *,
    limit: Optional[str] = None,
    repeat_limit: Optional[str] = None,
    samples: Optional[int] = None,
    args: Sequence[str] = (),
    kwargs: Optional[Mapping[str, str]] = None,
    setup: Optional[str] = None,
    cleanup: Optional[str] = None,
    expect_type: Optional[str] = None,
    python: Optional[PathLike] = None,
    root: Optional[PathLike] = None,
    config: Optional[PathLike] = None,
    env: Optional[Mapping[str, str]] = None,
    timeout: Optional[str] = None,
    budget: Optional[str] = None,
) -> CreationResult:
    """How long `package.module:callable` takes to make an object, at first and repeatedly: `vitals probe create`.

    `args` and `kwargs` are Python expressions, in which `i` counts; `setup` is source that runs once before, `cleanup` after each
    creation, where the object is `made`. `expect_type="None"` is for factories that return nothing.
    """
    asked = (*option("--repeat-limit", repeat_limit), *option("--samples", samples))
    made = making(args, kwargs, setup, cleanup, expect_type)
    where = target(python or sys.executable, root, config, env, timeout, budget)
    return CreationResult.asked(Question(("probe", "create", *asked, *made, *where), factory, limit, None))


def measure_growth(
    factory: str,
    *,
    limit: Optional[str] = None,
    objects: Optional[int] = None,
    rounds: Optional[int] = None,
    args: Sequence[str] = (),
    kwargs: Optional[Mapping[str, str]] = None,
    setup: Optional[str] = None,
    cleanup: Optional[str] = None,
    expect_type: Optional[str] = None,
    python: Optional[PathLike] = None,
    root: Optional[PathLike] = None,
    config: Optional[PathLike] = None,
    env: Optional[Mapping[str, str]] = None,
    timeout: Optional[str] = None,
    budget: Optional[str] = None,
) -> GrowthResult:
    """What stays in memory when objects are made and dropped: `vitals probe growth`."""
    asked = (*option("--objects", objects), *option("--rounds", rounds))
    made = making(args, kwargs, setup, cleanup, expect_type)
    where = target(python or sys.executable, root, config, env, timeout, budget)
    return GrowthResult.asked(Question(("probe", "growth", *asked, *made, *where), factory, limit, None))


def compare(
    base: str,
    candidate: str = ".",
    *,
    modules: Sequence[str] = (),
    only: Sequence[str] = (),
    tolerance: Optional[str] = None,
    pairs: Optional[int] = None,
    python: Optional[PathLike] = None,
    root: Optional[PathLike] = None,
    config: Optional[PathLike] = None,
    env: Optional[Mapping[str, str]] = None,
    timeout: Optional[str] = None,
    budget: Optional[str] = None,
) -> ComparisonResult:
    """Two variants, interleaved: `vitals compare`.

    A variant is a git revision, "." (the working tree), "py:PATH", "env:NAME=VALUE", or "baseline:NAME" (base alone). The imports
    of `modules` are compared, else the probes of the configuration, or those of `only`.
    """
    chosen = (*each("--import", modules), *each("--only", only))
    asked = (*option("--tolerance", tolerance), *option("--pairs", pairs))
    where = target(python, root, config, env, timeout, budget)
    return compared(("compare", "--no-report", *chosen, *asked, *where), base, candidate, None)


def compared(options: Sequence[str], base: str, candidate: str, cwd: Optional[str]) -> ComparisonResult:
    answer = ask(options, (base, candidate), cwd)
    return ComparisonResult(answer, read(ComparisonRun, answer.json))


def triage(
    *,
    only: Sequence[str] = (),
    python: Optional[PathLike] = None,
    root: Optional[PathLike] = None,
    config: Optional[PathLike] = None,
    env: Optional[Mapping[str, str]] = None,
    timeout: Optional[str] = None,
    budget: Optional[str] = None,
) -> TriageResult:
    """What is wrong, why, and what next: `vitals triage`, with the configuration's checks."""
    answer = ask(("triage", *each("--only", only), *target(python, root, config, env, timeout, budget)))
    return TriageResult(answer, read(HealthDocument, answer.json))


def target(
    python: Optional[PathLike],
    root: Optional[PathLike],
    config: Optional[PathLike],
    env: Optional[Mapping[str, str]],
    timeout: Optional[str],
    budget: Optional[str],
) -> Tuple[str, ...]:
    """Where and in what it runs."""
    return (
        *option("--python", python or None),
        *option("--root", root),
        *option("--config", config),
        *each("--env", [f"{name}={value}" for name, value in (env or {}).items()]),
        *option("--timeout", timeout),
        *option("--budget", budget),
    )


def making(
    args: Sequence[str],
    kwargs: Optional[Mapping[str, str]],
    setup: Optional[str],
    cleanup: Optional[str],
    expect_type: Optional[str],
) -> Tuple[str, ...]:
    """How an object is made."""
    return (
        *each("--arg", args),
        *each("--kwarg", [f"{name}={text}" for name, text in (kwargs or {}).items()]),
        *option("--setup", setup),
        *option("--cleanup", cleanup),
        *option("--expect-type", expect_type),
    )


def option(name: str, value: Union[PathLike, int, None]) -> Tuple[str, ...]:
    """Joined: a value that begins with a hyphen is no option."""
    if value is None:
        return ()
    return (f"{name}={value if isinstance(value, int) else os.fspath(value)}",)


def each(name: str, values: Sequence[str]) -> Tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError(f"{name[2:]} takes a list of strings, not one string")
    return tuple(f"{name}={value}" for value in values)
