"""Fault: sleeps 0.6 s, three imports down. Verdict: the import fails, and `.b.deep` is to blame."""

from . import a  # noqa: F401
