"""Fault: imports `broken_syntax`. Verdict: error, a SyntaxError in line 3 of that file."""

import broken_syntax  # noqa: F401
