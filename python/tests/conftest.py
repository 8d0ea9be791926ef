"""The tests of the package as it is installed: run them in an environment that has the wheel and pytest."""

from __future__ import annotations

pytest_plugins = ["pytester"]
