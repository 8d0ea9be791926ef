"""Fault: imports a module that does not exist. Verdict: error, a ModuleNotFoundError."""

import no_such_dependency  # noqa: F401
